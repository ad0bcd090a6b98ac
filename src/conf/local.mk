# sources of src/conf
libjointure_a_SOURCES += %D%/conf.c %D%/conf.h %D%/ini.c %D%/ini.h
