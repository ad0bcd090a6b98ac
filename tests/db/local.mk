# unit tests of src/db
unit_tests += %D%/db_sqlite.t
%C%_db_sqlite_t_SOURCES = %D%/test_db_sqlite.c
%C%_db_sqlite_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_db_sqlite_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
EXTRA_DIST += tests/scratch.h
