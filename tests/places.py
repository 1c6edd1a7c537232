"""Finds marked mistakes: [[RULE]] stands where lint must find RULE."""

import json
import re
import subprocess

import tally
from tally import PROGRAM, check

BLOCK = """\
_format_version: "3.0"
_transform: [[wrong-type]]"true"
[[unknown-list]]Consumrs: []
[[unused-ignore]]# kongrender ignore=ttl-is-absolute -- the next line only
_comment: "é😀 ${A:-[[brace-in-default]]{x} $B"
[[ignore-comment]]# kongrender ignore=tttl -- no such rule
consumers:
  - username: anon # 日本語 [[unused-ignore]]# kongrender ignore=ttl-is-absolute -- not here
    id: [[invalid-uuid]]1234-abcd
    [[duplicate-mapping-key]]username: anon
    tags: ["日本語😀", [[invalid-tag]]"a,b", [[not-a-string]]12, "é", [[invalid-tag]]"c/d"]
    [[unknown-field]]groups: [a]
    keyauth_credentials:
      - key: [[hardcoded-secret]]hunter2
        ttl: [[invalid-ttl]]-1
      - key: [[swapped-variables]]$SUPABASE_SERVICE_KEY
        ttl: [[ttl-is-absolute]]3600
      - {key: "$X", [[unknown-field]]é: 1, ttl: [[invalid-ttl]]0}
      - key: '日本 [[double-dollar]]$$[[misspelled-variable]]SUPABASE_ANNON_KEY'
      - key: [[placeholder]]<YOUR_KEY>
      - [[null-credential]]key:
      - key: [[vault-reference]]"{vault://env/x}"
      - key: "é [[not-a-reference]]${1}"
      - key: "😀😀 [[malformed-reference]]${OPEN"
    basicauth_credentials:
      - username: [[username-colon]]a:b
        password: ${PASSWORD}
      - username: [[empty-string]]""
        password: $PASSWORD
      - [[missing-field]]username: only
    jwt_secrets:
      - key: $ISSUER
        secret: $SECRET
        algorithm: [[invalid-enum]]hs256
      - key: &issuer [[duplicate-credential]]$ISSUER
        rsa_public_key: [[public-key]]none
        algorithm: RS256
    oauth2_credentials:
      - name: app
        redirect_uris: ["https://é.example/", [[invalid-uri]]/callback]
    acls:
      - [[wrong-type]]admins
      -[[null-entry]]
  - username: [[not-a-string]]12:30
    hmacauth_credentials: [[wrong-type]]none
plugins:
  - name: [[unchecked-plugin]]own-limits
    config:
      redis_password: [[secret-type]]$REDIS_PASSWORD
---
services: []
"""
# found at the document, whose place depends on nothing above
BLOCK = BLOCK.replace("---\n", "[[multiple-documents]]---\n")

FLOW = """\
{"_format_version": "3.0", "_transform": [[wrong-type]]"true", "é": 1,
 "consumers": [{"username": [[not-a-string]]5, "tags": ["日本", [[invalid-tag]]"a,b"]},
\t{"username": "😀 ${A:-[[brace-in-default]]{}", "id": [[invalid-uuid]]"x", [[unknown-field]]"type": 1,
  "keyauth_credentials": [{"key": [[hardcoded-secret]]"hunter2", "ttl": [[ttl-is-absolute]]3600},
    {[[null-credential]]"key": null}, [[wrong-type]]"x", {"key": "😀 $[[misspelled-variable]]DASHBORD_PASSWORD"}],
  "acls": [[[missing-field]]{}, {"group": [[empty-string]]""}, {"group": [[not-a-string]]true}]}]}
"""
FLOW = FLOW.replace('"é": 1', '[[unknown-list]]"é": 1')
FLOW = FLOW.replace('{[[null-credential]]"key": null}',
                    '{"key": [[null-credential]]null}')

MARK = re.compile(r"\[\[([a-z0-9-]+)\]\]")


def read_marks(marked):
    """Returns the text without its marks, and what must be found."""
    text, wanted, done = "", [], 0
    for m in MARK.finditer(marked):
        text += marked[done:m.start()]
        done = m.end()
        line = text.count("\n") + 1
        column = len(text) - text.rfind("\n")
        wanted.append((line, column, m[1]))
    return text + marked[done:], sorted(wanted)


def lint(data):
    done = subprocess.run(
        [PROGRAM, "lint", "--format", "json", "-"],
        input=data, capture_output=True, check=False, timeout=60,
        env={"PATH": "/usr/bin:/bin"})
    return sorted((f["line"], f["column"], f["rule"])
                  for f in json.loads(done.stdout)["findings"])


def try_places(what, marked, change=lambda text: text):
    text, wanted = read_marks(marked)
    got = lint(change(text).encode())
    for place in sorted(set(wanted) | set(got)):
        check(got.count(place) == wanted.count(place),
              f"{what}: line {place[0]}, column {place[1]}, {place[2]}: "
              f"found {got.count(place)} times, not {wanted.count(place)}")
    return {rule for _, _, rule in wanted}


def in_configmap(marked):
    body = "".join("    " + line if line.strip() else line
                   for line in marked.splitlines(keepends=True))
    return ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kong}\n"
            "data:\n  # 日本語\n  kong.yml: |\n" + body +
            "  after: [x]\n---\nkind: Pod\napiVersion: v1\n")


found = try_places("block style", BLOCK)
check(len(found) >= 20, f"the file has {len(found)} different mistakes")
try_places("flow style", FLOW)
for name, text in ("block", BLOCK), ("flow", FLOW):
    try_places(f"{name}, CRLF", text, lambda t: t.replace("\n", "\r\n"))
    try_places(f"{name}, a byte order mark", text, lambda t: "\ufeff" + t)
    try_places(f"{name}, no final newline", text, lambda t: t.rstrip("\n"))
    # a tab is one column, as a blank is
    try_places(f"{name}, tabs behind colons",
               re.sub(r"(?m)^(\s+(?:- )?\w+:) (?=\S)", "\\1\t", text))
    try_places(f"{name}, lines above", "# é\n\n#\n" + text)
    try_places(f"{name}, in a ConfigMap", in_configmap(text))
    try_places(f"{name}, in a ConfigMap, CRLF", in_configmap(text),
               lambda t: t.replace("\n", "\r\n"))
# the test can fail: a mark one column off, one too many, one missing
for spoiled in (BLOCK.replace("[[ttl-is-absolute]]3600", "3[[ttl-is-absolute]]600"),
                BLOCK.replace("[[ttl-is-absolute]]3600", "3600"),
                BLOCK.replace("name: app", "[[ttl-is-absolute]]name: app")):
    check(tally.failures_of(try_places, "spoiled", spoiled),
          "a wrong mark is noticed")
tally.end()
