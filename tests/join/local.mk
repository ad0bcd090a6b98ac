# unit tests of src/join
unit_tests += %D%/join.t
%C%_join_t_SOURCES = %D%/test_join.c
%C%_join_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_join_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
