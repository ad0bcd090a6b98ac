# Fuzz targets: libFuzzer programs with --enable-fuzzing, corpus replays otherwise.
# A target adds itself to `fuzzers` and takes $(fuzz_replay) as a source. run.sh runs them all.
if FUZZING
fuzz_replay =
else
fuzz_replay = tests/fuzz/replay.c
endif
fuzzers += %D%/fuzz_kvp.t
%C%_fuzz_kvp_t_SOURCES = %D%/fuzz_kvp.c %D%/fuzz.h
nodist_%C%_fuzz_kvp_t_SOURCES = $(fuzz_replay)
%C%_fuzz_kvp_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzzers += %D%/fuzz_request.t
%C%_fuzz_request_t_SOURCES = %D%/fuzz_request.c %D%/fuzz.h
nodist_%C%_fuzz_request_t_SOURCES = $(fuzz_replay)
%C%_fuzz_request_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzzers += %D%/fuzz_xml.t
%C%_fuzz_xml_t_SOURCES = %D%/fuzz_xml.c %D%/fuzz.h
nodist_%C%_fuzz_xml_t_SOURCES = $(fuzz_replay)
%C%_fuzz_xml_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzzers += %D%/fuzz_conf.t
%C%_fuzz_conf_t_SOURCES = %D%/fuzz_conf.c %D%/fuzz.h
nodist_%C%_fuzz_conf_t_SOURCES = $(fuzz_replay)
%C%_fuzz_conf_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzzers += %D%/fuzz_readers.t
%C%_fuzz_readers_t_SOURCES = %D%/fuzz_readers.c %D%/fuzz.h
nodist_%C%_fuzz_readers_t_SOURCES = $(fuzz_replay)
%C%_fuzz_readers_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzzers += %D%/fuzz_json.t
%C%_fuzz_json_t_SOURCES = %D%/fuzz_json.c %D%/fuzz.h
nodist_%C%_fuzz_json_t_SOURCES = $(fuzz_replay)
%C%_fuzz_json_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzzers += %D%/fuzz_classes.t
%C%_fuzz_classes_t_SOURCES = %D%/fuzz_classes.c %D%/fuzz.h
nodist_%C%_fuzz_classes_t_SOURCES = $(fuzz_replay)
%C%_fuzz_classes_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzzers += %D%/fuzz_metadata.t
%C%_fuzz_metadata_t_SOURCES = %D%/fuzz_metadata.c %D%/fuzz.h
nodist_%C%_fuzz_metadata_t_SOURCES = $(fuzz_replay)
%C%_fuzz_metadata_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzzers += %D%/fuzz_table.t
%C%_fuzz_table_t_SOURCES = %D%/fuzz_table.c %D%/fuzz.h
nodist_%C%_fuzz_table_t_SOURCES = $(fuzz_replay)
%C%_fuzz_table_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzzers += %D%/fuzz_filter.t
%C%_fuzz_filter_t_SOURCES = %D%/fuzz_filter.c %D%/fuzz.h
nodist_%C%_fuzz_filter_t_SOURCES = $(fuzz_replay)
%C%_fuzz_filter_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
fuzzers += %D%/fuzz_wfs.t
%C%_fuzz_wfs_t_SOURCES = %D%/fuzz_wfs.c %D%/fuzz.h
nodist_%C%_fuzz_wfs_t_SOURCES = $(fuzz_replay)
%C%_fuzz_wfs_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
EXTRA_DIST += %D%/replay.c %D%/dictionaries
dist_check_SCRIPTS += %D%/run.sh
fuzzers += %D%/fuzz_ogcapi.t
%C%_fuzz_ogcapi_t_SOURCES = %D%/fuzz_ogcapi.c
nodist_%C%_fuzz_ogcapi_t_SOURCES = $(fuzz_replay)
%C%_fuzz_ogcapi_t_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
