"""The frame of the suites in Python: what passed, what failed, and the end.

tests/suite.sh puts this folder on the path; PROGRAM is what they all run.
"""

import collections
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.abspath(os.environ.get(
    "KONGRENDER", os.path.join(ROOT, "build/kongrender")))
EXHAUSTIVE = os.environ.get("EXHAUSTIVE") == "1"
passed = failed = 0


def check(ok, what, *details):
    """Counts one more, and prints what failed and why."""
    global passed, failed
    if ok:
        passed += 1
        return
    failed += 1
    print("not ok:", what, *details)


def failures_of(action, *args):
    """How many checks fail in a call, none of which counts."""
    global passed, failed
    before = passed, failed
    with contextlib.redirect_stdout(io.StringIO()):
        action(*args)
    found = failed - before[1]
    passed, failed = before
    return found


def lint_many(paths, version, batch=1000):
    """What lint --rendered finds in each of many files for a version of Kong."""
    found = collections.defaultdict(list)
    for i in range(0, len(paths), batch):
        run = subprocess.run(
            [PROGRAM, "lint", "--rendered", "--plugins", "bundled",
             "--router-flavor", "traditional_compatible", "--kong-version",
             version, "--format", "json", *paths[i:i + batch]],
            capture_output=True, check=False)
        if run.returncode not in (0, 1):
            sys.exit(f"lint: exit status {run.returncode}: "
                     + run.stderr.decode(errors="replace")[:2000])
        for finding in json.loads(run.stdout)["findings"]:
            found[finding["path"]].append(finding)
    return found


def copy_tree(source, folder):
    """A copy that can be changed, from a tree that perhaps cannot."""
    def copy(one, to):
        shutil.copyfile(one, to)
        os.chmod(to, 0o644 | os.stat(one).st_mode & 0o111)

    shutil.copytree(source, folder, symlinks=True, copy_function=copy)
    for where, _, _ in os.walk(folder):
        os.chmod(where, 0o755)


def end():
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
