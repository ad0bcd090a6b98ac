# sources of src/base
libjointure_a_SOURCES += %D%/mem.c %D%/mem.h
libjointure_a_SOURCES += %D%/err.c %D%/err.h
libjointure_a_SOURCES += %D%/lang.c %D%/lang.h
libjointure_a_SOURCES += %D%/number.c %D%/number.h
libjointure_a_SOURCES += %D%/pen.c %D%/pen.h
libjointure_a_SOURCES += %D%/text.c %D%/text.h
libjointure_a_SOURCES += %D%/out.c %D%/out.h
libjointure_a_SOURCES += %D%/gzip.c %D%/gzip.h
libjointure_a_SOURCES += %D%/csv.c %D%/csv.h
libjointure_a_SOURCES += %D%/xml.c %D%/xml_copy.c %D%/xml.h
libjointure_a_SOURCES += %D%/json.c %D%/json.h
libjointure_a_SOURCES += %D%/digest.c %D%/digest.h
libjointure_a_SOURCES += %D%/lru.c %D%/lru.h
libjointure_a_SOURCES += %D%/log.c %D%/log.h
libjointure_a_SOURCES += %D%/guard.c %D%/guard.h
libjointure_a_SOURCES += %D%/yaml.c %D%/yaml.h
libjointure_a_SOURCES += %D%/xml_fast.c %D%/xml_fast.h
