"""Checks the handbook: README.md and those of templates/ and deploy/.

A fence says what its text is:
  sh             runs, and must end well
  sh kubectl     the same, if there is a kubectl; asks no cluster
  sh cluster     needs a cluster: only its syntax and flags are checked
  sh network     needs the network: the same
  console        "$ " begins a command, "> " continues it; what follows is
                 what it prints, where ... stands for anything
  yaml [FILE]    parses as YAML; is FILE for the commands that follow
  mermaid        a flowchart, of nodes and arrows
  text           anything
Indented blocks are not used: nobody could say what they are.

The commands of a document run in order in one scratch folder that has
templates/ and deploy/, with kongrender on the PATH.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

import tally
from tally import PROGRAM

DOCUMENTS = ["README.md", "templates/README.md", "deploy/README.md",
             "deploy/from-sed.md", "deploy/compose/README.md"]
# Of these only links, flags and pictures are checked.
OTHERS = ["CONTRIBUTING.md", "CHANGELOG.md", ".github/SECURITY.md"]
README_LINES = 250
SCRIPT = "deploy/manage-supabase-jwt.sh"
MARK = "-- the end of command "
KINDS = {"sh", "sh kubectl", "sh cluster", "sh network", "console", "text",
         "mermaid"}


def check(sentence, is_so, more=""):
    tally.check(is_so, f"{sentence}\n{more}".rstrip())


def fences(text):
    """(line, info, body) of each fenced block."""
    found, inside = [], None
    for n, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if inside is None:
                inside = (n, line[3:].strip(), [])
            else:
                found.append((*inside[:2], "\n".join(inside[2]) + "\n"))
                inside = None
        elif inside is not None:
            inside[2].append(line)
    assert inside is None, "a fence that is never closed"
    return found


def prose(text):
    out, inside = [], False
    for line in text.splitlines():
        inside ^= line.startswith("```")
        out.append("" if inside or line.startswith("```") else line)
    return "\n".join(out)


def by_hand(text):
    """text without the pages of rules, which tests/rules.sh judges."""
    return re.sub(r"(?ms)^<!-- rules: .*?^<!-- end of rules -->$", "", text)


def check_mermaid(where, body):
    """Each line is an arrow between nodes; a node has one label at most."""
    node = r"(\w+)(?:\[\"([^\"]+)\"\])?"
    arrows, (first, *lines) = set(), body.splitlines()
    check(f"{where}: is a flowchart", first in ("flowchart LR", "flowchart TD"))
    labels = {}
    for line in lines:
        arrow = re.fullmatch(rf"\s+{node} --> {node}", line)
        check(f"{where}: {line} is an arrow", arrow is not None)
        if not arrow:
            continue
        a, label, b, other = arrow.groups()
        labels.setdefault(a, []).extend([label] if label else [])
        labels.setdefault(b, []).extend([other] if other else [])
        arrows.add((a, b))
    for name, found in labels.items():
        check(f"{where}: the node {name} has one label", len(found) == 1)
    return arrows


def includes():
    """(folder, folder of a header that it includes), for src/."""
    found = set()
    for path in glob.glob("src/*/*.[ch]"):
        with open(path, encoding="utf-8") as f:
            for to in re.findall(r'^#include "(\w+)/', f.read(), re.M):
                found.add((path.split("/")[1], to))
    return {(a, b) for a, b in found if a != b}


def reachable(arrows):
    while True:
        more = {(a, d) for a, b in arrows for c, d in arrows if b == c}
        if more <= arrows:
            return arrows
        arrows = arrows | more


def check_folders(arrows):
    """CONTRIBUTING.md's picture shows who includes whom."""
    is_so, drawn = reachable(includes()), reachable(arrows)
    check("the picture of the folders has every folder of src/ that includes "
          "another", is_so <= drawn, str(is_so - drawn))
    check("and no arrow that is not in the code", drawn <= is_so,
          str(drawn - is_so))


# --- running

def commands(body):
    """(command, what it prints) of a console block."""
    found = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0].append(line[2:])
        else:
            found[-1][1].append(line)
    return [("\n".join(c), "\n".join(o)) for c, o in found]


def scratch():
    folder = tempfile.mkdtemp(prefix="readme-")
    for name in ("templates", "deploy"):
        tally.copy_tree(name, os.path.join(folder, name))
    os.mkdir(os.path.join(folder, ".bin"))
    links = [("kongrender", PROGRAM),
             ("kubectl", os.environ["README_KUBECTL"])]
    for name, target in links:
        if target:
            os.symlink(target, os.path.join(folder, ".bin", name))
    return folder


