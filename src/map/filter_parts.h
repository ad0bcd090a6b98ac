/* What the files of the filter compiler share. */
#ifndef JT_MAP_FILTER_PARTS_H
#define JT_MAP_FILTER_PARTS_H

#include "map/filter.h"

struct walk {
	const struct filter_scope *scope;
	int predicates, depth;
	size_t ids;
	bool postgis;                 /* the dialect; else SQLite with Spatialite */
	struct err *err;
};

/* What an operator compiled to. */
struct condition {
	char *sql;                    /* NULL: the box says it all */
	const struct feature_test *test;      /* the same (that box, where it says all); NULL: only SQL can */
	bool boxed;                   /* what the condition lets pass meets this box */
	struct bbox box;
	int box_srs;
};

typedef bool operator_fn(struct walk *w, const xmlNode *node, struct condition *c);
operator_fn filter_comparison, filter_like, filter_null, filter_between, filter_temporal,
	filter_spatial, filter_distance, filter_bbox;

/* A test of that kind; the rest of it is to be filled in. */
struct feature_test *filter_test(struct walk *w, enum test_kind kind);

/* The condition as SQL alone, so that it can stand under OR and NOT. */
const char *filter_sql(struct walk *w, struct condition *c);

/* "name" and 'value', quotes inside doubled. */
char *filter_name(const void *ctx, const char *name);
char *filter_value(const void *ctx, const char *value);

/* The property that an element (PropertyName, ValueReference) names. */
bool filter_property(struct walk *w, const xmlNode *node, struct wfs_property *property);
bool filter_is_property(const xmlNode *node);

/* A column's value, and a literal that is held against it, so that the two compare. */
char *filter_column_sql(struct walk *w, const struct column *c);
bool filter_value_sql(struct walk *w, const struct column *c, const char *text, char **sql);

/* A geometry in GML 2, 3.1 or 3.2, x first. */
struct literal {
	char *wkt;
	struct wfs_crs crs;
	struct bbox box;
	bool is_box;                  /* an Envelope or a Box: `box` is all of it */
};

bool filter_geometry(struct walk *w, const xmlNode *node, struct literal *g);
bool filter_is_geometry(const xmlNode *node);

/* As SQL, in the layer's system. */
char *filter_literal_sql(struct walk *w, const struct literal *g);

/* A box as a geometry; its edges have vertices enough to follow them into another system. */
void filter_box_literal(struct walk *w, struct literal *g);

#endif
