#!/bin/sh
# What lint --format sarif prints is valid by the standard's schema, which the
# npm package below ships (draft-04 JSON schema of SARIF 2.1.0).
. "$(dirname "$0")/suite.sh"
package=@microsoft/jest-sarif@1.0.0-beta.0
folder=$BUILD/sarif
schema=$folder/package/lib/schemas/sarif-2.1.0-rtm.5.json

need_python jsonschema
if ! test -f "$schema"; then
	mkdir -p "$folder"
	(cd "$folder" && npm pack --silent "$package" >npm.log 2>&1 &&
		tar xzf microsoft-jest-sarif-*.tgz) || {
		echo "sarif: cannot get the schema ($package of npm)"
		cat "$folder/npm.log"
		exit 77
	}
fi
"$PYTHON" tests/sarif.py "$schema"
