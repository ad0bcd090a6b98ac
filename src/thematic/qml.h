/* QGIS styles in the making: renderers (qml.c) and symbols (qml_symbol.c). */
#ifndef JT_THEMATIC_QML_H
#define JT_THEMATIC_QML_H

#include "base/text.h"
#include "base/xml.h"
#include "thematic/thematic.h"

struct qml {
	xmlTextWriterPtr w;
	const void *ctx;
	const struct thematic *t;
	enum lang lang;
};

char *qml_number(const struct qml *q, double value);
/* The column in an expression of QGIS. */
char *qml_column(const struct qml *q);

/* Symbols that stand over areas: these are outlined by a symbol of their own. */
bool qml_over_areas(const struct thematic *t);

/* <symbol> elements, named by their number: classes, then nulls, then areas. */
void qml_class_symbol(const struct qml *q, size_t i);
void qml_null_symbol(const struct qml *q, const struct thematic_hatch *nulls);
void qml_area_symbol(const struct qml *q);

#endif
