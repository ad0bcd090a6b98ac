# unit tests of tjs
unit_tests += %D%/request.t
%C%_request_t_SOURCES = %D%/test_request.c
%C%_request_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_request_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/tjs.t
%C%_tjs_t_SOURCES = %D%/test_tjs.c %D%/country.c %D%/country.h
%C%_tjs_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_tjs_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/getdata.t
%C%_getdata_t_SOURCES = %D%/test_getdata.c %D%/country.c %D%/country.h
%C%_getdata_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_getdata_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/joindata.t
%C%_joindata_t_SOURCES = %D%/test_joindata.c %D%/country.c %D%/country.h
%C%_joindata_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_joindata_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
