"""The judge: is this output what the template and the variables ask for?

    plan = Plan(template bytes, kind, names)    what must come out
    plan.errors                                 or why nothing may
    plan.judge(output bytes)                    a list of complaints

Nothing here is derived from src/template: references by expander.py, YAML by
PyYAML (yamlread.py), types by resolvers.py, Kong's fields by kongfields.py.
"""

import json
import re

import yaml

import expander
import yamlread
from kongfields import Walk
from resolvers import IS_STRING

KEY_MAX = 1024
STANDARD = 'tag:yaml.org,2002:'
EOL = re.compile('\r\n|[\r\n\x85\u2028\u2029]')

# A value that can stand anywhere as it is, and nobody takes for a number.
HARMLESS = re.compile(r'[A-Za-z][A-Za-z0-9_/-]{0,60}\Z')
# A string that is safe as a plain scalar in block and in flow style.
PLAIN = re.compile(r'[A-Za-z](?:[A-Za-z0-9 ._/@!&*|"\'\\%-]*[A-Za-z0-9])?\Z')
# What a single-quoted scalar can hold on one line.
SINGLE = re.compile('[\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe'
                    '\uff00-\ufffd\U00010000-\U0010ffff]*\\Z')
# A typed value that can be plain in block style: no blank, no indicator.
TYPED = re.compile(r'[A-Za-z0-9+.~_-][A-Za-z0-9+._:-]*\Z')
# What may only appear escaped when a value brought it.
ESCAPE = '\x7f\x85\u2028\u2029\ufeff'


class Error:
    """An error that render must report: rule id, and where."""

    def __init__(self, rule, line, columns):
        self.rule, self.line, self.columns = rule, line, columns

    def __repr__(self):
        return '%d:%d [%s]' % (self.line, self.columns[0], self.rule)


class Want:
    """What a scalar that holds replaced references must become."""

    __slots__ = ('text', 'typed', 'result')

    def __init__(self, text, typed, result):
        self.text, self.typed, self.result = text, typed, result


def short(s):
    s = ascii(s)
    return s if len(s) < 120 else '%s...(%d)' % (s[:100], len(s))


