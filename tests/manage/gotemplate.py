"""Go's text/template, as far as deploy/manage-supabase-jwt.sh uses it: range,
with, if, else, end, variables, fields, not, eq, string literals."""
import json
import re

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[^\s"]+')


def render(template, data):
    parts = re.split(r"\{\{(.*?)\}\}", template, flags=re.S)
    tokens = [("text" if i % 2 == 0 else "do", p) for i, p in enumerate(parts)]
    tree, rest, end = parse(tokens, 0)
    assert rest == len(tokens) and end is None, "a template without its end"
    return evaluate(tree, data, {"$": data})


def parse(tokens, i):
    """Nodes from token i to the next else or end, its index, and which."""
    nodes = []
    while i < len(tokens):
        what, text = tokens[i]
        words = TOKEN.findall(text) if what == "do" else None
        if what == "text":
            nodes.append(("text", text))
        elif words[0] in ("range", "with", "if"):
            body, i, end = parse(tokens, i + 1)
            other = []
            if end == "else":
                other, i, end = parse(tokens, i + 1)
            assert end == "end", words
            nodes.append((words[0], words[1:], body, other))
        elif words[0] in ("else", "end"):
            return nodes, i, words[0]
        else:
            nodes.append(("print", words))
        i += 1
    return nodes, i, None


def value(words, dot, variables):
    if words[0] == "not":
        return not value(words[1:], dot, variables)
    if words[0] == "eq":
        return (value(words[1:2], dot, variables)
                == value(words[2:3], dot, variables))
    assert len(words) == 1, words
    word = words[0]
    if word.startswith('"'):
        return json.loads(word)
    at, _, path = word.partition(".")
    found = variables[at] if at else dot
    for field in path.split(".") if path else []:
        found = found.get(field) if found is not None else None
    return found


def evaluate(nodes, dot, variables):
    out = []
    for node in nodes:
        if node[0] == "text":
            out.append(node[1])
        elif node[0] == "print":
            words = node[1]
            if len(words) > 2 and words[1] == ":=":
                variables = {**variables,
                             words[0]: value(words[2:], dot, variables)}
                continue
            found = value(words, dot, variables)
            out.append("<no value>" if found is None else str(found))
        elif node[0] == "range":
            out.append(each(node, dot, variables))
        else:
            found = value(node[1], dot, variables)
            inner = found if node[0] == "with" else dot
            out.append(evaluate(node[2], inner, variables) if found
                       else evaluate(node[3], dot, variables))
    return "".join(out)


def each(node, dot, variables):
    words, names = node[1], []
    if ":=" in words:
        at = words.index(":=")
        names = [w.strip(",") for w in words[:at]]
        words = words[at + 1:]
    found = value(words, dot, variables) or []
    pairs = (sorted(found.items()) if isinstance(found, dict)
             else list(enumerate(found)))
    out = []
    for key, item in pairs:
        own = dict(variables)
        own.update(zip(names, (key, item)[2 - len(names):]))
        out.append(evaluate(node[2], item, own))
    return "".join(out) if pairs else evaluate(node[3], dot, variables)
