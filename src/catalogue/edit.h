/* Writing to the catalogue: every change is one short transaction that raises the
   edition and leaves a line of history. The data files that it points to are in the
   data store and synced before it begins. */
#ifndef JT_CATALOGUE_EDIT_H
#define JT_CATALOGUE_EDIT_H

#include "catalogue/catalogue.h"

struct db;

/* All that a publication says of a layer or a framework version. Texts are as in struct layer;
   organisation and theme by name: the organisation must exist, the theme may be "". */
struct publication {
	struct layer layer;           /* owner, theme, framework and id are not read */
	const char *organisation, *theme;
	bool is_framework;
	const char *series, *version, *parent_series, *parent_column;
	int64_t data_size;            /* bytes of the data file */
};

/* Each of these is whole or absent, and returns the new edition. `what` for the history is the
   command; a *dry run* is decided by callers, not here. */

/* A new layer or framework version, or a new version under the same name (id, URLs, level and key stay;
   a different organisation is refused). Level: `level_given` false keeps the present one. */
bool edit_publish(struct db *db, const void *ctx, const struct publication *p, bool level_given,
                  uint64_t *edition, struct err *err);

/* Out of the catalogue; its history stays, so that it can be restored. */
bool edit_withdraw(struct db *db, const void *ctx, const char *name, uint64_t *edition,
                   struct err *err);

/* A new edition in which `name` is as it was at `at` (forward only): data, metadata and styles; never
   keys and levels, which stay as they are now. A withdrawn layer comes back with the level it had last. */
bool edit_restore(struct db *db, const void *ctx, const char *name, uint64_t at, uint64_t *edition,
                  struct err *err);

/* Organisations and themes: made or changed by name. Texts that are NULL stay. */
bool edit_organisation(struct db *db, const void *ctx, const struct organisation *o,
                       uint64_t *edition, struct err *err);
bool edit_theme(struct db *db, const void *ctx, const struct theme *t, uint64_t *edition,
                struct err *err);

/* The level of a layer or a mapfile ("mapfile:NAME", made where it has no row yet). */
bool edit_level(struct db *db, const void *ctx, const char *name, enum level level,
                const char *organisation, uint64_t *edition, struct err *err);

/* A new API key for a subject; `key` is text to show once, only its digest is stored. */
bool edit_key_add(struct db *db, const void *ctx, const char *organisation, enum level level,
                  const char *label, const char **key, int64_t *id, struct err *err);
bool edit_key_revoke(struct db *db, const void *ctx, int64_t id, struct err *err);

struct history_line {
	uint64_t edition;
	const char *when;             /* ISO 8601 UTC */
	const char *what;             /* "publish", "withdraw", "restore", "level", "organisation", "theme", "key" */
	const char *object;           /* layer name */
	const char *digest;           /* of its data then; "" */
	const char *detail;           /* "" or a few words */
	bool restorable;              /* its data are still in the store's keeping */
};

/* Newest first; `object` NULL for all. Array in ctx. */
bool edit_history(struct db *db, const void *ctx, const char *object, struct history_line **lines,
                  size_t *n, struct err *err);

/* Removes data files that no edition in use points to: neither the present edition, nor a
   version younger than `history_days`, and only files that were last pointed to, or came, more than
   `grace` seconds ago. */
bool edit_collect(struct db *db, const void *ctx, const char *workspace, int64_t grace,
                  int64_t history_days, size_t *removed, struct err *err);

#endif
