#include "base/lru.h"

#include <string.h>

#include <uthash.h>

#include "base/mem.h"

struct kept {
	UT_hash_handle hh;
	void *key;
	const void *what;
	size_t bytes;
};

struct lru {
	struct lru_rules rules;
	struct kept *kept;            /* what was used longest ago first */
	size_t bytes;
};

static int forget_all(struct lru *l)
{
	HASH_CLEAR(hh, l->kept);
	return 0;
}

struct lru *lru_new(const void *ctx, const struct lru_rules *rules)
{
	struct lru *l = mem_new(ctx, struct lru);

	l->rules = *rules;
	talloc_set_destructor(l, forget_all);
	return l;
}

static struct kept *look_up(const struct lru *l, const void *key, size_t n)
{
	struct kept *k;

	HASH_FIND(hh, l->kept, key, n, k);
	return k;
}

static void put_last(struct lru *l, struct kept *k, size_t n)
{
	HASH_ADD_KEYPTR(hh, l->kept, k->key, n, k);
}

static void drop(struct lru *l, struct kept *k)
{
	HASH_DEL(l->kept, k);
	l->bytes -= k->bytes;
	talloc_free(k);
}

const void *lru_find(struct lru *l, const void *key, size_t n)
{
	struct kept *k = look_up(l, key, n);

	if (k == NULL)
		return NULL;
	HASH_DEL(l->kept, k);
	put_last(l, k, n);
	return k->what;
}

void *lru_begin(struct lru *l)
{
	return mem_new(l, struct kept);
}

void lru_keep(struct lru *l, void *ctx, const void *key, size_t n, const void *what, size_t bytes)
{
	struct kept *old = look_up(l, key, n), *k = talloc_get_type_abort(ctx, struct kept);

	if (old != NULL)
		drop(l, old);
	k->key = mem_check(talloc_memdup(k, key, n));
	k->what = what;
	k->bytes = bytes;
	l->bytes += bytes;
	put_last(l, k, n);
}

/* The first that may go: a large one, where there is one. */
static struct kept *first_to_go(const struct lru *l)
{
	size_t left = HASH_COUNT(l->kept);
	struct kept *k = l->kept;

	for (struct kept *large = k; l->rules.large > 0 && left > l->rules.spare; left--, large = large->hh.next)
		if (large->bytes > l->rules.large)
			return large;
	return HASH_COUNT(l->kept) > l->rules.spare ? k : NULL;
}

void lru_trim(struct lru *l, size_t needed)
{
	struct kept *k;

	while (l->bytes + needed > l->rules.most && (k = first_to_go(l)) != NULL)
		drop(l, k);
}

void lru_drop(struct lru *l, bool (*is)(const void *what, const void *arg), const void *arg)
{
	struct kept *k = NULL, *next = NULL;

	HASH_ITER(hh, l->kept, k, next)
		if (is(k->what, arg))
			drop(l, k);
}

size_t lru_count(const struct lru *l)
{
	return HASH_COUNT(l->kept);
}
