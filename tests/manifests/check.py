"""Judges manifests that kustomize has built.

check.py types FILE OUT       writes OUT, a TypeScript module in which every
                              object of FILE is a literal of its type
check.py profile FILE         Pod Security "restricted", and what else every
                              pod of this project has
check.py pattern FILE TEMPLATE
                              the names and places that people know, and the
                              template byte for byte
check.py production FILE      the component production: one selector for all
check.py break NAME FILE OUT  writes OUT, FILE with one planted mistake
check.py mistakes             lists the NAMEs with the check that must see it

Prints a line for each thing wrong; the exit status is 1 if there was one.
"""
import json
import sys

import yaml

MODULES = {
    ("v1", "ConfigMap"): "core/v1",
    ("v1", "Namespace"): "core/v1",
    ("v1", "Secret"): "core/v1",
    ("v1", "Service"): "core/v1",
    ("v1", "ServiceAccount"): "core/v1",
    ("apps/v1", "Deployment"): "apps/v1",
    ("batch/v1", "CronJob"): "batch/v1",
    ("networking.k8s.io/v1", "NetworkPolicy"): "networking/v1",
    ("policy/v1", "PodDisruptionBudget"): "policy/v1",
    ("rbac.authorization.k8s.io/v1", "Role"): "rbac/v1",
    ("rbac.authorization.k8s.io/v1", "RoleBinding"): "rbac/v1",
}
VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral",
           "persistentVolumeClaim", "projected", "secret"}


def load(path):
    with open(path, encoding="utf-8") as f:
        return [d for d in yaml.safe_load_all(f) if d is not None]


def find(docs, kind, name=None):
    return [d for d in docs if d["kind"] == kind
            and (name is None or d["metadata"]["name"] == name)]


def types(docs):
    """The objects as typed literals: tsc refuses a field that the type does
    not have, a wrong type, and a required one that is missing."""
    lines = []
    for i, d in enumerate(docs):
        module = MODULES.get((d["apiVersion"], d["kind"]))
        if module is None:
            raise SystemExit(f"no type for {d['apiVersion']} {d['kind']}")
        lines += [f"import {{{d['kind']} as T{i}}} from "
                  f"'kubernetes-types/{module}'",
                  f"export const d{i}: T{i} = {json.dumps(d, indent=1)}"]
    return "\n".join(lines) + "\n"


def pods(docs):
    for d in docs:
        if d["kind"] == "Deployment":
            yield d["metadata"]["name"], d["spec"]["template"]["spec"]
        elif d["kind"] == "CronJob":
            yield (d["metadata"]["name"],
                   d["spec"]["jobTemplate"]["spec"]["template"]["spec"])


def containers(pod):
    return pod.get("initContainers", []) + pod["containers"]


def restricted(pod):
    """kubernetes.io/docs/concepts/security/pod-security-standards, the
    restricted profile, as the API server checks a pod."""
    psc = pod.get("securityContext", {})
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.get(field):
            yield f"{field} is set"
    for v in pod.get("volumes", []):
        for kind in set(v) - {"name"} - VOLUMES:
            yield f"volume {v['name']} is a {kind}"
    for c in containers(pod):
        sc, name = c.get("securityContext", {}), c["name"]
        caps = sc.get("capabilities", {})
        if sc.get("allowPrivilegeEscalation") is not False:
            yield f"{name}: allowPrivilegeEscalation is not false"
        if sc.get("privileged"):
            yield f"{name}: privileged"
        if "ALL" not in caps.get("drop", []):
            yield f"{name}: capabilities.drop lacks ALL"
        if set(caps.get("add", [])) - {"NET_BIND_SERVICE"}:
            yield f"{name}: capabilities.add"
        if sc.get("runAsNonRoot", psc.get("runAsNonRoot")) is not True:
            yield f"{name}: runAsNonRoot is not true"
        if sc.get("runAsUser", psc.get("runAsUser")) == 0:
            yield f"{name}: runAsUser is 0"
        profile = sc.get("seccompProfile", psc.get("seccompProfile", {}))
        if profile.get("type") not in ("RuntimeDefault", "Localhost"):
            yield f"{name}: seccompProfile is not RuntimeDefault"
        for port in c.get("ports", []):
            if port.get("hostPort"):
                yield f"{name}: hostPort"


