/* DescribeKey: every key of a framework, with the title of its territory where a column bears it. */
#include "gdas/blocks.h"
#include "tjs/operations.h"

#include <string.h>

#include "catalogue/data.h"
#include "geometry/features.h"

/* The column of names: the usual ones first, else the first text that is not the key or a parent's. */
static int label_column(const struct framework *f)
{
	static const char *const names[] = { "nom", "name", "libelle", "label", "nom_officiel", "libgeo",
	                                     "title", "titre" };
	const struct layer *layer = f->layer;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (size_t j = 0; j < layer->n_columns; j++)
			if (text_same(layer->columns[j].name, names[i]))
				return (int)j;
	return -1;
}

/* The titles in the order of the ids, as the store has its features; freed as they are passed. */
struct titles {
	struct features *rows;        /* NULL: there are none */
	int column;
};

static bool open_titles(struct titles *t, const struct exchange *x, const struct framework *f, struct err *err)
{
	const struct layer *layer = f->layer;
	struct feature_sort by_key = { .column = f->key };

	*t = (struct titles){ .column = label_column(f) };
	if (t->column < 0)
		return true;
	bool *wanted = mem_array(x->ctx, bool, layer->n_columns);
	wanted[t->column] = true;
	for (size_t j = 0; j < layer->n_columns; j++)
		wanted[j] = wanted[j] || strcmp(layer->columns[j].name, f->key) == 0;
	struct feature_query *q = mem_new(x->ctx, struct feature_query);
	*q = (struct feature_query){
		.layer = layer, .open_name = data_open_name(x->ctx, x->conf->workspace, &layer->source),
		.pool = x->sources, .sort = &by_key, .n_sort = 1, .wanted = wanted, .limit = -1, .srs = layer->srs,
	};
	t->rows = features_open(x->ctx, q, err);
	return t->rows != NULL;
}

static int key_index(const struct framework *f)
{
	for (size_t j = 0; j < f->layer->n_columns; j++)
		if (strcmp(f->layer->columns[j].name, f->key) == 0)
			return (int)j;
	return -1;
}

/* The title of a key: the rows come by key too, so the next one is it, unless it has no key at all. */
static bool next_title(struct titles *t, const char **title, int key_column, const char *key, struct err *err)
{
	*title = NULL;
	for (;;) {
		enum features_step step = features_next(t->rows, err);
		if (step != FEATURES_ROW) {
			t->rows = NULL;
			return step == FEATURES_END;
		}
		const struct feature_value *v = features_values(t->rows);
		if (!v[key_column].null && strcmp(v[key_column].text, key) == 0) {
			*title = v[t->column].null ? NULL : v[t->column].text;
			return true;
		}
	}
}

static bool write_rows(const struct tjs_page *p, const struct framework *f, struct titles *t, struct err *err)
{
	const struct geometry_store *g = mapped_geometry(p->x->mapped, p->x->ctx, f->layer, err);
	const uint32_t *order = g != NULL ? tjs_order(p->x->ctx, g->key_offsets, g->keys, g->n) : NULL;
	int key_column = key_index(f);
	const char *title = NULL;

	if (g == NULL)
		return false;
	for (size_t i = 0; i < g->n; i++) {
		const char *key = g->keys + g->key_offsets[order != NULL ? order[i] : i];
		if (*key == '\0')
			continue;
		if (t->rows != NULL && !next_title(t, &title, key_column, key, err))
			return false;
		tjs_start(p, "tjs:Row");
		tjs_element(p, "tjs:K", key);
		tjs_element(p, "tjs:Title", title);
		xml_end(p->w);
	}
	return true;
}

bool tjs_describe_key(const struct tjs_request *r, const struct exchange *x, struct out *out,
                      struct err *err)
{
	const struct framework *f = tjs_framework_find(x, r->selection.framework, "FrameworkURI", err);
	struct titles titles;

	if (f == NULL)
		return false;
	out_header(out, "Content-Type", tjs_media_type);
	out_header(out, "Content-Language", lang_tag(x->lang));
	if (service_not_modified(x, out, NULL))
		return true;
	if (!open_titles(&titles, x, f, err))
		return false;
	const struct tjs_page p = tjs_page(x, out, r->soap);
	tjs_open(&p, "tjs:FrameworkKeyDescription", NULL);
	tjs_start(&p, "tjs:Framework");
	if (!tjs_framework_head(&p, f, err))
		return false;
	tjs_start(&p, "tjs:Rowset");
	if (!write_rows(&p, f, &titles, err))
		return false;
	tjs_close(&p);
	return true;
}
