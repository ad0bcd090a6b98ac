/* What is read in from services elsewhere and kept up: where it comes from, which of our frameworks stand for theirs, and
   which of our datasets are which of theirs. A dataset's own line is written with its publication (edit.h). */
#ifndef JT_CATALOGUE_HARVESTS_H
#define JT_CATALOGUE_HARVESTS_H

#include "catalogue/edit.h"

/* One of their frameworks, and which of ours stands for it. */
struct harvest_framework {
	const char *uri;
	const char *series, *version; /* ours; "" where none does */
	const char *title, *organization, *date, *their_version;   /* as they said; the date as in struct metadata */
};

/* A service, by the address it is asked at; with what its datasets are given here. */
struct harvest_source {
	const char *kind;             /* "tjs" */
	const char *url, *title;
	const char *organisation, *theme, *prefix;   /* names; "" */
	enum level level;
	const char *harvested;        /* when last, ISO 8601 UTC; "" while that has not come to its end */
	bool picked;                  /* only those of its datasets that were named */
	int64_t most_bytes;           /* of a table; 0: as set for all */
	const struct harvest_framework *frameworks; size_t n_frameworks;
};

/* One of their datasets, for one of their frameworks, and what it is here. */
struct harvest_item {
	const char *url;              /* of the source */
	const char *framework, *dataset;   /* their URIs */
	const char *version;          /* as they said */
	const char *signature;        /* digest of all that they said of it */
	const char *name;             /* here */
	const char *harvested;
	bool present;                 /* false: withdrawn since */
};

/* By URL; arrays in ctx. */
bool harvests_list(struct db *db, const void *ctx, struct harvest_source **sources, size_t *n, struct err *err);

/* By name; of one source, or of all where `url` is NULL. */
bool harvests_items(struct db *db, const void *ctx, const char *url, struct harvest_item **items, size_t *n,
                    struct err *err);

/* Made or changed by URL, with its list of frameworks; raises no edition. */
bool harvests_put(struct db *db, const void *ctx, const struct harvest_source *source, struct err *err);

/* The source and the lines of its datasets, which stay as they are. ERR_NOT_FOUND. */
bool harvests_forget(struct db *db, const void *ctx, const char *url, struct err *err);

#endif
