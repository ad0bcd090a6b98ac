# shellcheck shell=bash
# The steps of ./check. Each is a function step_NAME that counts its cases and whose status says
# whether it went to its end. Sourced after common.sh, packages.sh, build.sh, demo.sh, count.sh.

steps=(
	"gcc|Compilation par gcc, sans avertissement|Build with gcc, no warning"
	"tests|Tests unitaires, règles de la maison, corpus, bout en bout|Unit tests, house rules, corpora, end to end"
	"clang|Compilation par clang, tests sous ASan et UBSan|Build with clang, tests under ASan and UBSan"
	"valgrind|Tests unitaires sous valgrind|Unit tests under valgrind"
	"distcheck|Archive : compiler, tester, installer, désinstaller|Tarball: build, test, install, uninstall"
	"scripts|Scripts et analyse statique|Scripts and static analysis"
	"portal|Page web : types, tests, construction|Web page: types, tests, build"
	"demo|Démonstration : charger, vérifier, servir|Demo: load, check, serve"
	"browser|Page web dans Chromium, sur la démonstration|Web page in Chromium, on the demo"
	"clients|QGIS, GDAL, OWSLib sur la démonstration|QGIS, GDAL, OWSLib on the demo"
)

work=$top/build-check

# `make TARGET` in BUILD; the cases of its tests are counted, failing ones shown with their log.
make_tests() { # PREFIX BUILD TARGET [VARIABLE=VALUE...]
	local prefix=$1 build=$2 status=0
	shift 2
	find "$build/tests" \( -name '*.trs' -o -name '*.log' \) -delete 2>/dev/null || true
	make -s -C "$build" -j"$(nproc)" -k "$@" >"$build/$prefix.out" 2>&1 </dev/null || status=$?
	count_automake "$prefix" "$build"
	grep -E '^# (TOTAL|PASS|SKIP|FAIL|ERROR):' "$build/$prefix.out" | tr '\n' ' ' || true
	echo
	if [ "$status" != 0 ]; then
		show_failures "$build" "$build/$prefix.out"
	fi
	return "$status"
}

show_failures() { # BUILD OUTPUT
	local trs
	grep -E '(error|warning):|^make.*Error' "$2" | head -n 20 || true
	while IFS= read -r trs; do
		echo "--- ${trs%.trs}.log"
		# of the cases that failed, what they said; of a program that broke, its last words
		grep -q '^not ok' "${trs%.trs}.log" &&
			awk '/^(not )?ok /{shown = /^not/ ? 80 : 0} shown-- > 0' "${trs%.trs}.log" || tail -n 60 "${trs%.trs}.log"
	done < <(grep -lrE '^:test-result: (FAIL|ERROR)' --include='*.trs' "$1/tests")
}

step_gcc() {
	build_program build-check/gcc --enable-werror && count_one PASS "gcc: -Werror"
}

step_tests() {
	step_needs gcc && make_tests tests "$work/gcc" check
}

step_clang() {
	build_program build-check/clang --enable-werror --enable-sanitizers CC=clang &&
		count_one PASS "clang: -Werror" &&
		make_tests clang "$work/clang" check-units
}

step_valgrind() {
	step_needs gcc && make_tests valgrind "$work/gcc" check-valgrind
}

step_distcheck() {
	step_needs gcc &&
		make -s -C "$work/gcc" -j"$(nproc)" distcheck AM_MAKEFLAGS='TESTS="$(lint_tests) $(fuzzers)"' \
			>"$work/distcheck.out" 2>&1 </dev/null &&
		count_one PASS "distcheck" || { tail -n 30 "$work/distcheck.out" && return 1; }
}

step_scripts() {
	local file status=0
	while IFS= read -r file; do
		if (cd "$top" && shellcheck -x "$file"); then count_one PASS "shellcheck: $file"; else
			count_one FAIL "shellcheck: $file"
			status=1
		fi
	done < <(cd "$top" && { ls run check .ci/run demo/*.sh tests/lint/*.sh; find bench -name '*.sh' 2>/dev/null; })
	cppcheck_source || status=1
	return "$status"
}

cppcheck_source() {
	if (cd "$top" && cppcheck -q -j"$(nproc)" --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,portability --suppress=missingInclude --suppress=unknownMacro --suppress=internalAstError \
		--suppress=varFuncNullUB \
		-I src -I . src tjs fcgi); then
		count_one PASS "cppcheck"
	else
		count_one FAIL "cppcheck"
		return 1
	fi
}

step_portal() {
	local status=0
	build_portal && count_one PASS "portal: build" || return 1
	npm --prefix "$top/portal" test </dev/null >"$work/portal.out" 2>&1 || status=$?
	count_tap portal "$work/portal.out"
	[ "$status" = 0 ] || cat "$work/portal.out"
	return "$status"
}

# --- the demo, started by ./run as a user starts it; the steps after it are its clients ---

demo_url='' demo_job=''

demo_start() { # SECONDS: starts ./run in the background, waits until it answers
	local limit=$1 start=$SECONDS
	set -m
	"$top/run" --port "$demo_port" --workspace "$work/workspace" --lang en \
		>>"$work/demo.out" 2>&1 </dev/null &
	demo_job=$!
	set +m
	until curl -fs -o /dev/null "$demo_url/health"; do
		if ! kill -0 "$demo_job" 2>/dev/null || [ $((SECONDS - start)) -ge "$limit" ]; then
			return 1
		fi
		sleep 0.1
	done
}

# As Ctrl-C does it: the interrupt goes to the whole group. True where all of it left, and the
# master with status 0.
demo_stop() {
	local status=0 group=$demo_job
	[ -n "$demo_job" ] || return 0
	demo_job=''
	kill -INT -- "-$group" 2>/dev/null || return 1
	wait "$group" || status=$?
	sleep 0.2
	! kill -0 -- "-$group" 2>/dev/null && [ "$status" = 0 ]
}

expect() { # NAME COMMAND...: one case
	local name=$1
	shift
	if "$@"; then count_one PASS "$name"; else
		count_one FAIL "$name"
		return 1
	fi
}

step_demo() {
	local status=0
	rm -rf "$work/workspace"
	: >"$work/demo.out"
	demo_port=$(free_port) demo_url=http://127.0.0.1:$demo_port
	{ expect "run: the first run answers" demo_start 900 &&
		expect "run: jointure check finds nothing wrong" \
			"$top/build/jointure" check --workspace "$work/workspace" &&
		expect "run: an interrupt stops all of it, status 0" demo_stop &&
		expect "run: the second run answers within 5 seconds" demo_start 5; } || status=1
	[ "$status" = 0 ] || tail -n 40 "$work/demo.out"
	return "$status"
}

free_port() {
	/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

step_browser() {
	local status=0
	step_needs demo || return
	JOINTURE_URL=$demo_url npm --prefix "$top/portal" run browser </dev/null >"$work/browser.out" 2>&1 || status=$?
	count_tap browser "$work/browser.out"
	[ "$status" = 0 ] || cat "$work/browser.out"
	return "$status"
}

step_clients() {
	local status=0
	step_needs demo || return
	JOINTURE_URL=$demo_url JOINTURE_WORKSPACE=$work/workspace PYTHONPATH=$top/tests \
		/usr/bin/python3 -B -m pytest -p no:cacheprovider -p tap "$top/tests/clients" \
		</dev/null >"$work/clients.out" 2>&1 || status=$?
	count_tap clients "$work/clients.out"
	[ "$status" = 0 ] || cat "$work/clients.out"
	return "$status"
}
