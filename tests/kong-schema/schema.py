"""Kong's schemas, as the Admin API prints them, and what they say to a value.

No code and no table of kongrender's: the attributes of a field (type, range,
pattern, ...) are read from the answers of /schemas, and judged here.
"""

import copy
import json
import math
import os
import re

NULL = None


# What 2.8 makes of two old names, and overwrites.
SUCCESSORS = {"whitelist": "allow", "blacklist": "deny"}


class Unknown(Exception):
    """What a function of Kong decides; nothing is said about it."""


def named(fields):
    """[{name: definition}] -> {name: definition}"""
    return {name: d for one in fields for name, d in one.items()}


def lua_pattern(p):
    """The few classes of Lua's patterns that Kong's schemas use."""
    classes = {"u": "A-Z", "a": "A-Za-z", "d": "0-9", "w": "A-Za-z0-9",
               "p": r"!-/:-@\[-`{-~"}
    out, i, inside = "", 0, False
    while i < len(p):
        c = p[i]
        if c == "%":
            i += 1
            cls = classes.get(p[i])
            if cls:
                out += cls if inside else f"[{cls}]"
            else:
                out += re.escape(p[i])
        elif c == "[":
            inside = True
            out += c
            if p[i + 1] == "^":
                i += 1
                out += "^"
        elif c == "]":
            inside = False
            out += c
        elif c == "-" and inside:
            # a range, or the character itself
            out += "-" if p[i + 1] not in "]%" and p[i - 1] != "[" else r"\-"
        elif c == "-":
            # the lazy repetition, or after another one the character
            out += r"\-" if p[i - 1] in "+*?-" and p[i - 2] != "%" else "*?"
        else:
            out += c if c in "^$.*+?" or inside and c == "^" else re.escape(c)
        i += 1
    return re.compile(out, re.S)


def matches(p, s):
    return bool(lua_pattern(p).search(s))


def is_number(v):
    return isinstance(v, (int, float)) and not isinstance(v, bool)


def is_integer(v):
    return is_number(v) and math.isfinite(v) and v == math.floor(v)


def get(value, path):
    for part in path.split("."):
        if not isinstance(value, dict) or value.get(part) is None:
            return NULL
        value = value[part]
    return value


def join(path, name):
    return f"{path}.{name}" if path else name


def is_vault(v):
    return isinstance(v, str) and v.startswith("{vault://") and v[-1] == "}"


def empty(v):
    return v is NULL or v == "" or v == [] or v == {}


