"""The part of the Kubernetes API that the real kubectl needs to run
deploy/manage-supabase-jwt.sh, over a cluster in a file, on loopback."""
import base64
import contextlib
import hashlib
import http.server
import json
import threading
import time
import urllib.parse

from cluster import LOCK, WORKLOADS, Cluster, Refused

KINDS = {"secrets": "Secret", "configmaps": "ConfigMap", "pods": "Pod",
         "deployments": "Deployment", "statefulsets": "StatefulSet",
         "daemonsets": "DaemonSet"}


def resource(name, kind):
    return {"name": name, "singularName": kind.lower(), "namespaced": True,
            "kind": kind, "verbs": ["get", "list", "patch", "watch"]}


def resources(group, *names):
    return {"kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": group,
            "resources": [resource(n, KINDS[n]) for n in names]}


APPS = {"groupVersion": "apps/v1", "version": "v1"}
AUTH = {"groupVersion": "authorization.k8s.io/v1", "version": "v1"}
DISCOVERY = {
    "/api": {"kind": "APIVersions", "versions": ["v1"],
             "serverAddressByClientCIDRs": []},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
        {"name": "apps", "versions": [APPS], "preferredVersion": APPS},
        {"name": "authorization.k8s.io", "versions": [AUTH],
         "preferredVersion": AUTH}]},
    "/api/v1": resources("v1", "secrets", "configmaps", "pods"),
    "/apis/apps/v1": resources("apps/v1", "deployments", "statefulsets",
                               "daemonsets"),
    "/apis/authorization.k8s.io/v1": {
        "kind": "APIResourceList", "apiVersion": "v1",
        "groupVersion": "authorization.k8s.io/v1", "resources": [
            {"name": "selfsubjectaccessreviews", "singularName": "",
             "namespaced": False, "kind": "SelfSubjectAccessReview",
             "verbs": ["create"]}]},
    "/version": {"major": "1", "minor": "33", "gitVersion": "v1.33.0"},
}


NAMES = {1: "namespace", 2: "verb", 3: "group", 4: "version", 5: "resource",
         6: "subresource", 7: "name"}


