"""PyYAML's event stream, with the places of the scalars themselves.

The pure Python scanner and parser (never CParser, which is libyaml again).
All positions are indices into the decoded text; PyYAML counts a byte order
mark as a character, so text[at:end] is always what stood there, and equal
texts are equal bytes (UTF-8 is decoded strictly).

Where PyYAML and libyaml are known to differ, and what is done about it:
- PyYAML takes no tab between tokens and inside plain scalars; libyaml does.
  Reader below accepts them where libyaml 0.2.5 does.
- In flow style PyYAML ends a plain scalar at every "?", libyaml only at
  some. Not adapted: what is written must be safe for both.
- libyaml refuses \\ud800 escapes, PyYAML makes lone surrogates: refused here.
- libyaml takes no "," "[" "]" in a shorthand tag. Contexts avoid them.
- PyYAML gives a node tagged "!" the implicit pair of a plain scalar. Only
  the tag itself is compared.
- libyaml refuses a tab as the indentation of a block scalar's first line,
  PyYAML reads it as text: refused here.
- libyaml, but not PyYAML, counts U+FEFF inside the text as a column.
  Contexts keep it out of indentation.
"""

import yaml
from yaml.events import (AliasEvent, MappingEndEvent, MappingStartEvent,
                         ScalarEvent, SequenceEndEvent, SequenceStartEvent)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken

BREAKS = '\r\n\x85\u2028\u2029'


class Mark:
    """As yaml.Mark, but cheap: made for every token."""

    __slots__ = ('index', 'line', 'column')
    name = '-'

    def __init__(self, index, line, column):
        self.index, self.line, self.column = index, line, column

    def __str__(self):
        return ' line %d, column %d' % (self.line + 1, self.column + 1)


class FastReader(Reader):
    """The same reader for a text that is all in memory."""

    def __init__(self, text):
        Reader.__init__(self, text)
        self.buffer += '\0' * 4

    def peek(self, index=0):
        try:
            return self.buffer[self.pointer + index]
        except IndexError:
            return '\0'

    def prefix(self, length=1):
        return self.buffer[self.pointer:self.pointer + length]

    def forward(self, length=1):
        s = self.buffer
        if length == 1:
            ch = s[self.pointer]
            self.pointer += 1
            self.index += 1
            if ch in BREAKS and not (ch == '\r' and s[self.pointer] == '\n'):
                self.line += 1
                self.column = 0
            elif ch != '\uFEFF':
                self.column += 1
            return
        part = s[self.pointer:self.pointer + length]
        for ch in BREAKS:
            if ch in part:
                for _ in range(length):
                    self.forward()
                return
        self.pointer += length
        self.index += length
        self.column += length - part.count('\uFEFF')

    def get_mark(self):
        return Mark(self.index, self.line, self.column)


class TabScanner(Scanner):
    """libyaml's handling of tabs."""

    def scan_to_next_token(self):
        if self.index == 0 and self.peek() == '\uFEFF':
            self.forward()
        while True:
            while self.peek() == ' ' or (self.peek() == '\t' and (
                    self.flow_level or not self.allow_simple_key)):
                self.forward()
            if self.peek() == '#':
                n = 0
                while self.peek(n) not in '\0' + BREAKS:
                    n += 1
                self.forward(n)
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain_spaces(self, indent, start_mark):
        n = 0
        while self.peek(n) in ' \t':
            n += 1
        blanks = self.prefix(n)
        if n:
            self.forward(n)
        if self.peek() not in BREAKS:
            return [blanks] if blanks else []
        line_break = self.scan_line_break()
        self.allow_simple_key = True
        breaks = []
        while True:
            if self.prefix(3) in ('---', '...') and \
                    self.peek(3) in '\0 \t' + BREAKS and self.column == 0:
                return None
            while self.peek() in ' \t':
                if self.peek() == '\t' and self.column < indent:
                    raise ScannerError('while scanning a plain scalar',
                                       start_mark, 'a tab as indentation',
                                       self.get_mark())
                self.forward()
            if self.peek() not in BREAKS:
                break
            breaks.append(self.scan_line_break())
        if line_break != '\n':
            return [line_break] + breaks
        return breaks or [' ']

    def scan_block_scalar_indentation(self):
        found = Scanner.scan_block_scalar_indentation(self)
        if self.peek() == '\t':
            raise ScannerError('while scanning a block scalar', None,
                               'a tab as indentation', self.get_mark())
        return found

    def scan_block_scalar_ignored_line(self, start_mark):
        while self.peek() in ' \t':
            self.forward()
        Scanner.scan_block_scalar_ignored_line(self, start_mark)


