# sources of src/api
libjointure_a_SOURCES += %D%/api.c %D%/api.h
libjointure_a_SOURCES += %D%/call.c %D%/call.h
libjointure_a_SOURCES += %D%/links.c %D%/links.h
libjointure_a_SOURCES += %D%/moment.c %D%/moment.h
libjointure_a_SOURCES += %D%/multipart.c %D%/multipart.h
libjointure_a_SOURCES += %D%/root.c %D%/root.h
libjointure_a_SOURCES += %D%/collections.c %D%/collections.h
libjointure_a_SOURCES += %D%/collection.c %D%/collection.h
libjointure_a_SOURCES += %D%/filter.c %D%/filter.h
libjointure_a_SOURCES += %D%/items.c %D%/items.h
libjointure_a_SOURCES += %D%/queryables.c %D%/queryables.h
libjointure_a_SOURCES += %D%/definition.c %D%/definition_schemas.c %D%/definition.h
libjointure_a_SOURCES += %D%/html.c %D%/html.h
libjointure_a_SOURCES += %D%/pages.c %D%/item_pages.c %D%/pages.h
libjointure_a_SOURCES += %D%/portal.c %D%/portal.h