def fields(data):
    """A protobuf message of strings and messages: number -> bytes."""
    def varint(i):
        n = shift = 0
        while True:
            n |= (data[i] & 127) << shift
            shift, i = shift + 7, i + 1
            if data[i - 1] < 128:
                return n, i

    found, i = {}, 0
    while i < len(data):
        tag, i = varint(i)
        n, i = varint(i)
        if tag & 7 == 2:
            found[tag >> 3] = data[i:i + n]
            i += n
    return found


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, o, code=200, kind="application/json"):
        body = (o if isinstance(o, str) else json.dumps(o)).encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.handle_request(self.get)

    def do_PATCH(self):
        self.handle_request(self.patch)

    def do_POST(self):
        """SelfSubjectAccessReview: what kubectl auth can-i asks."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if body[:4] == b"k8s\0":
            raw = fields(body[4:])[2]
            asked = {NAMES[n]: v.decode() for n, v in fields(
                fields(fields(raw)[2])[1]).items() if n in NAMES}
        else:
            asked = json.loads(body)["spec"]["resourceAttributes"]
        what = asked["resource"] + (
            "/" + asked["subresource"] if asked.get("subresource") else "")
        with LOCK:
            no = Cluster(self.server.state_path).state.get("forbidden", [])
        self.answer({"kind": "SelfSubjectAccessReview",
                     "apiVersion": "authorization.k8s.io/v1",
                     "spec": {"resourceAttributes": asked}, "status": {
                         "allowed": [asked["verb"], what] not in no}}, 201)

    def handle_request(self, work):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        if url.path in DISCOVERY:
            return self.answer(DISCOVERY[url.path])
        parts = url.path.strip("/").split("/")
        at = parts.index("namespaces") if "namespaces" in parts else None
        if at is None or parts[at + 2:at + 3] not in [[k] for k in KINDS]:
            return self.answer({"kind": "Status", "code": 404,
                                "reason": "NotFound"}, 404)
        try:
            with LOCK:
                c = Cluster(self.server.state_path)
                c.tick()
                c.save()
                work(c, parts[at + 1], KINDS[parts[at + 2]],
                     parts[at + 3:], query)
        except Refused as e:
            self.answer({"kind": "Status", "apiVersion": "v1",
                         "status": "Failure", "message": str(e),
                         "reason": e.reason, "code": e.code}, e.code)

    def get(self, c, ns, kind, rest, query):
        if rest[1:]:
            assert query["container"] == ["proxy"], "not the sidecar"
        if rest[1:] == ["log"]:
            return self.answer(c.get(kind, ns, rest[0])["_log"],
                               kind="text/plain")
        if rest[1:] == ["exec"]:
            return self.exec(c.get(kind, ns, rest[0]), query["command"])
        if rest:
            return self.answer(c.view(c.get(kind, ns, rest[0])))
        items = [c.view(o) for o in c.objects(kind, ns)]
        for pair in query.get("labelSelector", [""])[0].split(","):
            name, _, value = pair.partition("=")
            items = [o for o in items if not name
                     or o["metadata"]["labels"].get(name) == value]
        version = "apps/v1" if kind in WORKLOADS else "v1"
        if "watch" in query:
            return self.watch(items)
        return self.answer({"kind": kind + "List", "apiVersion": version,
                            "metadata": {"resourceVersion": "1"},
                            "items": items})

    def watch(self, items):
        """Nothing more ever happens: kubectl has seen the list."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        for o in items:
            event = json.dumps({"type": "MODIFIED", "object": o})
            self.wfile.write(event.encode() + b"\n")
        self.close_connection = True

    def patch(self, c, ns, kind, rest, query):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Type"] == "application/json-patch+json":
            new = c.json_patch(kind, ns, rest[0], json.loads(body),
                               query.get("dryRun") == ["All"],
                               query["fieldManager"][0])
        else:
            new = c.get(kind, ns, rest[0])
            meta = json.loads(body)["spec"]["template"]["metadata"]
            new["spec"]["template"].setdefault("metadata", {
                "labels": new["spec"]["selector"]["matchLabels"]})[
                    "annotations"] = meta["annotations"]
            c.restart(kind, ns, rest[0])
        c.save()
        self.answer(c.view(new))

    def exec(self, pod, command):
        """RFC 6455, with the subprotocol v5.channel.k8s.io."""
        key = self.headers.get("Sec-WebSocket-Key")
        if key is None:
            raise Refused(400, "BadRequest", "only websockets")
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Protocol", "v5.channel.k8s.io")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(
            hashlib.sha1(key.encode() + b"258EAFA5-E914-47DA-95CA-"
                         b"C5AB0DC85B11").digest()).decode())
        self.end_headers()
        assert command == ["cat", "/usr/local/kong/declarative/kong.yml"]
        self.frame(2, b"\1" + pod["_file"].encode())
        self.frame(2, b"\3" + b'{"metadata":{},"status":"Success"}')
        self.frame(8, b"\3\xe8")
        time.sleep(0.05)
        self.close_connection = True

    def frame(self, opcode, data):
        n = len(data)
        size = (bytes([n]) if n < 126
                else bytes([126]) + n.to_bytes(2, "big"))
        self.wfile.write(bytes([0x80 | opcode]) + size + data)
        self.wfile.flush()


@contextlib.contextmanager
def serving(state_path, kubeconfig):
    """Serves the cluster in state_path, and writes a kubeconfig for it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.state_path = state_path
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(kubeconfig, "w", encoding="utf-8") as f:
        json.dump({"apiVersion": "v1", "kind": "Config", "clusters": [
            {"name": "t", "cluster": {
                "server": f"http://127.0.0.1:{server.server_port}"}}],
            "users": [{"name": "t", "user": {}}], "current-context": "t",
            "contexts": [{"name": "t", "context": {
                "cluster": "t", "user": "t"}}]}, f)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
