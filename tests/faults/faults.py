"""The drivers of run.sh. After every run, whatever failed in it:

- status 0: the output is new, whole, with its mode;
- else it is old, byte for byte (or, once it was renamed, new, with status 2),
  and the message names a file and the reason;
- no temporary is left, after SIGKILL at most one, which the next run removes;
- no secret was said.

With EXHAUSTIVE=1 everything fails in turn; without it a fixed sample does:
each call with each of its errors the first and the last time it is made, and
every few of the other points.
"""

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile

import calls as table
import tally
from tally import EXHAUSTIVE, PROGRAM

BUILD = os.environ.get("BUILD", "build")
INJECT = os.path.abspath(f"{BUILD}/tests/faults/inject")
FAILING = os.path.abspath(f"{BUILD}/tests/faults/kongrender")
NO_SUCH_CALL, CANNOT_TRACE = 100, 99
END = ".kongrender.tmp"
TEMPLATE = """_format_version: "3.0"
consumers:
  - username: anon
    keyauth_credentials:
      - key: $SUPABASE_ANON_KEY
  - username: service_role
    keyauth_credentials:
      - key: ${SUPABASE_SERVICE_KEY}
"""
KEYS = {"ANON_KEY": "a-canary-of-anon-0123456789",
        "SERVICE_ROLE_KEY": "a-canary-of-service-0123456789"}
SECRET = "a-secret-of-32-characters-012345"
NEW = TEMPLATE.replace("$SUPABASE_ANON_KEY", KEYS["ANON_KEY"]).replace(
    "${SUPABASE_SERVICE_KEY}", KEYS["SERVICE_ROLE_KEY"])
OLD = "# the old file\n"


def every(n):
    """1 if all points are tried, else each so many."""
    return 1 if EXHAUSTIVE else n


def sample(points):
    """Of each call's error the first and the last."""
    points = list(points)
    if EXHAUSTIVE:
        return points
    ends = {}
    for p in points:
        ends.setdefault(p[1:], [p, p])[1] = p
    kept = {p for pair in ends.values() for p in pair}
    return [p for p in points if p in kept]


def verdict(faults, what):
    tally.check(not faults, f"{what}: {'; '.join(faults)}")


