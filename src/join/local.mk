# sources of src/join
libjointure_a_SOURCES += %D%/key_index.c %D%/key_index.h
libjointure_a_SOURCES += %D%/join.c %D%/join.h
libjointure_a_SOURCES += %D%/reduce.c %D%/reduce.h
