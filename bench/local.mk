# Side-by-side measurements; nothing here is timed by a test.
EXTRA_PROGRAMS = bench/bench-many bench/bench-join
bench_bench_many_SOURCES = %D%/many.c
bench_bench_join_SOURCES = %D%/join.c
CLEANFILES += bench/bench-many bench/bench-join
EXTRA_DIST += %D%/bench.py %D%/joins.py %D%/peer.py %D%/README.md %D%/RESULTS.md
