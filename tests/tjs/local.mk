# unit tests of tjs
unit_tests += %D%/request.t
%C%_request_t_SOURCES = %D%/test_request.c
%C%_request_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_request_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
