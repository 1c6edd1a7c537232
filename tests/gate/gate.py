"""Typical and hostile values against render, lint --rendered and keys check.

Each value is a key or a password of a consumer in an install. A table says
what each command must find there: error, warning or nothing. What render
writes, lint --rendered must accept. No output may hold a value.
"""

import base64
import hashlib
import json
import os
import pty
import subprocess
import tempfile

import tally
from tally import PROGRAM, check
from tokens import b64url, sign

SECRET = "0123456789abcdef0123456789abcdef01234567"
NOW = 1700000000
DAY = 86400
PUBLIC, NO_KEY = "public-credential", "not-a-supabase-key"
LEFT = "unrendered-reference"


def mint(role, secret=SECRET, exp=4000000000, iat=NOW):
    return sign({"role": role, "iss": "supabase", "iat": iat, "exp": exp},
                secret)


def opaque(prefix, text):
    digest = hashlib.sha256(
        f"supabase-self-hosted|{prefix}{text}".encode()).digest()
    return f"{prefix}{text}_{b64url(digest)[:8]}"


ANON, SERVICE = mint("anon"), mint("service_role")
SB = opaque("sb_publishable_", "abcdefghijklmnopqrstuv")

# Texts that anyone can send, whoever's key or password they are.
PUBLIC_VALUES = [
    "${KEY}", "$SOME_KEY", "x-${KEY}-y", "$K", "x-$KEY", "${key}", "$(KEY)", "%KEY%",
    "{{ KEY }}", "{{.Values.anonKey}}", "${{ secrets.KEY }}", "'${KEY}'",
    "ANON_KEY", "SUPABASE_ANON_KEY", "JWT_SECRET", "null", "NULL",
    "undefined", "None", "nil", "true", "changeme", "change-me-please",
    "<ANON_KEY>", "your-anon-key", "YOUR_KEY_HERE", "__ANON_KEY__",
    "set-anon-key-in-env-file", "sb_secret_xxxxxxxx", '"null"', "<no value>", "${ KEY }", "${env:KEY}", "${secrets.KEY}",
    "$(cat /run/secrets/key)", "{{ lookup('env', 'KEY') }}", "********",
    "[object Object]", " null "]

# Values of people's own: never public.
OWN = ["correct-horse-battery", "$4711-pa", "100%", "a%b%c",
       "mind-your-step-4711", "trueish", "nullable-7", "a{b}c{{", "$1$2$3",
       "none-of-your-business", "p4ssw0rd(1)", "key_of_partner_0815", "$(4)${5}", "<T3zc[Rsm?lp>", "8Typ|/$(5K#%",
       "__init", "user-key-7f3a9c", "$$$", "{vault}x"]

# Passwords that a reference might be in: a warning everywhere.
DOUBTFUL = ["$ecret99", "pa$word-4711", "x$K9-5pqR", "pa$$word", "Pa$SWORD12",
            "a$NAMEd", "8Typ|/$C5K#%", r"\$key"]

# Texts that are no key, and what the message says they look like.
NO_KEYS = {
    "correct-horse-battery": "neither a JWT nor an sb_ key",
    "short": "fewer than 8",
    "sb_x": "fewer than 8",
    base64.b64encode(ANON.encode()).decode(): "base64",
    base64.b64encode(f"{ANON}\n".encode()).decode(): "base64",
    base64.b64encode(SB.encode()).decode(): "base64",
    f'"{ANON}"': "in quotes",
    f"'{SB}'": "in quotes",
    f"Bearer {ANON}": "Bearer",
    f"{ANON[:60]}\n{ANON[60:]}": "perhaps a line break",
    f"{ANON[:60]} {ANON[60:]}": "perhaps a line break",
    ANON[1:]: "first letters",
    ANON[2:]: "first letters",
    SB[1:]: "first letters",
    SB[3:]: "first letters",
    ANON.replace(".", "%2E"): "percent-encoded",
    SB.replace("_", "%5F", 1): "percent-encoded",
    ANON.rsplit(".", 1)[0]: "truncated JWT",
    ANON[:80]: "truncated JWT",
    ANON[:-1]: "lost or gained characters",
    ANON[:-20]: "lost or gained characters",
    base64.encodebytes(ANON.encode()).decode().strip(): "base64",
    f"ANON_KEY={ANON}": "other characters before or after the key",
    f"{ANON};": "other characters before or after the key",
    f'"{SB}': "other characters before or after the key",
    f"Authorization: Bearer {SB}": "other characters before or after the key",
    SECRET: "JWT_SECRET",
    "dashboard-password-4711": "DASHBOARD_PASSWORD",
}
KEYS = [ANON, SB]


