/* YAML 1.1 as people write configuration in it: one document of maps, lists and texts, read into a tree. Without aliases, tags
   and keys that are no texts; no key twice in a map. The only place that includes libyaml. */
#ifndef JT_BASE_YAML_H
#define JT_BASE_YAML_H

#include "base/err.h"
#include "base/text.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	const char *key;              /* in a map; else NULL */
	const char *text;             /* of a text, else NULL; as it was written: "yes", "2011", "" */
	bool plain;                   /* a text without quotes */
	size_t line;                  /* from 1 */
	const struct yaml_node *first, *next;
};

/* The root hangs from ctx. A text of over `ceiling` bytes, and a tree that is deep or has very many nodes, are refused; errors
   name `locator` and the line. An empty document is a text. */
const struct yaml_node *yaml_read(const void *ctx, struct span text, size_t ceiling, const char *locator, struct err *err);

/* The member of a map; NULL where there is none, or `map` is no map (or NULL). */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* The text of a member; NULL where there is none, it is no text, or what YAML reads as nothing (empty, ~, null). */
const char *yaml_text(const struct yaml_node *map, const char *key);

/* Whether a plain text says nothing: "", "~", "null". */
bool yaml_is_nothing(const struct yaml_node *node);

/* "yes", "true", "on", in any case; else what was there before. */
bool yaml_bool(const struct yaml_node *map, const char *key, bool before);

#endif
