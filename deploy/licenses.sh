#!/bin/sh
# Prints the licence texts of the Debian packages that an SBOM of sbom.sh names
# (what is linked into a binary), and those of libraries that were built from
# source: licenses.sh SBOM [NAME=FILE...]. Each package's copyright file, then,
# once, each common licence that they refer to. DOC and COMMON are the folders
# where Debian has them.
set -eu
sbom=$1
shift
DOC=${DOC:-/usr/share/doc}
COMMON=${COMMON:-/usr/share/common-licenses}

# The program itself comes first in the SBOM: its licence is LICENSE.
packages=$(sed -n 's/^      "name": "\(.*\)",$/\1/p' "$sbom" |
	grep -v '^kongrender$')
# What has a file of its own is no package here.
for source; do
	packages=$(echo "$packages" | grep -vx "${source%%=*}" || :)
done
test -n "$packages"

line='----------------------------------------------------------------------'
cat <<END
kongrender is licensed under the terms of the file LICENSE. Its binary holds
code of these, under the licences below:

END
for package in $packages; do
	echo "    $package (Debian package)"
done
for source; do
	echo "    ${source%%=*} (built from source)"
done

referred=
for package in $packages; do
	file=$DOC/$package/copyright
	test -s "$file" || {
		echo "licenses.sh: no $file" >&2
		exit 1
	}
	printf '\n%s\n%s\n%s\n\n' "$line" "$package" "$line"
	cat "$file"
	referred="$referred $(grep -o 'common-licenses/[A-Za-z0-9.-]*[0-9A-Za-z]' \
		"$file" | sed 's|.*/||' | sort -u | tr '\n' ' ')"
done
for source; do
	test -s "${source#*=}" || {
		echo "licenses.sh: no ${source#*=}" >&2
		exit 1
	}
	printf '\n%s\n%s\n%s\n\n' "$line" "${source%%=*}" "$line"
	cat "${source#*=}"
done
for license in $(echo "$referred" | tr ' ' '\n' | sort -u); do
	test -s "$COMMON/$license" || {
		echo "licenses.sh: no $COMMON/$license" >&2
		exit 1
	}
	printf '\n%s\n%s\n%s\n\n' "$line" "$license" "$line"
	cat "$COMMON/$license"
done
