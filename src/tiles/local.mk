# sources of src/tiles
libjointure_a_SOURCES += %D%/matrix.c %D%/matrix.h
libjointure_a_SOURCES += %D%/protobuf.c %D%/protobuf.h
libjointure_a_SOURCES += %D%/clip.c %D%/clip.h
libjointure_a_SOURCES += %D%/mvt.c %D%/mvt.h %D%/mvt_shape.c %D%/mvt_shape.h %D%/mvt_values.c %D%/mvt_values.h
libjointure_a_SOURCES += %D%/tile.c %D%/tile.h
libjointure_a_SOURCES += %D%/cache.c %D%/cache_shelf.c %D%/cache.h %D%/cache_shelf.h
libjointure_a_SOURCES += %D%/collect.c %D%/collect.h
