"""Judges the values of deploy/charts against what the charts publish.

charts.py keys NAME FILE      every key of FILE is one that chart NAME (kong,
                              supabase) is known to have
charts.py published NAME FILE the other way: FILE, the chart's own values.yaml,
                              has every key that is believed to be known
charts.py community FILE      the Deployment that the community chart makes

Prints a line for each thing wrong; the exit status is 1 if there was one.
"""
import sys

import yaml

# What the two charts call it. A * ends where the chart takes anything.
KNOWN = {
    "kong": """fullnameOverride image.repository image.tag
        ingressController.enabled manager.enabled replicaCount
        updateStrategy.* podDisruptionBudget.enabled podDisruptionBudget.*
        env.* deploymentAnnotations.* deployment.serviceAccount.create
        deployment.initContainers deployment.userDefinedVolumes
        deployment.userDefinedVolumeMounts securityContext.*
        proxy.nameOverride proxy.type proxy.http.servicePort
        proxy.tls.enabled""".split(),
    "supabase": """image.kong.repository image.kong.tag
        deployment.kong.configMapRef deployment.kong.volumes
        deployment.kong.volumeMounts""".split(),
}
# In the chart's templates, and only a comment in its values.
UNPUBLISHED = {"fullnameOverride", "deployment.initContainers",
               "deployment.userDefinedVolumes",
               "deployment.userDefinedVolumeMounts", "deploymentAnnotations"}


def paths(node, above=""):
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from paths(value, f"{above}.{key}".lstrip("."))
    else:
        yield above


def is_known(path, known):
    return any(path == k or k.endswith(".*") and path.startswith(k[:-1])
               for k in known)


def has(values, path):
    for key in path.split("."):
        if not isinstance(values, dict) or key not in values:
            return False
        values = values[key]
    return True


def community(docs):
    """Kong's container runs the ConfigMap's entrypoint, has a folder in
    memory for the file, and every variable that the template needs."""
    kong = [d for d in docs if d and d["kind"] == "Deployment"
            and d["metadata"]["name"].endswith("-kong")]
    if len(kong) != 1:
        return ["not one Deployment of Kong"]
    pod = kong[0]["spec"]["template"]["spec"]
    box = pod["containers"][0]
    at = {m["mountPath"]: m["name"] for m in box["volumeMounts"]}
    volumes = {v["name"]: v for v in pod["volumes"]}
    wrong = []
    if box["args"] != ["/scripts/kong-entrypoint.sh"]:
        wrong.append(f"Kong runs {box['args']}")
    for path in ("/scripts", "/usr/local/kong/template.yml"):
        if volumes[at[path]].get("configMap", {}).get("name") != \
                "supabase-kong-config":
            wrong.append(f"{path} is another ConfigMap")
    if volumes[at["/kong-config"]].get("emptyDir", {}).get("medium") \
            != "Memory":
        wrong.append("/kong-config is not in memory")
    if not box["image"].startswith("registry.example.com/kong-kongrender:"):
        wrong.append("the image has no kongrender")
    if len(set(at)) != len(box["volumeMounts"]):
        wrong.append("a path is mounted twice")
    return wrong


def self_test():
    assert list(paths({"a": {"b": 1, "c": {}}})) == ["a.b", "a.c"]
    assert is_known("env.x", ["env.*"]) and not is_known("x.env", ["env.*"])
    assert not is_known("deployment.initContainer", KNOWN["kong"])
    assert has({"a": {"b": None}}, "a.b") and not has({"a": 1}, "a.b")


def main(argv):
    self_test()
    with open(argv[-1], encoding="utf-8") as f:
        docs = list(yaml.safe_load_all(f))
    if argv[1] == "keys":
        wrong = [f"{p}: the chart has no such value" for p in paths(docs[0])
                 if not is_known(p, KNOWN[argv[2]])]
    elif argv[1] == "published":
        known = {k.removesuffix(".*") for k in KNOWN[argv[2]]}
        wrong = [f"{p} is not published" for p in sorted(known - UNPUBLISHED)
                 if not has(docs[0], p)]
    else:
        wrong = community(docs)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
