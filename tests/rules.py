"""The part of templates/README.md that is about rules, printed from what
lint --list-rules and lint --explain say: a table, then a page for each."""
import os
import re
import subprocess
import textwrap

# What is one word: code, a comment that silences a rule, a quoted text, a
# template's braces, or a word.
TOKEN = re.compile(
    r'''`[^`]*` | \#\ kongrender\ ignore=\S+\ --\ \w+ | [^\s"`(]*"(?:[^"\\]|\\.)*" | \{\{.*?\}\} | \S'''
    r'''[^\s"]* | "''', re.X)


def lint(*words):
    return subprocess.run([os.environ["KONGRENDER"], "lint", *words],
                          text=True, check=True,
                          stdout=subprocess.PIPE).stdout


def is_code(token):
    """Has a character that means something to Markdown, or is a flag."""
    if token[0] == '"' == token[-1]:
        return re.search(r"[^\w ,.'-]|_", token[1:-1]) is not None
    return re.search(r"[$_<>*{}\[\]|\\#~%&]|^--?[a-z]", token) is not None


def word(token):
    """token as Markdown; what surrounds it in the sentence stays outside."""
    if token[0] == "`" or not is_code(token):
        return token
    before, after = "", ""
    while token and token[-1] in ".,;:" and token[-3:] != "...":
        token, after = token[:-1], token[-1] + after
    if token.endswith(")") and token.count("(") < token.count(")"):
        token, after = token[:-1], ")" + after
    if token.startswith("(") and token.count("(") > token.count(")"):
        token, before = token[1:], "("
    return f"{before}`{token}`{after}" if is_code(token) else \
        before + token + after


def markdown(text):
    return TOKEN.sub(lambda m: word(m.group()), " ".join(text.split()))


def paragraph(text):
    return textwrap.fill(text, 80, break_on_hyphens=False,
                         break_long_words=False) + "\n"


def cell(text):
    """In a table a | ends the cell, in code too."""
    return markdown(text).replace("|", r"\|")


def example(title, lines):
    body = "\n".join(x[4:] for x in lines).strip("\n")
    kind = "console" if body.startswith("$ ") else "yaml"
    if kind == "console":
        # as it is typed: what continues a command has the shell's mark
        body = "\n".join(x if x.startswith("$ ") else "> " + x.removeprefix(
            "  ") for x in body.splitlines())
    return f"{title}\n\n```{kind}\n{body}\n```\n"


def page(rule):
    """A rule's page: heading, paragraphs, examples."""
    title, head, *blocks = lint("--explain", rule).rstrip().split("\n\n")
    assert title == rule
    summary, level, _, commands = re.fullmatch(
        r"(.*)\n(error|warning|note)(: found by )?(.*)", head, re.S).groups()
    found = ", ".join(f"`{x}`" for x in " ".join(commands.split()).split(", "))
    out = [f"### {rule}\n", paragraph(
        f"**{level.capitalize()}**: {markdown(summary)}. Found by {found}.")]
    title = ""
    for block in blocks:
        if block in ("Why it matters:", "What to do:", "Wrong:", "Right:"):
            title = block
        elif title in ("Wrong:", "Right:"):
            out.append(example(title, block.splitlines()))
        else:
            bold = f"**{title[:-1]}.** " if title else ""
            out.append(paragraph(bold + markdown(block)))
    return "\n".join(out)


def main():
    rules = [x.split(None, 2) for x in lint("--list-rules").splitlines()]
    print("| Rule | Level | What it finds |")
    print("|---|---|---|")
    for rule, level, summary in rules:
        print(f"| [{rule}](#{rule}) | {level} | {cell(summary)} |")
    for rule, _, _ in rules:
        print("\n" + page(rule).rstrip("\n"))


if __name__ == "__main__":
    main()
