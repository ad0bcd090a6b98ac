# unit tests of src/map
EXTRA_DIST += %D%/stations.geojson %D%/zones.geojson %D%/mixed.geojson
unit_tests += %D%/engine.t
%C%_engine_t_SOURCES = %D%/test_engine.c %D%/fixture.c %D%/fixture.h
%C%_engine_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_engine_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/wms.t
%C%_wms_t_SOURCES = %D%/test_wms.c %D%/wms_get.h %D%/fixture.c %D%/fixture.h %D%/picture.c %D%/picture.h
%C%_wms_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wms_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/wms_capabilities.t
%C%_wms_capabilities_t_SOURCES = %D%/test_wms_capabilities.c %D%/wms_get.h %D%/fixture.c %D%/fixture.h \
	%D%/valid.c %D%/valid.h
%C%_wms_capabilities_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wms_capabilities_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/wms_info.t
%C%_wms_info_t_SOURCES = %D%/test_wms_info.c %D%/wms_get.h %D%/fixture.c %D%/fixture.h
%C%_wms_info_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wms_info_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/sld.t
%C%_sld_t_SOURCES = %D%/test_sld.c %D%/fixture.c %D%/fixture.h
%C%_sld_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_sld_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/wms_styles.t
%C%_wms_styles_t_SOURCES = %D%/test_wms_styles.c %D%/wms_get.h %D%/fixture.c %D%/fixture.h \
	%D%/picture.c %D%/picture.h %D%/valid.c %D%/valid.h
%C%_wms_styles_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wms_styles_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/wfs.t
%C%_wfs_t_SOURCES = %D%/test_wfs.c %D%/wfs_get.h %D%/fixture.c %D%/fixture.h
%C%_wfs_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wfs_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/wfs_capabilities.t
%C%_wfs_capabilities_t_SOURCES = %D%/test_wfs_capabilities.c %D%/wfs_get.h %D%/fixture.c %D%/fixture.h \
	%D%/valid.c %D%/valid.h
%C%_wfs_capabilities_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wfs_capabilities_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/wfs_names.t
%C%_wfs_names_t_SOURCES = %D%/test_wfs_names.c
%C%_wfs_names_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wfs_names_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/filter.t
%C%_filter_t_SOURCES = %D%/test_filter.c
%C%_filter_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_filter_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/filter_direct.t
%C%_filter_direct_t_SOURCES = %D%/test_filter_direct.c
%C%_filter_direct_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
%C%_filter_direct_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/wfs_feature.t
%C%_wfs_feature_t_SOURCES = %D%/test_wfs_feature.c %D%/wfs_get.h %D%/fixture.c %D%/fixture.h
%C%_wfs_feature_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wfs_feature_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/gml.t
%C%_gml_t_SOURCES = %D%/test_gml.c
%C%_gml_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_gml_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/mapfile.t
%C%_mapfile_t_SOURCES = %D%/test_mapfile.c %D%/fixture.c %D%/fixture.h
%C%_mapfile_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_mapfile_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/thematic_draw.t
%C%_thematic_draw_t_SOURCES = %D%/test_thematic_draw.c %D%/joined_picture.h %D%/wms_get.h %D%/fixture.c %D%/fixture.h \
	%D%/joined.c %D%/joined.h %D%/picture.c %D%/picture.h
%C%_thematic_draw_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_thematic_draw_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/thematic_asked.t
%C%_thematic_asked_t_SOURCES = %D%/test_thematic_asked.c %D%/joined_picture.h %D%/wms_get.h %D%/fixture.c \
	%D%/fixture.h %D%/joined.c %D%/joined.h %D%/picture.c %D%/picture.h
%C%_thematic_asked_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_thematic_asked_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/wms_info_gdas.t
%C%_wms_info_gdas_t_SOURCES = %D%/test_wms_info_gdas.c %D%/wms_get.h %D%/fixture.c %D%/fixture.h \
	%D%/joined.c %D%/joined.h %D%/valid.c %D%/valid.h
%C%_wms_info_gdas_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wms_info_gdas_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/thematic_told.t
%C%_thematic_told_t_SOURCES = %D%/test_thematic_told.c %D%/wms_get.h %D%/fixture.c %D%/fixture.h \
	%D%/joined.c %D%/joined.h %D%/valid.c %D%/valid.h
%C%_thematic_told_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_thematic_told_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/wfs_joined.t
%C%_wfs_joined_t_SOURCES = %D%/test_wfs_joined.c %D%/wfs_get.h %D%/fixture.c %D%/fixture.h \
	%D%/joined.c %D%/joined.h
%C%_wfs_joined_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wfs_joined_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
random_tests += %D%/alike.t
%C%_alike_t_SOURCES = %D%/test_alike.c %D%/mosaic.c %D%/mosaic.h %D%/fixture.c %D%/fixture.h %D%/picture.c %D%/picture.h
%C%_alike_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_alike_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/areas.t
%C%_areas_t_SOURCES = %D%/test_areas.c %D%/mosaic.c %D%/mosaic.h %D%/fixture.c %D%/fixture.h %D%/picture.c %D%/picture.h
%C%_areas_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_areas_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/canvas.t
%C%_canvas_t_SOURCES = %D%/test_canvas.c %D%/mosaic.c %D%/mosaic.h %D%/fixture.c %D%/fixture.h %D%/picture.c %D%/picture.h
%C%_canvas_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_canvas_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/info_query.t
%C%_info_query_t_SOURCES = %D%/test_info_query.c %D%/wms_get.h %D%/fixture.c %D%/fixture.h \
	%D%/joined.c %D%/joined.h %D%/valid.c %D%/valid.h
%C%_info_query_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_info_query_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
