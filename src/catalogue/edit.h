/* Writing to the catalogue: every change is one short transaction that raises the
   edition and leaves a line of history. The data files that it points to are in the
   data store and synced before it begins. */
#ifndef JT_CATALOGUE_EDIT_H
#define JT_CATALOGUE_EDIT_H

#include "catalogue/catalogue.h"

struct db;
struct harvest_item;

/* All that a publication says of a layer or a framework version. Texts are as in struct layer;
   organisation and theme by name: the organisation must exist, the theme may be "". */
struct publication {
	struct layer layer;           /* owner, theme, framework and id are not read */
	const char *organisation, *theme;
	bool is_framework;
	const char *series, *version, *parent_series, *parent_column;
	int64_t data_size;            /* bytes of the data file */
	/* A dataset: `layer` then holds name, metadata, level, key, source and styles, and this the rest. */
	const struct dataset_publication *dataset;  /* NULL: a layer or a framework */
};

struct dataset_publication {
	const char *series, *version;  /* the framework version that it is keyed to */
	const struct column *columns;  /* the joined columns, in the order of the columns file */
	const struct attribute *attributes; size_t n_attributes;   /* one for each column */
	const char *columns_digest;    /* of the columns file in the data store, extension "columns" */
	int64_t columns_size;
	const char *base_digest;      /* of the framework's data that the columns were made for; NULL: of those
	                                 that are present now */
	bool many;
	const struct harvest_item *harvest;  /* whence it was read in (harvests.h): all but name, harvested and
	                                        present; NULL: it is no (longer) harvested one */
};

/* Each of these is whole or absent, and returns the new edition. `what` for the history is the
   command; a *dry run* is decided by callers, not here. Where a name is asked for, the name of a
   series stands for its newest version, as in catalogue.h. */

/* A new layer or framework version, or a new version under the same name (id, URLs, level and key
   stay; a different organisation is refused). Level: `level_given` false keeps the present one; a
   new version of a framework then has the level of the one before it, and a new layer that of
   p->layer. A withdrawn name comes back by being published again. Layers, series and datasets share
   one space of names. A framework version that datasets are keyed to keeps its data, as their columns
   stand in the order of its features: other data are another version. */
bool edit_publish(struct db *db, const void *ctx, const struct publication *p, bool level_given,
                  uint64_t *edition, struct err *err);

/* Out of the catalogue; its history stays, so that it can be restored. */
bool edit_withdraw(struct db *db, const void *ctx, const char *name, uint64_t *edition,
                   struct err *err);

/* A new edition in which `name` is as it was at `at` (forward only): data, metadata and styles;
   never keys and levels, which stay as they are now. A withdrawn layer comes back with the level it
   had last. */
bool edit_restore(struct db *db, const void *ctx, const char *name, uint64_t at, uint64_t *edition,
                  struct err *err);

/* Organisations and themes: made or changed by name. Texts that are NULL stay. */
bool edit_organisation(struct db *db, const void *ctx, const struct organisation *o,
                       uint64_t *edition, struct err *err);
bool edit_theme(struct db *db, const void *ctx, const struct theme *t, uint64_t *edition,
                struct err *err);

/* The level of a layer or a mapfile ("mapfile:NAME", made where it has no row yet). `organisation`
   may be NULL; for a mapfile it is the new owner (NULL keeps it), for a layer it must be
   the owner. */
bool edit_level(struct db *db, const void *ctx, const char *name, enum level level,
                const char *organisation, uint64_t *edition, struct err *err);

/* A new API key for a subject; `key` is text to show once, only its digest is stored. */
bool edit_key_add(struct db *db, const void *ctx, const char *organisation, enum level level,
                  const char *label, const char **key, int64_t *id, struct err *err);
/* Out of force from the next edition on; ERR_NOT_FOUND when no key in force has this id. */
bool edit_key_revoke(struct db *db, const void *ctx, int64_t id, struct err *err);

struct key_line {
	int64_t id;
	const char *organisation;     /* name */
	enum level level;
	const char *label;
	const char *created, *revoked;  /* ISO 8601 UTC; revoked "" while in force */
};

/* All keys ever made, by id; the keys themselves are nowhere. Array in ctx. */
bool edit_keys(struct db *db, const void *ctx, struct key_line **lines, size_t *n, struct err *err);

/* `what` is create, publish, withdraw, restore, level, organisation, theme, key or revoke; `object`
   the name of a layer (series_version for a framework), mapfile:NAME, an organisation or a theme
   (of a key, its organisation). `detail`: level, the new one; restore, the edition gone back to;
   key and revoke, the key's id; else "". */
struct history_line {
	uint64_t edition;
	const char *when;     /* ISO 8601 UTC */
	const char *what, *object, *detail;
	const char *digest;   /* of the object's data then; "" */
	bool restorable;      /* the data are still kept: edit_restore to this edition would do */
};

/* Newest first; `object` NULL for all; a series for all its versions. Array in ctx. */
bool edit_history(struct db *db, const void *ctx, const char *object, struct history_line **lines,
                  size_t *n, struct err *err);

/* Removes data files that no edition in use points to: neither the present edition, nor a version
   that was still in force less than `history_days` ago, and only files that were last pointed to,
   or came, more than `grace` seconds ago. Grace is what protects a reader of the edition before,
   and a file between data_take and edit_publish. Makes no edition. */
bool edit_collect(struct db *db, const void *ctx, const char *workspace, int64_t grace,
                  int64_t history_days, size_t *removed, struct err *err);

#endif
