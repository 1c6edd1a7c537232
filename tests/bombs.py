"""Alias bombs, deep nesting, long lines: lint and render end in time."""

import os
import resource
import subprocess

import tally
from tally import PROGRAM, check

SECONDS = 1.0  # of CPU; a sanitizer or valgrind may take ten times as long
LARGE_SECONDS = 10   # of CPU; ten times what it takes
if "SAN_OPTIONS" in " ".join(os.environ):
    SECONDS = 10.0
HEAD = '_format_version: "3.0"\n'


def chain(levels, width, first, link):
    """first is what the innermost anchor holds, link makes the next."""
    lines = ["_ignore:", "- &a0 " + first]
    for i in range(1, levels):
        lines.append(f"- &a{i} " + link(f"*a{i - 1}", width))
    return HEAD + "\n".join(lines) + "\n", f"*a{levels - 1}"


def list_of(alias, width):
    return "[" + ", ".join([alias] * width) + "]"


def map_of(alias, width):
    return "{" + ", ".join(f"k{i}: {alias}" for i in range(width)) + "}"


def merge_of(alias, width):
    return "{<<: [" + ", ".join([alias] * width) + "]}"


def merges_of(alias, width):
    return "{" + ", ".join([f"<<: {alias}"] * width) + "}"


def bombs():
    for name, first, link in (
            ("lists", "[x]", list_of), ("mappings", "{x: y}", map_of),
            ("a list to merge", "{username: a}", merge_of),
            ("merge keys", "{username: a}", merges_of)):
        text, last = chain(40, 9, first, link)
        yield f"nested aliases: {name}, ignored", text, "nesting"
        yield (f"nested aliases: {name}, as consumers",
               text + f"consumers: {last}\n", "nesting")
        yield (f"nested aliases: {name}, as a consumer",
               text + f"consumers: [{last}, {{<<: {last}}}]\n", "nesting")
    many = ", ".join(f"k{i}: 1" for i in range(100))
    yield ("one large mapping, merged a thousand times",
           f"{HEAD}_ignore: [&a {{{many}}}]\nconsumers:\n"
           + "- {<<: *a}\n" * 1000, None)
    yield ("one list of consumers, a hundred times",
           HEAD + "consumers: &c\n" + "- {username: a}\n" * 1000
           + "_ignore: [" + "*c, " * 100 + "]\n", None)
    for what, text in (("[", "[" * 100000), ("{", "{a: " * 100000),
                       ("- ", "- " * 100000), ("? ", "? " * 100000),
                       ("[[ closed", "[" * 50000 + "]" * 50000)):
        yield f"nested deep: {what}", HEAD + "_ignore: " + text, None
    deep = "\n".join(" " * i + "a:" for i in range(3000))
    yield "nested deep: indentation", HEAD + deep, "nesting"
    refs = "${A:-" * 50000 + "}" * 50000
    yield "references in each other", f'{HEAD}_comment: "{refs}"\n', \
        "malformed-reference"
    yield ("references that never end",
           f'{HEAD}_comment: "{"${A" * 50000}"\n', None)
    yield ("a line of dollars", f'{HEAD}_comment: "{"$" * 500000}"\n', None)
    yield ("a comment of ignores", HEAD + "# kongrender ignore=" + "ttl," *
           50000 + "ttl -- why\n", None)
    yield ("fifty thousand ignores",
           HEAD + "# kongrender ignore=ttl-is-absolute -- why\n" * 50000, None)
    yield ("twenty thousand keys", HEAD + "".join(
        f"k{i}: 1\n" for i in range(20000)), "unknown-list")
    yield ("one key twenty thousand times", HEAD + "k: 1\n" * 20000,
           "duplicate-mapping-key")
    yield ("one consumer twenty thousand times", HEAD + "consumers:\n"
           + "- {username: a}\n" * 20000, "duplicate-consumer")
    yield ("one alias twenty thousand times", HEAD + "consumers:\n"
           + "- &a {username: a}\n" + "- *a\n" * 20000, "duplicate-consumer")
    yield ("one key of 200 KB, a thousand times by aliases", HEAD
           + "consumers:\n- username: a\n  keyauth_credentials:\n"
           + "  - &a {key: " + "x" * 200000 + "}\n" + "  - *a\n" * 1000,
           "nesting")
    yield ("one text of 90 KB, in five hundred plugins by aliases", HEAD
           + "_ignore:\n- &l |\n" + "    local x = 1\n" * 7500 + "services:\n"
           + "".join(f"- {{name: s{i}, url: 'http://h', plugins: [{{name: "
                     "pre-function, config: {access: [*l]}}]}\n"
                     for i in range(500)), None)
    yield ("a tag of a megabyte", HEAD + "consumers: [{username: a, tags: ["
           + "x" * 1000000 + "]}]\n", None)
    yield ("a value of angle brackets", HEAD + "_comment: '"
           + "<A_" * 200000 + "'\n", None)
    yield ("a value that begins as a token again and again",
           HEAD + "_comment: '" + "eyJ.eyJ." * 100000 + "'\n", None)
    yield ("a number of a megabyte", HEAD + "consumers: [{username: a, "
           "created_at: " + "1_" * 500000 + "1}]\n", "wrong-type")


