# sources of src/db
libjointure_a_SOURCES += %D%/db.h %D%/db_sqlite.c
