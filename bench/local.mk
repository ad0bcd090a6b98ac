# Side-by-side measurements; nothing here is timed by a test.
EXTRA_PROGRAMS = bench/bench-many bench/bench-join bench/bench-draw bench/bench-tjs
bench_bench_many_SOURCES = %D%/many.c
bench_bench_join_SOURCES = %D%/join.c
bench_bench_draw_SOURCES = %D%/draw.c
bench_bench_tjs_SOURCES = %D%/tjs.c
CLEANFILES += bench/bench-many bench/bench-join bench/bench-draw bench/bench-tjs
EXTRA_DIST += %D%/bench.py %D%/joins.py %D%/tjs.py %D%/peer.py %D%/README.md %D%/RESULTS.md
