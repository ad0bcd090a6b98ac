# unit tests of src/api
unit_tests += %D%/moment.t
%C%_moment_t_SOURCES = %D%/test_moment.c
%C%_moment_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_moment_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
