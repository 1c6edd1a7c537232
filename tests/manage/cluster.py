"""A cluster in a file: just enough of Kubernetes for deploy/manage-*.sh.

Objects are the API's own JSON, and a few fields with a leading underscore that
nobody sees. Every request takes a second of the cluster's clock, in which each
rollout goes one step further: a new pod, it is ready, an old one ends. A new
pod reads the Secret of that moment; a Kong pod renders its file from it with
the real kongrender, as the init container does.
"""
import base64
import copy
import json
import os
import subprocess
import threading
import time

# One request at a time, whoever serves it.
LOCK = threading.Lock()
WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")


class Refused(Exception):
    """The API server says no: (status, reason, message)."""

    def __init__(self, code, reason, message):
        super().__init__(message)
        self.code, self.reason = code, reason


class Cluster:
    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as f:
            self.state = json.load(f)

    def save(self):
        with open(self.path + ".new", "w", encoding="utf-8") as f:
            json.dump(self.state, f)
        os.replace(self.path + ".new", self.path)

    def now(self):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ",
                             time.gmtime(self.state["clock"]))

    def objects(self, kind, namespace):
        return [o for o in self.state["objects"] if o["kind"] == kind
                and o["metadata"]["namespace"] == namespace]

    def get(self, kind, namespace, name):
        for o in self.objects(kind, namespace):
            if o["metadata"]["name"] == name:
                return o
        raise Refused(404, "NotFound",
                      f'{kind.lower()}s "{name}" not found')

    def touch(self, o):
        self.state["version"] += 1
        o["metadata"]["resourceVersion"] = str(self.state["version"])

    # --- what the API server gives out

    def view(self, o):
        new = {k: copy.deepcopy(v) for k, v in o.items() if k[0] != "_"}
        meta = new["metadata"]
        meta.setdefault("uid", "u-" + meta["name"])
        meta.setdefault("creationTimestamp", "2026-01-01T00:00:00Z")
        if "_fields" in o:
            meta["managedFields"] = [managed(m, f)
                                     for m, f in o["_fields"].items()]
        if o["kind"] in WORKLOADS:
            meta.setdefault("generation", 1)
            new["status"] = self.status(o)
        return new

    def status(self, o):
        pods = [p for p in self.pods(o) if not p["_ends"]]
        new = [p for p in pods if p["_revision"] == o.get("_revision", 1)]
        name, n = o["metadata"]["name"], len(pods)
        if name in self.state.get("stuck", []):
            new = pods
        ready = sum(p["_ready"] for p in pods)
        status = {"observedGeneration": o["metadata"].get("generation", 1),
                  "replicas": n, "updatedReplicas": len(new),
                  "readyReplicas": ready, "availableReplicas": ready}
        if o["kind"] == "DaemonSet":
            status = {"observedGeneration": status["observedGeneration"],
                      "desiredNumberScheduled": o["_nodes"],
                      "updatedNumberScheduled": len(new),
                      "numberReady": ready, "numberAvailable": ready}
        if name in self.state.get("broken", []) and len(new) < n:
            status["conditions"] = [{
                "type": "Progressing", "status": "False",
                "reason": "ProgressDeadlineExceeded",
                "message": f'ReplicaSet "{name}" has timed out'}]
        return status

    # --- changes

    def json_patch(self, kind, namespace, name, ops, dry_run, manager):
        """RFC 6902: all operations or none."""
        o = self.get(kind, namespace, name)
        new = copy.deepcopy(o)
        for op in ops:
            apply_operation(new, op)
        if new.get("immutable") and new.get("data") != o.get("data"):
            raise Refused(422, "Invalid", "field is immutable")
        if kind == "Secret":
            for value in (new.get("data") or {}).values():
                base64.b64decode(value, validate=True)
        self.manage(o, new, manager)
        if not dry_run:
            self.touch(new)
            o.clear()
            o.update(new)
        return new

    def manage(self, old, new, manager):
        """Who owns which field, since when: as structured-merge-diff's
        Update does it. A manager that only removes fields gets no time."""
        was, now = paths(old), paths(new)
        taken = {p for p in now if p not in was or was[p] != now[p]}
        fields = new.setdefault("_fields", {})
        for m in list(fields):
            left = [p for p in fields[m]["paths"] if p in now
                    and (m == manager or p not in taken)]
            fields[m]["paths"] = left
            if not left:
                del fields[m]
        if taken:
            own = fields.setdefault(manager, {"paths": []})
            own["paths"] = sorted(set(own["paths"]) | taken)
            own["time"] = self.now()

    def restart(self, kind, namespace, name):
        """What the controller does when the pod template changes."""
        o = self.get(kind, namespace, name)
        self.touch(o)
        o["metadata"]["generation"] = o["metadata"].get("generation", 1) + 1
        o["_revision"] = o["metadata"]["generation"]

    def pods(self, o):
        return [p for p in self.objects("Pod", o["metadata"]["namespace"])
                if p.get("_owner") == [o["kind"], o["metadata"]["name"]]]

    def start_pod(self, o, ready):
        self.state["version"] += 1
        name, namespace = o["metadata"]["name"], o["metadata"]["namespace"]
        pod = {"kind": "Pod", "apiVersion": "v1", "metadata": {
            "name": f"{name}-{self.state['version']}",
            "namespace": namespace, "creationTimestamp": self.now(),
            "labels": o["spec"]["selector"]["matchLabels"]},
            "spec": copy.deepcopy(o["spec"]["template"]["spec"]),
            "status": {"phase": "Running"}, "_ready": ready, "_ends": 0,
            "_owner": [o["kind"], name],
            "_revision": o.get("_revision", 1)}
        self.touch(pod)
        if namespace == "supabase":
            secret = self.get("Secret", namespace, "supabase-secrets")
            pod["_data"] = dict(secret["data"])
            pod["_keys"] = {k: decode(v) for k, v in secret["data"].items()
                            if k in ("ANON_KEY", "SERVICE_ROLE_KEY")}
        if name == self.state.get("kong", "kong"):
            pod["_file"] = self.render(namespace)
            pod["_log"] = ('10.0.0.1 - - [x] "GET /rest/v1/ HTTP/1.1" 200 2 '
                           '"-" "curl"\n')
        self.state["objects"].append(pod)

    def fill(self):
        """Starts the pods of before."""
        for o in list(self.state["objects"]):
            if o["kind"] in WORKLOADS:
                for _ in range(replicas(o) - len(self.pods(o))):
                    self.start_pod(o, o["metadata"]["name"]
                                   not in self.state.get("unhealthy", []))

    def tick(self):
        self.state["clock"] += 1
        for o in list(self.state["objects"]):
            if o["kind"] in WORKLOADS:
                self.step(o)
        self.serve()

    def step(self, o):
        name, pods = o["metadata"]["name"], self.pods(o)
        for p in [p for p in pods if p["_ends"]]:
            p["_ends"] -= 1
            if not p["_ends"]:
                self.state["objects"].remove(p)
        pods = [p for p in pods if not p["_ends"]]
        new = [p for p in pods if p["_revision"] == o.get("_revision", 1)]
        old = [p for p in pods if p not in new]
        if name in self.state.get("stuck", []):
            return
        if not all(p["_ready"] for p in new):
            if name not in self.state.get("broken", []) + \
                    self.state.get("unhealthy", []):
                for p in new:
                    p["_ready"] = True
        elif len(pods) > replicas(o):
            self.end(old[0])
        elif old or len(pods) < replicas(o):
            self.start_pod(o, False)

    def end(self, pod):
        grace = self.state.get("grace", 1)
        pod["_ends"] = grace
        pod["metadata"]["deletionTimestamp"] = self.now()

    def serve(self):
        """One request of each client in this second: of apps that have the
        keys of before, and of each server with the keys it started with.
        Whoever asks may meet any Kong pod that is ready, and over a kept
        connection one that is about to end."""
        if "clients" not in self.state:
            return
        pods = [o for o in self.state["objects"] if o["kind"] == "Pod"]
        keys = [["client", k] for k in self.state["clients"]]
        keys += [[p["metadata"]["name"], k] for p in pods if "_file" not in p
                 and p.get("_ready") for k in p.get("_keys", {}).values()]
        for kong in pods:
            if "_file" in kong and kong["_ready"]:
                for who, key in keys:
                    self.state["served"] += 1
                    if key not in kong["_file"]:
                        self.state["failed"].append(
                            [self.state["clock"], who,
                             kong["metadata"]["name"]])

    def render(self, namespace):
        if self.state.get("stale_file"):
            return self.state["stale_file"]
        data = self.get("Secret", namespace, "supabase-secrets")["data"]
        template = self.get("ConfigMap", namespace, "kong-config")["data"]
        env = {"PATH": os.environ["PATH"], **{
            self.state.get("names", {}).get(k, k): decode(v)
            for k, v in data.items() if decode(v) is not None}}
        return subprocess.run(
            [os.environ["KONGRENDER"], "render", "--template", "-",
             "--output", "-", "--termination-log", "none",
             "--kind", self.state.get("kind", "kong")],
            input=template["kong.yml"], env=env, check=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout


def replicas(o):
    return o.get("_nodes", o["spec"].get("replicas", 1))


def paths(o):
    return {**{f"data.{k}": v for k, v in (o.get("data") or {}).items()},
            **{f"annotations.{k}": v for k, v in
               o["metadata"].get("annotations", {}).items()}}


def managed(manager, fields):
    tree = {}
    for p in fields["paths"]:
        top, _, name = p.partition(".")
        at = (tree.setdefault("f:data", {}) if top == "data" else
              tree.setdefault("f:metadata", {}).setdefault(
                  "f:annotations", {}))
        at["f:" + name] = {}
    return {"manager": manager, "operation": "Update", "apiVersion": "v1",
            "time": fields["time"], "fieldsType": "FieldsV1",
            "fieldsV1": tree}


def decode(text):
    """None for what an environment cannot hold."""
    value = base64.b64decode(text, validate=True)
    try:
        return None if b"\0" in value else value.decode()
    except UnicodeDecodeError:
        return None


def apply_operation(o, op):
    parts = [p.replace("~1", "/").replace("~0", "~")
             for p in op["path"].split("/")[1:]]
    parent = o
    try:
        for p in parts[:-1]:
            parent = parent[p]
        old = parent.get(parts[-1])
        if op["op"] == "test":
            if old != op["value"]:
                raise Refused(422, "Invalid", "the server rejected our "
                              "request due to an error in our request")
        elif op["op"] == "add":
            parent[parts[-1]] = op["value"]
        elif op["op"] == "remove":
            del parent[parts[-1]]
        else:
            raise Refused(400, "BadRequest", f"unknown op {op['op']}")
    except (KeyError, TypeError):
        raise Refused(422, "Invalid", "the server rejected our request due "
                      "to an error in our request") from None
