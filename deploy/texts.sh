#!/bin/sh
# What a kongrender says of itself, below OUT, which is replaced: man pages and
# the completion of three shells, where each looks for it below share:
# texts.sh PROGRAM OUT
set -eu
program=$1 out=$2
rm -rf "$out.new"
mkdir -p "$out.new/man/man1" "$out.new/bash-completion/completions" \
	"$out.new/zsh/site-functions" "$out.new/fish/vendor_completions.d"
for page in $("$program" man --list); do
	"$program" man "$page" >"$out.new/man/man1/$page.1"
done
"$program" completion bash >"$out.new/bash-completion/completions/kongrender"
"$program" completion zsh >"$out.new/zsh/site-functions/_kongrender"
"$program" completion fish \
	>"$out.new/fish/vendor_completions.d/kongrender.fish"
rm -rf "$out"
mv "$out.new" "$out"
