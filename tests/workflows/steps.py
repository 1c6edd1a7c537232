#!/usr/bin/python3
"""What actionlint cannot see in workflows and in the action: steps.py FILE...

Every action is pinned to a commit, every job has a limit of time, and
shellcheck finds nothing in what a step runs.
"""
import re
import subprocess
import sys

import yaml


def shell_faults(where, step, shell):
    script = re.sub(r"\$\{\{.*?\}\}", "x", step["run"])
    said = subprocess.run(
        ["shellcheck", "-s", step.get("shell", shell), "-f", "gcc", "-"],
        input=script, text=True, stdout=subprocess.PIPE).stdout
    for line in said.splitlines():
        yield f"{where}: {line}"
    if "${{" in step["run"]:
        yield f"{where}: an expression in a script: pass it as env"


def step_faults(where, step, shell):
    uses = step.get("uses", "")
    if uses and not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", uses):
        yield f"{where}: {uses} is not pinned to a commit"
    if "run" in step:
        yield from shell_faults(where, step, shell)
    if not uses and "run" not in step:
        yield f"{where}: neither uses nor run"


def faults(path):
    with open(path, encoding="utf-8") as f:
        top = yaml.safe_load(f)
    for name, job in top.get("jobs", {}).items():
        if "timeout-minutes" not in job:
            yield f"{path}: {name} has no timeout-minutes"
        shell = "sh" if "container" in job else "bash"
        for i, step in enumerate(job["steps"]):
            yield from step_faults(f"{path}: {name}, step {i + 1}", step, shell)
    if "jobs" in top and "permissions" not in top:
        yield f"{path}: no permissions"
    if "runs" in top:
        if top["runs"].get("using") != "composite":
            yield f"{path}: not a composite action"
        for i, step in enumerate(top["runs"]["steps"]):
            if "run" in step and "shell" not in step:
                yield f"{path}: step {i + 1} has no shell"
            yield from step_faults(f"{path}: step {i + 1}", step, "bash")
        declared = set(top["inputs"])
        with open(path, encoding="utf-8") as f:
            used = set(re.findall(r"inputs\.(\w+)", f.read()))
        for name in sorted(declared ^ used):
            yield f"{path}: input {name} is declared or used, not both"


for file in sys.argv[1:]:
    for fault in faults(file):
        print(fault)
