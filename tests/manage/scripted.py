"""kubectl, scripted: a cluster in the file MANAGE_STATE, and a plan of when
to fail in MANAGE_PLAN ("N how [COUNT]"): N is the number of the call, from 1,
or "patch", "restart" or the like, which is the first call that is one.

  refuse    the API server refuses this call, which does nothing
  lost      the call does its work, and its answer is lost
  down      this call and COUNT - 1 more do not reach the API server
  dead      this call and all after it do not
  meddle    somebody else changes the Secret just before it
  stop      the script gets SIGTERM while it waits for the call
  kill      the script is killed while it waits for the call, which is done
  killed    the same, and the call is not done

The program tests/manage/kubectl sends its arguments, its standard input and
these variables, and gets "STATUS MESSAGE", a newline, and the output.
"""
import json
import os
import signal
import socketserver
import threading

from cluster import LOCK, Cluster, Refused

KINDS = {"secret": "Secret", "configmap": "ConfigMap", "pod": "Pod",
         "deployment": "Deployment", "statefulset": "StatefulSet",
         "daemonset": "DaemonSet"}
KONG_FILE = "/usr/local/kong/declarative/kong.yml"
VALUED = {"--context", "--namespace", "--type", "--patch-file", "--timeout",
          "--container", "--field-manager", "--subresource", "-o"}
SWITCHES = ("--dry-run", "--show-managed-fields", "--minify", "--raw")


class No(Exception):
    """Nothing on stderr, and exit status 1."""


def split_arguments(argv):
    flags, words = {}, []
    argv = list(argv)
    while argv:
        a = argv.pop(0)
        if a == "--":
            return flags, words, argv
        if a in VALUED:
            flags[a] = argv.pop(0)
        elif a.startswith("-"):
            name, _, v = a.partition("=")
            assert name in SWITCHES, f"unknown flag: {a}"
            flags[name] = v
        else:
            words.append(a)
    return flags, words, []


def kind_of(word):
    return KINDS[word.lower().removesuffix("s")]


def show(c, o, flags):
    if flags.get("-o", "name") == "name":
        return f"{o['kind'].lower()}/{o['metadata']['name']}\n"
    assert flags["-o"] == "json", flags["-o"]
    items = o["items"] if "items" in o else [o]
    new = [c.view(item) for item in items]
    for item in new:
        if "--show-managed-fields" not in flags:
            item["metadata"].pop("managedFields", None)
    return json.dumps({**o, "items": new} if "items" in o else new[0])


def get(c, ns, words, flags):
    if len(words) == 1 and "/" not in words[0]:
        for kind in words[0].split(","):
            permit(c, "list", kind)
        return show(c, {"kind": "List", "items": [
            o for kind in words[0].split(",")
            for o in c.objects(kind_of(kind), ns)]}, flags)
    if "/" in words[0]:
        for w in words:
            permit(c, "get", w.split("/")[0] + "s")
        found = [c.get(kind_of(k), ns, n) for k, n in
                 (w.split("/") for w in words)]
    else:
        permit(c, "get", words[0] + "s")
        found = [c.get(kind_of(words[0]), ns, n) for n in words[1:]]
    return show(c, found[0] if len(found) == 1
                else {"kind": "List", "items": found}, flags)


def patch(c, ns, words, flags, sent):
    assert flags["--type"] == "json", "only JSON patches are atomic"
    assert flags["--patch-file"] == "/dev/stdin"
    permit(c, "patch", words[0] + "s")
    return show(c, c.json_patch(
        kind_of(words[0]), ns, words[1], json.loads(sent),
        flags.get("--dry-run") == "server",
        flags.get("--field-manager", "kubectl-patch")), flags)


def rollout(c, ns, words, flags):
    kind, name = words[1].split("/")
    if words[0] == "restart":
        permit(c, "get", kind + "s")
        permit(c, "patch", kind + "s")
        c.restart(kind_of(kind), ns, name)
        return f"{kind}.apps/{name} restarted\n"
    assert words[0] == "status" and flags["--timeout"]
    c.get(kind_of(kind), ns, name)
    return f'{kind} "{name}" successfully rolled out\n'


