#!/bin/sh
# Runs fuzz targets under libFuzzer, one after the other, and says what came of each:
#	tests/fuzz/run.sh BUILD [SECONDS [TARGET...]]
# BUILD was configured with CC=clang --enable-fuzzing --enable-sanitizers=address,undefined. What is
# found stays in BUILD/fuzz-findings/, the corpus as it grew in BUILD/fuzz-corpus/ (doc/fuzzing.md).
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?a build folder}" && pwd) || exit 2
seconds=${2:-120}
[ $# -lt 2 ] || shift
shift
if [ $# = 0 ]; then
	for f in "$here"/fuzz_*.c; do
		name=${f##*/fuzz_}
		set -- "$@" "${name%.c}"
	done
fi
findings=$build/fuzz-findings
mkdir -p "$findings"
export LSAN_OPTIONS="suppressions=$here/../lsan.supp:print_suppressions=0"
export ASAN_OPTIONS="${ASAN_OPTIONS:-strict_string_checks=1}"
bad=0
printf '%-10s %12s %8s %8s %s\n' target executions features corpus findings
for name; do
	grown=$build/fuzz-corpus/$name
	log=$findings/$name.log
	mkdir -p "$grown"
	dictionary=$here/dictionaries/$name.dict
	if [ -f "$dictionary" ]; then dictionary=-dict=$dictionary; else dictionary=-use_counters=1; fi
	nice "$build/tests/fuzz/fuzz_$name.t" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
		-max_len=8192 -print_final_stats=1 -artifact_prefix="$findings/$name-" "$dictionary" \
		"$grown" "$here/corpus/$name" >"$log" 2>&1 || bad=1
	found=$(find "$findings" -name "$name-*" ! -name '*.log' | wc -l)
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	features=$(sed -n 's/.* ft: \([0-9]*\).*/\1/p' "$log" | tail -1)
	printf '%-10s %12s %8s %8s %s\n' "$name" "${runs:--}" "${features:--}" "$(find "$grown" -type f | wc -l)" "$found"
done
exit $bad
