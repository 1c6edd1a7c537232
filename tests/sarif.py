"""Validates the SARIF logs of all lint cases against the schema in argv[1]."""

import copy
import glob
import json
import os
import re
import shlex
import subprocess
import sys

import jsonschema

import tally
from tally import PROGRAM, check

HERE = os.path.dirname(os.path.abspath(__file__))
HELP = "templates/README.md"


def logs():
    for path in sorted(glob.glob(HERE + "/golden/*/cmd")):
        with open(path, encoding="utf-8") as f:
            args = shlex.split(f.read())
        where = os.path.join(os.path.dirname(path), "in")
        if args[0] != "lint" or not os.path.isdir(where) or \
                "--explain" in args:
            continue
        done = subprocess.run(
            [PROGRAM, *args, "--format", "sarif"], cwd=where,
            stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=60)
        if done.stdout:
            yield os.path.basename(os.path.dirname(path)), done.stdout


with open(sys.argv[1], encoding="utf-8") as f:
    schema = jsonschema.Draft4Validator(json.load(f))
full, helped = None, {}
for name, text in logs():
    log = json.loads(text)
    driver = log["runs"][0]["tool"]["driver"]
    project = driver["informationUri"]
    helped.update((r["id"], r["helpUri"]) for r in driver["rules"])
    errors = [e.message for e in schema.iter_errors(log)]
    check(not errors, f"{name}: {errors[:3]}")
    if len(log["runs"][0]["results"]) > 1:
        full = log
check(full is not None and tally.passed > 20, "there are logs")

# A rule's helpUri leads to the heading of its page.
with open(f"{HERE}/../{HELP}", encoding="utf-8") as f:
    headings = re.findall(r"^#+ (.*)$", f.read(), re.M)
check(len(helped) > 40, f"helpUris of {len(helped)} rules")
for rule, uri in sorted(helped.items()):
    check(uri == f"{project}/blob/HEAD/{HELP}#{rule}" and headings.count(rule) == 1,
          f"{rule}: its page is at {uri}")

# The schema must be able to refuse what we could get wrong.
for what, spoil in (
        ("a level", lambda r: r["results"][0].update(level="failure")),
        ("a column kind", lambda r: r.update(columnKind="bytes")),
        ("line 0", lambda r: r["results"][0]["locations"][0]
         ["physicalLocation"]["region"].update(startLine=0)),
        ("a uri", lambda r: r["tool"]["driver"]["rules"][0].update(
            helpUri=7)),
        ("no message", lambda r: r["results"][0].pop("message"))):
    wrong = copy.deepcopy(full)
    spoil(wrong["runs"][0])
    check(not schema.is_valid(wrong), f"the schema refuses {what}")
tally.end()
