"""Runs lint on terminals; see terminal.sh."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import tempfile
import termios

import tally
from tally import PROGRAM, check

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FILE = """_format_version: "3.0"
services:
- name: auth
  url: http://user:tr0ub4dor@auth:9999/
  retries: "tr0ub4dor"
- {name: other, host: a, port: "80", tags: [aaaaaaaaaaaaaaaaaaa, bbbbbb], kye: 1}
consumers:
- username: anon
  keyauth_credentials:
  - key: $ANON_KEY
    ttl: 3600
"""


def on_terminal(columns, args, **env):
    """What the program prints on a terminal of so many columns."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ,
                struct.pack("HHHH", 24, columns, 0, 0))
    env = {"PATH": "/usr/bin:/bin", "TERM": "xterm", **env}
    child = subprocess.Popen([PROGRAM, *args], stdin=subprocess.DEVNULL,
                             stdout=terminal, stderr=terminal, env=env)
    os.close(terminal)
    out = b""
    while True:
        try:
            part = os.read(controller, 65536)
        except OSError:
            break
        if not part:
            break
        out += part
    child.wait()
    os.close(controller)
    return out.decode().replace("\r\n", "\n")


def excerpts(text):
    """Pairs of a line of the file and the line of its caret."""
    lines = COLOUR.sub("", text).splitlines()
    return [(a, b) for a, b in zip(lines, lines[1:])
            if re.match(r" *\d+ \| ", a) and re.match(r" *\| *\^$", b)]


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("kong.yml", "w") as f:
            f.write(FILE)
        with open("fine.yml", "w") as f:
            f.write('_format_version: "3.0"\n')
        for columns in 80, 40:
            out = on_terminal(columns, ["lint", "kong.yml", "fine.yml"])
            found = excerpts(out)
            check(len(found) == 4, f"{columns}: four excerpts", out)
            for pair in found:
                check(max(map(len, pair)) <= columns,
                      f"{columns}: an excerpt is wider", "\n".join(pair))
            for line, caret in found:
                at = caret.index("^")
                check(line[at:at + 4] in ('"***', "kye:", "3600"),
                      f"{columns}: the caret is somewhere else",
                      f"{line}\n{caret}")
            check("tr0ub4dor" not in out, f"{columns}: a secret", out)
            check(out.endswith("\n3 errors, 1 warning in 1 file\n"),
                  f"{columns}: the count", out)
            check(COLOUR.search(out), f"{columns}: no colour", out)
        cut = [a for a, _ in excerpts(on_terminal(40, ["lint", "kong.yml"]))
               if a.endswith("...") or "| ..." in a]
        check(len(cut) == 2, "a long line is cut", "\n".join(cut))
        out = on_terminal(80, ["lint", "kong.yml"], NO_COLOR="1")
        check(not COLOUR.search(out) and excerpts(out), "NO_COLOR", out)
        out = on_terminal(80, ["lint", "--quiet", "kong.yml"])
        check(len(excerpts(out)) == 3 and "in 1 file" not in out,
              "--quiet", out)
        out = on_terminal(80, ["lint", "--format", "concise", "kong.yml"])
        check(not excerpts(out) and "[wrong-type]" in out, "concise", out)
        out = on_terminal(80, ["lint", "fine.yml"])
        check(out == "", "a file that is fine", out)
        for args in ["lint", "kong.yml"], ["lint", "-f", "concise", "kong.yml"]:
            out = subprocess.run([PROGRAM, *args], capture_output=True,
                                 text=True, check=False).stdout
            check(out.count("\n") == 4 and not excerpts(out) and
                  not COLOUR.search(out), "a pipe", out)
    tally.end()


main()
