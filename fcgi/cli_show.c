/* list, show, history: what is there. */
#include "fcgi/cli.h"

#include <stdio.h>
#include <string.h>

#include "catalogue/harvests.h"
#include "publish/listing.h"

/* `s` and spaces up to `width` columns, in ctx. */
static char *padded(const void *ctx, const char *s, int width)
{
	int n = 0;
	for (const char *p = s; *p != '\0'; p++)
		n += ((unsigned char)*p & 0xc0) != 0x80;
	return mem_printf(ctx, "%s%*s", s, n < width ? width - n : 0, "");
}

static void list_lines(struct cli *cli)
{
	const struct catalogue *c = cli->catalogue;
	int width = 4;

	for (size_t i = 0; i < c->n_layers; i++)
		if ((int)strlen(c->layers[i].name) > width)
			width = (int)strlen(c->layers[i].name);
	for (size_t i = 0; i < c->n_layers; i++) {
		const struct layer *l = &c->layers[i];
		char *count = l->n_features < 0 ? mem_strdup(cli->ctx, "-") :
			mem_printf(cli->ctx, "%lld", (long long)l->n_features);
		const char *theme = l->theme != NULL ? l->theme->name : "-";
		const struct framework *to = l->joined != NULL ? l->joined->framework : NULL;
		const char *joined = to == NULL ? "" :
			mem_printf(cli->ctx, "  (%s %s)", to->series, to->version);
		cli_put(cli, mem_printf(cli->ctx, "%s  %-8s%9s  %-12s  %s  %s%s",
		                        padded(cli->ctx, l->name, width),
		                        listing_geometry(l->geometry), count, level_name(l->level),
		                        padded(cli->ctx, theme, 14),
		                        text_in(l->metadata.title, cli->lang), joined));
	}
}

static int list_json(struct cli *cli)
{
	const struct catalogue *c = cli->catalogue;
	struct json w = cli_json(cli);

	json_int(&w, "edition", (int64_t)c->edition);
	json_string(&w, "published", c->published);
	json_open_array(&w, "organisations");
	for (size_t i = 0; i < c->n_organisations; i++)
		listing_organisation(&w, NULL, &c->organisations[i]);
	json_close_array(&w);
	json_open_array(&w, "themes");
	for (size_t i = 0; i < c->n_themes; i++)
		listing_theme(&w, NULL, &c->themes[i]);
	json_close_array(&w);
	json_open_array(&w, "layers");
	for (size_t i = 0; i < c->n_layers; i++)
		listing_layer(&w, NULL, &c->layers[i], NULL, NULL);
	json_close_array(&w);
	return cli_json_end(cli, &w, CLI_DONE);
}

int cli_list(struct cli *cli, struct cli_line line)
{
	int status = cli_arguments(cli, line, cli_no_options, NULL, NULL, 0, 0);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_READ))
		return cli_fail(cli);
	if (cli->json)
		return list_json(cli);
	list_lines(cli);
	cli_say(cli, "Edition %llu: %zu layers, %zu themes, %zu organisations.",
	        "Édition %llu : %zu couches, %zu thèmes, %zu organisations.",
	        (unsigned long long)cli->catalogue->edition, cli->catalogue->n_layers,
	        cli->catalogue->n_themes, cli->catalogue->n_organisations);
	return CLI_DONE;
}

/* "Title     Communes"; nothing where there is no value. */
static void show_value(struct cli *cli, struct text label, const char *value)
{
	if (value != NULL && *value != '\0')
		cli_put(cli, mem_printf(cli->ctx, "%s%s",
		                        padded(cli->ctx, text_in(label, cli->lang), 22), value));
}

static void show_texts(struct cli *cli, struct text label, struct text value)
{
	show_value(cli, label, text_in(value, cli->lang));
}

#define LABEL(french, english) ((struct text){ .fr = (french), .en = (english) })

static void show_metadata(struct cli *cli, const struct metadata *m)
{
	show_texts(cli, LABEL("Titre", "Title"), m->title);
	show_texts(cli, LABEL("Résumé", "Abstract"), m->abstract);
	show_texts(cli, LABEL("Mots-clés", "Keywords"), m->keywords);
	show_texts(cli, LABEL("Licence", "Licence"), m->licence);
	show_value(cli, LABEL("", ""), m->licence_url);
	show_texts(cli, LABEL("Attribution", "Attribution"), m->attribution);
	show_value(cli, LABEL("Contact", "Contact"), m->contact.person);
	show_value(cli, LABEL("", ""), m->contact.organisation);
	show_value(cli, LABEL("", ""), m->contact.email);
	show_value(cli, LABEL("", ""), m->contact.url);
	show_value(cli, LABEL("Documentation", "Documentation"), m->documentation_url);
	show_value(cli, LABEL("Date de référence", "Reference date"), m->reference_date);
	show_value(cli, LABEL("Publié", "Published"), m->updated);
}

