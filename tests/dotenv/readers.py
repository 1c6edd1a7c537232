"""What a shell, docker compose and node's dotenv read back.

The table has a row a value: what dotenv set writes, and what each reader makes
of it. The shells are run, and so is the npm package dotenv where npm can
install it. Compose's rules are those of its documentation ("Syntax for
environment files in Docker Compose"): single quotes are literal but for \\',
double quotes know \\n \\r \\t \\\\ \\" \\$ and interpolate.

Then the other way round: values that want to be executed, in files that help
them, and no shell that reads the file may execute any.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile

import yaml

import tally
from tally import PROGRAM, check

ENV = {"PATH": "/usr/bin:/bin"}
SAME = object()
# value, what is written, and by whom it is read as something else
TABLE = [
    ("", "", SAME, SAME),
    ("eyJh.b-c_D9==", "eyJh.b-c_D9==", SAME, SAME),
    ("a b", "'a b'", SAME, SAME),
    (" a ", "' a '", SAME, SAME),
    ("a#b", "'a#b'", SAME, SAME),
    ("#a", "'#a'", SAME, SAME),
    ("a # b", "'a # b'", SAME, SAME),
    ("$A ${A} $(a) `a`", "'$A ${A} $(a) `a`'", SAME, SAME),
    ('{"a": "b"}', "'{\"a\": \"b\"}'", SAME, SAME),
    ("a\\nb", "'a\\nb'", SAME, SAME),
    ("a\nb", "'a\nb'", SAME, SAME),
    ("a\n\nb\n", "'a\n\nb\n'", SAME, SAME),
    ("~/a*b?", "'~/a*b?'", SAME, SAME),
    ("é🔑", "'é🔑'", SAME, SAME),
    ("it's", "\"it's\"", SAME, SAME),
    ("it's\nso", "\"it's\nso\"", SAME, SAME),
    ("it's # a", "\"it's # a\"", SAME, SAME),
    ("it's $A", "\"it's \\$A\"", SAME, "it's \\$A"),
    ("it's \"a\"", "\"it's \\\"a\\\"\"", SAME, "it's \\\"a\\\""),
    ("it's \\a", "\"it's \\\\a\"", SAME, "it's \\\\a"),
    ("it's \\n", "\"it's \\\\n\"", SAME, "it's \\\n"),
    ("it's `a`", "\"it's \\`a\\`\"", "it's \\`a\\`", "it's \\`a\\`"),
    ("a\\", "\"a\\\\\"", SAME, "a\\\\"),
    ("a\r\nb", "'a\r\nb'", SAME, "a\nb"),
    ("a\rb", "'a\rb'", SAME, "a\nb"),
]
HOSTILE = ["$(touch pwned)", "`touch pwned`", "; touch pwned", "& touch pwned",
           "\ntouch pwned\n", "'; touch pwned; '", "'$(touch pwned)",
           "' `touch pwned`", "\"; touch pwned; \"", "\\'; touch pwned #",
           "x\\\n$(touch pwned)'", "EOF\ntouch pwned\nEOF", "touch pwned",
           "./pwn", "\\", "\\'$(./pwn)"]
FILES = ["", "A=1\n", "A= 1\n", "A = 1\n", "export A= '1'\n", "A='1'#c\n",
         "B=it's\n", "B=it's\nA=1\n", "B=it's\nA=1\nC=it's\n", "B=a\"b\n",
         "B=a`b\n", "B=$(a\n", "B=x <<EOF\n", "B=x <<'EOF'\nA=1\nEOF=\n",
         "B=a\\\n", "# it's\n", "B=a #it's\n", "B=a#it's\n", "B='it\\'\n",
         "B=\"it's\"\n", "B=x;C='\nA=1\n'\n", "B=\\'\n"]

def dotenv_set(folder, value, before=None):
    path = os.path.join(folder, ".env")
    if before is not None:
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(before)
    done = subprocess.run(
        [PROGRAM, "dotenv", "set", ".env", "A", "--from-env", "V"],
        cwd=folder, env={**ENV, "V": value}, capture_output=True, text=True,
        check=False)
    with open(path, encoding="utf-8", newline="") as f:
        return done.returncode, done.stderr, f.read()


def in_shell(shell):
    def read(folder):
        done = subprocess.run(
            [shell, "-c", '. ./.env; printf "%s." "$A"; test "$B" = after'],
            cwd=folder, env=ENV, capture_output=True, check=False)
        return (done.stdout[:-1].decode() if done.returncode == 0
                else done.stderr.decode())
    return read


def in_program(folder):
    with open(os.path.join(folder, "t.yml"), "w", encoding="utf-8") as f:
        f.write('a: "$A"\n')
    done = subprocess.run(
        [PROGRAM, "render", "-k", "yaml", "-t", "t.yml", "-e", ".env", "-o",
         "-"], cwd=folder, env=ENV, capture_output=True, check=False)
    return yaml.safe_load(done.stdout.decode())["a"]


def in_compose(folder):
    """The documented rules; for one assignment of A."""
    with open(os.path.join(folder, ".env"), encoding="utf-8", newline="") as f:
        text = re.split("^A=", f.read(), maxsplit=1, flags=re.M)[1]
    if text[0] == "'":
        return re.match(r"'((?:\\'|[^'])*)'", text)[1].replace("\\'", "'")
    if text[0] != '"':
        return re.split(r"\s#|\n", text)[0].rstrip()
    text = re.match(r'"((?:\\.|[^"\\])*)"', text, re.S)[1]
    known = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"'}

    def one(m):
        if m[0] == "$":
            return "(interpolated)"
        return "$" if m[1] == "$" else known.get(m[1], m[0])
    return re.sub(r"\\(.)|\$", one, text, flags=re.S)


def install_dotenv(folder):
    if not (shutil.which("npm") and shutil.which("node")):
        return "no npm here"
    try:
        done = subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--silent",
             "--prefix", folder, "dotenv@16"], capture_output=True,
            timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return "npm takes too long"
    return None if done.returncode == 0 else "npm cannot install it"


def in_node(packages):
    script = ("const d = require(process.argv[1] + '/node_modules/dotenv');"
              "process.stdout.write(JSON.stringify(d.parse("
              "require('fs').readFileSync('.env'))))")

    def read(folder):
        done = subprocess.run(["node", "-e", script, packages], cwd=folder,
                              capture_output=True, check=False)
        return json.loads(done.stdout).get("A")
    return read


def try_table(folder, readers):
    for value, written, compose, node in TABLE:
        status, said, text = dotenv_set(folder, value, "A=old\nB=after\n")
        check(status == 0 and text == f"A={written}\nB=after\n",
              f"what is written for {value!r}", repr(text) + said)
        for name, read in readers.items():
            other = {"compose": compose, "node": node}.get(name, SAME)
            wanted = value if other is SAME else other
            got = read(folder)
            check(got == wanted, f"{name} reads {value!r}", repr(got))
        for name, other in (("docker compose", compose), ("node's", node)):
            check((name in said) == (other is not SAME),
                  f"a warning of {name} for {value!r}", said)


def try_hostile(folder, shells):
    refused = 0
    pwned = os.path.join(folder, "pwned")
    pwn = os.path.join(folder, "pwn")
    with open(pwn, "w", encoding="utf-8") as f:
        f.write("#!/bin/sh\ntouch pwned\n")
    os.chmod(pwn, 0o755)
    for before in FILES:
        for value in HOSTILE:
            status, said, text = dotenv_set(folder, value, before)
            refused += status != 0
            check(status == 0 or text == before,
                  f"a refusal leaves {before!r} alone", repr(text))
            for shell in shells:
                subprocess.run([shell, "-c", ". ./.env"], cwd=folder, env=ENV,
                               capture_output=True, check=False, timeout=10)
                check(not os.path.exists(pwned),
                      f"{shell} executes {value!r} in {before!r}", repr(text))
                if os.path.exists(pwned):
                    os.unlink(pwned)
    return refused


def main():
    shells = [s for s in ("dash", "bash", "busybox") if shutil.which(s)]
    # not busybox, whose sh wants its name
    shells = ["sh"] + [s for s in shells if s != "busybox"]
    readers = {s: in_shell(s) for s in shells}
    readers.update(kongrender=in_program, compose=in_compose)
    with tempfile.TemporaryDirectory() as folder, \
            tempfile.TemporaryDirectory() as packages:
        missing = install_dotenv(packages)
        if missing:
            print(f"note: node's dotenv is not tried: {missing}")
        else:
            readers["node"] = in_node(packages)
        try_table(folder, readers)
        refused = try_hostile(folder, shells)
        # the harness can fail
        with open(os.path.join(folder, ".env"), "w", encoding="utf-8") as f:
            f.write("A=it's\nB='$(touch pwned)'\nC='\n")
        subprocess.run(["sh", "-c", ". ./.env"], cwd=folder, env=ENV,
                       capture_output=True, check=False)
        check(os.path.exists(os.path.join(folder, "pwned")),
              "a file that executes is seen")
    check(0 < refused < len(FILES) * len(HOSTILE) / 2,
          "few are refused", str(refused))
    tally.end()


main()
