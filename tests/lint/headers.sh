#!/bin/sh
# Each header compiles alone: it includes what it needs, in whatever order it is itself included.
cd "${srcdir:-.}" || exit 1
n=0 bad=0
for f in $(find src tjs fcgi -name '*.h' | sort); do
	n=$((n + 1))
	# shellcheck disable=SC2086
	if out=$(${JT_COMPILE:?} -fsyntax-only -x c "$f" 2>&1); then
		echo "ok $n - $f"
	else
		echo "$out" | head -5 | sed 's/^/# /'
		echo "not ok $n - $f"
		bad=1
	fi
done
echo "1..$n"
exit $bad
