"""Every style in every context by every hostile value: renders them with the
real binary and judges what comes out.

With EXHAUSTIVE=1 that is so; without it, a fixed sample: every context, one
form and a few values, and in some contexts pairs of characters.
JUDGE_ROUNDS (default 1): more rounds are longer, and from the second on every
context gets every pair of characters. JUDGE_SEED: what random values come.
JUDGE_ONLY: one context by its name, in full; JUDGE_STOP=1: end at the first
failure.
"""

import multiprocessing
import os
import random
import sys

import contexts
import tool
import values
from expander import Names
from judge import Plan, short

ROUNDS = int(os.environ.get('JUDGE_ROUNDS', '1'))
SEED = int(os.environ.get('JUDGE_SEED', '2024'))
ONLY = os.environ.get('JUDGE_ONLY')
STOP = os.environ.get('JUDGE_STOP') == '1'
FULL = ONLY or os.environ.get('EXHAUSTIVE') == '1'
SHOWN = 3        # failures printed for each context


def fits(context, form, value):
    """Keys: a << is an error, so is what is too long; both are judged in
    fixed.py."""
    return not context.key or (value != '<<' and len(value) < 150
                               and '<<' != form.replace('N', value))


def judge_one(context, form, vals):
    """Renders one template. Returns (complaints, output)."""
    env = {'V%d' % i: v for i, v in enumerate(vals)}
    template = context.template(form, len(vals))
    plan = Plan(template, 'yaml', Names(env))
    run = tool.render(template, env)
    if plan.errors:
        if run.status != 1:
            return ['error wanted, status %d: %s' % (
                run.status, plan.errors[:2])], run
        return [], run
    if run.status != 0:
        return ['status %d: %s' % (run.status,
                                   short(run.err[:300]))], run
    return plan.judge(run.out), run


def smallest(context, form, vals):
    """The values that fail on their own, or all when none does."""
    if len(vals) <= 1:
        return [vals]
    found = []
    half = len(vals) // 2
    for part in (vals[:half], vals[half:]):
        if len(found) < SHOWN and judge_one(context, form, part)[0]:
            found += smallest(context, form, part)
    return (found or [vals])[:SHOWN]


def task(job):
    """Returns (number of values judged, failures)."""
    name, form, vals = job
    context = CONTEXTS[name]
    groups = [[v] for v in vals] if context.once else [vals]
    bad = []
    for group in groups:
        group = [v for v in group if fits(context, form, v)]
        if not group or len(bad) >= SHOWN:
            continue
        complaints, _ = judge_one(context, form, group)
        if complaints:
            for few in smallest(context, form, group):
                again, run = judge_one(context, form, few)
                template = context.template(form, len(few))
                bad.append((name, form, short(template.decode()),
                            [short(v) for v in few[:4]],
                            (again or complaints)[:2],
                            short(run.out.decode('utf-8', 'replace'))))
    return len(vals), bad


def sample():
    """(context, form, values): every context, every large value, a few of
    all others; always the same ones."""
    rng = random.Random(SEED)
    pairs = values.pairs()
    for i, context in enumerate(CONTEXTS.values()):
        form = context.forms[i % len(context.forms)]
        if context.once:
            yield context.name, form, rng.sample(values.EXACT, 2)
            continue
        some = rng.sample(values.EXACT, 12) + [
            values.random_value(rng) for _ in range(4)]
        if context.core:
            some += rng.sample(pairs, len(pairs) // 40)
        yield context.name, form, some
    for i, name in enumerate(LARGE):
        context = CONTEXTS[name]
        large = list(values.large(rng))
        yield name, context.forms[0], large[i::len(LARGE)]


def jobs():
    """(context, form, values) of all rounds."""
    if not FULL:
        yield from sample()
        return
    rng = random.Random(SEED)
    pairs = values.pairs()
    for n in range(ROUNDS):
        for i, context in enumerate(CONTEXTS.values()):
            forms = context.forms
            for j, form in enumerate(forms):
                turn = (i + n) % len(forms) == j
                if context.once:
                    few = rng.sample(values.EXACT, 3 if turn else 0)
                    yield context.name, form, few + [
                        values.random_value(rng) for _ in range(turn)]
                    continue
                some = values.EXACT if turn else rng.sample(values.EXACT, 12)
                some = some + [values.random_value(rng)
                               for _ in range(60 if turn else 6)]
                if turn and (context.core or n > 0):
                    some = some + pairs
                yield context.name, form, some
        for context in [CONTEXTS[c] for c in LARGE]:
            for form in context.forms[:1] + context.forms[-1:]:
                yield context.name, form, list(values.large(rng))


LARGE = ['map value, plain', 'map value, single', 'map value, double',
         'flow seq, plain', 'map value, |', 'seq item, |+', 'map value, >',
         'JSON', 'anchor, double', 'explicit value, plain']
CONTEXTS = {}
for _c in sum(contexts.all_contexts(), []):
    assert _c.name not in CONTEXTS, _c.name
    CONTEXTS[_c.name] = _c


def main():
    work = [j for j in jobs() if j[2] and ONLY in (None, j[0])]
    if not work:
        print('no context is called %s' % ONLY)
        return 2
    # the longest first, so that no process is left alone with one
    work.sort(key=lambda j: -sum(map(len, j[2])))
    judged = failed = renders = 0
    with multiprocessing.Pool(int(os.environ.get('JUDGE_JOBS')
                                  or os.environ.get('JOBS') or '2')) as pool:
        for n, bad in pool.imap_unordered(task, work, chunksize=8):
            renders += 1
            judged += n
            failed += len(bad)
            for name, form, template, vals, complaints, out in bad:
                print('FAIL %s, form %s' % (name, form))
                print('     template %s' % template)
                print('     values   %s' % ', '.join(vals))
                print('     got      %s' % out)
                for c in complaints:
                    print('     %s' % c)
            if bad and STOP:
                break
    print('%d contexts, %d values in place judged, seed %d, rounds %d%s' % (
        len(CONTEXTS), judged, SEED, ROUNDS, '' if FULL else ', a sample'))
    print('%d passed, %d failed' % (judged - failed, failed))
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
