#include <math.h>

#include "thematic/color.h"
#include "thematic/forms.h"
#include "thematic/number.h"

#define KEY_WIDTH 28.0
#define KEY_HEIGHT 18.0

struct legend {
	xmlTextWriterPtr w;
	const void *ctx;
	const struct thematic *t;
	enum lang lang;
};

/* An element of HTML is never closed in its start tag, as XML may be. */
static void end(const struct legend *l)
{
	xmlTextWriterFullEndElement(l->w);
}

static void element(const struct legend *l, const char *tag, const char *scope, const char *text)
{
	xml_start(l->w, tag);
	xml_attribute(l->w, "scope", scope);
	xml_text(l->w, text);
	end(l);
}

static void number(const struct legend *l, const char *name, double value)
{
	xml_attribute(l->w, name, text_from_double(l->ctx, round(value * 100) / 100));
}

static void color(const struct legend *l, const char *name, uint32_t value)
{
	char text[8];

	color_text(value, text);
	xml_attribute(l->w, name, text);
}

static void stroke(const struct legend *l, uint32_t value, double width)
{
	color(l, "stroke", value);
	number(l, "stroke-width", width);
}

/* What it shows is told by the text beside it. */
static void open_picture(const struct legend *l, double width, double height)
{
	xml_start(l->w, "svg");
	number(l, "width", width);
	number(l, "height", height);
	xml_attribute(l->w, "aria-hidden", "true");
	xml_attribute(l->w, "focusable", "false");
}

static void circle(const struct legend *l, double across, double size)
{
	xml_start(l->w, "circle");
	number(l, "cx", across / 2);
	number(l, "cy", fmax(size + 2, KEY_HEIGHT) / 2);
	number(l, "r", size / 2);
}

static void line(const struct legend *l, double x1, double y1, double x2, double y2)
{
	xml_start(l->w, "line");
	number(l, "x1", x1);
	number(l, "y1", y1);
	number(l, "x2", x2);
	number(l, "y2", y2);
}

static void area(const struct legend *l)
{
	xml_start(l->w, "rect");
	number(l, "x", 0.5);
	number(l, "y", 0.5);
	number(l, "width", KEY_WIDTH - 1);
	number(l, "height", KEY_HEIGHT - 1);
}

/* The symbols of a legend share an axis. */
static double across(const struct thematic *t)
{
	return t->kind == THEMATIC_SYMBOLS ? fmax(t->largest_size + 2, KEY_WIDTH) : KEY_WIDTH;
}

static void draw_class(const struct legend *l, size_t i)
{
	const struct thematic *t = l->t;
	const struct thematic_class *c = &t->classes[i];
	bool round = t->kind == THEMATIC_SYMBOLS || t->geometry == GEOMETRY_POINT;

	open_picture(l, across(t), round ? fmax(c->size + 2, KEY_HEIGHT) : KEY_HEIGHT);
	if (t->geometry == GEOMETRY_LINE) {
		line(l, 1, KEY_HEIGHT / 2, KEY_WIDTH - 1, KEY_HEIGHT / 2);
		stroke(l, c->color, c->size);
	} else {
		if (round)
			circle(l, across(t), c->size);
		else
			area(l);
		color(l, "fill", c->color);
		stroke(l, round ? t->edge : t->outline, round ? thematic_edge(t, i) : t->outline_width);
	}
	number(l, "opacity", t->opacity);
	xml_end(l->w);
	xml_end(l->w);
}

/* Lines at their angle over the whole key, which cuts them off. */
static void draw_lines(const struct legend *l, const struct thematic_hatch *h)
{
	const double angle = h->angle * acos(-1) / 180, reach = hypot(KEY_WIDTH, KEY_HEIGHT) / 2;
	const double dx = cos(angle), dy = -sin(angle);
	int n = (int)(reach / h->spacing);

	for (int i = -n; i <= n; i++) {
		double x = KEY_WIDTH / 2 - dy * i * h->spacing;
		double y = KEY_HEIGHT / 2 + dx * i * h->spacing;
		line(l, x - dx * reach, y - dy * reach, x + dx * reach, y + dy * reach);
		stroke(l, h->line, h->width);
		xml_end(l->w);
	}
}

static void draw_hatch(const struct legend *l, const struct thematic_hatch *h)
{
	open_picture(l, across(l->t), KEY_HEIGHT);
	switch (l->t->geometry) {
	case GEOMETRY_POINT:
		circle(l, across(l->t), THEMATIC_POINT_SIZE);
		xml_attribute(l->w, "fill", "none");
		stroke(l, h->line, h->width);
		xml_end(l->w);
		break;
	case GEOMETRY_LINE:
		line(l, 1, KEY_HEIGHT / 2, KEY_WIDTH - 1, KEY_HEIGHT / 2);
		stroke(l, h->line, h->width);
		xml_attribute(l->w, "stroke-dasharray", "4 4");
		xml_end(l->w);
		break;
	case GEOMETRY_POLYGON:
	case GEOMETRY_ANY:
	case GEOMETRY_RASTER:
		xml_start(l->w, "svg");
		number(l, "width", KEY_WIDTH);
		number(l, "height", KEY_HEIGHT);
		area(l);
		color(l, "fill", h->ground);
		stroke(l, h->line, 0.5);
		xml_end(l->w);
		draw_lines(l, h);
		xml_end(l->w);
		break;
	}
	xml_end(l->w);
}

static void open_row(const struct legend *l)
{
	xml_start(l->w, "tr");
	xml_start(l->w, "td");
}

static void close_row(const struct legend *l, struct text title, size_t count)
{
	end(l);
	element(l, "td", NULL, text_in(title, l->lang));
	element(l, "td", NULL, number_text(l->ctx, (double)count, 0, l->lang));
	end(l);
}

static void write_head(const struct legend *l)
{
	static const struct text headings[] = { { "Signe", "Sign" }, { "Classe", "Class" },
		                                { "Nombre", "Number" } };

	xml_start(l->w, "thead");
	xml_start(l->w, "tr");
	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
		element(l, "th", "col", text_in(headings[i], l->lang));
	end(l);
	end(l);
}

static void write_table(const struct legend *l)
{
	xml_start(l->w, "table");
	write_head(l);
	xml_start(l->w, "tbody");
	for (size_t i = 0; i < l->t->n_classes; i++) {
		open_row(l);
		draw_class(l, i);
		close_row(l, l->t->classes[i].title, l->t->classes[i].count);
	}
	for (size_t i = 0; i < STATES; i++) {
		if (l->t->hatches[i].count == 0)
			continue;
		open_row(l);
		draw_hatch(l, &l->t->hatches[i]);
		close_row(l, l->t->hatches[i].title, l->t->hatches[i].count);
	}
	end(l);
	end(l);
}

void thematic_legend_html(const struct thematic *t, enum lang lang, struct out *out)
{
	void *ctx = talloc_new(out);
	const struct legend l = { xml_writer(ctx, out), ctx, t, lang };

	xml_start(l.w, "figure");
	xml_attribute(l.w, "class", "legend");
	xml_attribute(l.w, "lang", lang_tag(lang));
	element(&l, "figcaption", NULL, text_in(t->title, lang));
	write_table(&l);
	element(&l, "p", NULL, text_in(t->explanation, lang));
	end(&l);
	xmlTextWriterFlush(l.w);
	talloc_free(ctx);
}