static const char *box(const void *ctx, const struct bbox *b)
{
	return mem_printf(ctx, "%.8g %.8g, %.8g %.8g", b->minx, b->miny, b->maxx, b->maxy);
}

static void show_framework(struct cli *cli, const struct framework *f)
{
	if (f == NULL)
		return;
	show_value(cli, LABEL("Référentiel", "Framework"),
	           mem_printf(cli->ctx, "%s %s", f->series, f->version));
	if (*f->parent_series != '\0')
		show_value(cli, LABEL("Parent", "Parent"),
		           mem_printf(cli->ctx, "%s (%s)", f->parent_series, f->parent_column));
}

/* A dataset: what its table is joined to, and by which of its columns. */
static void show_dataset(struct cli *cli, const struct joined *j)
{
	if (j == NULL || j->dataset == NULL)
		return;
	show_value(cli, LABEL("Joint au référentiel", "Joined to framework"),
	           mem_printf(cli->ctx, "%s %s", j->framework->series, j->framework->version));
	show_value(cli, LABEL("Clé du tableau", "Key of the table"), j->dataset->key);
	show_value(cli, LABEL("Données du tableau", "Data of the table"), j->dataset->source.digest);
}

static void show_parts(struct cli *cli, const struct layer *l)
{
	for (size_t i = 0; i < l->n_columns; i++)
		show_value(cli, i == 0 ? LABEL("Colonnes", "Columns") : LABEL("", ""),
		           mem_printf(cli->ctx, "%s %-9s %s %s",
		                      padded(cli->ctx, l->columns[i].name, 16),
		                      listing_type(l->columns[i].type),
		                      text_in(l->columns[i].title, cli->lang), l->columns[i].unit));
	for (size_t i = 0; i < l->n_styles; i++)
		show_value(cli, i == 0 ? LABEL("Styles", "Styles") : LABEL("", ""),
		           mem_printf(cli->ctx, "%s %s", padded(cli->ctx, l->styles[i].name, 16),
		                      text_in(l->styles[i].title, cli->lang)));
	for (size_t i = 0; i < l->n_dimensions; i++)
		show_value(cli, i == 0 ? LABEL("Dimensions", "Dimensions") : LABEL("", ""),
		           mem_printf(cli->ctx, "%s %s",
		                      padded(cli->ctx, l->dimensions[i].name, 16),
		                      l->dimensions[i].extent));
}

static void show_layer(struct cli *cli, const struct layer *l)
{
	show_value(cli, LABEL("Couche", "Layer"), l->name);
	show_metadata(cli, &l->metadata);
	show_value(cli, LABEL("Niveau", "Level"), level_name(l->level));
	show_value(cli, LABEL("Organisation", "Organisation"), l->owner->name);
	show_value(cli, LABEL("Thème", "Theme"), l->theme != NULL ? l->theme->name : "");
	show_framework(cli, l->framework);
	show_dataset(cli, l->joined);
	show_value(cli, LABEL("Géométrie", "Geometry"), listing_geometry(l->geometry));
	if (l->n_features >= 0)
		show_value(cli, LABEL("Objets", "Features"),
		           mem_printf(cli->ctx, "%lld", (long long)l->n_features));
	show_value(cli, LABEL("Clé", "Key"), l->key);
	show_value(cli, LABEL("Système de référence", "Reference system"),
	           mem_printf(cli->ctx, "EPSG:%d", l->srs));
	show_value(cli, LABEL("Emprise", "Extent"), box(cli->ctx, &l->bbox));
	show_value(cli, LABEL("  en degrés", "  in degrees"), box(cli->ctx, &l->geographic));
	show_parts(cli, l);
	show_value(cli, LABEL("Données", "Data"),
	           l->source.referenced ? text_in(LABEL("référencées", "referenced"), cli->lang) :
	           l->source.digest);
	show_value(cli, LABEL("Édition", "Edition"),
	           mem_printf(cli->ctx, "%llu", (unsigned long long)l->changed));
}