def run(args, text):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([PROGRAM, *args], input=text.encode(), timeout=60,
                          capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, (after.ru_utime + after.ru_stime
                  - before.ru_utime - before.ru_stime)


def large():
    """Templates that are only large, with what must come out of them."""
    value = "v" * 100
    yield ("a scalar of almost 16 MiB",
           "a: '" + "x" * 16000000 + " $A'\n",
           lambda t: t.replace("$A", value))
    yield ("a million references in one scalar", "a: '" + "$A." * 1000000
           + "'\n", lambda t: t.replace("$A", value))
    yield ("half a million references in a list", "- $A\n" * 500000,
           lambda t: t.replace("$A", value))
    yield ("a million references in a literal block",
           "a: |\n" + "  $A\n" * 1000000,
           lambda t: t.replace("$A", value))
    yield ("a hundred thousand names", "- ${N%d:-x}\n",
           lambda t: "- x\n" * 100000)
    yield ("a scalar of 17 MiB", "a: '" + "x" * 17825792 + "'\n", None)
    yield ("ten thousand keys that stay apart", "".join(
        f"k{i}${{A:+}}: 1\n" for i in range(10000)), lambda t:
           t.replace("${A:+}", ""))
    yield ("two thousand keys that collide", "".join(
        f"? ${{N{i}:-k}}\n: 1\n" for i in range(2000)), None)


def try_large():
    for name, text, wanted in large():
        if "%d" in text:
            text = "".join(text % i for i in range(100000))
        done, took = run(["render", "-k", "yaml", "-q", "-t", "-", "-o", "-",
                          "--termination-log", "none"], text)
        check(took < LARGE_SECONDS, name, f"took {took:.2f} s")
        check(done.returncode == (0 if wanted else 1), name,
              done.stderr[:300])
        check(done.stdout.decode() == (wanted(text) if wanted else ""), name)


def main():
    os.environ["A"] = "v" * 100
    try_large()
    for name, text, rule in bombs():
        for args in (["lint", "-"], ["lint", "--rendered", "-"],
                     ["lint", "--format", "sarif", "-"],
                     ["render", "-t", "-", "-o", "-", "--dry-run"]):
            what = f"{name} ({' '.join(args[:2])})"
            if os.environ.get("VERBOSE"):
                print(what, flush=True)
            done, took = run(args, text)
            check(took < SECONDS, what, f"took {took:.2f} s")
            check(done.returncode in (0, 1), what, f"{done.returncode}")
            said = (done.stdout + done.stderr).decode("utf-8", "replace")
            if rule and (rule != "malformed-reference"
                         or "--rendered" not in args):
                check(rule in said, what, said[:300])
    tally.end()


main()