class Case:
    """A command that replaces the file "out" in a folder of its own."""

    def __init__(self, name, args, files, old, new, mode=0o644, program=None,
                 named=()):
        self.name, self.args, self.files = name, args, files
        self.old, self.new, self.mode = old, new, mode
        self.program = program or PROGRAM
        self.named = ("out", *named)

    def lay_out(self, folder):
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if os.path.isdir(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
        for name, text in self.files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        if self.old is not None:
            out = os.path.join(folder, "out")
            with open(out, "w", encoding="utf-8") as f:
                f.write(self.old)
            os.chmod(out, self.mode)

    def run(self, folder, *before, program=None, **kw):
        env = {"PATH": "/usr/bin:/bin", "NEW": "a-new-value-0123456789"}
        return subprocess.run(
            [*before, program or self.program, *self.args], cwd=folder, env=env,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, check=False, **kw)

    def state(self, folder):
        """"old", "new" or what else stands at out."""
        out = os.path.join(folder, "out")
        try:
            with open(out, encoding="utf-8") as f:
                text = f.read()
        except FileNotFoundError:
            return "old" if self.old is None else "gone"
        mode = stat.S_IMODE(os.stat(out).st_mode)
        if mode != self.mode:
            return f"of mode {mode:o}"
        if text == self.new:
            return "new"
        return "old" if text == self.old else "broken"

    def faults(self, folder, result, renamed=False, in_libc=False):
        """What is wrong after one run; libc may end a start that failed."""
        found = []
        state = self.state(folder)
        if result.returncode == 0 and state != "new":
            found.append(f"status 0, and the output is {state}")
        elif result.returncode not in (0, 1, 2) and not in_libc:
            found.append(f"status {result.returncode}")
        elif result.returncode != 0 and state != "old" and not (
                state == "new" and (renamed or self.new == self.old)):
            found.append(f"status {result.returncode}, output {state}")
        if any(v in result.stderr for v in (*KEYS.values(), SECRET, "a-new-")):
            found.append("a secret on stderr")
        return found

    def left(self, folder):
        return [n for n in os.listdir(folder) if END in n]

    def calls(self, folder):
        self.lay_out(folder)
        read, write = os.pipe()

        def third():
            os.dup2(write, 3)
        result = self.run(folder, INJECT, "list", preexec_fn=third,
                          pass_fds=(3,))
        os.close(write)
        with os.fdopen(read) as f:
            listed = [tuple(map(int, line.split())) for line in f]
        if result.returncode == CANNOT_TRACE:
            print(f"cannot trace here: {result.stderr}")
            sys.exit(77)
        assert result.returncode == 0, result.stderr
        return listed


def first(calls, name):
    """Where the first call of that name is, or the end."""
    return next((k for k, c in enumerate(calls)
                 if table.NAMES.get(c[0]) == name), len(calls))


def is_harmless(case, calls, k, name, word):
    return (name in table.HARMLESS or (name, word) in table.HARMLESS_ERRORS
            # to say what happened
            or (name == "write" and calls[k][1] == 2)
            # how much memory an input will want; it is read all the same
            or (name == "newfstatat"
                and table.NAMES.get(calls[k + 1][0]) == "read")
            # whether it is an input; what cannot be entered is not written
            or (name == "newfstatat" and word == "EACCES"
                and k < first(calls, "flock"))
            # an output that cannot be compared is replaced
            or (case.old == case.new and k > first(calls, "flock") + 1))


def fail_each_call(case, folder):
    calls = case.calls(folder)
    unknown = {n for n, _ in calls} - set(table.NAMES)
    if unknown:
        print(f"note: calls that no error is known for: {unknown}")
    # what stands before the first call of main() is libc's
    main, rename = first(calls, "prctl"), first(calls, "renameat")
    tried = 0
    for k, name, word in sample(table.points(calls)):
        case.lay_out(folder)
        result = case.run(folder, INJECT, "fail", str(k),
                          str(getattr(table.errno, word)))
        if result.returncode == NO_SUCH_CALL:
            continue
        tried += 1
        found = case.faults(folder, result, k > rename, k < main)
        if result.returncode == 0 and not is_harmless(case, calls, k, name, word):
            found.append("the error went unnoticed")
        if result.returncode == 1 and case.program == PROGRAM:
            found.append("status 1 is for the content of an input")
        if (result.returncode and k > main and case.program == PROGRAM
                and not (name == "write" and calls[k][1] == 2)):
            found += message_faults(case, result.stderr, name, word)
        if case.left(folder) and name != "unlinkat":
            found.append(f"left {case.left(folder)}")
        verdict(found, f"{case.name}: call {k}, {name}: {word}")
    return tried


def message_faults(case, said, name, word):
    if name in ("brk", "mmap", "mremap", "mprotect"):
        wanted, files = ["out of memory"], ()
    else:
        wanted, files = table.reasons(word), case.named
    found = []
    if not any(w in said for w in wanted):
        found.append(f"{wanted!r} is not said: {said!r}")
    if files and not any(f in said for f in files):
        found.append(f"no file is named: {said!r}")
    return found


def shorten_each_call(case, folder):
    calls = case.calls(folder)
    tried = 0
    for k, (number, fd) in enumerate(calls):
        if table.NAMES.get(number) not in ("read", "write"):
            continue
        case.lay_out(folder)
        result = case.run(folder, INJECT, "short", str(k))
        found = case.faults(folder, result) + [
            f"left {n}" for n in case.left(folder)]
        if result.returncode and fd != 2:
            found.append(f"a short call is no error: {result.stderr}")
        verdict(found, f"{case.name}: call {k} is short")
        tried += 1
    return tried


def kill_at_each_call(case, folder):
    calls = case.calls(folder)
    for k in range(0, len(calls), every(4)):
        case.lay_out(folder)
        result = case.run(folder, INJECT, "kill", str(k))
        found = []
        if result.returncode != 128 + signal.SIGKILL:
            found.append(f"status {result.returncode}")
        if case.state(folder) not in ("old", "new"):
            found.append(f"the output is {case.state(folder)}")
        left = case.left(folder)
        if len(left) > 1:
            found.append(f"left {left}")
        for name in left:
            # whole and synced before it gets the output's
            mode = os.stat(os.path.join(folder, name)).st_mode & 0o7777
            if mode not in (0o600, case.mode):
                found.append(f"a temporary of mode {mode:o}")
        again = case.run(folder)
        found += case.faults(folder, again)
        if again.returncode or case.left(folder):
            found.append(f"the next run: {again.stderr} {case.left(folder)}")
        verdict(found, f"{case.name}: killed before call {k}")
    return len(range(0, len(calls), every(4)))


def fill_the_disk(case, folder):
    """Full at every byte: what a file may hold is limited."""
    sizes = range(0, len(case.new.encode()), every(16))
    for size in sizes:
        case.lay_out(folder)

        def limit(n=size):
            resource.setrlimit(resource.RLIMIT_FSIZE, (n, n))
        # its signal kills who does not ignore it (Python does, and Popen
        # gives its children the default back)
        result = case.run(folder, preexec_fn=limit)
        found = case.faults(folder, result)
        if result.returncode != 2 or "out" not in result.stderr:
            found.append(f"status {result.returncode}: {result.stderr}")
        if case.left(folder):
            found.append(f"left {case.left(folder)}")
        verdict(found, f"{case.name}: full at byte {size}")
    return len(sizes)


def real_full_disk(case):
    """A tmpfs of four pages that is full, where one may be mounted."""
    script = ("set -e; mkdir d; mount -t tmpfs -o size=16k,mode=755 none d; "
              "cp t.yml keys d; cd d; cp ../old out; "
              "dd if=/dev/zero of=full bs=4k count=9 2>&1 || :; "
              'status=0; "$@" || status=$?; echo "status $status"; '
              "cmp ../old out && ls -A")
    with tempfile.TemporaryDirectory() as folder:
        case.lay_out(folder)
        with open(os.path.join(folder, "old"), "w", encoding="utf-8") as f:
            f.write(OLD)
        try:
            r = subprocess.run(
                ["unshare", "-m", "sh", "-c", script, "sh", case.program,
                 *case.args], cwd=folder, capture_output=True, text=True,
                check=False)
        except FileNotFoundError:
            r = None
        if r is None or "status " not in r.stdout:
            print("note: no tmpfs can be mounted here")
            return 0
        found = []
        if "status 2\n" not in r.stdout or END in r.stdout:
            found.append(r.stdout)
        if "No space left on device" not in r.stderr:
            found.append(r.stderr)
        verdict(found, f"{case.name}: a full disk")
        return 1


def read_only_folder(case, folder):
    case.lay_out(folder)
    who = {"user": 65534} if os.getuid() == 0 else {}
    # nobody else may be able to reach what is built here, in /root say
    shutil.copy(case.program, os.path.join(folder, "program"))
    os.chmod(folder, 0o555)
    for name in os.listdir(folder):
        if who:
            os.chown(os.path.join(folder, name), who["user"], -1)
    result = case.run(folder, program="./program", **who)
    os.chmod(folder, 0o755)
    found = case.faults(folder, result)
    if result.returncode != 2 or "needs write permission" not in result.stderr:
        found.append(f"status {result.returncode}: {result.stderr}")
    verdict(found, f"{case.name}: a folder that cannot be written")
    return 1


def write_at_once(folder, writers, rounds):
    """Each has a value of its own; the last one's file stands, whole."""
    case = CASES[0]
    wanted = {NEW.replace(KEYS["ANON_KEY"], f"canary-{i}")
              for i in range(writers)}
    for _ in range(rounds):
        case.lay_out(folder)
        running = [subprocess.Popen(
            [PROGRAM, *case.args], cwd=folder, stderr=subprocess.PIPE,
            env={"SUPABASE_ANON_KEY": f"canary-{i}"}, text=True)
            for i in range(writers)]
        said = [p.communicate()[1] for p in running]
        found = [f"status {p.returncode}: {s}"
                 for p, s in zip(running, said) if p.returncode]
        with open(os.path.join(folder, "out"), encoding="utf-8") as f:
            if f.read() not in wanted:
                found.append("the output is nobody's")
        if case.left(folder):
            found.append(f"left {case.left(folder)}")
        verdict(found, f"{writers} at once")
    return rounds


def fail_allocation(case, folder, k):
    """Runs the build whose allocations can fail. Returns its result, and
    whether there was a k-th one."""
    case.lay_out(folder)
    read, write = os.pipe()
    result = subprocess.run(
        [FAILING, *case.args], cwd=folder, pass_fds=(write,),
        env={"FAIL_ALLOCATION": str(k), "FAIL_TELL": str(write),
             "NEW": "a-new-value-0123456789"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    os.close(write)
    failed = os.read(read, 1) != b""
    os.close(read)
    return result, failed


def fail_each_allocation(case, folder):
    usual, _ = fail_allocation(case, folder, 0)
    k = 0
    while True:
        k += every(9) if k else 1
        result, failed = fail_allocation(case, folder, k)
        if not failed:
            break
        found = case.faults(folder, result, renamed=True)
        if result.returncode not in (usual.returncode, 2):
            found.append(f"status {result.returncode}: {result.stderr}")
        if (result.returncode != 2 and result.stdout != usual.stdout
                and "generate" not in case.args):
            found.append("another output")
        if result.returncode == 2 and "out of memory" not in result.stderr:
            found.append(f"out of memory is not said: {result.stderr}")
        if case.left(folder):
            found.append(f"left {case.left(folder)}")
        verdict(found, f"{case.name}: allocation {k}")
    if k < 10:
        verdict(["nothing was allocated"], case.name)
    return (k - 1) // every(9)


def only_reads(name, args, files):
    """A command that must leave the file "out" alone."""
    return Case(name, args, files, OLD, OLD)


FILES = {"t.yml": TEMPLATE,
         "keys": "".join(f"{k}={v}\n" for k, v in KEYS.items())}
TO_OUT = ["render", "-t", "t.yml", "-o", "out"]
# the values are no keys of Supabase, and are not judged here
NO_LOG = ["--termination-log", "none", "--ignore", "not-a-supabase-key"]
CASES = [
    Case("render", TO_OUT + ["-e", "keys"] + NO_LOG, FILES, OLD, NEW,
         named=("t.yml", "keys")),
    Case("render, a first file, a mounted Secret, a termination log",
         TO_OUT + ["-s", "mounted", "--mode", "0440",
                   "--termination-log", "log", "--ignore",
                    "not-a-supabase-key"],
         {"t.yml": TEMPLATE, "log": "",
          **{f"mounted/{k}": v for k, v in KEYS.items()}},
         None, NEW, 0o440, named=("t.yml", "mounted")),
    Case("render, unchanged", TO_OUT + ["-e", "keys"] + NO_LOG, FILES, NEW,
         NEW, named=("t.yml", "keys")),
    Case("dotenv set", ["dotenv", "set", "out", "B", "--from-env",
                        "NEW"], {}, "A=1\nB=2 # c\nC=3\n",
         "A=1\nB=a-new-value-0123456789 # c\nC=3\n", 0o600),
]
MINT = ["token", "mint", "--role", "anon", "--now", "1700000000",
        "--secret-file", "secret"]
READERS = [
    only_reads("lint", ["lint", "t.yml"], FILES),
    only_reads("lint, json", ["lint", "-f", "json", "keys"], FILES),
    only_reads("lint, sarif", ["lint", "-f", "sarif", "keys"], FILES),
    only_reads("token mint", MINT, {"secret": SECRET}),
    only_reads("keys generate", ["keys", "generate"], {}),
    only_reads("keys check", ["keys", "check", "-e", "keys", "out"],
               FILES),
]


def can_fail(folder):
    """cp writes in place: the invariants must say so."""
    case = Case("cp", ["new", "out"], {"new": NEW}, OLD, NEW,
                program="/bin/cp")
    caught = tally.failures_of(fail_each_call, case, folder) + \
        tally.failures_of(kill_at_each_call, case, folder)
    verdict([] if caught > 2 else ["cp passes"], "what writes in place")


def main():
    tried = {}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        can_fail(folder)
        for case in CASES:
            for what, drive in (("failed", fail_each_call),
                                ("short", shorten_each_call),
                                ("killed", kill_at_each_call),
                                ("allocations", fail_each_allocation)):
                tried[what] = tried.get(what, 0) + drive(case, folder)
            if case.old != case.new:
                tried["full"] = tried.get("full", 0) + fill_the_disk(
                    case, folder)
                tried["read-only"] = tried.get("read-only", 0) + \
                    read_only_folder(case, folder)
        tried["full"] += real_full_disk(CASES[0])
        for case in READERS:
            tried["allocations"] += fail_each_allocation(case, folder)
        tried["at once"] = write_at_once(folder, 2, 20) + write_at_once(
            folder, 10, 10)
    print("points tried: " + ", ".join(f"{n} {what}"
                                       for what, n in tried.items()))
    tally.end()


if __name__ == "__main__":
    main()
