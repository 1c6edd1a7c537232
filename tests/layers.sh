#!/bin/sh
# Who may include whom: a file includes only headers of its own folder or of
# folders above it in the order below, a library's header only where the table
# permits, SRC in the Makefile names every file in that order, and no files
# include each other in a circle.
. "$(dirname "$0")/suite.sh"

# A folder may be absent.
ORDER='base report vars template token lua kong envoy supabase lint cli'
# Whether modules (a .c and its .h) that include each other in a circle are a
# failure: "fail", or "note" to name them only. Headers among themselves always.
CIRCLES=${CIRCLES:-fail}

# Prints every include of the tree $1/src that is not permitted.
violations() {
	find "$1/src" -name '*.[ch]' | sort | tr '\n' '\0' |
		xargs -0 awk -v root="$1/src/" -v order_of_folders="$ORDER" '
	BEGIN {
		n = split(order_of_folders, order)
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
	} | awk -v order_of_folders="$ORDER" '
	BEGIN {
		n = split(order_of_folders, order)
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

# Prints the circles of the tree $1/src, each with its members: of headers if
# $2 is headers, else of modules, where A.c and A.h are one.
circles() {
	find "$1/src" -name '*.[ch]' | sort | tr '\n' '\0' |
		xargs -0 awk -v root="$1/src/" -v what="$2" '
	function node(name) {
		if (what != "headers")
			sub(/\.[ch]$/, "", name)
		if (!(name in known)) {
			known[name] = ++n
			names[n] = name
		}
		return known[name]
	}
	FNR == 1 { file = substr(FILENAME, length(root) + 1) }
	what == "headers" && file !~ /\.h$/ { next }
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		split($0, part, "\"")
		a = node(file)
		b = node(part[2])
		if (a != b)
			reach[a, b] = direct[a, b] = 1
	}
	END {
		for (k = 1; k <= n; k++)
			for (i = 1; i <= n; i++)
				if ((i, k) in reach)
					for (j = 1; j <= n; j++)
						if ((k, j) in reach)
							reach[i, j] = 1
		for (i = 1; i <= n; i++) {
			if (!((i, i) in reach) || i in said)
				continue
			members = pairs = ""
			for (j = i; j <= n; j++) {
				if (!((i, j) in reach) || !((j, i) in reach))
					continue
				said[j] = 1
				members = members " " names[j]
				for (k = i; k < j; k++)
					if ((j, k) in direct && (k, j) in direct)
						pairs = pairs ", " names[k] \
							" <-> " names[j]
			}
			print "circle:" members pairs
		}
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

accepts 'no headers include each other' "$(circles . headers)"
found=$(circles . modules)
if test "$CIRCLES" = fail; then
	accepts 'no modules include each other' "$found"
elif test -n "$found"; then
	echo 'note: modules that include each other (CIRCLES=fail: not ok)'
	echo "$found" | sed 's/^/note: /'
fi

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

plant kong/a.c '#include "lua/lua.h"'
accepts 'kong may ask lua' "$(violations "$tmp")"
plant lua/a.c '#include "kong/kong.h"'
rejects 'lua knows no kong' "$(violations "$tmp")" \
	'lua/a.c:1: lua stands above kong: "kong/kong.h"'
plant envoy/a.c '#include "supabase/names.h"'
rejects 'envoy knows no supabase' "$(violations "$tmp")" \
	'envoy/a.c:1: envoy stands above supabase: "supabase/names.h"'
plant lint/a.c '#include <yaml.h>'
rejects 'lint may use no library' "$(violations "$tmp")" \
	'lint/a.c:1: lint may not include <yaml.h>'

# further FILE LINE: one more in the planted tree.
further() { printf '%s\n' "$2" >"$tmp/src/$1"; }
plant kong/a.h '#include "kong/b.h"'
further kong/b.h '#include "kong/c.h"'
accepts 'headers in a row' "$(circles "$tmp" headers)"
further kong/c.h '#include "kong/a.h"'
rejects 'headers in a circle' "$(circles "$tmp" headers)" \
	'circle: kong/a.h kong/b.h kong/c.h'
plant kong/a.c '#include "kong/b.h"'
further kong/a.h ''
further kong/b.c '#include "kong/b.h"'
accepts 'a module that asks another' "$(circles "$tmp" modules)"
further kong/b.c '#include "kong/a.h"'
accepts 'no headers in a circle, but' "$(circles "$tmp" headers)"
rejects 'modules in a circle' "$(circles "$tmp" modules)" \
	'circle: kong/a kong/b, kong/a <-> kong/b'
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

totals
