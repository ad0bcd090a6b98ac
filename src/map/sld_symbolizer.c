/* The five symbolizers of SLD. */
#include "map/sld_read.h"

#include <stdlib.h>
#include <string.h>

static bool read_line(struct sld_reader *r, const xmlNode *node, struct sld_symbolizer *s)
{
	if (!sld_read_stroke(r, xml_child(node, "Stroke"), &s->stroke))
		return false;
	s->stroke.paint.given = true;  /* black, one pixel, where nothing is said */
	return true;
}

static bool read_polygon(struct sld_reader *r, const xmlNode *node, struct sld_symbolizer *s)
{
	const xmlNode *fill = xml_child(node, "Fill"), *graphic = xml_child(fill, "GraphicFill");

	if (!sld_read_fill(r, fill, &s->fill) ||
	    !sld_read_stroke(r, xml_child(node, "Stroke"), &s->stroke))
		return false;
	if (graphic == NULL)
		return true;
	/* what fills it is the graphic; a plain colour stays only where one is given beside */
	s->fill.given = sld_parameter(r->ctx, fill, "fill") != NULL;
	return sld_read_graphic(r, xml_child(graphic, "Graphic"), &s->mark);
}

static bool read_point(struct sld_reader *r, const xmlNode *node, struct sld_symbolizer *s)
{
	return sld_read_graphic(r, xml_child(node, "Graphic"), &s->mark);
}

/* Text and PropertyName mixed, in their order. */
static bool read_words(struct sld_reader *r, const xmlNode *label, struct sld_label *l)
{
	struct sld_words *words = mem_array(r->ctx, struct sld_words, SLD_WORDS);

	for (const xmlNode *n = label->children; n != NULL; n = n->next) {
		bool text = n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE;
		bool column = xml_is(n, "PropertyName") || xml_is(n, "ValueReference");
		if (n->type == XML_COMMENT_NODE || (text && xmlIsBlankNode(n)))
			continue;
		if ((!text && !column && !xml_is(n, "Literal")) || l->n_words == SLD_WORDS)
			return sld_refuse(r, label, "expects up to 16 texts and property names",
			                  "attend jusqu'à 16 textes et noms de propriété");
		const char *content = text ? mem_strdup(r->ctx, (const char *)n->content)
		                           : xml_content(r->ctx, n);
		if (column)
			words[l->n_words++].column = content;
		else if (*content != '\0')
			words[l->n_words++].literal = content;
	}
	l->words = words;
	return l->n_words > 0 || sld_refuse(r, label, "is empty", "est vide");
}

static bool read_pair(struct sld_reader *r, const xmlNode *parent, const char *x, const char *y,
                      double most, double *to_x, double *to_y)
{
	const xmlNode *nx = xml_child(parent, x), *ny = xml_child(parent, y);

	return (nx == NULL || sld_number(r, nx, -most, most, to_x)) &&
	       (ny == NULL || sld_number(r, ny, -most, most, to_y));
}

static bool read_placement(struct sld_reader *r, const xmlNode *node, struct sld_label *l)
{
	const xmlNode *placement = xml_child(node, "LabelPlacement");
	const xmlNode *point = xml_child(placement, "PointPlacement");
	const xmlNode *rotation = xml_child(point, "Rotation");

	l->along = xml_child(placement, "LinePlacement") != NULL;
	return read_pair(r, xml_child(point, "AnchorPoint"), "AnchorPointX", "AnchorPointY", 1,
	                 &l->anchor_x, &l->anchor_y) &&
	       read_pair(r, xml_child(point, "Displacement"), "DisplacementX", "DisplacementY", 200,
	                 &l->offset_x, &l->offset_y) &&
	       (rotation == NULL || sld_number(r, rotation, -3600, 3600, &l->rotation));
}

static bool read_text(struct sld_reader *r, const xmlNode *node, struct sld_symbolizer *s)
{
	struct sld_label *l = &s->label;
	const xmlNode *label = xml_child(node, "Label"), *halo = xml_child(node, "Halo");
	const xmlNode *size = sld_parameter(r->ctx, xml_child(node, "Font"), "font-size");
	const xmlNode *radius = xml_child(halo, "Radius");

	*l = (struct sld_label){ .size = 10, .anchor_x = 0.5, .anchor_y = 0.5, .halo_radius = 1 };
	if (label == NULL)
		return sld_refuse(r, node, "has no Label", "n'a pas de Label");
	if (!read_words(r, label, l) || !read_placement(r, node, l) ||
	    !sld_read_fill(r, xml_child(node, "Fill"), &l->fill) ||
	    (size != NULL && !sld_number(r, size, 1, 200, &l->size)) ||
	    (radius != NULL && !sld_number(r, radius, 0, 20, &l->halo_radius)))
		return false;
	if (!l->fill.given)
		l->fill = (struct sld_paint){ .given = true, .opacity = 1 };
	if (halo == NULL)
		return true;
	if (!sld_read_fill(r, xml_child(halo, "Fill"), &l->halo))
		return false;
	if (!l->halo.given)
		l->halo = (struct sld_paint){ .given = true, .color = 0xffffff, .opacity = 1 };
	return true;
}

