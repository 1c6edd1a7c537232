"""Compares lint's verdicts with what Kong's schemas say.

Usage: measure.py FOLDER [-v] [NAME...]

FOLDER: the dumps, a folder for each version. Every field of every entity and
plugin gets good and bad values (generate.py), schema.py judges them by the
dump, and lint by its own tables. -v prints as well what functions of Kong
decide and lint refuses, which is right as far as the cases tell.
"""

import collections
import json
import math
import os
import sys
import tempfile
import zlib

import generate
import schema
import tally

VERSIONS = {"3.9.1": "3", "2.8.1": "2.8"}


def emit(v):
    """YAML of a value, in flow style."""
    if isinstance(v, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {emit(x)}"
                               for k, x in v.items()) + "}"
    if isinstance(v, list):
        return "[" + ", ".join(map(emit, v)) + "]"
    if isinstance(v, float) and not math.isfinite(v):
        return ".nan" if math.isnan(v) else ".inf" if v > 0 else "-.inf"
    if isinstance(v, float) and v == math.floor(v) and abs(v) < 1e15:
        return str(int(v))
    return json.dumps(v)


# What a plugin may be put on.
ON = {"service": "s", "route": "r", "consumer": "c"}
ON_TEXT = ("services: [{name: s, host: a.example}]\n"
           "routes: [{name: r, paths: [/a]}]\nconsumers: [{username: c}]\n")


def plugin_cases(s, name, other):
    config = s.fields["config"]
    base = generate.least(config)
    base.update(generate.BASE.get(name, {}))
    plugin = {"name": name, "config": base}
    yield plugin, "base"
    yield {"name": name}, "no config"
    yield {"name": name, "config": {}}, "empty config"
    yield {"name": name, "config": NULL}, "config null"
    yield {"name": name, "config": []}, "config []"
    yield {"name": name, "config": {**base, "unknown_field": 1}}, "unknown"
    for field, d in generate.all_fields(config).items():
        if field in base:
            yield {"name": name, "config": {
                k: v for k, v in base.items() if k != field}}, field
        if (name, field) in JUDGED_ELSEWHERE:
            continue
        for v in generate.values(d, field):
            yield {"name": name, "config": {**base, field: v}}, field
    for v in generate.combined({"type": "record", "fields": s.top["fields"]},
                               {"config": base}, s.checks or []):
        yield {"name": name, **v}, "combined"
    for v in generate.strange(config, other and other.fields["config"], base):
        yield {"name": name, "config": v}, "other version"
    for v in generate.renamed(config, base):
        yield {"name": name, "config": v}, "old name"
    for field, v in ON.items():
        yield {**plugin, field: v}, "scope"
        yield {**plugin, field: NULL}, "scope"
    for word in ("http", "https", "grpc", "grpcs", "tcp", "tls", "udp",
                 "tls_passthrough", "ws"):
        yield {**plugin, "protocols": [word]}, "protocols"
    for field in ("protocols", "tags", "instance_name", "id", "created_at",
                  "enabled", "run_on", "ordering"):
        for v in generate.values(s.fields.get(field, {}), field):
            yield {**plugin, field: v}, field


NULL = None
ENTITIES = {
    "services": {"host": "a.example"},
    "routes": {"paths": ["/a"]},
    "upstreams": {"name": "a.example"},
    "targets": {"target": "a.example:80", "upstream": "u.example"},
    "consumers": {"username": "a"},
    "vaults": {"name": "env", "prefix": "abc"},
    "key_sets": {"name": "a"},
    "acls": {"group": "a", "consumer": "c"},
    "oauth2_credentials": {"name": "a", "consumer": "c"},
    "hmacauth_credentials": {"username": "a", "consumer": "c"},
    "basicauth_credentials": {"username": "a", "password": "b",
                              "consumer": "c"},
    "keyauth_credentials": {"key": "a", "consumer": "c"},
    "jwt_secrets": {"key": "a", "secret": "b", "consumer": "c"},
}


# Fields whose rule is not in the dump: migrated, or of a subschema.
JUDGED_ELSEWHERE = {("routes", "paths"), ("vaults", "name"),
                    ("vaults", "config"), ("cors", "max_age"),
                    ("consumers", "id"), ("oauth2_credentials",
                                          "client_secret")}
