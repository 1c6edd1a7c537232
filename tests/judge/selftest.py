"""Can the judge fail? Right outputs must pass, and every bent one must not.

Also runs tests/expand.tab through the judge's own expander.
"""

import os
import random
import re

import yaml

import contexts
import expander
import tally
import values
import yamlread
from expander import Names
from judge import Plan, short
from reference import render
from resolvers import IS_STRING
from tally import check

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, '..', 'expand.tab')


def unescape(s):
    return re.sub(r'\\([tn\\])', lambda m: {'t': '\t', 'n': '\n',
                                            '\\': '\\'}[m.group(1)], s)


def table():
    """tests/expand.tab, see its first lines."""
    with open(TABLE, encoding='utf-8', newline='\n') as f:
        lines = f.read().split('\n')
    for i, line in enumerate(lines, 1):
        if line == '' or line.startswith('# '):
            continue
        template, variables, wanted = map(unescape, line.split('\t'))
        env, keep = {}, []
        for v in filter(None, variables.split(',')):
            name, equals, value = v.partition('=')
            if equals:
                env[name] = value
            else:
                keep.append(name)
        try:
            result = expander.expand(template, Names(env, keep=keep))
            got = '!error' if result.errors else result.text
        except expander.Malformed:
            got = '!error'
        check(got == wanted, 'expand.tab line %d: %s' % (i, got))


def resolvers():
    """The examples of the notes on Kong, and of the YAML pages."""
    kong = {
        False: '~ null Null NULL 0 017 0_7 1_000 0123456789 +1 -1 1.5 .5 1. '
               '1e3 123e4567 true False YES off .inf -.INF .NaN 0x1F 0x_1 '
               '0b11 12:30 12:99 1:2:3 1_0.5 0X1E',
        True: 'y n Y 2024-01-01 1.2.3.4 inf nan 0o17 0x1p4 = << . .. - + _ '
              'e e3 0x 0b 0b2 12: :30 tRUE nuLL abc 1a 1-2 0X1F',
    }
    union = {
        False: '~ null y N yes on true FALSE 0 017 0o17 0x1F 0b1 1_000 +1 '
               '1.5 .5 1. 1e3 1E-3 12:30 12:30:45.5 .inf .nan << = '
               '2024-01-01 2001-12-14t21:59:43.10-05:00 190:20:30',
        True: 'abc 1.2.3.4 . - + _ tRUE 0o8 0xg 12:60a 2024-1-1 a=b <<<',
    }
    for kind, lists in (('kong', kong), ('yaml', union)):
        for wanted, words in lists.items():
            for word in words.split():
                check(IS_STRING[kind](word) == wanted,
                            'resolver %s: %s' % (kind, word))
        check(not IS_STRING[kind](''), 'resolver: empty')


def bend(plan, out, rng):
    """Yields (what was done, bent bytes): each is wrong."""
    got = yamlread.read(plan.out)
    text = plan.out
    pairs = [(n, o) for n, o in zip(plan.nodes, got) if n.kind == 'scalar']
    changed = [(n, o) for n, o in pairs if id(n) in plan.wants]
    others = [(n, o) for n, o in pairs if id(n) not in plan.wants and n.value]

    def splice(node, s):
        return (text[:node.start] + s + text[node.end:]).encode()

    n, o = rng.choice(changed)
    spelled = text[o.start:o.end]
    yield 'a scalar emptied', splice(o, "''" if o.value else "'x'")
    if o.style == '"':
        yield 'a character added', splice(o, '"x' + spelled[1:])
        if n.style != 'plain':
            yield 'quotes dropped', splice(o, spelled[1:-1])
        yield 'an escape changed', splice(o, spelled[:-1] + '\\u0007"')
        yield 'a quote dropped', splice(o, spelled[:-1])
    elif o.style == "'":
        yield 'a character added', splice(o, "'x" + spelled[1:])
    elif o.style == 'plain':
        yield 'a character added', splice(o, spelled + 'x')
        yield 'a comment behind', splice(o, spelled + ' # x')
    elif o.style in '|>':
        header = spelled.split('\n', 1)[0]
        yield 'a header comment', splice(
            o, spelled.replace(header, header.rstrip('\r') + ' # x'
                               + header[len(header.rstrip('\r')):], 1))
    yield 'an anchor added', splice(o, '&zz ' + spelled)
    yield 'a tag added', splice(o, '!zz ' + spelled)
    if n.tag or n.anchor:
        props = plan.text[n.outer:n.start]
        at = text.find(props, max(0, o.start - len(props)))
        yield 'properties dropped', (text[:at] + text[at + len(props):]
                                     ).encode()
    if others:
        n, o = rng.choice(others)
        spelled = text[o.start:o.end]
        yield 'an untouched value changed', splice(
            o, '"%s"' % o.value.encode('unicode_escape').decode()
            if o.style != '"' else "'x'")
    for what, a, b in (('comment changed', '# $NO', '# $N0'),
                       ('comment dropped', '# $NO', ''),
                       ('CRLF became LF', '\r\n', '\n'),
                       ('LF became CRLF', '\n', '\r\n'),
                       ('BOM dropped', '\ufeff', ''),
                       ('indentation', '\n  ', '\n   '),
                       ('a blank', ': ', ':  '),
                       ('an anchor renamed', '&a0', '&a_')):
        if a in text and not (what.startswith('LF') and '\r\n' in text):
            yield what, text.replace(a, b, 1).encode()
    yield 'a final newline', (text[:-1] if text.endswith('\n')
                              else text + '\n').encode()
    yield 'a blank line', (text + '\n').encode()
    yield 'an item added', (text.rstrip('\r\n') + '\n- zz\n').encode()
    yield 'cut short', out[:len(out) // 2]
    yield 'nothing', b''
    yield 'Latin-1', out + b'# \xe9\n'


def accepts(rng):
    """Right outputs pass; returns some of them."""
    right = []
    many, once = contexts.all_contexts()
    for context in many + once:
        form = rng.choice(context.forms)
        vals = rng.sample(values.EXACT, 1 if context.once else 8)
        vals = [v for v in vals if v != '<<'] or ['abc']
        env = {'V%d' % i: v for i, v in enumerate(vals)}
        try:
            plan = Plan(context.template(form, len(vals)), 'yaml', Names(env))
        except yaml.YAMLError as e:
            check(False, context.name, form, str(e))
            continue
        if plan.errors:
            check(context.key, context.name, form, plan.errors)
            continue
        out = render(plan)
        bad = plan.judge(out)
        check(not bad, context.name, form, bad[:1], short(str(vals)))
        right.append((context, form, plan, out))
    return right


def main():
    rng = random.Random(7)
    table()
    resolvers()
    right = accepts(rng)
    every = 1 if tally.EXHAUSTIVE else 5
    for context, form, plan, out in right[::every]:
        for what, bent in bend(plan, out, rng):
            if bent != out:
                check(plan.judge(bent), 'accepted: %s: %s, form %s: %s'
                            % (what, context.name, form,
                               short(bent.decode('utf-8', 'replace'))))
    tally.end()


if __name__ == '__main__':
    main()
