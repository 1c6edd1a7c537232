#!/bin/sh
# Runs libFuzzer's binaries BIN... for FUZZ_TIME seconds each, and prints for
# each the executions and the edges covered. Inputs that reach new edges stay
# in $BUILD/corpus/NAME, a failing one is left as $BUILD/crash/NAME-*. With
# KEEP=1 nothing is fuzzed: tests/fuzz/corpus/NAME gets those of the former that
# add coverage to it.
. "$(dirname "$0")/../suite.sh"
corpora=$root/tests/fuzz/corpus
FUZZ_TIME=${FUZZ_TIME:-60}

for bin; do
	name=${bin##*/fuzz_}
	new=$BUILD/corpus/$name
	mkdir -p "$new" "$BUILD/crash" "$corpora/$name"
	if test "${KEEP:-}"; then
		"$bin" -merge=1 "$corpora/$name" "$new" 2>&1 | tail -n 1
		continue
	fi
	dict=${corpora%/corpus}/$name.dict
	# shellcheck disable=SC2046 # one word or none
	if "$bin" -max_total_time="$FUZZ_TIME" -timeout=10 -rss_limit_mb=2048 \
		-print_final_stats=1 -artifact_prefix="$BUILD/crash/$name-" \
		$(test -f "$dict" && echo "-dict=$dict") \
		"$new" "$corpora/$name" >"$new.log" 2>&1; then
		ok
	else
		not_ok "$name"
		tail -n 30 "$new.log"
	fi
	awk -v name="$name" '
	/ cov: [0-9]+ ft: / { for (i = 1; i < NF; i++)
		if ($i == "cov:") edges = $(i + 1) }
	/number_of_executed_units/ { runs = $2 }
	/average_exec_per_sec/ { rate = $2 }
	/INITED|Loaded .* PC tables/ {
		if (match($0, /\([0-9]+ PCs/))
			all = substr($0, RSTART + 1, RLENGTH - 5)
	}
	END { printf "%-10s %d executions (%d a second), %d of %d edges\n",
		name, runs, rate, edges, all }' "$new.log"
done
test -z "${KEEP:-}" || exit 0
totals
