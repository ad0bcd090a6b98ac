# unit tests of src/catalogue
unit_tests += %D%/access.t
%C%_access_t_SOURCES = %D%/test_access.c
%C%_access_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_access_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/store.t
%C%_store_t_SOURCES = %D%/test_store.c
%C%_store_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_store_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/intern.t
%C%_intern_t_SOURCES = %D%/test_intern.c
%C%_intern_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_intern_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
EXTRA_DIST += tests/access/cases.txt
unit_tests += %D%/data.t
%C%_data_t_SOURCES = %D%/test_data.c
%C%_data_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_data_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
