/* GML 2.1.2, 3.1.1 and 3.2.1 of one feature: its properties, and its geometry from WKB. */
#ifndef JT_MAP_GML_H
#define JT_MAP_GML_H

#include "base/xml_fast.h"
#include "map/wfs_result.h"

struct gml;

struct gml *gml_new(const void *ctx, struct xml_fast *to, enum wfs_encoding encoding);

/* Before the features of a selection. */
void gml_select(struct gml *g, const struct wfs_selection *s);

/* The whole feature, valid against what DescribeFeatureType says. */
void gml_feature(struct gml *g, struct features *f);

/* The parts of it: its element and its identifier (lent until the next), the attribute for that, all properties. Whether
   there are any. */
const char *gml_element(const struct gml *g);
const char *gml_id_name(const struct gml *g);
const char *gml_id(struct gml *g, const struct features *f);
bool gml_members(struct gml *g, const char *id, struct features *f);

/* One property by itself, where there is one. */
void gml_property(struct gml *g, size_t column, const struct feature_value *value);
void gml_geometry(struct gml *g, const char *feature_id, struct features *f);

/* Text of the data as XML can carry it: what it cannot becomes "?". */
const char *gml_clean(const void *ctx, const char *text);

#endif
