"""Judges a Deployment after the component kong-config-init.

adopted.py CONTAINER KEPT FILE   CONTAINER is Kong's; KEPT names, with commas,
                                 everything of the old pod that must be there
adopted.py chart KEPT FILE       the same for Kong's chart and its values: the
                                 container is proxy, service links are left on
adopted.py self-test FILE        each planted mistake is seen in a good FILE

Prints a line for each thing wrong; the exit status is 1 if there was one.
"""
import copy
import sys

import yaml

# Of the init container; what else it may keep is where its image and its
# variables come from.
FIELDS = {"name", "image", "command", "args", "env", "resources",
          "securityContext", "terminationMessagePolicy", "volumeMounts",
          "envFrom", "imagePullPolicy"}
WORDS = ("sed", "busybox", "sh", "$patch", "null")


def strings(node):
    if isinstance(node, dict):
        for k, v in node.items():
            yield k
            yield from strings(v)
    elif isinstance(node, list):
        for v in node:
            yield from strings(v)
    elif node is None:
        yield "null"
    else:
        yield str(node)


def mounts(container, volumes):
    seen = set()
    for m in container.get("volumeMounts", []):
        path = m["mountPath"].rstrip("/")
        if path in seen:
            yield f"{container['name']}: {path} is mounted twice"
        seen.add(path)
        if m["name"] not in volumes:
            yield f"{container['name']}: {m['name']} is no volume"


def lists(pod):
    """What a merge may break in any container of the pod."""
    volumes = {v["name"]: v for v in pod["volumes"]}
    if len(volumes) != len(pod["volumes"]):
        yield "two volumes have one name"
    for v in pod["volumes"]:
        if len(v) != 2:
            yield f"volume {v['name']} has {len(v) - 1} sources"
    for c in pod["initContainers"] + pod["containers"]:
        yield from mounts(c, volumes)
        for e in c.get("env", []):
            if len(e) != 2:
                yield f"{c['name']}: {e['name']} has {len(e) - 1} values"


def renders(init):
    if init.get("command") != ["/kongrender"] or init["args"] != ["render"]:
        yield "the init container does not run kongrender render"
    more = set(init) - FIELDS
    if more or set(init["resources"]["limits"]) != {"memory"}:
        yield f"the init container has more of the old one: {more}"
    if init["securityContext"].get("privileged") or \
            init["securityContext"]["runAsUser"] == 0:
        yield "the init container has the rights of the old one"
    for word in strings(init):
        if set(word.split()) & set(WORDS):
            yield f"the init container still says {word!r}"
    at = {m["mountPath"]: m for m in init["volumeMounts"]}
    if {p: m["name"] for p, m in at.items()} != {
            "/kong-template": "kong-config", "/kong-secrets": "kong-secrets",
            "/kong-config": "kong-config-runtime"}:
        yield f"the init container mounts {sorted(at)}"
    if any("subPath" in m for m in at.values()):
        yield "the init container mounts a subPath"


def reads(kong):
    """Kong's file is what the init container writes, through its folder."""
    env = {e["name"]: e.get("value") for e in kong["env"]}
    folder, _, name = env["KONG_DECLARATIVE_CONFIG"].rpartition("/")
    at = {m["mountPath"].rstrip("/"): m for m in kong["volumeMounts"]}
    if name != "kong.yml" or env["KONG_DATABASE"] != "off":
        yield "Kong reads another file"
    if at[folder]["name"] != "kong-config-runtime" or "subPath" in at[folder]:
        yield "Kong reads another volume"
    if f"{folder}/{name}" in at:
        yield "a mount hides the rendered file"


def judge(deployment, container, kept, chart=False):
    pod = deployment["spec"]["template"]["spec"]
    init = [c for c in pod["initContainers"]
            if c["name"] == "kong-config-init"]
    kong = [c for c in pod["containers"] if c["name"] == container]
    if len(init) != 1 or len(kong) != 1 or len(pod["containers"]) != 1:
        return ["not one init container, or not one Kong"]
    wrong = list(lists(pod)) + list(renders(init[0])) + list(reads(kong[0]))
    words = set(strings(pod))
    wrong += [f"{k} is gone" for k in kept if k not in words]
    volumes = {v["name"]: v for v in pod["volumes"]}
    if volumes["kong-config-runtime"]["emptyDir"].get("medium") != "Memory":
        wrong.append("the keys are on the node's disk")
    if pod["securityContext"]["fsGroup"] != 1000:
        wrong.append("Kong cannot read the file")
    if pod.get("enableServiceLinks") is not False and not chart:
        wrong.append("service links are on")
    return wrong


def init_of(pod):
    return next(c for c in pod["initContainers"]
                if c["name"] == "kong-config-init")


def runtime_of(pod):
    return next(v for v in pod["volumes"]
                if v["name"] == "kong-config-runtime")


MISTAKES = {
    "old command": lambda p: init_of(p).update(command=["sh", "-c", "sed x"]),
    "second path": lambda p: p["containers"][0]["volumeMounts"].append(
        {"name": "kong-config", "mountPath": "/usr/local/kong/declarative/"}),
    "hidden file": lambda p: p["containers"][0]["volumeMounts"].append(
        {"name": "kong-config",
         "mountPath": "/usr/local/kong/declarative/kong.yml"}),
    "no volume": lambda p: p["volumes"].remove(runtime_of(p)),
    "two sources": lambda p: runtime_of(p).update(configMap={"name": "x"}),
    "two values": lambda p: p["containers"][0]["env"][0].update(valueFrom={}),
    "on disk": lambda p: runtime_of(p).update(emptyDir={}),
    "left over": lambda p: init_of(p).update(image="busybox"),
    "privileged": lambda p: init_of(p)["securityContext"].update(
        privileged=True),
    "old mount": lambda p: init_of(p)["volumeMounts"].append(
        {"name": "kong-config", "mountPath": "/out"}),
    "sidecar": lambda p: init_of(p).update(restartPolicy="Always"),
    "old limit": lambda p: init_of(p)["resources"]["limits"].update(cpu="5m"),
    "second Kong": lambda p: p["containers"].append({"name": "kong"}),
}


def sees(deployment, name):
    broken = copy.deepcopy(deployment)
    MISTAKES[name](broken["spec"]["template"]["spec"])
    try:
        return bool(judge(broken, "kong", []))
    except KeyError:
        return True


def main(argv):
    with open(argv[-1], encoding="utf-8") as f:
        deployment = next(d for d in yaml.safe_load_all(f)
                          if d and d["kind"] == "Deployment")
    if argv[1] == "self-test":
        wrong = judge(deployment, "kong", []) + [
            f"not seen: {name}" for name in MISTAKES
            if not sees(deployment, name)]
    else:
        chart = argv[1] == "chart"
        wrong = judge(deployment, "proxy" if chart else argv[1],
                      argv[2].split(","), chart)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