def run(args, env=None, stdin="", secrets=()):
    environment = {"PATH": os.environ["PATH"], **(env or {})}
    done = subprocess.run([PROGRAM, *args], env=environment, text=True,
                          input=stdin, capture_output=True)
    for value in secrets:
        if len(value.strip()) > 15:
            check(value.strip() not in done.stdout + done.stderr, "a value in",
                  args)
    return done


def levels(done, rule):
    return {line.split(": ")[1] for line in
            (done.stdout + done.stderr).splitlines()
            if line.endswith(f"[{rule}]")}


def write(name, text):
    with open(name, "w", encoding="utf-8") as f:
        f.write(text)


def template(consumer, entry):
    return ('_format_version: "3.0"\nconsumers:\n'
            f"  - username: {consumer}\n    {entry}\n")


KEY = "keyauth_credentials: [{key: $%s}]"
PASSWORD = "basicauth_credentials: [{username: me, password: $%s}]"
HMAC = "hmacauth_credentials: [{username: me, secret: $%s}]"
OAUTH = ("oauth2_credentials: [{name: n, client_id: c, "
         "redirect_uris: ['https://a.b/'], client_secret: $%s}]")
HS = "jwt_secrets: [{key: me, secret: $%s}]"
NOT_SECRET = ["jwt_secrets: [{key: $%s, secret: a-secret-of-its-own-4711}]",
              "basicauth_credentials: [{username: $%s, password: good-0815}]",
              "acls: [{group: $%s}]"]


def render(consumer, entry, name, value, env=None, flags=()):
    write("kong.yml.tmpl", template(consumer, entry % name))
    if os.path.exists("kong.yml"):
        os.remove("kong.yml")
    return run(["render", "-t", "kong.yml.tmpl", "-o", "kong.yml",
                "--termination-log", "none", *flags],
               {name: value, **(env or {})}, secrets=[value])


def rendered(consumer, entry, name, value, *flags):
    """The same file as another tool would have written it."""
    write("other.yml", template(
        consumer, entry.replace(f"${name}", json.dumps(value))))
    return run(["lint", "--rendered", *flags, "other.yml"], secrets=[value])


def both(consumer, entry, name, value, *flags):
    return (render(consumer, entry, name, value, flags=flags),
            rendered(consumer, entry % name, name, value, *flags))


def public_values():
    for value in PUBLIC_VALUES:
        for entry in (KEY, PASSWORD, HMAC, OAUTH, HS):
            for consumer in ("partner", "anon"):
                one, two = both(consumer, entry, "PARTNER", value)
                check(one.returncode == 1 and levels(one, PUBLIC) == {"error"},
                      "render lets through", entry, repr(value), one.stderr)
                check(two.returncode == 1 and levels(two, PUBLIC) == {"error"},
                      "lint lets through", entry, repr(value), two.stdout)
                check(not levels(one, NO_KEY), "told twice", repr(value))
                check(not os.path.exists("kong.yml"), "written", repr(value))
        # the variable's own name, whatever it is
        one = render("partner", KEY, "PARTNER", "PARTNER")
        check(levels(one, PUBLIC) == {"error"}, "its own name")
        for entry in NOT_SECRET:
            one = render("partner", entry, "PARTNER", value.strip())
            check(not levels(one, PUBLIC), "no secret", entry, repr(value))
        done = run(["keys", "check"], {"ANON_KEY": value.strip(),
                                       "JWT_SECRET": SECRET})
        check(done.returncode == 1 and levels(done, PUBLIC) == {"error"},
              "keys check lets through", repr(value), done.stdout)
        done = run(["keys", "check", "--key-stdin"],
                   {"ANON_KEY": ANON, "JWT_SECRET": SECRET}, value)
        check(done.returncode == 1 and levels(done, PUBLIC) == {"error"},
              "--key-stdin lets through", repr(value), done.stdout)


