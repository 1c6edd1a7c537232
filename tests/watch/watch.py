"""render --watch against volumes that change as the kubelet changes them.

watch.py PROGRAM FOLDER

Nothing here depends on how fast the machine is: what is to happen is waited
for, and what is not to happen is looked for after the watcher has done enough.
"""
import os
import pathlib
import resource
import signal
import subprocess
import sys
import threading
import time

import tally
from tally import EXHAUSTIVE, PROGRAM

ROOT = pathlib.Path(sys.argv[1])
SWAPS = int(os.environ.get("SWAPS", 1000 if EXHAUSTIVE else 200))
PATIENCE = 100  # seconds, for what comes at once where nothing is wrong


def check(what, ok):
    tally.check(ok, what)


def note(what):
    print("note:", what)


def wait(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


class Volume:
    """A Secret or ConfigMap volume: files by ..data, which is one rename."""

    def __init__(self, path):
        self.path = path
        self.count = 0
        path.mkdir()

    def swap(self, files):
        self.count += 1
        now = self.path / f"..{self.count}"
        now.mkdir()
        for name, value in files.items():
            (now / name).write_text(value)
        old = self.path / "..data"
        before = os.readlink(old) if old.is_symlink() else None
        (self.path / "..data_tmp").symlink_to(now.name)
        os.rename(self.path / "..data_tmp", old)
        for name in files:
            link = self.path / name
            if not link.is_symlink():
                link.symlink_to(f"..data/{name}")
        if before:
            for file in (self.path / before).iterdir():
                file.unlink()
            (self.path / before).rmdir()


def status_of(pid, name):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0


def children_of(pid):
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(child) for child in path.read_text().split()]
    except OSError:
        return []


class Watcher:
    def __init__(self, name, template, files, interval="0s", **popen):
        self.folder = ROOT / name
        self.folder.mkdir()
        self.template = self.folder / "template"
        if template is None:
            os.mkfifo(self.template)
        else:
            self.template.write_text(template)
        self.secrets = Volume(self.folder / "secrets")
        self.secrets.swap(files)
        self.output = self.folder / "out"
        self.stderr = self.folder / "stderr"
        self.command = [
            PROGRAM, "render", "--watch", "--interval", interval,
            "-k", "yaml", "-t", self.template, "-o", self.output,
            "-s", self.secrets.path, "--termination-log", "none"]
        self.stderr.touch()
        popen.setdefault("env", {"PATH": os.environ["PATH"]})
        popen.setdefault("stderr", self.stderr.open("wb"))
        before = popen.pop("before", [])
        self.process = subprocess.Popen(before + self.command, **popen)
        self.pid = self.process.pid

    def has(self, text):
        return self.output.exists() and text in self.output.read_text()

    def said(self):
        return self.stderr.read_text()

    def replace(self, text):
        """The template, whole: as an editor or git does it."""
        (self.folder / "new").write_text(text)
        os.rename(self.folder / "new", self.template)

    def feed(self, text):
        """The template as a child reads it from a pipe."""
        with self.template.open("w") as pipe:
            pipe.write(text)

    def end(self, how=signal.SIGTERM):
        os.kill(self.pid, how)
        return self.process.wait(PATIENCE)

    def children(self):
        return children_of(self.pid)

    def rests(self):
        """How often it has waited: at least once for each look."""
        return status_of(self.pid, "voluntary_ctxt_switches")

    def renders(self):
        """Grows with each child that has ended: cminflt of proc(5)."""
        stat = pathlib.Path(f"/proc/{self.pid}/stat").read_text()
        return int(stat.rsplit(")", 1)[1].split()[8])

    def more(self, counter, times=5):
        """Waits until the counter has grown so often."""
        for _ in range(times):
            before = counter()
            if not wait(lambda: counter() > before):
                return False
        return True

    def temporaries(self):
        return [path.name for path in self.folder.iterdir()
                if path.name.startswith(".")]


def memory_has(pid, text):
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem",
                                                 "rb", 0) as mem:
        for line in maps:
            where, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in where.split("-"))
            try:
                mem.seek(start)
                if text in mem.read(end - start):
                    return True
            except (OSError, ValueError):
                pass
    return False


