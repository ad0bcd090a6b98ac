# sources of src/catalogue
libjointure_a_SOURCES += %D%/catalogue.c %D%/catalogue.h %D%/order.h
libjointure_a_SOURCES += %D%/access.c %D%/access.h
libjointure_a_SOURCES += %D%/schema.c %D%/schema.h
libjointure_a_SOURCES += %D%/store.c %D%/load.c %D%/load_layers.c %D%/load_parts.c %D%/load_parts.h %D%/load.h
libjointure_a_SOURCES += %D%/loading.c %D%/loading.h
libjointure_a_SOURCES += %D%/intern.c %D%/intern.h
libjointure_a_SOURCES += %D%/random.c %D%/random.h
libjointure_a_SOURCES += %D%/data.c %D%/data.h
libjointure_a_SOURCES += %D%/edit.h %D%/editing.c %D%/editing.h
libjointure_a_SOURCES += %D%/edit_publish.c %D%/edit_dataset.c %D%/edit_names.c %D%/edit_past.c %D%/edit_collect.c
libjointure_a_SOURCES += %D%/files.c %D%/files.h
libjointure_a_SOURCES += %D%/joins.c %D%/joins.h %D%/joins_row.c %D%/joins_row.h %D%/joins_parts.c
libjointure_a_SOURCES += %D%/joins_edit.c %D%/joins_files.c %D%/joins_change.h
libjointure_a_SOURCES += %D%/naming.c %D%/naming.h
libjointure_a_SOURCES += %D%/metadata.c %D%/metadata.h
libjointure_a_SOURCES += %D%/joined_layer.c %D%/joined_layer.h
libjointure_a_SOURCES += %D%/harvests.c %D%/harvests.h
