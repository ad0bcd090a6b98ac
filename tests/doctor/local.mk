# unit tests of src/doctor; those of real tables share the frameworks of country.c
unit_tests += %D%/joins.t
%C%_joins_t_SOURCES = %D%/test_joins.c %D%/country.c %D%/country.h
%C%_joins_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_joins_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/rules.t
%C%_rules_t_SOURCES = %D%/test_rules.c
%C%_rules_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_rules_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/corpus.t
%C%_corpus_t_SOURCES = %D%/test_corpus.c %D%/country.c
%C%_corpus_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_corpus_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
