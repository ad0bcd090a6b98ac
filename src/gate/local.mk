# sources of src/gate
libjointure_a_SOURCES += %D%/routes.c %D%/routes.h
libjointure_a_SOURCES += %D%/journal.c %D%/journal.h
libjointure_a_SOURCES += %D%/gateway.c %D%/gateway.h
libjointure_a_SOURCES += %D%/seed.c %D%/seed.h
