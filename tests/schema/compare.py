"""Compares each row of src/kong/schema/*.def with the answers of /schemas."""

import glob
import json
import os
import re
import sys

DUMPS = sys.argv[1]
FOLDER = "src/kong/schema"
VERSIONS = {"3.9.1": True, "2.8.1": False}
LISTS = {  # record -> what Kong calls the entity
    "service": "services", "route": "routes", "consumer": "consumers",
    "keyauth_credential": "keyauth_credentials",
    "basicauth_credential": "basicauth_credentials",
    "jwt_secret": "jwt_secrets", "hmacauth_credential": "hmacauth_credentials",
    "oauth2_credential": "oauth2_credentials", "acl_group": "acls",
    "plugin": "plugins", "upstream": "upstreams", "target": "targets",
    "certificate": "certificates", "ca_certificate": "ca_certificates",
    "sni": "snis", "vault": "vaults", "vault_beta": "vaults_beta",
    "key": "keys", "key_set": "key_sets", "filter_chain": "filter_chains"}
TYPES = {"string": "STRING", "integer": "INTEGER", "number": "NUMBER",
         "boolean": "BOOLEAN", "record": "RECORD", "foreign": "REFERENCE",
         "array": "LIST", "set": "SET", "map": "MAP", "json": "ANY"}
# rows that stand for what the answers say otherwise
NOT_IN_DUMPS = {("service", "url"), ("keyauth_credential", "ttl")}
RANGES = {"ABOVE_0": ("gt", 0), "ABOVE_MINUS_1": ("gt", -1),
          "UP_TO_10": ("len_max", 10), "UP_TO_15": ("len_max", 15)}
# functions that are rules over several fields, and so in C
IN_CODE = {"config", "pem", "limits", "resource_attributes", "static_tags",
           "url", "algorithm", "hash_on", "functions", "snis"}
problems = []
judged = {}  # path -> row
rows_seen = 0


def problem(*words):
    problems.append(" ".join(str(w) for w in words))


class Row:
    def __init__(self, text):
        text = text.strip()
        self.name, rest = re.match(r"ROW\((\w+), (.*)\)$", text).groups()
        self.name = self.name.replace("X_Cache_", "X-Cache-")
        if self.name.startswith("X-"):
            self.name = self.name.replace("_", "-")
        match = re.match(r"(\w+)(?:\((\w+)\))?", rest)
        self.type, self.of = match.groups()
        more = dict(re.findall(r"(\w+)\(([^()]*)\)", rest[match.end():]))
        self.flags = set(re.findall(r"\w+", more.get("FLAGS", "")))
        self.sub, self.range = more.get("OF"), more.get("RANGE")
        self.words, self.check = more.get("WORDS"), more.get("CHECK")
        self.keys = more.get("KEYS")

    def is_in(self, is_3):
        return ("ONLY_28" if is_3 else "ONLY_3") not in self.flags


def read_records():
    records, macros, name = {}, {}, None
    for path in sorted(glob.glob(FOLDER + "/*.def")):
        text = open(path).read().replace("\\\n", "\n")
        for line in text.split("\n"):
            line = line.strip()
            if line.startswith("#define "):
                name = line.split()[1]
                rows = macros[name] = []
            elif line.startswith("RECORD("):
                name = line[7:-1]
                rows = records[name] = []
            elif line.startswith("ROW("):
                rows.append(Row(line))
            elif line in macros:
                rows.extend(macros[line])
    return records


def read_words():
    text = open(FOLDER + "/words.def").read()
    words = {}
    for name, body in re.findall(r"WORDS\((\w+),(.*?\))\)\n", text, re.S):
        words[name] = re.findall(r'(WORD(?:_3|_28)?)\("([^"]*)"\)', body)
    return words


def read_ranges():
    ranges = dict(RANGES)
    for name, lo, hi in re.findall(
            r"RANGE\((\w+), ([-.\d]+), ([-.\d]+)\)",
            open(FOLDER + "/ranges.def").read()):
        ranges[name] = ("between", [float(lo), float(hi)])
    return ranges


RECORDS, WORDS, RANGE = read_records(), read_words(), read_ranges()


