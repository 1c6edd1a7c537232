"""Which command can raise which rule, found in what is compiled.

Every function and table is in a section of its own (-ffunction-sections), so
the relocations of the objects say who refers to whom; the sources say which
function names RULE_X. A command can raise X only if a chain leads from its
struct command to such a function. That is more than what it does raise (a
branch may never be taken), so that the other half is the golden cases: what a
command printed there, its rule's page must say.

    raises.py OBJECTS           compares --explain with both
    raises.py OBJECTS --list    prints what each command can raise
"""
import glob
import os
import re
import shlex
import subprocess
import sys

COMMANDS = {
    "lint": "cmd_lint", "render": "cmd_render",
    "keys generate": "cmd_keys_generate", "keys check": "cmd_keys_check",
    "keys probe": "cmd_keys_probe", "token mint": "cmd_token_mint",
    "token inspect": "cmd_token_inspect", "token verify": "cmd_token_verify",
    "dotenv set": "cmd_dotenv_set",
}
SECTION = re.compile(r"\.(?:text|rodata|data|bss|tbss)(?:\.rel\.ro)?"
                     r"(?:\.local)?\.(?:unlikely\.|cst\d+)?([A-Za-z_]\w*)")
# Names a rule to judge it, not to raise it.
JUDGES = {"ignore_list", "is_commented", "filter"}


def objects(folder):
    for path in sorted(glob.glob(folder + "/**/*.o", recursive=True)):
        yield os.path.relpath(path, folder)[:-2], path


def references(folder):
    """{(object, name): {(object or None, name)}}, {name: object}."""
    edges, exported = {}, {}
    for name, path in objects(folder):
        text = subprocess.run(["readelf", "-rsW", path], text=True,
                              check=True, stdout=subprocess.PIPE).stdout
        for line in text.splitlines():
            part = line.split()
            if len(part) == 8 and part[4] == "GLOBAL" and part[6] != "UND":
                exported[part[7]] = name
        here = None
        for line in text.splitlines():
            start = re.match(r"Relocation section '\.rela(\S+)'", line)
            if start:
                found = SECTION.fullmatch(start.group(1))
                here = (name, found.group(1)) if found else None
            elif line.startswith("Symbol table"):
                here = None
            elif here and re.match(r"[0-9a-f]{12,}", line):
                to = line.split()[4] if len(line.split()) > 4 else ""
                found = SECTION.fullmatch(to)
                edges.setdefault(here, set()).add(
                    (name, found.group(1)) if found else (None, to))
    return edges, exported


def source(path):
    """The text of a C file, with what it includes of .def files in it."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    return re.sub(r'^#include "(\S+\.def)"$',
                  lambda m: source(os.path.join("src", m.group(1))), text,
                  flags=re.M)


def raisers():
    """{(object, name of a function or table): {RULE_X}}"""
    found = {}
    for path in glob.glob("src/**/*.c", recursive=True):
        text = re.sub(r"/\*.*?\*/", "", source(path), flags=re.S)
        start = (r"^(?:(\w+)\([^;{}]*\)\n\{|"
                 r"[a-z][^\n()]*?(\w+)(?:\[[^\n=]*\])* = \{)")
        for m in re.finditer(start + r"(.*?)^\}", text, re.M | re.S):
            rules = set(re.findall(r"\bRULE_(\w+)", m.group(3)))
            name = m.group(1) or m.group(2)
            if rules and name not in JUDGES:
                found.setdefault((path[4:-2], name), set()).update(rules)
    return found


def reachable(edges, exported, root):
    seen, todo = set(), [(exported[root], root)]
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        for where, name in edges.get(at, ()):
            where = where or exported.get(name)
            if where:
                todo.append((where, name))
    return seen


def ids():
    with open("src/report/rules.def", encoding="utf-8") as f:
        return dict(re.findall(r'^RULE\((\w+), "([^"]+)"', f.read(), re.M))


def can_raise(folder):
    """{command: {id of a rule}}"""
    edges, exported = references(folder)
    raise_ = raisers()
    names = ids()
    there = set(edges).union(*edges.values())
    there.update((where, name) for name, where in exported.items())
    unknown = [n for n in raise_ if n not in there and n[0] != "main"]
    assert not unknown, f"no such section: {unknown}"
    found = {}
    for command, root in COMMANDS.items():
        reached = reachable(edges, exported, root)
        found[command] = {names[r] for n in reached & set(raise_)
                          for r in raise_[n] if r in names}
    return found


def found_by():
    """{id: [what its page says]}"""
    pages = {}
    for rule in ids().values():
        page = subprocess.run([os.environ["KONGRENDER"], "lint", "--explain",
                               rule], text=True, check=True,
                              stdout=subprocess.PIPE).stdout
        m = re.search(r"^(?:error|warning|note)(?:: found by (.*(?:\n.+)*))?$",
                      page, re.M)
        text = " ".join((m.group(1) or "").split())
        pages[rule] = text.split(", ") if text else []
    return pages


def printed():
    """(case, command as pages name it, rule) for what golden cases print."""
    for cmd in sorted(glob.glob("tests/golden/*/cmd")):
        folder = os.path.dirname(cmd)
        with open(cmd, encoding="utf-8") as f:
            words = shlex.split(f.read())
        command = next((c for c in COMMANDS
                        if words[:len(c.split())] == c.split()), None)
        if command is None or "--explain" in words or "--list-rules" in words:
            continue
        if command == "lint" and {"-r", "--rendered"} & set(words):
            command = "lint --rendered"
        for name in "want.out", "want.err":
            if os.path.exists(os.path.join(folder, name)):
                with open(os.path.join(folder, name), encoding="utf-8",
                          errors="replace") as f:
                    for rule in re.findall(
                            r"(?:error|warning|note): .* \[([a-z0-9-]+)\]$",
                            f.read(), re.M):
                        yield os.path.basename(folder), command, rule


def main(args):
    can = can_raise(args[0])
    if args[1:] == ["--list"]:
        for rule in ids().values():
            print(rule + ":", ", ".join(c for c in can if rule in can[c]))
        return 0
    passed, bad = 0, []
    pages = found_by()
    for rule, commands in pages.items():
        if not any(rule in raised for raised in can.values()):
            print(f"note: no command can raise {rule} yet")
            continue
        passed += 1
        if not commands:
            bad.append(f"the page of {rule} says of no command that finds it")
        for command in commands:
            passed += 1
            if rule not in can.get(command.replace(" --rendered", ""), ()):
                bad.append(f"the page of {rule} says that {command} finds it: "
                           "nothing there raises it")
    for case, command, rule in printed():
        passed += 1
        if rule in pages and command not in pages[rule]:
            bad.append(f"{case}: {command} finds {rule}: its page does not "
                       "say so")
    # what this suite is there to find
    for command, rule in (("dotenv set", "key-signature"),
                          ("token inspect", "unknown-field")):
        passed += 1
        if rule in can[command]:
            bad.append(f"{rule} is said to be in the reach of {command}")
    for command, rule in (("token verify", "key-signature"),
                          ("lint", "unknown-field"), ("render", "io")):
        passed += 1
        if rule not in can[command]:
            bad.append(f"{rule} is not found to be in the reach of {command}")
    for sentence in bad:
        print("not ok:", sentence)
    print(f"{passed - len(bad)} passed, {len(bad)} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
