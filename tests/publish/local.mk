# unit tests of src/publish
EXTRA_DIST += %D%/workspace.h
unit_tests += %D%/request.t
%C%_request_t_SOURCES = %D%/test_request.c
%C%_request_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_request_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/publish.t
%C%_publish_t_SOURCES = %D%/test_publish.c
%C%_publish_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_publish_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/check.t
%C%_check_t_SOURCES = %D%/test_check.c
%C%_check_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_check_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/style_default.t
%C%_style_default_t_SOURCES = %D%/test_style_default.c
%C%_style_default_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_style_default_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
