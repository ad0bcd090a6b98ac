/* Values of dimensions (WMS 1.3.0, annexes C and D): what a client asks for, held to what the
   layer has, and turned into ranges of its column. */
#include "map/wms_request.h"

#include <string.h>

#include "service/ows.h"

#define MOST_VALUES 100

/* A value or a range as text; `to` is the same for a value. */
struct asked {
	const char *from, *to;
};

/* The whole stretch that a moment or a period names: "2016" is from its first second to its last. */
struct stretch {
	char from[24], to[24];
};

static int days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

/* YYYY[-MM[-DD[Thh[:mm[:ss[.s]]]][Z]]]: false when it is anything else. */
static bool stretch_parse(struct stretch *s, const char *text)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:dd";
	static const char last[] = "9999-12-31T23:59:59";
	size_t n = 0;

	while (n < sizeof shape - 1 && text[n] != '\0' &&
	       (shape[n] == 'd' ? strchr("0123456789", text[n]) != NULL : text[n] == shape[n]))
		n++;
	const char *rest = text + n;
	if (n == sizeof shape - 1 && *rest == '.')
		rest += 1 + strspn(rest + 1, "0123456789");
	if (*rest == 'Z')
		rest++;
	if (*rest != '\0' || (n != 4 && n != 7 && n != 10 && n != 13 && n != 16 && n != 19))
		return false;
	memcpy(s->from, "0000-01-01T00:00:00", sizeof shape);
	memcpy(s->to, last, sizeof shape);
	memcpy(s->from, text, n);
	memcpy(s->to, text, n);
	int year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
	int month = n >= 7 ? (text[5] - '0') * 10 + text[6] - '0' : 12;
	if (month < 1 || month > 12)
		return false;
	if (n == 7) {
		int days = days_of(year, month);
		s->to[8] = (char)('0' + days / 10);
		s->to[9] = (char)('0' + days % 10);
	}
	return n < 10 || ((text[8] - '0') * 10 + text[9] - '0' <= days_of(year, month) &&
	                  strncmp(text + 8, "00", 2) != 0);
}

/* "a", "a/b" and "a/b/period". */
static bool asked_parse(struct asked *a, const void *ctx, const char *text)
{
	size_t n;
	char **parts = text_split(ctx, text, '/', 3, &n);

	if (parts == NULL || n == 0 || *parts[0] == '\0' || (n > 1 && *parts[1] == '\0'))
		return false;
	*a = (struct asked){ parts[0], n > 1 ? parts[1] : parts[0] };
	return true;
}

static bool is_number(const struct column *c)
{
	return c->type == COLUMN_INTEGER || c->type == COLUMN_REAL;
}

static bool is_moment(const struct dimension *d)
{
	return text_same(d->units, "ISO8601");
}

/* Whether what is asked meets an entry of the extent; false too when a text is not a value. */
static bool meets(const struct dimension *d, const struct column *c, struct asked a, struct asked b)
{
	struct stretch a0, a1, b0, b1;
	double x0, x1, y0, y1;

	if (is_moment(d))
		return stretch_parse(&a0, a.from) && stretch_parse(&a1, a.to) &&
		       stretch_parse(&b0, b.from) && stretch_parse(&b1, b.to) &&
		       strcmp(a0.from, b1.to) <= 0 && strcmp(b0.from, a1.to) <= 0;
	if (is_number(c))
		return text_double(a.from, &x0) && text_double(a.to, &x1) && text_double(b.from, &y0) &&
		       text_double(b.to, &y1) && x0 <= y1 && y0 <= x1;
	return strcmp(a.from, b.to) <= 0 && strcmp(b.from, a.to) <= 0;
}

static bool in_extent(const struct dimension *d, const struct column *c, const void *ctx,
                      struct asked a)
{
	size_t n;
	char **entries = text_split(ctx, d->extent, ',', 100000, &n);

	for (size_t i = 0; entries != NULL && i < n; i++) {
		struct asked entry;
		const char *text = entries[i] + strspn(entries[i], " ");
		if (asked_parse(&entry, ctx, text) && meets(d, c, a, entry))
			return true;
	}
	return false;
}