def shell(folder, script, shell_name="bash"):
    env = {"PATH": f"{folder}/.bin:/usr/bin:/bin", "HOME": folder,
           "LC_ALL": "C"}
    return subprocess.run(
        [shell_name, "-c", "exec 2>&1\n" + script], env=env, cwd=folder,
        text=True, errors="replace", stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE)


def as_pattern(want):
    parts = [re.escape(p) for p in want.split("...")]
    return re.compile(".*".join(parts))


def run_console(folder, where, body):
    wanted = commands(body)
    script = "".join(f"{c}\necho '{MARK}'\n" for c, _ in wanted)
    got = shell(folder, script).stdout.split(MARK + "\n")
    check(f"{where}: every command comes to its end",
          len(got) == len(wanted) + 1, "".join(got))
    for (command, want), printed in zip(wanted, got):
        # GNU sed's own name for itself, wherever it is called from.
        check(f"{where}: $ {command} prints what the handbook says",
              as_pattern(want).fullmatch(printed.rstrip("\n")),
              "it prints:\n" + printed)


def run_block(folder, where, info, body):
    if info == "console":
        run_console(folder, where, body)
    elif info == "sh" or info == "sh kubectl":
        if info == "sh kubectl" and not os.environ["README_KUBECTL"]:
            print(f"skipped: {where} (no kubectl)")
            return
        r = shell(folder, "set -e\n" + body)
        check(f"{where}: ends well", r.returncode == 0, r.stdout)
    elif info.startswith("sh "):
        r = subprocess.run(["bash", "-n"], input=body, text=True,
                           stderr=subprocess.PIPE)
        check(f"{where}: is shell", r.returncode == 0, r.stderr)
    elif info == "mermaid":
        check_mermaid(where, body)
    elif info.startswith("yaml"):
        try:
            check(f"{where}: is YAML", yaml.safe_load(body) is not None)
        except yaml.YAMLError as e:
            check(f"{where}: is YAML", False, str(e))
        if info != "yaml":
            with open(os.path.join(folder, info[5:]), "w") as f:
                f.write(body)


# --- what zsh takes as well

def check_zsh(where, body):
    """Pasted into zsh, a # is no comment but a word."""
    check(f"{where}: no comments, which zsh would run",
          not re.search(r"(?:^|\s)#", body, re.M))
    if shutil.which("zsh"):
        r = subprocess.run(["zsh", "-n"], input=body, text=True,
                           stderr=subprocess.PIPE)
        check(f"{where}: zsh reads it", r.returncode == 0, r.stderr)


# --- flags

def flags_of(help_text):
    return set(re.findall(r"(?:^|[ ,])(--[a-z][a-z-]*)", help_text, re.M))


def helps():
    found = {}
    for command in commands_of_help():
        text = run_kongrender(*command.split(), "--help")
        flags = text.split("\nFlags", 1)[1].split("\nExamples", 1)[0]
        found[command] = {}
        for block in re.split(r"\n(?=  -|      --)", flags)[1:]:
            letter, name = re.match(r" +(?:(-.), )?(--[a-z-]+)",
                                    block).groups()
            twin = re.search(r"\n +\[env: ([A-Z_]+)\]$", block.rstrip())
            found[command][name] = (
                letter or "", twin.group(1) if twin else "", default(block))
            rest = block.replace(twin.group(), "") if twin else block
            if default(block):
                rest = re.sub(r"\(default:[^()]*\)\s*$", "", rest)
            check(f"{command} {name}: a default is shown as (default: X) at "
                  "the end of the text, a twin as [env: NAME] after it",
                  not re.search(r"\[|default[: ]|KONG[A-Z]*_|\)\s*$", rest) or
                  rest.rstrip().endswith("--list-rules)"), block)
        check(f"{command} --help: no line is longer than 80 columns",
              all(len(line) <= 80 for line in text.splitlines()),
              "\n".join(x for x in text.splitlines() if len(x) > 80))
    return found


def default(text):
    """X of the (default: X) that a flag's text ends with, or nothing."""
    text = re.sub(r"\[env: [A-Z_]+\]\s*$", "", text).strip()
    found = re.search(r"\(default:\s([^()]*)\)$", text)
    return " ".join(found.group(1).replace("`", "").split()) if found else ""


