#!/bin/sh
# The binary is static, hardened, and the same bytes from any folder. A
# dynamic, unhardened program must fail the same checks.
. "$(dirname "$0")/suite.sh"
need readelf
BIN=$KONGRENDER
CC=${CC:-cc}
AIM=1700000 # bytes, stripped, the tables of the whole Kong file in it

# Each says yes (0) or no about one property of the program $1.
no_interpreter() { ! readelf -lW "$1" | grep -q ' INTERP '; }
no_needed() { ! readelf -dW "$1" | grep -q '(NEEDED)'; }
is_pie() {
	readelf -hW "$1" | grep -q 'Type: *DYN' &&
		readelf -dW "$1" | grep -q 'FLAGS_1.*PIE'
}
relro() { readelf -lW "$1" | grep -q ' GNU_RELRO '; }
bind_now() { readelf -dW "$1" | grep -Eq 'BIND_NOW|FLAGS.* NOW'; }
stack_not_executable() {
	readelf -lW "$1" | grep ' GNU_STACK ' | grep -qv 'RWE'
}
nothing_writable_and_executable() { ! readelf -lW "$1" | grep -q ' RWE '; }
# Of our own objects, because libc's have these symbols whatever we do.
canary() { nm "$1" | grep -q ' U __stack_chk_fail'; }
fortified() { nm "$1" | grep -q ' U __[a-z]*_chk$'; }
names_no_folder() { ! grep -aqF "$PWD" "$1"; }
runs_in_an_empty_root() {
	mkdir -p "$tmp/root" && cp "$1" "$tmp/root/program" &&
		$enter "$tmp/root" /program --version >/dev/null 2>&1
}

# expect yes|no PROPERTY FILE
expect() {
	got=no
	test ! -f "$3" && got=absent
	test -f "$3" && "$2" "$3" && got=yes
	if test "$got" = "$1"; then
		ok
	else
		not_ok "$2: $got for $3"
	fi
}

enter='unshare -r chroot'
test "$(id -u)" = 0 && enter=chroot
$enter / true 2>/dev/null || enter=

all='no_interpreter no_needed is_pie relro bind_now stack_not_executable
	nothing_writable_and_executable names_no_folder'
for property in $all; do
	expect yes "$property" "$BIN"
done
# The objects stand beside the binary in an archive.
lib=${BIN%/*}/libkongrender.a
expect yes canary "$lib"
# musl has no such functions.
musl='' folder=build
grep -q -- '-linux-musl' "${BIN%/*}/flags" &&
	musl=LIBC=musl folder=build/release AIM=950000
test "$musl" || expect yes fortified "$lib"
if test -n "$enter"; then
	expect yes runs_in_an_empty_root "$BIN"
else
	echo 'note: no chroot and no user namespace here: empty root not tried'
fi

# That of Debian 13 does more before it hashes anything.
echo MBEDTLS_VERSION_MAJOR | "$CC" -E -P -include mbedtls/version.h - \
	2>/dev/null | grep -qx 3 && test -z "$musl" && AIM=2000000
strip -s -o "$tmp/stripped" "$BIN"
size=$(wc -c <"$tmp/stripped")
if test "$size" -lt "$AIM"; then
	ok
else
	not_ok "$size bytes stripped, at most $AIM wanted"
fi

# The checks can fail.
cat >"$tmp/bad.c" <<END
#include <string.h>
char from[64] = "$PWD", to[64];
int main(void)
{
	char s[64];
	return strcpy(to, strcpy(s, from))[0] == 0;
}
END
# shellcheck disable=SC2086 # flags
build() { "$CC" -w -O0 -U_FORTIFY_SOURCE -fno-stack-protector $1 -o "$2" "$3"; }
build '-no-pie -Wl,-z,norelro,-z,lazy,-z,execstack' "$tmp/bad" "$tmp/bad.c" \
	2>/dev/null
for property in $all; do
	test "$property" = nothing_writable_and_executable ||
		expect no "$property" "$tmp/bad"
done
build '-nostdlib -static -Wl,-N,--unresolved-symbols=ignore-all' \
	"$tmp/bad_rwx" "$tmp/bad.c" 2>/dev/null
expect no nothing_writable_and_executable "$tmp/bad_rwx"
build -c "$tmp/bad.o" "$tmp/bad.c"
expect no canary "$tmp/bad.o"
expect no fortified "$tmp/bad.o"
test -z "$enter" || expect no runs_in_an_empty_root "$tmp/bad"

# Byte for byte the same from two folders, of different lengths: this one, if
# it was built with the same flags, is one of them.
build_in() { # FOLDER
	mkdir -p "$tmp/$1" &&
		cp -r Makefile src deploy "$tmp/$1" && chmod -R u+w "$tmp/$1" &&
		MAKEFLAGS='' make -s -j"${JOBS:-1}" -C "$tmp/$1" \
			BUILD=$folder CC="$CC" SOURCES="$PWD/build/sources" \
			$musl all >"$tmp/log" ||
		cat "$tmp/log"
}
flags() { # FILE FOLDER
	sed "s|^[^ ]*: ||; s|-ffile-prefix-map=$2=|-ffile-prefix-map==|; s/ -Werror//; s/  */ /g" "$1"
}
build_in another/and/longer
one=$BIN
flags "${BIN%/*}/flags" "$PWD" >"$tmp/flags"
if ! flags "$tmp/another/and/longer/$folder/flags" \
		"$tmp/another/and/longer" | cmp -s - "$tmp/flags"; then
	build_in one
	one=$tmp/one/$folder/kongrender
fi
if cmp "$one" \
	"$tmp/another/and/longer/$folder/kongrender"; then
	ok
else
	not_ok 'two folders gave two binaries'
fi

totals
