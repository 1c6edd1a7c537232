"""A plain renderer to try the judge on: right, but with no taste.

In place where the value is harmless, the author's single quotes where they
do, double quotes everywhere else. It shares Plan with the judge, so it can
only show that the judge accepts right answers; that it refuses wrong ones is
selftest.py's part, which bends these outputs.
"""

import expander
from judge import EOL, HARMLESS, SINGLE, STANDARD, TYPED, Plan, _block_end
from resolvers import IS_STRING


def double(s):
    out = []
    for c in s:
        if c in '"\\':
            out.append('\\' + c)
        elif c < ' ' or '\x7f' <= c <= '\x9f' or c in '\u2028\u2029' \
                '\ufeff\ufffe\uffff':
            out.append('\\u%04X' % ord(c))
        else:
            out.append(c)
    return '"' + ''.join(out) + '"'


def spell(plan, node):
    want = plan.wants[id(node)]
    text = want.text
    was = plan.text[node.start:node.end]
    if want.typed and text == '' and not (node.tag or '').startswith(STANDARD):
        return 'null'
    if want.typed and TYPED.match(text) and not (node.flow and ':' in text) \
            and text[-1] != ':' and text not in ('-', '---', '...'):
        return text
    if node.style not in ('|', '>'):
        string = node.style != 'plain' or IS_STRING['yaml'](text)
        if string and text and all(map(HARMLESS.match, want.result.values)):
            same = expander.expand(was, plan.names)
            if len(same.replaced) == len(want.result.replaced):
                return same.text
        if node.style == "'" and SINGLE.match(text):
            return "'" + text.replace("'", "''") + "'"
        if node.style == 'plain' and not plan._may_change(node, want):
            return text
        return double(text)
    if node.style == '|' and not plan._may_change(node, want):
        return _literal(plan, node, text)
    header = EOL.split(was, 1)[0]
    return double(text) + header[len(header.split(None, 1)[0]):]


def _literal(plan, node, text):
    """The header as it is, and the lines under the old first line's
    indentation."""
    end = _block_end(plan.text, node)
    was = plan.text[node.start:end]
    eol = EOL.search(was)
    first = was[eol.end():].lstrip('\r\n')
    indent = first[:len(first) - len(first.lstrip(' '))]
    if text.endswith('\n'):
        text = text[:-1]
    lines = [indent + x if x else '' for x in text.split('\n')]
    return was[:eol.end()] + eol.group().join(lines)


def render(plan):
    """Returns the output's bytes. plan has no errors and drops nothing."""
    out, at = [], 0
    for node in plan.nodes:
        if id(node) not in plan.wants:
            continue
        end = node.end
        if node.style in ('|', '>'):
            end = _block_end(plan.text, node)
        out += [plan.text[at:node.start], spell(plan, node)]
        at = end
    return (''.join(out) + plan.text[at:]).encode()


def render_bytes(template, kind, names):
    return render(Plan(template, kind, names))
