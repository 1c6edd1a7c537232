"""Running kongrender as a user does: a process, its environment, its exit
status, its two streams."""

import os
import re
import subprocess

BINARY = os.environ.get('KONGRENDER', 'build/kongrender')
LINE = re.compile(r'^(.*?):(\d+):(\d+): (error|warning|note): (.*) \[([a-z0-9-]+)\]$')


class Run:
    def __init__(self, status, out, err):
        self.status, self.out = status, out
        self.err = err.decode('utf-8', 'replace')

    def errors(self):
        """(rule, line, column) of the errors printed with a place."""
        found = []
        for line in self.err.splitlines():
            m = LINE.match(line)
            if m and m.group(4) == 'error':
                found.append((m.group(6), int(m.group(2)), int(m.group(3))))
        return found


def environment(env):
    """As bytes; nothing of our own environment but what a sanitizer or
    valgrind needs."""
    kept = {k.encode(): v.encode() for k, v in os.environ.items()
            if k.endswith('SAN_OPTIONS') or k == 'PATH'}
    for k, v in env.items():
        kept[k.encode()] = v if isinstance(v, bytes) else \
            v.encode('utf-8', 'surrogateescape')
    return kept


def render(template, env, args=(), kind='yaml', output='-', name='-'):
    command = [BINARY, 'render', '--template', name, '--output', output,
               '--kind', kind, *args]
    # values are hostile here, and no keys: what they mean is not judged
    if kind == 'kong':
        command += ['--ignore', 'not-a-supabase-key,public-credential']
    p = subprocess.run(command, input=template, env=environment(env),
                       capture_output=True, timeout=120, check=False)
    return Run(p.returncode, p.stdout, p.stderr)
