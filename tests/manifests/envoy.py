"""The overlay envoy, built by kustomize: envoy.py FILE TEMPLATES.

Prints what is wrong, and each planted mistake that is not seen; the exit
status is 1 if there was one.
"""
import copy
import sys

import yaml


def one(items):
    assert len(items) == 1, items
    return items[0]


def mounted(container, volume):
    return one([m for m in container["volumeMounts"] if m["name"] == volume])


def problems(docs, templates):
    def find(kind):
        return one([d for d in docs if d["kind"] == kind])

    wrong = []

    def expect(what, is_so):
        if not is_so:
            wrong.append(what)

    pod = find("Deployment")["spec"]["template"]["spec"]
    names = [c["name"] for c in pod["initContainers"]]
    expect("first once, then always",
           names == ["envoy-config-init", "envoy-config-watch"])
    init, watch = pod["initContainers"]
    envoy = one(pod["containers"])
    expect("the first ends", "restartPolicy" not in init
           and init["args"] == ["render"])
    expect("the second stays", watch.get("restartPolicy") == "Always"
           and watch["args"] == ["render", "--watch"])
    expect("both do the same", init["env"] == watch["env"]
           and init["volumeMounts"] == watch["volumeMounts"])
    env = {e["name"]: e["value"] for e in init["env"]}
    expect("as Envoy's file", env.get("KONGRENDER_KIND") == "envoy")

    volume = {v["name"]: v for v in pod["volumes"]}
    lds = volume["envoy-lds"].get("emptyDir", {})
    expect("in memory and bounded",
           lds.get("medium") == "Memory" and "sizeLimit" in lds)
    for container in (init, watch, envoy):
        for mount in container["volumeMounts"]:
            expect("no mount is a single file", "subPath" not in mount)
    expect("kongrender may write", not mounted(init, "envoy-lds").get(
        "readOnly"))
    expect("Envoy may not", mounted(envoy, "envoy-lds").get("readOnly"))
    expect("Envoy has no Secret", "envoy-secrets" not in
           [m["name"] for m in envoy["volumeMounts"]])
    expect("the Secret is not in the environment", not any(
        "valueFrom" in e for c in (init, watch, envoy)
        for e in c.get("env", [])))
    expect("Envoy's group may read",
           env.get("KONGRENDER_MODE") == "0440" and
           pod["securityContext"]["fsGroup"]
           == envoy["securityContext"]["runAsGroup"])
    expect("the template is mounted", env["KONGRENDER_TEMPLATE"] ==
           mounted(init, "envoy-config")["mountPath"] + "/lds.template.yaml")
    expect("connections drain soon", "--drain-time-s" in envoy["args"])

    config = find("ConfigMap")
    expect("the pod mounts it", volume["envoy-config"]["configMap"]["name"]
           == config["metadata"]["name"])
    for name in ("envoy.yaml", "cds.yaml", "lds.template.yaml"):
        with open(f"{templates}/{name}", encoding="utf-8") as file:
            expect(f"{name} byte for byte",
                   config["data"].get(name) == file.read())
    bootstrap = yaml.safe_load(config["data"]["envoy.yaml"])
    dynamic = bootstrap["dynamic_resources"]
    folder = mounted(envoy, "envoy-lds")["mountPath"]
    expect("Envoy reads what kongrender writes",
           dynamic["lds_config"]["path_config_source"]["path"]
           == folder + "/" + env["KONGRENDER_OUTPUT"].rsplit("/", 1)[1]
           and env["KONGRENDER_OUTPUT"].rsplit("/", 1)[0]
           == mounted(init, "envoy-lds")["mountPath"])
    etc = mounted(envoy, "envoy-config")["mountPath"]
    expect("and the clusters", dynamic["cds_config"]["path_config_source"]
           ["path"] == etc + "/cds.yaml")
    expect("and the bootstrap", etc + "/envoy.yaml" in envoy["args"])
    # runc could not make a folder for it in a read-only mount
    expect("no mount is inside another", not folder.startswith(etc + "/"))
    port = one(envoy["ports"])
    listener = yaml.safe_load(config["data"]["lds.template.yaml"])
    address = listener["resources"][0]["address"]["socket_address"]
    expect("the listener's port",
           port["containerPort"] == address["port_value"] and
           one(find("Service")["spec"]["ports"])["targetPort"]
           == port["name"])
    return wrong


def mistakes():
    def change(what):
        def plant(docs):
            pod = one([d for d in docs if d["kind"] == "Deployment"])[
                "spec"]["template"]["spec"]
            what(pod)
        return plant

    yield change(lambda p: p["initContainers"].reverse())
    yield change(lambda p: p["initContainers"][1].pop("restartPolicy"))
    yield change(lambda p: p["initContainers"][1]["args"].pop())
    yield change(lambda p: p["initContainers"][1]["env"].pop())
    yield change(lambda p: p["volumes"][2]["emptyDir"].pop("medium"))
    yield change(lambda p: p["containers"][0]["volumeMounts"][1].update(
        subPath="lds.yaml"))
    yield change(lambda p: p["containers"][0]["volumeMounts"][1].update(
        mountPath="/etc/envoy/lds"))
    yield change(lambda p: p["containers"][0]["volumeMounts"][1].pop(
        "readOnly"))
    yield change(lambda p: p["securityContext"].update(fsGroup=1000))
    yield change(lambda p: p["containers"][0]["args"].remove(
        "--drain-time-s"))
    yield change(lambda p: p["containers"][0]["ports"][0].update(
        containerPort=8001))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        docs = [d for d in yaml.safe_load_all(file) if d]
    wrong = problems(docs, sys.argv[2])
    for number, plant in enumerate(mistakes()):
        broken = copy.deepcopy(docs)
        plant(broken)
        if not problems(broken, sys.argv[2]):
            wrong.append(f"mistake {number} is not seen")
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(bool(wrong))


main()
