/* A framework made ready to be asked: by key, by the keys and names of other years, by codes of
   other lists, by name. */
#ifndef JT_DOCTOR_LOOKUP_H
#define JT_DOCTOR_LOOKUP_H

#include "doctor/fold.h"
#include "doctor/rules.h"

struct name_entry {
	uint64_t hash;         /* of the text: entries are sorted by it */
	const char *text;      /* folded */
	uint32_t feature;      /* KEY_NONE for a name of another year */
	uint32_t former;       /* index in the framework's formers, else KEY_NONE */
};

struct lookup {
	const struct doctor_framework *framework;
	struct shape shape;
	struct key_index *keys, *formers, *aliases;
	const uint32_t *former_at;     /* from number in the index to index in the framework's list */
	const uint32_t *alias_feature; /* from number in the index to feature */
	struct lookup *parent;         /* of the parents' keys, or NULL */
	uint32_t *parent_of;           /* per feature: number in `parent`; NULL without parents */
	const char **folded;           /* per feature: its name folded, "" where it has none */
	struct name_entry *names, *short_names;  /* the second without articles */
	size_t n_names;
};

/* Errors name the framework that has one key twice. */
struct lookup *lookup_new(const void *ctx, const struct doctor_framework *frameworks, size_t n,
                          size_t which, struct err *err);

/* Made when first asked for: most tables need the names of one framework only. */
void lookup_names(struct lookup *l);

uint32_t lookup_key(const struct lookup *l, const char *code);
uint32_t lookup_former(const struct lookup *l, const char *code);
uint32_t lookup_alias(const struct lookup *l, const char *code);

/* The entries of a folded name, with its article or else without; how many. */
size_t lookup_name(const struct lookup *l, const char *folded, const struct name_entry **first);

/* The number in l->parent of what a parent's cell says, by code or by name; KEY_NONE when it is
   none. */
uint32_t lookup_parent(const struct lookup *l, const char *cell);

/* The parent of a key of another year, told from the key or from its first successor. */
uint32_t lookup_former_parent(const struct lookup *l, uint32_t former);

/* Whether a folded name is that of a feature, its article aside. */
bool lookup_bears(const struct lookup *l, uint32_t feature, const char *folded);

#endif