def tidy(pod):
    """Not part of the profile; every pod of this project has it. One that has
    an account of its own talks to the API server."""
    if pod.get("automountServiceAccountToken") is not False \
            and "serviceAccountName" not in pod:
        yield "automountServiceAccountToken is not false"
    if pod.get("enableServiceLinks") is not False:
        yield "enableServiceLinks is not false"
    if not isinstance(pod.get("securityContext", {}).get("fsGroup"), int):
        yield "no fsGroup"
    volumes = {v["name"] for v in pod.get("volumes", [])}
    used = set()
    for c in containers(pod):
        sc, name = c.get("securityContext", {}), c["name"]
        if sc.get("readOnlyRootFilesystem") is not True:
            yield f"{name}: readOnlyRootFilesystem is not true"
        for field in ("runAsUser", "runAsGroup"):
            if not isinstance(sc.get(field), int) or sc[field] < 1:
                yield f"{name}: {field} is no number above 0"
        resources = c.get("resources", {})
        if "memory" not in resources.get("limits", {}):
            yield f"{name}: no memory limit"
        if set(resources.get("requests", {})) != {"cpu", "memory"}:
            yield f"{name}: no requests"
        if c.get("terminationMessagePolicy") != "FallbackToLogsOnError":
            yield f"{name}: terminationMessagePolicy"
        if ":" not in c.get("image", ""):
            yield f"{name}: the image has no tag"
        for m in c.get("volumeMounts", []):
            used.add(m["name"])
            if m["name"] not in volumes:
                yield f"{name}: mounts {m['name']}, which is no volume"
    for v in volumes - used:
        yield f"volume {v} is not mounted"


def profile(docs):
    for name, pod in pods(docs):
        for problem in list(restricted(pod)) + list(tidy(pod)):
            yield f"{name}: {problem}"


def env(container):
    return {e["name"]: e.get("value") for e in container.get("env", [])}


def one(items, what):
    if len(items) != 1:
        raise SystemExit(f"{what}: {len(items)} of them")
    return items[0]


