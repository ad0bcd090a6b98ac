# unit tests of src/api
unit_tests += %D%/moment.t
%C%_moment_t_SOURCES = %D%/test_moment.c
%C%_moment_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_moment_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/items.t
%C%_items_t_SOURCES = %D%/test_items.c
%C%_items_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_items_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
EXTRA_DIST += %D%/unit_api.h
unit_tests += %D%/api.t
%C%_api_t_SOURCES = %D%/test_api.c
%C%_api_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_api_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/pages.t
%C%_pages_t_SOURCES = %D%/test_pages.c
%C%_pages_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_pages_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
