"""The frame of the suites in Python: what passed, what failed, and the end.

tests/suite.sh puts this folder on the path; PROGRAM is what they all run.
"""

import contextlib
import io
import os
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


def end():
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
