#include "map/wms_info.h"

#include <string.h>

#include "base/json.h"
#include "map/info_query.h"
#include "map/wms_operations.h"
#include "service/ows.h"

/* clang-format off */
const struct info_form info_forms[] = {
	{ "text/html", "text/html; charset=UTF-8",
	  info_html_begin, info_html_feature, info_html_end, SHAPE_NONE, true, NULL },
	{ "text/plain", "text/plain; charset=UTF-8",
	  info_plain_begin, info_plain_feature, info_plain_end, SHAPE_NONE, true, NULL },
	{ "application/geo+json", "application/geo+json",
	  info_json_begin, info_json_feature, info_json_end, SHAPE_DEGREES, true, NULL },
	{ "application/json", "application/json",
	  info_json_begin, info_json_feature, info_json_end, SHAPE_DEGREES, true, NULL },
	{ "application/vnd.ogc.gml", "application/vnd.ogc.gml; charset=UTF-8",
	  info_gml_begin, info_gml_feature, info_gml_end, SHAPE_OF_MAP, true, NULL },
	{ "text/xml", "text/xml; charset=UTF-8",
	  info_gml_begin, info_gml_feature, info_gml_end, SHAPE_OF_MAP, true, NULL },
	{ "text/xml; subtype=gdas/1.0", "text/xml; subtype=gdas/1.0",
	  NULL, info_gdas_feature, NULL, SHAPE_NONE, true, info_gdas_write },
	{ "text/xml;subtype=gdas/1.0", "text/xml; subtype=gdas/1.0",
	  NULL, info_gdas_feature, NULL, SHAPE_NONE, false, info_gdas_write },
	{ "application/geo json", "application/geo+json",  /* its + was not encoded */
	  info_json_begin, info_json_feature, info_json_end, SHAPE_DEGREES, false, NULL },
	{ "application/gml+xml", "application/gml+xml; charset=UTF-8",
	  info_gml_begin, info_gml_feature, info_gml_end, SHAPE_OF_MAP, false, NULL },
	{ "MIME", "text/plain; charset=UTF-8",
	  info_plain_begin, info_plain_feature, info_plain_end, SHAPE_NONE, false, NULL },
	{ NULL, NULL, NULL, NULL, NULL, SHAPE_NONE, false, NULL },
};
/* clang-format on */

const struct layer *info_layer(const struct info *i, const struct engine_found *f)
{
	return i->map->layers[f->layer].layer;
}

bool info_new_layer(const struct info *i, const struct engine_found *f)
{
	return i->told == 0 || f->layer != i->layer;
}

const char *info_title(const struct info *i, const struct engine_found *f, size_t value)
{
	const struct column *c = layer_column(info_layer(i, f), f->names[value]);
	const char *title = c != NULL ? text_in(c->title, i->x->lang) : "";
	static const struct text band = { .fr = "Bande", .en = "Band" };

	if (c == NULL && text_starts(f->names[value], "band_"))
		return mem_printf(i->x->ctx, "%s %s", text_in(band, i->x->lang),
		                  f->names[value] + strlen("band_"));
	if (*title == '\0')
		title = f->names[value];
	if (c == NULL || *c->unit == '\0')
		return title;
	const char *unit = TEXT_JOIN(i->x->ctx, "(", c->unit, ")");
	return text_ends(title, unit) ? title /* which says it already */ : TEXT_JOIN(i->x->ctx, title, " ", unit);
}

const char *info_reason(const struct info *i, const struct engine_found *f, size_t value)
{
	static const struct {
		const char *state;
		struct text words;
	} reasons[] = {
		{ "no-data", { .fr = "(absence de données)", .en = "(no data)" } },
		{ "secret", { .fr = "(secret statistique)", .en = "(statistical confidentiality)" } },
		{ "not-applicable", { .fr = "(sans objet)", .en = "(not applicable)" } },
	};
	const char *state = f->states != NULL ? f->states[value] : NULL;

	for (size_t k = 0; state != NULL && k < sizeof reasons / sizeof *reasons; k++)
		if (strcmp(reasons[k].state, state) == 0)
			return text_in(reasons[k].words, i->x->lang);
	return "";
}

static const struct info_form *form_of(const struct exchange *x, struct err *err)
{
	const char *type = ows_get(x, "INFO_FORMAT");

	type = type != NULL ? type : "text/plain";
	for (const struct info_form *f = info_forms; f->type != NULL; f++)
		if (text_same(f->type, type))
			return f;
	err_set(err, x->ctx, ERR_FORMAT, "INFO_FORMAT",
	        "%s is not offered; INFO_FORMAT expects text/html, text/plain, application/geo+json, "
	        "application/vnd.ogc.gml or, for a layer with a table joined to it, text/xml; subtype=gdas/1.0",
	        "%s n'est pas proposé ; INFO_FORMAT attend text/html, text/plain, application/geo+json, "
	        "application/vnd.ogc.gml ou, pour une couche à laquelle un tableau est joint, text/xml; subtype=gdas/1.0", type);
	return NULL;
}

