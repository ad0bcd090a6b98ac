# unit tests of src/conf
unit_tests += %D%/conf.t
%C%_conf_t_SOURCES = %D%/test_conf.c
%C%_conf_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_conf_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
