/* A GDAS being read: between gdas.c, which follows the document, gdas_begin.c, which reads what elements begin with, and
   gdas_rows.c. */
#ifndef JT_TABLE_GDAS_READ_H
#define JT_TABLE_GDAS_READ_H

#include "table/gdas.h"

#define GDAS_DEPTH 40
#define GDAS_WORDS 65536         /* bytes of a title or an abstract */

/* Where in the document one is. */
enum where {
	AT_TOP, AT_GDAS, AT_FRAMEWORK, AT_DATASET, AT_COLUMNSET, AT_FRAMEWORK_KEY, AT_KEY, AT_KEY_COLUMN, AT_ATTRIBUTES,
	AT_COLUMN, AT_VALUES, AT_KIND, AT_UOM, AT_CLASSES, AT_CLASS, AT_EXCEPTIONS, AT_NULL, AT_ROWSET, AT_ROW,
	AT_LEAF_ROW,             /* what has text that is kept: these and all after */
	AT_K, AT_V, AT_URI, AT_ORGANIZATION, AT_TITLE, AT_ABSTRACT, AT_DATE, AT_VERSION, AT_DOCUMENTATION,
	AT_SHORT, AT_LONG, AT_UNCERTAINTY, AT_IDENTIFIER, AT_RANK, AT_COLOR,
	AT_ELSEWHERE
};

struct reading {
	const void *ctx;
	struct gdas *g;
	const struct table_limits *limits;
	struct err *err;
	struct table_builder *builder;       /* from the first row on */
	/* the row: keys, then values, one after the other in `row` */
	char *row; size_t row_used, row_room;
	size_t *at;                          /* per cell: where in `row` */
	const char **cells;                  /* the same as texts, once the row is whole */
	enum value_state *states;
	size_t n_k, n_v;
	size_t rows;
	bool null;                           /* of the V being read */
};

struct document {
	struct reading r;
	enum where stack[GDAS_DEPTH + 2];
	size_t depth;
	const char *name;                /* of the element that begins */
	bool framework_seen, dataset_seen;
	const char *root;                /* what the document has to be */
	bool head_only, head_read;       /* nothing is read from the first row on */
	char *text;                      /* of the element being read; NULL outside of those whose text is kept */
	size_t used, room;
	size_t kept;                     /* depth of that element */
};

/* Six hexadecimal digits; a whole number. What is neither leaves what was there. */
void gdas_color(int *color, const char *text);
void gdas_rank(int *rank, const char *text);

/* What an element begins with, by where it stands; fails with r.err filled. */
bool gdas_begin(struct document *d, enum where where, const struct xml_attributes *a);

bool gdas_rows_begin(struct reading *r);
bool gdas_value_begin(struct reading *r, const struct xml_attributes *a);
bool gdas_key_end(struct reading *r, const char *text);
bool gdas_value_end(struct reading *r, const char *text);
bool gdas_row_end(struct reading *r);
bool gdas_rows_end(struct reading *r);

#endif
