# Fuzz targets: libFuzzer programs with --enable-fuzzing, corpus replays otherwise.
# A target adds itself to `fuzzers` and takes $(fuzz_replay) as a source.
if FUZZING
fuzz_replay =
else
fuzz_replay = tests/fuzz/replay.c
endif

fuzzers += %D%/fuzz_kvp.t
%C%_fuzz_kvp_t_SOURCES = %D%/fuzz_kvp.c
nodist_%C%_fuzz_kvp_t_SOURCES = $(fuzz_replay)
%C%_fuzz_kvp_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
EXTRA_DIST += tests/fuzz/replay.c
fuzzers += %D%/fuzz_ogcapi.t
%C%_fuzz_ogcapi_t_SOURCES = %D%/fuzz_ogcapi.c
nodist_%C%_fuzz_ogcapi_t_SOURCES = $(fuzz_replay)
%C%_fuzz_ogcapi_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
