"""Runs the init container of a Deployment, without a cluster.

pod.py FILE FOLDER [KONGMAP]

FILE is what kustomize or helm has made, FOLDER is emptied and gets a folder for
each volume: a ConfigMap's keys (from FILE, or, if it has none at all, kong.yml from
TEMPLATE in the environment), the Secret's keys (made now; under other names with KONGMAP, as
NAME=KEY,...), nothing for an emptyDir. The container's command, arguments and
variables are its own; only its paths become those of FOLDER. Then Kong's file
must be where Kong looks for it, with mode 0440 and the keys.

Afterwards the same with a Secret that lacks a key, and Kong must have nothing.
Prints a line for each thing wrong; the exit status is 1 if there was one.
"""
import json
import os
import shutil
import stat
import subprocess
import sys

import yaml

PROGRAM = os.environ["KONGRENDER"]
DEFAULTS = {"KONGRENDER_TEMPLATE": "/kong-template/kong.yml",
            "KONGRENDER_OUTPUT": "/kong-config/kong.yml"}


def load(path):
    with open(path, encoding="utf-8") as f:
        docs = [d for d in yaml.safe_load_all(f) if d]
    pod = next(d for d in docs if d["kind"] == "Deployment"
               )["spec"]["template"]["spec"]
    maps = {d["metadata"]["name"]: d["data"] for d in docs
            if d["kind"] == "ConfigMap"}
    return pod, maps


def keys():
    made = subprocess.run([PROGRAM, "keys", "generate", "-f", "json"],
                          check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, env={}).stdout
    return {**json.loads(made), "DASHBOARD_USERNAME": "supabase",
            "DASHBOARD_PASSWORD": "open-Sesame-2026"}


def template(volume, maps):
    """The files of a ConfigMap volume."""
    source = volume["configMap"]
    data = maps.get(source["name"])
    if data is None and maps:
        raise SystemExit(f"no ConfigMap {source['name']}")
    if data is None:
        with open(os.environ["TEMPLATE"], encoding="utf-8") as f:
            data = {"kong.yml": f.read()}
    items = source.get("items") or [{"key": k, "path": k} for k in data]
    return {i["path"]: data[i["key"]] for i in items}


def fill(folder, volume, maps, secret):
    path = os.path.join(folder, volume["name"])
    os.mkdir(path)
    files = {}
    if "configMap" in volume:
        files = template(volume, maps)
    elif "secret" in volume:
        files = secret
    for name, text in files.items():
        with open(os.path.join(path, name), "w", encoding="utf-8") as f:
            f.write(text)
    return path


def on_disk(container, folders, path):
    """Where a path of the container is: its mounts, the longest first."""
    mounts = sorted(container["volumeMounts"],
                    key=lambda m: -len(m["mountPath"]))
    for m in mounts:
        at = m["mountPath"].rstrip("/")
        if path == at or path.startswith(at + "/"):
            return folders[m["name"]] + path[len(at):]
    raise SystemExit(f"{path} is on no volume")


def run(pod, maps, secret, folder, kong):
    """Returns the status of the init container, and the path of Kong's file."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    folders = {v["name"]: fill(folder, v, maps, secret)
               for v in pod["volumes"]}
    init = next(c for c in pod["initContainers"]
                if c["name"] == "kong-config-init")
    # What is not in the Secret comes from elsewhere in a cluster.
    env = {e["name"]: e["value"] for e in init["env"] if "value" in e}
    env = {**DEFAULTS, **env, "KONGRENDER_TERMINATION_LOG": "none"}
    for name in ("KONGRENDER_SECRETS_DIR", *DEFAULTS):
        env[name] = on_disk(init, folders, env[name])
    assert init["command"] == ["/kongrender"], init["command"]
    done = subprocess.run([PROGRAM, *init["args"]], env=env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    config = next(e["value"] for e in kong["env"]
                  if e["name"] == "KONG_DECLARATIVE_CONFIG")
    return done, on_disk(kong, folders, config)


def judge(done, path, secret):
    if done.returncode != 0:
        yield f"it ends with {done.returncode}: {done.stdout}"
        return
    if not os.path.exists(path):
        yield "Kong's file is not where Kong looks for it"
        return
    if stat.S_IMODE(os.stat(path).st_mode) != 0o440:
        yield "Kong's file has another mode than 0440"
    with open(path, encoding="utf-8") as f:
        text = f.read()
    for name in ("ANON_KEY", "SERVICE_ROLE_KEY"):
        if secret[name] not in text:
            yield f"Kong's file has no {name}"
        if secret[name] in done.stdout:
            yield f"the log has {name}"


def main(argv):
    pod, maps = load(argv[1])
    folder = argv[2]
    names = dict(w.split("=") for w in argv[3].split(",")) \
        if len(argv) > 3 else {}
    kong = next(c for c in pod["containers"] if c["name"] in ("kong", "proxy"))
    secret = keys()

    def mounted(values):
        return {names.get(k, k): v for k, v in values.items()}

    done, path = run(pod, maps, mounted(secret), folder, kong)
    wrong = list(judge(done, path, secret))
    short = {k: v for k, v in secret.items() if k != "SERVICE_ROLE_KEY"}
    done, path = run(pod, maps, mounted(short), folder, kong)
    if done.returncode != 1 or os.path.exists(path):
        wrong.append("a Secret without SERVICE_ROLE_KEY starts Kong")
    shutil.rmtree(folder)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
