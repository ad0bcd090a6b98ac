# sources of src/http
libjointure_a_SOURCES += %D%/kvp.c %D%/kvp.h
