/* Stored joins: rows of the catalogue's database with a sequence of their own, so that making one raises no
   edition. A worker keeps the list of them (not their columns) and looks for what is new by sequence;
   each is a joined layer beside those of the edition. Their columns and reports are files below
   <workspace>/joins/, written before the row and removed after it. */
#ifndef JT_CATALOGUE_JOINS_H
#define JT_CATALOGUE_JOINS_H

#include "catalogue/catalogue.h"

struct db;

enum join_visibility {
	JOIN_LISTED,                  /* in the capabilities of all who see its framework and its dataset */
	JOIN_PRIVATE,                 /* of its maker alone; of an anonymous one: of whoever knows the identifier,
	                                 and in no list */
};

struct stored_join {
	const char *id;               /* DIGEST_TEXT, hex, shortened to 32: digest of subject, framework, source,
	                                 mapping and style. Names its layer in every service as "join_" + id */
	const char *version;          /* digest of the columns file: its ETag */
	uint64_t sequence;            /* of its last change */
	const char *created, *refreshed, *expires;   /* ISO 8601 UTC; expires "" for never */
	int64_t organisation;         /* of the subject that made it; 0: anonymous */
	enum level level;             /* of that subject */
	enum join_visibility visibility;
	const char *series, *framework_version;
	const char *base_digest;      /* of the framework's data that the columns stand in the order of; joins_put takes
	                                 NULL for those present now. A join to other data is as one whose
	                                 framework is gone */
	const char *dataset;          /* of the catalogue, or "" */
	const char *source;           /* what the maker named: a file's name or a URL, for people; never opened */
	struct text title, abstract;
	const char *mapping;          /* JSON: joining/order.h writes it, so that a join can be made anew */
	int64_t rows, matched, bytes; /* of the table; features matched; of the files */
	const struct column *columns; size_t n_columns;      /* the joined ones */
	const struct attribute *attributes;                  /* one for each column */
	const struct style *styles; size_t n_styles;         /* STYLE_THEMATIC; at least one, "default" first */
};

/* The joins that a process knows. */
struct joins;
struct joins *joins_new(const void *ctx);

/* Reads what changed in the database since the last call, and binds all to the frameworks of this
   snapshot; call it when either moved. *changed tells whether something did. What view_layer lends lives
   until the next call; when it fails all is as it was. One that expires meanwhile is in no list and not found from that moment on. */
bool joins_refresh(struct joins *joins, struct db *db, const struct catalogue *catalogue, bool *changed,
                   struct err *err);

/* Rises with the sequence and when one expires: part of the name of every document that lists joins. The same in
   all processes. */
uint64_t joins_sequence(const struct joins *joins);

/* The layers of joins, by name; those whose framework or dataset is gone from the catalogue are left out, and those
   over their expiry. The array lives until the next refresh; it may hold expired ones, which joins_alive
   tells. */
const struct layer *joins_layers(const struct joins *joins, size_t *n);
const struct layer *joins_layer(const struct joins *joins, const char *name);

/* Whether a layer of joins_layers is not over its expiry at the moment `now` (text_now). */
bool joins_alive(const struct layer *layer, const char *now);

/* Where a join's columns are, below the workspace: "joins/<id>/<version>.columns". */
char *joins_columns_path(const void *ctx, const char *id, const char *version);

/* Changes; each is one short transaction that raises the sequence, never the edition. */

/* How many joins one subject, and all, may have; 0: no limit. */
struct join_limits {
	int64_t most_of_subject, most, bytes;   /* bytes of all files */
};

/* Moves the columns file `incoming` (synced, in <workspace>/joins/incoming/) to its place and puts the row, whole or not at
   all, whoever deletes or collects meanwhile. The incoming file is gone afterwards, also on failure. */
bool joins_store(struct db *db, const void *ctx, const char *workspace, const char *incoming,
                 const struct stored_join *join, const struct join_limits *limits, const char **replaced,
                 struct err *err);

/* The row alone: stores it, or refreshes the one of the same id (created stays, version and all else are as given; for
   one that is new, `created` NULL is now, as is `refreshed`). The columns file must be in place: joins_store sees
   to that. ERR_TOO_LARGE names the limit ("joins_per_subject", "max_joins", "joins_size"). *replaced is the version that it
   had, or NULL. */
bool joins_put(struct db *db, const void *ctx, const struct stored_join *join, const struct join_limits *limits,
               const char **replaced, struct err *err);

/* Removes the row, then its files. `organisation` and `level` are the subject that asks (0: anonymous): it must be the
   maker, else ERR_NOT_FOUND (what one may not delete does not exist for the caller), or `operator`. */
bool joins_delete(struct db *db, const void *ctx, const char *workspace, const char *id, int64_t organisation,
                  enum level level, bool operator, struct err *err);

/* Removes those that are over their expiry, files that no row names and that are older than `grace` seconds,
   and versions replaced longer ago than that. */
bool joins_collect(struct db *db, const void *ctx, const char *workspace, int64_t grace, size_t *removed,
                   struct err *err);

/* One by identifier, from the database; NULL without an error when there is none. */
const struct stored_join *joins_get(struct db *db, const void *ctx, const char *id, struct err *err);

/* All, newest first, for the operator's list. */
bool joins_list(struct db *db, const void *ctx, const struct stored_join **joins, size_t *n, struct err *err);

#endif