static const struct engine_drawn *drawn_of(const struct engine_map *map, const struct layer *layer)
{
	for (size_t i = 0; i < map->n_layers; i++)
		if (map->layers[i].layer->id == layer->id &&
		    strcmp(map->layers[i].layer->name, layer->name) == 0)
			return &map->layers[i];
	return NULL;
}

/* Every layer that one name means, as the map has it; one asked about twice is told once. */
static bool add_queried(struct engine_map *queried, struct engine_drawn *room,
                        const struct exchange *x, const struct wms_map *m, const char *name,
                        struct err *err)
{
	const struct layer *const *layers;
	size_t n;

	if (!wms_find(x, name, "QUERY_LAYERS", &layers, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct engine_drawn *drawn = drawn_of(&m->map, layers[i]);
		if (drawn == NULL)
			return err_set(err, x->ctx, ERR_LAYER, "QUERY_LAYERS",
			               "the layer \"%s\" of QUERY_LAYERS is not among LAYERS",
			               "la couche « %s » de QUERY_LAYERS n'est pas parmi LAYERS",
			               layers[i]->name);
		if (drawn_of(queried, layers[i]) == NULL)
			room[queried->n_layers++] = *drawn;
	}
	return true;
}

static bool read_queried(struct engine_map *queried, const struct exchange *x,
                         const struct wms_map *m, struct err *err)
{
	const char *text = ows_need(x, "QUERY_LAYERS", err);
	struct engine_drawn *room = mem_array(x->ctx, struct engine_drawn, m->map.n_layers);
	size_t n;

	if (text == NULL)
		return false;
	char **names = text_split(x->ctx, text, ',', (size_t)x->conf->max_layers, &n);
	if (names == NULL)
		return err_set(err, x->ctx, ERR_TOO_LARGE, "QUERY_LAYERS",
		               "QUERY_LAYERS has more than %lld names", "QUERY_LAYERS a plus de %lld noms",
		               (long long)x->conf->max_layers);
	*queried = m->map;
	queried->layers = room;
	queried->n_layers = 0;
	for (size_t i = 0; i < n; i++)
		if (!add_queried(queried, room, x, m, names[i], err))
			return false;
	return true;
}

/* A pixel of the picture: I and J, or X and Y as 1.1.1 has them. */
static bool read_place(int *place, const struct exchange *x, const char *name, const char *other,
                       int size, struct err *err)
{
	const char *text = ows_get(x, name);
	int64_t value;

	if (text == NULL)
		text = ows_get(x, other);
	if (text == NULL)
		return ows_need(x, name, err) != NULL;
	if (!text_int(text, &value) || value < 0 || value >= size)
		return err_set(err, x->ctx, ERR_POINT, name, "%s expects a pixel of the map, from 0 to %d",
		               "%s attend un pixel de la carte, de 0 à %d", name, size - 1);
	*place = (int)value;
	return true;
}

struct telling {
	struct info info;
	const struct info_form *form;
};

static bool tell(void *arg, const struct engine_found *found, struct err *err)
{
	struct telling *t = arg;

	(void)err;
	t->form->feature(&t->info, found);
	t->info.layer = found->layer;
	t->info.told++;
	return true;
}

bool wms_getfeatureinfo(const struct exchange *x, struct out *out, struct err *err)
{
	struct engine_map queried;
	struct wms_map m;
	int64_t count;
	int column, row;
	const struct info_form *form = form_of(x, err);

	if (form == NULL || !wms_read_map(&m, x, err) || !read_queried(&queried, x, &m, err))
		return false;
	bool old = m.version == WMS_111;
	if (!read_place(&column, x, old ? "X" : "I", old ? "I" : "X", m.map.width, err) ||
	    !read_place(&row, x, old ? "Y" : "J", old ? "J" : "Y", m.map.height, err) ||
	    !ows_get_int(x, "FEATURE_COUNT", 1, x->conf->max_features, 1, &count, err))
		return false;
	if (wms_current(x, out, &queried, "info"))
		return true;
	struct json json = json_writer(out);
	struct telling t = { { x, out, &queried, m.crs, NULL, &json, 0, 0, NULL, 0 }, form };
	int srs = form->shape == SHAPE_NONE ? 0 : form->shape == SHAPE_DEGREES ? 4326 : m.map.srs;
	out_header(out, "Content-Type", form->content_type);
	if (form->begin != NULL)
		form->begin(&t.info);
	if (!info_query(x, &queried, column, row, count, srs, tell, &t, err))
		return false;
	if (form->write != NULL)
		return form->write(&t.info, err);
	form->end(&t.info);
	return true;
}
