# unit tests of src/draw
unit_tests += %D%/cover.t
%C%_cover_t_SOURCES = %D%/test_cover.c
%C%_cover_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_cover_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/paint.t
%C%_paint_t_SOURCES = %D%/test_paint.c
%C%_paint_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(GDAL_CFLAGS)
%C%_paint_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/scene.t
%C%_scene_t_SOURCES = %D%/test_scene.c
%C%_scene_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_scene_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
