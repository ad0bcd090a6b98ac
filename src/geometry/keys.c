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

void sample_add(char **samples, const void *ctx, int64_t count, const char *label, const char *why)
{
	if (count > 11)
		return;
	if (*samples == NULL)
		*samples = mem_strdup(ctx, "");
	if (count == 11)
		*samples = mem_check(talloc_strdup_append(*samples, ", ..."));
	else if (why != NULL)
		*samples = mem_check(talloc_asprintf_append(*samples, "%s%s (%s)",
		                                            count > 1 ? ", " : "", label, why));
	else
		*samples = mem_check(
			talloc_asprintf_append(*samples, "%s%s", count > 1 ? ", " : "", label));
}

struct key_tally key_tally_new(const void *ctx)
{
	return (struct key_tally){ .seen = keys_new(ctx), .told = keys_new(ctx),
	                           .samples = mem_strdup(ctx, "") };
}

void key_tally_add(struct key_tally *tally, const void *ctx, const char *key, int64_t fid)
{
	if (key == NULL || *key == '\0') {
		char *label = mem_printf(ctx, "fid %lld", (long long)fid);
		tally->missing++;
		sample_add(&tally->samples, ctx, ++tally->n_samples, label, NULL);
		talloc_free(label);
	} else if (!keys_add(tally->seen, key)) {
		tally->repeated++;
		if (keys_add(tally->told, key))
			sample_add(&tally->samples, ctx, ++tally->n_samples, key, NULL);
	}
}
