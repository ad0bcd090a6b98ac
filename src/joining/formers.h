/* What a framework's doctor is told of keys of other years: gathered from the list of its series, and from the other versions
   of it (codes.h). */
#ifndef JT_JOINING_FORMERS_H
#define JT_JOINING_FORMERS_H

#include "geometry/store.h"
#include "join/key_index.h"
#include "joining/codes.h"

/* One version of a series, as it is compared with the others. */
struct version {
	const struct doctor_framework *framework;
	const struct key_index *keys;
	const struct geometry_store *store;   /* NULL: without its geometry */
};

/* Formers in the making, each key once: who explains it first is believed. */
struct formers {
	const void *ctx;
	struct doctor_former *list; size_t n, room;
	struct doctor_alias *aliases; size_t n_aliases, aliases_room;
	struct keyset *known;
};
struct formers formers_new(const void *ctx);
bool formers_know(const struct formers *f, const char *key);
void formers_add(struct formers *f, struct doctor_former former);

/* From the list; `day` is that of the version (20220101). */
void formers_from_list(struct formers *f, const struct version *v, const struct code_list *list, int day);

/* From another version of the same series; `newer`: than this one. */
void formers_from_version(struct formers *f, const struct version *v, const struct version *other, bool newer);

#endif
