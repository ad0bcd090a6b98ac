# sources of src/tiles
libjointure_a_SOURCES += %D%/matrix.c %D%/matrix.h
libjointure_a_SOURCES += %D%/protobuf.c %D%/protobuf.h
libjointure_a_SOURCES += %D%/clip.c %D%/clip.h
libjointure_a_SOURCES += %D%/mvt.c %D%/mvt.h
