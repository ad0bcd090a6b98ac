#!/bin/sh
# Ceilings of the house: a source file of 500 lines, a header of 200.
cd "${srcdir:-.}" || exit 1
echo "1..1"
hits=$(find src tjs fcgi -name '*.[ch]' | while read -r f; do
	case $f in *.h) most=200 ;; *) most=500 ;; esac
	n=$(wc -l < "$f"); [ "$n" -le "$most" ] || echo "$f has $n lines, over $most"; done)
if [ -z "$hits" ]; then echo "ok 1 - no room is over its ceiling"; else
	echo "$hits" | sed 's/^/# /'; echo "not ok 1 - rooms over their ceiling"; exit 1; fi
