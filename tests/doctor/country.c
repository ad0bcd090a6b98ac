#include "tests/doctor/country.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "join/key_index.h"
#include "table/read.h"

static const struct {
	const char *file, *key, *label, *parent;
	const char *series, *version, *fr, *en, *parent_series;
} sources[FRAMEWORKS] = {
	[COMMUNES_2022] = { "communes_2022.gpkg", "code", "nom", "dep", "communes", "2022-01-01", "Communes", "Communes", "departements" },
	[COMMUNES_2018] = { "communes_2018_light.gpkg", "code", "nom", "dep", "communes", "2018-01-01", "Communes", "Communes", "departements" },
	[EPCI] = { "epci_2022.gpkg", "code", "nom", NULL, "epci", "2022-01-01", "Intercommunalités", "Intermunicipal bodies", NULL },
	[DEPARTEMENTS] = { "departements.gpkg", "code", "nom", "reg", "departements", "2022-01-01", "Départements", "Départements", "regions" },
	[REGIONS] = { "regions.gpkg", "code", "nom", NULL, "regions", "2022-01-01", "Régions", "Régions", NULL },
	[IRIS] = { "iris_grandparis_2016.gpkg", "code", NULL, NULL, "iris", "2016-01-01", "IRIS", "IRIS", NULL },
	[COUNTIES] = { "us_counties.gpkg", "fips", "name", "state_fips", "us-counties", "2017-01-01", "Comtés des États-Unis", "Counties of the United States", NULL },
};

static struct table *read_table(const void *ctx, const char *path)
{
	struct table_options options = { 0 };
	struct table_limits limits = { 0 };
	struct table_origin origin;
	struct err err = { 0 };
	return table_read(ctx, path, &options, &limits, &origin, &err);
}

static const char **texts(const void *ctx, const struct table *t, const char *column)
{
	int c = column != NULL ? table_find(t, column) : -1;
	if (c < 0)
		return NULL;
	const char **list = mem_array(ctx, const char *, t->n_rows + 1);
	for (size_t i = 0; i < t->n_rows; i++) {
		char scratch[40];
		const char *s = table_text(t, (size_t)c, i, scratch);
		list[i] = s == scratch ? mem_strdup(list, s) : s;
	}
	return list;
}

/* Where a code of another year went. */
struct step {
	const char *from, *to, *label;
	bool renamed;
};

struct history {
	struct step *steps;
	size_t n, room;
	struct key_index *index;
};

static json_t *code_list(const void *ctx, const char *package)
{
	const char *top = getenv("srcdir");
	return json_load_file(mem_printf(ctx, "%s/demo/node_modules/%s/data/communes.json",
	                                 top != NULL ? top : ".", package), 0, NULL);
}

static const char *member(const json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

static void add_steps(const void *ctx, struct history *h, const json_t *list)
{
	size_t i;
	json_t *o;

	json_array_foreach(list, i, o) {
		const char *from = member(o, "code"), *renamed = member(o, "nouveauCode");
		const char *to = renamed != NULL ? renamed : member(o, "chefLieu");
		if (to == NULL)
			to = member(o, "communeAbsorbante");
		if (to == NULL || from == NULL || strcmp(from, to) == 0 || strcmp(member(o, "type"), "commune-actuelle") == 0)
			continue;
		if (h->n == h->room) {
			h->room = h->room * 2 + 1024;
			h->steps = mem_grow(ctx, h->steps, struct step, h->room);
		}
		h->steps[h->n++] = (struct step){ from, to, member(o, "nom"), renamed != NULL };
	}
}

static const struct step *step_of(const struct history *h, const char *code)
{
	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->steps[i].from, code) == 0)
			return &h->steps[i];
	return NULL;
}

struct formers {
	struct doctor_former *list;
	size_t n, room;
};

static void add_former(const void *ctx, struct formers *k, const char *key, const char *label, const char *successor,
                       enum former_reason reason)
{
	if (k->n == k->room) {
		k->room = k->room * 2 + 1024;
		k->list = mem_grow(ctx, k->list, struct doctor_former, k->room);
	}
	const char **successors = mem_array(ctx, const char *, 1);
	successors[0] = successor;
	k->list[k->n++] = (struct doctor_former){
		.key = key, .label = label, .successors = successors, .n_successors = successor != NULL,
		.reason = reason,
	};
}

static bool is_key(const struct key_index *keys, const char *code)
{
	return key_index_find(keys, code, strlen(code)) != KEY_NONE;
}

/* A feature of the same name and département whose key the newer list lacks: the same commune, renumbered. */
static const char *renumbered(const struct doctor_framework *f, const json_t *newer, const json_t *o)
{
	size_t i;
	json_t *other;
	const char *departement = member(o, "departement");

	for (size_t j = 0; departement != NULL && j < f->n; j++) {
		if (strcmp(f->labels[j], member(o, "nom")) != 0 || strncmp(f->keys[j], departement, 2) != 0)
			continue;
		bool lives = false;
		json_array_foreach(newer, i, other)
			lives = lives || (strcmp(member(other, "code"), f->keys[j]) == 0 &&
			                  strcmp(member(other, "type"), "commune-actuelle") == 0);
		return lives ? NULL : f->keys[j];
	}
	return NULL;
}

