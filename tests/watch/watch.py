"""render --watch against volumes that change as the kubelet changes them.

watch.py PROGRAM FOLDER
"""
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

PROGRAM = sys.argv[1]
ROOT = pathlib.Path(sys.argv[2])
passed = failed = 0


def check(what, ok):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("not ok:", what)


def wait(condition, seconds=10):
    end = time.monotonic() + seconds
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


class Watcher:
    def __init__(self, name, template, files, interval="0s", more=()):
        self.folder = ROOT / name
        self.folder.mkdir()
        self.template = self.folder / "template"
        self.template.write_text(template)
        self.secrets = Volume(self.folder / "secrets")
        self.secrets.swap(files)
        self.output = self.folder / "out"
        self.stderr = self.folder / "stderr"
        self.interval = interval
        with open(self.stderr, "wb") as stderr:
            self.process = subprocess.Popen(
                [PROGRAM, "render", "--watch", "--interval", interval,
                 "-k", "yaml", "-t", self.template, "-o", self.output,
                 "-s", self.secrets.path, "--termination-log", "none", *more],
                stderr=stderr, env={"PATH": os.environ["PATH"]})

    def has(self, text):
        return self.output.exists() and text in self.output.read_text()

    def said(self):
        return self.stderr.read_text()

    def end(self, how=signal.SIGTERM):
        began = time.monotonic()
        self.process.send_signal(how)
        status = self.process.wait(20)
        return status, time.monotonic() - began

    def rss(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def children(self):
        pid = self.process.pid
        path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
        try:
            return [int(child) for child in path.read_text().split()]
        except OSError:
            return []


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
    w.template.write_text("b: $A\n")
    check("a template that is written is seen",
          wait(lambda: w.has("b: canary-two")))
    check("no child stays", wait(lambda: not w.children()))
    if os.geteuid() == 0:
        check("the parent has no secret",
              not memory_has(w.process.pid, b"canary-two"))
        check("a secret is found where there is one",
              memory_has(os.getpid(), b"canary-two"))
    inode = w.output.stat().st_ino
    time.sleep(0.3)
    check("nothing is written when nothing changes",
          w.output.stat().st_ino == inode)
    lines = w.said().count("\n")
    check("each render says one line", lines == 3)
    status, took = w.end()
    check("SIGTERM ends it with status 0", status == 0)
    check("and at once", took < 1)
    check("no value is printed", "canary" not in w.said())


def failures():
    w = Watcher("failures", "a: $A\n", {"A": "one"})
    check("it begins well", wait(lambda: w.has("one")))
    w.template.write_text("a: $A $MISSING\n")
    check("a bad template is said",
          wait(lambda: "MISSING" in w.said()))
    time.sleep(0.5)
    check("but once", w.said().count("MISSING is not") == 1 and
          w.said().count("trying again") == 1)
    check("and the last good file stays", w.has("a: one"))
    w.template.write_text("a: $A $ABSENT\n")
    check("another mistake is said too", wait(lambda: "ABSENT" in w.said()))
    before = w.said().count("written")
    w.template.write_text("c: $A\n")
    check("then it is good again", wait(lambda: w.has("c: one")))
    check("which is said", wait(lambda: w.said().count("written") > before))
    w.template.unlink()
    check("a template that is gone is said",
          wait(lambda: "No such file" in w.said()))
    w.template.write_text("d: $A\n")
    check("and found when it is back", wait(lambda: w.has("d: one")))
    status, _ = w.end(signal.SIGINT)
    check("SIGINT ends it with status 0", status == 0)


def crash():
    template = "".join(f"k{i}: $A\n" for i in range(40000))
    w = Watcher("crash", template, {"A": "one"})
    check("it begins well", wait(lambda: w.has("k39999: one"), 30))
    w.secrets.swap({"A": "two"})
    killed = 0
    end = time.monotonic() + 10
    while killed < 3 and time.monotonic() < end:
        for child in w.children():
            try:
                os.kill(child, signal.SIGSEGV)
                killed += 1
            except ProcessLookupError:
                pass
    check("children were killed", killed >= 3)
    check("a crash is said once",
          wait(lambda: "ended by signal 11" in w.said()) and
          w.said().count("ended by signal 11") == 1)
    check("the watcher lives, and renders",
          wait(lambda: w.has("k39999: two"), 30))
    w.secrets.swap({"A": "three"})
    wait(w.children)
    status, took = w.end()
    check("SIGTERM during a render", status == 0 and took < 3)
    text = w.output.read_text()
    check("leaves a whole file", text.count("two") in (0, 40000) and
          text.count("three") in (0, 40000))


def interval():
    w = Watcher("interval", "a: $A\n", {"A": "one"}, "1s")
    check("it begins well", wait(lambda: w.has("one")))
    began = time.monotonic()
    w.secrets.swap({"A": "two"})
    check("a change is seen after a second", wait(lambda: w.has("two"), 3))
    check("and not before its time", time.monotonic() - began > 0.2)
    status, took = w.end()
    check("SIGTERM does not wait for it", status == 0 and took < 0.9)


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

    reader = threading.Thread(target=read)
    reader.start()
    rss = []
    for i in range(1, count + 1):
        w.secrets.swap({"A": f"g{i}"})
        time.sleep(0.002)
        if i in (count // 5, count):
            rss.append(w.rss())
    check("the last swap arrives", wait(lambda: w.has(f"k199: g{count}")))
    done.set()
    reader.join()
    check("every reader sees a whole file", not torn)
    check("many of the swaps are seen", len(seen) > count / 10)
    check("memory is constant", rss[1] <= rss[0] + 64)
    check("SIGTERM", w.end()[0] == 0)
    print(f"{count} swaps, {len(seen)} files seen, {rss[1]} KB")


def usage():
    for words in (["-t", "-", "-o", "x"], ["-t", "x", "-o", "-"],
                  ["-t", "x", "-o", "y", "-e", "-"],
                  ["-t", "x", "-o", "y", "--dry-run"]):
        status = subprocess.run([PROGRAM, "render", "--watch", *words],
                                stdin=subprocess.DEVNULL, timeout=10,
                                capture_output=True).returncode
        check("refused: " + " ".join(words), status == 2)


usage()
changes()
failures()
crash()
interval()
swaps(int(os.environ.get("SWAPS", "1000")))
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
