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

/* Names of marks that others write, and which of ours comes nearest. */
static const char *mark_name(const char *name)
{
	static const struct {
		const char *theirs, *ours;
	} names[] = {
		{ "cross_fill", "cross" }, { "plus", "cross" }, { "cross2", "x" }, { "shape://times", "x" },
		{ "shape://plus", "cross" }, { "equilateral_triangle", "triangle" },
		{ "pentagon", "circle" }, { "hexagon", "circle" }, { "octagon", "circle" },
		{ "rhombus", "diamond" }, { "filled_arrowhead", "arrow" }, { "arrowhead", "arrow" },
		{ "slash", "hatch" }, { "backslash", "hatch" }, { "horline", "hatch" }, { "line", "hatch" },
		{ "shape://slash", "hatch" }, { "shape://backslash", "hatch" },
		{ "shape://horline", "hatch" }, { "shape://vertline", "hatch" },
	};

	for (const char *const *s = classes_symbols; *s != NULL; s++)
		if (strcmp(*s, name) == 0)
			return *s;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].theirs, name) == 0)
			return names[i].ours;
	return "square";  /* what SLD has for a mark that is not known */
}

static bool read_mark(struct sld_reader *r, const xmlNode *mark, struct sld_mark *m)
{
	const xmlNode *name = xml_child(mark, "WellKnownName");

	if (xml_child(mark, "OnlineResource") != NULL || xml_child(mark, "InlineContent") != NULL)
		return sld_refuse(r, mark, "only a WellKnownName is accepted", "seul un WellKnownName est accepté");
	m->name = name != NULL ? mark_name(xml_content(r->ctx, name)) : "square";
	if (!sld_read_fill(r, xml_child(mark, "Fill"), &m->fill) ||
	    !sld_read_stroke(r, xml_child(mark, "Stroke"), &m->stroke))
		return false;
	/* a mark without either is grey, as SLD's default is */
	m->fill.given = m->fill.given || !m->stroke.paint.given;
	return true;
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
	if ((size != NULL && !sld_number(r, size, 0, 500, &mark->size)) ||
	    (rotation != NULL && !sld_number(r, rotation, -3600, 3600, &mark->rotation)) ||
	    (opacity != NULL && !sld_number(r, opacity, 0, 1, &share)) ||
	    (m != NULL && !read_mark(r, m, mark)))
		return false;
	mark->fill.opacity *= share;
	mark->stroke.paint.opacity *= share;
	return true;
}
