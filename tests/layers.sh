#!/bin/sh
# Who may include whom: a file includes only headers of its own folder or of
# folders above it in the order below, a library's header only where the table
# permits, and SRC in the Makefile names every file in that order.
set -u
cd "$(dirname "$0")/.." || exit 2

passed=0 failed=0
ok() { passed=$((passed + 1)); }
not_ok() { failed=$((failed + 1)) && printf 'not ok: %s\n' "$*"; }

# Prints every include of the tree $1/src that is not permitted.
violations() {
	find "$1/src" -name '*.[ch]' | sort | xargs awk -v root="$1/src/" '
	BEGIN {
		n = split("base report vars template token kong cli", order)
		for (i = 1; i <= n; i++)
			rank[order[i]] = i
		may["report"] = "jansson"
		may["template"] = "yaml"
		may["token"] = "mbedtls jansson"
		may["kong"] = "cyaml yaml"
	}
	FNR == 1 {
		file = substr(FILENAME, length(root) + 1)
		folder = index(file, "/") ? file : "main"
		sub("/.*", "", folder)
		if (folder != "main" && !(folder in rank))
			print file ": a folder without a place in the order"
	}
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		split($0, part, "\"")
		header = part[2]
		from = header
		if (!sub("/.*", "", from) || !(from in rank))
			print file ":" FNR ": \"" header "\" names no folder"
		else if (folder != "main" && rank[from] > rank[folder])
			print file ":" FNR ": " folder \
				" stands above " from ": \"" header "\""
	}
	/^[ \t]*#[ \t]*include[ \t]*</ {
		header = $0
		sub("^[^<]*<", "", header)
		sub(">.*", "", header)
		lib = header
		sub("[/.].*", "", lib)
		if (lib ~ /^(yaml|cyaml|mbedtls|psa|jansson|check)$/ &&
		    index(" " may[folder] " ", " " lib " ") == 0)
			print file ":" FNR ": " folder " may not include <" \
				header ">"
	}'
}

# Prints what is wrong with SRC in the Makefile $1 for the tree $2.
list_violations() {
	{
		sed -n '/^SRC = /,/[^\\]$/p' "$1" | tr -cs 'a-z0-9_/.' '\n' |
			grep '^src/.*\.c$'
		echo --
		find "$2/src" -mindepth 2 -name '*.c' | sed "s|^$2/||" | sort
	} | awk '
	BEGIN {
		n = split("base report vars template token kong cli", order)
		for (i = 1; i <= n; i++)
			rank[order[i]] = i
	}
	/^--$/ { exists = 1; next }
	exists {
		there[$0] = 1
		if (!($0 in listed))
			print $0 ": not in SRC"
		next
	}
	{
		split($0, part, "/")
		if (rank[part[2]] < last)
			print $0 ": below its place in SRC"
		last = rank[part[2]]
		if ($0 in listed)
			print $0 ": twice in SRC"
		listed[$0] = 1
	}
	END {
		for (file in listed)
			if (!(file in there))
				print file ": in SRC, and no such file"
	}'
}

# accepts WHAT FOUND: there was nothing to complain of.
accepts() {
	if test -z "$2"; then ok; else not_ok "$1" && echo "$2"; fi
}

# rejects WHAT FOUND WANTED: a planted violation is found, and is the only one.
rejects() {
	case $2 in
	"$3") ok ;;
	*) not_ok "$1: found '$2'" ;;
	esac
}

accepts 'src/ keeps the layers' "$(violations .)"
accepts 'SRC names every file in order' "$(list_violations Makefile .)"

tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# plant FILE LINE: a tree with one file of one line.
plant() {
	rm -rf "$tmp/src"
	mkdir -p "$tmp/src/${1%/*}"
	printf '%s\n' "$2" >"$tmp/src/$1"
}

plant kong/a.c '#include "template/scan.h"'
accepts 'a folder above may be included' "$(violations "$tmp")"
plant template/a.c '#include "kong/kong.h"'
rejects 'a folder below may not' "$(violations "$tmp")" \
	'template/a.c:1: template stands above kong: "kong/kong.h"'
plant base/a.h '# include "report/diag.h"'
rejects 'nor in a header' "$(violations "$tmp")" \
	'base/a.h:1: base stands above report: "report/diag.h"'
plant template/a.c '#include "scan.h"'
rejects 'a header is named with its folder' "$(violations "$tmp")" \
	'template/a.c:1: "scan.h" names no folder'
plant util/a.c '#include <stdio.h>'
rejects 'a further folder has no place' "$(violations "$tmp")" \
	'util/a.c: a folder without a place in the order'
plant token/a.c '#include <mbedtls/md.h>'
accepts 'token may use mbedTLS' "$(violations "$tmp")"
plant kong/a.c '#include <mbedtls/md.h>'
rejects 'kong may not' "$(violations "$tmp")" \
	'kong/a.c:1: kong may not include <mbedtls/md.h>'
plant cli/a.c '#include <yaml.h>'
rejects 'cli may use no library' "$(violations "$tmp")" \
	'cli/a.c:1: cli may not include <yaml.h>'
plant template/a.c '#include <cyaml/cyaml.h>'
rejects 'permission for one is not for another' "$(violations "$tmp")" \
	'template/a.c:1: template may not include <cyaml/cyaml.h>'

plant base/a.c ''
printf 'SRC = src/base/a.c\n' >"$tmp/list"
accepts 'a whole list is fine' "$(list_violations "$tmp/list" "$tmp")"
printf 'SRC = \\\n\tsrc/base/b.c\n' >"$tmp/list"
rejects 'a file not listed is found, and a listed one that is not there' \
	"$(list_violations "$tmp/list" "$tmp" | tr '\n' ' ')" \
	'src/base/a.c: not in SRC src/base/b.c: in SRC, and no such file '
mkdir -p "$tmp/src/cli" && : >"$tmp/src/cli/c.c"
printf 'SRC = src/cli/c.c \\\n\tsrc/base/a.c\n' >"$tmp/list"
rejects 'a wrong order is found' "$(list_violations "$tmp/list" "$tmp")" \
	'src/base/a.c: below its place in SRC'

echo "$passed passed, $failed failed"
test "$failed" = 0
