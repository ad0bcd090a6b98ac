/* One joining being made: between run.c, which leads, and the files that complete it. */
#ifndef JT_JOINING_PARTS_H
#define JT_JOINING_PARTS_H

#include "joining/joining.h"

struct work {
	const void *ctx;
	const struct joining *on;
	const struct order *o;
	struct joined_result *r;
	struct err *err;
	struct table *table;          /* r->table while it may still change */
	const struct dataset *dataset;       /* that the table comes from, or NULL */
	const struct gdas *translation;      /* of the GDAS that it came as, or NULL */
	size_t keys[JOIN_KEY_PARTS]; size_t n_keys;   /* columns that were named */
	size_t read[2]; size_t n_read;       /* what the doctor reads of them: them, or one made of three and more */
	struct doctor_framework *list;       /* joining_frameworks */
	const struct framework **frameworks; size_t n;
	struct join_attribute *attributes; size_t n_attributes;
	const struct order_attribute **asked;   /* per attribute: what the order says of it, or NULL */
	size_t pivot;                 /* column, or DOCTOR_NO_COLUMN */
};

/* source.c: r->table, r->origin, r->source_digest. Errors name "table", "dataset". */
bool work_read(struct work *w);

/* mapping.c: which columns are meant. A column of the table by its name, or "#3"; errors name `locator`. */
bool work_column(const struct work *w, size_t *column, const char *name, const char *locator);
bool work_keys(struct work *w);
bool work_attributes(struct work *w);

/* propose.c: the doctor's opinion, or its view of the keys that were named; r->opinion, and the proposal that is taken.
   *found false: nothing fits, which is no error of an ORDER_LOOK. */
bool work_propose(struct work *w, struct doctor_proposal *p, bool *found);

/* described.c: what the dataset or the GDAS that the table came as says of a column; NULL where nothing does. */
const struct attribute *work_described(const struct work *w, const char *name);
/* What whoever publishes says of it; or NULL. */
struct publish_described;
const struct publish_described *work_said(const struct work *w, const char *name);

/* run.c: r->join, of what the doctor treated. */
bool work_join(struct work *w);

/* columns.c: names, titles and kinds of the joined columns; r->columns, r->attributes. */
void work_columns(struct work *w);

/* kinds.c: what a joined column is, from its name, unit and values. */
enum attribute_kind kind_told(const struct table *t, size_t column, const char *name, const char *unit);

/* series.c: attributes that are one indicator over several periods get their series and period. */
void series_find(struct attribute *attributes, size_t n, const void *ctx);

/* styles.c: r->styles. */
bool work_styles(struct work *w);

/* rows.c: a dataset of which several rows may be of one territory keeps them all beside the joined columns. */
struct columns_rows;
bool work_is_many(const struct joined_result *r);
/* Its rows that are of a territory, by key; NULL where there is one row a key. In w->ctx. */
const struct columns_rows *work_rows(const struct work *w);
/* Under which names the columns of the table are kept: first the framework's key, then for each column of the table its own,
   which is that of the joined column where it became one. */
const char **work_data_names(const void *ctx, const struct joined_result *r);
/* Whether a column of the table holds the key, or part of it. */
bool work_is_key(const struct joined_result *r, size_t column);

/* texts.c: the texts of the columns file (joining.h). */
struct columns_text *work_texts(const struct work *w, size_t *n);

#endif
