"""Follows deploy/from-sed.md as a reader without a cluster would.

page.py OUT   runs its blocks in order, and copies after.yaml, which is what
              the reader would apply, to OUT
"""
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "readme"))
import check  # noqa: E402  the handbook's own reader


def main(argv):
    with open("deploy/from-sed.md", encoding="utf-8") as f:
        blocks = check.fences(f.read())
    folder = check.scratch()
    for line, info, body in blocks:
        check.run_block(folder, f"from-sed.md:{line}", info, body)
    shutil.copy(os.path.join(folder, "after.yaml"), argv[1])
    shutil.rmtree(folder)
    return 1 if check.tally.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
