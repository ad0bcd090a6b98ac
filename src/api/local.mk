# sources of src/api
libjointure_a_SOURCES += %D%/api.c %D%/api.h
libjointure_a_SOURCES += %D%/call.c %D%/call.h
libjointure_a_SOURCES += %D%/links.c %D%/links.h
libjointure_a_SOURCES += %D%/moment.c %D%/moment.h
libjointure_a_SOURCES += %D%/root.c %D%/root.h
libjointure_a_SOURCES += %D%/collections.c %D%/collections.h
libjointure_a_SOURCES += %D%/collection.c %D%/collection.h
