# unit tests of src/table
unit_tests += %D%/read.t
%C%_read_t_SOURCES = %D%/test_read.c
%C%_read_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_read_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/columns_file.t
%C%_columns_file_t_SOURCES = %D%/test_columns_file.c
%C%_columns_file_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_columns_file_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/gdas.t
%C%_gdas_t_SOURCES = %D%/test_gdas.c
%C%_gdas_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_gdas_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/sort.t
%C%_sort_t_SOURCES = %D%/test_sort.c
%C%_sort_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_sort_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