# Rules about what Kong accepts and then breaks on: stricter on purpose.
STRICTER = {"null-credential", "key-whitespace", "vault-reference",
            "public-credential"}


def entity_cases(s, name, other):
    base = ENTITIES[name]
    yield base, "base"
    yield {**base, "unknown_field": 1}, "unknown"
    yield {**base, "unknown_field": NULL}, "unknown"
    fields = generate.all_fields(s.top)
    for field, d in fields.items():
        if d.get("type") == "foreign" or field == "updated_at" or (
                name, field) in JUDGED_ELSEWHERE:
            continue
        if field in base:
            yield {k: v for k, v in base.items() if k != field}, field
        for v in generate.values(d, field):
            yield {**base, field: v}, field
    for v in generate.combined({"type": "record", "fields": s.top["fields"]},
                               base, s.checks or []):
        yield v, "combined"
    for v in generate.strange(s.top, other and other.top, base):
        yield v, "other version"


def strip(value):
    """Without what the dump of an entity says in another way."""
    return {k: v for k, v in value.items()
            if k not in ("consumer", "upstream", "service", "route")}


def read(folder, version, kind, name):
    path = os.path.join(folder, version)
    if os.path.exists(f"{path}/{kind}/{name}.json"):
        return schema.Schema(path, kind, name)
    return None


def cases(folder, version, names):
    other, = set(VERSIONS) - {version}
    for file in sorted(os.listdir(f"{folder}/{version}/plugins")):
        name = file[:-5]
        if names and name not in names:
            continue
        s = read(folder, version, "plugins", name)
        for value, field in plugin_cases(
                s, name, read(folder, other, "plugins", name)):
            judged = {k: v for k, v in value.items() if k != "name"}
            text = f"plugins: [{emit(value)}]\n"
            if field == "scope":
                text += ON_TEXT
            yield (text, name, field, value, *judge(s, judged))
    for name in ENTITIES:
        if names and name not in names:
            continue
        s = read(folder, version, "entities", name)
        if not s:
            continue
        for value, field in entity_cases(
                s, name, read(folder, other, "entities", name)):
            text = f"{name}: [{emit(value)}]\n"
            if "consumer" in value:
                text += "consumers: [{username: c}]\n"
            if name == "targets":
                text += "upstreams: [{name: u.example}]\n"
            yield (text, name, field, value, *judge(s, strip(value)))


def judge(s, value):
    verdict = s.verdict(value)
    return verdict, s.why, sorted(s.touched)


def main():
    folder = sys.argv[1]
    verbose = "-v" in sys.argv[2:]
    names = [a for a in sys.argv[2:] if not a.startswith("-")]
    total = collections.Counter()
    wrong = []
    with tempfile.TemporaryDirectory() as out:
        for version in VERSIONS:
            all_cases, seen = [], set()
            for case in cases(folder, version, names):
                if case[0] in seen or case[4] is None:
                    continue
                seen.add(case[0])
                if names or tally.EXHAUSTIVE or zlib.crc32(case[0].encode()) % 4 == 0:
                    all_cases.append(case)
            paths = []
            for n, case in enumerate(all_cases):
                paths.append(f"{out}/{n}.yml")
                with open(paths[-1], "w") as f:
                    f.write('_format_version: "2.1"\n' + case[0])
            found = tally.lint_many(paths, VERSIONS[version])
            for path, case in zip(paths, all_cases):
                errors = [d for d in found[path] if d["level"] == "error" and
                          d["rule"] not in STRICTER]
                accepted = case[4]
                kind = "agree"
                if not accepted and not errors:
                    kind = "false accept"
                elif accepted and errors:
                    kind = "refused by a function" if case[6] else (
                        "false refusal")
                total[kind] += 1
                if kind.startswith("false") or (verbose and kind != "agree"):
                    wrong.append((kind, version, case, errors))
    for kind, version, case, errors in wrong:
        print(f"{kind} ({version}): " + case[0].splitlines()[0],
              case[5], case[6] if verbose else "", sep="  ")
        if kind != "false accept":
            print("    ", errors[0]["rule"], errors[0]["message"][:150])
    print(", ".join(f"{v} {k}" for k, v in sorted(total.items())))
    bad = sum(v for k, v in total.items() if k.startswith("false"))
    tally.passed, tally.failed = sum(total.values()) - bad, bad
    tally.end()


main()
