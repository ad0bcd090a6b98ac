/* One change of the catalogue in the making: what the edit_*.c files share. */
#ifndef JT_CATALOGUE_EDITING_H
#define JT_CATALOGUE_EDITING_H

#include "catalogue/edit.h"
#include "db/db.h"

struct change {
	struct db *db;
	const void *ctx;
	struct err *err;
	const char *now;     /* one moment for all that the change writes */
	uint64_t edition;    /* the new one, once change_note has made it */
};

/* The write lock, and the moment. */
bool change_begin(struct change *c, struct db *db, const void *ctx, struct err *err);

/* The next edition, with its line of history; `object_id` 0 for what is no object. */
bool change_note(struct change *c, const char *what, const char *object, int64_t object_id,
                 const char *detail);

/* Commits what is done, else takes all back; hands out the edition (may be NULL) and `done`. */
bool change_end(struct change *c, bool done, uint64_t *edition);

/* A parameter of a statement. */
struct value {
	enum { VALUE_TEXT, VALUE_INT, VALUE_REAL, VALUE_NULL } kind;
	const char *text;
	int64_t number;
	double real;
};
struct value value_text(const char *s);       /* NULL counts as "" */
struct value value_text_or_null(const char *s);
struct value value_int(int64_t n);
struct value value_id(int64_t id);            /* 0 counts as NULL */
struct value value_real(double x);

#define VALUES(...) \
	(struct value[]){ __VA_ARGS__ }, \
		sizeof((struct value[]){ __VA_ARGS__ }) / sizeof(struct value)

/* Runs one statement with $1, $2 ... */
bool change_run(struct change *c, const char *sql, const struct value *values, size_t n);

/* The same for one number: of the first row, or 0 when there is none. */
bool change_ask(struct change *c, int64_t *answer, const char *sql, const struct value *values,
                size_t n);

/* What a name stands for: an object, or the newest version of a series (of those present, else of
   all). */
struct object {
	int64_t id;                /* 0: there is none */
	const char *kind, *name;   /* the name in the store: series_version for a framework */
	const char *owner;         /* organisation's name */
	int64_t version;           /* present one; 0: withdrawn */
};
bool change_find(struct change *c, struct object *o, const char *name);

/* The same, and an error when there is none. */
bool change_find_there(struct change *c, struct object *o, const char *name);

/* The id of an organisation or theme; an error when there is none. */
bool change_organisation(struct change *c, int64_t *id, const char *name);
bool change_theme(struct change *c, int64_t *id, const char *name);

/* An error unless it is a name. */
bool change_check_name(const void *ctx, const char *locator, const char *name, struct err *err);

/* The object's present version, if any, is out of force from this edition on. */
bool change_retire(struct change *c, const struct object *o);

/* The object's version in force from this edition on. The one before it has been retired. */
bool change_point(struct change *c, int64_t object, int64_t version);

/* The data files that the version points to were pointed to now. */
bool change_touch_data(struct change *c, int64_t version);

/* A data file is there, and pointed to. */
bool change_data_file(struct change *c, const char *digest, const char *extension, int64_t size);

/* What a dataset has beside what layers have, of a version of one: edit_dataset.c. */
bool dataset_check(const void *ctx, const struct publication *p, struct err *err);
bool change_insert_dataset(struct change *c, const struct dataset_publication *d, int64_t version);

/* An error when datasets are keyed to the framework version and its data are not to be these. */
bool change_keeps_base(struct change *c, const struct object *framework, const char *digest);

/* An error when the version is a dataset's whose framework is not present with the data that its columns
   were made for. */
bool change_demand_base(struct change *c, int64_t version);

#endif
