/* The catalogue as a snapshot: immutable plain values of one edition, sorted for
   look-up, owned by one talloc context. Services never see it whole: they get a
   view (access.h) that holds only what the caller may see. */
#ifndef JT_CATALOGUE_CATALOGUE_H
#define JT_CATALOGUE_CATALOGUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/err.h"

enum level { LEVEL_PUBLIC, LEVEL_PROFESSIONAL, LEVEL_INTERNAL };
/* "public", "professional", "internal" (product.md); false when it is none of them. */
bool level_parse(enum level *level, const char *name);
const char *level_name(enum level level);

struct contact {
	const char *person, *organisation, *email, *url;  /* "" where unknown */
};

struct metadata {
	struct text title, abstract;
	struct text keywords;         /* comma-separated in each language */
	struct text licence;          /* its name: "Licence Ouverte 2.0" */
	const char *licence_url;      /* "" or a URL */
	struct text attribution;
	struct contact contact;
	const char *documentation_url;
	const char *reference_date;   /* which the data describe: YYYY, YYYY-MM, YYYY-MM-DD; "" */
	const char *updated;          /* when this version was published: ISO 8601, UTC */
};

struct organisation {
	int64_t id;
	const char *name;             /* identifier, text_is_name */
	struct text title;
	struct contact contact;
};

struct theme {
	int64_t id;
	const char *name;
	struct metadata metadata;     /* title, abstract, keywords, contact */
};

enum column_type { COLUMN_STRING, COLUMN_INTEGER, COLUMN_REAL, COLUMN_BOOLEAN, COLUMN_DATE,
                   COLUMN_DATETIME };

struct column {
	const char *name;             /* as in the source and in every service: an XML NCName */
	enum column_type type;
	struct text title;
	const char *unit;             /* UCUM or plain text; "" */
	bool nullable;
};

enum geometry_kind { GEOMETRY_POINT, GEOMETRY_LINE, GEOMETRY_POLYGON, GEOMETRY_ANY,
                     GEOMETRY_RASTER };

struct bbox {
	double minx, miny, maxx, maxy;  /* always x = easting or longitude first */
};

/* Where the data are. Imported data are a file of the data store by digest (data.h);
   a referenced source is outside the catalogue's guarantees. */
struct source {
	bool referenced;
	const char *digest;           /* of the data file: "" when referenced */
	const char *extension;        /* of the data file: "gpkg", "tif" */
	const char *uri;              /* referenced: what GDAL opens ("PG:service=..."); else "" */
	const char *table;            /* layer inside the source; "" for a raster */
	const char *geometry_column;  /* "" for a raster */
	const char *id_column;        /* of a stable unique id: the key, else the source's fid */
};

enum style_kind { STYLE_CLASSES, STYLE_SLD };

struct style {
	const char *name;             /* "default" for the first */
	struct text title;
	enum style_kind kind;
	const char *body;             /* CLASS ... END blocks, or an SLD document; checked before */
};

struct dimension {
	const char *name;             /* "time", "elevation" or another */
	const char *column;           /* of the layer */
	const char *units;            /* "ISO8601" for time */
	const char *extent;           /* as in WMS 1.3.0 C.2: "2016-01-01,2017-01-01" or a range */
	const char *initial;          /* the default value, "" for none */
};

struct layer {
	int64_t id;
	const char *name;             /* identifier, in every service */
	struct metadata metadata;
	enum level level;
	const struct organisation *owner;
	const struct theme *theme;    /* NULL: in no theme */
	enum geometry_kind geometry;
	int srs;                      /* EPSG code of the data */
	struct bbox bbox;             /* in `srs` */
	struct bbox geographic;       /* in degrees, WGS 84, longitude first */
	int64_t n_features;           /* -1 for a raster or when not known */
	const struct column *columns; size_t n_columns;
	const char *key;              /* name of the key column; "" when it has none */
	const struct style *styles; size_t n_styles;  /* at least one; "default" first */
	const struct dimension *dimensions; size_t n_dimensions;
	double min_scale, max_scale;  /* denominators; 0 for no limit */
	struct source source;
	uint64_t changed;             /* the edition that brought this version */
	const struct framework *framework; /* what it is a version of, or NULL */
};

/* A dated version of a series; its features are those of `layer`. The newest version of a
   series is a layer named like the series ("communes"); an older one is named
   "communes_2022-01-01". */
struct framework {
	int64_t id;
	const char *series;           /* "communes" */
	const char *version;          /* "2022-01-01" */
	const struct layer *layer;
	const char *key;              /* column */
	const char *parent_series;    /* "departements", or "" */
	const char *parent_column;    /* the column that holds the parent's key, or "" */
	bool newest;
};

enum attribute_kind { ATTRIBUTE_COUNT, ATTRIBUTE_MEASURE, ATTRIBUTE_ORDINAL, ATTRIBUTE_NOMINAL };

struct attribute {
	const char *name;
	struct text title, abstract;
	enum attribute_kind kind;
	const char *unit;
	const char *documentation_url;
};

/* A table keyed to a framework. Its publishing is the joins' part; the catalogue keeps it. */
struct dataset {
	int64_t id;
	const char *name;
	struct metadata metadata;
	enum level level;
	const struct organisation *owner;
	const struct theme *theme;
	const struct framework *framework;
	const char *key;
	const struct attribute *attributes; size_t n_attributes;
	struct source source;
	uint64_t changed;
};

/* A key: whom it stands for. */
struct subject {
	int64_t id;
	const struct organisation *organisation;
	enum level level;
	char key_digest[DIGEST_TEXT];
};

/* A hand-written mapfile of the workspace's mapfiles/, under its own level; jointure.conf(5). */
struct mapfile {
	const char *name;
	enum level level;
	const struct organisation *owner;  /* may be NULL */
};

struct catalogue {
	uint64_t edition;
	const char *published;        /* when that edition was made, ISO 8601 UTC */
	const struct organisation *organisations; size_t n_organisations;  /* by name */
	const struct theme *themes; size_t n_themes;                       /* by name */
	const struct layer *layers; size_t n_layers;                       /* by name */
	const struct framework *frameworks; size_t n_frameworks;    /* by series, then version */
	const struct dataset *datasets; size_t n_datasets;                 /* by name */
	const struct subject *subjects; size_t n_subjects;                 /* by key digest */
	const struct mapfile *mapfiles; size_t n_mapfiles;                 /* by name */
};

/* Look-ups by bisection; NULL when there is none. Names compare exactly. */
const struct layer *catalogue_layer(const struct catalogue *c, const char *name);
const struct theme *catalogue_theme(const struct catalogue *c, const char *name);
const struct organisation *catalogue_organisation(const struct catalogue *c, const char *name);
const struct framework *catalogue_framework(const struct catalogue *c, const char *series,
                                            const char *version); /* version NULL: the newest */
const struct dataset *catalogue_dataset(const struct catalogue *c, const char *name);
const struct mapfile *catalogue_mapfile(const struct catalogue *c, const char *name);
const struct subject *catalogue_subject(const struct catalogue *c, const char *key_digest);
const struct column *layer_column(const struct layer *layer, const char *name);

#endif
