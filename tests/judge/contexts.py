"""Templates: every style of scalar in every place YAML has for one.

A Context is a template of many items, one variable each: %S in its item is
the scalar, whose text is one of FORMS. Contexts that fit only once in a file
(the document's end, a root scalar) have one item.
"""

HEAD = '# $NO\n'

# The text of a scalar; N is the variable's name.
WHOLE = ['$N', '${N}', '${U:-$N}', '${N-d}']
EMBEDDED = ['a$N', '${N}b', 'a $N b', '$N$N', '$$N', 'a ${U:-${N}}']


class Context:
    def __init__(self, name, head, item, tail='', forms=None, once=False,
                 key=False):
        self.name, self.head, self.item, self.tail = name, head, item, tail
        self.forms = forms or WHOLE[:2] + EMBEDDED
        self.once, self.key = once, key
        self.core = False    # takes part in the exhaustive default round
        self.encode = lambda s: s

    def template(self, form, n):
        """n items with the variables V0, V1, ..."""
        items = []
        for i in range(n):
            text = form.replace('N', 'V%d' % i)
            items.append(self.item.replace('%S', text).replace('%i', str(i)))
        return self.encode(self.head + ''.join(items) + self.tail).encode()


def _indent(s, by):
    return s.replace('\n', '\n' + ' ' * by).replace('\n' + ' ' * by + '\n',
                                                    '\n\n')


# Scalars on one line; every place takes them.
LINE = [('plain', '%S'), ('single', "'%S'"), ('double', '"%S"'),
        ('double-escapes', '"\\x41\\t%S\\u20ac\\\\"'),
        ('single-quote', "'it''s %S'")]

# Over several lines: block and flow style, no implicit keys. Lines after the
# first are indented by the place.
LINES = [('plain-lines', 'm\n%S\n\nz'), ('single-lines', "'m\n%S\n\nz'"),
         ('double-lines', '"m\n%S\n\nz"'),
         ('double-folded', '"m \\\n%S z"')]

_BLOCK = []
for _h in ('|', '|-', '|+', '>', '>-', '>+'):
    _BLOCK.append((_h, _h + '\n%S'))
for _h in ('|2', '|-2', '|2+', '>2', '>2-', '>+2'):
    _BLOCK.append((_h, _h + '\n%S'))
for _h in ('| # c $NO', '|-  # c', '>+ # "'):
    _BLOCK.append((_h, _h + '\n%S'))
for _h in ('|', '|-', '|+', '>', '>-', '>+'):
    _BLOCK.append((_h + ' lines', _h + '\nm\n%S\n\nz'))
    _BLOCK.append((_h + ' last', _h + '\nm\n\n%S'))
    _BLOCK.append((_h + ' blank after', _h + '\n%S\n\n'))
BLOCK = _BLOCK

# Places: name, item with %S, indentation of further lines, what fits.
# l one line, m several lines, b block scalars; K is a mapping key.
PLACES = [
    ('map value', 'k%i: %S\n', 2, 'lmb'),
    ('map value, next line', 'k%i:\n  %S\n', 2, 'lmb'),
    ('map value, comment', 'k%i: %S # c $NO\n', 2, 'lm'),
    ('map value, far', 'k%i   :    %S   \n', 2, 'l'),
    ('seq item', '- %S\n', 2, 'lmb'),
    ('seq in map', 'k%i:\n- %S\n', 2, 'lmb'),
    ('seq in seq', '- - %S\n', 4, 'lb'),
    ('compact map', '- k: %S\n  j: 1\n', 4, 'lmb'),
    ('flow seq', '- [a, %S, b]\n', 3, 'lm'),
    ('flow seq, tight', '- [%S,b]\n', 3, 'l'),
    ('flow seq, lines', '- [a,\n   %S\n  ,b ]\n', 3, 'lm'),
    ('flow map value', '- {a: %S, b: c}\n', 3, 'lm'),
    ('flow map value, last', '- {a: %S}\n', 3, 'l'),
    ('flow in flow', '- {a: [{b: %S}]}\n', 3, 'l'),
    ('map key', '- %S: v\n', 4, 'lK'),
    ('map key, second', '- zz9: v\n  %S: w\n', 4, 'lK'),
    ('flow map key', '- {%S: v, zz9: w}\n', 3, 'lK'),
    ('flow pair', '- [%S: v]\n', 3, 'lK'),
    ('flow map key, no value', '- {zz9: v, %S}\n', 3, 'lK'),
    ('explicit key', '- ? %S\n  : v\n', 4, 'lmbK'),
    ('explicit value', '- ? zz9\n  : %S\n', 4, 'lmb'),
    ('explicit flow key', '- {? %S : v}\n', 3, 'lK'),
    ('anchor', 'k%i: &a%i %S\n', 2, 'lmb'),
    ('str tag', 'k%i: !!str %S\n', 2, 'lmb'),
    ('verbatim tag', '- !<tag:yaml.org,2002:str> %S\n', 2, 'lb'),
    ('anchor and local tag', '- &a%i !local %S\n', 2, 'lb'),
    ('tag and anchor', '- !t/u &a-%i_ %S\n', 2, 'l'),
    ('nonspecific tag', '- ! %S\n', 2, 'l'),
    ('anchor, comment', 'k%i: &a%i # &x !y $NO\n  %S\n', 2, 'lmb'),
    ('anchor, newline, tag, comments',
     'k%i: &a%i\n  # | $NO "\n  !!str # !z\n\n  # &q\n  %S\n', 2, 'lb'),
    ('verbatim tag, flow', '- [!<tag:yaml.org,2002:str> %S, &b%i a]\n', 3,
     'l'),
    ('anchor, flow', '- {a: &a%i %S, b: *a%i}\n', 3, 'l'),
    ('anchored key', '- &a%i %S: v\n', 4, 'lK'),
    ('verbatim tagged key', '- !<tag:yaml.org,2002:str> %S: *A\n', 4, 'lK'),
    ('document', '--- %S\n', 1, 'lmb'),
    ('document, marked', '---\n%S\n...\n', 1, 'l'),
    ('document, tag', '--- !!str\n%S\n...\n', 1, 'l'),
]