/* Whence a dataset was read in; *item is NULL for all else. */
static bool find_harvest(struct cli *cli, const struct layer *l, const struct harvest_item **item)
{
	struct harvest_item *items;
	size_t n;

	*item = NULL;
	if (l == NULL || l->joined == NULL || l->joined->dataset == NULL)
		return true;
	if (!harvests_items(cli->db, cli->ctx, NULL, &items, &n, &cli->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(items[i].name, l->name) == 0)
			*item = &items[i];
	return true;
}

static void show_harvest(struct cli *cli, const struct harvest_item *h)
{
	if (h == NULL)
		return;
	show_value(cli, LABEL("Moissonné de", "Harvested from"), h->url);
	show_value(cli, LABEL("  jeu de données", "  dataset"), h->dataset);
	show_value(cli, LABEL("  version", "  version"), h->version);
	show_value(cli, LABEL("  le", "  on"), h->harvested);
}

static void harvest_json(struct json *w, const struct harvest_item *h)
{
	if (h == NULL)
		return;
	json_open_object(w, "harvest");
	json_string(w, "url", h->url);
	json_string(w, "framework", h->framework);
	json_string(w, "dataset", h->dataset);
	json_string_if(w, "version", h->version);
	json_string(w, "harvested", h->harvested);
	json_close_object(w);
}

static int show_json(struct cli *cli, const char *name, const struct harvest_item *harvest)
{
	const struct catalogue *c = cli->catalogue;
	const struct layer *l = catalogue_layer(c, name);
	const struct theme *t = catalogue_theme(c, name);
	const struct organisation *o = catalogue_organisation(c, name);
	struct json w = cli_json(cli);

	if (l != NULL)
		listing_layer(&w, "layer", l, NULL, NULL);
	harvest_json(&w, harvest);
	if (t != NULL)
		listing_theme(&w, "theme", t);
	if (o != NULL)
		listing_organisation(&w, "organisation", o);
	return cli_json_end(cli, &w, CLI_DONE);
}

static void show_organisation(struct cli *cli, const struct organisation *o)
{
	show_value(cli, LABEL("Organisation", "Organisation"), o->name);
	show_texts(cli, LABEL("Titre", "Title"), o->title);
	show_value(cli, LABEL("Contact", "Contact"), o->contact.person);
	show_value(cli, LABEL("", ""), o->contact.email);
	show_value(cli, LABEL("", ""), o->contact.url);
}

int cli_show(struct cli *cli, struct cli_line line)
{
	const char *name;
	int status = cli_arguments(cli, line, cli_no_options, NULL, &name, 1, 1);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_READ))
		return cli_fail(cli);
	const struct layer *l = catalogue_layer(cli->catalogue, name);
	const struct theme *t = catalogue_theme(cli->catalogue, name);
	const struct organisation *o = catalogue_organisation(cli->catalogue, name);
	if (l == NULL && t == NULL && o == NULL) {
		err_set(&cli->err, cli->ctx, ERR_NOT_FOUND, "NAME",
		        "There is no layer, theme or organisation %s.",
		        "Il n'y a pas de couche, de thème ou d'organisation %s.", name);
		return cli_fail(cli);
	}
	const struct harvest_item *harvest;
	if (!find_harvest(cli, l, &harvest))
		return cli_fail(cli);
	if (cli->json)
		return show_json(cli, name, harvest);
	if (l != NULL)
		show_layer(cli, l);
	show_harvest(cli, harvest);
	if (t != NULL) {
		show_value(cli, LABEL("Thème", "Theme"), t->name);
		show_metadata(cli, &t->metadata);
	}
	if (o != NULL)
		show_organisation(cli, o);
	return CLI_DONE;
}

static int history_json(struct cli *cli, const struct history_line *lines, size_t n)
{
	struct json w = cli_json(cli);

	json_open_array(&w, "history");
	for (size_t i = 0; i < n; i++) {
		json_open_object(&w, NULL);
		json_int(&w, "edition", (int64_t)lines[i].edition);
		json_string(&w, "when", lines[i].when);
		json_string(&w, "what", lines[i].what);
		json_string(&w, "object", lines[i].object);
		json_string_if(&w, "digest", lines[i].digest);
		json_string_if(&w, "detail", lines[i].detail);
		json_bool(&w, "restorable", lines[i].restorable);
		json_close_object(&w);
	}
	json_close_array(&w);
	return cli_json_end(cli, &w, CLI_DONE);
}

int cli_history(struct cli *cli, struct cli_line line)
{
	const char *name;
	struct history_line *lines;
	size_t n;
	int status = cli_arguments(cli, line, cli_no_options, NULL, &name, 0, 1);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_READ) ||
	    !edit_history(cli->db, cli->ctx, name, &lines, &n, &cli->err))
		return cli_fail(cli);
	if (cli->json)
		return history_json(cli, lines, n);
	for (size_t i = 0; i < n; i++)
		cli_put(cli, mem_printf(cli->ctx, "%6llu  %s  %s  %s  %s %.12s  %s",
		                        (unsigned long long)lines[i].edition, lines[i].when,
		                        padded(cli->ctx, lines[i].what, 12),
		                        padded(cli->ctx, lines[i].object, 24),
		                        lines[i].restorable ? "*" : " ", lines[i].digest,
		                        lines[i].detail));
	cli_say(cli, "* can be restored", "* peut être restauré");
	return CLI_DONE;
}
