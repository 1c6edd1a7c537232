"""Values for every field of every schema: good, bad, and at each boundary."""

import copy
import math

from schema import NULL, SUCCESSORS, named

# What a function accepts for certain, by the last name of a field.
GOOD = {
    "host": "a.example", "ldap_host": "a.example", "server_name": "a.example",
    "ssl_server_name": "a.example", "http_proxy_host": "a.example",
    "https_proxy_host": "a.example", "redis_host": "a.example",
    "redis_server_name": "a.example", "aws_region": "us-east-1",
    "api_uri": "https://a.example", "domains": "a.example",
    "namespace": "abc", "shm_name": "kong", "dictionary_name": "kong_db_cache",
    "upstream_url": "http://a.example/x", "proxy_url": "http://a.example:3128",
    "aws_sts_endpoint_url": "https://a.example", "origins": "*",
    "http_endpoint": "http://a.example/x", "path": "/a", "location":
    "https://a.example/x", "traces_endpoint": "http://a.example/x",
    "logs_endpoint": "http://a.example/x", "endpoint": "http://a.example/x",
    "header_name": "X-A", "trigger": "X-A", "key_names": "apikey",
    "allow": "10.0.0.1", "deny": "10.0.0.1", "account_email": "a@b.example",
    "tags": "a", "name": "abc", "instance_name": "abc",
    "http_path": "/a", "https_sni": "a.example", "prefix": "abc",
    "hash_on_header": "X-A", "hash_fallback_header": "X-B",
    "hash_on_cookie": "c", "hash_on_cookie_path": "/", "target": "a.example:80",
    "host_header": "a.example", "ip": "10.0.0.1", "hosts": "a.example",
    "paths": "/a", "snis": "a.example", "id":
    "00000000-0000-4000-8000-000000000001", "redirect_uris":
    "https://a.example/", "cookie_name": "abc", "ca_certificates":
    "00000000-0000-4000-8000-000000000001",
}
PAIRS = ("add", "append", "replace", "rename")

# What makes a config valid, beside its required fields.
BASE = {
    "acl": {"allow": ["a"]},
    "ai-prompt-decorator": {"prompts": {"append": [
        {"role": "user", "content": "x"}]}},
    "ai-prompt-guard": {"allow_patterns": ["a"]},
    "ai-proxy": {"route_type": "llm/v1/chat",
                 "model": {"provider": "openai", "name": "x"}},
    "ai-request-transformer": {"llm": {
        "route_type": "llm/v1/chat", "model": {"provider": "openai"}}},
    "ai-response-transformer": {"llm": {
        "route_type": "llm/v1/chat", "model": {"provider": "openai"}}},
    "acme": {"tos_accepted": True, "account_email": "a@b.example"},
    "file-log": {"path": "/tmp/a.log"},
    "ip-restriction": {"allow": ["10.0.0.1"]},
    "oauth2": {"enable_client_credentials": True},
    "opentelemetry": {"traces_endpoint": "http://a.example/x"},
    "post-function": {"access": ["return"]},
    "pre-function": {"access": ["return"]},
    "rate-limiting": {"minute": 5},
    "redirect": {"location": "https://a.example/"},
    "response-ratelimiting": {"limits": {"x": {"minute": 5}}},
}


def good(d, name):
    """A value that the field takes."""
    t = d.get("type")
    if "one_of" in d:
        return d["one_of"][0]
    if t == "string":
        if d.get("match") == "^[^:]+:.*$":
            return "X-A:b"
        if d.get("match", "").startswith("^%u"):
            return "GET"
        if d.get("match") == "^[0-9]+-[0-9]+$":
            return "200-299"
        return GOOD.get(name, "abc")
    if t in ("integer", "number"):
        if "between" in d:
            return math.ceil(d["between"][0])
        return 5
    if t == "boolean":
        return True
    if t in ("array", "set"):
        return [good(d["elements"], name)]
    if t == "map":
        return {good(d["keys"], "X-A") if d["keys"].get("one_of")
                else "X-A": good(d["values"], name)}
    if t == "record":
        return least(d)
    return NULL


