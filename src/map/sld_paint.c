/* Fills, strokes and marks of SLD. */
#include "map/sld_read.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "map/classes.h"

const xmlNode *sld_parameter(const void *ctx, const xmlNode *parent, const char *name)
{
	for (const xmlNode *n = xml_first(parent); n != NULL; n = xml_next(n)) {
		if (!xml_is(n, "CssParameter") && !xml_is(n, "SvgParameter"))
			continue;
		const char *its = xml_get(ctx, n, "name");
		if (its != NULL && strcmp(its, name) == 0)
			return n;
	}
	return NULL;
}

bool sld_text(struct sld_reader *r, const xmlNode *node, const char **text)
{
	for (const xmlNode *n = xml_first(node); n != NULL; n = xml_next(n))
		if (!xml_is(n, "Literal"))
			return sld_refuse(r, node, "only a plain value is accepted here",
			                  "seule une valeur simple est acceptée ici");
	*text = xml_content(r->ctx, node);
	return true;
}

static bool read_color(struct sld_reader *r, const xmlNode *node, uint32_t *color)
{
	const char *text;

	if (!sld_text(r, node, &text))
		return false;
	if (*text != '#' || strlen(text) != 7 || strspn(text + 1, "0123456789abcdefABCDEF") != 6)
		return sld_refuse(r, node, "expects a colour as #rrggbb", "attend une couleur #rrvvbb");
	*color = (uint32_t)strtoul(text + 1, NULL, 16);
	return true;
}

/* Colour and opacity by the names of their parameters; false only when one is wrong. */
static bool read_paint(struct sld_reader *r, const xmlNode *parent, const char *color,
                       const char *opacity, struct sld_paint *paint)
{
	const xmlNode *c = sld_parameter(r->ctx, parent, color);
	const xmlNode *o = sld_parameter(r->ctx, parent, opacity);

	return (c == NULL || read_color(r, c, &paint->color)) &&
	       (o == NULL || sld_number(r, o, 0, 1, &paint->opacity));
}

bool sld_read_fill(struct sld_reader *r, const xmlNode *fill, struct sld_paint *paint)
{
	*paint = (struct sld_paint){ .color = 0x808080, .opacity = 1 };
	if (fill == NULL)
		return true;
	paint->given = true;
	return read_paint(r, fill, "fill", "fill-opacity", paint);
}

static bool read_dashes(struct sld_reader *r, const xmlNode *node, struct sld_stroke *s)
{
	const char *text;

	if (!sld_text(r, node, &text))
		return false;
	char *copy = mem_strdup(r->ctx, text);
	for (char *p = copy; *p != '\0'; p++)
		if (*p == ',' || isspace((unsigned char)*p))
			*p = ' ';
	size_t n;
	char **pieces = text_split(r->ctx, copy, ' ', 64, &n);
	for (size_t i = 0; pieces != NULL && i < n; i++) {
		if (*pieces[i] == '\0')
			continue;
		if (s->n_dashes == SLD_DASHES || !text_double(pieces[i], &s->dashes[s->n_dashes]) ||
		    s->dashes[s->n_dashes] < 0 || s->dashes[s->n_dashes] > 1000)
			return sld_refuse(r, node, "expects at most 10 lengths up to 1000",
			                  "attend au plus 10 longueurs jusqu'à 1000");
		s->n_dashes++;
	}
	/* an odd list is gone through twice, as SVG has it */
	for (int i = 0, odd = s->n_dashes; odd % 2 == 1 && i < odd && s->n_dashes < SLD_DASHES; i++)
		s->dashes[s->n_dashes++] = s->dashes[i];
	s->n_dashes -= s->n_dashes % 2;
	return true;
}

/* A word among those allowed; others leave what is there. */
static void read_word(struct sld_reader *r, const xmlNode *parent, const char *name,
                      const char *const *words, int *value)
{
	const xmlNode *node = sld_parameter(r->ctx, parent, name);
	const char *text = node != NULL ? xml_content(r->ctx, node) : "";

	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], text) == 0)
			*value = i;
}

bool sld_read_stroke(struct sld_reader *r, const xmlNode *stroke, struct sld_stroke *s)
{
	static const char *const caps[] = { "butt", "round", "square", NULL };
	static const char *const joins[] = { "mitre", "round", "bevel", NULL };
	int cap = SLD_CAP_BUTT, join = SLD_JOIN_MITER;

	*s = (struct sld_stroke){ .width = 1, .paint = { .opacity = 1 } };
	if (stroke == NULL)
		return true;
	s->paint.given = true;
	const xmlNode *width = sld_parameter(r->ctx, stroke, "stroke-width");
	const xmlNode *dashes = sld_parameter(r->ctx, stroke, "stroke-dasharray");
	if (xml_child(stroke, "GraphicStroke") != NULL || xml_child(stroke, "GraphicFill") != NULL)
		return sld_refuse(r, stroke, "a stroke of graphics is not accepted",
		                  "un trait fait de graphiques n'est pas accepté");
	if (!read_paint(r, stroke, "stroke", "stroke-opacity", &s->paint) ||
	    (width != NULL && !sld_number(r, width, 0, 200, &s->width)) ||
	    (dashes != NULL && !read_dashes(r, dashes, s)))
		return false;
	read_word(r, stroke, "stroke-linecap", caps, &cap);
	read_word(r, stroke, "stroke-linejoin", joins, &join);
	s->cap = (enum sld_cap)cap;
	s->join = (enum sld_join)join;
	return true;
}

