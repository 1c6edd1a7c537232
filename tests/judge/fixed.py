"""Cases written by hand, from the issue's text: what the hostile suite cannot
reach, and every error with its place."""

import os
import shutil
import tempfile

import tally
import tool
from expander import Names
from judge import Plan, short
from tally import check

CANARY = 'Kan4ryS3cret'
KONG = '_format_version: "3.0"\n'


def data(s):
    return s if isinstance(s, bytes) else s.encode()


def flags(args, flag):
    """The names that a list flag in args has."""
    found = []
    for i, a in enumerate(args):
        if a == flag:
            found += args[i + 1].split(',')
    return found


ALIASES = {'SUPABASE_ANON_KEY': 'ANON_KEY',
           'SUPABASE_SERVICE_KEY': 'SERVICE_ROLE_KEY'}


def ok(name, template, env, *wanted, kind='yaml', args=(), judged=True):
    """Renders to one of wanted, twice the same, and the judge agrees."""
    template = data(template)
    run = tool.render(template, env, args, kind)
    check(run.status == 0, name, 'status', run.status, run.err)
    if run.status != 0:
        return
    if wanted:
        check(run.out in map(data, wanted), name, '\n  got',
              short(run.out.decode('utf-8', 'replace')), '\n  not',
              short(data(wanted[0]).decode()))
    check(tool.render(template, env, args, kind).out == run.out, name,
          'another output the second time')
    if judged:
        names = Names(env, flags(args, '--only') or None,
                      flags(args, '--keep'), flags(args, '--optional'),
                      ALIASES if kind == 'kong' else None)
        bad = Plan(template, kind, names).judge(run.out)
        check(not bad, name, 'judge:', bad)
    for v in env.values():
        if isinstance(v, str) and CANARY in v:
            check(v not in run.err, name, 'a value in stderr')


