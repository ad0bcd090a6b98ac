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
