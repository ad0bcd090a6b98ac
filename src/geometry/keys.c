#include "geometry/keys.h"

#include <search.h>
#include <string.h>

struct keys {
	void *root;                   /* of tsearch(3) */
	size_t n;
};

static void keep(void *text JT_UNUSED)
{
	/* the texts are talloc's */
}

static int clear(struct keys *keys)
{
	tdestroy(keys->root, keep);
	return 0;
}

struct keys *keys_new(const void *ctx)
{
	struct keys *keys = mem_new(ctx, struct keys);
	talloc_set_destructor(keys, clear);
	return keys;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(a, b);
}

bool keys_add(struct keys *keys, const char *text)
{
	if (tfind(text, &keys->root, by_bytes) != NULL)
		return false;
	mem_check(tsearch(mem_strdup(keys, text), &keys->root, by_bytes));
	keys->n++;
	return true;
}

size_t keys_count(const struct keys *keys)
{
	return keys->n;
}

struct walk {
	const char **all;
	size_t n;
};

static void visit(const void *node, VISIT order, void *arg)
{
	struct walk *walk = arg;
	if (order == postorder || order == leaf)
		walk->all[walk->n++] = *(const char *const *)node;
}

const char **keys_sorted(const struct keys *keys, const void *ctx)
{
	struct walk walk = { .all = mem_array(ctx, const char *, keys->n + 1) };
	twalk_r(keys->root, visit, &walk);
	return walk.all;
}