/* Names of marks that others write, which of ours comes nearest, and how it is turned (clockwise). */
static const char *mark_name(const char *name, double *turned)
{
	static const struct {
		const char *theirs, *ours;
		double turned;
	} names[] = {
		{ "cross_fill", "cross", 0 }, { "plus", "cross", 0 }, { "cross2", "x", 0 },
		{ "shape://times", "x", 0 }, { "shape://plus", "cross", 0 },
		{ "equilateral_triangle", "triangle", 0 }, { "pentagon", "circle", 0 },
		{ "hexagon", "circle", 0 }, { "octagon", "circle", 0 }, { "rhombus", "diamond", 0 },
		{ "filled_arrowhead", "arrow", 0 }, { "arrowhead", "arrow", 0 },
		{ "line", "hatch", 0 }, { "horline", "hatch", 0 }, { "vertline", "hatch", 90 },
		{ "slash", "hatch", -45 }, { "backslash", "hatch", 45 },
		{ "shape://horline", "hatch", 0 }, { "shape://vertline", "hatch", 90 },
		{ "shape://slash", "hatch", -45 }, { "shape://backslash", "hatch", 45 },
	};

	for (const char *const *s = classes_symbols; *s != NULL; s++)
		if (strcmp(*s, name) == 0)
			return *s;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].theirs, name) == 0) {
			*turned = names[i].turned;
			return names[i].ours;
		}
	return "square";  /* what SLD has for a mark that is not known */
}

static bool read_mark(struct sld_reader *r, const xmlNode *mark, struct sld_mark *m)
{
	const xmlNode *name = xml_child(mark, "WellKnownName");
	double turned = 0;

	if (xml_child(mark, "OnlineResource") != NULL || xml_child(mark, "InlineContent") != NULL)
		return sld_refuse(r, mark, "only a WellKnownName is accepted", "seul un WellKnownName est accepté");
	m->name = name != NULL ? mark_name(xml_content(r->ctx, name), &turned) : "square";
	m->rotation += turned;
	if (!sld_read_fill(r, xml_child(mark, "Fill"), &m->fill) ||
	    !sld_read_stroke(r, xml_child(mark, "Stroke"), &m->stroke))
		return false;
	/* a mark without either is grey, as SLD's default is */
	m->fill.given = m->fill.given || !m->stroke.paint.given;
	return true;
}

/* The one formula that we write: factor * pow(abs(column), exponent). */
static bool read_formula(struct sld_reader *r, const xmlNode *mul, struct sld_mark *m)
{
	const xmlNode *factor = xml_child(mul, "Literal"), *power = xml_child(mul, "Function");
	const xmlNode *absolute = xml_child(power, "Function"), *exponent = xml_child(power, "Literal");
	const char *outer = power != NULL ? xml_get(r->ctx, power, "name") : NULL;
	const char *inner = absolute != NULL ? xml_get(r->ctx, absolute, "name") : NULL;
	const xmlNode *column = xml_child(absolute, "PropertyName");

	if (factor == NULL || exponent == NULL || column == NULL || outer == NULL || inner == NULL ||
	    strcmp(outer, "pow") != 0 || strcmp(inner, "abs") != 0)
		return sld_refuse(r, mul, "expects a number, or a factor times pow(abs(column), exponent)",
		                  "attend un nombre, ou un facteur fois pow(abs(colonne), exposant)");
	return sld_number(r, factor, 0, 1e9, &m->factor) && sld_number(r, exponent, 0, 4, &m->exponent) &&
	       sld_property(r, column, &m->sized_by);
}

static bool read_size(struct sld_reader *r, const xmlNode *size, struct sld_mark *m)
{
	const xmlNode *mul = xml_child(size, "Mul");

	if (mul != NULL)
		return read_formula(r, mul, m);
	return size == NULL || sld_number(r, size, 0, 500, &m->size);
}

bool sld_read_graphic(struct sld_reader *r, const xmlNode *graphic, struct sld_mark *mark)
{
	const xmlNode *size = xml_child(graphic, "Size"), *rotation = xml_child(graphic, "Rotation");
	const xmlNode *opacity = xml_child(graphic, "Opacity"), *m = xml_child(graphic, "Mark");
	double share = 1;

	*mark = (struct sld_mark){ .size = 6, .name = "square",
	                           .fill = { .given = true, .color = 0x808080, .opacity = 1 } };
	if (graphic == NULL)
		return true;
	if (xml_child(graphic, "ExternalGraphic") != NULL && m == NULL)
		return sld_refuse(r, graphic, "ExternalGraphic is not accepted, as this server fetches nothing; "
		                  "use a Mark", "ExternalGraphic n'est pas accepté, car ce serveur ne va rien "
		                  "chercher ; utilisez un Mark");
	if (!read_size(r, size, mark) ||
	    (rotation != NULL && !sld_number(r, rotation, -3600, 3600, &mark->rotation)) ||
	    (opacity != NULL && !sld_number(r, opacity, 0, 1, &share)) ||
	    (m != NULL && !read_mark(r, m, mark)))
		return false;
	mark->fill.opacity *= share;
	mark->stroke.paint.opacity *= share;
	return true;
}
