#include "map/engine_ms.h"

#include <uthash.h>

/* How many texts stay. */
#define KEPT 256

struct kept {
	UT_hash_handle hh;            /* in the order of use */
	char *name, *text;
};

static struct kept *take(struct engine *e, const char *name)
{
	struct kept *k;

	HASH_FIND_STR(e->kept, name, k);
	if (k != NULL)
		HASH_DEL(e->kept, k);
	return k;
}

static void put(struct engine *e, struct kept *k)
{
	HASH_ADD_KEYPTR(hh, e->kept, k->name, strlen(k->name), k);
}

const char *engine_recall(struct engine *e, const char *name)
{
	struct kept *k = take(e, name);

	if (k != NULL)
		put(e, k);
	return k != NULL ? k->text : NULL;
}

void engine_remember(struct engine *e, const char *name, const char *text)
{
	struct kept *k = take(e, name);

	talloc_free(k);
	if (HASH_COUNT(e->kept) >= KEPT) {
		k = e->kept;
		HASH_DEL(e->kept, k);
		talloc_free(k);
	}
	k = mem_new(e, struct kept);
	k->name = mem_strdup(k, name);
	k->text = mem_strdup(k, text);
	put(e, k);
}

void kept_free(struct engine *e)
{
	HASH_CLEAR(hh, e->kept);
}
