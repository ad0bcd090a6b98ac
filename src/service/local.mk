# sources of src/service
libjointure_a_SOURCES += %D%/service.c %D%/service.h
libjointure_a_SOURCES += %D%/document.c %D%/document.h %D%/kept.c %D%/kept.h
libjointure_a_SOURCES += %D%/compose.c %D%/compose.h
libjointure_a_SOURCES += %D%/ows.c %D%/ows.h
libjointure_a_SOURCES += %D%/exception.c %D%/exception.h
libjointure_a_SOURCES += %D%/desk.c %D%/desk.h %D%/desk_files.c %D%/desk_files.h
