/* Geometries as GML 2.1.2, 3.1.1 and 3.2.1. */
#ifndef JT_MAP_GML_GEOMETRY_H
#define JT_MAP_GML_GEOMETRY_H

#include "base/xml.h"
#include "map/wfs_names.h"

struct gml_shape {
	const void *ctx;
	xmlTextWriterPtr w;
	enum wfs_encoding encoding;   /* one of the three GML */
	bool y_first;
	int decimals;                 /* at most 8 */
	const char *srs_name;
	const char *feature_id;       /* GML 3.2: identifiers of geometries begin with it */
	/* the writer's own */
	const unsigned char *at;
	size_t left;
	char *text;
	size_t used, size;
	int n_ids;
};

/* Writes the geometry of `n` bytes of little-endian WKB in two dimensions; single lines and polygons of a
   layer of these become multiple ones. false when it is none. */
bool gml_shape_write(struct gml_shape *s, enum geometry_kind kind, const void *wkb, size_t n);

/* Writes at most 40 bytes: a number with at most that many decimals, without final zeros, never with an
   exponent where it is below 9e17. Returns how many; not terminated. */
size_t gml_number(char *to, double value, int decimals);

#endif
