"""A cluster in a file: just enough of Kubernetes for deploy/manage-*.sh.

Objects are the API's own JSON. A restart replaces a Deployment's pods; a new
Kong pod renders its file from the Secret of that moment with the real
kongrender, as the init container does.
"""
import copy
import json
import os
import subprocess

VERSION_TEST = "/metadata/resourceVersion"


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

    def json_patch(self, kind, namespace, name, ops, dry_run=False):
        """RFC 6902: all operations or none."""
        o = self.get(kind, namespace, name)
        new = copy.deepcopy(o)
        for op in ops:
            apply_operation(new, op)
        if new.get("immutable") and new != o:
            raise Refused(422, "Invalid", "field is immutable")
        if not dry_run:
            self.touch(new)
            o.clear()
            o.update(new)
        return new

    def restart(self, namespace, name):
        """What the controller does when the pod template changes."""
        d = self.get("Deployment", namespace, name)
        self.touch(d)
        if name in self.state.get("stuck", []):
            return
        self.state["objects"] = [
            o for o in self.state["objects"] if o["kind"] != "Pod"
            or o["metadata"]["labels"] != d["spec"]["selector"]["matchLabels"]]
        for _ in range(d["spec"]["replicas"]):
            self.start_pod(d)

    def start_pod(self, d):
        self.state["version"] += 1
        pod = {"kind": "Pod", "apiVersion": "v1", "metadata": {
            "name": f"{d['metadata']['name']}-{self.state['version']}",
            "namespace": d["metadata"]["namespace"],
            "labels": d["spec"]["selector"]["matchLabels"]},
            "spec": {"containers": d["spec"]["template"]["spec"]
                     ["containers"]}, "status": {"phase": "Running"}}
        self.touch(pod)
        if d["metadata"]["name"] == "kong":
            pod["file"] = self.render(d["metadata"]["namespace"])
            pod["log"] = ('10.0.0.1 - - [x] "GET /rest/v1/ HTTP/1.1" 200 2 '
                          '"-" "curl"\n')
        self.state["objects"].append(pod)

    def render(self, namespace):
        if self.state.get("stale_file"):
            return self.state["stale_file"]
        data = self.get("Secret", namespace, "supabase-secrets")["data"]
        template = self.get("ConfigMap", namespace, "kong-config")["data"]
        env = {"PATH": os.environ["PATH"], **{
            k: decode(v) for k, v in data.items()}}
        return subprocess.run(
            [os.environ["KONGRENDER"], "render", "--template", "-",
             "--output", "-", "--termination-log", "none"],
            input=template["kong.yml"], env=env, check=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout


def decode(text):
    import base64
    return base64.b64decode(text, validate=True).decode()


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
        elif op["op"] == "replace":
            parent[parts[-1]] = (parent[parts[-1]], op["value"])[1]
        elif op["op"] == "remove":
            del parent[parts[-1]]
        else:
            raise Refused(400, "BadRequest", f"unknown op {op['op']}")
    except (KeyError, TypeError):
        raise Refused(422, "Invalid", "the server rejected our request due "
                      "to an error in our request") from None