def envoy_values():
    """Envoy's file has the same keys and the same judge."""
    shipped = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                           "../../templates/envoy/lds.template.yaml")
    good = {"ANON_KEY": ANON, "SERVICE_ROLE_KEY": SERVICE,
            "DASHBOARD_USERNAME": "me", "DASHBOARD_PASSWORD": "good-0815"}
    for name in ("", "ANON_KEY", "SERVICE_ROLE_KEY", "DASHBOARD_PASSWORD"):
        for value in ("undefined", "changeme", "$SOME_KEY", "JWT_SECRET"):
            done = run(["render", "-k", "envoy", "-t", shipped, "-o", "lds.yml",
                        "--termination-log", "none"],
                       {**good, name or "NO": value})
            check(levels(done, PUBLIC) == ({"error"} if name else set()) and
                  done.returncode == bool(name), "envoy", name, value,
                  done.stderr)


def own_values():
    for value in OWN + DOUBTFUL:
        wanted = {"warning"} if value in DOUBTFUL else set()
        for entry in (KEY, PASSWORD, HMAC, HS):
            one, two = both("partner", entry, "PARTNER", value)
            three = run(["keys", "check", "kong.yml"], {"ANON_KEY": ANON})
            for done in (one, two, three):
                check(not levels(done, PUBLIC) and not levels(done, NO_KEY) and
                      levels(done, LEFT) == wanted, "own value", entry,
                      repr(value), done.stdout, done.stderr)
            check(one.returncode == two.returncode == 0, "refused", entry,
                  repr(value), one.stderr, two.stdout)
    # of the keys of anon and service_role there is one finding
    for value in DOUBTFUL:
        one, two = both("anon", KEY, "MINE", value)
        for done in (one, two):
            check(levels(done, NO_KEY) == {"warning"} and
                  not levels(done, LEFT) and "like a reference" in
                  done.stdout + done.stderr, "one finding", repr(value),
                  done.stdout, done.stderr)


def strict():
    """What render --strict writes, lint --rendered --strict accepts."""
    for value in OWN + DOUBTFUL + PUBLIC_VALUES + KEYS + list(NO_KEYS):
        for entry, consumer in ((KEY, "anon"), (KEY, "partner"),
                                (PASSWORD, "partner"), (HS, "partner")):
            one, two = both(consumer, entry, "PARTNER", value, "--strict")
            check(one.returncode == two.returncode, "strict", consumer,
                  entry, repr(value), one.stderr, two.stdout)


