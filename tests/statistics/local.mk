# unit tests of src/statistics
unit_tests += %D%/classify.t
%C%_classify_t_SOURCES = %D%/test_classify.c
%C%_classify_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_classify_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
