#!/bin/sh
# What lint --format sarif prints is valid by the standard's schema, which the
# npm package below ships (draft-04 JSON schema of SARIF 2.1.0).
set -u
package=@microsoft/jest-sarif@1.0.0-beta.0
PYTHON=${PYTHON:-/usr/bin/python3}
cd "$(dirname "$0")/.." || exit 2
folder=${BUILD:-build}/sarif
schema=$folder/package/lib/schemas/sarif-2.1.0-rtm.5.json

"$PYTHON" -c 'import jsonschema' 2>/dev/null || {
	echo 'sarif: needs python3-jsonschema'
	exit 77
}
if ! test -f "$schema"; then
	mkdir -p "$folder"
	(cd "$folder" && npm pack --silent "$package" >npm.log 2>&1 &&
		tar xzf microsoft-jest-sarif-*.tgz) || {
		echo "sarif: cannot get the schema ($package of npm)"
		cat "$folder/npm.log"
		exit 77
	}
fi
exec "$PYTHON" tests/sarif.py "$schema"
