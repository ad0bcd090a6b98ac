# sources of src/http
libjointure_a_SOURCES += %D%/kvp.c %D%/kvp.h
libjointure_a_SOURCES += %D%/request.c %D%/request.h
libjointure_a_SOURCES += %D%/body.c %D%/body.h
