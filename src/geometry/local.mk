# sources of src/geometry
libjointure_a_SOURCES += %D%/srs.c %D%/srs.h
libjointure_a_SOURCES += %D%/notes.c %D%/notes.h
libjointure_a_SOURCES += %D%/keys.c %D%/keys.h
libjointure_a_SOURCES += %D%/gdal_source.c %D%/gdal_source.h
libjointure_a_SOURCES += %D%/gdal_feature.c %D%/gdal_feature.h
libjointure_a_SOURCES += %D%/column_names.c
libjointure_a_SOURCES += %D%/vector.c %D%/vector.h
libjointure_a_SOURCES += %D%/vector_check.c
libjointure_a_SOURCES += %D%/vector_import.c %D%/vector_import.h
libjointure_a_SOURCES += %D%/import_geometry.c %D%/import_copy.c
libjointure_a_SOURCES += %D%/source_pool.c %D%/source_pool.h %D%/lease.h
libjointure_a_SOURCES += %D%/features.c %D%/features.h
libjointure_a_SOURCES += %D%/features_sql.c %D%/features_sql.h %D%/features_box.c
libjointure_a_SOURCES += %D%/gdal_geojson.c %D%/gdal_geojson.h
libjointure_a_SOURCES += %D%/raster.c %D%/raster.h
libjointure_a_SOURCES += %D%/export.c %D%/export.h
libjointure_a_SOURCES += %D%/store.h %D%/mapped.h
