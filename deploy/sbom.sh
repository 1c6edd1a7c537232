#!/bin/sh
# Writes, as SPDX 2.3 in JSON, which Debian packages are linked into a static
# binary: sbom.sh VERSION BINARY [NAME_VERSION:SHA256...] <trace, where trace is
# what the linker printed with --trace, and each further word a source package
# that was compiled for it. The date is SOURCE_DATE_EPOCH, or 1970.
set -eu
version=$1 binary=$2
shift 2
sources=$*
date=$(date -u -d "@${SOURCE_DATE_EPOCH:-0}" +%Y-%m-%dT%H:%M:%SZ)

# The packages that own the archives and start files which the linker read.
# A library may stand under /lib while dpkg knows it under /usr/lib.
packages() {
	sed -n 's/^(*\(\/[^()]*\.[ao]\).*/\1/p' | sort -u | while read -r file
	do
		file=$(realpath "$file")
		dpkg -S "$file" 2>/dev/null || dpkg -S "${file#/usr}" ||
			exit 1
	done | sed 's/: .*//' | sort -u
}

# license PACKAGE: what its copyright file says of most files, as SPDX has it.
# Kept by hand, for these files are prose; an unknown one says so.
license() {
	case $1 in
	libyaml* | libjansson-dev | jansson | musl-dev) echo MIT ;;
	libcyaml*) echo ISC ;;
	libmbedtls-dev | mbedtls) echo 'Apache-2.0 OR GPL-2.0-or-later' ;;
	libc6-dev*) echo LGPL-2.1-or-later ;;
	libgcc-*) echo 'GPL-3.0-or-later WITH GCC-exception-3.1' ;;
	*) echo NOASSERTION ;;
	esac
}

# A package URL; + is special there.
purl() {
	echo "pkg:deb/debian/$1@$2?arch=$3&distro=debian-12" | sed 's/+/%2B/g'
}

# entry ID NAME VERSION LICENSE FURTHER-MEMBERS
entry() {
	printf '    {\n      "SPDXID": "SPDXRef-%s",\n' "$1"
	printf '      "name": "%s",\n      "versionInfo": "%s",\n' "$2" "$3"
	printf '      "downloadLocation": "NOASSERTION",\n'
	printf '      "filesAnalyzed": false,\n'
	printf '      "licenseConcluded": "NOASSERTION",\n'
	printf '      "licenseDeclared": "%s",\n' "$4"
	printf '      "copyrightText": "NOASSERTION"%s\n    }' "$5"
}

list=$(packages)
test -n "$list"
# now that the linker has ended
sha256=$(sha256sum "$binary" | cut -d ' ' -f 1)
cat <<END
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "kongrender-$version",
  "documentNamespace": "urn:kongrender:$version:$sha256",
  "creationInfo": {
    "created": "$date",
    "creators": ["Tool: kongrender-sbom.sh"]
  },
  "packages": [
END
entry kongrender kongrender "$version" Apache-2.0 ''
for package in $list; do
	printf ',\n'
	arch=${package#*:} name=${package%:*}
	# shellcheck disable=SC2016,SC2046 # dpkg's variables, two words
	set -- $(dpkg-query -W -f '${Version} ${source:Package}' "$package")
	entry "$name" "$name" "$1" "$(license "$name")" ",
      \"externalRefs\": [
        {
          \"referenceCategory\": \"PACKAGE-MANAGER\",
          \"referenceType\": \"purl\",
          \"referenceLocator\": \"$(purl "$name" "$1" "$arch")\"
        }
      ],
      \"sourceInfo\": \"built from Debian source package $2\""
done
for source in $sources; do
	printf ',\n'
	name=${source%%_*} of=${source#*_}
	entry "$name" "$name" "${of%:*}" "$(license "$name")" ",
      \"checksums\": [
        {
          \"algorithm\": \"SHA256\",
          \"checksumValue\": \"${of#*:}\"
        }
      ],
      \"externalRefs\": [
        {
          \"referenceCategory\": \"PACKAGE-MANAGER\",
          \"referenceType\": \"purl\",
          \"referenceLocator\": \"pkg:deb/debian/$name@${of%:*}?arch=source\"
        }
      ],
      \"sourceInfo\": \"compiled from Debian's archive of its source\""
done
cat <<END

  ],
  "relationships": [
    {
      "spdxElementId": "SPDXRef-DOCUMENT",
      "relationshipType": "DESCRIBES",
      "relatedSpdxElement": "SPDXRef-kongrender"
    }
END
for package in $list $sources; do
	package=${package%%_*}
	printf '    ,{\n      "spdxElementId": "SPDXRef-kongrender",\n'
	printf '      "relationshipType": "STATIC_LINK",\n'
	printf '      "relatedSpdxElement": "SPDXRef-%s"\n    }' "${package%:*}"
done
printf '\n  ]\n}\n'
