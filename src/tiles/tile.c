#include "tiles/tile.h"

#include <string.h>

#include "base/text.h"
#include "geometry/srs.h"
#include "geometry/store.h"

/* Raised when tiles come to look otherwise though nothing of their layer has changed. */
#define LOOK "2"

const struct tile_format tile_formats[] = {
	{ "image/png", "png", "png", true },
	{ "image/jpeg", "jpg", "jpeg", false },
	{ "image/webp", "webp", "webp", true },
	{ "application/vnd.mapbox-vector-tile", "mvt", NULL, false },
	{ NULL, NULL, NULL, false },
};

const struct tile_format *tile_format_find(const char *name)
{
	for (const struct tile_format *f = tile_formats; f->type != NULL; f++)
		if (text_same(f->type, name) || text_same(f->suffix, name))
			return f;
	return NULL;
}

static const struct layer *base_of(const struct layer *layer)
{
	return layer->joined != NULL ? layer->joined->base : layer;
}

bool tile_has_vectors(const struct layer *layer)
{
	return geometry_store_suits(base_of(layer));
}

static bool cut(struct bbox *box, const struct bbox *to)
{
	box->minx = box->minx > to->minx ? box->minx : to->minx;
	box->miny = box->miny > to->miny ? box->miny : to->miny;
	box->maxx = box->maxx < to->maxx ? box->maxx : to->maxx;
	box->maxy = box->maxy < to->maxy ? box->maxy : to->maxy;
	return box->minx <= box->maxx && box->miny <= box->maxy;
}

bool tile_in_set(const struct layer *layer, const struct matrix_set *set)
{
	struct bbox box = layer->geographic, area;

	return srs_area(&area, set->srs) && cut(&box, &area);
}

bool tile_extent(struct bbox *box, const struct layer *layer, const struct matrix_set *set)
{
	struct bbox degrees = layer->geographic, area;

	if (layer->srs == set->srs)
		*box = layer->bbox;
	else if (!srs_area(&area, set->srs) || !cut(&degrees, &area) ||
	         !bbox_transform(box, &degrees, 4326, set->srs))
		return false;
	return cut(box, &set->bbox);
}

static void add_number(struct digest *d, double v)
{
	digest_add(d, &v, sizeof v);
}

static void add_styles(struct digest *d, const struct layer *layer)
{
	for (size_t i = 0; i < layer->n_styles; i++) {
		const struct style *s = &layer->styles[i];
		add_number(d, s->kind);
		digest_add_text(d, s->name);
		digest_add_text(d, s->body);
	}
}

static void add_dimensions(struct digest *d, const struct layer *layer)
{
	for (size_t i = 0; i < layer->n_dimensions; i++) {
		digest_add_text(d, layer->dimensions[i].name);
		digest_add_text(d, layer->dimensions[i].column);
		digest_add_text(d, layer->dimensions[i].extent);
		digest_add_text(d, layer->dimensions[i].initial);
	}
}

static void add_look(struct digest *d, const struct layer *layer)
{
	add_number(d, layer->min_scale);
	add_number(d, layer->max_scale);
	add_styles(d, layer);
	add_dimensions(d, layer);
}

static void add_columns(struct digest *d, const struct layer *layer)
{
	for (size_t i = 0; i < layer->n_columns; i++) {
		digest_add_text(d, layer->columns[i].name);
		add_number(d, layer->columns[i].type);
	}
}

char *tile_version(const void *ctx, const struct layer *layer, bool pictures)
{
	const struct source *s = &layer->source;
	struct digest *d = digest_new(ctx);
	char text[DIGEST_TEXT];

	if (base_of(layer)->source.referenced)
		return NULL;
	digest_add_text(d, pictures ? PACKAGE_VERSION " " LOOK : PACKAGE_VERSION " " LOOK " vectors");
	digest_add_text(d, layer->name);
	digest_add_text(d, s->digest);
	digest_add_text(d, s->extension);
	digest_add_text(d, s->table);
	digest_add_text(d, s->geometry_column);
	digest_add_text(d, s->id_column);
	digest_add_text(d, layer->key);
	digest_add_text(d, layer->joined != NULL ? layer->joined->version : "");
	add_number(d, layer->geometry);
	add_number(d, layer->srs);
	add_columns(d, layer);
	if (pictures)
		add_look(d, layer);
	digest_text(d, text);
	talloc_free(d);
	return mem_strdup(ctx, text);
}
