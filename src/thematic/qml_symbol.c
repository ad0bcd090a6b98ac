#include <math.h>

#include "thematic/qml.h"

#define MILLIMETRES (25.4 / 96)       /* of a pixel: sizes stay the same on paper */

static void option(const struct qml *q, const char *name, const char *type, const char *value)
{
	xml_start(q->w, "Option");
	xml_attribute(q->w, "name", name);
	xml_attribute(q->w, "type", type);
	xml_attribute(q->w, "value", value);
	xml_end(q->w);
}

static void text(const struct qml *q, const char *name, const char *value)
{
	option(q, name, "QString", value);
}

static void number(const struct qml *q, const char *name, double value)
{
	text(q, name, qml_number(q, value));
}

/* A length and its unit, as NAME and NAME_unit. */
static void length(const struct qml *q, const char *name, double pixels)
{
	number(q, name, round(pixels * MILLIMETRES * 1e4) / 1e4);
	text(q, mem_printf(q->ctx, "%s_unit", name), "MM");
}

static void color(const struct qml *q, const char *name, uint32_t value)
{
	text(q, name, mem_printf(q->ctx, "%u,%u,%u,255", (unsigned)(value >> 16 & 0xff),
	                         (unsigned)(value >> 8 & 0xff), (unsigned)(value & 0xff)));
}

static void start_map(const struct qml *q, const char *name)
{
	xml_start(q->w, "Option");
	xml_attribute(q->w, "name", name);
	xml_attribute(q->w, "type", "Map");
}

static void start_symbol(const struct qml *q, const char *type, const char *name, double alpha)
{
	xml_start(q->w, "symbol");
	xml_attribute(q->w, "type", type);
	xml_attribute(q->w, "name", name);
	xml_attribute(q->w, "alpha", qml_number(q, alpha));
}

/* A layer of a symbol, with its properties open. */
static void start_layer(const struct qml *q, const char *class, size_t pass)
{
	xml_start(q->w, "layer");
	xml_attribute(q->w, "class", class);
	xml_attribute(q->w, "pass", mem_printf(q->ctx, "%zu", pass));
	xml_attribute(q->w, "enabled", "1");
	xml_attribute(q->w, "locked", "0");
	start_map(q, NULL);
}

static void end_layer(const struct qml *q)
{
	xml_end(q->w);
	xml_end(q->w);
}

static void outline(const struct qml *q, uint32_t value, double width)
{
	color(q, "outline_color", value);
	text(q, "outline_style", width > 0 ? "solid" : "no");
	length(q, "outline_width", width);
	text(q, "joinstyle", "round");
}

static void fill_layer(const struct qml *q, uint32_t value, bool filled, size_t pass)
{
	start_layer(q, "SimpleFill", pass);
	color(q, "color", value);
	text(q, "style", filled ? "solid" : "no");
	outline(q, q->t->outline, q->t->outline_width);
	end_layer(q);
}

static void line_layer(const struct qml *q, uint32_t value, double width, bool dashed)
{
	start_layer(q, "SimpleLine", 0);
	color(q, "line_color", value);
	text(q, "line_style", dashed ? "dash" : "solid");
	length(q, "line_width", width);
	text(q, "capstyle", dashed ? "flat" : "round");
	text(q, "joinstyle", "round");
	end_layer(q);
}

/* The diameter of each value: thematic_size as an expression. */
static void sized_by_value(const struct qml *q)
{
	const struct thematic *t = q->t;
	const char *part = mem_printf(q->ctx, "abs(%s) / %s", qml_column(q), qml_number(q, t->largest));
	double most = round(t->largest_size * MILLIMETRES * 1e4) / 1e4;

	if (!(t->largest > 0))
		return;
	xml_start(q->w, "data_defined_properties");
	start_map(q, NULL);
	text(q, "name", "");
	start_map(q, "properties");
	start_map(q, "size");
	option(q, "active", "bool", "true");
	text(q, "expression", mem_printf(q->ctx, "%s * (%s) ^ %s", qml_number(q, most), part,
	                                 t->scaling == SCALING_AREA ? "0.5" : "0.5716"));
	option(q, "type", "int", "3");
	xml_end(q->w);
	xml_end(q->w);
	text(q, "type", "collection");
	xml_end(q->w);
	xml_end(q->w);
}