def changes():
    w = Watcher("changes", "a: $A\n", {"A": "canary-one"})
    check("the first render comes at once", wait(lambda: w.has("canary-one")))
    inode = w.output.stat().st_ino
    w.secrets.swap({"A": "canary-two"})
    check("a swap of ..data is seen", wait(lambda: w.has("canary-two")))
    check("what is written is another file",
          w.output.stat().st_ino != inode)
    w.replace("b: $A\n")
    check("a template that is replaced is seen",
          wait(lambda: w.has("b: canary-two")))
    check("each render is said",
          wait(lambda: w.said().count(" written ") == 3))
    check("no child stays", wait(lambda: not w.children()))
    if os.geteuid() == 0:
        check("the parent has no secret",
              not memory_has(w.pid, b"canary-two"))
        check("a secret is found where there is one",
              memory_has(os.getpid(), b"canary-two"))
    inode = w.output.stat().st_ino
    check("it looks again and again", w.more(w.rests))
    check("nothing is written when nothing changes",
          w.output.stat().st_ino == inode)
    renders = w.renders()
    w.secrets.swap({"A": "canary-two"})
    check("the same values are rendered",
          wait(lambda: w.renders() > renders))
    check("and that is not worth a line", w.more(w.rests) and
          w.said().count("\n") == 3)
    check("SIGTERM ends it with status 0", w.end() == 0)
    check("no value is printed", "canary" not in w.said())


def plain_files():
    """Without ..data, as docker compose mounts them: written in place."""
    folder = ROOT / "plain"
    folder.mkdir()
    (folder / "A").write_text("one")
    named = ROOT / "named"
    named.write_text("red")
    dotenv = ROOT / "dotenv"
    dotenv.write_text("C=big\n")
    w = Watcher("plain-files", "a: $A $B $C\n", {}, env={
        "B_FILE": str(named), "KONGRENDER_ENV_FILE": str(dotenv)})
    # a later flag wins
    w.end()
    w.process = subprocess.Popen(
        w.command + ["-s", folder], stderr=w.stderr.open("wb"),
        env={"B_FILE": str(named), "KONGRENDER_ENV_FILE": str(dotenv)})
    w.pid = w.process.pid
    check("it begins well", wait(lambda: w.has("a: one red big")))
    for path, value, wanted in (
            (folder / "A", "two", "a: two red big"),
            (named, "tan", "a: two tan big"),
            (dotenv, "C=new\n", "a: two tan new"),
            (folder / "A", "six", "a: six tan new"),
            (w.template, "b: $A $B $C\n", "b: six tan new")):
        path.write_text(value)
        check(f"{path.name} in place, as long as before",
              wait(lambda: w.has(wanted)))
    check("SIGINT ends it with status 0", w.end(signal.SIGINT) == 0)


def write_slowly(path, lines):
    """In place, line by line. Returns the longest pause between two."""
    longest = 0
    with path.open("w") as file:
        for line in lines:
            last = time.monotonic()
            file.write(line)
            file.flush()
            time.sleep(0.02)
            longest = max(longest, time.monotonic() - last)
    return longest


def slow_writer():
    """Each line more is a file that renders: it waits for the last one."""
    w = Watcher("slow-writer", "a0: $A\n", {"A": "one"}, interval="1s")
    check("it begins well", wait(lambda: w.has("a0: one")))
    attempt, longest, written = 0, 1, 0
    # its looks are 0.1 s apart: a pause as long is the machine's, try again
    while longest > 0.08 and attempt < 20:
        attempt += 1
        w.more(w.rests, 1)
        written = w.said().count(" written ")
        time.sleep(0.8)
        longest = write_slowly(w.template, [
            f"a{attempt}-{i}: $A\n" for i in range(20)])
        check("the whole file is rendered",
              wait(lambda: w.has(f"a{attempt}-19: one")))
        w.more(w.rests, 1)  # what it says of it comes before that
    check("and no part of it", w.said().count(" written ") == written + 1)
    check("SIGTERM", w.end() == 0)


def failures():
    w = Watcher("failures", "a: $A\n", {"A": "one"})
    check("it begins well", wait(lambda: w.has("one")))
    w.replace("a: $A $MISSING\n")
    check("a bad template is said",
          wait(lambda: "trying again" in w.said()))
    check("it is tried again", w.more(w.renders))
    check("but said once", w.said().count("MISSING is not") == 1 and
          w.said().count("trying again") == 1)
    check("and the last good file stays", w.has("a: one"))
    w.replace("a: $A $ABSENT\n")
    check("another mistake is said too", wait(lambda: "ABSENT" in w.said()))
    w.replace("a: $A\n")
    check("then it is good again, which is said",
          wait(lambda: w.said().count("unchanged") == 1))
    w.template.unlink()
    check("a template that is gone is said",
          wait(lambda: "No such file" in w.said()))
    w.replace("d: $A\n")
    check("and found when it is back", wait(lambda: w.has("d: one")))
    check("SIGTERM", w.end() == 0)


