# sources of src/thematic
libjointure_a_SOURCES += %D%/thematic.c %D%/thematic.h %D%/making.h
libjointure_a_SOURCES += %D%/choropleth.c %D%/symbols.c %D%/categories.c %D%/ranges.c
libjointure_a_SOURCES += %D%/labels.c
libjointure_a_SOURCES += %D%/wish.c %D%/kept.c %D%/kept.h %D%/stored.c %D%/stored.h %D%/stored_read.c
libjointure_a_SOURCES += %D%/number.c %D%/number.h
libjointure_a_SOURCES += %D%/color.c %D%/color.h %D%/ramps.c %D%/ramps.h
libjointure_a_SOURCES += %D%/forms.h %D%/legend_json.c %D%/legend_html.c
libjointure_a_SOURCES += %D%/qml.c %D%/qml.h %D%/qml_symbol.c %D%/maplibre.c