def err(name, template, env, *wanted, kind='yaml', args=(), says=()):
    """Fails with exactly these (rule, line, column), and writes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'out.yml')
        with open(path, 'wb') as f:
            f.write(b'old: 1\n')
        run = tool.render(data(template), env, args, kind, path)
        with open(path, 'rb') as f:
            check(f.read() == b'old: 1\n', name, 'the old file is gone')
        check(os.listdir(folder) == ['out.yml'], name, 'left behind:',
              os.listdir(folder))
    check(run.status == 1, name, 'status', run.status, run.err)
    check(run.out == b'', name, 'something on stdout')
    check(run.errors() == list(wanted), name, '\n  got', run.errors(),
          '\n  not', list(wanted), '\n ', run.err)
    for word in says:
        check(word in run.err, name, 'does not say', word, run.err)
    for v in env.values():
        if isinstance(v, str) and CANARY in v:
            check(v not in run.err, name, 'a value in stderr')


def consumer(body, name='anon'):
    return KONG + 'consumers:\n- username: %s\n' % name + body


def typed():
    for value in ('60000', 'true', '1.5', '~', 'yes', '-1', '0x1F', 'abc',
                  '1_000', '.5', 'null', '12:30', '2024-01-01', '1e3'):
        ok('typed ' + value, 'a: $A\n', {'A': value},
           'a: %s\n' % value)
        ok('typed in a list ' + value, '- ${A}\n', {'A': value},
           '- %s\n' % value)
        ok('typed by default ' + value, 'a: ${A:-%s}\n' % value, {},
           'a: %s\n' % value)
        ok('typed, anchored ' + value, 'a: &x $A # c\n', {'A': value},
           'a: &x %s # c\n' % value)
    ok('empty typed', 'a: $A\n', {'A': ''}, 'a: null\n')
    ok('empty typed in a list', '- $A\n- ${A}\n', {'A': ''},
       '- null\n- null\n')
    ok('empty typed in flow', 'a: [$A]\nb: [x, $A]\nc: {d: $A}\n',
       {'A': ''}, 'a: [null]\nb: [x, null]\nc: {d: null}\n')
    ok('empty typed, optional', 'a: $A\n', {}, 'a: null\n',
       args=('--optional', 'A'))
    ok('empty default', 'a: ${A:-}\n', {}, 'a: null\n')
    ok('empty quoted', 'a: "$A"\nb: \'$A\'\n', {'A': ''},
       'a: ""\nb: \'\'\n')
    ok('empty key', '$A: b\n', {'A': ''}, '"": b\n')
    ok('empty twice is text', 'a: $A$A\n', {'A': ''}, 'a: ""\n')
    ok('empty str', 'a: !!str $A\n', {'A': ''}, 'a: !!str ""\n')
    ok('text around is a string', 'a: 1$A\n', {'A': '2'}, 'a: "12"\n')
    ok('two are text', 'a: $A$B\n', {'A': '1', 'B': '2'}, 'a: "12"\n')
    ok('quoted is a string', 'a: "$A"\n', {'A': '12'}, 'a: "12"\n')
    ok('block is a string', 'a: |-\n  $A\n', {'A': '12'}, 'a: |-\n  12\n')
    ok('a key is a string', '$A: b\n', {'A': '12'}, '"12": b\n')
    ok('a key is a string, bool', '? $A\n: b\n', {'A': 'yes'},
       '? "yes"\n: b\n')
    ok('a blank makes it a string', 'a: $A\n', {'A': ' 12'}, 'a: " 12"\n')
    ok('a newline makes it a string', 'a: $A\n', {'A': '12\n'},
       'a: "12\\n"\n')


def places():
    ok('no references', '# $A\n&b a: !t {c: *b, "d": \'e\'}\r\n\n\n',
       {'A': CANARY}, '# $A\n&b a: !t {c: *b, "d": \'e\'}\r\n\n\n',
       judged=False)
    ok('empty file', '', {}, '', judged=False)
    ok('comments only', '# $A', {}, '# $A', judged=False)
    ok('a BOM and CRLF', '\ufeffa: $A\r\nb: "$A"', {'A': 'x"'},
       '\ufeffa: x"\r\nb: "x\\""')
    ok('dollars survive', 'a: "^%s*$"\nb: /x$\nc: $1 $(x) $$ ${1}\n', {},
       'a: "^%s*$"\nb: /x$\nc: $1 $(x) $$ ${1}\n')
    ok('a dollar before a reference', 'a: $$A\n', {'A': 'x'}, 'a: $x\n')
    ok('inside $( )', 'a: "$($A or ${B})"\n', {'A': 'x', 'B': 'y'},
       'a: "$(x or y)"\n')
    ok('not scanned again', 'a: "$A"\n', {'A': '$B ${C', 'B': 'no'},
       'a: "$B ${C"\n')
    ok('only', 'a: $A\nb: $B\nc: "$A$B"\n', {'A': '1', 'B': '2'},
       'a: 1\nb: $B\nc: "1$B"\n', args=('--only', 'A'))
    ok('only, unset others', 'a: $A\nb: $B\n', {'A': '1'},
       'a: 1\nb: $B\n', args=('--only', 'A,C'))
    ok('keep', 'a: $A\nb: ${B:-$A}\nc: $C\n', {'A': '1', 'B': '2', 'C': '3'},
       'a: 1\nb: ${B:-$A}\nc: $C\n', args=('--keep', 'B,C'))
    ok('keep in a default', 'a: "${A:-x $B}"\n', {},
       'a: "x $B"\n', args=('--keep', 'B'))
    ok('aliases only for kong', 'a: ${SUPABASE_ANON_KEY:-d}\n',
       {'ANON_KEY': 'x'}, 'a: d\n')
    ok('single quotes doubled', "a: '$A'\n", {'A': "it's"}, "a: 'it''s'\n")
    ok('single quotes to double', "a: '$A' # c\n", {'A': "it's\n"},
       'a: "it\'s\\n" # c\n')
    ok('JSON', '{"a": "$A", "b": ["$B"]}', {'A': '\x01"\\\x7f', 'B': '\n'},
       '{"a": "\\u0001\\"\\\\\\u007F", "b": ["\\n"]}',
       '{"a": "\\u0001\\"\\\\\\u007f", "b": ["\\n"]}')
    ok('header kept', 'a: |  # $A "c"\n  $A\n\n# z\nb: c\n', {'A': ' x'},
       'a: " x\\n"  # $A "c"\n\n# z\nb: c\n')
    ok('keep chomping', 'a: |+\n  $A\n\n\nb: c\n', {'A': '\tx'},
       'a: "\\tx\\n\\n\\n"\nb: c\n')
    ok('multi-document', '--- $A\n--- "$A"\n...\n', {'A': '5'},
       '--- 5\n--- "5"\n...\n')
    ok('verbatim tag with a comma', 'a: [!<tag:yaml.org,2002:str> $A, b]\n',
       {'A': 'x, y'}, 'a: [!<tag:yaml.org,2002:str> "x, y", b]\n')
    ok('a tab', 'a:\t$A\t# c\n', {'A': 'x'}, 'a:\tx\t# c\n')
    for a, b in (('x: y', '"x: y"'), ('- x', '"- x"'), ('x #y', '"x #y"'),
                 ('&a', '"&a"'), ('%x', '"%x"'), ('@x', '"@x"'),
                 ('a|b&c\\1', 'a|b&c\\1'), ('x:y', 'x:y')):
        ok('plain ' + a, 'k: $A\n', {'A': a}, 'k: %s\n' % b)


def keys():
    row = 'ambiguous-key'
    err('a key twice', 'b: 1\n$A: 2\n', {'A': 'b'}, (row, 2, 1))
    err('a key twice, before', '$A: 1\nb: 2\n', {'A': 'b'}, (row, 1, 1))
    err('a key twice, quoted', '"$A": 1\n\'b\': 2\n', {'A': 'b'}, (row, 1, 1))
    err('a key twice, flow', 'x: {b: 1, $A: 2}\n', {'A': 'b'}, (row, 1, 11))
    err('a key twice, nested', 'x:\n- y:\n    b: 1\n    ? "$A"\n    : 2\n',
        {'A': 'b'}, (row, 4, 7))
    err('a key twice, JSON', '{"b": 1, "$A": 2}', {'A': 'b'}, (row, 1, 10))
    err('a key twice, empty', '"": 1\n$A: 2\n', {'A': ''}, (row, 2, 1))
    err('a merge', '$A: {x: y}\n', {'A': '<<'}, (row, 1, 1))
    err('a merge, quoted', 'a: b\n"$A": {x: y}\n', {'A': '<<'}, (row, 2, 1))
    err('a merge, single', "- '$A': {x: y}\n", {'A': '<<'}, (row, 1, 3))
    err('a merge, explicit', '? |-\n  $A\n: {x: y}\n', {'A': '<<'},
        (row, 1, 3))
    err('a merge, built', '<$A: {x: y}\n', {'A': '<'}, (row, 1, 1))
    err('a merge, flow', '[{"$A": {x: y}}]\n', {'A': '<<'}, (row, 1, 3))
    ok('a merge in a value', 'a: "$A"\n', {'A': '<<'}, 'a: "<<"\n')
    ok('a real merge', 'a: &a {b: $A}\nc:\n  <<: *a\n', {'A': '1'},
       'a: &a {b: 1}\nc:\n  <<: *a\n')
    ok('the same key elsewhere', 'a: {$A: 1}\nb: {$A: 2}\n', {'A': 'k'},
       'a: {k: 1}\nb: {k: 2}\n')
    ok('twice in the template is not ours', 'a: 1\na: 2\nb: $A\n',
       {'A': '3'}, 'a: 1\na: 2\nb: 3\n')
    two = Names({'A': 'k', 'B': 'k'})
    run = tool.render(b'$A: 1\n$B: 2\n', two.env)
    check(run.status == 1 and run.errors()
          and all(e[0] == row for e in run.errors()), 'both rendered',
          run.err)
    for n, before, after in ((1024, '', ''), (1022, '"', '"'),
                             (1022, "'", "'")):
        t = '%s$A%s: b\n' % (before, after)
        ok('key of 1024 as spelled ' + before, t, {'A': 'x' * n},
           '%s%s%s: b\n' % (before, 'x' * n, after))
        err('key of 1025 as spelled ' + before, t, {'A': 'x' * (n + 1)},
            (row, 1, 1))
        err('key of 1025 in flow ' + before, '{%s}\n' % t.strip(),
            {'A': 'x' * (n + 1)}, (row, 1, 2))
    err('a key too long by escapes', '"$A": b\n', {'A': '"' * 600},
        (row, 1, 1))
    ok('a key of wide characters', '$A: b\n', {'A': '\u20ac' * 1024},
       '%s: b\n' % ('\u20ac' * 1024))
    err('a key of too many wide characters', '$A: b\n',
        {'A': '\u20ac' * 1025}, (row, 1, 1))
    ok('a long explicit key', '? $A\n: b\n', {'A': 'x' * 2000},
       '? %s\n: b\n' % ('x' * 2000))
    for before in '- a: b\n  ', 'a: b\n', '- ', '? ', '\ufeff':
        indent = ' ' * (2 if before[0] in '-?' else 0)
        t = '%s? $A\n%s: b\n' % (before, indent)
        ok('a long explicit key behind ' + before, t, {'A': 'x' * 2000},
           t.replace('$A', 'x' * 2000))
    for before, line, col in (('? ', 1, 3), ('a: 1\n? ', 2, 3),
                              ('a: b?\n', 2, 1), ('a: b ?\n', 2, 1),
                              ('a: b\n ?\n', 3, 1)):
        err('a key behind a ? that is not its own, ' + before,
            before + '$A: c\n', {'A': 'x' * 2000}, (row, line, col))
    ok('a long value', 'a: $A\n', {'A': 'x' * 65536},
       'a: %s\n' % ('x' * 65536))


def errors():
    unset, bad = 'unset-variable', 'invalid-value'
    err('unset', 'a: $A\n', {}, (unset, 1, 4))
    err('unset, every place', 'a: $A\n$B: "x ${A} $C"\nd: [e, $A]\n',
        {'B': CANARY}, (unset, 1, 4), (unset, 2, 8), (unset, 2, 13),
        (unset, 3, 8))
    err('unset, wide characters', 'é: "日本 $A"\n', {}, (unset, 1, 8))
    err('unset, BOM', '\ufeff$A: b\n', {}, (unset, 1, 1))
    err('unset, CRLF and tab', 'a: b\r\nc:\t$A\r\n', {}, (unset, 2, 4))
    err('unset, NEL is no line end', 'a: "x\x85 y"\nb: $A\n', {},
        (unset, 2, 4))
    err('unset, block', 'a: | # $A\n  x\n  y ${A}\n', {}, (unset, 3, 5))
    err('unset, lines', 'a: x\n  y $A\n', {}, (unset, 2, 5))
    err('unset, quoted lines', "a: 'x''\n  y $A'\n", {}, (unset, 2, 5))
    err('unset, behind properties', 'a: &b !c # $A\n  $A\n', {},
        (unset, 2, 3))
    err('unset, in a default', 'a: ${B:-x}${C:-$A}\n', {}, (unset, 1, 16))
    err('unset, optional is another', 'a: $A\n', {}, (unset, 1, 4),
        args=('--optional', 'B'))
    err('the longest name', 'a: $A_OLD\n', {'A': 'x'}, (unset, 1, 4))
    err('required', 'a: ${A:?set it}\n', {'A': ''},
        ('required-variable', 1, 4), says=('set it',))
    err('required, unset', 'b: $B\na: ${A?}\n', {'B': CANARY},
        ('required-variable', 2, 4))
    ok('required and there', 'a: ${A:?set it}\n', {'A': 'x'}, 'a: x\n')
    err('unterminated', 'a: b\nc: "x ${A"\n', {'A': CANARY},
        ('malformed-reference', 2, 7))
    err('unterminated, plain', 'c: x ${A:-y\n', {'A': CANARY},
        ('malformed-reference', 1, 6))
    err('unquoted flow', 'a: [${B}, $C]\n', {'B': 'x', 'C': 'y'},
        says=('yaml-syntax', 'uote'), *syntax('a: [${B}, $C]\n'))
    err('a default with a colon', 'a: ${B:-x: y}\n', {'B': CANARY},
        says=('yaml-syntax', 'uote'), *syntax('a: ${B:-x: y}\n'))
    err('Latin-1 value', 'a: $A\n', {'A': b'x\xe9y'},
        says=(bad,), *places_of('a: $A\n', {'A': b'x\xe9y'}))
    for raw in (b'\xc0\x80', b'\xed\xa0\x80', b'\xf4\x90\x80\x80', b'\xff',
                b'\xe2\x82', b'\x80', b'\xf8\x88\x80\x80\x80'):
        run = tool.render(b'a: $A\n', {'A': raw})
        check(run.status == 1 and bad in run.err, 'not UTF-8', raw, run.err)
        run = tool.render(b'a: $B\n', {'A': raw, 'B': 'x'})
        check(run.status == 0, 'not UTF-8 but not asked for', raw, run.err)
        run = tool.render(b'a: ' + raw + b'\n', {})
        check(run.status == 1 and '[encoding]' in run.err,
              'template not UTF-8', raw, run.err)
    for codec in ('utf-16', 'utf-16-le', 'utf-16-be'):
        run = tool.render('a: b\n'.encode(codec), {})
        check(run.status == 1 and '[encoding]' in run.err
              and (codec != 'utf-16' or 'UTF-16' in run.err), codec, run.err)
    err('UTF-8 BOM only is fine, unset is not', b'\xef\xbb\xbfa: $A', {},
        (unset, 1, 4))
    for helm in ('a: {{ .Values.x | quote }} b\n',
                 '{{- if .x }}\na: b\n{{- end }}\n',
                 'a:\n  {{- toYaml . | nindent 4 }}\nb: c\n'):
        run = tool.render(helm.encode(), {})
        check(run.status == 1 and '[helm-template]' in run.err, 'helm',
              helm, run.err)
    ok('braces that parse', 'a: "{{ $A }}"\n', {'A': 'x'}, 'a: "{{ x }}"\n')
    run = tool.render(b'[' * 65 + b']' * 65, {})
    check(run.status == 1 and '[nesting]' in run.err, '65 deep', run.err)
    run = tool.render(b'[' * 64 + b'"$A"' + b']' * 64, {'A': 'x'})
    check(run.status == 0, '64 deep', run.err)
    run = tool.render(b'[' * 100000, {})
    check(run.status == 1, '100 000 deep', run.err[:200])
    run = tool.render(b'a: *b\n', {})
    check(run.status == 1 and '[unknown-alias]' in run.err, 'alias', run.err)


def syntax(template):
    """The place is the parser's business: taken as it is."""
    run = tool.render(template.encode(), {'B': 'x', 'C': 'y'})
    return [e for e in run.errors() if e[0] == 'yaml-syntax'][:1]


