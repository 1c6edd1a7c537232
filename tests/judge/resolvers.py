"""What a plain scalar is read as: the implicit types.

`kong`: lyaml's list, in the order of its lib/lyaml/init.lua.
`yaml`: the union of YAML 1.1 (yaml.org/type/*.html) and the 1.2 core schema
(section 10.3.2). One expression of YAML 1.1 is narrowed: as printed its float
also matches 1.2.3.4 and a lone dot, which no reader takes for a number.
"""

import re


def _any(*expressions):
    return re.compile('(?:%s)\\Z' % '|'.join('(?:%s)' % e
                                             for e in expressions))


def _three(words):
    return '|'.join('%s|%s|%s' % (w, w.capitalize(), w.upper())
                    for w in words.split())


_INF_NAN = r'[-+]?\.(?:inf|Inf|INF)', r'\.(?:nan|NaN|NAN)'

_LYAML = _any(
    '', '~', _three('null'),
    r'[+-]?0_*[0-7][0-7_]*',
    r'[+-]?_*[0-9][0-9_]*',
    _three('true false yes no on off'),
    *_INF_NAN,
    r'[+-]?0x_*[0-9a-fA-F][0-9a-fA-F_]*',
    r'[+-]?0b_*[01][01_]+',
    r'[+-]?[0-9]+:[0-5]?[0-9][:0-9]*')

# Lua's tonumber(), after lyaml took out every underscore; it counts as a
# float if the text has a . or e in it (so 0X1E does, too).
_LUA_NUMBER = _any(
    r'[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?',
    r'[+-]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)'
    r'(?:[pP][+-]?[0-9]+)?')


def is_string_kong(s):
    if _LYAML.match(s):
        return False
    return not (re.search('[.eE]', s)
                and _LUA_NUMBER.match(s.replace('_', '')))


_UNION = _any(
    '', '~', _three('null'),
    'y|Y|n|N', _three('true false yes no on off'),
    r'[-+]?0b[0-1_]+', r'[-+]?0[0-7_]+', r'[-+]?(?:0|[1-9][0-9_]*)',
    r'[-+]?0x[0-9a-fA-F_]+',
    r'[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+',
    r'[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?',
    r'[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+',
    r'[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*',
    *_INF_NAN,
    r'[-+]?[0-9]+', r'0o[0-7]+', r'0x[0-9a-fA-F]+',
    r'[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?',
    '<<', '=',
    r'[0-9]{4}-[0-9]{2}-[0-9]{2}',
    r'[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}'
    r':[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?'
    r'(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?')


def is_string_yaml(s):
    return not _UNION.match(s)


IS_STRING = {'kong': is_string_kong, 'yaml': is_string_yaml}