def check_shared(known):
    """A flag that several commands have is one flag."""
    seen = {}
    for command, flags in known.items():
        for name, what in flags.items():
            other, before = seen.setdefault(name, (command, what))
            # each command has formats of its own, and render's --only twins
            if name in ("--format", "--only", "--role"):
                what, before = what[:1], before[:1]
            # render has to be told: what it writes must not be guessed
            if name == "--kind":
                what, before = what[:2], before[:2]
            check(f"{name} of {command} and of {other}: letter, twin and "
                  "default are the same", what == before,
                  f"{what} {before}")
    letters = {}
    for command, flags in known.items():
        for name, (letter, _, _) in flags.items():
            if letter:
                check(f"{command}: -{letter} is {name} everywhere",
                      letters.setdefault(letter, name) == name)
    for command in ("keys check", "token verify", "render", "lint"):
        check(f"{command} has --strict, --quiet and --color",
              {"--strict", "--quiet", "--color"} <= set(known[command]))
    check("lint --rendered is the only --rendered",
          [c for c in known if "--rendered" in known[c]] == ["lint"])
    check("no command has --json beside --format",
          not any("--json" in flags for flags in known.values()))


def check_rule_pages(known):
    """Every flag, twin and command that a rule's page names exists."""
    every = set().union(*known.values()) | {"--version"}
    for line in run_kongrender("lint", "--list-rules").splitlines():
        rule = line.split()[0]
        check(f"the line of {rule} is at most 80 columns long",
              len(line) <= 80, line)
        page = run_kongrender("lint", "--explain", rule)
        check(f"the page of {rule} names flags that exist",
              flags_of(page) <= every, str(flags_of(page) - every))
        check_flags(f"the page of {rule}", [(0, "sh", "\n".join(
            x[6:] if x.startswith("    $ ") else x[4:]
            for x in page.splitlines() if x.startswith("    ")
            and "# kongrender ignore" not in x))],
            known, set())


def run_kongrender(*words):
    return subprocess.run([PROGRAM, *words], text=True,
                          check=True, stdout=subprocess.PIPE).stdout


def commands_of_help():
    text = run_kongrender("--help")
    check("kongrender --help: no line is longer than 80 columns",
          all(len(line) <= 80 for line in text.splitlines()), text)
    part = text.split("\nCommands:\n")[1].split("\n\n")[0]
    return [re.match(r"  (\S+(?: \S+)?)  ", line).group(1)
            for line in part.splitlines()]


def man_flags(command):
    """The same as helps() has of it, from the man page's source."""
    page = run_kongrender("man", "kongrender-" + command.replace(" ", "-"))
    page = re.sub(r"\\f[BIR]", "", page).replace("\\-", "-")
    options = page.split("\n.SH OPTIONS\n")[1].split("\n.SH ")[0]
    found = {}
    for block in options.split(".TP\n")[1:]:
        letter, name = re.match(r"(?:(-.), )?(--[a-z-]+)", block).groups()
        twin = re.search(r"\n\.br\nEnvironment: ([A-Z_]+)\s*$", block)
        text = block[:twin.start()] if twin else block
        found[name] = (letter or "", twin.group(1) if twin else "",
                       default(text))
    return found


def check_prose(name, text, known, script_flags):
    """Flags and variables that the text names in code exist."""
    every = set().union(*known.values()) | script_flags | {
        "--version", "--explain"}
    twins = {twin for flags in known.values() for _, twin, _ in flags.values()}
    for code in re.findall(r"`([^`\n]+)`", prose(text)):
        if re.match(r"(--[a-z]|kongrender |render |lint |keys |token )", code):
            check(f"{name}: the flags of {code} exist",
                  flags_of(code) <= every, str(flags_of(code) - every))
    for variable in sorted(set(re.findall(r"\bKONGRENDER_[A-Z_]+", text))):
        check(f"{name}: {variable} is a flag's variable",
              variable in twins | {"KONGRENDER_HASH"})


def words_of_commands(body, program):
    """The text behind each call of program, to the end of the command."""
    body = re.sub(r"\\\n", " ", body)
    for line in body.splitlines():
        line = line.split(" #")[0]
        for part in re.split(r"[|;&()]", line):
            at = part.find(program + " ")
            if at >= 0:
                yield part[at + len(program) + 1:].strip()