/* color -1: hollow. */
static void marker_layer(const struct qml *q, int64_t fill, double size, uint32_t edge, double edge_width,
                         size_t pass)
{
	start_layer(q, "SimpleMarker", pass);
	text(q, "name", "circle");
	text(q, "color", "0,0,0,0");
	if (fill >= 0)
		color(q, "color", (uint32_t)fill);
	length(q, "size", size);
	text(q, "scale_method", "diameter");
	outline(q, edge, edge_width);
	xml_end(q->w);
	if (q->t->kind == THEMATIC_SYMBOLS && fill >= 0)
		sized_by_value(q);
	xml_end(q->w);
}

bool qml_over_areas(const struct thematic *t)
{
	return t->kind == THEMATIC_SYMBOLS && t->geometry != GEOMETRY_POINT;
}

/* Above areas, larger ones first. */
static size_t pass_of(const struct thematic *t, size_t i)
{
	size_t larger = 0;

	for (size_t k = 0; t->kind == THEMATIC_SYMBOLS && k < t->n_classes; k++)
		larger += t->classes[k].size > t->classes[i].size;
	return t->kind == THEMATIC_SYMBOLS ? larger + 1 : 0;
}

/* A circle on each area, in its largest part and inside of it. */
static void centre_layer(const struct qml *q, const char *name, size_t i)
{
	const struct thematic *t = q->t;
	const struct thematic_class *c = &t->classes[i];

	start_layer(q, "CentroidFill", pass_of(t, i));
	text(q, "point_on_surface", "1");
	text(q, "point_on_all_parts", "0");
	xml_end(q->w);
	start_symbol(q, "marker", mem_printf(q->ctx, "@%s@0", name), 1);
	marker_layer(q, c->color, c->size, t->edge, thematic_edge(t, i), 0);
	xml_end(q->w);
	xml_end(q->w);
}

void qml_class_symbol(const struct qml *q, size_t i)
{
	const struct thematic *t = q->t;
	const struct thematic_class *c = &t->classes[i];
	const char *name = mem_printf(q->ctx, "%zu", i);

	if (t->geometry == GEOMETRY_POINT) {
		start_symbol(q, "marker", name, t->opacity);
		marker_layer(q, c->color, c->size, t->edge, thematic_edge(t, i), pass_of(t, i));
	} else if (t->geometry == GEOMETRY_LINE) {
		start_symbol(q, "line", name, t->opacity);
		line_layer(q, c->color, c->size, false);
	} else {
		start_symbol(q, "fill", name, t->opacity);
		if (t->kind == THEMATIC_SYMBOLS)
			centre_layer(q, name, i);
		else
			fill_layer(q, c->color, true, 0);
	}
	xml_end(q->w);
}

static void hatch_layer(const struct qml *q, const char *name, const struct thematic_hatch *h)
{
	start_layer(q, "LinePatternFill", 0);
	number(q, "angle", h->angle);
	length(q, "distance", h->spacing);
	color(q, "color", h->line);
	length(q, "line_width", h->width);
	xml_end(q->w);
	start_symbol(q, "line", mem_printf(q->ctx, "@%s@1", name), 1);
	line_layer(q, h->line, h->width, false);
	xml_end(q->w);
	xml_end(q->w);
}

void qml_null_symbol(const struct qml *q, const struct thematic_hatch *nulls)
{
	const char *name = mem_printf(q->ctx, "%zu", q->t->n_classes);

	if (q->t->geometry == GEOMETRY_POINT) {
		start_symbol(q, "marker", name, 1);
		marker_layer(q, -1, THEMATIC_POINT_SIZE, nulls->line, nulls->width, 0);
	} else if (q->t->geometry == GEOMETRY_LINE) {
		start_symbol(q, "line", name, 1);
		line_layer(q, nulls->line, nulls->width, true);
	} else {
		start_symbol(q, "fill", name, 1);
		fill_layer(q, nulls->ground, true, 0);
		hatch_layer(q, name, nulls);
	}
	xml_end(q->w);
}

void qml_area_symbol(const struct qml *q)
{
	start_symbol(q, "fill", mem_printf(q->ctx, "%zu", q->t->n_classes + 1), 1);
	fill_layer(q, 0xffffff, false, 0);
	xml_end(q->w);
}
