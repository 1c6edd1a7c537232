"""The part of templates/README.md that is about rules, printed from what
lint --list-rules and lint --explain say: a table, then a page for each."""
import os
import re
import subprocess
import textwrap

# What is one word for word().
TOKEN = re.compile(r"""
    `[^`]*`                                    # code already
    | \#\ kongrender\ ignore=\S+\ --\ \w+      # a comment that silences a rule
    | [^\s"`(]*"(?:[^"\\]|\\.)*"               # quoted, perhaps after NAME=
    | \{\{.*?\}\}                              # a reference of Go's templates
    | \S[^\s"]* | "
    """, re.X)


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


def example(text):
    body = "\n".join(x[4:] for x in text.splitlines())
    kind = "console" if body.startswith("$ ") else "yaml"
    if kind == "console":
        # as it is typed: what continues a command has the shell's mark
        body = "\n".join(x if x.startswith("$ ") else "> " + x.removeprefix(
            "  ") for x in body.splitlines())
    return f"```{kind}\n{body}\n```\n"


def page(rule):
    """A rule's page: heading, paragraphs, examples."""
    top, *sections = re.split(
        r"\n\n(Why it matters|What to do|Wrong|Right):\n\n",
        lint("--explain", rule).rstrip("\n"))
    title, head, what = top.split("\n\n")
    assert title == rule
    summary, level, _, commands = re.fullmatch(
        r"(.*)\n(error|warning|note)(: found by )?(.*)", head, re.S).groups()
    found = ", ".join(f"`{x}`" for x in " ".join(commands.split()).split(", "))
    out = [f"### {rule}\n",
           paragraph(f"**{level.capitalize()}**: {markdown(summary)}. "
                     f"Found by {found}."),
           paragraph(markdown(what))]
    for title, text in zip(sections[::2], sections[1::2]):
        if title in ("Wrong", "Right"):
            out.append(f"{title}:\n\n{example(text)}")
        else:
            out.append(paragraph(f"**{title}.** {markdown(text)}"))
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