def dump(version, kind, name):
    path = f"{DUMPS}/{version}/{kind}/{name}.json"
    return json.load(open(path)) if os.path.exists(path) else None


def fields(definition):
    found = {}
    for kind in ("fields", "shorthand_fields"):
        for field in definition.get(kind, []):
            for name, value in field.items():
                found[name] = dict(value, shorthand=kind != "fields")
    return found


def compare_words(at, row, d, is_3):
    if "SHORTHAND" in row.flags:
        return  # the field it becomes says which
    skip = "WORD_28" if is_3 else "WORD_3"
    have = [w for kind, w in WORDS.get(row.words, []) if kind != skip]
    want = [str(w) for w in d.get("one_of", [])]
    if have != want and want:
        problem(at, "words", have, "wanted", want)
    if row.words and not want:
        problem(at, "has words, Kong none")


def compare_range(at, row, d, element):
    want = None
    for source in (element, d):
        if "between" in source:
            want = ("between", [float(x) for x in source["between"]])
        if "gt" in source:
            want = ("gt", source["gt"])
        if source.get("timestamp") and row.type != "ANY":
            want = ("gt", 0)
    if "len_max" in d and d["type"] in ("array", "set"):
        want = ("len_max", d["len_max"])
    if RANGE.get(row.range) != want and "SHORTHAND" not in row.flags:
        problem(at, "range", row.range, "wanted", want)


def compare_flags(at, row, d, element, is_3):
    has_default = "default" in d or d.get("auto") or d["type"] == "record"
    want = {
        "REQUIRED": bool(d.get("required")) and not has_default,
        "NOT_NULL": bool(d.get("required")) and bool(has_default),
        "VAULT": bool(d.get("referenceable") or element.get("referenceable")),
        "EMPTY": element["type"] == "string" and element.get("len_min") == 0,
        "NOT_EMPTY": d["type"] in ("array", "set") and d.get("len_min", 0) > 0,
        "SHORTHAND": d["shorthand"],
    }
    if is_3:
        want["DEPRECATED"] = "deprecation" in d
    if (row.name, row.sub) == ("client_secret", None):
        return  # refused as null, see kong-cases
    for flag, wanted in want.items():
        if (flag in row.flags) != wanted:
            problem(at, flag, "wanted" if wanted else "not wanted")
    if d.get("encrypted") and "SECRET" not in row.flags:
        problem(at, "is encrypted, but not SECRET")


def compare_type(at, row, d, element):
    want = TYPES[d["type"]]
    of = None
    if d["type"] in ("array", "set", "map"):
        of = "LIST_OF_STRINGS" if element is not d and \
            d.get("values", {}).get("type") == "array" else \
            TYPES[element["type"]]
    if row.type == "CONFIG":
        want, of = "CONFIG", None
    if row.type == "ANY" and row.name == "updated_at":
        want = "ANY"
    if (row.type, row.of) != (want, of):
        problem(at, "type", row.type, row.of, "wanted", want, of)


def compare_check(at, row, element):
    patterns = [k for k in element if "match" in k or k in (
        "starts_with", "uuid", "is_regex", "not_one_of")]
    # "^.*[^:]$" of a prefix is all of what it says
    if patterns and not row.check and element.get("match") != "^.*[^:]$":
        problem(at, "has no check for", patterns)


def compare_row(at, row, d, is_3):
    global rows_seen
    rows_seen += 1
    judged[at] = row
    element = d.get("elements") or d.get("values") or d
    if element["type"] == "array":
        element = element["elements"]
    compare_type(at, row, d, element)
    compare_words(at, row, element, is_3)
    if not (row.type == "ANY" or row.sub == "unjudged"):
        compare_range(at, row, d, element)
    compare_flags(at, row, d, element, is_3)
    compare_check(at, row, element)
    if row.sub and row.type != "REFERENCE":
        compare_record(at, row.sub, element, is_3)


