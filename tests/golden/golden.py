"""Runs the golden cases and checks what must hold for all of them.

A case is a folder NAME/:
    cmd          the arguments, one line, quoted as for a shell
    env          NAME=value lines; nothing else is in the environment but PATH
    in/          the files of the working folder
    stdin        standard input, if any
    secrets      lines that no output may hold (values of env never may)
    want.out, want.err, want.status
    want/        files that the command must have left in the working folder

NAME is RULE-ID-what: the rule must be found; RULE-ID-not-what: it must not;
cli-what: about the command line.

A lint case in the text format is run in the other formats too, and must find
the same there. Every rule's page is tried: its wrong example must find the
rule, its right one must not.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import urllib.parse

import tally
from tally import PROGRAM, ROOT

HERE = os.path.dirname(os.path.abspath(__file__))
LINE = re.compile(r"(?P<path>.*?)(?::(?P<line>\d+):(?P<col>\d+))?: "
                  r"(?P<level>error|warning|note): (?P<message>.*) "
                  r"\[(?P<rule>[a-z0-9-]+)\]")
COMMAND = re.compile(r"::(error|warning|notice) (.*?)::(.*)")
# Commands whose standard output may be a secret: that is what they are for.
PRODUCTS = ("token", "keys", "completion")


def read(path, default=""):
    if not os.path.exists(path):
        return default
    with open(path, encoding="utf-8", newline="") as f:
        return f.read()


def rules():
    text = read(os.path.join(ROOT, "src/report/rules.def"))
    return re.findall(r'^RULE\(\w+, "([a-z0-9-]+)"', text, re.M)


class Case:
    def __init__(self, name):
        self.name = name
        self.dir = os.path.join(HERE, name)
        self.args = shlex.split(read(self.file("cmd")))
        self.env = dict(line.split("=", 1) for line in
                        read(self.file("env")).splitlines() if "=" in line)
        self.secrets = read(self.file("secrets")).splitlines()

    def file(self, name):
        return os.path.join(self.dir, name)

    def run(self, more=()):
        """Returns status, stdout, stderr and the files it left."""
        with tempfile.TemporaryDirectory() as where:
            work = os.path.join(where, "work")
            if os.path.isdir(self.file("in")):
                tally.copy_tree(self.file("in"), work)
            else:
                os.mkdir(work)
            env = {"PATH": "/usr/bin:/bin", **self.env}
            for name in os.environ:
                if name.endswith("SAN_OPTIONS"):
                    env[name] = os.environ[name]
            done = subprocess.run(
                [PROGRAM, *self.args, *more], cwd=work, env=env,
                input=read(self.file("stdin")).encode(),
                capture_output=True, timeout=60, check=False)
            return (done.returncode, done.stdout.decode("utf-8", "replace"),
                    done.stderr.decode("utf-8", "replace"), tree(work))

    def is_text_lint(self):
        other = {"--format", "--list-rules", "--explain", "--help", "-f",
                 "-h", "--color"}
        return self.args[:1] == ["lint"] and not any(
            a.split("=")[0] in other for a in self.args)


def tree(folder):
    files = {}
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            if os.path.islink(path) or not os.path.isfile(path):
                continue
            with open(path, "rb") as f:
                files[os.path.relpath(path, folder)] = f.read()
    return files


def findings(text):
    found = []
    for line in text.splitlines():
        m = LINE.fullmatch(line)
        if m:
            found.append((m["path"], int(m["line"] or 0), int(m["col"] or 0),
                          m["level"], m["rule"], m["message"]))
    return found


def json_findings(text):
    log = json.loads(text)
    assert log["version"] == 1 and log["tool"]["name"] == "kongrender"
    count = {"error": 0, "warning": 0, "note": 0}
    for f in log["findings"]:
        count[f["level"]] += 1
    # with --quiet the summary counts what is not shown, too
    assert log["summary"]["errors"] == count["error"], "summary"
    assert log["summary"]["warnings"] >= count["warning"], "summary"
    return [(f.get("path", "kongrender"), f.get("line", 0),
             f.get("column", 0), f["level"], f["rule"], f["message"])
            for f in log["findings"]]


def sarif_findings(text):
    log = json.loads(text)
    run, = log["runs"]
    driver = run["tool"]["driver"]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    found = []
    for r in run["results"]:
        rule = driver["rules"][r["ruleIndex"]]
        assert rule["id"] == r["ruleId"]
        assert rule["helpUri"].endswith("#" + rule["id"])
        path, region = "kongrender", {}
        for location in r.get("locations", ()):
            physical = location["physicalLocation"]
            path = physical["artifactLocation"]["uri"]
            region = physical.get("region", {})
        found.append((urllib.parse.unquote(path), region.get("startLine", 0),
                      region.get("startColumn", 0), r["level"], r["ruleId"],
                      r["message"]["text"]))
    return found


def unescape(text):
    return urllib.parse.unquote(text)


def github_findings(text):
    found, lines = [], []
    for line in text.splitlines():
        m = COMMAND.fullmatch(line)
        if not m:
            lines.append(line)
            continue
        level, properties, message = m.groups()
        p = dict(x.split("=", 1) for x in properties.split(","))
        name, rule = p["title"].split(" ")
        assert name == "kongrender"
        found.append((unescape(p.get("file", "kongrender")),
                      int(p.get("line", 0)), int(p.get("col", 0)),
                      "note" if level == "notice" else level, rule,
                      unescape(message)))
    return found, "".join(line + "\n" for line in lines)


class Suite:
    check = staticmethod(tally.check)

    def __init__(self):
        self.outputs = []  # (where, text) for the canary

    def compare(self, what, got, want):
        self.check(got == want, what, f"got:\n{got}\nwanted:\n{want}")

    def case(self, case):
        status, out, err, files = case.run()
        self.compare(f"{case.name}: status", f"{status}\n",
                     read(case.file("want.status")))
        self.compare(f"{case.name}: stdout", out, read(case.file("want.out")))
        self.compare(f"{case.name}: stderr", err, read(case.file("want.err")))
        for path, wanted in tree(case.file("want")).items():
            self.check(files.get(path) == wanted, f"{case.name}: {path}",
                       f"got:\n{files.get(path)}\nwanted:\n{wanted}")
        product = case.args[:1] and case.args[0] in PRODUCTS
        product = product or case.args[-2:] == ["--output", "-"]
        self.outputs.append((case, "stderr", err))
        if not product:
            self.outputs.append((case, "stdout", out))
        usage = status == 2 and not out
        if case.is_text_lint() and not usage:
            self.formats(case, status, out)
        self.named_rule(case, out + err)

    def formats(self, case, status, text):
        wanted = findings(text)
        for name in "full", "concise", "json", "sarif", "github":
            got_status, out, _, _ = case.run(["--format", name])
            self.outputs.append((case, name, out))
            self.compare(f"{case.name}: status of {name}", got_status, status)
            try:
                if name in ("full", "concise"):
                    got = findings(out)
                elif name == "json":
                    got = json_findings(out)
                elif name == "sarif":
                    got = sarif_findings(out)
                else:
                    got, rest = github_findings(out)
                    self.compare(f"{case.name}: text of github", rest, text)
            except (AssertionError, ValueError, KeyError) as e:
                self.check(False, f"{case.name}: {name}", repr(e))
                continue
            self.compare(f"{case.name}: findings of {name}", got, wanted)

    def named_rule(self, case, output):
        ids = [r for r in rules() if case.name.startswith(r + "-")]
        if case.name.startswith("cli-"):
            return
        if not ids:
            self.check(False, f"{case.name}: begins with no rule's id")
            return
        rule = max(ids, key=len)
        wanted = not case.name[len(rule):].startswith("-not-")
        found = f"[{rule}]" in output
        self.check(found == wanted,
                   f"{case.name}: [{rule}] is {'' if found else 'not '}found")

    def canary(self, cases):
        """No value of any case's environment is in any case's output."""
        values = {}
        for case in cases:
            for name, value in case.env.items():
                if len(value) >= 8 and not name.startswith("KONG"):
                    values[value] = case.name
            for value in case.secrets:
                values[value] = case.name
        leaks = [f"{case.name}: {where} holds a value of {owner}"
                 for case, where, text in self.outputs
                 for value, owner in values.items() if value in text]
        self.check(not leaks, "a secret is in an output", "\n".join(leaks))
        self.check(len(values) > 0, "there is a secret to look for")

    def coverage(self, cases):
        names = [c.name for c in cases]
        for rule in rules():
            # nobody can make it go wrong from outside
            if rule == "internal":
                continue
            self.check(any(n.startswith(rule + "-") and
                           not n.startswith(rule + "-not-") and
                           max((r for r in rules()
                                if n.startswith(r + "-")), key=len) == rule
                           for n in names),
                       f"rule {rule} has a golden case")
            # which is run in all four formats
            found_by = re.search("found by (.*)", page_of(rule)[1])
            if found_by and "lint" in found_by[1]:
                self.check(any(c.name.startswith(rule + "-") and
                               not c.name.startswith(rule + "-not-") and
                               c.is_text_lint() for c in cases),
                           f"rule {rule} has a golden case of lint")


def page_of(rule):
    done = subprocess.run([PROGRAM, "lint", "--explain", rule],
                          capture_output=True, check=False)
    return done.returncode, done.stdout.decode()


def example(page, title):
    text = page.split(f"\n{title}:\n\n", 1)
    if len(text) < 2:
        return ""
    lines = []
    for line in text[1].splitlines():
        if line and not line.startswith("    "):
            break
        lines.append(line[4:])
    return "\n".join(lines).strip("\n") + "\n"


def try_example(text, page):
    """Everything that the commands which a page names say of an example."""
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "kong.yml")
        bin_dir = os.path.join(work, "bin")
        os.mkdir(bin_dir)
        os.symlink(PROGRAM, os.path.join(bin_dir, "kongrender"))
        env = {"PATH": bin_dir + ":/usr/bin:/bin",
               "HOME": work}
        commands = []
        with open(path, "w", encoding="utf-8") as f:
            f.write('_format_version: "3.0"\n')
        if text.startswith("$ "):
            script = re.sub("^(\\$ |  )", "", text, flags=re.M)
            commands.append(["sh", "-c", script])
        else:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
            heading = re.search("^.*: found by.*$", page, re.M)[0]
            if re.search(r"lint(,|$)", heading):
                commands.append(["kongrender", "lint", "kong.yml"])
            if "lint --rendered" in heading:
                commands.append(["kongrender", "lint", "--rendered",
                                 "kong.yml"])
        said = ""
        for command in commands:
            done = subprocess.run(command, cwd=work, env=env,
                                  capture_output=True, check=False,
                                  stdin=subprocess.DEVNULL, timeout=60)
            said += (done.stdout + done.stderr).decode("utf-8", "replace")
        return said if commands else None


def check_pages(suite):
    for rule in rules():
        status, page = page_of(rule)
        suite.check(status == 0 and page.startswith(rule + "\n"),
                    f"rule {rule} has a page")
        suite.check(all(len(line) <= 79 for line in page.splitlines()),
                    f"the page of {rule} is at most 79 columns wide")
        if rule == "internal" or "found by" not in page:
            continue
        for title in "Wrong", "Right":
            said = try_example(example(page, title), page)
            found = said is not None and f"[{rule}]" in said
            suite.check(said is not None and found == (title == "Wrong"),
                        f"the page of {rule}: its {title.lower()} example",
                        said or "nothing was run")


def write(case):
    status, out, err, files = case.run()
    for name, text in (("status", f"{status}\n"), ("out", out), ("err", err)):
        path = case.file("want." + name)
        if text or os.path.exists(path):
            with open(path, "w", encoding="utf-8", newline="") as f:
                f.write(text)
        if not text:
            try:
                os.remove(path)
            except FileNotFoundError:
                pass
    for path in tree(case.file("want")):
        with open(os.path.join(case.file("want"), path), "wb") as f:
            f.write(files.get(path, b""))


def main(args):
    names = sorted(n for n in os.listdir(HERE)
                   if os.path.isfile(os.path.join(HERE, n, "cmd")))
    if args[:1] == ["--write"]:
        for name in args[1:]:
            write(Case(name.rstrip("/").rsplit("/", 1)[-1]))
        return 0
    cases = [Case(n) for n in names if not args or n in args]
    suite = Suite()
    for case in cases:
        suite.case(case)
    if not args:
        suite.canary(cases)
        suite.coverage(cases)
        check_pages(suite)
    tally.end()


sys.exit(main(sys.argv[1:]))
