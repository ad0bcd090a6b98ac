/* GML 2.1.2, 3.1.1 and 3.2.1 of one feature: its properties, and its geometry from WKB. */
#ifndef JT_MAP_GML_H
#define JT_MAP_GML_H

#include "map/wfs_result.h"

struct gml;

struct gml *gml_new(const void *ctx, xmlTextWriterPtr w, enum wfs_encoding encoding);

/* Before the features of a selection. */
void gml_select(struct gml *g, const struct wfs_selection *s);

/* The whole feature, valid against what DescribeFeatureType says; `root` with the namespaces that it
   needs as a document of its own. false when nobody reads any more. */
bool gml_feature(struct gml *g, struct features *f, void (*root)(void *arg), void *arg);

/* One property by itself. */
void gml_property(struct gml *g, size_t column, const struct feature_value *value);
void gml_geometry(struct gml *g, const char *feature_id, struct features *f);

/* Text of the data as XML can carry it: what it cannot becomes "?". */
const char *gml_clean(const void *ctx, const char *text);

#endif
