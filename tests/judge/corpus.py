"""The templates that ship, every real one in ../shared/templates, and the
Kong cases with references where their scalars are."""

import glob
import os
import random

import yaml

import expander
import tally
import tool
import values
import yamlread
from expander import Names
from judge import Plan, short
from tally import EXHAUSTIVE, ROOT, check

HERE = os.path.dirname(os.path.abspath(__file__))
REAL = os.path.join(ROOT, '..', 'shared', 'templates')
ROUNDS = (20 if EXHAUSTIVE else 2) * int(os.environ.get('JUDGE_ROUNDS', '1'))
SEED = int(os.environ.get('JUDGE_SEED', '2024'))
NOT_A_TEMPLATE = 'configmap-wrapped.yml'       # a manifest: lint's
HELM = 'supabase-kubernetes-chart.yml'
PREVIOUS = '_PREVIOUS'

# Opaque keys with their right checksums, from the public vectors.
KNOWN = {
    'SUPABASE_PUBLISHABLE_KEY':
        'sb_publishable_AAAAAAAAAAAAAAAAAAAAAA_qcQJXLgl',
    'SUPABASE_SECRET_KEY': 'sb_secret_AAAAAAAAAAAAAAAAAAAAAA_7cwZOLm2',
    'SUPABASE_META_HOST': 'http://meta:8080/',
    'WELL_KNOWN_OAUTH_PATH': '/.well-known/oauth-authorization-server',
}


def all_names(template):
    found = []
    for node in yamlread.read(template.decode()):
        if node.kind == 'scalar':
            for name in expander.names(node.value):
                if name not in found:
                    found.append(name)
    return found


def judge(what, template, env, kind, args=(), **flags):
    plan = Plan(template, kind, Names(env, **flags))
    run = tool.render(template, env, args, kind)
    if plan.errors:
        got = run.errors()
        check(run.status == 1 and len(got) == len(plan.errors) and all(
            w.rule in g[0] and w.line == g[1] and g[2] in w.columns
            for w, g in zip(sorted(plan.errors, key=lambda e: (
                e.line, e.columns[0])), got)),
              what, 'status', run.status, 'errors', got, 'not', plan.errors)
        return
    check(run.status == 0, what, 'status', run.status, short(run.err))
    if run.status != 0:
        return
    bad = plan.judge(run.out)
    check(not bad, what, bad)
    check(tool.render(template, env, args, kind).out == run.out, what,
          'another output the second time')
    for v in env.values():
        if len(v) > 12 and v.isalnum():
            check(v not in run.err, what, 'a value in stderr')


def plausible(names, rng):
    env = {}
    for i, name in enumerate(names):
        if name in KNOWN:
            env[name] = KNOWN[name]
        elif 'URL' in name or 'ENDPOINT' in name:
            env[name] = 'http://host%d:80%02d/p' % (i, i)
        elif any(x in name for x in ('TIMEOUT', 'PORT', 'WEIGHT', 'LIMIT',
                                     'MINUTE', 'HOUR', 'DB', 'SECOND')):
            env[name] = str(1000 + i)
        elif 'BUFFERING' in name or 'ENABLE' in name:
            env[name] = rng.choice(('true', 'false'))
        elif 'EXPR' in name:
            env[name] = '$(headers.apikey or headers["x-%d"])' % i
        else:
            env[name] = 'plausible%dQ%dzZ' % (i, rng.randrange(10 ** 12))
    return env


