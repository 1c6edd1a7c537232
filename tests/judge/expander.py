"""References in a string, replaced by values: the judge's own reading.

Written from the issue's text and POSIX Shell Command Language 2.6.2, not
from src/template: that is the point.

    $NAME ${NAME}           NAME is [A-Za-z_][A-Za-z0-9_]*, longest match
    ${NAME:-w} ${NAME-w}    default when unset (with : also when empty)
    ${NAME:=w} ${NAME=w}    the same: nothing is ever assigned
    ${NAME:?w} ${NAME?w}    an error when unset (with : also when empty)
    ${NAME:+w} ${NAME+w}    the alternative when set (with : and not empty)

A word ends at the first } outside a nested ${...} and may hold references.
Every other $ is text, that of "${1}" or "${A.b}" too; "${" without its "}"
is an error.
"""

import string

MAX_DEPTH = 16
FIRST = string.ascii_letters + '_'
REST = FIRST + string.digits

KEEP = object()      # an answer of lookup: leave the reference verbatim


class Malformed(Exception):
    """A "${" at offset `at` that is never closed, or nested too deep."""

    def __init__(self, at, why):
        super().__init__('%s at %d' % (why, at))
        self.at = at
        self.why = why


class Ref:
    """One reference s[at:end]; parts is the parsed word, or None."""

    __slots__ = ('at', 'end', 'name', 'op', 'parts')

    def __init__(self, at, end, name, op='', parts=None):
        self.at, self.end, self.name = at, end, name
        self.op, self.parts = op, parts


def _name_end(s, i):
    if i >= len(s) or s[i] not in FIRST:
        return i
    while i < len(s) and s[i] in REST:
        i += 1
    return i


def _braced(s, at, depth):
    """The reference that begins with the "${" at s[at], or None when what
    follows is none: then the $ is text like any other."""
    i = at + 2
    j = _name_end(s, i)
    if j == len(s):
        raise Malformed(at, 'unterminated')
    if j == i:
        return None
    name = s[i:j]
    if s[j] == '}':
        op = end = None
    elif s[j] == ':' and j + 1 == len(s):
        raise Malformed(at, 'unterminated')
    else:
        op = s[j:j + 2] if s[j] == ':' else s[j]
        if op[-1] not in '-=?+':
            return None
    if depth > MAX_DEPTH:
        raise Malformed(at, 'too deep')
    if op is None:
        return Ref(at, j + 1, name)
    parts, end = _parts(s, j + len(op), depth + 1, at)
    return Ref(at, end + 1, name, op.replace('=', '-'), parts)


def _parts(s, i, depth, opened=None):
    """Text and references of s from i: to its end, or with opened (where
    the "${" around it began) to the closing brace. Returns them and where it
    stopped. A "${" inside a word that is no reference still has its }."""
    parts = []
    text = i
    odd = 0
    while i < len(s):
        ref = None
        if opened is not None and s[i] == '}':
            if not odd:
                parts.append(s[text:i])
                return parts, i
            odd -= 1
        elif s.startswith('${', i):
            ref = _braced(s, i, depth)
            odd += ref is None
        elif s[i] == '$' and _name_end(s, i + 1) > i + 1:
            if depth > MAX_DEPTH:
                raise Malformed(i, 'too deep')
            end = _name_end(s, i + 1)
            ref = Ref(i, end, s[i + 1:end])
        if ref is None:
            i += 1
            continue
        parts.append(s[text:i])
        parts.append(ref)
        i = text = ref.end
    if opened is not None:
        raise Malformed(opened, 'unterminated')
    parts.append(s[text:])
    return parts, i


def parse(s):
    """Returns text and references of s alternately, or raises Malformed."""
    return _parts(s, 0, 0)[0]


def references(s):
    return [p for p in parse(s) if isinstance(p, Ref)]


def names(s):
    """All names, words included: what somebody must give a value to."""
    found = []

    def walk(parts):
        for p in parts:
            if isinstance(p, Ref):
                found.append(p.name)
                walk(p.parts or [])
    walk(parse(s))
    return found


class Result:
    """What became of a string."""

    def __init__(self):
        self.text = ''
        self.replaced = []   # outermost references that were replaced
        self.values = []     # and by what
        self.left = 0        # references that stayed verbatim
        self.errors = []     # (offset of the outermost, name)


def expand(s, lookup):
    """Replaces the references of s. lookup(name) answers a string, None for
    unset, or KEEP. Raises Malformed."""
    result = Result()

    def one(ref, outer):
        value = lookup(ref.name)
        if value is KEEP:
            result.left += 1
            return s[ref.at:ref.end]
        if not ref.op:
            if value is None:
                result.errors.append((outer.at, ref.name))
            return value or ''
        missing = value is None or (ref.op[0] == ':' and value == '')
        if ref.op[-1] == '+':
            return '' if missing else many(ref.parts, outer)
        if not missing:
            return value
        if ref.op[-1] == '-':
            return many(ref.parts, outer)
        result.errors.append((outer.at, ref.name))
        return ''

    def many(parts, outer):
        out = []
        for p in parts:
            out.append(one(p, outer or p) if isinstance(p, Ref) else p)
        return ''.join(out)

    out = []
    for p in parse(s):
        if not isinstance(p, Ref):
            out.append(p)
            continue
        value = one(p, p)
        out.append(value)
        if lookup(p.name) is not KEEP:
            result.replaced.append(p)
            result.values.append(value)
    result.text = ''.join(out)
    return result


def whole(s):
    """Returns whether s is nothing but one reference."""
    try:
        parts = parse(s)
    except Malformed:
        return False
    return len(parts) == 3 and parts[0] == '' and parts[2] == ''


class Names:
    """The answer to "what is NAME?" from an environment and the flags."""

    def __init__(self, env, only=None, keep=(), optional=(), aliases=None):
        self.env, self.only, self.keep = env, only, set(keep)
        self.optional, self.aliases = set(optional), aliases or {}

    def __call__(self, name):
        if name in self.keep or (self.only and name not in self.only):
            return KEEP
        for n in (name, self.aliases.get(name)):
            if n is not None and n in self.env:
                return self.env[n]
        return '' if name in self.optional else None
