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
