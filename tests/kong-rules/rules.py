"""Compares what lint finds with what cases.txt and whole.txt say it must."""

import os
import re
import subprocess

import tally
from tally import PROGRAM, check
from tokens import derived_id

HERE = os.path.dirname(os.path.abspath(__file__))
FINDING = re.compile(r".*: (error|warning|note): .* \[([a-z0-9-]+)\]")


def cases():
    parts = []
    for name in ("cases.txt", "whole.txt"):
        with open(os.path.join(HERE, name), encoding="utf-8") as f:
            parts += re.split(r"^## (.*)\n", f.read(), flags=re.M)[1:]
    for title, body in zip(parts[::2], parts[1::2]):
        wanted, lines = {}, body.splitlines(keepends=True)
        raw = lines[0] == "raw\n"
        lines = lines[raw:]
        while lines and re.match(r"(3|2\.8|both): ", lines[0]):
            version, ids = lines.pop(0).split(": ", 1)
            ids = sorted(ids.split())
            for v in ("3", "2.8") if version == "both" else (version,):
                wanted[v] = [] if ids == ["-"] else ids
        text = "".join(lines[:-1] if lines[-1] == "\n" else lines)
        if not raw and "_format_version" not in text:
            text = '_format_version: "2.1"\n' + text
        yield title, wanted, re.sub(r"@V5\((\w+)\)",
                                   lambda m: derived_id(m[1]), text)


def lint(text, version):
    done = subprocess.run(
        [PROGRAM, "lint", "--rendered", "--kong-version", version, "-"],
        input=text.encode(), capture_output=True, check=False, timeout=10)
    found = []
    for line in done.stdout.decode().splitlines():
        m = FINDING.fullmatch(line)
        if m:
            found.append("~" * (m[1] != "error") + m[2])
    return done.returncode, sorted(found), done.stdout.decode()


def main():
    accepted = 0
    for title, wanted, text in cases():
        assert set(wanted) == {"3", "2.8"}, title
        for version, ids in wanted.items():
            status, found, out = lint(text, version)
            refused = any(not i.startswith("~") for i in ids)
            accepted += not refused
            check(found == ids and status == refused,
                  f"{title} (Kong {version}): status {status}, found {found},"
                  f" wanted {ids}\n{text}{out}")
    check(0 < accepted < tally.passed + tally.failed,
          "both verdicts are there to be told from each other")
    tally.end()


main()