def places_of(template, env):
    run = tool.render(template.encode(), env)
    return [e for e in run.errors() if e[0] == 'invalid-value'][:1]


def strings():
    """With --kind kong: what Kong reads as a string stays one."""
    cred = '  keyauth_credentials:\n  - key: %s\n'
    for value, spelled in (('123', '"123"'), ('yes', '"yes"'), ('~', '"~"'),
                           ('1e3', '"1e3"'), ('0x1F', '"0x1F"'),
                           ('12:30', '"12:30"'), ('null', '"null"'),
                           ('.5', '".5"'), ('1_000', '"1_000"'),
                           ('y', 'y'), ('abc', 'abc'), ('@x', '"@x"')):
        env = {'A': value}
        for name, template in (
                ('username', KONG + 'consumers:\n- username: %s\n'),
                ('custom_id', KONG + 'consumers:\n- custom_id: %s # c\n'),
                ('key', consumer(cred)),
                ('key, flow', consumer('  keyauth_credentials: '
                                       '[{"key": %s}]\n')),
                ('password', consumer('  basicauth_credentials:\n  - '
                                      'username: u\n    password: %s\n')),
                ('flat', consumer('keyauth_credentials:\n- consumer: anon\n'
                                  '  key: %s\n')),
                ('flat group', consumer('acls:\n- consumer: anon\n'
                                        '  group: %s\n')),
                ('jwt secret', consumer('  jwt_secrets:\n  - key: k\n'
                                        '    secret: %s\n')),
                ('hmac', consumer('  hmacauth_credentials:\n  - username: '
                                  '%s\n')),
                ('oauth2', consumer('  oauth2_credentials:\n  - name: %s\n'
                                    '    redirect_uris: [http://x/]\n')),
                ('tags', consumer('  tags:\n  - %s\n')),
                ('alias', KONG + '_ignore:\n- &n %s\n'
                 'consumers:\n- username: *n\n'),
                ('merge', KONG + '_ignore:\n- &m {username: %s}\n'
                 'consumers:\n- <<: *m\n')):
            if ':' in value and 'flow' in name:
                continue
            ok('string: %s %s' % (name, value), template % '$A', env,
               template % spelled, kind='kong')
    ok('number: port', KONG + 'services:\n- name: s\n  host: h\n'
       '  port: $A\n', {'A': '80'},
       KONG + 'services:\n- name: s\n  host: h\n  port: 80\n', kind='kong')
    ok('number: ttl', consumer(cred % 'k' + '    ttl: $A\n'), {'A': '8'},
       consumer(cred % 'k' + '    ttl: 8\n'), kind='kong')
    ok('alias of the Secret', consumer(cred % '$SUPABASE_ANON_KEY'),
       {'ANON_KEY': CANARY}, consumer(cred % CANARY), kind='kong')
    ok('the exact name first', consumer(cred % '$SUPABASE_ANON_KEY'),
       {'ANON_KEY': 'no', 'SUPABASE_ANON_KEY': CANARY},
       consumer(cred % CANARY), kind='kong')
    ok('JSON', '{"_format_version": "3.0", "consumers": [{"username": "$A",'
       ' "keyauth_credentials": [{"key": "$B"}]}]}', {'A': '1', 'B': '2'},
       '{"_format_version": "3.0", "consumers": [{"username": "1",'
       ' "keyauth_credentials": [{"key": "2"}]}]}', kind='kong')


