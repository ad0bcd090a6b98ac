# unit tests of src/onetjs
unit_tests += %D%/onetjs.t
%C%_onetjs_t_SOURCES = %D%/test_onetjs.c
%C%_onetjs_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_onetjs_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
