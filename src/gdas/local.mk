# sources of src/gdas
libjointure_a_SOURCES += %D%/names.c %D%/names.h %D%/page.c %D%/page.h %D%/data.c %D%/data.h %D%/blocks.c %D%/blocks.h \
	%D%/write.c %D%/write.h %D%/keys.c %D%/keys.h
