# Side-by-side measurements; nothing here is timed by a test.
benchers = bench/bench-many bench/bench-join bench/bench-draw bench/bench-tjs bench/bench-empty
EXTRA_PROGRAMS = $(benchers)
bench_bench_many_SOURCES = %D%/many.c
bench_bench_join_SOURCES = %D%/join.c
bench_bench_draw_SOURCES = %D%/draw.c
bench_bench_tjs_SOURCES = %D%/tjs.c
bench_bench_empty_SOURCES = %D%/empty.c
CLEANFILES += $(benchers)
EXTRA_DIST += %D%/bench.py %D%/joins.py %D%/tjs.py %D%/soak.py %D%/peer.py %D%/README.md %D%/RESULTS.md
EXTRA_DIST += %D%/speed.py %D%/speed_peers.py %D%/qgis_project.py %D%/scaling.py %D%/flame.py %D%/flame-getmap-256.svg %D%/flame-getmap-800.svg %D%/flame-getfeature.svg