def full():
    """A disk that is full, and is not any more."""
    w = Watcher("full", "a: $A\n", {"A": "x" * 9000})
    check("it begins well", wait(lambda: w.has("x" * 9000)))
    resource.prlimit(w.pid, resource.RLIMIT_FSIZE,
                     (8192, resource.RLIM_INFINITY))
    w.secrets.swap({"A": "y" * 9000})
    check("what cannot be written is said",
          wait(lambda: "File too large" in w.said()))
    check("once", w.more(w.renders) and
          w.said().count("File too large") == 1)
    check("the last good file stays", w.has("x" * 9000))
    resource.prlimit(w.pid, resource.RLIMIT_FSIZE,
                     (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    check("it is written later", wait(lambda: w.has("y" * 9000)))
    check("SIGTERM", w.end() == 0)
    check("no temporary is left", not w.temporaries())


def crash():
    """Children that wait for the other end of a pipe, their template."""
    w = Watcher("crash", None, {"A": "one"})
    for _ in range(3):
        child = (wait(w.children) and w.children() or [0])[0]
        if child:
            os.kill(child, signal.SIGSEGV)
        check("a child ends", wait(lambda: child not in w.children()))
    check("a crash is said", wait(lambda: "by signal 11" in w.said()))
    w.feed("a: $A\n")
    check("the watcher lives, and renders", wait(lambda: w.has("a: one")))
    check("a crash is said once", w.said().count("by signal 11") == 1)
    check("SIGTERM", w.end() == 0)


def mixtures():
    """An input changes while it is rendered, and that fails."""
    w = Watcher("mixtures", None, {"A": "one"})
    check("a child reads", wait(w.children))
    child = w.children()[0]
    w.secrets.swap({"A": "two"})
    w.feed("a: $A $MISSING\n")
    check("it fails", wait(lambda: child not in w.children()))
    w.feed("a: $A\n")
    check("it renders again", wait(lambda: w.has("a: two")))
    check("the failure is not said",
          wait(lambda: "written" in w.said()) and "error" not in w.said())
    check("SIGTERM", w.end() == 0)


def hanging():
    w = Watcher("hanging", None, {"A": "one"})
    check("a child hangs", wait(w.children))
    child = w.children()[0]
    (w.folder / ".out.kongrender.tmp").write_text("half a file")
    check("SIGTERM ends it all the same", w.end() == 0)
    check("the child is gone", not os.path.exists(f"/proc/{child}"))
    check("nothing of it is left", not w.temporaries())
    check("and nothing is said", w.said() == "")


def is_gone(pid):
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return stat.rsplit(")", 1)[1].split()[0] == "Z"


def killed():
    w = Watcher("killed", None, {"A": "one"})
    check("a child hangs", wait(w.children))
    child = w.children()[0]
    w.process.kill()
    w.process.wait(PATIENCE)
    check("it does not outlive its parent",
          wait(lambda: is_gone(child)))


def stuck():
    """It takes a minute."""
    w = Watcher("stuck", None, {"A": "one"})
    check("a render that hangs is ended",
          wait(lambda: "longer than 60 seconds" in w.said()))
    w.feed("a: $A\n")
    check("the next one is not", wait(lambda: w.has("a: one")))
    check("SIGTERM", w.end() == 0)


def interval():
    w = Watcher("interval", "a: $A\n", {"A": "one"}, "1h")
    check("it begins well", wait(lambda: w.has("one")))
    w.secrets.swap({"A": "two"})
    time.sleep(0.2)
    check("a change is not seen before its time", w.has("one"))
    check("SIGTERM does not wait for it", w.end() == 0)
    w = Watcher("second", "a: $A\n", {"A": "one"}, "1s")
    check("it begins well", wait(lambda: w.has("one")))
    w.secrets.swap({"A": "two"})
    check("a change is seen after a second", wait(lambda: w.has("two")))
    check("SIGTERM", w.end() == 0)


def streams():
    """Nobody reads what it says, or nobody can."""
    read, write = os.pipe()
    w = Watcher("gone", "a: $A\n", {"A": "one"}, stderr=write)
    os.close(write)
    os.close(read)
    check("it begins well", wait(lambda: w.has("one")))
    w.secrets.swap({"A": "two"})
    check("without a reader it lives", wait(lambda: w.has("two")))
    check("SIGTERM", w.end() == 0)

    read, write = os.pipe()
    os.set_blocking(write, False)
    try:
        while True:
            os.write(write, b"x" * 512)
    except BlockingIOError:
        os.set_blocking(write, True)
    w = Watcher("full-pipe", "a: $A\n", {"A": "one"}, stderr=write)
    check("it begins well", wait(lambda: w.has("one")))
    check("a pipe that is full does not keep it", w.end() == 0)
    os.close(write)
    os.close(read)

    w = Watcher("closed", "a: $A\n", {"A": "one"},
                before=["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"])
    check("it begins well", wait(lambda: w.has("one")))
    w.secrets.swap({"A": "two"})
    check("without streams it lives", wait(lambda: w.has("two")))
    check("SIGTERM", w.end() == 0)


def ignored_signals():
    def ignore():
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)

    w = Watcher("ignored", "a: $A\n", {"A": "one"}, preexec_fn=ignore)
    check("it begins well", wait(lambda: w.has("one")))
    w.replace("a: $MISSING\n")
    check("where SIGCHLD is ignored a failure is one",
          wait(lambda: "trying again" in w.said()))
    check("SIGTERM is not ignored", w.end() == 0)


def process_one():
    """As it is in a container: signals without a handler do not exist."""
    before = ["unshare", "--pid", "--fork", "--kill-child"]
    if subprocess.run([*before, "true"], capture_output=True).returncode:
        note("no pid namespace can be made: not tried as process 1")
        return
    w = Watcher("process-one", "a: $A\n", {"A": "one"}, before=before)
    check("it begins well", wait(lambda: w.has("one")))
    w.pid = children_of(w.process.pid)[0]
    w.secrets.swap({"A": "two"})
    check("it renders", wait(lambda: w.has("two")))
    check("no child stays", wait(lambda: not w.children()))
    subprocess.run(["nsenter", "-t", str(w.pid), "-p", "sh", "-c",
                    "sleep 0.1 & sleep 0.1 &"], check=True)
    check("orphans come to it", wait(w.children))
    check("and do not stay", wait(lambda: not w.children()))
    check("SIGTERM ends it with status 0", w.end() == 0)


def swaps(count):
    template = "".join(f"k{i}: $A\n" for i in range(200)) + "end: here\n"
    w = Watcher("swaps", template, {"A": "g0"})
    check("it begins well", wait(lambda: w.has("end: here")))
    seen, torn, done = set(), [], threading.Event()

    def read():
        while not done.is_set():
            lines = w.output.read_text().splitlines()
            values = {line.split()[1] for line in lines[:-1]}
            if len(lines) != 201 or lines[-1] != "end: here" or \
                    len(values) != 1:
                torn.append(lines[:3])
            seen.update(values)
            time.sleep(0.0005)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    rss = []
    for i in range(1, count + 1):
        w.secrets.swap({"A": f"g{i}"})
        if i % 5 == 0:
            check("a swap arrives", wait(lambda: f"g{i}" in seen))
        if i in (count // 5, count):
            rss.append(status_of(w.pid, "VmRSS"))
    done.set()
    for reader in readers:
        reader.join()
    check("every reader sees a whole file", not torn)
    check("the readers see one file after the other", len(seen) > count // 5 - 2)
    check("memory is constant", rss[1] <= rss[0] + 64)
    check("SIGTERM", w.end() == 0)
    check("no temporary is left", not w.temporaries())
    print(f"{count} swaps, {len(seen)} files seen, {rss[1]} KB")


def usage():
    for words in (["-t", "-", "-o", "x"], ["-t", "x", "-o", "-"],
                  ["-t", "x", "-o", "y", "-e", "-"],
                  ["-t", "x", "-o", "y", "--dry-run"]):
        status = subprocess.run([PROGRAM, "render", "--watch", *words],
                                stdin=subprocess.DEVNULL, timeout=PATIENCE,
                                capture_output=True).returncode
        check("refused: " + " ".join(words), status == 2)


for suite in (usage, changes, plain_files, slow_writer, failures, full, crash,
              mixtures, hanging, killed, interval, streams, ignored_signals,
              process_one):
    suite()
if EXHAUSTIVE:
    stuck()
swaps(SWAPS)
tally.end()