def drops():
    """Empty keys are dropped (--kind kong)."""
    env = {'A': 'aaa', 'B': '', 'C': 'ccc'}
    head = '  keyauth_credentials:\n'

    def drop(name, before, after, **more):
        ok('drop: ' + name, consumer(before), env,
           *[consumer(a) for a in ([after] if isinstance(after, str)
                                   else after)], kind='kong', **more)
    drop('the last', head + '  - key: $A\n  - key: $B\n',
         head + '  - key: aaa\n')
    drop('the first', head + '  - key: $B\n  - key: $A\n',
         head + '  - key: aaa\n')
    drop('the middle, indented', head + '    - key: $A\n    - key: ${B}\n'
         '    - key: $C\n', head + '    - key: aaa\n    - key: ccc\n')
    drop('two', head + '  - key: $B\n  - key: $A\n  - key: ${B:-}\n',
         head + '  - key: aaa\n')
    drop('quoted', head + '  - key: "$B"\n  - key: \'$B\'\n  - key: $A\n',
         head + '  - key: aaa\n')
    drop('a block scalar', head + '  - key: |-\n      $B\n  - key: $A\n',
         head + '  - key: aaa\n')
    drop('two references', head + '  - key: $B$B\n  - key: $A\n',
         head + '  - key: aaa\n')
    drop('unset, optional', head + '  - key: $A\n  - key: $D\n',
         head + '  - key: aaa\n', args=('--optional', 'D'))
    drop('comments stay', head + '  # one\n  - key: $B # two\n  # three\n'
         '\n  - key: $A # four\n', head + '  # one\n  # three\n'
         '\n  - key: aaa # four\n')
    drop('with other fields', head + '  - tags: [x]\n    key: $B\n'
         '    ttl: 5\n\n  - key: $A\n', head + '\n  - key: aaa\n')
    drop('dash on its own line', head + '  -\n    key: $B\n  - key: $A\n',
         head + '  - key: aaa\n')
    drop('no final newline', head + '  - key: $A\n  - key: $B',
         [head + '  - key: aaa\n', head + '  - key: aaa'], judged=False)
    drop('more behind', head + '  - key: $A\n  - key: $B\n- username: z\n',
         head + '  - key: aaa\n- username: z\n')
    basic = '  basicauth_credentials:\n  - username: u\n    password: p\n'
    drop('a list left empty', head + '  - key: $B\n' + basic,
         '  keyauth_credentials: []\n' + basic)
    drop('a list left empty, comments', '  keyauth_credentials: # one\n'
         '  - key: $B\n  # two\n' + basic,
         '  keyauth_credentials: [] # one\n  # two\n' + basic)
    drop('flow, last', '  keyauth_credentials: [{key: $A}, {key: $B}]\n',
         '  keyauth_credentials: [{key: aaa}]\n', judged=False)
    drop('flow, first', '  keyauth_credentials: [{key: $B}, {key: $A}]\n',
         ['  keyauth_credentials: [{key: aaa}]\n',
          '  keyauth_credentials: [ {key: aaa}]\n'], judged=False)
    drop('flow, middle', '  keyauth_credentials: [{key: $A}, {key: $B}, '
         '{key: $C}]\n',
         ['  keyauth_credentials: [{key: aaa}, {key: ccc}]\n'], judged=False)
    drop('flow, all', '  keyauth_credentials: [{key: $B}]\n' + basic,
         '  keyauth_credentials: []\n' + basic, judged=False)
    drop('flow, all of two', '  keyauth_credentials: [{key: $B},{"key": '
         '"$B"}]\n' + basic, '  keyauth_credentials: []\n' + basic,
         judged=False)
    drop('flat', 'keyauth_credentials:\n- consumer: anon\n  key: $B\n'
         '- consumer: anon\n  key: $A\n',
         'keyauth_credentials:\n- consumer: anon\n  key: aaa\n')
    drop('flat keeps the nested one', head + '  - key: $B\n'
         'keyauth_credentials:\n- consumer: anon\n  key: $A\n',
         '  keyauth_credentials: []\nkeyauth_credentials:\n'
         '- consumer: anon\n  key: aaa\n')
    crlf = consumer(head + '  - key: $A\n  - key: $B\n').replace('\n', '\r\n')
    ok('drop: CRLF', crlf, env, crlf.replace('$A', 'aaa').replace(
        '  - key: $B\r\n', ''), kind='kong')
    ok('drop: not with --kind yaml', consumer(head + '  - key: $B\n'), env,
       consumer(head + '  - key: null\n'))
    empty, none = 'empty-credential', 'no-credential'

    def refuse(name, template, *wanted):
        run = tool.render(consumer(template).encode(), env, kind='kong')
        check(run.status == 1, 'drop refused: ' + name, run.status, run.err)
        got = [(r, line) for r, line, _ in run.errors()]
        check(all(w in got for w in wanted), 'drop refused: ' + name,
              run.err)
    refuse('other references', head + '  - key: $B\n    tags: [$A]\n'
           '  - key: $A\n', (empty, 5))
    refuse('anchored', head + '  - &x\n    key: $B\n  - key: $A\n',
           (empty, 6))
    refuse('an anchored key', head + '  - key: &x $B\n  - key: $A\n',
           (empty, 5))
    refuse('flat, consumer by reference', head + '  - key: $A\n'
           'keyauth_credentials:\n- consumer: $C\n  key: $B\n', (empty, 8))
    refuse('none left', head + '  - key: $B\n', (none, 3))
    refuse('none left but acls', head + '  - key: $B\n  acls:\n'
           '  - group: g\n', (none, 3))
    refuse('none left, flow', '  keyauth_credentials: [{key: $B}]\n',
           (none, 3))
    refuse('none left, flat', 'keyauth_credentials:\n- consumer: anon\n'
           '  key: $B\n', (none, 3))


