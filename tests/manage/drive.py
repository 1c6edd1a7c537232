"""Drives deploy/manage-supabase-jwt.sh against the scripted kubectl.

Whatever fails, the Secret must be old and whole or new and whole, and the
last lines must say which.
"""
import base64
import collections
import concurrent.futures
import functools
import hashlib
import hmac
import itertools
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import threading

import yaml

import scripted
from apiserver import serving
from cluster import Cluster
from tokens import b64url, sign

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPT = os.path.join(HERE, "../../deploy/manage-supabase-jwt.sh")
KONGRENDER = os.environ.setdefault("KONGRENDER", os.path.abspath(
    os.path.join(HERE, "../../build/kongrender")))
NOW = 1800000000
CACHE = tempfile.mkdtemp(prefix="manage-")
SHELL_NAMES = [s for s in os.environ.get(
    "MANAGE_SHELLS", "dash,bash,busybox sh").split(",")
    if shutil.which(s.split()[0])]
# One run after the other has the next of these; dash is the fastest.
SHELLS = itertools.cycle([s for shell in SHELL_NAMES[1:] or SHELL_NAMES
                          for s in [*SHELL_NAMES[:1] * 4, shell]])
JWT_SECRET = "TZJjZcEFyXAxPiY4NsC9SnCkzXgRO0b7yPpIqWmX"
TEMPLATE = """_format_version: "2.1"
consumers:
  - username: anon
    keyauth_credentials:
      - key: $SUPABASE_ANON_KEY
%s  - username: service_role
    keyauth_credentials:
      - key: $SUPABASE_SERVICE_KEY
%s"""
PREVIOUS = ("      - key: $SUPABASE_ANON_KEY_PREVIOUS\n",
            "      - key: $SUPABASE_SERVICE_KEY_PREVIOUS\n")
PAIR = {"ANON_KEY": "anon", "SERVICE_ROLE_KEY": "service_role"}

count = {"passed": 0, "failed": 0}
ONE_AT_A_TIME = threading.Lock()


EXHAUSTIVE = os.environ.get("EXHAUSTIVE") == "1"
JOBS = int(os.environ.get("JOBS", os.cpu_count()))


def sample(choice, *sampled):
    """All of them with EXHAUSTIVE=1, else those at these places."""
    return choice if EXHAUSTIVE else [choice[i] for i in sampled]


def side_by_side(work, choice):
    """Most of the time is spent waiting for processes."""
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(lambda c: work(*c), choice))


def check(sentence, is_so, run=None):
    with ONE_AT_A_TIME:
        count["passed" if is_so else "failed"] += 1
    if not is_so:
        print(f"not ok: {sentence}")
        if run is not None:
            print(f"  {run.shell}: status {run.status}\n{run.out}{run.err}")


# --- a token, by hand

def claims_of(token, secret):
    """The claims of a token that verifies, or None."""
    head, payload, mac = token.split(".")
    want = hmac.new(secret.encode(), f"{head}.{payload}".encode(),
                    hashlib.sha256).digest()
    if b64url(want) != mac:
        return None
    return json.loads(base64.urlsafe_b64decode(
        payload + "=" * (-len(payload) % 4)))


def encoded(values):
    return {k: base64.b64encode(v.encode()).decode()
            for k, v in values.items()}


def old_values():
    import time
    now = int(time.time()) - 86400 * 365
    values = {"JWT_SECRET": JWT_SECRET, "DASHBOARD_PASSWORD": "p&|'\"\\ x"}
    for key, role in PAIR.items():
        values[key] = sign({"iss": "my-install", "ref": "localhost",
                            "role": role, "iat": now,
                            "exp": now + 86400 * 3650}, JWT_SECRET)
    return values


OLD = old_values()


# --- a cluster

def deployment(name, env=(), volumes=(), kind="Deployment", replicas=1,
               image="example/service:1", secret=True):
    volumes = list(volumes)
    if secret:
        volumes.append({"name": "s", "secret": {
            "secretName": "supabase-secrets"}})
    o = {"apiVersion": "apps/v1", "kind": kind, "metadata": {
        "name": name, "namespace": "supabase", "resourceVersion": "1"},
        "spec": {"replicas": replicas,
                 "selector": {"matchLabels": {"app": name}},
                 "template": {"spec": {
                     "containers": [
                         {"name": "sidecar", "image": "example/side:1"},
                         {"name": "proxy", "image": image,
                          "env": list(env)}],
                     "volumes": volumes}}}}
    if kind == "DaemonSet":
        del o["spec"]["replicas"]
        o["_nodes"] = replicas
    return o


def key_ref(key, name=None):
    return {"name": name or key, "valueFrom": {"secretKeyRef": {
        "name": "supabase-secrets", "key": key}}}


def cluster(values=None, places=PREVIOUS, **more):
    meta = {"namespace": "supabase", "resourceVersion": "7"}
    kong = deployment(
        "kong", [{"name": "KONG_DECLARATIVE_CONFIG",
                  "value": "/usr/local/kong/declarative/kong.yml"}],
        [{"configMap": {"name": "kong-config"}}])
    return {"version": 100, "clock": NOW, "calls": [], "objects": [
        {"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
         "metadata": {"name": "supabase-secrets", **meta},
         "data": encoded(values or OLD), "_fields": {"kubectl-create": {
             "time": "2026-01-01T00:00:00Z",
             "paths": [f"data.{k}" for k in values or OLD]}}},
        {"apiVersion": "v1", "kind": "ConfigMap",
         "metadata": {"name": "kong-config", **meta},
         "data": {"kong.yml": TEMPLATE % places}},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {
            "name": "app", "namespace": "web", "resourceVersion": "3"}},
        {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": {
            "name": "app", "namespace": "web", "resourceVersion": "4"},
         "data": {"OTHER": "eA=="}},
        {**deployment("web"), "metadata": {
            "name": "web", "namespace": "web", "resourceVersion": "5"},
         "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}},
                  "template": {"spec": {"containers": [
                      {"name": "web", "envFrom": [
                          {"configMapRef": {"name": "app"}}]}]}}}},
        deployment("gotrue"), kong], **more}


@functools.cache
def tools(shell):
    """Where a shell's tools are: busybox has its own, as in Alpine."""
    if not shell.startswith("busybox"):
        return HERE
    folder = tempfile.mkdtemp(dir=CACHE)
    for tool in ("cat", "cksum", "cut", "date", "grep", "mkdir", "readlink",
                 "sed", "sleep", "sort", "tr"):
        os.symlink(shutil.which("busybox"), os.path.join(folder, tool))
    return f"{folder}:{HERE}"