class Loader(FastReader, TabScanner, Parser):
    """Remembers the scalar tokens in their order."""

    def __init__(self, text):
        FastReader.__init__(self, text)
        TabScanner.__init__(self)
        Parser.__init__(self)
        self.scalars = []

    def _keep(self, token):
        self.scalars.append(token)
        return token

    def scan_plain(self):
        return self._keep(TabScanner.scan_plain(self))

    def scan_flow_scalar(self, style):
        return self._keep(TabScanner.scan_flow_scalar(self, style))

    def scan_block_scalar(self, style):
        return self._keep(TabScanner.scan_block_scalar(self, style))


class Node:
    """One event, with its parent and role.

    start:end of a scalar is the scalar alone, without anchor and tag; an
    empty scalar has none. A block scalar runs over its trailing blank lines.
    """

    __slots__ = ('kind', 'value', 'style', 'tag', 'anchor', 'start', 'end',
                 'parent', 'key', 'flow', 'children', 'line', 'outer')

    def __init__(self, kind):
        self.kind = kind
        self.value = self.style = self.tag = self.anchor = None
        self.start = self.end = self.outer = None
        self.parent = None
        self.key = False     # a mapping key
        self.flow = False    # inside a flow collection
        self.children = []

    def same_shape(self, other):
        return (self.kind == other.kind and self.tag == other.tag
                and self.anchor == other.anchor)


def read(text):
    """Parses text into the list of its nodes in document order (the first
    is the stream). Raises yaml.YAMLError."""
    loader = Loader(text)
    root = Node('stream')
    nodes = [root]
    stack = [root]
    used = 0
    while True:
        event = loader.get_event()
        if isinstance(event, yaml.StreamEndEvent):
            return nodes
        if isinstance(event, yaml.StreamStartEvent):
            continue
        if isinstance(event, (SequenceEndEvent, MappingEndEvent,
                              yaml.DocumentEndEvent)):
            stack.pop().end = event.end_mark.index
            continue
        parent = stack[-1]
        node = Node('?')
        node.parent = parent
        node.outer = event.start_mark.index
        node.flow = parent.kind in ('map', 'seq') and parent.style == 'flow'
        node.key = parent.kind == 'map' and len(parent.children) % 2 == 0
        node.start, node.end = event.start_mark.index, event.end_mark.index
        node.line = event.start_mark.line
        parent.children.append(node)
        nodes.append(node)
        if isinstance(event, ScalarEvent):
            node.kind, node.value = 'scalar', event.value
            node.tag, node.anchor = event.tag, event.anchor
            node.style = event.style or 'plain'
            if any('\ud800' <= c <= '\udfff' for c in event.value):
                raise yaml.YAMLError('a surrogate')
            if event.value == '' and not event.style:
                node.style = 'empty'
                continue
            token = loader.scalars[used]
            used += 1
            assert isinstance(token, ScalarToken)
            assert token.value == event.value
            node.start = token.start_mark.index
            node.end = token.end_mark.index
            node.line = token.start_mark.line
        elif isinstance(event, AliasEvent):
            node.kind, node.value = 'alias', event.anchor
        else:
            if isinstance(event, SequenceStartEvent):
                node.kind = 'seq'
            elif isinstance(event, MappingStartEvent):
                node.kind = 'map'
            else:
                node.kind = 'document'
            if node.kind != 'document':
                node.tag, node.anchor = event.tag, event.anchor
                node.style = 'flow' if event.flow_style else 'block'
            stack.append(node)
