# sources of src/geometry
libjointure_a_SOURCES += %D%/srs.c %D%/srs.h
