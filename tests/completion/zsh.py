#!/usr/bin/python3
"""What zsh offers for a line: zsh.py SCRIPT LINE, one word a line.

zsh completes only in an interactive shell, so one runs on a pseudo terminal,
takes the script, and the line is typed into it; a wrapper around compadd
writes down what is added.
"""
import os
import pty
import re
import select
import sys
import tempfile
import time

START = r"""
PS1='' PROMPT_EOL_MARK='' ; unsetopt zle_bracketed_paste 2>/dev/null
autoload -U compinit && compinit -u -D -d "$DUMP"
. "$SCRIPT"
zstyle ':completion:*' list-prompt ''
LISTMAX=10000
compadd() {
	local -a got
	builtin compadd -O got "$@" 2>/dev/null
	print -rl -- "${got[@]}" >>"$ADDED"
	builtin compadd "$@"
}
done_with_it() { : >"$DONE" }
zle -N done_with_it
bindkey '^Xe' done_with_it
bindkey '^I' complete-word
# the terminal is raw only now
zle-line-init() { : >"$READY" }
zle -N zle-line-init
"""


def wait_for(terminal, path):
    end = time.monotonic() + 10
    while not os.path.exists(path) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.02)[0]:
            os.read(terminal, 65536)
    return os.path.exists(path)


def main(script, line):
    with tempfile.TemporaryDirectory() as folder:
        names = {n: os.path.join(folder, n)
                 for n in ("ADDED", "READY", "DONE", "DUMP", "START")}
        with open(names["START"], "w", encoding="utf-8") as f:
            f.write(START)
        child, terminal = pty.fork()
        if not child:
            os.environ.update(names, SCRIPT=script, TERM="dumb")
            os.execvp("zsh", ["zsh", "-f", "-i"])
        os.write(terminal, f". {names['START']}\n".encode())
        if not wait_for(terminal, names["READY"]):
            sys.exit("zsh does not start")
        os.write(terminal, line.encode() + b"\t\x18e")
        ready = wait_for(terminal, names["DONE"])
        os.close(terminal)
        os.waitpid(child, 0)
        if not ready:
            sys.exit("zsh does not answer")
        if os.path.exists(names["ADDED"]):
            with open(names["ADDED"], encoding="utf-8") as f:
                for word in sorted(set(f.read().split("\n")) - {""}):
                    print(re.sub(r"=$", "", word))


main(*sys.argv[1:])