/* Communes of a newer list that this one lacks. */
static void add_later(const void *ctx, struct formers *k, const struct key_index *keys, const struct history *h,
                      const json_t *newer, const struct doctor_framework *f)
{
	size_t i;
	json_t *o;

	json_array_foreach(newer, i, o) {
		const char *code = member(o, "code");
		const struct step *s;
		if (strcmp(member(o, "type"), "commune-actuelle") != 0 || is_key(keys, code))
			continue;
		const char *same = renumbered(f, newer, o);
		s = step_of(h, code);
		if (same != NULL)
			add_former(ctx, k, code, member(o, "nom"), same, FORMER_RENAMED);
		else
			add_former(ctx, k, code, member(o, "nom"), s != NULL && is_key(keys, s->to) ? s->to : NULL, FORMER_LATER);
	}
}

static void add_gone(const void *ctx, struct formers *k, const struct key_index *keys, const struct history *h)
{
	size_t later = k->n;

	for (size_t i = 0; i < h->n; i++) {
		const struct step *s = &h->steps[i];
		bool renamed = s->renamed, known = is_key(keys, s->from);
		for (size_t j = 0; j < later && !known; j++)
			known = strcmp(k->list[j].key, s->from) == 0;
		const char *to = s->to;
		for (int hops = 0; hops < 6 && !is_key(keys, to); hops++) {
			const struct step *next = step_of(h, to);
			if (next == NULL)
				break;
			renamed = renamed && next->renamed;
			to = next->to;
		}
		if (!known)
			add_former(ctx, k, s->from, s->label, is_key(keys, to) ? to : NULL, renamed ? FORMER_RENAMED : FORMER_MERGED);
	}
}

static int drop_json(json_t **list)
{
	json_decref(*list);
	return 0;
}

static void add_history(struct country *c)
{
	static const char *const packages[] = { "@etalab/decoupage-administratif", "cog2020", "cog2016" };
	json_t **lists = mem_array(c, json_t *, 3);
	struct history h = { 0 };

	c->history = true;
	for (size_t i = 0; i < 3; i++) {
		lists[i] = code_list(lists, packages[i]);
		c->history = c->history && lists[i] != NULL;
		if (lists[i] == NULL)
			continue;
		json_t **owner = mem_new(c, json_t *);
		*owner = lists[i];
		talloc_set_destructor(owner, drop_json);
		add_steps(c, &h, lists[i]);
	}
	for (int which = COMMUNES_2022; which <= COMMUNES_2018; which++) {
		struct err err = { 0 };
		struct formers k = { 0 };
		struct key_index *keys = key_index_new(c, c->f[which].keys, c->f[which].n, &err);
		if (lists[0] != NULL)
			add_later(c, &k, keys, &h, lists[0], &c->f[which]);
		if (which == COMMUNES_2018 && lists[1] != NULL)
			add_later(c, &k, keys, &h, lists[1], &c->f[which]);
		add_gone(c, &k, keys, &h);
		c->f[which].formers = k.list;
		c->f[which].n_formers = k.n;
	}
}

/* Two IRIS stand twice in the source: a framework has each key once, so the second feature has none. */
static void blank_twins(const char **keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i && keys[i] != NULL; j++)
			if (keys[j] != NULL && strcmp(keys[i], keys[j]) == 0)
				keys[i] = NULL;
}

struct country *country_load(const void *ctx)
{
	const char *shared = getenv("JOINTURE_SHARED");
	struct country *c = mem_new(ctx, struct country);

	if (shared == NULL || access(mem_printf(c, "%s/data/geo/communes_2022.gpkg", shared), R_OK) != 0)
		return NULL;
	c->tables = mem_printf(c, "%s/data/tables", shared);
	for (size_t i = 0; i < FRAMEWORKS; i++) {
		struct table *t = read_table(c, mem_printf(c, "%s/data/geo/%s", shared, sources[i].file));
		if (t == NULL)
			return NULL;
		const char **keys = texts(c, t, sources[i].key);
		if (i == IRIS)
			blank_twins(keys, t->n_rows);
		c->f[i] = (struct doctor_framework){
			.series = sources[i].series, .version = sources[i].version, .title = { sources[i].fr, sources[i].en },
			.n = t->n_rows, .keys = keys, .labels = texts(c, t, sources[i].label),
			.parents = texts(c, t, sources[i].parent), .parent_series = sources[i].parent_series,
		};
	}
	add_history(c);
	return c;
}

struct table *country_table(const void *ctx, const struct country *c, const char *file)
{
	return read_table(ctx, mem_printf(ctx, "%s/%s", c->tables, file));
}
