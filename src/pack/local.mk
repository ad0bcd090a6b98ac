# sources of src/pack
libjointure_a_SOURCES += %D%/pack.c %D%/pack.h
