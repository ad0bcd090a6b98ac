/* Things that a process keeps between requests, under keys, up to so many bytes: what was used longest ago goes first. */
#ifndef JT_BASE_LRU_H
#define JT_BASE_LRU_H

#include <stdbool.h>
#include <stddef.h>

struct lru;

struct lru_rules {
	size_t most;                  /* bytes, of all that is kept */
	size_t large;                 /* what takes more than this goes before all else; 0: nothing does */
	size_t spare;                 /* so many of those used last do not go: they may still be lent */
};

struct lru *lru_new(const void *ctx, const struct lru_rules *rules);

/* What is kept under a key of n bytes, now the one used last; NULL where nothing is. */
const void *lru_find(struct lru *l, const void *key, size_t n);

/* The context of a thing that is to be kept, and all that it holds: lru_keep keeps it, talloc_free lets it go. */
void *lru_begin(struct lru *l);

/* Keeps `what`, which is in that context and takes about so many bytes, as the one used last, in place of what there was under
   the key. Nothing goes for it: that is up to lru_trim, before or after. */
void lru_keep(struct lru *l, void *ctx, const void *key, size_t n, const void *what, size_t bytes);

/* Lets things go until there is room for so many bytes. */
void lru_trim(struct lru *l, size_t needed);

/* Lets all go of which `is` is true. */
void lru_drop(struct lru *l, bool (*is)(const void *what, const void *arg), const void *arg);

size_t lru_count(const struct lru *l);

#endif
