/* Geometries as GML 2.1.2, 3.1.1 and 3.2.1. */
#ifndef JT_MAP_GML_GEOMETRY_H
#define JT_MAP_GML_GEOMETRY_H

#include "base/xml_fast.h"
#include "geometry/wkb.h"
#include "map/wfs_names.h"

struct gml_shape {
	struct xml_fast *to;
	enum wfs_encoding encoding;   /* one of the three GML */
	bool y_first;
	int decimals;                 /* at most NUMBER_DECIMALS */
	struct span srs;              /* of gml_shape_srs */
	struct span feature_id;       /* GML 3.2: identifiers of geometries begin with it; an NCName */
	/* the writer's own */
	struct wkb from;
	int n_ids;
};

/* What says which reference system a geometry is in; the name needs no escaping. In ctx. */
struct span gml_shape_srs(const void *ctx, enum wfs_encoding encoding, const char *name);

/* Writes the geometry of `n` bytes of little-endian WKB in two dimensions; single lines and polygons of a
   layer of these become multiple ones. false when it is none. */
bool gml_shape_write(struct gml_shape *s, enum geometry_kind kind, const void *wkb, size_t n);

#endif