def pattern(docs, template_path):
    """The pattern that this project replaces, by its names."""
    kong = one(find(docs, "Deployment", "kong"), "Deployment kong")
    pod = kong["spec"]["template"]["spec"]
    init = one([c for c in pod["initContainers"]
                if c["name"] == "kong-config-init"], "kong-config-init")
    run = one([c for c in pod["containers"] if c["name"] == "kong"], "kong")
    volume = {v["name"]: v for v in pod["volumes"]}
    at = {m["mountPath"]: m for m in init["volumeMounts"]}
    kong_at = {m["mountPath"]: m for m in run["volumeMounts"]}

    def expect(what, is_so):
        if not is_so:
            wrong.append(what)

    wrong = []
    expect("no Secret among the manifests", not find(docs, "Secret"))
    # `kubectl delete -k` would delete it, and the database with it.
    expect("no Namespace among the manifests", not find(docs, "Namespace"))
    namespace = kong["metadata"]["namespace"]
    for d in docs:
        expect(f"{d['kind']} {d['metadata']['name']} is in {namespace}",
               d["metadata"].get("namespace") == namespace)
    expect("the init container is kongrender",
           init["command"] == ["/kongrender"] and init["args"] == ["render"])
    expect("/kong-template is the ConfigMap",
           at["/kong-template"]["name"] == "kong-config")
    expect("/kong-config is kong-config-runtime, writable",
           at["/kong-config"]["name"] == "kong-config-runtime"
           and not at["/kong-config"].get("readOnly"))
    expect("kong-config-runtime is in memory and bounded",
           volume["kong-config-runtime"]["emptyDir"]["medium"] == "Memory"
           and volume["kong-config-runtime"]["emptyDir"]["sizeLimit"])
    expect("the Secret is supabase-secrets, 0440",
           volume["kong-secrets"]["secret"]["secretName"]
           == "supabase-secrets"
           and volume["kong-secrets"]["secret"]["defaultMode"] == 0o440)
    expect("kongrender writes mode 0440",
           env(init).get("KONGRENDER_MODE") == "0440")
    expect("kongrender reads the mounted Secret",
           at[env(init)["KONGRENDER_SECRETS_DIR"]]["name"] == "kong-secrets")
    config = env(run)["KONG_DECLARATIVE_CONFIG"]
    expect("KONG_DECLARATIVE_CONFIG",
           config == "/usr/local/kong/declarative/kong.yml"
           and kong_at[config.rsplit("/", 1)[0]]["name"]
           == "kong-config-runtime")
    expect("KONG_DATABASE is off", env(run)["KONG_DATABASE"] == "off")
    expect("KONG_PREFIX is a writable emptyDir",
           "emptyDir" in volume[kong_at[env(run)["KONG_PREFIX"]]["name"]]
           and not kong_at[env(run)["KONG_PREFIX"]].get("readOnly"))
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        expect(probe, probe in run)
    expect("Reloader's annotation",
           kong["metadata"]["annotations"]
           ["secret.reloader.stakater.com/reload"] == "supabase-secrets")

    source = volume["kong-config"]["configMap"]
    configmap = one(find(docs, "ConfigMap", source["name"]),
                    "the ConfigMap that the pod mounts")
    expect("the ConfigMap is kong-config with a hash of its content",
           source["name"].startswith("kong-config-"))
    key = one([i["key"] for i in source["items"] if i["path"] == "kong.yml"],
              "kong.yml")
    expect("Flux leaves the ConfigMap alone",
           configmap["metadata"]["annotations"].get(
               "kustomize.toolkit.fluxcd.io/substitute") == "disabled")
    with open(template_path, encoding="utf-8") as f:
        template = f.read()
    expect("the ConfigMap holds the template", configmap["data"][key]
           == template)

    plugins = env(run)["KONG_PLUGINS"].split(",")
    expect("the init container knows Kong's plugins",
           env(init).get("KONG_PLUGINS") == env(run)["KONG_PLUGINS"])
    used = set()
    for service in yaml.safe_load(template)["services"]:
        for p in service.get("plugins", []):
            used.add(p["name"])
    expect(f"KONG_PLUGINS has every plugin of the template: {used}",
           used <= set(plugins))
    expressions = any("expression" in r
                      for s in yaml.safe_load(template)["services"]
                      for r in s["routes"])
    expect("KONG_ROUTER_FLAVOR fits the template", expressions ==
           (env(run).get("KONG_ROUTER_FLAVOR") == "expressions"))

    cron = one(find(docs, "CronJob"), "CronJob")
    job = cron["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    args = job["containers"][0]["args"]
    expect("the CronJob checks 30 days ahead",
           args[:2] == ["keys", "check"] and "--min-valid=30d" in args)
    service = one(find(docs, "Service"), "Service")
    labels = kong["spec"]["template"]["metadata"]["labels"]
    expect("the Service finds the pods",
           service["spec"]["selector"].items() <= labels.items())
    return wrong


def production(docs):
    """What finds Kong's pods finds these, and no pod of anybody else."""
    kong = one(find(docs, "Deployment", "kong"), "Deployment kong")
    want = kong["spec"]["selector"]
    pod = kong["spec"]["template"]
    budget = one(find(docs, "PodDisruptionBudget"), "PodDisruptionBudget")
    policy = one(find(docs, "NetworkPolicy"), "NetworkPolicy")
    spread = pod["spec"]["topologySpreadConstraints"]
    if not want.get("matchLabels", {}).items() <= \
            pod["metadata"]["labels"].items():
        yield "the selector does not find the pods"
    for what, selector in [
            ("PodDisruptionBudget", budget["spec"]["selector"]),
            ("NetworkPolicy", policy["spec"]["podSelector"])] + [
            (c["topologyKey"], c["labelSelector"]) for c in spread]:
        if selector != want:
            yield f"{what} selects {selector}, Kong is {want}"
    for d in (budget, policy):
        if d["metadata"].get("namespace") != kong["metadata"]["namespace"]:
            yield f"{d['kind']} is in another namespace"
    if len(spread) != 2:
        yield "replicas are not spread over nodes and zones"
    # A drain must move one pod at a time, and must end with one replica too.
    if budget["spec"].get("maxUnavailable") != 1:
        yield "the budget is not one pod"
    # An empty egress would cut Kong off; 8000 is all that comes in.
    ports = [p["port"] for i in policy["spec"]["ingress"] for p in i["ports"]]
    if ports != [8000] or not policy["spec"]["egress"]:
        yield "the policy's ports"


def the_pod(docs):
    return find(docs, "Deployment", "kong")[0]["spec"]["template"]["spec"]


def set_env(container, name, value):
    for e in container["env"]:
        if e["name"] == name:
            e["value"] = value


def rename(mapping, old, new):
    mapping[new] = mapping.pop(old)


# name: (the check that must see it, the mistake)
MISTAKES = {
    "misspelt-field": ("types", lambda d: rename(
        the_pod(d)["initContainers"][0], "volumeMounts", "volumeMount")),
    "misplaced-field": ("types", lambda d: the_pod(d)["containers"][0].update(
        enableServiceLinks=False)),
    "number-as-string": ("types", lambda d: find(d, "Deployment")[0]["spec"]
                         .update(replicas="2")),
    "string-as-boolean": ("types", lambda d: the_pod(d)["containers"][0]
                          ["env"][0].update(value=False)),
    "required-field-missing": ("types", lambda d: the_pod(d)["containers"][0]
                               ["ports"][0].pop("containerPort")),
    "selector-missing": ("types", lambda d: find(d, "Deployment")[0]["spec"]
                         .pop("selector")),
    "old-api": ("types", lambda d: find(d, "CronJob")[0].update(
        apiVersion="batch/v1beta1")),
    "may-be-root": ("profile", lambda d: [
        c.get("securityContext", {}).pop("runAsNonRoot", None)
        for c in [the_pod(d)] + containers(the_pod(d))]),
    "is-root": ("profile", lambda d: the_pod(d)["initContainers"][0]
                ["securityContext"].update(runAsUser=0)),
    "may-escalate": ("profile", lambda d: the_pod(d)["initContainers"][0]
                     ["securityContext"].pop("allowPrivilegeEscalation")),
    "keeps-capabilities": ("profile", lambda d: the_pod(d)["containers"][0]
                           ["securityContext"].pop("capabilities")),
    "no-seccomp": ("profile", lambda d: find(d, "CronJob")[0]["spec"]
                   ["jobTemplate"]["spec"]["template"]["spec"]
                   ["securityContext"].pop("seccompProfile")),
    "host-path": ("profile", lambda d: the_pod(d)["volumes"][-1].update(
        hostPath={"path": "/"})),
    "writable-root": ("profile", lambda d: the_pod(d)["containers"][0]
                      ["securityContext"].pop("readOnlyRootFilesystem")),
    "service-links": ("profile", lambda d: the_pod(d).pop(
        "enableServiceLinks")),
    "no-group": ("profile", lambda d: the_pod(d)["securityContext"].pop(
        "fsGroup")),
    "mount-of-nothing": ("profile", lambda d: the_pod(d)["volumes"].pop()),
    "secret-on-disk": ("pattern", lambda d: [
        v["emptyDir"].update(medium="") for v in the_pod(d)["volumes"]
        if v["name"] == "kong-config-runtime"]),
    "plugin-not-loaded": ("pattern", lambda d: set_env(
        the_pod(d)["containers"][0], "KONG_PLUGINS", "key-auth,acl")),
    "other-template": ("pattern", lambda d: [
        m["data"].update({k: v + "\n" for k, v in m["data"].items()})
        for m in find(d, "ConfigMap")]),
    "namespace-applied": ("pattern", lambda d: d.append(
        {"apiVersion": "v1", "kind": "Namespace",
         "metadata": {"name": "supabase", "namespace": "supabase"}})),
    "init-not-kongrender": ("pattern", lambda d: the_pod(d)
                            ["initContainers"][0].update(
                                command=["sh", "-c", "sed"])),
    "flux-substitutes": ("pattern", lambda d: [
        m["metadata"].pop("annotations") for m in find(d, "ConfigMap")]),
    "other-selector": ("production", lambda d: find(d, "PodDisruptionBudget")
                       [0]["spec"].update(selector={"matchLabels": {}})),
    "policy-for-all": ("production", lambda d: find(d, "NetworkPolicy")[0]
                       ["spec"].update(podSelector={})),
    "budget-elsewhere": ("production", lambda d: find(
        d, "PodDisruptionBudget")[0]["metadata"].pop("namespace")),
    "never-drains": ("production", lambda d: [
        b["spec"].update(minAvailable=1) or b["spec"].pop("maxUnavailable")
        for b in find(d, "PodDisruptionBudget")]),
    "not-spread": ("production", lambda d: the_pod(d)
                   ["topologySpreadConstraints"].pop()),
    "secret-applied": ("pattern", lambda d: d.append(
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}})),
}


def main(argv):
    if argv[1] == "mistakes":
        for name, (check, _) in MISTAKES.items():
            print(name, check)
        return 0
    if argv[1] == "types":
        text = types(load(argv[2]))
        with open(argv[3], "w", encoding="utf-8") as f:
            f.write(text)
        return 0
    if argv[1] == "break":
        docs = load(argv[3])
        before = json.dumps(docs)
        MISTAKES[argv[2]][1](docs)
        if json.dumps(docs) == before:
            raise SystemExit(f"{argv[2]} changed nothing")
        with open(argv[4], "w", encoding="utf-8") as f:
            yaml.safe_dump_all(docs, f)
        return 0
    if argv[1] == "profile":
        wrong = list(profile(load(argv[2])))
    elif argv[1] == "production":
        wrong = list(production(load(argv[2])))
    else:
        wrong = pattern(load(argv[2]), argv[3])
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
