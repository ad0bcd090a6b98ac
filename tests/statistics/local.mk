# unit tests of src/statistics
unit_tests += %D%/classify.t
%C%_classify_t_SOURCES = %D%/test_classify.c
%C%_classify_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_classify_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/jenks.t
%C%_jenks_t_SOURCES = %D%/test_jenks.c
%C%_jenks_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_jenks_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/distribution.t
%C%_distribution_t_SOURCES = %D%/test_distribution.c
%C%_distribution_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_distribution_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
