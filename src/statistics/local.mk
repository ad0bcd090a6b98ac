# sources of src/statistics
libjointure_a_SOURCES += %D%/distribution.c %D%/distribution.h
libjointure_a_SOURCES += %D%/classify.c %D%/classify.h
libjointure_a_SOURCES += %D%/jenks.c %D%/jenks.h
