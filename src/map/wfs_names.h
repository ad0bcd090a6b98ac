/* The names that WFS gives to what the catalogue holds: versions, output formats, feature types,
   identifiers of features, reference systems. */
#ifndef JT_MAP_WFS_NAMES_H
#define JT_MAP_WFS_NAMES_H

#include "base/pen.h"
#include "service/service.h"

#define WFS_NS     "http://www.jointure.org/ns"  /* of feature types and their properties */
#define WFS_PREFIX "jt"

enum wfs_version { WFS_100, WFS_110, WFS_200, WFS_VERSIONS };

const char *wfs_version_name(enum wfs_version version);  /* "2.0.0" */
/* "2.0.0", "2.0.2", "2.0"; false for others. */
bool wfs_version_parse(enum wfs_version *version, const char *text);

enum wfs_encoding {
	WFS_GML2, WFS_GML31, WFS_GML32, WFS_GEOJSON, WFS_CSV, WFS_XLSX, WFS_SHAPEFILE, WFS_GEOPACKAGE,
	WFS_KML, WFS_FLATGEOBUF,
};

struct wfs_format {
	enum wfs_encoding encoding;
	const char *name;             /* as capabilities list it */
	const char *media_type;       /* as Content-Type says it */
	const char *extension;        /* of a file to save it in, or NULL */
	const char *const *also;      /* other names, NULL-ended */
};

extern const struct wfs_format wfs_formats[];
extern const size_t wfs_n_formats;

/* The format of an OUTPUTFORMAT value; NULL text stands for the version's own. Names compare without case,
   quotes and spaces ("+" may have become one). NULL when there is none. */
const struct wfs_format *wfs_format_find(const void *ctx, enum wfs_version version, const char *text);

/* The GML that is a version's own. */
enum wfs_encoding wfs_version_gml(enum wfs_version version);

/* The local name of a layer's feature type: an NCName, so that a name that begins with a digit gets "_". */
char *wfs_type_name(const void *ctx, const struct layer *layer);

/* The layer behind a type name, with WFS_PREFIX or without: of the view, of the theme, with vector
   geometry; else an error that names `locator`. */
const struct layer *wfs_type_find(const struct exchange *x, const char *name, const char *locator,
                                  struct err *err);

/* All of them, in name order. */
const struct layer **wfs_types(const struct exchange *x, size_t *n);

/* Identifiers of features of one type, one after the other: "communes.01001" for a feature's id, an NCName; characters that
   cannot stand in one become _xHHHH_. */
struct wfs_ids {
	struct pen text;
	size_t type;                  /* letters that are the type's, and the dot */
};

/* Their text goes with ctx. */
struct wfs_ids wfs_ids_of(const void *ctx, const char *type_name);

/* Lent until the next. */
const char *wfs_feature_id(struct wfs_ids *ids, const char *id);

/* The reverse: the type name and the feature's id. false when it has not that form. */
bool wfs_feature_id_parse(const void *ctx, const char *text, const char **type_name,
                          const char **id);

/* The name of the geometry property of a layer. */
const char *wfs_geometry_name(const struct layer *layer);

/* What a property name stands for: exactly one of these. */
struct wfs_property {
	const struct column *column;  /* or NULL */
	bool geometry;
	bool id;                      /* @gml:id */
};

/* Reads "nom", "jt:nom", "communes/nom", "jt:communes/jt:nom": the name must be a column of the layer, its
   geometry (also as gml:boundedBy), or @gml:id. Nothing else of XPath; else ERR_INVALID_PARAMETER. */
bool wfs_property_find(struct wfs_property *property, const void *ctx, const struct layer *layer,
                       const char *name, const char *locator, struct err *err);

struct wfs_crs {
	int srs;
	bool y_first;                 /* coordinates on the wire have latitude or northing first */
	bool geographic;
	const char *name;             /* as the client wrote it, and as the answer says it */
};

/* Reads EPSG:n (x first), urn:ogc:def:crs:EPSG::n and http://www.opengis.net/def/crs/EPSG/0/n (axes as
   defined), http://www.opengis.net/gml/srs/epsg.xml#n (x first), and the forms of CRS:84. */
bool wfs_crs_parse(struct wfs_crs *crs, const void *ctx, const char *name, const char *locator,
                   struct err *err);

/* How a version writes a reference system by default. */
struct wfs_crs wfs_crs_of(const void *ctx, int srs, enum wfs_version version);

#endif