def check_flags(name, blocks, known, script_flags):
    short = {"-h"}
    for line, info, body in blocks:
        if not info.startswith(("sh", "console")):
            continue
        if info == "console":
            body = "".join(c + "\n" for c, _ in commands(body))
        for call in words_of_commands(body, "kongrender"):
            command = next((c for c in known
                            if call == c or call.startswith(c + " ")), None)
            if command is None:
                check(f"{name}:{line}: kongrender {call}: is a command",
                      False)
                continue
            used = flags_of(" " + call[len(command):])
            check(f"{name}:{line}: kongrender {command} has these flags",
                  used <= set(known[command]) | short, str(used))
        for call in words_of_commands(body, SCRIPT):
            check(f"{name}:{line}: the script has these flags",
                  flags_of(" " + call) <= script_flags, call)
            check(f"{name}:{line}: the script has this command",
                  call.split()[0] in script_flags | {
                      "status", "check", "generate", "retire", "backup",
                      "rotate-secret", "restore", "sync-env", "sync-app"})


# --- links

def anchor(heading):
    """GitHub's, for the headings that are here."""
    heading = re.sub(r"[`*]", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", heading).replace(" ", "-")


def anchors(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    found = {anchor(h) for h in re.findall(r"^#+ (.*)$", prose(text), re.M)}
    return found | set(re.findall(r'<a id="([^"]*)"', text))


def check_links(name, text):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, at = target.partition("#")
        path = os.path.normpath(os.path.join(os.path.dirname(name), path)
                                ) if path else name
        check(f"{name}: the link {target} leads to a file",
              os.path.exists(path))
        if at and os.path.exists(path):
            check(f"{name}: the link {target} leads to a heading",
                  at in anchors(path))


def check_functions(text):
    """The way of the data names functions that a header has."""
    named = re.findall(r"^    (\w+_\w+) {2,}", text, re.M)
    headers = ""
    for path in glob.glob("src/*/*.h"):
        with open(path, encoding="utf-8") as f:
            headers += f.read()
    check("the way of the data has functions", len(named) > 5)
    for name in named:
        check(f"{name} is a function",
              re.search(rf"\b{name}\(", headers) is not None)


def self_test():
    """What this file is there to find, it finds."""
    assert flags_of(" --no-such-flag x") == {"--no-such-flag"}
    assert as_pattern("a ... b").fullmatch("a 1 b")
    assert not as_pattern("a ... b").fullmatch("a 1 c")
    assert default("x (default: 1\n  2)\n [env: A_B]\n") == "1 2"
    assert default("x (1)") == default("(default: 1) x") == ""
    assert anchor("Rotating JWT_SECRET") == "rotating-jwt_secret"
    assert anchor('relation "identities" does not exist') == \
        "relation-identities-does-not-exist"
    assert reachable({(1, 2), (2, 3)}) == {(1, 2), (2, 3), (1, 3)}
    assert commands("$ a\n> b\nc\n$ d\n") == [("a\nb", "c"), ("d", "")]
    assert list(words_of_commands("x | kongrender lint \\\n --a # b",
                                  "kongrender")) == ["lint   --a"]


def main():
    self_test()
    known = helps()
    script_help = subprocess.run(["sh", SCRIPT, "--help"], text=True,
                                 stdout=subprocess.PIPE).stdout
    texts = {}
    for name in DOCUMENTS:
        with open(name, encoding="utf-8") as f:
            texts[name] = by_hand(f.read())
    check(f"README.md has at most {README_LINES} lines",
          texts["README.md"].count("\n") <= README_LINES)
    check_shared(known)
    check_rule_pages(known)
    for command, flags in known.items():
        check(f"the man page of {command} has the flags of --help",
              man_flags(command) == flags,
              f"help {flags}\nman {man_flags(command)}")
    for flag in flags_of(script_help):
        check(f"deploy/README.md names the script's {flag}",
              flag == "--help" or flag in texts["deploy/README.md"])
    for name, text in texts.items():
        blocks = fences(text)
        folder = scratch()
        for line, info, body in blocks:
            check(f"{name}:{line}: the fence says what it is ({info})",
                  info in KINDS or info.startswith("yaml"))
            run_block(folder, f"{name}:{line}", info, body)
            if info.startswith("sh"):
                check_zsh(f"{name}:{line}", body)
        shutil.rmtree(folder)
        check_flags(name, blocks, known, flags_of(script_help))
        check_links(name, text)
        check_prose(name, text, known, flags_of(script_help))
        check(f"{name}: no indented blocks", not re.search(
            r"^\n    \S", prose(text), re.M))
    for name in OTHERS:
        with open(name, encoding="utf-8") as f:
            text = f.read()
        check_links(name, text)
        check_prose(name, text, known, flags_of(script_help))
        for line, info, body in fences(text):
            if info == "mermaid":
                check_folders(check_mermaid(f"{name}:{line}", body))
        if name == "CONTRIBUTING.md":
            check_functions(text)
    tally.end()


if __name__ == "__main__":
    sys.exit(main())