class Run:
    """One run of the script on a fresh cluster, or on an earlier run's."""

    def __init__(self, *arguments, on=None, state=None, plan=None, tool=0,
                 answer="", first=False, shell=None, **env):
        self.dir = on.dir if on else tempfile.mkdtemp(dir=CACHE)
        self.state_path = os.path.join(self.dir, "state")
        self.log = os.path.join(self.dir, "log")
        self.home = os.path.join(self.dir, "home")
        self.shell = shell or next(SHELLS)
        if on is None:
            os.makedirs(self.home, exist_ok=True)
            with open(self.state_path, "w", encoding="utf-8") as f:
                json.dump(state or cluster(), f)
        self.environment = {
            "PATH": f"{tools(self.shell)}:/usr/bin:/bin", "HOME": self.home,
            "MANAGE_PORT": os.environ["MANAGE_PORT"],
            "TMPDIR": self.home, "KONGRENDER": KONGRENDER,
            "MANAGE_STATE": self.state_path, "MANAGE_LOG": self.log,
            "MANAGE_PLAN": plan or "0 none", "MANAGE_TOOL_PLAN": str(tool),
            "PYTHONPYCACHEPREFIX": CACHE, "MANAGE_PAUSE": "0", **env}
        open(self.log, "w", encoding="utf-8").close()
        self.before = self.read()
        self.before["calls"] = []
        with open(self.state_path, "w", encoding="utf-8") as f:
            json.dump(self.before, f)
        if first:
            self.prime()
        self.process = subprocess.Popen(
            ["sh", "-c", f'MANAGE_PID=$$ exec {self.shell} "$@"', "sh",
             SCRIPT, *arguments], env=self.environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        self.answer = answer
        self.finished = False

    def prime(self):
        """Starts the pods of before."""
        c = Cluster(self.state_path)
        c.fill()
        c.save()
        self.before = self.read()

    def wait(self):
        try:
            self.out, self.err = self.process.communicate(self.answer, 100)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.out, self.err = self.process.communicate()
            self.err += "TOOK TOO LONG\n"
        self.status = self.process.returncode
        self.after = self.read()
        self.finished = True
        return self

    def wait_only(self):
        self.out, self.err = self.process.communicate(self.answer, 100)
        self.status = self.process.returncode
        return self

    def read(self):
        with open(self.state_path, encoding="utf-8") as f:
            return json.load(f)

    def secret(self, state=None):
        for o in (state or self.after)["objects"]:
            if o["kind"] == "Secret" and o["metadata"]["name"] \
                    == "supabase-secrets":
                return {k: base64.b64decode(v).decode()
                        for k, v in o["data"].items()}
        raise AssertionError("the Secret is gone")

    def pods(self, name):
        return [o for o in self.after["objects"] if o["kind"] == "Pod"
                and o["metadata"]["labels"] == {"app": name}]

    def backups(self):
        folder = os.path.join(self.home, ".local/state/kongrender")
        if not os.path.isdir(folder):
            return []
        return sorted(os.path.join(folder, f) for f in os.listdir(folder))

    def clean(self):
        shutil.rmtree(self.dir)


def run(*arguments, **more):
    return Run(*arguments, first=more.get("on") is None, **more).wait()


FINISHED = collections.defaultdict(lambda: [threading.Lock(), None])


def finished(*arguments):
    """A run that others only look at, or begin where it has ended."""
    entry = FINISHED[arguments]
    with entry[0]:
        if entry[1] is None:
            entry[1] = run(*arguments)
            assert entry[1].status == 0, entry[1].err
    return entry[1]


def again(begun, words, **more):
    """A run on another cluster like the one that an earlier run has left."""
    state = begun.read()
    state["calls"] = []
    return Run(*words, state=state, **more).wait()


def changed(begun, change):
    """The state that an earlier run has left, changed."""
    state = begun.read()
    state["calls"] = []
    change(state)
    return state


def what_is(r, before=None):
    """Is the Secret old, new, or torn?"""
    now = r.secret()
    old = before or r.secret(r.before)
    if now == old:
        return "old"
    rest = {k: v for k, v in now.items() if k not in PAIR}
    if rest != {k: v for k, v in old.items() if k not in PAIR}:
        return "torn"
    for key, role in PAIR.items():
        claims = claims_of(now[key], now["JWT_SECRET"])
        if now[key] == old[key] or not claims or claims["role"] != role:
            return "torn"
    return "new"


def what_is_said(r):
    if r.status == 0:
        return {"new"}
    if "could not be read back" in r.err:
        return {"old", "new"}
    if "holds what SOMEBODY ELSE wrote" in r.err:
        return {"foreign"}
    if "holds all the NEW keys" in r.err:
        return {"new"}
    if "is as it was" in r.err or "holds all the OLD keys again" in r.err:
        return {"old"}
    return set()


def leaks(r):
    """Where a secret value stands that has no business there."""
    values = [v for v in list(OLD.values()) + list(r.secret().values())]
    values += [base64.b64encode(v.encode()).decode() for v in values]
    with open(r.log, encoding="utf-8") as f:
        arguments = f.read() + json.dumps(r.after["calls"])
    found = []
    for v in values:
        for name, text in (("argv", arguments), ("stdout", r.out),
                           ("stderr", r.err)):
            if v in text:
                found.append(name)
    for folder, _, names in os.walk(r.home):
        for name in names:
            path = os.path.join(folder, name)
            # kubectl's own cache is no text.
            with open(path, "rb") as f:
                text = f.read().decode(errors="replace")
            mode = stat.S_IMODE(os.stat(path).st_mode)
            if any(v in text for v in values) and not (
                    mode == 0o600 and path in r.backups()):
                found.append(path)
    return found


def rights(name):
    """[VERB, RESOURCE] of a Role in deploy/role.yaml."""
    with open(os.path.join(HERE, "../../deploy/role.yaml"),
              encoding="utf-8") as f:
        roles = {r["metadata"]["name"]: r for r in yaml.safe_load_all(f)}
    return [[verb, what] for rule in roles[name]["rules"]
            for what in rule["resources"] for verb in rule["verbs"]]


# --- the tests

def test_generate():
    r = run("generate", "--gateway", "http://gw",
            state=cluster(allowed=rights("supabase-keys")))
    check("generate ends well, with the rights of the Role", r.status == 0, r)
    check("the Secret is new and whole", what_is(r) == "new", r)
    for key in PAIR:
        claims = claims_of(r.secret()[key], JWT_SECRET)
        check(f"{key} keeps iss and ref", claims and claims.get("iss")
              == "my-install" and claims.get("ref") == "localhost", r)
        check(f"Kong runs with {key}",
              all(r.secret()[key] in p["_file"] for p in r.pods("kong"))
              and r.pods("kong"), r)
    before = {p["metadata"]["name"] for p in r.before["objects"]
              if p["kind"] == "Pod"}
    check("gotrue was restarted", r.pods("gotrue") and not any(
        p["metadata"]["name"] in before for p in r.pods("gotrue")), r)
    check("one backup", len(r.backups()) == 1, r)
    with open(r.backups()[0], encoding="utf-8") as f:
        backup = json.load(f)
    check("the backup is the Secret of before", backup["data"] == encoded(OLD)
          and backup["kind"] == "Secret", r)
    check("the backup has mode 0600", stat.S_IMODE(
        os.stat(r.backups()[0]).st_mode) == 0o600, r)
    check("no secret in argv, output or another file", not leaks(r), r)
    calls = r.after["calls"]
    check("nothing is applied", not any("apply" in c for c in calls), r)
    patches = [c for c in calls if "--patch-file" in c
               and "kongrender-done" not in c]
    check("the Secret is written once", len(patches) == 1, r)
    r.clean()


GENERATE = ("generate", "--gateway", "http://gw")


def points():
    r = finished(*GENERATE)
    with open(r.log, encoding="utf-8") as f:
        tools = sum(line.startswith("kongrender ") for line in f)
    return tools, r.after["calls"]


def changes_something(call):
    return "--patch-file" in call or "restart" in call


def unlike(calls):
    """The numbers of the calls, from 1, but of the same call between two
    changes the first alone: it is made again and again in a wait."""
    changes, first = 0, {}
    for at, call in enumerate(calls, 1):
        changes += changes_something(call)
        first.setdefault((changes, *call), at)
    return list(first.values())


def test_every_failure():
    tools, calls = points()
    plans = []
    for at in unlike(calls):
        hows = ["refuse", "dead"]
        if changes_something(calls[at - 1]):
            hows += ["lost", "stop"]
        call = " ".join(calls[at - 1][2:6])
        plans += [(f"call {at} ({call}) {how}", {"plan": f"{at} {how} 3"})
                  for how in hows]
    plans += [(f"kongrender's call {at} fails", {"tool": at})
              for at in range(1, tools + 1)]
    check("there are many points of failure", len(plans) > 40)
    lost = next(i for i, p in enumerate(plans) if p[0].endswith("lost"))
    side_by_side(failure, sample(plans, 1, lost, -20))


def failure(sentence, plan):
    r = run(*GENERATE, "--rollout-timeout", "9s", "--api-timeout",
            "0s" if "dead" in sentence else "60s", **plan)
    what = what_is(r)
    check(f"{sentence}: the Secret is whole", what != "torn", r)
    check(f"{sentence}: the user is told that it is {what}",
          what in what_is_said(r), r)
    check(f"{sentence}: no leak", not leaks(r), r)
    if what == "old" and "kong" in restarted(r) and "dead" not in sentence:
        check(f"{sentence}: Kong runs with the old keys again", all(
            OLD["ANON_KEY"] in p["_file"] for p in r.pods("kong")), r)
    r.clean()


def meddled(at):
    r = run("generate", plan=f"{at} meddle")
    now = r.secret()
    check(f"a change by somebody else at call {at} survives",
          now.pop("ADDED", None) == "x", r)
    check(f"and call {at} loses", r.status == 1 and now == OLD
          and "somebody else changed" in r.err, r)
    r.clean()


def test_meddling():
    _, calls = points()
    last = next(i for i, c in enumerate(calls, 1) if "--patch-file" in c)
    side_by_side(meddled, [(at,) for at in sample(range(2, last + 1), -1)])
    r = run("generate", plan="1 meddle")
    check("a change before the Secret is read is kept", r.status == 0
          and r.secret()["ADDED"] == "x", r)
    r.clean()
    for _ in sample([1]):
        a = Run("generate", first=True)
        b = Run("generate", on=a)
        a.wait(), b.wait()
        check("of two at a time one loses, or both made the same keys",
              a.status + b.status >= 1 or "but the Secret was written"
              in a.err + b.err, b)
        check("and the Secret is whole", what_is(b, OLD) != "torn", b)
        a.clean()


def test_wrong_outcomes():
    stale = TEMPLATE % ("", "")
    for name in PAIR:
        stale = stale.replace(
            "$SUPABASE_" + name.replace("_ROLE", ""), OLD[name])
    r = run("generate", state=cluster(stale_file=stale))
    check("a Kong that still has the old file is not taken for done",
          r.status == 1 and what_is(r) == "old"
          and "kong does not run with these keys" in r.err, r)
    r.clean()
    r = run("generate", "--rollout-timeout", "2s", state=cluster(
        stuck=["gotrue"]))
    check("a pod that was not replaced is not taken for done",
          r.status == 1 and what_is(r) == "old"
          and "deployment/gotrue: still running with the old values: gotrue"
          in r.err, r)
    r.clean()
    r = run("generate", "--gateway", "http://gw", MANAGE_STRANGER="200")
    check("a gateway that lets anybody in is not taken for Kong",
          r.status == 1 and what_is(r) == "old" and "is this the gateway?" in r.err,
          r)
    r.clean()
    for _ in sample([1]):
        r = run("generate", "--no-rollback", state=cluster(stale_file=stale))
        check("--no-rollback leaves the new keys and says so", r.status == 1
              and what_is(r) == "new" and "new" in what_is_said(r), r)
        r.clean()
    values = {k: v for k, v in OLD.items() if k != "JWT_SECRET"}
    r = run("generate", state=cluster({**values, "OTHER": "x"}))
    check("without JWT_SECRET nothing begins", r.status == 1
          and what_is(r) == "old" and "no JWT_SECRET" in r.err, r)
    r.clean()


def test_overlap():
    r = run("generate", "--overlap", state=cluster(places=("", "")))
    check("no overlap without a place in the template", r.status == 1
          and what_is(r) == "old"
          and "- key: $SUPABASE_ANON_KEY_PREVIOUS" in r.err, r)
    r.clean()
    commented = tuple(p.replace("- key", "# - key") for p in PREVIOUS)
    r = run("generate", "--overlap", state=cluster(places=commented))
    check("a comment is no place", r.status == 1 and what_is(r) == "old", r)
    r.clean()
    r = finished("generate", "--overlap")
    now = r.secret()
    check("the old keys are kept as previous ones", r.status == 0
          and now["SUPABASE_ANON_KEY_PREVIOUS"] == OLD["ANON_KEY"]
          and now["SUPABASE_SERVICE_KEY_PREVIOUS"] == OLD["SERVICE_ROLE_KEY"]
          and now["ANON_KEY"] != OLD["ANON_KEY"], r)
    check("Kong takes old and new", all(
        k in p["_file"] for p in r.pods("kong") for k in (
            OLD["ANON_KEY"], OLD["SERVICE_ROLE_KEY"], now["ANON_KEY"],
            now["SERVICE_ROLE_KEY"])), r)
    r2 = again(r, ["retire"])
    later = r2.secret()
    check("retire ends the overlap", r2.status == 0
          and later == {k: v for k, v in now.items()
                        if not k.endswith("_PREVIOUS")}, r2)
    check("Kong takes the new ones only", all(
        OLD["ANON_KEY"] not in p["_file"] and now["ANON_KEY"] in p["_file"]
        for p in r2.pods("kong")), r2)
    check("retire leaks nothing", not leaks(r) and not leaks(r2), r2)
    r3 = run("retire", on=r2)
    check("retire twice is fine", r3.status == 0
          and r3.secret() == later, r3)
    r2.clean()


def test_rotate_secret():
    r = run("rotate-secret", answer="production\n")
    check("the wrong name changes nothing", r.status == 1
          and what_is(r) == "old" and "app.settings.jwt_secret" in r.out, r)
    r.clean()
    r = run("rotate-secret", answer="")
    check("no answer changes nothing", r.status == 1
          and what_is(r) == "old", r)
    r.clean()
    for answer, flags in sample([("supabase\n", ()), ("", ("--yes",))], 0):
        r = run("rotate-secret", *flags, answer=answer)
        now = r.secret()
        check(f"rotate-secret {flags} makes a new secret", r.status == 0
              and now["JWT_SECRET"] != JWT_SECRET
              and len(now["JWT_SECRET"]) >= 32, r)
        for key, role in PAIR.items():
            claims = claims_of(now[key], now["JWT_SECRET"])
            check(f"{key} is signed with it", claims and claims["role"]
                  == role and claims["ref"] == "localhost", r)
        check("what is no key stays", now["DASHBOARD_PASSWORD"]
              == OLD["DASHBOARD_PASSWORD"], r)
        check("rotate-secret leaks nothing", not leaks(r), r)
        r.clean()


def test_backup_and_restore():
    r = run("backup")
    check("backup ends well", r.status == 0 and len(r.backups()) == 1
          and what_is(r) == "old", r)
    with open(r.backups()[0], encoding="utf-8") as f:
        whole = f.read()
    for end in range(0, len(whole) - 1, 97):
        cut = os.path.join(r.dir, "cut.json")
        with open(cut, "w", encoding="utf-8") as f:
            f.write(whole[:end])
        if end % 4 == 0:
            r2 = run("restore", cut, "--yes", on=r)
            check(f"a backup cut at {end} is refused", r2.status == 1
                  and what_is(r2) == "old", r2)
    s = r.read()
    for o in s["objects"]:
        if o["metadata"]["name"] == "supabase-secrets":
            o["data"]["ADDED"] = "eA=="
    with open(r.state_path, "w", encoding="utf-8") as f:
        json.dump(s, f)
    r3 = run("restore", r.backups()[0], "--yes", on=r)
    check("restore makes added keys vanish", r3.status == 0
          and r3.secret() == OLD, r3)
    r4 = run("restore", os.path.join(r.dir, "missing"), "--yes", on=r)
    check("a missing backup is refused", r4.status == 1
          and r4.secret() == OLD, r4)
    r.clean()


def test_sync():
    r = run("status", state=cluster(allowed=rights("supabase-keys-status")))
    check("status ends well and changes nothing, with the rights of its Role",
          r.status == 0
          and what_is(r) == "old" and "ANON_KEY" in r.out
          and "deployment/kong: 1 of 1 ready" in r.out and not leaks(r), r)
    check("status says who a key is for and until when",
          len(re.findall(r"^(?:ANON_KEY: role anon|SERVICE_ROLE_KEY: role "
                         r"service_role), issuer my-install, valid until "
                         r"20[0-9-]{8}T[0-9:]{8}Z, 3284 days$", r.out, re.M))
          == 2, r)
    r.clean()
    r = Run("--help", first=True).wait()
    path = os.path.join(r.dir, ".env.local")
    with open(path, "w", encoding="utf-8") as f:
        f.write("# mine\nA=1\nSUPABASE_ANON_KEY=old\nB='x y'\n")
    os.chmod(path, 0o640)
    r2 = run("sync-env", path, "SUPABASE_ANON_KEY", "PUBLIC_KEY=ANON_KEY",
             on=r)
    with open(path, encoding="utf-8") as f:
        text = f.read()
    check("sync-env sets what was asked for, and nothing else",
          r2.status == 0 and text == f"# mine\nA=1\nSUPABASE_ANON_KEY="
          f"{OLD['ANON_KEY']}\nB='x y'\nPUBLIC_KEY={OLD['ANON_KEY']}\n", r2)
    check("the mode stays", stat.S_IMODE(os.stat(path).st_mode) == 0o640, r2)
    r2 = run("sync-env", path, "NO_SUCH", on=r)
    check("an unknown key is refused", r2.status == 1
          and "NO_SUCH" in r2.err, r2)
    r2 = run("sync-app", "configmap/app", "KEY=ANON_KEY", "--app-namespace",
             "web", on=r)
    data = [o for o in r2.after["objects"] if o["kind"] == "ConfigMap"
            and o["metadata"]["name"] == "app"][0].get("data")
    check("sync-app writes a ConfigMap that had no data", r2.status == 0
          and data == {"KEY": OLD["ANON_KEY"]}, r2)
    check("and restarts who uses it", any(
        "restart" in c and "deployment/web" in c for c in r2.after["calls"]),
        r2)
    r2 = run("sync-app", "cm/app", "SERVICE_ROLE_KEY", "--app-namespace",
             "web", on=r)
    check("the service key does not go into a ConfigMap", r2.status == 1
          and "not for a ConfigMap" in r2.err, r2)
    r2 = run("sync-app", "secret/app", "SERVICE_ROLE_KEY",
             "--app-namespace", "web", on=r)
    data = [o for o in r2.after["objects"] if o["kind"] == "Secret"
            and o["metadata"]["name"] == "app"][0]["data"]
    check("but into a Secret it does", r2.status == 0 and data == {
        "OTHER": "eA==", **encoded(
            {"SERVICE_ROLE_KEY": OLD["SERVICE_ROLE_KEY"]})}
          and not leaks(r2), r2)
    for pair in ("a\"b=ANON_KEY", "=ANON_KEY", "../x=ANON_KEY"):
        r2 = run("sync-app", "secret/app", pair, "--app-namespace", "web",
                 on=r)
        check(f"sync-app refuses the name {pair}", r2.status == 2
              and not any("patch" in c for c in r2.after["calls"]), r2)
    r2 = run("check", on=r)
    check("check finds nothing wrong", r2.status == 0
          and what_is(r2) == "old", r2)
    r.clean()
    swapped = {**OLD, "ANON_KEY": OLD["SERVICE_ROLE_KEY"],
               "SERVICE_ROLE_KEY": OLD["ANON_KEY"]}
    r = Run("check", state=cluster(swapped)).wait()
    check("check finds swapped keys", r.status == 1, r)
    r.clean()


def restarted(r):
    return {c[-1].rsplit("/", 1)[-1] for c in r.after["calls"]
            if "restart" in c}


def test_newest_keys():
    made = subprocess.run(
        [KONGRENDER, "keys", "generate", "--format", "json"], check=True,
        env={}, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout
    values = {**json.loads(made), "DASHBOARD_USERNAME": "somebody-else"}
    state = cluster(values)
    state["objects"] += [deployment("realtime"), deployment("functions")]
    r = run("rotate-secret", "--yes", state=state)
    now = r.secret()
    check("rotate-secret knows the newest keys", r.status == 0
          and now["JWT_SECRET"] != values["JWT_SECRET"], r)
    secret = now["JWT_SECRET"].encode()
    check("the JWKs hold the new secret", all(
        b64url(secret) in now[k] for k in ("JWT_KEYS", "JWT_JWKS")), r)
    check("opaque keys stay", all(now[k] == values[k] for k in (
        "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY",
        "DASHBOARD_USERNAME")), r)
    check("every token is new", all(now[k] != values[k] for k in (
        "ANON_KEY", "SERVICE_ROLE_KEY", "ANON_KEY_ASYMMETRIC",
        "SERVICE_ROLE_KEY_ASYMMETRIC")), r)
    check("whoever holds the secret is restarted", restarted(r)
          == {"gotrue", "kong", "realtime", "functions"}, r)
    check("the newest keys do not leak", not leaks(r), r)
    check("keys that the template has no place for are told of",
          "no place for the opaque keys" in r.err, r)
    r2 = run("restore", r.backups()[0], "--yes", on=r)
    check("restore of another secret restarts them too", r2.status == 0
          and r2.secret() == values and restarted(r2) == restarted(r), r2)
    r.clean()


def test_own_names():
    values = {"JWT_SECRET": JWT_SECRET,
              "SUPABASE_ANON_KEY": OLD["ANON_KEY"],
              "SUPABASE_SERVICE_KEY": OLD["SERVICE_ROLE_KEY"]}
    for command in sample([("generate",), ("generate", "--overlap"),
                           ("rotate-secret", "--yes")], 1):
        r = run(*command, state=cluster(values))
        now = r.secret()
        check(f"{command} renews the names of the template too",
              r.status == 0 and now["SUPABASE_ANON_KEY"] == now["ANON_KEY"]
              != OLD["ANON_KEY"] and now["SUPABASE_SERVICE_KEY"]
              == now["SERVICE_ROLE_KEY"] != OLD["SERVICE_ROLE_KEY"], r)
        claims = claims_of(now["ANON_KEY"], now["JWT_SECRET"])
        check(f"{command} keeps their iss and ref", claims and claims["iss"]
              == "my-install" and claims["ref"] == "localhost", r)
        check(f"{command} keeps the key of before where it should",
              now.get("SUPABASE_ANON_KEY_PREVIOUS")
              == (OLD["ANON_KEY"] if "--overlap" in command else None), r)
        r.clean()


def test_what_clusters_have():
    state = cluster()
    kong = {"app": "kong"}
    for name, phase in (("evicted", "Failed"), ("pending", "Pending")):
        state["objects"].append({
            "apiVersion": "v1", "kind": "Pod", "metadata": {
                "name": name, "namespace": "supabase", "labels": dict(kong),
                "resourceVersion": "1"}, "status": {"phase": phase}})
    folder = tempfile.mkdtemp(prefix="manage-")
    with open(os.path.join(folder, "ANON_KEY"), "w", encoding="utf-8") as f:
        f.write("wrong")
    r = Run("generate", "--deployments", "kong,kong", "--kong", "kong",
            KONGRENDER_SECRETS_DIR=folder, value="x", state=state,
            new_data="x", SUPABASE_ANON_KEY_FILE=folder + "/ANON_KEY",
            SUPABASE_ANON_KEY="wrong", JWT_SECRET="wrong").wait()
    shutil.rmtree(folder)
    check("keys come from the Secret, not from the environment, and a pod "
          "that does not run is in nobody's way",
          r.status == 0 and what_is(r) == "new", r)
    check("a Deployment named twice is restarted once",
          sum("restart" in c for c in r.after["calls"]) == 1, r)
    r.clean()
    state = cluster()
    state["objects"] = [o for o in state["objects"]
                        if o["kind"] != "Deployment"]
    r = run("generate", state=state)
    check("without Deployments the user is told what was not checked",
          r.status == 0 and what_is(r) == "new"
          and "nothing is restarted" in r.err
          and "the gateway was not checked" in r.err, r)
    r.clean()


def test_every_byte_stays():
    """Empty keys and binary ones are as good as any other."""
    state = cluster()
    raw = {"OPENAI_API_KEY": "", "BINARY": "AP+A/wo=", "TEXT": "YQo="}
    secret = state["objects"][0]
    secret["data"].update(raw)
    secret["metadata"]["labels"] = {"app": "x"}
    for command in sample([("generate", "--overlap"), ("retire",),
                           ("rotate-secret", "--yes")], 0):
        r = run(*command, state=state)
        data = r.read()["objects"][0]["data"]
        check(f"{command} leaves every other key as it is", r.status == 0
              and {k: data.get(k) for k in raw} == raw, r)
        backup = [] if command == ("retire",) else r.backups()
        for path in backup:
            with open(path, encoding="utf-8") as f:
                b = json.load(f)
            check(f"{command}: the backup is the whole Secret",
                  b["data"] == secret["data"] and b["type"] == "Opaque"
                  and b["metadata"]["labels"] == {"app": "x"}
                  and "resourceVersion" not in b["metadata"], r)
            r2 = run("restore", path, "--yes", on=r)
            check(f"{command}: restore brings back every byte", r2.status
                  == 0 and r2.read()["objects"][0]["data"]
                  == secret["data"], r2)
        r.clean()
    if not EXHAUSTIVE:
        return
    stale = {**state, "stale_file": "_format_version: '2.1'\n"}
    r = run("generate", state=stale)
    check("whole is said when it is whole", r.status == 1
          and "holds all the OLD keys again" in r.err
          and r.read()["objects"][0]["data"] == secret["data"], r)
    r.clean()


def test_second_overlap():
    r = finished("generate", "--overlap")
    now = r.secret()
    r2 = again(r, ("generate", "--overlap"))
    check("a second overlap is refused, with the choice", r2.status == 1
          and r2.secret() == now and "retire" in r2.err
          and "--replace-previous" in r2.err, r2)
    r3 = run("generate", "--overlap", "--replace-previous", on=r2)
    check("--replace-previous has one all the same", r3.status == 0
          and r3.secret()["SUPABASE_ANON_KEY_PREVIOUS"] == now["ANON_KEY"],
          r3)
    r2.clean()





def test_interrupted():
    """After the Secret was written, and before all is done: the same command
    finishes it, and others wait for that."""
    for plan in sample(["restart kill", "exec killed"], 0):
        r = run("generate", "--overlap", plan=plan)
        now = r.secret()
        for command in sample([("retire",), ("rotate-secret", "--yes"),
                               ("generate", "--opaque")], 0, 1):
            r2 = run(*command, on=r)
            check(f"{command} does not begin in the middle of another run",
                  r2.status == 1 and r2.secret() == now
                  and "resume" in r2.err, r2)
        r2 = again(r, ("generate", "--overlap"))
        check("the same command finishes it", r2.status == 0
              and r2.secret() == now
              and now["SUPABASE_ANON_KEY_PREVIOUS"] == OLD["ANON_KEY"]
              and all(k in p["_file"] for p in r2.pods("kong")
                      for k in (OLD["ANON_KEY"], now["ANON_KEY"])), r2)
        r2.clean()
        r2 = run("restore", r.backups()[0], "--yes", on=r)
        check("restore ends an interrupted run", r2.status == 0
              and r2.secret() == OLD and run("status", on=r).status == 0, r2)
        r2 = run("resume", on=r)
        check("nothing is left to resume", r2.status == 0
              and "nothing to resume" in r2.out, r2)
        r.clean()


# One that sets keys and one that removes some at every call; the others go the
# same way, and are killed where they change something. And where, in the sample.
KILLED = ((("generate",), None, changes_something),
          (("generate", "--overlap"), "patch kill", any),
          (("retire",), None, any),
          (("rotate-secret", "--yes"), None, changes_something),
          (("restore", "BACKUP", "--yes"), "restart killed",
           changes_something))


def test_killed_anywhere():
    """kill -9 while it waits for any call of any command: what status says
    is true, and resume ends well."""
    plans = []
    for command, one, at_which in KILLED:
        begun = finished("generate", "--overlap")
        words = [begun.backups()[0] if w == "BACKUP" else w for w in command]
        fresh = command[0] == "generate"
        start = run if fresh else functools.partial(again_words, begun)
        if not EXHAUSTIVE:
            plans += [(start, words, one)] if one else []
            continue
        whole = start(*words)
        # Whether a call that changes nothing was done is all the same, and
        # a third of those are enough to see that.
        plans += [(start, words, f"{at} {how}")
                  for at, call in enumerate(whole.after["calls"], 1)
                  if at_which(call)
                  and (changes_something(call) or at % 3 == 0)
                  for how in (("kill", "killed") if changes_something(call)
                              else ("killed",))]
        whole.clean()
    side_by_side(killed, plans)


def again_words(begun, *words, **more):
    return again(begun, words, **more)


def killed(start, words, plan):
    r = start(*words, plan=plan)
    true_status(f"{words[0]} {words[-1]}, {plan}", r)
    r.clean()


def true_status(sentence, r):
    """status against what the cluster knows of each pod; then resume. Every
    pod here mounts the whole Secret."""
    def is_behind(p, secret):
        keys = [v for k, v in secret.items()
                if k in PAIR or k.endswith("_PREVIOUS")]
        return p["_data"] != encoded(secret) or \
            "_file" in p and (len(re.findall("- key:", p["_file"]))
                              != len(keys)
                              or any(k not in p["_file"] for k in keys))

    s = run("status", on=r)
    pods = [p for p in s.after["objects"] if p["kind"] == "Pod"
            and p["metadata"]["namespace"] == "supabase"]
    said = set(re.findall(r"^pod (\S+): OUTDATED", s.out, re.M))
    now = s.secret()
    check(f"{sentence}: status names the pods that are behind", said == {
        p["metadata"]["name"] for p in pods if is_behind(p, now)
        and not p["_ends"]} and not leaks(s), s)
    mark = "was interrupted" in s.err
    check(f"{sentence}: status ends with 1 if something is not finished",
          s.status == (1 if said or mark else 0), s)
    check(f"{sentence}: whoever is behind can be helped", mark or not said, s)
    if mark:
        e = run("resume", on=r)
        check(f"{sentence}: resume ends well, with the keys that are there",
              e.status == 0 and e.secret() == now, e)
        s = run("status", on=r)
        check(f"{sentence}: nothing is left", s.status == 0
              and "OUTDATED" not in s.out, s)


def test_restore_of_another():
    staging = cluster()
    staging["server"] = "https://staging:6443"
    for o in staging["objects"]:
        if o["kind"] == "Secret":
            o["metadata"]["uid"] = "another"
    a = run("backup", state=staging)
    text = open(a.backups()[0], encoding="utf-8").read()
    r = again(finished("generate"), ["--help"])
    now = r.secret()
    wrong = os.path.join(r.dir, "x=y.json")
    for sentence, old, new in (
            ("cluster", "", ""),
            ("namespace", '"namespace":"supabase"', '"namespace":"other"'),
            ("Secret", '"name":"supabase-secrets"', '"name":"other"')):
        with open(wrong, "w", encoding="utf-8") as f:
            f.write(text.replace(old, new, 1))
        r2 = run("restore", wrong, "--yes", on=r)
        check(f"restore refuses the backup of another {sentence}",
              r2.status == 1 and r2.secret() == now
              and "backup of another Secret" in r2.err
              and f"{sentence} " in r2.err, r2)
    r2 = run("restore", wrong, "--yes", "--from-other", on=r)
    check("unless it is asked for, and a = in the file's name is fine",
          r2.status == 0 and r2.secret() == OLD, r2)
    r.clean(), a.clean()
    own = finished("generate").backups()[0]
    r = again(finished("generate"), ["--help"])
    r2 = run("restore", own, answer="", on=r)
    check("restore says what will die, and asks", r2.status == 1
          and "ANON_KEY SERVICE_ROLE_KEY: reset to" in r2.out
          and r2.secret() == r.secret(), r2)
    for _ in sample([1]):
        r2 = run("restore", own, answer="supabase\n", on=r)
        check("the answer is the namespace", r2.status == 0
              and r2.secret() == OLD, r2)
    r.clean()


def test_long_names():
    state = cluster()
    ns, name = "n" * 63, "s" * 240
    for o in state["objects"]:
        if o["kind"] == "Secret" and o["metadata"]["namespace"] != "web":
            o["metadata"].update(namespace=ns, name=name)
    r = run("backup", "--namespace", ns, "--secret", name, state={
        **state, "objects": [o for o in state["objects"]
                             if o["kind"] == "Secret"]})
    check("names of any length can be backed up", r.status == 0
          and len(r.backups()) == 1
          and len(os.path.basename(r.backups()[0])) < 255, r)
    r.clean()


def test_environment_of_children():
    """jq, base64 and their like get no key: only kongrender does."""
    folder = tempfile.mkdtemp(prefix="manage-")
    seen = os.path.join(folder, "seen")
    for tool in ("jq", "sed", "date", "base64", "tr", "cut", "grep", "curl",
                 "kubectl", "sleep", "cat", "mkdir", "chmod"):
        path = os.path.join(folder, tool)
        real = shutil.which(tool) if tool not in ("kubectl", "curl") \
            else os.path.join(HERE, tool)
        with open(path, "w", encoding="utf-8") as f:
            f.write(f'#!/bin/sh\n/usr/bin/env >>{seen}\n'
                    f'exec "{real}" "$@"\n')
        os.chmod(path, 0o755)
    r = run("generate", "--gateway", "http://gw", JWT_SECRET="exported",
            PATH=f"{folder}:{HERE}:/usr/bin:/bin")
    with open(seen, encoding="utf-8") as f:
        text = f.read()
    values = list(OLD.values()) + list(r.secret().values()) + ["exported"]
    check("no key is in the environment of anybody but kongrender",
          r.status == 0 and len(text) > 1000
          and not any(v in text for v in values), r)
    shutil.rmtree(folder)
    r.clean()


def more(*deployments, **state):
    """A cluster with these too."""
    c = cluster(**state)
    c["objects"] += deployments
    return c


def test_who_uses_a_key():
    """By what it reads, whatever it is called."""
    def with_env_from(name):
        d = deployment(name, secret=False)
        d["spec"]["template"]["spec"]["containers"][1]["envFrom"] = [
            {"secretRef": {"name": "supabase-secrets"}}]
        return d

    def with_items(name, key):
        return deployment(name, secret=False, volumes=[{
            "name": "k", "projected": {"sources": [{"secret": {
                "name": "supabase-secrets", "items": [
                    {"key": key, "path": "k"}]}}]}}])

    old = deployment("written", [{"name": "KEY", "value": OLD["ANON_KEY"]}],
                     secret=False)
    state = more(
        deployment("ref", [key_ref("ANON_KEY")], secret=False),
        deployment("other-key", [key_ref("DASHBOARD_PASSWORD")],
                   secret=False),
        deployment("none", secret=False), with_env_from("env-from"),
        with_items("items", "SERVICE_ROLE_KEY"),
        with_items("items-other", "DASHBOARD_PASSWORD"), old,
        deployment("empty", replicas=0),
        deployment("rest", image="postgrest/postgrest:v12"),
        deployment("meta", image="supabase/postgres-meta:1"),
        deployment("main-db"), deployment("pg", image="reg:5/pg/postgres:15"),
        deployment("studio", kind="StatefulSet"),
        deployment("agent", kind="DaemonSet"),
        deployment("mariadb", kind="StatefulSet"))
    r = run("generate", state=state)
    check("Deployments that read a changed key are restarted", r.status == 0
          and restarted(r) == {"gotrue", "kong", "ref", "env-from", "items",
                               "rest", "meta"}, r)
    for name in ("statefulset/studio", "daemonset/agent"):
        check(f"{name} is named, as having the old keys",
              f"{name} is not restarted and keeps the old keys"
              in r.err, r)
    for name in ("deployment/main-db", "deployment/pg",
                 "statefulset/mariadb"):
        check(f"{name} is named, as a database",
              f"{name} looks like a database: not restarted" in r.err, r)
    check("who has no pods is told of", "deployment/empty has no pods"
          in r.err, r)
    check("who has the old key written out is told of",
          "deployment/written has a changed key as a literal value" in r.err,
          r)
    r2 = run("status", on=r)
    check("status sees that they are behind", r2.status == 1
          and len(re.findall(r"^pod (studio|agent|mariadb)-\d+: OUTDATED",
                             r2.out, re.M)) == 3, r2)
    r3 = run("restore", r.backups()[0], "--yes", "--restart",
             "studio,daemonset/agent", on=r)
    check("--restart restarts what is named", r3.status == 0
          and {"studio", "agent"} <= restarted(r3)
          and "studio is not restarted" not in r3.err, r3)
    r.clean()
    for name in sample(["mariadb", "statefulset/mariadb", "main-db"], 1):
        r = run("generate", "--restart", name, state=state)
        check(f"--restart {name}: never a database", r.status == 1
              and what_is(r) == "old" and "looks like a database" in r.err
              and not restarted(r), r)
        r.clean()
    for strategy in sample([{"rollingUpdate": {"partition": 1}},
                            {"type": "OnDelete"}], 0):
        state["objects"][-3]["spec"]["updateStrategy"] = strategy
        r = run("generate", "--restart", "studio", state=state)
        check(f"--restart of what {strategy} keeps as it is, is refused",
              r.status == 1 and what_is(r) == "old" and not r.backups()
              and "--restart studio: its updateStrategy" in r.err, r)
        r.clean()
    r = run("generate", "--restart", "no-such", state=state)
    check("--restart of nothing is refused", r.status == 1
          and what_is(r) == "old" and "no-such: not found" in r.err, r)
    r.clean()
    state = more(deployment("studio", kind="StatefulSet"),
                 forbidden=[["list", "statefulsets"]])
    r = run("generate", "--deployments", "kong", state=state)
    check("--deployments restarts only those, and names the others",
          r.status == 0 and restarted(r) == {"kong"}
          and "deployment/gotrue is not restarted" in r.err, r)
    check("who may not list StatefulSets is told", r.status == 0
          and "StatefulSets and DaemonSets cannot be listed" in r.err, r)
    r.clean()


def pod_by_hand(name, key, phase="Running"):
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {
        "name": name, "namespace": "supabase", "resourceVersion": "1",
        "labels": {"run": name},
        "creationTimestamp": "2026-02-01T00:00:00Z"}, "spec": {"containers": [
            {"name": "c", "env": [key_ref(key)]}]},
        "status": {"phase": phase}, "_ends": 0}


def test_behind_by_key():
    """A pod is behind if a key changed that it reads, and only then."""
    r = run("generate", "--overlap", state=more(
        deployment("studio", [key_ref("ANON_KEY")], secret=False),
        deployment("main-db", [key_ref("DASHBOARD_PASSWORD")], secret=False)))
    for words in ((), ("retire",)):
        r2 = run(*words, on=r) if words else r
        s = run("status", on=r)
        check(f"{words}: nobody is behind who has the keys that are left",
              r2.status == 0 and s.status == 0 and "OUTDATED" not in s.out
              and "pod main-db-" in s.out, s)
    check("and the one key's pod was not restarted for the other's",
          restarted(r2) == {"gotrue", "kong"}, r2)
    r.clean()
    r = run("generate", "--overlap", state=more(
        pod_by_hand("by-hand", "ANON_KEY"),
        pod_by_hand("other", "DASHBOARD_PASSWORD"),
        pod_by_hand("finished", "ANON_KEY", "Succeeded")))
    said = re.findall(r"pod (\S+) belongs to no Deployment: it keeps", r.err)
    check("a pod that no workload owns is named", r.status == 0
          and said == ["by-hand"], r)
    s = run("status", on=r)
    check("status says so too", s.status == 1 and re.findall(
        r"pod (\S+): OUTDATED", s.out) == ["by-hand"], s)
    r2 = run("retire", on=r)
    check("and retire waits for it", r2.status == 1
          and "previous one: by-hand" in r2.err, r2)
    r.clean()


def test_expiring_set():
    """The newest set, near its end: nothing may be left behind."""
    made = json.loads(subprocess.run(
        [KONGRENDER, "keys", "generate", "--format", "json", "--expiry",
         "20d"], check=True, env={}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE).stdout)
    r = run("generate", state=cluster(made))
    now = r.secret()
    tokens = {"ANON_KEY", "SERVICE_ROLE_KEY", "ANON_KEY_ASYMMETRIC",
              "SERVICE_ROLE_KEY_ASYMMETRIC"}
    check("generate renews every key that expires, and no other",
          r.status == 0 and all((now[k] != made[k]) == (k in tokens)
                                for k in made), r)
    r.clean()
    r = run("generate", state=cluster({k: v for k, v in made.items()
                                       if k != "JWT_KEYS"}))
    check("asymmetric tokens need JWT_KEYS", r.status == 1
          and "no JWT_KEYS" in r.err and not r.backups(), r)
    r.clean()
    places = tuple(f"      - key: $SUPABASE_{n}_KEY\n      - key: "
                   f"$SUPABASE_{n}_KEY_PREVIOUS\n"
                   for n in ("PUBLISHABLE", "SECRET"))
    long = {**made, **{k: v for k, v in now.items() if k in tokens}}
    r = run("generate", "--opaque", "--overlap",
            state=cluster(long, places=places))
    now = r.secret()
    sb = ("SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY")
    check("--opaque --overlap renews the sb_ keys alone", r.status == 0
          and all(now[k] == long[k] for k in long if k not in sb)
          and all(now[k] != long[k] == now[k + "_PREVIOUS"] for k in sb), r)
    check("Kong takes old and new ones", all(
        now[k] in p["_file"] for p in r.pods("kong")
        for k in (*sb, *(s + "_PREVIOUS" for s in sb))), r)
    r2 = run("generate", "--opaque", "--overlap", on=r)
    check("a second overlap of the sb_ keys is refused", r2.status == 1
          and r2.secret() == now, r2)
    for _ in sample([1]):
        r3 = run("retire", on=r)
        check("retire ends it", r3.status == 0
              and len(r3.secret()) == len(long), r3)
    r.clean()
    r = run("generate", "--opaque", "--overlap", state=cluster(long))
    check("no overlap of sb_ keys without a place", r.status == 1
          and r.secret() == long
          and "- key: $SUPABASE_SECRET_KEY_PREVIOUS" in r.err, r)
    r.clean()
    r = run("generate", "--opaque")
    check("--opaque without sb_ keys is refused", r.status == 1
          and what_is(r) == "old" and "no sb_ key" in r.err, r)
    r.clean()


def changed_nothing(r):
    return r.before["objects"] == r.after["objects"] and not r.backups()


def preflight(sentence, state, words, *flags):
    for dry in sample([(), ("--dry-run",)], 1):
        r = run("generate", *flags, *dry, state=state, MANAGE_STRANGER="503")
        check(f"{sentence} {dry} is found before anything is written",
              r.status == 1 and what_is(r) == "old" and not restarted(r)
              and all(w in r.err for w in words) and not r.backups(), r)
        r.clean()


def paused(state):
    state["objects"].append(deployment("paused"))
    state["objects"][-1]["spec"]["paused"] = True


def unhealthy(state):
    state["objects"].append(deployment("studio", replicas=2))
    state["unhealthy"] = ["studio"]


def immutable(state):
    state["objects"][0]["immutable"] = True


def without_previous(state):
    kong = state["objects"][6]["spec"]["template"]["spec"]
    kong["volumes"] = [v for v in kong["volumes"] if "secret" not in v]
    kong["containers"][1]["env"] += [key_ref("ANON_KEY"),
                                     key_ref("SERVICE_ROLE_KEY")]


def no_place(state):
    state["objects"][1]["data"]["kong.yml"] = TEMPLATE % ("", "")


def no_right(verb, what):
    return lambda state: state.setdefault("forbidden", []).append(
        [verb, what])


OBSTACLES = [(no_right(*right), "missing permission: " + said) for right, said in (
    (("create", "pods/exec"), "create pods/exec"),
    (("get", "pods/log"), "get pods/log"),
    (("patch", "deployments"), "patch deployments.apps/kong"),
    (("patch", "secrets"), "patch secrets/supabase-secrets"),
    (("list", "pods"), "list pods"))] + [
    (paused, "deployment/paused is paused: kubectl rollout resume"),
    (unhealthy, "deployment/studio is not healthy: 0 of 2 pods "
     "available"),
    (no_place, "- key: $SUPABASE_SERVICE_KEY_PREVIOUS"),
    (without_previous, "does not read SUPABASE_ANON_KEY_PREVIOUS"),
    (lambda state: None, "got 503"), (lambda state: None, "is this the gateway?"),
    (immutable, "the Secret is immutable")]


def test_preflight():
    """Each alone with EXHAUSTIVE=1, else all at once: all are told."""
    for these in [[o] for o in OBSTACLES] if EXHAUSTIVE else [OBSTACLES]:
        state = cluster()
        for prepare, _ in these:
            prepare(state)
        words = [said for _, said in these]
        preflight(words[0] if EXHAUSTIVE else "every obstacle", state, words,
                  "--overlap", "--gateway", "http://gw")


def test_owners():
    """Each alone with EXHAUSTIVE=1, else all in one Secret."""
    marks = [
        ("External Secrets", "ownerReferences", [
            {"kind": "ExternalSecret", "name": "x"}]),
        ("Sealed Secrets", "ownerReferences", [
            {"kind": "SealedSecret", "name": "x"}]),
        ("Helm", "annotations", {"meta.helm.sh/release-name": "x"}),
        ("Helm", "labels", {"app.kubernetes.io/managed-by": "Helm"}),
        ("Argo CD", "annotations", {"argocd.argoproj.io/tracking-id": "x"}),
        ("Flux", "labels", {"kustomize.toolkit.fluxcd.io/name": "x"}),
        ("kubectl apply", "annotations", {
            "kubectl.kubernetes.io/last-applied-configuration":
            json.dumps({"data": encoded(OLD)})})]
    for these in [[m] for m in marks] if EXHAUSTIVE else [marks]:
        state = cluster()
        for _, field, mark in these:
            meta = state["objects"][0]["metadata"]
            if field == "ownerReferences":
                meta.setdefault(field, []).extend(mark)
            else:
                meta.setdefault(field, {}).update(mark)
        r = run("generate", "--dry-run", state=state)
        for who, _, _ in these:
            check(f"{who} is named as an owner of the Secret, before it is "
                  "written", who in r.err and r.status == 0
                  and not leaks(r), r)
        r.clean()
    r = finished("generate")
    check("nobody is named who does not own it", "owns" not in r.err
          and "apply" not in r.err, r)


def outage(at):
    r = run("generate", "--overlap", plan=f"{at} down 9")
    check(f"an outage at call {at} is waited for", r.status == 0
          and r.secret()["ANON_KEY"] != OLD["ANON_KEY"]
          and "does not answer; waiting" in r.err
          and "rolling back" not in r.err, r)
    r.clean()


def test_outages():
    calls = finished("generate", "--overlap").after["calls"]
    side_by_side(outage, [(at,) for at in (
        unlike(calls)[1::3] if EXHAUSTIVE else (20,))])
    for at in sample(["restart", len(calls) - 2], 0):
        r = run("generate", "--overlap", "--api-timeout", "0s",
                plan=f"{at} dead")
        check(f"one that does not end, at call {at}, is no reason to go back",
              r.status == 1 and "rolling back" not in r.err
              and r.secret()["ANON_KEY"] != OLD["ANON_KEY"]
              and "resume" in r.err, r)
        r2 = run("status", on=r)
        check("status says what is behind, and that a run is not finished",
              r2.status == 1 and "was interrupted" in r2.err, r2)
        for _ in sample([1]):
            r3 = run("resume", on=r)
            check("resume finishes it", r3.status == 0
                  and run("status", on=r).status == 0, r3)
        r.clean()
    r = run("generate", plan="1 dead")
    check("an API server that never answered is not waited for",
          r.status == 1 and len(r.after["calls"]) == 1, r)
    r.clean()


def test_no_request_fails():
    """Apps with the keys of before, Studio with the keys it started with."""
    for grace in sample([1, 6], 1):
        state = more(deployment("studio", replicas=2), clients=[
            OLD["ANON_KEY"], OLD["SERVICE_ROLE_KEY"]], served=0, failed=[],
            grace=grace)
        state["objects"][-2]["spec"]["replicas"] = 3
        r = run("generate", "--overlap", state=state)
        check(f"with an overlap no request fails, grace {grace}",
              r.status == 0 and not r.after["failed"]
              and r.after["served"] > 100, r)
        now = r.secret()
        s = r.read()
        s["clients"] = [now["ANON_KEY"], now["SERVICE_ROLE_KEY"]]
        with open(r.state_path, "w", encoding="utf-8") as f:
            json.dump(s, f)
        r2 = run("retire", on=r)
        check("nor of the new keys, when it is done and retired", r2.status
              == 0 and not r2.after["failed"], r2)
        r.clean()
    r = run("generate", state={**state, "failed": [], "served": 0})
    check("without one they do: the simulation can tell", r.status == 0
          and r.after["failed"], r)
    r.clean()
    r = run("generate", "--overlap", state={
        **state, "failed": [], "served": 0, "broken": ["studio"]})
    check("nor on the way back", r.status == 1 and r.secret() == OLD
          and not r.after["failed"], r)
    check("a rollout that gets stuck is named",
          "!deployment/studio: " in r.err and "has timed out" not in r.out, r)
    r.clean()


def test_gateway_by_another_name():
    """An overlap without the gateway first is none."""
    for words in (("--overlap", "--deployments", "gotrue"),
                  ("--kong", "nope")):
        state = cluster()
        if "--overlap" in words:
            del state["objects"][-1]
        r = run("generate", *words, state=state)
        check(f"generate {words} without the gateway is refused",
              r.status == 1 and what_is(r) == "old" and not r.backups()
              and "name the gateway with --kong" in r.err, r)
        r.clean()


def test_retire_waits():
    state = more(deployment("studio", kind="StatefulSet"))
    r = run("generate", "--overlap", state=state)
    now = r.secret()
    r2 = run("retire", on=r)
    check("retire sees a pod that still has a previous key", r2.status == 1
          and r2.secret() == now and "studio-" in r2.err, r2)
    for _ in sample([1]):
        r3 = run("retire", "--yes", on=r)
        check("--yes retires it all the same", r3.status == 0
              and len(r3.secret()) == len(OLD), r3)
    r.clean()


def test_other_names():
    names = {"JWT_SECRET": "secret", "ANON_KEY": "anonKey",
             "SERVICE_ROLE_KEY": "serviceKey"}
    values = {names.get(k, k): v for k, v in OLD.items()}
    flag = ",".join(f"{k}={v}" for k, v in names.items())
    state = cluster(values, names={v: k for k, v in names.items()})
    r = run("generate", "--overlap", "--secret-key-map", flag, state=state)
    now = r.secret()
    check("--secret-key-map: the Secret keeps its names", r.status == 0
          and set(now) == set(values) | {"SUPABASE_ANON_KEY_PREVIOUS",
                                         "SUPABASE_SERVICE_KEY_PREVIOUS"}
          and now["anonKey"] != values["anonKey"]
          == now["SUPABASE_ANON_KEY_PREVIOUS"], r)
    r2 = run("status", "--secret-key-map", flag, on=r)
    check("status reads them", r2.status == 0
          and "ANON_KEY: role anon" in r2.out, r2)
    r.clean()
    for wrong in ("JWT_SECRET", "JWT_SECRET=", "a b=c", "=x", "A=b c"):
        r = run("status", "--secret-key-map", wrong)
        check(f"--secret-key-map {wrong} is wrong usage", r.status == 2, r)
        r.clean()


def test_messages():
    backup = finished("generate").backups()[0]
    state = finished("generate").read()
    state["objects"] = [o for o in state["objects"] if o["kind"] != "Secret"]
    r2 = Run("restore", backup, "--yes", state=state).wait_only()
    check("restore into a missing Secret says how to create it",
          r2.status == 1 and f"kubectl create -f {backup}" in r2.err, r2)
    r2.clean()
    app = deployment("app", kind="StatefulSet", secret=False, env=[{
        "name": "K", "valueFrom": {"configMapKeyRef": {
            "name": "app", "key": "KEY"}}}])
    app["metadata"]["namespace"] = "web"
    words = ("sync-app", "cm/app", "KEY=ANON_KEY", "--app-namespace", "web")
    r = run(*words, state=more(app))
    check("sync-app names a StatefulSet that uses it", r.status == 0
          and "statefulset/app uses cm/app and was not restarted" in r.err,
          r)
    r.clean()
    r = run(*words, "--restart", "app,none", state=more(app))
    check("sync-app writes nothing when --restart is wrong", r.status == 1
          and "none: not found" in r.err and changed_nothing(r), r)
    r.clean()
    r = run(*words, "--restart", "app", state=more(app))
    check("and restarts it with --restart", r.status == 0
          and "app" in restarted(r), r)
    r.clean()


def test_progress():
    """On a terminal: what is waited for, and how long."""
    import pty
    r = Run("--help", first=True).wait()
    main_end, end = pty.openpty()
    subprocess.run(["sh", SCRIPT, "generate"], env=r.environment,
                   stdin=subprocess.DEVNULL, stdout=end, check=True,
                   stderr=subprocess.DEVNULL)
    os.close(end)
    text = b""
    try:
        while True:
            text += os.read(main_end, 4096)
    except OSError:
        os.close(main_end)
    check("a terminal sees what is waited for and how long", re.search(
        rb"\r\x1b\[Kwaiting for \d+ s: deployment/\w+: \d of 1 pods new",
        text) is not None and re.search(rb"ready after \d+ s", text)
        is not None)
    r2 = finished("generate")
    check("a pipe sees the steps alone", r2.status == 0
          and "waiting for" not in r2.out + r2.err
          and "\r" not in r2.out and "step 6 of 6" in r2.out, r2)
    r.clean()


def envoy():
    """A cluster whose gateway is Envoy, with a sidecar that watches."""
    with open(os.path.join(HERE, "../../templates/envoy/lds.template.yaml"),
              encoding="utf-8") as f:
        template = f.read()
    values = {**OLD, "DASHBOARD_USERNAME": "somebody",
              "DASHBOARD_PASSWORD": "correct-horse"}
    state = cluster(values, kong="envoy", kind="envoy",
                    file="/etc/envoy-lds/lds.yaml")
    state["objects"][1]["data"] = {"kong.yml": template}
    d = deployment("envoy", volumes=[{"configMap": {"name": "kong-config"}}])
    spec = d["spec"]["template"]["spec"]
    spec["initContainers"] = [
        {"name": "watch", "restartPolicy": "Always", "args": [
            "render", "--watch"], "env": [{
                "name": "KONGRENDER_OUTPUT", "value": "/out/lds.yaml"}],
         "volumeMounts": [{"name": "s", "mountPath": "/secrets"},
                          {"name": "lds", "mountPath": "/out"}]}]
    spec["containers"][1]["volumeMounts"] = [
        {"name": "lds", "mountPath": "/etc/envoy-lds"}]
    state["objects"][-1] = d
    return state


def test_envoy():
    """A pod that renders again by itself is not judged by its age."""
    words = ("--kong", "envoy")
    r = run("generate", "--overlap", *words, state=envoy())
    now = r.secret()
    check("Envoy's pods come first, and have both keys", r.status == 0
          and "restart deployment/envoy, then deployment/gotrue" in r.out
          and all(k in p["_file"] for p in r.pods("envoy") for k in (
              OLD["ANON_KEY"], now["ANON_KEY"])), r)
    for _ in sample([1]):
        r2 = run("check", *words, on=r)
        check("check reads Envoy's file", r2.status == 0
              and "and the file" in r2.out, r2)

    def later(fresh):
        def change(state):
            secret = state["objects"][0]
            secret["_fields"]["kubectl-edit"] = {
                "time": "2030-01-01T00:00:00Z", "paths": ["data.ANON_KEY"]}
            if not fresh:
                secret["data"]["ANON_KEY"] = base64.b64encode(sign(
                    {"role": "anon", "iss": "x", "exp": 4000000000},
                    JWT_SECRET).encode()).decode()
        return changed(r, change)

    for fresh, said in ((True, "runs with the keys"), (False, "OUTDATED")):
        r2 = Run("status", *words, state=later(fresh)).wait()
        check(f"status: {said}, by the file of a pod that is older",
              r2.status == 1 and re.search(rf"pod envoy-\d+: {said}", r2.out)
              and re.search(r"pod gotrue-\d+: OUTDATED", r2.out)
              and not leaks(r2), r2)
        r2.clean()
    r2 = Run("status", *words, state={**later(True), "forbidden": [
        ["create", "pods/exec"]]}).wait()
    check("or says that it could not look", re.search(
        r"pod envoy-\d+: cannot determine which keys it runs with", r2.out), r2)
    r2.clean(), r.clean()


def test_dry_run_and_usage():
    for command in sample([("generate",), ("generate", "--overlap"),
                           ("rotate-secret",), ("backup",)], 2, 3):
        r = run(*command, "--dry-run")
        check(f"{command} --dry-run ends well", r.status == 0, r)
        check(f"{command} --dry-run changes nothing", r.before["objects"]
              == r.after["objects"] and not r.backups(), r)
        r.clean()
    for words in ((), ("no-such",), ("generate", "extra"),
                  ("generate", "--no-such"), ("restore",),
                  ("retire", "--overlap"), ("sync-app", "secret/x", "K"),
                  ("generate", "--namespace"),
                  ("generate", "--namespace", "a b"),
                  ("generate", "--gateway"),
                  ("generate", "--app-namespace", "a/b")):
        r = run(*words)
        check(f"{words} is wrong usage", r.status == 2
              and not r.after["calls"], r)
        r.clean()
    r = run("--help")
    check("--help ends well", r.status == 0 and "rotate-secret" in r.out
          and "#" not in r.out and not r.err, r)
    r.clean()
    r = run("backup", "--context=other", "--namespace=supabase")
    check("the context reaches kubectl", r.status == 0 and all(
        c[:2] == ["--context", "other"] for c in r.after["calls"]), r)
    r.clean()


def test_real_kubectl():
    """The same script with the real kubectl: are the templates, the patch on
    standard input and the exec what we take them for?"""
    kubectl = os.environ.get("MANAGE_KUBECTL")
    if not kubectl:
        print("skipped: test_real_kubectl (no kubectl 1.27 or later)")
        return
    for state, commands in real_stories():
        first = Run("--help", state=state, first=True).wait()
        config = os.path.join(first.dir, "kubeconfig")
        with serving(first.state_path, config):
            for words, is_right in commands(first):
                if not EXHAUSTIVE and words in SLOW:
                    continue
                r = run(*words, on=first, MANAGE_KUBECTL=kubectl,
                        MANAGE_KUBECONFIG=config,
                        MANAGE_EXEC=os.environ["MANAGE_EXEC"],
                        PATH=f"{HERE}/real:{HERE}:/usr/bin:/bin")
                check(f"with the real kubectl: {words}", is_right(r)
                      and not leaks(r), r)
        first.clean()


# A real kubectl takes a tenth of a second.
SLOW = (("generate", "--dry-run"), ("check",), ("retire",),
        ("rotate-secret", "--yes"), ("sync-app", "cm/app", "KEY=ANON_KEY",
                                     "--app-namespace", "web"))


def real_stories():
    yield cluster(), lambda first: [
        (("status",), lambda r: r.status == 0 and what_is(r) == "old"
         and "deployment/kong: 1 of 1 ready" in r.out),
        (("generate", "--dry-run"), lambda r: r.status == 0
         and what_is(r) == "old"),
        (("generate", "--overlap", "--gateway", "http://gw"),
         lambda r: r.status == 0 and r.secret()["SUPABASE_ANON_KEY_PREVIOUS"]
         == OLD["ANON_KEY"] != r.secret()["ANON_KEY"]),
        (("check",), lambda r: r.status == 0),
        (("retire",), lambda r: r.status == 0 and len(r.secret())
         == len(OLD)),
        (("sync-app", "cm/app", "KEY=ANON_KEY", "--app-namespace", "web"),
         lambda r: r.status == 0 and "restarted deployment/web"
         in r.out),
        (("rotate-secret", "--yes"), lambda r: r.status == 0
         and r.secret()["JWT_SECRET"] != JWT_SECRET),
        (("restore", first.home + "/.local/state/kongrender/none"),
         lambda r: r.status == 1),
        (("generate", "--secret", "no-such"), lambda r: r.status == 1
         and "Secret no-such not found" in r.err),
    ]
    yield cluster(forbidden=[["create", "pods/exec"],
                             ["patch", "deployments"]]), lambda first: [
        (("generate",), lambda r: r.status == 1 and what_is(r) == "old"
         and "missing permission: create pods/exec" in r.err
         and "missing permission: patch deployments.apps/kong" in r.err)]
    if not EXHAUSTIVE:
        return
    stale = cluster(stale_file="_format_version: '2.1'\n")
    yield stale, lambda first: [
        (("generate",), lambda r: r.status == 1 and what_is(r) == "old"
         and "holds all the OLD keys again" in r.err)]
    yield cluster(places=("", "")), lambda first: [
        (("generate", "--overlap"), lambda r: r.status == 1
         and what_is(r) == "old" and "no place" in r.err)]


def test_shape():
    """The script stays one that can be read."""
    with open(SCRIPT, encoding="utf-8") as f:
        text = f.read()
    long = [m[1] for m in re.finditer(r"^(\w+)\(\) \{.*?^\}", text, re.M | re.S)
            if m[0].count("\n") >= 40]
    check(f"every function has at most 40 lines: {long}", not long)
    check("the script has fewer than 1089 lines", text.count("\n") < 1089)


def test_shells():
    """In the sample each run has the next shell: see SHELLS."""
    for shell in SHELL_NAMES if EXHAUSTIVE else []:
        for words in (("generate", "--overlap", "--gateway", "http://gw"),
                      ("rotate-secret", "--yes"), ("status",),
                      ("generate", "--no-such")):
            r = run(*words, shell=shell)
            check(f"{shell} runs {words}", r.status
                  == (2 if "--no-such" in words else 0)
                  and "not found" not in r.err and not leaks(r), r)
            r.clean()


def timed(name, test):
    """With JOBS=1 the CPU is that of the test alone."""
    before = os.times()
    test()
    spent = os.times()
    if "MANAGE_TIMES" in os.environ:
        print(f"{spent[2] + spent[3] - before[2] - before[3]:6.1f} s "
              f"of CPU: {name}")


def main():
    scripted.serve()
    side_by_side(timed, [
        (name, test) for name, test in globals().items()
        if name.startswith("test_") and (
            len(sys.argv) == 1 or name in sys.argv)])
    shutil.rmtree(CACHE)
    print(f"{count['passed']} passed, {count['failed']} failed")
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