def no_keys():
    env = {"DASHBOARD_PASSWORD": "dashboard-password-4711"}
    supabase = {"JWT_SECRET": SECRET, **env}
    for value, words in NO_KEYS.items():
        # where the template has a variable of the table it is an error,
        one = render("anon", KEY, "SUPABASE_ANON_KEY", value, env)
        check(levels(one, NO_KEY) == {"error"}, "no key", repr(value),
              one.stderr)
        # with JWT_SECRET, too,
        one = render("anon", KEY, "MINE", value, supabase)
        check(levels(one, NO_KEY) == {"error"} and one.returncode == 1 and
              words in one.stderr, "looks like", words, one.stderr)
        # elsewhere one may have keys of one's own,
        one, two = both("anon", KEY, "MINE", value)
        check(levels(one, NO_KEY) == levels(two, NO_KEY) == {"warning"},
              "a warning", repr(value), one.stderr, two.stdout)
        # and other consumers have.
        one, two = both("partner", KEY, "MINE", value)
        check(not levels(one, NO_KEY) and not levels(two, NO_KEY),
              "another consumer", repr(value))
        one = run(["keys", "check"], {"ANON_KEY": value, **supabase},
                  secrets=[value])
        two = run(["keys", "check", "--key-stdin"],
                  {"ANON_KEY": ANON, **supabase}, value, secrets=[value])
        for done in (one, two):
            check(done.returncode == 1 and words in done.stdout and
                  levels(done, NO_KEY) == {"error"}, "keys check", words,
                  done.stdout)
    for value in KEYS:
        for consumer in ("anon", "partner"):
            one, two = both(consumer, KEY, "SUPABASE_ANON_KEY", value)
            check(one.returncode == two.returncode == 0 and
                  not levels(one, NO_KEY) and not levels(two, NO_KEY),
                  "a good key", consumer, one.stderr, two.stdout)
    # ignoring this one does not silence the other
    render("anon", KEY, "MINE", "undefined", supabase)
    done = run(["render", "-t", "kong.yml.tmpl", "-o", "kong.yml", "--ignore",
                NO_KEY, "--termination-log", "none"],
               {"MINE": "undefined", **supabase})
    check(levels(done, PUBLIC) == {"error"}, "ignored", done.stderr)


def installs():
    """Files in which nothing of this is to be said."""
    for text in (
            # Kong's anonymous consumer, without any key
            "consumers: [{username: anon}]\nservices:\n"
            "- {name: a, url: 'http://a', plugins: [{name: key-auth, "
            "config: {anonymous: anon}}]}\n",
            # a plugin that does its own authentication
            "consumers: [{username: anon, custom_id: x}]\nplugins:\n"
            "- {name: key-auth, config: {key_names: ['null', undefined]}}\n",
            # Lua that asks for what looks like a reference of another tool
            "plugins:\n- {name: request-transformer, config: {add: {headers: "
            "['x:$(headers.apikey)']}}}\n"):
        write("other.yml", '_format_version: "3.0"\n' + text)
        done = run(["lint", "--rendered", "other.yml"])
        check(not levels(done, PUBLIC) and not levels(done, NO_KEY),
              "an install", text, done.stdout)
    # one template for several environments: what is set counts
    write("kong.yml.tmpl", template(
        "partner", "keyauth_credentials: [{key: $KEY_DEV}, {key: $KEY_PROD}]"))
    for value, status in (("", 0), ("undefined", 1), ("prod-key-0815", 0)):
        done = run(["render", "-t", "kong.yml.tmpl", "-o", "kong.yml",
                    "--termination-log", "none"],
                   {"KEY_DEV": "dev-key-4711", "KEY_PROD": value})
        check(done.returncode == status, "environments", repr(value),
              done.stderr)
    # an RS256 credential does not use its secret
    done = rendered("partner", "tags: [$X]", "X", "null")
    check(done.returncode == 0, "a tag is no secret", done.stdout)


def signatures():
    hexed = SECRET
    based = base64.b64encode(b"thirty bytes of a good secret!").decode()
    for secret, signer, words in (
            (hexed, bytes.fromhex(hexed), "hexadecimal"),
            (based, base64.b64decode(based), "base64"),
            (SECRET + "$tail", SECRET.encode(), "before the $")):
        done = run(["keys", "check"], {"JWT_SECRET": secret, "ANON_KEY":
                                       mint("anon", signer)})
        check(words in done.stdout and done.returncode == 1, "signed with",
              words, done.stdout)
    for days, found in ((29, {"warning"}), (31, set())):
        done = run(["keys", "check", "--now", str(NOW)], {
            "JWT_SECRET": SECRET, "SERVICE_ROLE_KEY": SERVICE,
            "ANON_KEY": mint("anon", exp=NOW + days * DAY)})
        check(done.returncode == 0 and levels(done, "key-expiry") == found,
              "thirty days", days, done.stdout)