/* As the column holds it. */
static struct engine_range range_of(const struct dimension *d, const struct column *c,
                                    const void *ctx, struct asked a)
{
	struct stretch from, to;

	if (!is_moment(d) || !stretch_parse(&from, a.from) || !stretch_parse(&to, a.to))
		return (struct engine_range){ a.from, a.to };
	switch (c->type) {
	case COLUMN_DATE:
		return (struct engine_range){ mem_strndup(ctx, from.from, 10), mem_strndup(ctx, to.to, 10) };
	case COLUMN_DATETIME:
		return (struct engine_range){ mem_strdup(ctx, from.from),
		                              mem_printf(ctx, "%s.999Z", to.to) };
	case COLUMN_INTEGER:
	case COLUMN_REAL:
		return (struct engine_range){ mem_strndup(ctx, from.from, 4), mem_strndup(ctx, to.to, 4) };
	case COLUMN_STRING:
	case COLUMN_BOOLEAN:
		break;
	}
	/* text of any precision: whatever begins with the last moment still belongs */
	return (struct engine_range){ a.from, mem_printf(ctx, "%s~", a.to) };
}

static bool refuse(const struct exchange *x, const struct dimension *d, const char *parameter,
                   struct err *err)
{
	return err_set(err, x->ctx, ERR_DIMENSION, parameter,
	               "%s has no such value; it has %.200s", "%s n'a pas cette valeur ; il a %.200s",
	               parameter, d->extent);
}

/* The parameter of a dimension: TIME, ELEVATION, or DIM_ and its name. */
const char *wms_dimension_parameter(const void *ctx, const char *name)
{
	if (text_same(name, "time"))
		return "TIME";
	return text_same(name, "elevation") ? "ELEVATION" : mem_printf(ctx, "DIM_%s", name);
}

/* "current" is the newest there is. */
static const char *meant(const struct dimension *d, const char *text)
{
	if (!text_same(text, "current"))
		return text;
	if (*d->initial != '\0')
		return d->initial;
	const char *last = strrchr(d->extent, ',');
	return last != NULL ? last + 1 : d->extent;
}

static bool read_one(struct engine_filter *f, const struct exchange *x, const struct dimension *d,
                     const struct column *c, struct err *err)
{
	const char *parameter = wms_dimension_parameter(x->ctx, d->name);
	const char *text = ows_get(x, parameter);
	size_t n;

	text = meant(d, text != NULL ? text : d->initial);
	char **values = text_split(x->ctx, text, ',', MOST_VALUES, &n);
	if (values == NULL)
		return err_set(err, x->ctx, ERR_DIMENSION, parameter, "%s has more than %d values",
		               "%s a plus de %d valeurs", parameter, MOST_VALUES);
	struct engine_range *ranges = mem_array(x->ctx, struct engine_range, n);
	for (size_t i = 0; i < n; i++) {
		struct asked a;
		if (!asked_parse(&a, x->ctx, values[i]) || !in_extent(d, c, x->ctx, a))
			return refuse(x, d, parameter, err);
		ranges[i] = range_of(d, c, x->ctx, a);
	}
	*f = (struct engine_filter){ c, ranges, n };
	return true;
}

bool wms_read_dimensions(struct engine_drawn *drawn, const struct exchange *x, struct err *err)
{
	const struct layer *layer = drawn->layer;
	struct engine_filter *filters = mem_array(x->ctx, struct engine_filter, layer->n_dimensions);
	size_t n = 0;

	for (size_t i = 0; i < layer->n_dimensions; i++) {
		const struct dimension *d = &layer->dimensions[i];
		const struct column *c = layer_column(layer, d->column);
		if (c == NULL)
			continue;
		if (!read_one(&filters[n], x, d, c, err))
			return false;
		n += filters[n].n_ranges > 0;
	}
	drawn->filters = filters;
	drawn->n_filters = n;
	return true;
}

char *wms_dimensions_asked(const struct exchange *x, const struct layer *layer)
{
	char *text = mem_strdup(x->ctx, "");

	for (size_t i = 0; i < layer->n_dimensions; i++) {
		const char *name = wms_dimension_parameter(x->ctx, layer->dimensions[i].name), *value = ows_get(x, name);
		if (value != NULL)
			text = mem_check(talloc_asprintf_append_buffer(text, "%s=%s&", name, text_url_encode(x->ctx, value)));
	}
	return text;
}
