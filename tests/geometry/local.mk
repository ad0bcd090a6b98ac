# unit tests of src/geometry
unit_tests += %D%/vector.t
%C%_vector_t_SOURCES = %D%/test_vector.c
%C%_vector_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_vector_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/vector_import.t
%C%_vector_import_t_SOURCES = %D%/test_vector_import.c
%C%_vector_import_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_vector_import_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/vector_check.t
%C%_vector_check_t_SOURCES = %D%/test_vector_check.c
%C%_vector_check_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_vector_check_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/column_names.t
%C%_column_names_t_SOURCES = %D%/test_column_names.c
%C%_column_names_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_column_names_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
EXTRA_DIST += %D%/sources.h
