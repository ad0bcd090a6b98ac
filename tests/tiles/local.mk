# unit tests of src/tiles
unit_tests += %D%/matrix.t
%C%_matrix_t_SOURCES = %D%/test_matrix.c
%C%_matrix_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_matrix_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/mvt.t
%C%_mvt_t_SOURCES = %D%/test_mvt.c
%C%_mvt_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_mvt_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/cache.t
%C%_cache_t_SOURCES = %D%/test_cache.c
%C%_cache_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_cache_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/tile.t
%C%_tile_t_SOURCES = %D%/test_tile.c
%C%_tile_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_tile_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
