"""Hostile values."""

import itertools

# Single characters, in every pair.
ALPHABET = list('\'"|&\\#:, \n\r\t~-?{}[]%@`!*>=<.$a_+eNy01') + [
    '\x01', '\x1b', '\x7f', '\x80', '\x85', '\xa0', '\u2028', '\ufeff',
    '\ufffe', '\xe9', '\U0001f600']

# Words that mean something to somebody.
WORDS = ['yes', 'No', 'on', 'null', 'Null', 'true', 'FALSE', '<<', '---',
         '...', '--- a', '... #', ': ', ' #', '- ', '? ', '\n\n', '\r\n',
         '\n---\n', '\n  ', '  \n', '{{ a }}', '${', '$V0', '${V1}',
         '$(V0)', '$$', '!!int', '!<x>', '&a', '*a', '%YAML 1.1', '%TAG',
         '0x1F', '0o17', '017', '1e3', '1_000', '.5', '5.', '-.inf',
         '.NaN', '12:30', '12:30:45', '2024-01-01',
         '2024-01-01T00:00:00Z', '1.2.3.4', '0b11', '123456789012345678901',
         '+1', '-0', '0', '1E400', '@x', '`x`', "''", '""', '"a": b',
         "it's", 'a: b', 'a #b', 'a#b', 'a:b', ' a', 'a ', '\ta', 'a\t',
         'a\n', '\na', 'a\nb', 'a\n b', ' a\nb', 'a\n\nb', 'a\n\n', '\n',
         'a\n ', 'a\n  \n', 'a  \nb', 'a\r\nb', 'a\rb', 'a\tb\n\tc',
         '#\n', '- a\n- b\n', 'k: |\n  x\n', '\\', '\\\\', '\\n', '\\"',
         '|', '|-\n a', '>', '[]', '{}', '[a, b]', '{a: b}', 'a, b', 'a]',
         'a}', '"', "'", '\x02', '\x7f', '\x9f',
         '\u2029', '\uffff', '\ufeffa', 'a\ufeff', '\U0010ffff',
         '\ue000\ufffd', 'e\u0301', '\u202e', 'x' * 80,
         'word ' * 40 + 'end', ('a' * 70 + '\n') * 3, 'a\\/b', '\b\f',
         '=', '!', '&', '*', '?', '-', ':', ',', ' ', '  ', 'a ' * 3]

EXACT = ['', *ALPHABET, *WORDS]


def pairs():
    return [a + b for a, b in itertools.product(ALPHABET, repeat=2)]


def random_value(rng):
    n = rng.choice((1, 2, 2, 3, 3, 4, 5, 8, 13, 30))
    atoms = ALPHABET + WORDS if rng.random() < .7 else \
        ALPHABET + list('abcde \n')
    return ''.join(rng.choice(atoms) for _ in range(n))


def large(rng):
    """Up to 64 KiB, and around the lengths that matter to a scanner."""
    for n in (128, 1022, 1023, 1024, 1025, 4096, 16384, 65535, 65536):
        yield 'x' * n
        yield ''.join(rng.choice(ALPHABET) for _ in range(n))
    yield 'a line of text\n' * 4000
    yield '"\\' * 20000
    yield '\U0001f600' * 16384
