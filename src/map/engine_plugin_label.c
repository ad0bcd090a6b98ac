/* What is written on the features of a thematic style: at their inner points, where there is room for it. */
#include "map/engine_plugin.h"

#include <stdlib.h>

/* The width of a letter and the height of a line, in sizes of the letters; how much wider than its area a label may be. */
#define LETTER 0.56
#define LINE 1.25
#define BEYOND 1.2

/* From the mapped file; where that cannot be read, keys stand in for names. */
void plugin_names(struct plugin *p)
{
	const struct layer *base = p->layer->joined->base;
	const struct column *c = p->thematic != NULL ? layer_column(base, p->thematic->names) : NULL;
	struct err none = { 0 };

	if (c == NULL)
		return;
	const struct columns_file *f = mapped_attributes(p->x->mapped, p->x->ctx, p->layer, &none);
	p->names = f != NULL ? f->table : NULL;
	p->naming = (size_t)(c - base->columns);
}

char *plugin_label(const struct plugin *p, const void *ctx, uint32_t feature)
{
	char scratch[40];
	const char *name = p->names != NULL ? table_text(p->names, p->naming, feature, scratch)
	                                    : p->store->keys + p->store->key_offsets[feature];

	return thematic_label(p->thematic, ctx, p->table, p->column, feature, name, p->x->lang);
}

/* Letters of the longest line, and lines. */
static void measure(const char *text, size_t *letters, size_t *lines)
{
	size_t n = 0;

	*letters = 0;
	*lines = 1;
	for (; *text != '\0'; text++) {
		bool end = *text == '\n';
		n = end ? 0 : n + ((*text & 0xc0) != 0x80);
		*lines += end;
		*letters = n > *letters ? n : *letters;
	}
}

struct room {
	double x, y;                  /* pixels of a unit of the store's system */
};

static bool fits(const struct plugin *p, const struct room *room, uint32_t feature, const char *label)
{
	const struct bbox *b = &p->store->boxes[feature];
	size_t letters, lines;

	if (*label == '\0' || p->store->kind != GEOMETRY_POLYGON)
		return *label != '\0';
	measure(label, &letters, &lines);
	return LETTER * THEMATIC_LABEL_SIZE * (double)letters <= BEYOND * room->x * (b->maxx - b->minx) &&
	       LINE * THEMATIC_LABEL_SIZE * (double)lines <= BEYOND * room->y * (b->maxy - b->miny);
}

/* Of symbols, the larger ones matter more, of areas the wider ones. */
static double weight_of(const struct plugin *p, uint32_t feature)
{
	const struct bbox *b = &p->store->boxes[feature];

	if (p->thematic->kind == THEMATIC_SYMBOLS || p->store->kind != GEOMETRY_POLYGON) {
		double value = fabs(table_number(p->table, p->column, feature));
		return isfinite(value) ? value : -1;
	}
	return (b->maxx - b->minx) * (b->maxy - b->miny);
}

void plugin_keep_labelled(struct plugin *p, const struct bbox *box)
{
	struct bbox view;
	struct plugin_ranked *ranked = mem_array(p, struct plugin_ranked, p->n + 1);
	void *scratch = talloc_new(p);
	size_t kept = 0;

	if (!engine_transform(p->e, &view, &p->map->bbox, p->map->srs, p->layer->srs))
		view = *box;
	const struct room room = { p->map->width / (view.maxx - view.minx), p->map->height / (view.maxy - view.miny) };
	for (size_t i = 0; i < p->n; i++) {
		if (fits(p, &room, p->found[i], plugin_label(p, scratch, p->found[i])))
			ranked[kept++] = (struct plugin_ranked){ weight_of(p, p->found[i]), p->found[i] };
		talloc_free_children(scratch);
	}
	plugin_put_in_order(p, ranked, kept);
	talloc_free(scratch);
	talloc_free(ranked);
}
