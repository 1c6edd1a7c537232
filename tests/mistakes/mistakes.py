"""Typical mistakes, and whether what is printed of each says where it is, what
it is, and what to do.

A mistake in mistakes.txt:

    == what somebody did
    $ the arguments
    --- a file: its content, up to the next mark (\\t, \\xNN, \\uNNNN)
    env: NAME=value
    stdin: standard input
    as: nobody          run as another user
    mode: 0600 file     with these permissions
    mount: file         which is a mount point
    where: REGEX        what the output has to match: three points each
    what: REGEX
    how: REGEX
    not: REGEX          what it must not (tr0ub4dor, a secret, never)

"mistakes.py PROGRAM --show" prints each with its output.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import tally
from tally import check

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "tr0ub4dor"
POINTS = ("where", "what", "how")


class Mistake:
    def __init__(self, name):
        self.name, self.args, self.files, self.env = name, [], {}, {}
        self.stdin, self.user, self.modes, self.mounts = "", None, [], []
        self.wanted = {point: None for point in POINTS}
        self.unwanted = [SECRET]

    def take(self, line):
        word, _, rest = line.partition(": ")
        if line.startswith("$ "):
            self.args = shlex.split(line[2:])
        elif word == "env":
            name, _, value = rest.partition("=")
            self.env[name] = value
        elif word == "stdin":
            self.stdin = rest
        elif word == "as":
            self.user = rest
        elif word == "mode":
            self.modes.append(rest.split())
        elif word == "mount":
            self.mounts.append(rest)
        elif word == "not":
            self.unwanted.append(rest)
        elif word in POINTS:
            self.wanted[word] = rest
        else:
            raise ValueError(f"{self.name}: {line}")


def read(path):
    """The mistakes of the file at path."""
    found, content = [], None
    with open(path, encoding="utf-8") as f:
        for line in f.read().splitlines():
            if line.startswith("== "):
                found.append(Mistake(line[3:]))
                content = None
            elif line.startswith("--- "):
                content = line[4:]
                found[-1].files[content] = ""
            elif re.match(r"(where|what|how|not): ", line):
                found[-1].take(line)
                content = None
            elif content is not None and not line.startswith("# ==="):
                found[-1].files[content] += line + "\n"
            elif line and not line.startswith("#"):
                found[-1].take(line)
    return found


def bytes_of(text):
    parts = re.split(r"(\\t|\\x[0-9a-f]{2}|\\u[0-9a-f]{4})", text)
    out = b""
    for part in parts:
        if part == "\\t":
            out += b"\t"
        elif re.fullmatch(r"\\x[0-9a-f]{2}", part):
            out += bytes([int(part[2:], 16)])
        elif re.fullmatch(r"\\u[0-9a-f]{4}", part):
            out += chr(int(part[2:], 16)).encode()
        else:
            out += part.encode()
    return out


def become_nobody():
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def run(program, mistake):
    """What the program prints, or None where the system cannot do this."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        for name, content in mistake.files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(bytes_of(content))
        for mode, name in mistake.modes:
            os.chmod(os.path.join(folder, name), int(mode, 8))
        command = [program, *mistake.args]
        if mistake.mounts:
            mounts = " && ".join(f"mount --bind {m} {m}"
                                 for m in mistake.mounts)
            command = ["unshare", "-rm", "sh", "-c",
                       mounts + ' && exec "$@"', "sh", *command]
        if mistake.user and os.getuid() != 0:
            for mode, name in mistake.modes:
                os.chmod(os.path.join(folder, name),
                         int(mode, 8) & 0o577 & ~0o600)
        done = subprocess.run(
            command, cwd=folder, input=mistake.stdin.encode(),
            env={"PATH": "/usr/bin:/bin", **mistake.env},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
            preexec_fn=become_nobody if mistake.user else None, check=False)
    out = done.stdout.decode("utf-8", "replace")
    if mistake.mounts and re.search(r"^(unshare|mount): ", out, re.M):
        return None
    return out


def judge(mistake, out):
    """The points that the output does not earn, what should not be in it."""
    missing = [p for p in POINTS if not mistake.wanted[p] or
               not re.search(mistake.wanted[p], out, re.M)]
    return missing, [p for p in mistake.unwanted if re.search(p, out)]


def main(program, *flags):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        # nobody may be able to reach what is built here, in /root say
        return try_all(shutil.copy(program, folder), flags)


def try_all(program, flags):
    mistakes = read(os.path.join(HERE, "mistakes.txt"))
    # the judge can fail
    probe = Mistake("")
    probe.wanted.update(where="^a:1:", what="tab", how="spaces")
    assert judge(probe, "a:1: a tab: use spaces\n") == ([], [])
    assert judge(probe, "b:1: a tab\n") == (["where", "how"], [])
    assert judge(probe, f"a:1: a tab: use spaces {SECRET}") == ([], [SECRET])
    points = 0
    for mistake in mistakes:
        out = run(program, mistake)
        if "--show" in flags:
            print(f"== {mistake.name}\n$ {' '.join(mistake.args)}\n{out}")
        if out is None:
            print(f"note: {mistake.name}: not possible here")
            continue
        missing, wrong = judge(mistake, out)
        points += len(POINTS) - len(missing)
        check(not missing and not wrong,
              f"{mistake.name}: lacks {missing}, has {wrong}\n{out}")
    print(f"note: {points} of {len(POINTS) * len(mistakes)} points")
    tally.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
