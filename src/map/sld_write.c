/* Styles as SLD again, in the words of either version. */
#include "map/sld.h"

#include <string.h>

struct writer {
	xmlTextWriterPtr w;
	const void *ctx;
	bool se;                      /* Symbology Encoding, SLD 1.1.0 */
};

/* An element of the symbology: its own namespace in 1.1.0, the default one in 1.0.0. */
static void start(const struct writer *w, const char *name)
{
	xml_start(w->w, w->se ? mem_printf(w->ctx, "se:%s", name) : name);
}

static void element(const struct writer *w, const char *name, const char *value)
{
	start(w, name);
	xml_text(w->w, value);
	xml_end(w->w);
}

static const char *number(const struct writer *w, double value)
{
	return text_from_double(w->ctx, value);
}

static void parameter(const struct writer *w, const char *name, const char *value)
{
	start(w, w->se ? "SvgParameter" : "CssParameter");
	xml_attribute(w->w, "name", name);
	xml_text(w->w, value);
	xml_end(w->w);
}

static void paint(const struct writer *w, const char *name, const struct sld_paint *p)
{
	parameter(w, name, mem_printf(w->ctx, "#%06x", p->color));
	if (p->opacity < 1)
		parameter(w, mem_printf(w->ctx, "%s-opacity", name), number(w, p->opacity));
}

static void fill(const struct writer *w, const struct sld_paint *p)
{
	if (!p->given)
		return;
	start(w, "Fill");
	paint(w, "fill", p);
	xml_end(w->w);
}

static void stroke(const struct writer *w, const struct sld_stroke *s)
{
	static const char *const caps[] = { "butt", "round", "square" };
	static const char *const joins[] = { "mitre", "round", "bevel" };
	char *dashes = mem_strdup(w->ctx, "");

	if (!s->paint.given)
		return;
	start(w, "Stroke");
	paint(w, "stroke", &s->paint);
	parameter(w, "stroke-width", number(w, s->width));
	if (s->join != SLD_JOIN_MITER)
		parameter(w, "stroke-linejoin", joins[s->join]);
	if (s->cap != SLD_CAP_BUTT)
		parameter(w, "stroke-linecap", caps[s->cap]);
	for (int i = 0; i < s->n_dashes; i++)
		dashes = mem_check(talloc_asprintf_append_buffer(dashes, "%s%s", i > 0 ? " " : "",
		                                                 number(w, s->dashes[i])));
	if (s->n_dashes > 0)
		parameter(w, "stroke-dasharray", dashes);
	xml_end(w->w);
}

static void function(const struct writer *w, const char *name)
{
	xml_start(w->w, "ogc:Function");
	xml_attribute(w->w, "name", name);
}

/* A number, or factor * pow(abs(column), exponent). */
static void size(const struct writer *w, const struct sld_mark *m)
{
	if (m->sized_by == NULL) {
		element(w, "Size", number(w, m->size));
		return;
	}
	start(w, "Size");
	xml_start(w->w, "ogc:Mul");
	xml_element(w->w, "ogc:Literal", number(w, m->factor));
	function(w, "pow");
	function(w, "abs");
	xml_element(w->w, "ogc:PropertyName", m->sized_by);
	xml_end(w->w);
	xml_element(w->w, "ogc:Literal", number(w, m->exponent));
	xml_end(w->w);
	xml_end(w->w);
	xml_end(w->w);
}

/* Hatchings have names of their own elsewhere, which say how they are turned; true where the name has said it. */
static bool mark_name(const struct writer *w, const struct sld_mark *m)
{
	static const struct {
		const char *name;
		double turned;
	} hatches[] = { { "shape://horline", 0 }, { "shape://vertline", 90 }, { "shape://vertline", -90 },
		        { "shape://slash", -45 }, { "shape://slash", 135 }, { "shape://backslash", 45 },
		        { "shape://backslash", -135 } };
	bool hatch = strcmp(m->name, "hatch") == 0;

	for (size_t i = 0; hatch && i < sizeof hatches / sizeof *hatches; i++) {
		if (hatches[i].turned == m->rotation) {
			element(w, "WellKnownName", hatches[i].name);
			return true;
		}
	}
	element(w, "WellKnownName", hatch ? "shape://horline" : m->name);
	return m->rotation == 0;
}

