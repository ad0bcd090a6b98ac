/* Who may see what, by absence: a service is handed a view, and what the caller may
   not see is not in it. The rules: public is for everybody; professional for every
   subject of level professional or internal; internal for the internal subjects of
   the owner organisation. */
#ifndef JT_CATALOGUE_ACCESS_H
#define JT_CATALOGUE_ACCESS_H

#include "catalogue/catalogue.h"

struct grant {
	enum level level;
	const struct organisation *organisation;  /* NULL: of any owner */
};

struct view {
	const struct catalogue *catalogue;  /* for its edition, organisations and themes */
	const struct subject *subject;      /* NULL: anonymous */
	struct grant grants[3];
	size_t n_grants;
	char hash[17];                      /* of the grants: part of every cache key and ETag */
};

/* The view of `subject` (NULL: anonymous). Lends from the catalogue. */
const struct view *view_open(const void *ctx, const struct catalogue *all,
                             const struct subject *subject);

/* The subject of an API key as the client sent it, or NULL when no such key is in force. */
const struct subject *access_subject(const struct catalogue *all, const char *key);

/* NULL both for what does not exist and for what this view may not see. */
const struct layer *view_layer(const struct view *view, const char *name);
const struct mapfile *view_mapfile(const struct view *view, const char *name);
const struct dataset *view_dataset(const struct view *view, const char *name);

/* A theme exists in a view when the catalogue has it (themes are public names), even empty. */
const struct theme *view_theme(const struct view *view, const char *name);

/* The layers of the view in name order, of one theme or (NULL) all; array of pointers in ctx. */
const struct layer **view_layers(const struct view *view, const void *ctx,
                                 const struct theme *theme, size_t *n);

/* The rule itself, pure; tests/access/cases.txt holds its verdicts. */
bool access_sees(const struct grant *grants, size_t n_grants, enum level level,
                 const struct organisation *owner);

#endif
