#include "joining/codes.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "joining/formers.h"

/* "2022-01-01" as 20220101. */
static int day_of(const char *version)
{
	int value = 0;

	for (; *version != '\0'; version++)
		if (*version >= '0' && *version <= '9')
			value = value * 10 + (*version - '0');
	return value;
}

struct completion {
	const void *ctx;
	const struct joining *on;
	struct doctor_framework *list;
	const struct framework *const *frameworks;
	size_t n;
	struct version *versions;
	struct err *err;
};

/* The list of a series, read once for all its versions; none is none. */
static bool read_list(struct completion *c, const char *series, struct code_list *list)
{
	char *path = mem_printf(c->ctx, "%s/codes/%s.csv", c->on->workspace, series);

	*list = (struct code_list){ .n = 0 };
	return access(path, F_OK) != 0 || codes_read(list, c->ctx, path, c->err);
}

static bool same_series(const struct completion *c, size_t a, size_t b)
{
	return strcmp(c->list[a].series, c->list[b].series) == 0;
}

/* A version is looked at when another one is compared with it. */
static bool look_at(struct completion *c, size_t i)
{
	struct version *v = &c->versions[i];

	if (v->keys != NULL)
		return true;
	v->framework = &c->list[i];
	v->keys = key_index_new(c->ctx, c->list[i].keys, c->list[i].n, c->err);
	if (v->keys != NULL)
		v->store = geometry_store_open(c->ctx, c->on->workspace, c->frameworks[i]->layer, c->err);
	return v->store != NULL;
}

/* The versions of a series, those nearest in time to version `i` first. */
static size_t others_of(const struct completion *c, size_t i, size_t *others)
{
	int day = day_of(c->list[i].version);
	size_t n = 0;

	for (size_t k = 0; k < c->n; k++) {
		if (k == i || !same_series(c, k, i))
			continue;
		size_t at = n++;
		for (; at > 0; at--) {
			int before = abs(day_of(c->list[others[at - 1]].version) - day);
			if (before <= abs(day_of(c->list[k].version) - day))
				break;
			others[at] = others[at - 1];
		}
		others[at] = k;
	}
	return n;
}

static bool complete(struct completion *c, size_t i, const struct code_list *codes)
{
	size_t *others = mem_array(c->ctx, size_t, c->n + 1);
	size_t n = others_of(c, i, others);
	struct formers f = formers_new(c->ctx);

	if (codes->n == 0 && n == 0)
		return true;
	if (!look_at(c, i))
		return false;
	int day = day_of(c->list[i].version);
	if (codes->n > 0)
		formers_from_list(&f, &c->versions[i], codes, day);
	for (size_t k = 0; k < n; k++) {
		if (!look_at(c, others[k]))
			return false;
		formers_from_version(&f, &c->versions[i], &c->versions[others[k]],
		                     day_of(c->list[others[k]].version) > day);
	}
	c->list[i].formers = f.list;
	c->list[i].n_formers = f.n;
	c->list[i].aliases = f.aliases;
	c->list[i].n_aliases = f.n_aliases;
	return true;
}

bool codes_complete(struct doctor_framework *list, const struct framework *const *frameworks, size_t n,
                    const void *ctx, const struct joining *on, struct err *err)
{
	struct completion c = {
		.ctx = ctx, .on = on, .list = list, .frameworks = frameworks, .n = n, .err = err,
		.versions = mem_array(ctx, struct version, n + 1),
	};

	for (size_t i = 0; i < n; i++) {
		struct code_list codes = { .n = 0 };
		bool seen = false;
		for (size_t k = 0; k < i; k++)
			seen = seen || same_series(&c, k, i);
		if (seen)
			continue;
		if (!read_list(&c, list[i].series, &codes))
			return false;
		for (size_t k = i; k < n; k++)
			if (same_series(&c, k, i) && !list[k].relative && !complete(&c, k, &codes))
				return false;
	}
	return true;
}