static void graphic(const struct writer *w, const struct sld_mark *m)
{
	start(w, "Graphic");
	start(w, "Mark");
	bool turned = mark_name(w, m);
	fill(w, &m->fill);
	stroke(w, &m->stroke);
	xml_end(w->w);
	size(w, m);
	if (!turned)
		element(w, "Rotation", number(w, m->rotation));
	xml_end(w->w);
}

static void polygon(const struct writer *w, const struct sld_symbolizer *s)
{
	start(w, "PolygonSymbolizer");
	if (s->mark.name != NULL) {
		start(w, "Fill");
		start(w, "GraphicFill");
		graphic(w, &s->mark);
		xml_end(w->w);
		if (s->fill.given)
			paint(w, "fill", &s->fill);
		xml_end(w->w);
	} else {
		fill(w, &s->fill);
	}
	stroke(w, &s->stroke);
	xml_end(w->w);
}

static void pair(const struct writer *w, const char *name, const char *x, double vx, const char *y,
                 double vy)
{
	start(w, name);
	element(w, x, number(w, vx));
	element(w, y, number(w, vy));
	xml_end(w->w);
}

static void placement(const struct writer *w, const struct sld_label *l)
{
	start(w, "LabelPlacement");
	if (l->along) {
		start(w, "LinePlacement");
		xml_end(w->w);
		xml_end(w->w);
		return;
	}
	start(w, "PointPlacement");
	pair(w, "AnchorPoint", "AnchorPointX", l->anchor_x, "AnchorPointY", l->anchor_y);
	if (l->offset_x != 0 || l->offset_y != 0)
		pair(w, "Displacement", "DisplacementX", l->offset_x, "DisplacementY", l->offset_y);
	if (l->rotation != 0)
		element(w, "Rotation", number(w, l->rotation));
	xml_end(w->w);
	xml_end(w->w);
}

static void label(const struct writer *w, const struct sld_label *l)
{
	start(w, "TextSymbolizer");
	start(w, "Label");
	for (size_t i = 0; i < l->n_words; i++) {
		if (l->words[i].column != NULL)
			xml_element(w->w, "ogc:PropertyName", l->words[i].column);
		else
			xml_text(w->w, l->words[i].literal);
	}
	xml_end(w->w);
	start(w, "Font");
	parameter(w, "font-size", number(w, l->size));
	xml_end(w->w);
	placement(w, l);
	if (l->halo.given) {
		start(w, "Halo");
		element(w, "Radius", number(w, l->halo_radius));
		fill(w, &l->halo);
		xml_end(w->w);
	}
	fill(w, &l->fill);
	xml_end(w->w);
}

/* 1.1.0 has functions in place of the map of 1.0.0; a map there keeps to the opacity. */
static void raster(const struct writer *w, const struct sld_symbolizer *s)
{
	static const char *const kinds[] = { "ramp", "intervals", "values" };

	start(w, "RasterSymbolizer");
	element(w, "Opacity", number(w, s->opacity));
	if (s->n_entries > 0 && !w->se) {
		start(w, "ColorMap");
		if (s->map != SLD_MAP_RAMP)
			xml_attribute(w->w, "type", kinds[s->map]);
		for (size_t i = 0; i < s->n_entries; i++) {
			const struct sld_map_entry *e = &s->entries[i];
			start(w, "ColorMapEntry");
			xml_attribute(w->w, "color", mem_printf(w->ctx, "#%06x", e->paint.color));
			xml_attribute(w->w, "opacity", number(w, e->paint.opacity));
			xml_attribute(w->w, "quantity", number(w, e->value));
			xml_attribute(w->w, "label", *e->label != '\0' ? e->label : NULL);
			xml_end(w->w);
		}
		xml_end(w->w);
	}
	xml_end(w->w);
}

