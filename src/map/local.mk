# sources of src/map
libjointure_a_SOURCES += %D%/engine.c %D%/engine.h %D%/engine_ms.h
libjointure_a_SOURCES += %D%/engine_map.c
libjointure_a_SOURCES += %D%/engine_master.c
libjointure_a_SOURCES += %D%/engine_layer.c
libjointure_a_SOURCES += %D%/engine_metadata.c
libjointure_a_SOURCES += %D%/engine_style.c
libjointure_a_SOURCES += %D%/classes.c %D%/classes.h
libjointure_a_SOURCES += %D%/engine_srs.c
libjointure_a_SOURCES += %D%/engine_formats.c
libjointure_a_SOURCES += %D%/engine_io.c
libjointure_a_SOURCES += %D%/mapfile.c %D%/mapfile.h
libjointure_a_SOURCES += %D%/engine_mapfile.c %D%/engine_mapfile.h
