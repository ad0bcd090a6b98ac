# unit tests of src/http
unit_tests += %D%/kvp.t
%C%_kvp_t_SOURCES = %D%/test_kvp.c
%C%_kvp_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_kvp_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/request.t
%C%_request_t_SOURCES = %D%/test_request.c
%C%_request_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_request_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/body.t
%C%_body_t_SOURCES = %D%/test_body.c
%C%_body_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_body_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
