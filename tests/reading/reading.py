"""Writes consumers and their key-auth credentials in many ways, and asks
render, lint, lint --rendered and keys check about each."""

import itertools
import os
import re
import subprocess
import tempfile

import tally
from tally import PROGRAM
from tokens import derived_id, sign

SECRET = "0123456789abcdef0123456789abcdef"


def token(role):
    return sign({"role": role, "iss": "supabase", "iat": 1700000000,
                 "exp": 4102444800}, SECRET)


ANON, SERVICE = token("anon"), token("service_role")


# --- how one mapping, one list, one scalar can be written; the anchors go
# into _ignore, which Kong does not read

class Ways:
    """Anchors on the way, with names of their own."""

    def __init__(self):
        self.anchors = []

    def anchor(self, text):
        name = "a%d" % len(self.anchors)
        self.anchors.append("- &%s %s\n" % (name, text))
        return "*" + name

    def head(self):
        return "_ignore:\n" + "".join(self.anchors) if self.anchors else ""


def mapping(ways, how, pairs):
    plain = "{%s}" % ", ".join(pairs)
    if how == "plain":
        return plain
    if how == "alias":
        return ways.anchor(plain)
    if how == "merge":
        return "{<<: %s }" % ways.anchor(plain)
    if how == "quoted merge":
        return '{"<<": %s }' % ways.anchor(plain)
    if how == "merge list":
        return "{<<: [%s , {}]}" % ways.anchor(plain)
    if how == "second of a list":
        return "{<<: [{_comment: x}, %s ]}" % ways.anchor(plain)
    if how == "nested merge":
        return "{<<: %s }" % ways.anchor("{<<: %s }" % ways.anchor(plain))
    if how == "beside":
        return "{<<: %s , %s}" % (ways.anchor("{%s}" % pairs[0]),
                                  ", ".join(pairs[1:] or ["_comment: x"]))
    raise ValueError(how)


def listing(ways, how, items):
    plain = "[%s]" % ", ".join(items)
    if how == "plain":
        return plain
    if how == "alias":
        return ways.anchor(plain)
    if how == "counted":
        return "{%s}" % ", ".join("%d: %s" % (i + 1, item)
                                  for i, item in enumerate(items))
    raise ValueError(how)


def scalar(ways, how, text):
    return ways.anchor(text) if how == "alias" else text


MAPPINGS = ["plain", "alias", "merge", "quoted merge", "merge list",
            "second of a list", "nested merge", "beside"]
LISTS = ["plain", "alias", "counted"]
OWNERS = ["nested", "username", "derived id"]


def write(how, anon_key, service_key):
    """A file with one key for each of the two consumers."""
    owner, consumer, credential, consumers, keys, name, key = how
    ways = Ways()
    entries, flat = [], []
    for username, value in (("anon", anon_key), ("service_role", service_key)):
        pairs = ["username: %s " % scalar(ways, name, username)]
        fields = ["key: %s " % scalar(ways, key, value)]
        if owner == "nested":
            one = mapping(ways, credential, fields)
            pairs.append("keyauth_credentials: %s " %
                         listing(ways, keys, [one + " "]))
        else:
            reference = (username if owner == "username"
                         else derived_id(username))
            fields.append("consumer: %s " % scalar(ways, name, reference))
            flat.append(mapping(ways, credential, fields) + " ")
        entries.append(mapping(ways, consumer, pairs) + " ")
    body = "consumers: %s\n" % listing(ways, consumers, entries)
    if flat:
        body += "keyauth_credentials: %s\n" % listing(ways, keys, flat)
    return '_format_version: "2.1"\n' + ways.head() + body