static void symbolizer(const struct writer *w, const struct sld_symbolizer *s)
{
	switch (s->kind) {
	case SLD_LINE:
		start(w, "LineSymbolizer");
		stroke(w, &s->stroke);
		xml_end(w->w);
		break;
	case SLD_POLYGON:
		polygon(w, s);
		break;
	case SLD_POINT:
		start(w, "PointSymbolizer");
		graphic(w, &s->mark);
		xml_end(w->w);
		break;
	case SLD_TEXT:
		label(w, &s->label);
		break;
	case SLD_RASTER:
		raster(w, s);
		break;
	}
}

static void condition(const struct writer *w, const struct sld_filter *f)
{
	static const char *const names[] = {
		[SLD_AND] = "ogc:And", [SLD_OR] = "ogc:Or", [SLD_NOT] = "ogc:Not",
		[SLD_EQUAL] = "ogc:PropertyIsEqualTo", [SLD_NOT_EQUAL] = "ogc:PropertyIsNotEqualTo",
		[SLD_LESS] = "ogc:PropertyIsLessThan", [SLD_LESS_EQUAL] = "ogc:PropertyIsLessThanOrEqualTo",
		[SLD_GREATER] = "ogc:PropertyIsGreaterThan",
		[SLD_GREATER_EQUAL] = "ogc:PropertyIsGreaterThanOrEqualTo",
		[SLD_LIKE] = "ogc:PropertyIsLike", [SLD_NULL] = "ogc:PropertyIsNull",
	};

	/* one condition under And or Or is that condition */
	if ((f->op == SLD_AND || f->op == SLD_OR) && f->n_children == 1) {
		condition(w, &f->children[0]);
		return;
	}
	xml_start(w->w, names[f->op]);
	if (f->any_case && w->se)
		xml_attribute(w->w, "matchCase", "false");
	if (f->op == SLD_LIKE) {
		xml_attribute(w->w, "wildCard", "%");
		xml_attribute(w->w, "singleChar", "_");
		xml_attribute(w->w, w->se ? "escapeChar" : "escape", "\\");
	}
	for (size_t i = 0; i < f->n_children; i++)
		condition(w, &f->children[i]);
	xml_element(w->w, "ogc:PropertyName", f->column);
	xml_element(w->w, "ogc:Literal", f->literal);
	xml_end(w->w);
}

static void title(const struct writer *w, const char *text)
{
	if (*text == '\0')
		return;
	if (w->se)
		start(w, "Description");
	element(w, "Title", text);
	if (w->se)
		xml_end(w->w);
}

static void rule(const struct writer *w, const struct sld_rule *r)
{
	start(w, "Rule");
	if (*r->name != '\0')
		element(w, "Name", r->name);
	title(w, r->title);
	if (r->filter != NULL) {
		xml_start(w->w, "ogc:Filter");
		condition(w, r->filter);
		xml_end(w->w);
	} else if (r->otherwise) {
		start(w, "ElseFilter");
		xml_end(w->w);
	}
	if (r->min_scale > 0)
		element(w, "MinScaleDenominator", number(w, r->min_scale));
	if (r->max_scale > 0)
		element(w, "MaxScaleDenominator", number(w, r->max_scale));
	for (size_t i = 0; i < r->n_symbolizers; i++)
		symbolizer(w, &r->symbolizers[i]);
	xml_end(w->w);
}

void sld_write(xmlTextWriterPtr writer, const void *ctx, const struct sld_style *style,
               const struct sld_written *as)
{
	const struct writer w = { writer, ctx, as->symbology_encoding };

	xml_start(writer, "UserStyle");
	element(&w, "Name", as->name);
	title(&w, as->title);
	xml_element(writer, "IsDefault", as->first ? "1" : "0");
	for (size_t f = 0; f < style->n_features; f++) {
		start(&w, "FeatureTypeStyle");
		for (size_t i = 0; i < style->features[f].n_rules; i++)
			rule(&w, &style->features[f].rules[i]);
		xml_end(writer);
	}
	xml_end(writer);
}