def one(path):
    with open(path, 'rb') as f:
        template = f.read()
    base = os.path.basename(path)
    rng = random.Random('%d %s' % (SEED, base))
    if base == HELM:
        run = tool.render(template, {}, kind='kong')
        check(run.status == 1 and '[helm-template]' in run.err
              and run.out == b'', base, 'no Helm hint', run.err)
        return
    names = all_names(template)
    real = [n for n in names if not n.endswith(PREVIOUS)]
    listed = ','.join(names) or 'NO'
    for flag in ('--keep', '--only'):
        value = 'NO_SUCH_NAME' if flag == '--only' else listed
        run = tool.render(template, {}, (flag, value), 'yaml')
        check(run.status == 0 and run.out == template, base, flag,
              'is not identity', short(run.err))
    judge(base + ', all unset', template, {}, 'yaml')
    judge(base + ', all empty', template, {n: '' for n in names}, 'yaml')
    judge(base + ', all optional', template, {}, 'yaml',
          ('--optional', listed), optional=names)
    for i in range(ROUNDS):
        env = {n: values.random_value(rng) if rng.random() < .6
               else rng.choice(values.EXACT) for n in names}
        judge('%s, hostile %d' % (base, i), template, env, 'yaml')
    judge(base + ', long', template, {n: n * 2000 for n in names}, 'yaml')
    # its routes name their service by {name: ...}, which Kong refuses
    kind = 'yaml' if base == 'ai-gateway.yml' else 'kong'
    for i in range(3):
        env = plausible(real, rng)
        judge('%s, plausible %d' % (base, i), template, env, kind,
              optional=[n for n in names if n.endswith(PREVIOUS)])
    optional = [n for n in real if n in ('SUPABASE_PUBLISHABLE_KEY',
                                         'SUPABASE_SECRET_KEY')]
    if optional:
        env.update({n: '' for n in optional})
        judge(base + ', legacy keys only', template, env, 'kong',
              optional=[n for n in names if n.endswith(PREVIOUS)])
    crlf = template.replace(b'\n', b'\r\n')
    judge(base + ', CRLF', b'\xef\xbb\xbf' + crlf, plausible(names, rng),
          'yaml')


def referenced(text, rng):
    """The text with a reference in every other scalar, or None."""
    out, at, n = [], 0, 0
    for node in yamlread.read(text):
        if node.kind != 'scalar' or node.style == 'empty' \
                or rng.random() < .4:
            continue
        spelled = text[node.start:node.end]
        name = '$V%d' % n
        if node.style == 'plain':
            spelled = rng.choice((name, spelled + name, name + '.x'))
        elif node.style in '|>':
            spelled = spelled.rstrip('\r\n') + name + \
                spelled[len(spelled.rstrip('\r\n')):]
        else:
            spelled = spelled[:-1] + name + spelled[-1]
        n += 1
        out += [text[at:node.start], spelled]
        at = node.end
    return ''.join(out) + text[at:]


def case(path):
    """A Kong case, whatever Kong thinks of it, rendered as YAML."""
    with open(path, 'rb') as f:
        content = f.read()
    base = os.path.basename(path)
    rng = random.Random('%d %s' % (SEED, base))
    try:
        template = referenced(content.decode(), rng).encode()
        names = all_names(template)
    except (yaml.YAMLError, UnicodeDecodeError):
        return
    nodes = yamlread.read(template.decode())
    anchors = [n.anchor for n in nodes]
    if any(n.kind == 'alias' and n.value not in anchors for n in nodes):
        return    # libyaml's parser takes it, render says unknown-alias
    for i in range(max(1, ROUNDS // 10)):
        env = {n: values.random_value(rng) for n in names}
        judge('%s, hostile %d' % (base, i), template, env, 'yaml')


def main():
    cases = glob.glob(os.path.join(HERE, '..', 'kong-cases', '*.*'))
    for path in sorted(cases) if EXHAUSTIVE else []:
        case(path)
    ours = sorted(glob.glob(os.path.join(ROOT, 'templates', '*.yml')))
    real = sorted(glob.glob(os.path.join(REAL, '*.yml')))
    check(ours, 'no template ships')
    if not real:
        print('note: ../shared/templates is not here, so no real '
              'template was rendered')
    for path in ours + real:
        if os.path.basename(path) != NOT_A_TEMPLATE:
            one(path)
    print('%d templates that ship, %d real ones, %d hostile renders each' % (
        len(ours), len(real), ROUNDS))
    tally.end()


if __name__ == '__main__':
    main()