def all_ways():
    """Every way in each part, and pairs of them, for each kind of owner."""
    plain = ("plain", "plain", "plain", "plain", "plain", "plain")
    choices = [MAPPINGS, MAPPINGS, LISTS, LISTS, ["plain", "alias"],
               ["plain", "alias"]]
    seen = set()
    for a, b in itertools.combinations(range(6), 2):
        for x, y in itertools.product(choices[a], choices[b]):
            how = list(plain)
            how[a], how[b] = x, y
            seen.add(tuple(how))
    for owner in OWNERS:
        for how in sorted(seen):
            yield (owner,) + how


def run(arguments, files, environment=None, stdin=""):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            with open(os.path.join(folder, name), "w") as f:
                f.write(text)
        done = subprocess.run(
            [PROGRAM] + arguments, cwd=folder, env=environment or {},
            input=stdin, capture_output=True, text=True, check=False)
        written = os.path.exists(os.path.join(folder, "out.yml"))
        return done.returncode, done.stdout + done.stderr, written


def check(what, how, ok, said):
    tally.check(ok, "%s: %s\n%s" % (what, ", ".join(how), said))


def found(said, rule):
    return re.search(r"\[%s\]" % rule, said) is not None


RENDER = ["render", "-t", "k.yml", "-o", "out.yml", "--termination-log",
          "none"]


def swapped_variables(how, wrong):
    names = ["$SUPABASE_ANON_KEY", "$SUPABASE_SERVICE_KEY"]
    anon, service = names[::-1] if wrong else names
    _, said, _ = run(["lint", "k.yml"], {"k.yml": write(how, anon, service)})
    check("lint, variables %s" % ("swapped" if wrong else "right"), how,
          found(said, "swapped-variables") == wrong and
          not found(said, "internal"), said)


def keys_in_render(how, wrong):
    anon, service = (SERVICE, ANON) if wrong else (ANON, SERVICE)
    status, said, written = run(
        RENDER, {"k.yml": write(how, "$A", "$S")},
        {"A": anon, "S": service, "JWT_SECRET": SECRET})
    check("render, keys %s" % ("swapped" if wrong else "right"), how,
          (status, written, found(said, "key-role")) ==
          ((1, False, True) if wrong else (0, True, False)), said)


def lost_credential(how):
    status, said, written = run(
        RENDER, {"k.yml": write(how, "$E", "$S")},
        {"E": "", "S": SERVICE})
    # where no item can be dropped the empty key itself is refused
    check("render, an empty key", how, status == 1 and not written and
          (found(said, "no-credential") or found(said, "empty-credential") or
           found(said, "null-credential") or found(said, "empty-string")),
          said)


def literal_in_rendered(how):
    _, said, _ = run(["lint", "--rendered", "k.yml"],
                     {"k.yml": write(how, "$SUPABASE_ANON_KEY", "other")})
    check("lint --rendered, a reference left", how, "error" in said, said)


def keys_check(how, wrong):
    anon, service = (SERVICE, ANON) if wrong else (ANON, SERVICE)
    files = {"k.yml": write(how, anon, service)}
    environment = {"JWT_SECRET": SECRET, "ANON_KEY": ANON,
                   "SERVICE_ROLE_KEY": SERVICE}
    status, said, _ = run(["keys", "check"] + FILE, files, environment)
    check("keys check, keys %s" % ("swapped" if wrong else "right"), how,
          status == (1 if wrong else 0), said)
    _, said, _ = run(["keys", "check", "--key-stdin"] + FILE, files,
                     environment, ANON)
    check("keys check --key-stdin", how,
          ("service_role" if wrong else "anon") in
          "".join(line for line in said.splitlines() if "Kong accepts it" in line),
          said)


FILE = ["k.yml"]


def main():
    ways = list(all_ways())
    if not tally.EXHAUSTIVE:
        ways = ways[::7] + ways[:3]
    for how in ways:
        swapped_variables(how, True)
        swapped_variables(how, False)
        keys_in_render(how, True)
        keys_in_render(how, False)
        lost_credential(how)
        literal_in_rendered(how)
        keys_check(how, True)
        keys_check(how, False)
    tally.end()


main()
