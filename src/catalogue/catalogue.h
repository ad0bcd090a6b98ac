/* The catalogue as a snapshot: immutable plain values of one edition, sorted for look-up, owned by one talloc
   context. Services never see it whole: they get a view (access.h) that holds only what the caller may see. */
#ifndef JT_CATALOGUE_CATALOGUE_H
#define JT_CATALOGUE_CATALOGUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "catalogue/metadata.h"

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

enum style_kind { STYLE_CLASSES, STYLE_SLD,
                  STYLE_THEMATIC };   /* of a joined column: thematic/thematic.h reads its body */

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
	const char *extents;          /* the same in all systems that are told (geometry/srs.h); "" where not made */
	int64_t n_features;           /* -1 for a raster or when not known */
	const struct column *columns; size_t n_columns;
	const char *key;              /* name of the key column; "" when it has none */
	const char *key_parts;        /* "dep num": columns that it was made of, in their order; else "" or NULL */
	const struct style *styles; size_t n_styles;  /* at least one; "default" first */
	const struct dimension *dimensions; size_t n_dimensions;
	double min_scale, max_scale;  /* denominators; 0 for no limit */
	struct source source;
	uint64_t changed;             /* the edition that brought this version */
	const struct framework *framework; /* what it is a version of, or NULL */
	const struct joined *joined;  /* what is joined to it, or NULL */
};

/* A joined layer: the features of a framework version with the columns of a table. `source` is that of
   `base`; columns[first...] are the joined ones, all nullable, the others those of `base`. Every
   feature of the base is there: what has no row is null. A dataset's layer has the dataset's name, a
   join's its identifier. */
struct joined {
	const struct layer *base;     /* of a framework version, imported */
	const struct framework *framework;
	size_t first;
	const char *columns_path;     /* below the workspace: where table/columns_file.h finds them */
	const char *version;          /* digest of the content: raised by each refresh */
	const struct attribute *attributes;  /* of columns[first + i] */
	const struct dataset *dataset;       /* or NULL */
	const struct stored_join *join;      /* catalogue/joins.h; or NULL */
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
const char *attribute_kind_name(enum attribute_kind kind);  /* "count", "measure", "ordinal", "nominal" */
bool attribute_kind_parse(enum attribute_kind *kind, const char *name);

/* A value of a nominal or ordinal attribute. */
struct attribute_class {
	const char *value;            /* as in the table */
	struct text title, abstract;
	int rank;                     /* ordinal: 1 is the lowest; 0 where it has none */
	int color;                    /* 0xrrggbb; -1: not said */
};

struct attribute {
	const char *name;             /* of the column */
	struct text title, abstract;
	enum attribute_kind kind;
	const char *unit, *documentation_url;
	/* Attributes that are one indicator over several periods share `series` ("population" of
	   "population_2016", "population_2017"); both "" for one that stands alone. */
	const char *series, *period;
	const char *aggregation;      /* to a coarser territory: "sum", "mean", "weighted-mean", "none"; "" unknown */
	bool confidential;
	const char *uncertainty;      /* "" or a number */
	const struct attribute_class *classes; size_t n_classes;
};

/* A table keyed to a framework. `source` is its data file, as it was published with its key made
   good; it is also a layer of the same name (catalogue_layer), whose `joined` says where the columns
   are in the order of the features. */
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
	const char *columns_digest;   /* of the columns file in the data store, extension "columns" */
	bool many;                    /* several rows for a key: `source` has more than the layer */
	uint64_t changed;
	const struct layer *layer;    /* of the same name */
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
/* What changes without an edition: the version of a stored join's layer; NULL of all others. */
const char *layer_live_version(const struct layer *layer);
const struct column *layer_column(const struct layer *layer, const char *name);

#endif