def first_on_a_401():
    made = run(["keys", "generate"]).stdout
    write("set.env", made)
    values = {line.split("=", 1)[0]: line.split("=", 1)[1].strip("'")
              for line in made.splitlines()}
    shipped = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                           "../../templates/supabase.yml")
    done = run(["render", "-t", shipped, "-o", "kong.yml", "-e", "set.env",
                "--termination-log", "none"],
               {"DASHBOARD_USERNAME": "me", "DASHBOARD_PASSWORD": "good-0815"})
    check(done.returncode == 0, "the shipped template", done.stderr)
    check("; only to check or derive: JWT_SECRET (set.env)" in done.stderr,
          "what was only to check", done.stderr)
    done = run(["keys", "check", "-e", "set.env", "kong.yml"])
    check(done.returncode == 0 and levels(done, "key-not-in-file") == {"note"},
          "the documented path", done.stdout)
    # an entry that the template has, and whose key is another
    other = mint("anon", values["JWT_SECRET"].encode(), iat=NOW)
    with open("kong.yml", encoding="utf-8") as f:
        text = f.read()
    write("old.yml", text.replace(values["ANON_KEY"], other))

    def explain(key, path, *more):
        return run(["keys", "check", "-e", "set.env", *more, "--key-stdin",
                    path], stdin=key, secrets=values.values())

    done = run(["keys", "check", "-e", "set.env", "old.yml"])
    check(done.returncode == 1 and "an older key" in done.stdout, "older",
          done.stdout)
    done = explain(values["ANON_KEY"], "old.yml")
    check(done.returncode == 1 and "an older key" in done.stdout,
          "older by its date", done.stdout)
    write("before.env", f"ANON_KEY_PREVIOUS={other}\n")
    done = explain(values["ANON_KEY"], "old.yml", "-e", "before.env")
    check("still has the previous key" in done.stdout, "older for sure",
          done.stdout)
    done = explain(other, "kong.yml", "-e", "before.env")
    check("no entry for SUPABASE_ANON_KEY_PREVIOUS" in done.stdout,
          "a previous key without a place", done.stdout)
    done = explain(values["SUPABASE_PUBLISHABLE_KEY"], "kong.yml")
    check("older" not in done.stdout and "no entry for" in done.stdout,
          "no more than is known", done.stdout)
    done = explain(values["ANON_KEY_ASYMMETRIC"], "kong.yml")
    check(done.returncode == 1 and "clients do not send" in done.stdout
          and "SUPABASE_PUBLISHABLE_KEY" in done.stdout, "by design",
          done.stdout)
    done = explain(values["ANON_KEY"], "kong.yml")
    check(done.returncode == 0 and "accepts it as anon" in done.stdout,
          "a good one", done.stdout)
    write("list.yml", '_format_version: "3.0"\nconsumers:\n  1: {username: '
          "anon, keyauth_credentials: {1: {key: %s}}}\n" % values["ANON_KEY"])
    done = explain(values["ANON_KEY"], "list.yml")
    check(done.returncode == 0 and "accepts it as anon" in done.stdout,
          "{1: ...}", done.stdout)
    for args, key in ((["keys", "check"], ""),
                      (["keys", "check", "--key-stdin"], ANON)):
        done = run(args, stdin=key)
        check(done.returncode == 1 and "--secrets-dir" in done.stdout and
              "--env-file" in done.stdout, "no source", done.stdout)
    done = run(["keys", "check"], {"ANON_KEY_FILE": "no/such"})
    check(done.returncode == 2 and "ANON_KEY_FILE" in done.stdout, "_FILE",
          done.stdout)


def terminal():
    main, other = pty.openpty()
    process = subprocess.Popen([PROGRAM, "lint", "-"], stdin=other,
                               stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.PIPE)
    os.close(other)
    os.write(main, b'_format_version: "3.0"\n\x04')
    out, err = process.communicate(timeout=20)
    check("from the terminal; end with Ctrl-D" in err and not out,
          "a terminal", out, err)
    done = run(["lint", "-"], stdin='_format_version: "3.0"\n')
    check(not done.stderr, "no terminal", done.stderr)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for part in (public_values, envoy_values, own_values, strict, no_keys,
                 installs, signatures, first_on_a_401, terminal):
        part()
tally.end()
