/* An index over the keys of a framework: text to feature number. Keys are compared byte for byte. */
#ifndef JT_JOIN_KEY_INDEX_H
#define JT_JOIN_KEY_INDEX_H

#include <stdint.h>

#include "base/err.h"

struct key_index;

#define KEY_NONE ((uint32_t)-1)

/* Indexes `n` keys, lent for as long as the index lives. Two features with one key are an error (the
   message names it): a framework's keys are unique. NULL keys are left out. */
struct key_index *key_index_new(const void *ctx, const char *const *text, size_t n, struct err *err);

/* The feature of a key, or KEY_NONE. */
uint32_t key_index_find(const struct key_index *k, const char *text, size_t length);

size_t key_index_count(const struct key_index *k);
const char *key_index_text(const struct key_index *k, uint32_t feature);

#endif
