# sources of src/table
libjointure_a_SOURCES += %D%/table.c %D%/table.h
libjointure_a_SOURCES += %D%/text_column.c %D%/text_column.h
libjointure_a_SOURCES += %D%/build.c %D%/build.h
libjointure_a_SOURCES += %D%/infer.c %D%/infer.h
libjointure_a_SOURCES += %D%/encoding.c %D%/encoding.h
libjointure_a_SOURCES += %D%/read.c %D%/read.h
libjointure_a_SOURCES += %D%/csv.c %D%/csv.h %D%/write.c %D%/write.h
libjointure_a_SOURCES += %D%/columns_file.c %D%/columns_file.h
libjointure_a_SOURCES += %D%/gdas.c %D%/gdas.h %D%/gdas_begin.c %D%/gdas_rows.c %D%/gdas_read.h
libjointure_a_SOURCES += %D%/sort.c %D%/sort.h
libjointure_a_SOURCES += %D%/archive.c %D%/archive.h
libjointure_a_SOURCES += %D%/book.c %D%/book.h
