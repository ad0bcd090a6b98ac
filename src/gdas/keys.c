#include "gdas/keys.h"

#include <string.h>

#include "gdas/data.h"

static size_t longest(const struct table_column *c, size_t n)
{
	size_t most = 0;

	if (c->type == CELL_TEXT)
		return tjs_longest(c->text.offsets, c->text.pool, n);
	for (size_t i = 0; i < n; i++) {
		char room[TJS_VALUE_ROOM];
		const char *text = tjs_value(c, i, room);
		size_t length = text != NULL ? strlen(text) : 0;
		most = length > most ? length : most;
	}
	return most;
}

/* The columns that the key is made of, from the layer's own. */
static bool open_parts(struct tjs_keys *k, const struct exchange *x, const struct layer *layer, struct err *err)
{
	const struct columns_file *own = mapped_attributes(x->mapped, x->ctx, layer, err);
	size_t n;
	char **names = text_split(x->ctx, layer->key_parts, ' ', TJS_KEY_PARTS, &n);

	if (own == NULL)
		return false;
	for (size_t i = 0; names != NULL && i < n; i++)
		for (size_t j = 0; j < layer->n_columns; j++)
			if (strcmp(layer->columns[j].name, names[i]) == 0) {
				k->names[k->n_parts] = layer->columns[j].name;
				k->parts[k->n_parts++] = &own->table->columns[j];
			}
	return true;
}

bool tjs_keys_open(struct tjs_keys *k, const struct exchange *x, const struct framework *f, struct err *err)
{
	const struct geometry_store *g = mapped_geometry(x->mapped, x->ctx, f->layer, err);
	const char *parts = f->layer->key_parts;

	if (g == NULL)
		return false;
	*k = (struct tjs_keys){ .store = g, .name = f->key, .length = tjs_longest(g->key_offsets, g->keys, g->n) };
	return parts == NULL || *parts == '\0' || open_parts(k, x, f->layer, err);
}

static void column(const struct tjs_page *p, const char *name, size_t length)
{
	tjs_start(p, "tjs:Column");
	xml_attribute(p->w, "name", name);
	xml_attribute(p->w, "type", TJS_TYPES "string");
	xml_attribute(p->w, "length", mem_printf(p->x->ctx, "%zu", length));
	xml_end(p->w);
}

void tjs_keys_columns(const struct tjs_page *p, const struct tjs_keys *k, const char *name)
{
	for (size_t i = 0; i < k->n_parts; i++)
		column(p, k->names[i], longest(k->parts[i], k->store->n));
	if (k->n_parts == 0)
		column(p, name != NULL ? name : k->name, k->length);
}

void tjs_keys_write(struct xml_fast *w, const struct tjs_keys *k, const char *element, uint32_t feature)
{
	for (size_t i = 0; i < k->n_parts; i++) {
		char room[TJS_VALUE_ROOM];
		const char *text = tjs_value(k->parts[i], feature, room);
		xml_fast_element(w, element, text != NULL ? text : "");
	}
	if (k->n_parts == 0)
		xml_fast_element(w, element, k->store->keys + k->store->key_offsets[feature]);
}
