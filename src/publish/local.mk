# sources of src/publish
libjointure_a_SOURCES += %D%/publish.c %D%/publish.h %D%/plan.h
libjointure_a_SOURCES += %D%/request.c %D%/request.h %D%/metadata_file.c
libjointure_a_SOURCES += %D%/identity.c %D%/columns.c %D%/styles.c %D%/dimensions.c
libjointure_a_SOURCES += %D%/style_default.c %D%/style_default.h
libjointure_a_SOURCES += %D%/file_digest.c %D%/file_digest.h
libjointure_a_SOURCES += %D%/listing.c %D%/listing.h
libjointure_a_SOURCES += %D%/difference.c %D%/difference.h
libjointure_a_SOURCES += %D%/check.c %D%/check.h
libjointure_a_SOURCES += %D%/valid.c %D%/valid.h
libjointure_a_SOURCES += %D%/backup.c %D%/backup.h
