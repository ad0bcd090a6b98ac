# sources of src/pack
libjointure_a_SOURCES += %D%/pack.h
