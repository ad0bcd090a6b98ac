#include "publish/difference.h"

#include <string.h>

#include "base/text.h"
#include "publish/listing.h"

struct found {
	const void *ctx;
	struct difference *items;
	size_t n;
};

static void add(struct found *f, const char *what, const char *name, const char *before,
                const char *after)
{
	f->items = mem_grow(f->ctx, f->items, struct difference, f->n + 1);
	f->items[f->n++] = (struct difference){ what, name, before, after };
}

static void compare(struct found *f, const char *what, const char *before, const char *after)
{
	if (strcmp(before, after) != 0)
		add(f, what, "", before, after);
}

static void compare_columns(struct found *f, const struct layer *before, const struct layer *after)
{
	for (size_t i = 0; i < after->n_columns; i++)
		if (layer_column(before, after->columns[i].name) == NULL)
			add(f, "column-added", after->columns[i].name, "",
			    listing_type(after->columns[i].type));
	for (size_t i = 0; i < before->n_columns; i++) {
		const struct column *now = layer_column(after, before->columns[i].name);
		if (now == NULL)
			add(f, "column-removed", before->columns[i].name,
			    listing_type(before->columns[i].type), "");
		else if (now->type != before->columns[i].type)
			add(f, "column-type", now->name, listing_type(before->columns[i].type),
			    listing_type(now->type));
	}
}

static char *number(const void *ctx, int64_t n)
{
	return n < 0 ? mem_strdup(ctx, "") : mem_printf(ctx, "%lld", (long long)n);
}

static char *box(const void *ctx, const struct bbox *b)
{
	return mem_printf(ctx, "%s,%s,%s,%s", text_from_double(ctx, b->minx),
	                  text_from_double(ctx, b->miny), text_from_double(ctx, b->maxx),
	                  text_from_double(ctx, b->maxy));
}

/* All that makes up the looks of a layer, as one text. */
static const char *looks(const void *ctx, const struct layer *l)
{
	char *text = mem_array(ctx, char, DIGEST_TEXT), *names = mem_strdup(ctx, "");
	struct digest *d = digest_new(ctx);

	for (size_t i = 0; i < l->n_styles; i++) {
		digest_add_text(d, l->styles[i].name);
		digest_add_text(d, l->styles[i].body);
		names = mem_check(talloc_asprintf_append(names, "%s ", l->styles[i].name));
	}
	digest_text(d, text);
	return mem_printf(ctx, "%s(%.12s)", names, text);
}

static void compare_layers(struct found *f, const struct layer *before,
                           const struct publication *p)
{
	const struct layer *after = &p->layer;
	const char *theme = before->theme != NULL ? before->theme->name : "";

	compare_columns(f, before, after);
	compare(f, "features", number(f->ctx, before->n_features),
	        number(f->ctx, after->n_features));
	compare(f, "bbox", box(f->ctx, &before->bbox), box(f->ctx, &after->bbox));
	compare(f, "srs", number(f->ctx, before->srs), number(f->ctx, after->srs));
	compare(f, "geometry", listing_geometry(before->geometry),
	        listing_geometry(after->geometry));
	compare(f, "key", before->key, after->key);
	compare(f, "level", level_name(before->level), level_name(after->level));
	compare(f, "organisation", before->owner->name, p->organisation);
	compare(f, "theme", theme, p->theme);
	compare(f, "title", text_in(before->metadata.title, LANG_FR),
	        text_in(after->metadata.title, LANG_FR));
	compare(f, "styles", looks(f->ctx, before), looks(f->ctx, after));
	compare(f, "data", before->source.referenced ? before->source.table : before->source.digest,
	        after->source.referenced ? after->source.table : after->source.digest);
}

struct difference *difference_find(const void *ctx, const struct publish_result *result, size_t *n)
{
	struct found f = { .ctx = ctx };

	if (result->before == NULL)
		add(&f, "new", "", "", result->publication.layer.name);
	else
		compare_layers(&f, result->before, &result->publication);
	*n = f.n;
	return f.items;
}

struct text difference_text(const void *ctx, const struct difference *d)
{
	static const struct { const char *what; struct text text; } subjects[] = {
		{ "column-type", { .fr = "Type de la colonne", .en = "Type of column" } },
		{ "features", { .fr = "Objets", .en = "Features" } },
		{ "bbox", { .fr = "Emprise", .en = "Extent" } },
		{ "srs", { .fr = "Système de référence", .en = "Reference system" } },
		{ "geometry", { .fr = "Géométrie", .en = "Geometry" } },
		{ "key", { .fr = "Clé", .en = "Key" } },
		{ "level", { .fr = "Niveau", .en = "Level" } },
		{ "organisation", { .fr = "Organisation", .en = "Organisation" } },
		{ "theme", { .fr = "Thème", .en = "Theme" } },
		{ "title", { .fr = "Titre", .en = "Title" } },
		{ "styles", { .fr = "Styles", .en = "Styles" } },
		{ "data", { .fr = "Données", .en = "Data" } },
	};
	struct text t = { 0 };

	if (strcmp(d->what, "new") == 0)
		return (struct text){ .fr = "Nouvelle couche.", .en = "A new layer." };
	if (strcmp(d->what, "column-added") == 0)
		return (struct text){
			.fr = mem_printf(ctx, "Colonne ajoutée : %s (%s).", d->name, d->after),
			.en = mem_printf(ctx, "Column added: %s (%s).", d->name, d->after) };
	if (strcmp(d->what, "column-removed") == 0)
		return (struct text){
			.fr = mem_printf(ctx, "Colonne supprimée : %s (%s).", d->name, d->before),
			.en = mem_printf(ctx, "Column removed: %s (%s).", d->name, d->before) };
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
		if (strcmp(subjects[i].what, d->what) == 0)
			t = subjects[i].text;
	const char *space = *d->name != '\0' ? " " : "";
	return (struct text){ .fr = mem_printf(ctx, "%s%s%s : %s -> %s.", t.fr, space, d->name,
		                               d->before, d->after),
		              .en = mem_printf(ctx, "%s%s%s: %s -> %s.", t.en, space, d->name,
		                               d->before, d->after) };
}
