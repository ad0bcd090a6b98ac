/* Who may see what, by absence: a service is handed a view, and what the caller may
   not see is not in it. The rules: public is for everybody; professional for every
   subject of level professional or internal; internal for the internal subjects of
   the owner organisation. */
#ifndef JT_CATALOGUE_ACCESS_H
#define JT_CATALOGUE_ACCESS_H

#include "catalogue/catalogue.h"

struct joins;                    /* catalogue/joins.h */

struct grant {
	enum level level;
	const struct organisation *organisation;  /* NULL: of any owner */
};

struct view {
	const struct catalogue *catalogue;  /* for its edition, organisations and themes */
	const struct joins *joins;          /* stored joins, or NULL */
	const struct subject *subject;      /* NULL: anonymous */
	struct grant grants[3];
	size_t n_grants;
	char hash[17];                      /* of the grants: part of every cache key and ETag */
};

/* The view of `subject` (NULL: anonymous). Lends from the catalogue and the joins (NULL: none). */
const struct view *view_open(const void *ctx, const struct catalogue *all, const struct joins *joins,
                             const struct subject *subject);

/* The subject of an API key as the client sent it, or NULL when no such key is in force. */
const struct subject *access_subject(const struct catalogue *all, const char *key);

/* NULL both for what does not exist and for what this view may not see. */
const struct layer *view_layer(const struct view *view, const char *name);
const struct mapfile *view_mapfile(const struct view *view, const char *name);
const struct dataset *view_dataset(const struct view *view, const char *name);

/* What changes whenever the list of layers of a view may have: part of the name of every document that
   lists joined layers (the edition is part of each already). */
uint64_t view_sequence(const struct view *view);

/* The frameworks of the view: newest versions first in each series; pointers in ctx. */
const struct framework **view_frameworks(const struct view *view, const void *ctx, size_t *n);
/* By series and version (NULL: the newest), NULL as above. */
const struct framework *view_framework(const struct view *view, const char *series, const char *version);
const struct dataset **view_datasets(const struct view *view, const void *ctx, size_t *n);

/* A theme exists in a view when the catalogue has it (themes are public names), even empty. */
const struct theme *view_theme(const struct view *view, const char *name);

/* The layers of the view, joined ones among them, of one theme or (NULL) all; in name order, stored joins (which have
   no theme) last. A joined layer is in the view when its base, its dataset where it has one, and itself
   may be seen; a private join of an anonymous maker is found by view_layer, and not listed. Array of
   pointers in ctx. */
const struct layer **view_layers(const struct view *view, const void *ctx,
                                 const struct theme *theme, size_t *n);

/* The rule itself, pure; tests/access/cases.txt holds its verdicts. */
bool access_sees(const struct grant *grants, size_t n_grants, enum level level,
                 const struct organisation *owner);

#endif