/* 1.0.0's entry: quantity, color, opacity and label as attributes. */
static bool read_entry(struct sld_reader *r, const xmlNode *node, struct sld_map_entry *e)
{
	const char *color = xml_get(r->ctx, node, "color"), *value = xml_get(r->ctx, node, "quantity");
	const char *opacity = xml_get(r->ctx, node, "opacity"), *label = xml_get(r->ctx, node, "label");

	*e = (struct sld_map_entry){ .paint = { .given = true, .opacity = 1 },
	                             .label = label != NULL ? label : "" };
	bool fine = color != NULL && *color == '#' && strlen(color) == 7 &&
	            strspn(color + 1, "0123456789abcdefABCDEF") == 6 && value != NULL &&
	            text_double(value, &e->value) &&
	            (opacity == NULL || (text_double(opacity, &e->paint.opacity) &&
	                                 e->paint.opacity >= 0 && e->paint.opacity <= 1));
	if (!fine)
		return sld_refuse(r, node, "expects quantity (a number), color (#rrggbb) and perhaps opacity",
		                  "attend quantity (un nombre), color (#rrvvbb) et peut-être opacity");
	e->paint.color = (uint32_t)strtoul(color + 1, NULL, 16);
	return true;
}

static bool read_color_map(struct sld_reader *r, const xmlNode *map, struct sld_symbolizer *s)
{
	const char *type = xml_get(r->ctx, map, "type");
	struct sld_map_entry *entries = NULL;

	s->map = type != NULL && strcmp(type, "intervals") == 0 ? SLD_MAP_INTERVALS :
		type != NULL && strcmp(type, "values") == 0 ? SLD_MAP_VALUES : SLD_MAP_RAMP;
	for (const xmlNode *n = xml_first(map); n != NULL; n = xml_next(n)) {
		if (!xml_is(n, "ColorMapEntry") || s->n_entries == SLD_ENTRIES)
			return sld_refuse(r, map, "expects up to 256 ColorMapEntry",
			                  "attend jusqu'à 256 ColorMapEntry");
		entries = SLD_ROOM(r->ctx, entries, struct sld_map_entry, s->n_entries);
		if (!read_entry(r, n, &entries[s->n_entries++]))
			return false;
		s->entries = entries;
	}
	return true;
}

static bool read_raster(struct sld_reader *r, const xmlNode *node, struct sld_symbolizer *s)
{
	const xmlNode *opacity = xml_child(node, "Opacity"), *map = xml_child(node, "ColorMap");

	s->opacity = 1;
	return (opacity == NULL || sld_number(r, opacity, 0, 1, &s->opacity)) &&
	       (map == NULL || read_color_map(r, map, s));
}

/* clang-format off */
static const struct {
	const char *name;
	enum sld_kind kind;
	bool (*read)(struct sld_reader *r, const xmlNode *node, struct sld_symbolizer *s);
} symbolizers[] = {
	{ "LineSymbolizer",    SLD_LINE,    read_line },
	{ "PolygonSymbolizer", SLD_POLYGON, read_polygon },
	{ "PointSymbolizer",   SLD_POINT,   read_point },
	{ "TextSymbolizer",    SLD_TEXT,    read_text },
	{ "RasterSymbolizer",  SLD_RASTER,  read_raster },
};
/* clang-format on */

bool sld_is_symbolizer(const xmlNode *node)
{
	return text_ends((const char *)node->name, "Symbolizer");
}

bool sld_read_symbolizer(struct sld_reader *r, const xmlNode *node, struct sld_symbolizer *s)
{
	const char *uom = xml_get(r->ctx, node, "uom");

	*s = (struct sld_symbolizer){ .stroke = { .width = 1 }, .opacity = 1 };
	if (uom != NULL && !text_ends(uom, "pixel"))
		return sld_refuse(r, node, "sizes are accepted in pixels only",
		                  "les tailles ne sont acceptées qu'en pixels");
	for (size_t i = 0; i < sizeof symbolizers / sizeof *symbolizers; i++) {
		if (!xml_is(node, symbolizers[i].name))
			continue;
		s->kind = symbolizers[i].kind;
		return symbolizers[i].read(r, node, s);
	}
	return sld_refuse(r, node, "is not a symbolizer known here", "n'est pas un symboliseur connu ici");
}