# Once a file: what comes last, and the lone root.
ENDS = [
    ('end', 'a: b\nk: %S', 2, 'lmb'),
    ('end, newline', 'a: b\nk: %S\n', 2, 'b'),
    ('end, blank lines', 'a: b\nk: %S\n\n  \n', 2, 'lb'),
    ('end, blanks', 'a: b\nk: %S\n  ', 2, 'b'),
    ('end, comment', 'a: b\nk: %S\n# $NO', 2, 'lb'),
    ('end, seq', '- a\n- - %S', 4, 'b'),
    ('end, compact', '- a: b\n  k: %S', 4, 'b'),
    ('root', '%S', 0, 'lm'),
    ('root, newline', '%S\n', 0, 'l'),
    ('root block', '--- %S', 1, 'b'),
    ('end, explicit key', '? zz9\n: b\n? %S', 2, 'lbK'),
    ('end of document', '--- %S\n...\n', 1, 'b'),
    ('before a document', 'k: %S\n---\nb: c\n', 2, 'lb'),
    ('directive', '%YAML 1.1\n%TAG !e! tag:e.org,2000:\n--- !e!x %S\n', 1,
     'l'),
]


def _combine(places, once):
    kinds = {'l': LINE, 'm': LINES, 'b': BLOCK}
    for place, item, by, fits in places:
        for kind in fits:
            for style, scalar in kinds.get(kind, []):
                if kind == 'b' and by in (0,):
                    continue
                if kind == 'b' and by == 1 and '2' in style:
                    scalar = scalar.replace('\n', '\n ')
                key = 'K' in fits
                yield _context(place, item, style, scalar, by, key, once)


def _context(place, item, style, scalar, by, key, once):
    head = HEAD if not place.startswith(('root', 'directive')) else ''
    if '*A' in item:
        head += '- &A x\n'
    c = Context('%s, %s' % (place, style), head,
                item.replace('%S', _indent(scalar, by)), once=once, key=key)
    c.core = style in ('plain', 'single', 'double', '|', '|-', '>')
    if style == 'plain':
        c.forms = WHOLE + EMBEDDED
    if style.startswith('plain') and ('flow' in place):
        # "[${N}]" unquoted is a flow mapping, and a syntax error
        c.forms = [f for f in c.forms if '{' not in f]
    return c


def _crlf(s):
    return s.replace('\n', '\r\n')


def _bom(s):
    return '\ufeff' + s


def all_contexts():
    """Returns (contexts of many items, contexts of one)."""
    many = list(_combine(PLACES, False))
    once = list(_combine(ENDS, True))
    for source in (many, once):
        for c in list(source):
            place, _, style = c.name.partition(', ')
            wanted = place in ('map value', 'seq item', 'explicit key',
                               'anchor', 'end', 'flow seq', 'document')
            if not wanted or 'far' in c.name:
                continue
            for name, encode in (('CRLF', _crlf),
                                 ('BOM', _bom),
                                 ('BOM CRLF', lambda s: _bom(_crlf(s)))):
                if name != 'CRLF' and style not in ('plain', '|+', 'double'):
                    continue
                n = Context(c.name + ', ' + name, c.head, c.item, c.tail,
                            c.forms, c.once, c.key)
                n.encode = encode
                source.append(n)
    many.append(Context('JSON', '{"a": 1', ',\n "k%i": "%S"', '}\n',
                        EMBEDDED + WHOLE))
    many.append(Context('JSON keys', '[1', ',\n {"%S": "\\u20ac"}', ']',
                        EMBEDDED + WHOLE, key=True))
    many.append(Context('JSON list', '[1', ', "x\\n%S"', ']',
                        EMBEDDED + WHOLE))
    return many, once