def least(d):
    """The least of a record: what is required and has no default."""
    out = {}
    for name, f in named(d.get("fields", [])).items():
        if f.get("required") and "default" not in f and not (
                f.get("type") == "record" and not needs(f)):
            out[name] = good(f, name)
    for check in d.get("entity_checks", []):
        for kind in ("at_least_one_of", "only_one_of"):
            names = check.get(kind)
            if names and not any(n in out for n in names):
                fields = named(d["fields"])
                out[names[0]] = good(fields[names[0]], names[0])
    fields = named(d.get("fields", []))
    if out.get("stat_type") in ("counter", "gauge"):
        out["sample_rate"] = 1
    return out


def needs(d):
    return any(f.get("required") and "default" not in f
               for f in named(d.get("fields", [])).values())


NAN, INF = float("nan"), float("inf")


def numbers(d):
    out = [0, 1, -1, 0.5, 5, 65536, NAN, INF, -INF, 1e10]
    for edge in d.get("between", []) + ([d["gt"]] if "gt" in d else []):
        out += [edge - 1, edge, edge + 1, edge - 0.5, edge + 0.5]
    return out


def strings(d, name):
    out = ["", "abc", "{vault://env/x}", "0", "true", " ", GOOD.get(name, "abc")]
    for word in d.get("one_of", []):
        if isinstance(word, str):
            out += [word, word.upper(), word.lower(), word + "x", word[:-1]]
    for p in (d.get("match"), d.get("not_match")):
        if p:
            out += ["a:b", "a:", ":b", "ab", "a::b", "GET", "get", "G1",
                    "200-299", "200-", "-299", "2x-299", "a b", "a*b",
                    "a%b", "a&b", "a\\b", "a`b", "a@b", "@", "ab:", "-a",
                    "a-", "_a", "1a", "a_b", "a-b", "Ab"]
    if "starts_with" in d or "match_none" in d or "match_any" in d:
        out += ["/", "/a", "a", "//", "/a//b", "/a/", "host", "Host", "hOST",
                "content-length", "Content-Type", "X-Host", "~/a", "a.b"]
    if d.get("uuid"):
        out += ["00000000-0000-4000-8000-00000000000A", "0" * 36, "1",
                "00000000-0000-4000-8000-00000000000g",
                "00000000000040008000000000000001"]
    for n in (d.get("len_max"), d.get("len_min"), d.get("len_eq")):
        if n:
            out += ["x" * n, "x" * (n + 1), "x" * (n - 1)]
    if d.get("is_regex"):
        out += ["(", "a.*", "[a]"]
    return out


OTHERS = [NULL, "abc", "", 1, 1.5, True, [], ["abc"], [1], [NULL], {},
          {"x": "y"}, {"x": 1}, {"unknown_field": NULL}]


def values(d, name):
    """Pairs of a value and the path below the field that it tries."""
    out = list(OTHERS)
    t = d.get("type")
    if t in ("integer", "number"):
        out += numbers(d) + ["5", "0x10"] + d.get("one_of", [])
    elif t == "string":
        out += strings(d, name)
    elif t == "boolean":
        out += [False, "true", "yes", 0]
    elif t in ("array", "set"):
        e = d["elements"]
        for v in values(e, name):
            out += [[v]]
        one = good(e, name)
        out += [[one], [one, one], [one, NULL]]
        for n in (d.get("len_max"), d.get("len_min"), d.get("len_eq")):
            if n:
                out += [[one] * n, [one] * (n + 1), [one] * (n - 1)]
    elif t == "map":
        one = good(d["values"], name)
        for k in strings(d["keys"], "X-A") + ["X-A", "a b", "a_b"]:
            out += [{k: one}]
        for v in values(d["values"], name):
            out += [{"X-A": v}]
    elif t == "record":
        out += [least(d), {**least(d), "unknown_field": NULL},
                {**least(d), "unknown_field": 1}]
        for sub, f in all_fields(d).items():
            base = least(d)
            if sub in base:
                out += [{k: v for k, v in base.items() if k != sub}]
            for v in values(f, sub):
                out += [{**base, sub: v}]
        out += combined(d, least(d))
    return out


