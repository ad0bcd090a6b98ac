# Side-by-side measurements; nothing here is timed by a test.
EXTRA_PROGRAMS = bench/bench-many
bench_bench_many_SOURCES = %D%/many.c
CLEANFILES += bench/bench-many
EXTRA_DIST += %D%/bench.py %D%/peer.py %D%/README.md %D%/RESULTS.md