def compare_record(at, record, definition, is_3, nested=()):
    have = {}
    for row in RECORDS[record]:
        if row.is_in(is_3):
            if row.name in have:
                problem(at, row.name, "has two rows")
            have[row.name] = row
    want = fields(definition)
    for name, d in want.items():
        if name in have and have[name].type == "ENTITIES":
            continue
        if name not in have:
            problem(at, name, "has no row")
        else:
            compare_row(f"{at}.{name}", have[name], d, is_3)
    for name, row in have.items():
        if name in want or (record, name) in NOT_IN_DUMPS or \
                row.type == "ENTITIES" or name in ("_comment", "_ignore"):
            continue
        if name in nested or name == "updated_at":
            continue
        problem(at, name, "is no field of this version")
    for name in nested:
        if name not in have and name not in ("_comment", "_ignore"):
            problem(at, name, "can stand here, and has no row")
    for name, row in have.items():
        if nested and row.type == "ENTITIES" and name not in nested:
            problem(at, name, "cannot be nested here")


def compare_functions(at, functions):
    for path, kinds in functions.items():
        if "custom_validator" not in kinds:
            continue
        key = path.endswith(".(key)")
        plain = re.sub(r"\[\]|\.\((key|value)\)|\(shorthand\)\.", "", path)
        plain = re.sub(r"^config\.", "", plain)
        if plain.split(".")[-1] in IN_CODE:
            continue
        row = judged.get(f"{at}.{plain}")
        if not row or not (row.keys if key else row.check):
            if not plain.endswith("propagation.clear"):
                problem(at, path, "goes through a function, and has no check")


def compare_top(version, is_3):
    beyond = json.load(open(f"{DUMPS}/{version}/beyond-the-dumps.json"))
    top = beyond["declarative_top"]
    have = {r.name for r in RECORDS["file"] if r.is_in(is_3)}
    for name in set(top) ^ have - {"updated_at"}:
        problem(version, name, "is not on both sides of the top level")
    for record, entity in LISTS.items():
        answer = dump(version, "entities", entity)
        if answer:
            compare_record(f"{version} {entity}", record, answer, is_3,
                           top[entity]["fields"])
            compare_functions(f"{version} {entity}",
                              beyond["entities"][entity]["functions"])


def compare_plugins(version, is_3):
    text = open(FOLDER + "/plugins.def").read()
    beyond = json.load(open(f"{DUMPS}/{version}/beyond-the-dumps.json"))
    functions = beyond["plugins"]
    seen = set()
    for name, record, flags in re.findall(
            r'PLUGIN\(\w+, "([\w-]+)", (\w+), (.*)\)', text):
        answer = dump(version, "plugins", name)
        flags = set(re.findall(r"\w+", flags))
        seen.add(name)
        if not answer:
            if is_3 or "ONLY_3" not in flags:
                problem(version, name, "is not bundled")
            continue
        have = fields(answer)
        protocols = have.get("protocols", {}).get("elements", {})
        http = len(protocols.get("one_of", range(8))) == 4
        if http != bool(flags & {"HTTP", "" if is_3 else "HTTP_28"}):
            problem(version, name, "protocols")
        for scope in ("consumer", "service", "route"):
            none = have.get(scope, {}).get("eq", "") is None
            if none != ("NO_" + scope.upper() in flags):
                problem(version, name, scope)
        compare_record(f"{version} {name}", record, have["config"], is_3)
        compare_functions(f"{version} {name}", functions[name]["functions"])
    for path in glob.glob(f"{DUMPS}/{version}/plugins/*.json"):
        if os.path.basename(path)[:-5] not in seen:
            problem(version, path, "has no PLUGIN")


def compare_names():
    path = "src/kong/names.def"
    names = [m[1] or m[0] for m in re.findall(
        r'^NAMED?\((\w+)(?:, "([^"]*)")?\)', open(path).read(), re.M)]
    if names != sorted(set(names)):
        problem(path, "is not sorted, or has a name twice")
    used = {r.name for rows in RECORDS.values() for r in rows}
    for name in used - set(names):
        problem(path, "lacks", name)


for version, is_3 in VERSIONS.items():
    compare_top(version, is_3)
    compare_plugins(version, is_3)
env = dump("3.9.1", "vaults", "env")
compare_record("3.9.1 env", "vault_env", fields(env)["config"], True)
compare_names()
for line in sorted(set(problems)):
    print("schema:", line)
print(f"{rows_seen} passed, {len(set(problems))} failed")
sys.exit(bool(problems) or rows_seen < 1000)
