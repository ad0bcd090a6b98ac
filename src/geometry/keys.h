/* A set of texts, to tell whether keys are unique and which values a column has; and the few that
   are named to people. */
#ifndef JT_GEOMETRY_KEYS_H
#define JT_GEOMETRY_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

struct keys;                          /* goes with its talloc parent */

struct keys *keys_new(const void *ctx);

/* Adds a text; false when it was there already. */
bool keys_add(struct keys *keys, const char *text);

size_t keys_count(const struct keys *keys);

/* All of them, in the order of their bytes; array in ctx, texts lent from `keys`. */
const char **keys_sorted(const struct keys *keys, const void *ctx);

/* Whether each feature has a key of its own. */
struct key_tally {
	struct keys *seen, *told;
	int64_t missing, repeated;
	int64_t n_samples;
	char *samples;                /* "01001, fid 7": at most ten, each once; never NULL */
};

/* Its texts and sets are children of ctx. */
struct key_tally key_tally_new(const void *ctx);

/* `key` is that of the feature `fid`; NULL and "" are missing. */
void key_tally_add(struct key_tally *tally, const void *ctx, const char *key, int64_t fid);

/* "a, b (why), c": adds to a list of at most ten samples; `count` is which one this is, from 1. */
void sample_add(char **samples, const void *ctx, int64_t count, const char *label, const char *why);

#endif
