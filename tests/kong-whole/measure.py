"""Compares lint's verdicts with those of real Kongs.

Usage: measure.py FOLDER [-v] [TOPIC...]
"""

import collections
import glob
import os
import re
import sys
import tempfile

import tally

FOLDER = sys.argv[1]
VERBOSE = "-v" in sys.argv[2:]
TOPICS = [a for a in sys.argv[2:] if not a.startswith("-")]
VERSIONS = {"3.9.1": "3", "2.8.1": "2.8"}
# Rules about what Kong accepts and then breaks on: stricter on purpose.
STRICTER = {"duplicate-mapping-key", "public-credential", "multiple-documents",
            "null-credential", "key-whitespace", "vault-reference",
            "duplicate-credential", "duplicate-consumer"}


class Case:
    def __init__(self, topic, header, body):
        parts = [p.strip() for p in header.split(" | ")]
        self.topic, self.name = topic, parts[0]
        self.verdict, self.lines, self.lost = {}, None, None
        for part in parts[1:]:
            key, _, value = part.partition(": ")
            if key in VERSIONS:
                self.verdict[key] = value.strip()
            elif key in ("line", "lines", "entry"):
                self.lines = [int(x) for x in re.findall(r"\d+", value)]
                self.exact = key == "line"
            elif key == "lost":
                self.lost = value
        said = [line for line in body if line.startswith("--- Kong ")]
        self.said = said
        self.text = "".join(body[len(said):])

    def has_line(self, version):
        """Whether its line is that of this version's message."""
        # the line is that of 3.9.1's message, if it refused
        said = [s for s in self.said if f"Kong {version} says" in s]
        if version == "2.8.1" and self.wanted("3.9.1"):
            said = [] if said else self.said
        return bool(self.lines and self.exact and said) and not any(
            # Kong counts the lines of the parser's messages from 0
            "failed parsing declarative configuration: " in s for s in said)

    def wanted(self, version):
        """Whether lint has to refuse it; None: not asked."""
        verdict = self.verdict.get(version, "-")
        if verdict == "-":
            return None
        return verdict != "ok" or bool(self.lost and version == "3.9.1")


def read_cases():
    cases = []
    for path in sorted(glob.glob(FOLDER + "/*.txt")):
        topic = os.path.basename(path)[:-4]
        if topic == "README" or (TOPICS and topic not in TOPICS):
            continue
        header, body = None, []
        with open(path, newline="") as f:
            for line in f.read().split("\n"):
                if line.startswith("=== "):
                    if header:
                        cases.append(Case(topic, header, body))
                    header, body = line[4:], []
                elif header:
                    body.append(line + "\n")
        if header:
            body[-1:] = [] if body[-1] == "\n" else body[-1:]
            cases.append(Case(topic, header, body))
    return cases


def read_deliberate():
    path = os.path.join(os.path.dirname(__file__), "deliberate.txt")
    if not os.path.exists(path):
        return {}
    with open(path) as f:
        return {tuple(line.split()[:2]) for line in f
                if line.strip() and not line.startswith("#")}


def main():
    cases = read_cases()
    deliberate = read_deliberate()
    total = collections.Counter()
    bad = []
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for n, case in enumerate(cases):
            path = f"{folder}/{n}.yml"
            with open(path, "w", newline="") as f:
                f.write(case.text)
            paths.append(path)
        for version in VERSIONS:
            asked = [p for p, c in zip(paths, cases)
                     if c.wanted(version) is not None]
            found = tally.lint_many(asked, VERSIONS[version])
            for path, case in zip(paths, cases):
                wanted = case.wanted(version)
                if wanted is None:
                    continue
                errors = [d for d in found[path] if d["level"] == "error"]
                kind = "agree"
                if bool(errors) != wanted:
                    kind = "false accept" if wanted else "false refusal"
                elif errors and case.has_line(version) and not set(
                        case.lines) & {d.get("line") for d in errors}:
                    kind = "other line"
                if kind == "false refusal" and all(
                        d["rule"] in STRICTER for d in errors):
                    kind = "deliberate"
                if kind != "agree" and (
                        (case.topic, case.name) in deliberate):
                    kind = "deliberate"
                total[kind] += 1
                if kind not in ("agree", "deliberate"):
                    bad.append((kind, version, case, errors))
    for kind, version, case, errors in bad:
        print(f"{kind}: {case.topic} {case.name} ({version})")
        if VERBOSE:
            for line in case.said:
                print("   ", line.rstrip()[:300])
            for d in errors:
                print("   ", d.get("line"), d["rule"], d["message"][:200])
            print(case.text)
    print(", ".join(f"{v} {k}" for k, v in sorted(total.items())))
    wrong = sum(v for k, v in total.items()
                if k not in ("agree", "deliberate"))
    tally.passed, tally.failed = sum(total.values()) - wrong, wrong
    tally.end()


main()