def sources():
    """First hit wins, bytes exact."""
    folder = tempfile.mkdtemp()

    def put(name, content):
        path = os.path.join(folder, name)
        with open(path, 'wb') as f:
            f.write(content)
        return path
    try:
        put('A', b'from dir\n')
        put('NUL', b'a\0b')
        put('LATIN', b'a\xe9b')
        secret = ('--secrets-dir', folder)
        dotenv = ('--env-file', put('.env', b'B="x\\ny" # c\nC=\'$A\'\n'
                                    b'export D=d # e\nA=no\n'))
        kept = put('file', b'from file\n\n')
        ok('a secret, its newline too', 'a: "$A"\n', {'A': 'no'},
           'a: "from dir\\n"\n', args=secret, judged=False)
        ok('the environment before NAME_FILE', 'a: $Z\n',
           {'Z': 'env', 'Z_FILE': kept}, 'a: env\n')
        ok('NAME_FILE, one newline less', 'a: "$Z"\n', {'Z_FILE': kept},
           'a: "from file\\n"\n', judged=False)
        ok('NAME_FILE before the env file', 'a: "$B"\n', {'B_FILE': kept},
           'a: "from file\\n"\n', args=dotenv, judged=False)
        ok('an env file', 'a: "$B"\nb: $C\nc: $D\n', {},
           'a: "x\\ny"\nb: $A\nc: d\n', args=dotenv, judged=False)
        for name in ('NUL', 'LATIN'):
            run = tool.render(b'a: $%s\n' % name.encode(), {}, secret)
            check(run.status == 1 and '[invalid-value]' in run.err,
                  'secret', name, run.err)
        bad = ('--env-file', put('bad.env', b'A=a\xff\n'))
        run = tool.render(b'a: $A\n', {}, bad)
        check(run.status == 1, 'env file not UTF-8', run.err)
    finally:
        shutil.rmtree(folder)


def main():
    for part in (typed, places, keys, errors, strings, drops, sources):
        part()
    tally.end()


if __name__ == '__main__':
    main()