def permit(c, verb, what):
    if not may(c, verb, what.lower()):
        raise Refused(403, "Forbidden", f"cannot {verb} {what}")


def may(c, verb, what):
    allowed = c.state.get("allowed")
    return [verb, what] not in c.state.get("forbidden", []) and (
        allowed is None or [verb, what] in allowed)


def can_i(c, words, flags):
    what = words[1].split("/")[0].split(".")[0]
    if "--subresource" in flags:
        what += "/" + flags["--subresource"]
    if not may(c, words[0], what):
        raise No("no\n")
    return "yes\n"


def config(c, flags):
    assert "--minify" in flags
    assert flags["-o"] == "jsonpath={.clusters[0].cluster.server}"
    return c.state.get("server", "https://10.0.0.1:6443")


def run(c, argv, sent):
    flags, words, after = split_arguments(argv)
    ns, verb = flags["--namespace"], words.pop(0)
    if verb == "exec":
        permit(c, "get", "pods")
        permit(c, "create", "pods/exec")
        assert after[0] == "cat", after
        assert after[1] == c.state.get("file", KONG_FILE)
        assert flags["--container"] == "proxy", "not the sidecar"
        return c.get("Pod", ns, words[0])["_file"]
    if verb == "logs":
        permit(c, "get", "pods")
        permit(c, "get", "pods/log")
        assert flags["--container"] == "proxy", "not the sidecar"
        return c.get("Pod", ns, words[0])["_log"]
    if verb == "auth":
        return can_i(c, words[1:], flags)
    if verb == "config":
        return config(c, flags)
    if verb == "patch":
        return patch(c, ns, words, flags, sent)
    return {"get": get, "rollout": rollout}[verb](c, ns, words, flags)


def meddle(c):
    secret = [o for o in c.state["objects"] if o["kind"] == "Secret"][0]
    secret["data"]["ADDED"] = "eA=="
    c.touch(secret)


def call(c, argv, sent, plan, pid):
    c.state["calls"].append(argv)
    number = len(c.state["calls"])
    at, how, count = (plan.split() + [1])[:3]
    if not at.isdigit():
        at = next((n for n, c in enumerate(c.state["calls"], 1) if at in c[2:4]),
                  number + 1)
    at, count = int(at), int(count)
    due = number == at
    if due and how == "meddle":
        meddle(c)
    if due and how == "stop":
        os.kill(pid, signal.SIGTERM)
    if due and how in ("kill", "killed"):
        os.kill(pid, signal.SIGKILL)
    if due and how == "killed":
        raise No("")
    if due and how == "refuse":
        raise Refused(403, "Forbidden", "planned")
    if how == "dead" and 0 < at <= number or \
            how == "down" and at <= number < at + count:
        raise Refused(0, "", "dial tcp 10.0.0.1:6443: connect: connection "
                      "refused")
    c.tick()
    answer = run(c, argv, sent)
    if due and how == "lost":
        raise Refused(0, "", "Patch \"https://10.0.0.1:6443\": unexpected "
                      "EOF")
    return answer


def answer(words):
    """What the program kubectl prints: (status, message, output)."""
    n = int(words[0])
    sent, path, plan, pid = words[n + 1:n + 5]
    with LOCK:
        c = Cluster(path)
        try:
            return 0, "", call(c, words[1:n + 1], sent, plan, int(pid))
        except No as e:
            return 1, "", str(e)
        except Refused as e:
            reason = f" ({e.reason})" if e.reason else ""
            return 1, f"Error from server{reason}: {e}", ""
        except Exception as e:  # the test is wrong, or what it has found
            return 1, f"scripted kubectl: {type(e).__name__} {e}", ""
        finally:
            c.save()


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        words, data = [], b""
        while not words or len(words) < int(words[0]) + 5:
            data += self.connection.recv(65536)
            words = data.decode().split("\0")[:-1]
        status, message, output = answer(words)
        self.wfile.write(f"{status} {message}\n{output}".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads, request_queue_size = True, 64


def serve():
    """Answers from now on; the port is in MANAGE_PORT."""
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["MANAGE_PORT"] = str(server.server_address[1])