class Plan:
    def __init__(self, template, kind, names):
        self.text = template.decode('utf-8')
        self.kind = kind
        self.names = names
        self.nodes = yamlread.read(self.text)
        self.errors = []
        self.wants = {}
        self.dropped = set()
        self.emptied = set()
        self._expand()
        self._types()
        if kind == 'kong':
            self._drop()
        self._keys()

    # ---- what must come out

    def place(self, at):
        """1-based line and column: lines end at LF, a BOM has no column."""
        start = self.text.rfind('\n', 0, at) + 1
        line = self.text.count('\n', 0, at) + 1
        bom = start == 0 and self.text.startswith('\ufeff') and at > 0
        return line, at - start + 1 - bom

    def error(self, rule, at, end=None):
        line, column = self.place(at)
        self.errors.append(Error(rule, line, range(
            column, column + max(1, (end or at + 1) - at))))

    def raw(self, node):
        """The text of a scalar to look for references in, and where it
        starts: a block scalar's header (its comment) is left out."""
        at = node.start
        if node.style in ('|', '>'):
            at = EOL.search(self.text, at).end()
        return self.text[at:node.end], at

    def _expand(self):
        for node in self.nodes:
            if node.kind != 'scalar' or '$' not in node.value:
                continue
            raw, at = self.raw(node)
            try:
                result = expander.expand(node.value, self.names)
            except expander.Malformed:
                try:
                    expander.parse(raw)
                    where = at
                except expander.Malformed as e:
                    where = at + e.at
                self.error('malformed-reference', where)
                continue
            if result.errors:
                self._unset(node, result, raw, at)
            if result.replaced:
                self.wants[id(node)] = Want(result.text, False, result)

    def _unset(self, node, result, raw, at):
        """Each unset variable at its reference, or anywhere inside the
        outermost reference around it."""
        in_value = expander.references(node.value)
        try:
            in_raw = expander.references(raw)
        except expander.Malformed:
            in_raw = []
        for outer, _ in result.errors:
            i = [r.at for r in in_value].index(outer)
            if len(in_raw) == len(in_value):
                self.error('unset-variable', at + in_raw[i].at,
                           at + in_raw[i].end)
            else:
                self.error('unset-variable', at, node.end)

    def value_of(self, node):
        want = self.wants.get(id(node))
        return want.text if want else node.value

    def _types(self):
        self.walk = None
        strings = set()
        if self.kind == 'kong':
            self.walk = Walk(self.nodes, self.value_of)
            strings = self.walk.strings
        for node in self.nodes:
            want = self.wants.get(id(node))
            if want and node.style == 'plain' and not node.key \
                    and id(node) not in strings:
                want.typed = expander.whole(node.value)

    def _drop(self):
        for item, key in self.walk.items:
            want = self.wants.get(id(key))
            if want is None or want.text != '' or want.result.errors:
                continue
            below = list(self._below(item))
            others = [n for n in below if n is not key
                      and id(n) in self.wants]
            if others or any(n.anchor for n in below):
                self.error('empty-credential', key.start, key.end)
                continue
            for n in below:
                self.dropped.add(id(n))
            parent = item.parent
            if all(id(c) in self.dropped for c in parent.children):
                self.emptied.add(id(parent))

    def _below(self, node):
        yield node
        for child in node.children:
            yield from self._below(child)

    def _keys(self):
        for node in self.nodes:
            if node.kind != 'map':
                continue
            keys = [k for k in node.children[::2] if k.kind == 'scalar']
            count = {}
            for k in keys:
                v = self.value_of(k)
                count[v] = count.get(v, 0) + 1
            for k in keys:
                want = self.wants.get(id(k))
                if want is None or id(k) in self.dropped:
                    continue
                explicit = self.text[:k.outer].rstrip(' ')[-1:] == '?'
                if want.text == '<<' or count[want.text] > 1:
                    self.error('ambiguous-key', k.start, k.end)
                elif not explicit and len(want.text) > KEY_MAX:
                    self.error('ambiguous-key', k.start, k.end)

    # ---- is it what came out?

    def judge(self, output):
        """Returns the complaints about the rendered bytes."""
        assert not self.errors
        try:
            self.out = output.decode('utf-8')
        except UnicodeDecodeError:
            return ['output is not UTF-8']
        try:
            got = yamlread.read(self.out)
        except yaml.YAMLError as e:
            return ['output does not parse: %s' % short(str(e))]
        bad = []
        kept = [n for n in self.nodes if id(n) not in self.dropped]
        if len(kept) != len(got):
            return ['%d nodes wanted, %d got: %s' % (
                len(kept), len(got), self._first_other(kept, got))]
        for node, other in zip(kept, got):
            bad += self._node(node, other)
            if len(bad) > 20:
                return bad
        if not bad:
            bad += self._bytes(kept, got)
        if not bad:
            bad += self._json(output)
        return bad

    def _first_other(self, kept, got):
        for node, other in zip(kept, got):
            if node.kind != other.kind or node.kind == 'scalar' and \
                    self.value_of(node) != other.value:
                return 'line %d, %s' % (self.place(node.start or 0)[0],
                                        self._spelled(other))
        return 'at the end'

    def _spelled(self, other):
        return short(self.out[(other.start or 0):(other.end or 0)])

    def _node(self, node, other):
        def no(what):
            line, column = self.place(node.start or 0)
            return ['%d:%d %s: %s' % (line, column, what,
                                      self._spelled(other))]
        if not node.same_shape(other):
            return no('another kind, tag or anchor')
        if node.kind in ('seq', 'map', 'document'):
            if id(node) not in self.emptied and node.style != other.style:
                return no('another collection style')
            gone = sum(id(c) in self.dropped for c in node.children)
            if len(node.children) - gone != len(other.children):
                return no('another number of children')
            return []
        want = self.wants.get(id(node))
        if want is None:
            if (node.value, node.style) != (other.value, other.style):
                return no('an untouched scalar changed')
            return []
        why = self._scalar(node, want, other)
        return no('%s, wanted %s' % (why, short(want.text))) if why else []

    def _scalar(self, node, want, other):
        """Returns why the rendered scalar is wrong, or None."""
        if other.style == 'empty':
            return 'an empty scalar'
        standard = (node.tag or '').startswith(STANDARD)
        text = want.text
        if want.typed and text == '' and not standard:
            if (other.style, other.value) != ('plain', 'null'):
                return 'an empty typed value is not null'
            return None
        if other.value != text:
            return 'another value'
        if other.style == 'plain' and not want.typed and not standard \
                and not IS_STRING[self.kind](text):
            return 'not read as a string'
        if want.typed and other.style != 'plain' and TYPED.match(text) \
                and not (node.flow and ':' in text) and text[-1] != ':' \
                and text not in ('-', '---', '...') and not standard \
                and not IS_STRING[self.kind](text):
            return 'lost its type'
        return self._spelling(node, want, other)

    def _spelling(self, node, want, other):
        """Changes no more than needed, and escapes what must be."""
        was = self.text[node.start:node.end]
        now = self.out[other.start:other.end]
        for ch in ESCAPE:
            if now.count(ch) > was.count(ch):
                return 'U+%04X is not escaped' % ord(ch)
        if other.style == '"' and (node.style != '"' or _is_json(was)) \
                and not _is_json(now):
            return 'not a JSON string'
        if other.style not in (node.style, '"'):
            return 'neither its own style nor double-quoted'
        text = want.text
        if not set(EOL.findall(now)) <= set(EOL.findall(was)):
            return 'other line ends'
        if other.style in '|>' and text[:1] not in ' \n' and \
                _indentation(was) != _indentation(now):
            return 'another indentation'
        if self._harmless(node, want) and node.style not in ('|', '>'):
            try:
                same = expander.expand(was, self.names)
            except expander.Malformed:
                return None
            if len(same.replaced) == len(want.result.replaced) \
                    and '\\x24' not in was and '\\u0024' not in was \
                    and same.text != now:
                return 'a harmless value is not just put in place'
            return None
        if not self._may_change(node, want) and node.style != other.style:
            return 'the style changed without need'
        return None

    def _harmless(self, node, want):
        """Returns whether the values can be put where the references are.
        In a scalar of several lines "---" could end the document."""
        lines = EOL.search(self.text, node.start, node.end)
        if lines and (node.parent.kind == 'document'
                      or any('-' in v for v in want.result.values)):
            return False
        typed = want.typed and not (node.tag or '').startswith(STANDARD)
        return (all(HARMLESS.match(v) for v in want.result.values)
                and (typed or node.style != 'plain'
                     or IS_STRING['yaml'](want.text))
                and not (node.key and len(want.text) > 900))

    def _may_change(self, node, want):
        """Returns whether the author's style cannot, or need not, stay."""
        text = want.text
        if node.key and len(text) > 200:
            return True
        if node.style == 'plain':
            return want.typed or not (PLAIN.match(text)
                                      and IS_STRING['yaml'](text))
        if node.style == "'":
            return not SINGLE.match(text)
        if node.style != '|':
            return node.style == '>'
        header = EOL.split(self.text[node.start:node.end], 1)[0]
        indicator = header.split()[0]
        lines = text.split('\n')
        if indicator not in ('|', '|-') or not all(
                SINGLE.match(x) and '\t' not in x for x in lines):
            return True
        if indicator == '|':
            if not text.endswith('\n') or text.endswith('\n\n') \
                    or not self.text.endswith('\n'):
                return True
            lines.pop()
        return (not lines[0] or lines[0][0] == ' '
                or not lines[-1].strip(' '))

    # ---- bytes outside the edits

    def _bytes(self, kept, got):
        edits = [e for e in map(self._edit, kept, got) if e]
        edits += self._removals()
        edits.sort(key=lambda e: e[:2])
        t = o = 0
        for at, end, out_at, out_end in edits:
            gap = self.text[t:at]
            if self.out[o:o + len(gap)] != gap:
                return ['bytes changed before line %d: %s became %s' % (
                    self.place(at)[0], short(gap),
                    short(self.out[o:o + len(gap)]))]
            o += len(gap)
            t = end
            if out_at is None:
                o += out_end
            elif out_at != o:
                return ['line %d: an edit is out of place' %
                        self.place(at)[0]]
            else:
                o = out_end
        if self.text[t:] != self.out[o:]:
            return ['bytes changed at the end: %s became %s' % (
                short(self.text[t:]), short(self.out[o:]))]
        return []

    def _edit(self, node, other):
        """The changed scalar as (at, end) in the template and the output."""
        if id(node) not in self.wants:
            return None
        if node.style not in ('|', '>'):
            return node.start, node.end, other.start, other.end
        end = _block_end(self.text, node)
        header = EOL.split(self.text[node.start:node.end], 1)[0]
        rest = header[len(header.split(None, 1)[0]):]
        if other.style in ('|', '>'):
            now = EOL.split(self.out[other.start:other.end], 1)[0]
            if now != header:
                return node.start, node.end, -1, -1
            return node.start, end, other.start, _block_end(self.out, other)
        if not self.out.startswith(rest, other.end):
            return node.start, node.end, -1, -1
        return node.start, end, other.start, other.end + len(rest)

    def _removals(self):
        """Dropped items: whole lines in block style. (Lists in flow style
        are judged by fixed cases instead.)"""
        edits = []
        for node in self.nodes:
            if id(node) not in self.dropped or id(node.parent) in \
                    self.dropped:
                continue
            at = self.text.rfind('\n', 0, self.text.rfind(
                '-', 0, node.start)) + 1
            last = max(_block_end(self.text, n) if n.style in ('|', '>')
                       else n.end for n in self._below(node)
                       if n.kind in ('scalar', 'alias'))
            end = self.text.find('\n', last)
            end = len(self.text) if end < 0 else end + 1
            edits.append((at, end, None, 0))
            parent = node.parent
            if id(parent) in self.emptied and \
                    parent.children[0] is node:
                i = parent.parent.children.index(parent)
                key = parent.parent.children[i - 1]
                colon = self.text.index(':', key.end) + 1
                edits.append((colon, colon, None, len(' []')))
        return edits

    def _json(self, output):
        try:
            json.loads(self.text)
        except ValueError:
            return []
        try:
            json.loads(output)
        except ValueError as e:
            return ['JSON in, not JSON out: %s' % e]
        return []


def _is_json(spelled):
    try:
        return isinstance(json.loads(spelled), str)
    except ValueError:
        return False


def _indentation(spelled):
    """Of the first line of a block scalar that is not blank."""
    return re.search('(?:\r\n|[\r\n])([ ]*)[^ \r\n]', spelled).group(1)


def _block_end(text, node):
    """Where a block scalar's own bytes end: before the line end of its last
    line of content; with "+" the trailing blank lines are content."""
    body = text[node.start:node.end]
    if '+' not in body.split(None, 1)[0][:3]:
        body = re.sub('(?:(?:\r\n|[\r\n])[ ]*)+\\Z', '', body)
    elif body.endswith('\r\n'):
        body = body[:-2]
    elif body[-1:] in ('\r', '\n'):
        body = body[:-1]
    return node.start + len(body)