def all_fields(d):
    return {**named(d.get("fields", [])), **named(d.get("shorthand_fields", []))}


def interesting(d, name, words=()):
    """A few values of a field, for rules over several."""
    if d is None:
        return []
    t = d.get("type")
    out = [good(d, name)]
    if t == "boolean":
        out = [True, False]
    elif "one_of" in d:
        out = list(d["one_of"])
    elif t in ("array", "set"):
        out += [[]]
        e = d["elements"]
        if "one_of" in e:
            out += [[w] for w in e["one_of"]]
    elif t in ("integer", "number") and "between" not in d:
        out += [0]
    elif d.get("referenceable"):
        out += ["{vault://env/x}"]
    return out + [NULL]


def sources(check):
    (kind, arg), = check.items()
    if kind in ("conditional", "conditional_at_least_one_of"):
        return [arg["if_field"]] + (
            [arg["then_field"]] if "then_field" in arg
            else arg["then_at_least_one_of"])
    if kind == "mutually_exclusive_sets":
        return arg["set1"] + arg["set2"]
    if kind == "custom_entity_check":
        return []
    return arg


def at(d, path):
    for part in path.split("."):
        if d is None or d.get("type") not in (None, "record"):
            return None
        d = all_fields(d).get(part)
    return d


def put(value, path, x):
    value = copy.deepcopy(value)
    into = value
    *parts, last = path.split(".")
    for part in parts:
        if not isinstance(into.get(part), dict):
            into[part] = {}
        into = into[part]
    if x is ABSENT:
        into.pop(last, None)
    else:
        into[last] = x
    return value


class ABSENT:
    pass


def combined(d, base, checks=None):
    """What the fields of each rule over several may be together."""
    out = []
    for check in d.get("entity_checks", []) if checks is None else checks:
        names = sources(check)
        some = [base]
        for name in names:
            f = at(d, name)
            if f is None:
                continue
            options = [ABSENT] + interesting(f, name.split(".")[-1])
            if len(names) > 3:
                options = [ABSENT, good(f, name.split(".")[-1]), NULL]
            if len(names) > 5:
                options = options[:2]
            some = [put(v, name, x) for v in some for x in options]
            if len(some) > 600:
                some = some[::len(some) // 600 + 1]
        out += some
    return out


def renamed(d, base):
    """Old names beside their successors: the same value, and another."""
    for name, f in named(d.get("shorthand_fields", [])).items():
        old = good(f, name)
        for to in f.get("deprecation", {}).get("replaced_with", []):
            path = ".".join(to["path"])
            for v in interesting(at(d, path), to["path"][-1]) + [old]:
                yield put({**base, name: old}, path, v)
        if name in SUCCESSORS:
            for v in (["b"], ["10.0.0.2"], [], NULL):
                yield {**base, name: old, SUCCESSORS[name]: v}
                yield {**base, name: v, "deny": ["b"]}
                yield {name: v}
    for name, f in named(d.get("fields", [])).items():
        if f.get("type") == "record":
            for v in renamed(f, least(f)):
                yield {**base, name: v}


def strange(d, other, base):
    """With fields that only the other version has, at any depth."""
    if not other:
        return
    mine = all_fields(d)
    for name, f in all_fields(other).items():
        if f.get("type") == "foreign":
            continue
        if name not in mine:
            yield {**base, name: good(f, name)}
            yield {**base, name: NULL}
            continue
        for wrap, inner, theirs in (
                (lambda v: v, mine[name], f),
                (lambda v: [v], mine[name].get("elements", {}),
                 f.get("elements", {})),
                (lambda v: {"x": v}, mine[name].get("values", {}),
                 f.get("values", {}))):
            if inner.get("type") == "record" == theirs.get("type"):
                for v in strange(inner, theirs, least(inner)):
                    yield {**base, name: wrap(v)}
