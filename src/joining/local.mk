# sources of src/joining
libjointure_a_SOURCES += %D%/order_write.c %D%/order_read.c %D%/order.h %D%/order_names.h
libjointure_a_SOURCES += %D%/frameworks.c %D%/labels.c %D%/labels.h
libjointure_a_SOURCES += %D%/codes.c %D%/codes_complete.c %D%/codes.h
libjointure_a_SOURCES += %D%/formers.c %D%/formers_versions.c %D%/formers.h
libjointure_a_SOURCES += %D%/run.c %D%/source.c %D%/mapping.c %D%/propose.c %D%/columns.c %D%/described.c %D%/kinds.c
libjointure_a_SOURCES += %D%/series.c %D%/rows.c %D%/styles.c %D%/texts.c %D%/parts.h
libjointure_a_SOURCES += %D%/store.c %D%/folder.c %D%/look.c %D%/look.h
libjointure_a_SOURCES += %D%/publish.c %D%/publish.h
libjointure_a_SOURCES += %D%/result_file.c %D%/result_file.h
libjointure_a_SOURCES += %D%/filejoin.c %D%/filejoin.h %D%/geojson_scan.c %D%/geojson_scan.h
libjointure_a_SOURCES += %D%/joining.h
