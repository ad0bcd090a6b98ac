# unit tests of src/http
unit_tests += %D%/kvp.t
%C%_kvp_t_SOURCES = %D%/test_kvp.c
%C%_kvp_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_kvp_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
