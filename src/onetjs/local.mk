# sources of src/onetjs
libjointure_a_SOURCES += %D%/onetjs.h %D%/parts.h %D%/read.c %D%/describe.c
