# shellcheck shell=bash
# Counting cases: each step writes "PASS name", "FAIL name" or "SKIP name" lines into $results.

# The cases of a log in TAP, each named after the program that it is of.
count_tap() { # PREFIX LOG
	awk -v prefix="$1" '
		/^(not )?ok( |$)/ {
			what = /^not / ? "FAIL" : / # SKIP/ ? "SKIP" : "PASS"
			sub(/^(not )?ok *[0-9]* *(- )?/, "")
			print what, prefix ": " $0
		}
		/^1\.\.0 # SKIP/ { sub(/^1\.\.0 # /, ""); print "SKIP", prefix ": " $0 }' "$2" >>"$results"
}

# The cases of `make check` in a build folder, which automake leaves in its log files.
count_automake() { # PREFIX BUILD
	local file program
	while IFS= read -r -d '' file; do
		program=${file#"$2"/}
		program=${program%.trs}
		sed -nE "s|^(PASS\|FAIL\|SKIP\|ERROR\|XPASS\|XFAIL): $program(\.[a-z]+)? |\1 $1: $program |p" \
			"${file%.trs}.log"
	done < <(find "$2/tests" -name '*.trs' -print0) |
		sed 's/^\(ERROR\|XPASS\) /FAIL /; s/^XFAIL /PASS /' >>"$results"
}

# One case: a step that counts nothing finer.
count_one() { # PASS|FAIL|SKIP NAME
	printf '%s %s\n' "$1" "$2" >>"$results"
}

counted() { # PASS|FAIL|SKIP
	grep -c "^$1 " "$results" || true
}
