/* A set of texts, to tell whether keys are unique and which values a column has. */
#ifndef JT_GEOMETRY_KEYS_H
#define JT_GEOMETRY_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

struct keys;                          /* goes with its talloc parent */

struct keys *keys_new(const void *ctx);

/* Adds a text; false when it was there already. */
bool keys_add(struct keys *keys, const char *text);

size_t keys_count(const struct keys *keys);

/* All of them, in the order of their bytes; array in ctx, texts lent from `keys`. */
const char **keys_sorted(const struct keys *keys, const void *ctx);

#endif