class Schema:
    def __init__(self, folder, kind, name):
        with open(os.path.join(folder, kind, name + ".json")) as f:
            self.top = json.load(f)
        with open(os.path.join(folder, "beyond-the-dumps.json")) as f:
            beyond = json.load(f)
        more = beyond[kind].get(name, {})
        self.functions = more.get("functions", {})
        self.checks = more.get("entity_checks", self.top.get("entity_checks"))
        self.fields = named(self.top["fields"])
        if kind == "plugins":
            with open(os.path.join(folder, "entities", "plugins.json")) as f:
                whole = named(json.load(f)["fields"])
            whole.pop("name")
            self.fields = {**whole, **self.fields}
            self.functions = {**beyond["entities"]["plugins"]["functions"],
                              **self.functions}
        self.shorthand_fields = more.get("shorthand_fields", [])
        self.is_28 = "2.8" in beyond["kong_version"]
        self.kind, self.name = kind, name
        self.touched = set()  # paths whose functions matter

    # Defaults, as Kong fills them in before it judges.

    def fill(self, d, value):
        if d.get("type") != "record" or not isinstance(value, dict):
            return value
        value = dict(value)
        for name, f in named(d.get("fields", [])).items():
            if name not in value:
                if "default" in f:
                    value[name] = copy.deepcopy(f["default"])
                elif f.get("type") == "record" and f.get("required"):
                    value[name] = {}
        return value

    def shorthands(self, d, value, path):
        """Old names; returns the value with their successors."""
        for name, f in named(d.get("shorthand_fields", [])).items():
            if name not in value:
                continue
            old = value.pop(name)
            replaced = f.get("deprecation", {}).get("replaced_with")
            if name in SUCCESSORS:
                self.field(f, old, join(path, name))
                value[SUCCESSORS[name]] = old
                continue
            if old is NULL:
                if not path or self.functions.get(join(path, f"(shorthand).{name}")):
                    raise Unknown(name)
                continue
            self.field(f, old, join(path, f"(shorthand).{name}"))
            if not replaced:
                raise Unknown(name)
            for to in replaced:
                into = value
                for part in to["path"][:-1]:
                    if part in into and not isinstance(into[part], dict):
                        raise Unknown(name)
                    into[part] = dict(into.get(part, {}))
                    into = into[part]
                last = to["path"][-1]
                # false and null are no values to differ from
                if into.get(last) and into[last] != old:
                    raise ValueError(f"{name} differs from {last}")
                if into.get(last) is NULL:
                    into[last] = old
        return value

    def record(self, d, value, path):
        if isinstance(value, list):
            if value:
                raise ValueError("a list")
            value = {}
        if not isinstance(value, dict):
            raise ValueError(f"{path}: no mapping")
        value = self.shorthands(d, dict(value), path)
        fields = named(d.get("fields", []))
        for name in value:
            if name not in fields:
                raise ValueError(f"{join(path, name)}: unknown field")
        value = self.fill(d, value)
        for name, f in fields.items():
            if name in value:
                value[name] = self.field(f, value[name], join(path, name))
            elif (f.get("required") and "default" not in f and
                  f.get("type") != "foreign" and not f.get("auto")):
                raise ValueError(f"{join(path, name)}: missing")
        for check in d.get("entity_checks", []):
            self.check(check, value)
        if self.functions.get(path):
            self.touched.add(path)
        return value

    def field(self, d, v, path):
        if v is NULL:
            if d.get("required"):
                raise ValueError(f"{path}: null")
            if "eq" in d and d["eq"] is not None:
                raise ValueError(f"{path}: eq")
            return v
        t = d.get("type")
        if t == "record":
            return self.record(d, v, path)
        if t == "any":
            return v
        if t in ("array", "set"):
            self.array(d, v, path)
        elif t == "map":
            self.map(d, v, path)
        elif t == "json":
            raise Unknown(path)
        elif t == "foreign":
            if "eq" in d:
                raise ValueError(f"{path}: value must be null")
            if not isinstance(v, str):
                raise Unknown(path)
            return v
        else:
            self.scalar(d, v, path)
            return v
        for name in set(d) & {"len_min", "len_max", "len_eq"}:
            n = len(v)
            if (name == "len_min" and n < d[name] or
                    name == "len_max" and n > d[name] or
                    name == "len_eq" and n != d[name]):
                raise ValueError(f"{path}: {name}")
        if self.functions.get(path):
            self.touched.add(path)
        return v

    def array(self, d, v, path):
        if isinstance(v, dict):
            if v:
                raise ValueError(f"{path}: a mapping")
            v = []
        if not isinstance(v, list):
            raise ValueError(f"{path}: no list")
        for x in v:
            if x is NULL:
                raise ValueError(f"{path}[]: null")
            self.field(d["elements"], x, path + "[]")

    def map(self, d, v, path):
        if isinstance(v, list):
            if v:
                raise ValueError(f"{path}: a list")
            v = {}
        if not isinstance(v, dict):
            raise ValueError(f"{path}: no mapping")
        for k, x in v.items():
            self.field(d["keys"], k, path + ".(key)")
            if x is NULL:
                raise ValueError(f"{path}: null value")
            self.field(d["values"], x, path + ".(value)")

    def scalar(self, d, v, path):
        kinds = {"string": lambda v: isinstance(v, str),
                 "integer": is_integer, "number": is_number,
                 "boolean": lambda v: isinstance(v, bool)}
        if not kinds[d["type"]](v):
            raise ValueError(f"{path}: no {d['type']}")
        if d.get("referenceable") and is_vault(v):
            return
        if "eq" in d and v != d["eq"]:
            raise ValueError(f"{path}: eq")
        if v in d.get("not_one_of", []):
            raise ValueError(f"{path}: not_one_of")
        if "one_of" in d and v not in d["one_of"]:
            raise ValueError(f"{path}: one_of")
        if "gt" in d and not v > d["gt"]:
            raise ValueError(f"{path}: gt")
        if d.get("timestamp") and not v > 0:
            raise ValueError(f"{path}: timestamp")
        # as Lua compares: .nan is in every range
        if "between" in d and (
                v < d["between"][0] or v > d["between"][1]):
            raise ValueError(f"{path}: between")
        if d.get("uuid") and not re.fullmatch(
                r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", v):
            raise ValueError(f"{path}: uuid")
        if d["type"] == "string":
            self.string(d, v, path)
        if self.functions.get(path):
            self.touched.add(path)

    def string(self, d, v, path):
        if len(v) < d.get("len_min", 1) or len(v) > d.get("len_max", 1 << 30):
            raise ValueError(f"{path}: length")
        if "len_eq" in d and len(v) != d["len_eq"]:
            raise ValueError(f"{path}: length")
        if "starts_with" in d and not v.startswith(d["starts_with"]):
            raise ValueError(f"{path}: starts_with")
        if d.get("is_regex"):
            self.touched.add(path)
        if "not_match" in d and matches(d["not_match"], v):
            raise ValueError(f"{path}: not_match")
        if "match" in d and not matches(d["match"], v):
            raise ValueError(f"{path}: match")
        for p in d.get("match_none", []):
            if matches(p["pattern"], v):
                raise ValueError(f"{path}: match_none")
        for p in d.get("match_all", []):
            if not matches(p["pattern"], v):
                raise ValueError(f"{path}: match_all")
        if "match_any" in d and not any(
                matches(p, v) for p in d["match_any"]["patterns"]):
            raise ValueError(f"{path}: match_any")

    # Rules over several fields.

    def condition(self, m, v):
        """Whether the value fits what a conditional rule says of it.

        Null fits all but "required" and an "eq" with a value.
        """
        if v is NULL:
            if "custom_validator" in m:
                self.touch("condition")
            return not m.get("required") and m.get("eq") is None
        if "eq" in m and v != m["eq"]:
            return False
        if "elements" in m:
            return all(self.condition(m["elements"], x) for x in v)
        for name, fits in (
                ("one_of", lambda a: v in a),
                ("not_one_of", lambda a: v not in a),
                ("ne", lambda a: v != a),
                ("custom_validator", lambda a: self.touch("condition")),
                ("gt", lambda a: is_number(v) and v > a),
                ("contains", lambda a: a in v),
                ("len_eq", lambda a: len(v) == a),
                ("match", lambda a: isinstance(v, str) and matches(a, v)),
                ("match_any", lambda a: any(
                    matches(p, v) for p in a["patterns"]))):
            if name in m and not fits(m[name]):
                return False
        return True

    def touch(self, what):
        self.touched.add(what)
        return True

    def check(self, check, value):
        (kind, arg), = check.items()
        if kind == "conditional":
            got = get(value, arg["if_field"])
            if is_vault(got):
                return
            if self.condition(arg["if_match"], got):
                then = get(value, arg["then_field"])
                if is_vault(then):
                    return
                if not self.condition(arg["then_match"], then):
                    raise ValueError(f"conditional {arg['then_field']}")
            return
        if kind == "mutually_exclusive_sets":
            sets = [arg["set1"], arg["set2"]]
            if all(any(not empty(get(value, f)) for f in s) for s in sets):
                raise ValueError(kind)
            return
        if kind == "custom_entity_check":
            self.touched.add("custom " + " ".join(arg["field_sources"]))
            return
        names = arg if isinstance(arg, list) else arg.get("then_at_least_one_of")
        if kind == "conditional_at_least_one_of":
            got = get(value, arg["if_field"])
            if not self.condition(arg["if_match"], got):
                return
            kind = "at_least_one_of"
        values = [get(value, f) for f in names]
        filled = [v for v in values if not empty(v)]
        if any(is_vault(v) for v in values):
            return
        if (kind == "at_least_one_of" and not filled or
                kind == "only_one_of" and len(filled) != 1 or
                kind == "mutually_exclusive" and len(filled) > 1 or
                kind == "mutually_required" and
                filled and len(filled) < len(values) or
                kind == "distinct" and len(filled) == 2 and
                values[0] == values[1]):
            raise ValueError(f"{kind} {names}")

    def verdict(self, value):
        """True: accepted, False: refused, None: a function decides."""
        self.touched = set()
        self.why = ""
        try:
            whole = self.record({
                "type": "record",
                "fields": [{n: f} for n, f in self.fields.items()],
                "shorthand_fields": self.shorthand_fields}, value, "")
            for check in self.checks or []:
                self.check(check, whole)
        except ValueError as e:
            self.why = str(e)
            return False
        except Unknown as e:
            self.why = str(e)
            return None
        return True
