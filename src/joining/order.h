/* What is asked of a join: the same value for OGC API - Joins, JoinData, `jointure join` and `jointure publish table`,
   and its form as JSON, in which it goes to a job and stays with a stored join. */
#ifndef JT_JOINING_ORDER_H
#define JT_JOINING_ORDER_H

#include "catalogue/joins.h"
#include "join/join.h"
#include "table/read.h"
#include "thematic/thematic.h"

enum order_act {
	ORDER_JOIN,                   /* make or refresh a stored join */
	ORDER_DATASET,                /* publish as a dataset */
	ORDER_LOOK,                   /* the doctor's opinion and account only; nothing is stored */
	ORDER_DIRECT,                 /* joined, and left in the job's folder as "joined.columns" (its columns are named
	                                 as the layer's would be), with outcome.json; nothing is stored */
	ORDER_FILES,                  /* a table joined to the GeoJSON file `left`, which comes back as "joined.geojson"
	                                 in the job's folder (joining/filejoin.h); no framework, nothing is stored */
	ORDER_DELETE,                 /* removes the stored join `join`, if the subject made it; else ERR_NOT_FOUND */
};

struct order_attribute {
	const char *column;           /* of the table: its name, or "#3" for the fourth one */
	const char *name;             /* in the layer; NULL: as in the table, made a name */
	struct text title;            /* empty: the column's */
	const char *unit;             /* NULL: not said */
	int kind;                     /* enum attribute_kind; -1: told from the values */
	int reduction;                /* enum reduction; -1: order->reduction */
	const char *weight;           /* column; or NULL */
	const struct thematic_wish *wish;   /* or NULL */
};

struct order {
	enum order_act act;
	/* who asks */
	int64_t organisation;         /* of the subject; 0: anonymous */
	enum level level;

	const char *join;             /* ORDER_DELETE: which one. ORDER_JOIN: the stored join that this refreshes, whatever
	                                 order_identifier says, if the subject made it; NULL: none */

	/* left */
	const char *left, *left_key;  /* ORDER_FILES: a path; the property that is the key, "" for the feature's id */
	const char *series, *version; /* version NULL: the newest; series NULL: the doctor finds it */

	/* right: one of these */
	const char *file;             /* a path; a job's is in its folder */
	const char *dataset;          /* of the catalogue */
	const char *source;           /* what the maker named: file name or URL, for people */
	const char *format;           /* "gdas", or NULL: told from the content */
	const char *translation;      /* of a GDAS: path of its DataDescriptions in another language, whose words stand
	                                 beside; or NULL. No part of the JSON */
	struct table_options options;

	/* mapping; NULL or none: the doctor's proposal */
	const char *keys[JOIN_KEY_PARTS]; size_t n_keys;  /* columns, as in order_attribute */
	const struct order_attribute *attributes; size_t n_attributes;   /* none: all that are not keys */
	int reduction;                /* enum reduction; -1: REDUCE_ERROR */
	const char *pivot;            /* column, or NULL */
	bool successors, arrondissements;  /* doctor's wishes */
	bool certain_only;            /* without keys named: refuse what is not VERDICT_CERTAIN */

	/* what comes of it */
	struct text title, abstract;
	enum join_visibility visibility;
	int64_t life;                 /* seconds; 0: for ever */
	const char *sld;              /* a document for the "default" style, checked before; NULL: none */
	const char *styling;          /* where style and classes came from: part of the identifier; or NULL */
	const char *main_attribute;   /* name whose style is "default"; NULL: the first */
	const struct publish_dataset *publish;  /* ORDER_DATASET: joining/publish.h; else NULL */
};

/* JSON (UTF-8), whole: what order_read makes of it is equal. `publish` is not part of it. */
struct json;
void order_write(const struct order *o, struct json *w);
bool order_read(struct order *o, const void *ctx, const char *text, size_t n, struct err *err);

/* The identifier of the join: digest of subject, framework, source, mapping and style. `source_digest` is that of
   the table's bytes (or of "dataset:NAME", "url:URL": then a refresh keeps the identifier). */
const char *order_identifier(const void *ctx, const struct order *o, const char *series, const char *version,
                             const char *source_digest);

#endif
