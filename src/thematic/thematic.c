#include "thematic/thematic.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "thematic/making.h"

#define SMALL_CIRCLE 8.0
#define TOO_LARGE 1e100

static const char *const kinds[THEMATIC_KINDS] = { "choropleth", "symbols", "categories" };

const char *thematic_kind_name(enum thematic_kind kind)
{
	return kinds[kind];
}

const char *thematic_state_name(enum thematic_state state)
{
	static const char *const states[STATES] = { "no-data", "secret", "not-applicable" };
	return states[state];
}

bool thematic_kind_parse(enum thematic_kind *kind, const char *name)
{
	for (int i = 0; i < THEMATIC_KINDS; i++) {
		if (strcmp(kinds[i], name) == 0) {
			*kind = (enum thematic_kind)i;
			return true;
		}
	}
	return false;
}

size_t class_of_number(const struct thematic *t, double value)
{
	size_t i = t->n_classes - 1;

	while (i > 0 && !(value >= t->classes[i].from))
		i--;
	return i;
}

static size_t class_of_text(const struct thematic *t, const char *value)
{
	for (size_t i = 0; i < t->n_classes; i++)
		if (t->classes[i].value == NULL || strcmp(t->classes[i].value, value) == 0)
			return i;
	return t->n_classes + STATE_NO_DATA;
}

size_t thematic_place(const struct thematic *t, const struct table *table, size_t column, size_t row)
{
	const uint8_t *states = table->columns[column].states;
	char scratch[40];

	switch (states == NULL ? VALUE_PRESENT : (enum value_state)states[row]) {
	case VALUE_MISSING:        return t->n_classes + STATE_NO_DATA;
	case VALUE_SECRET:         return t->n_classes + STATE_SECRET;
	case VALUE_NOT_APPLICABLE: return t->n_classes + STATE_NOT_APPLICABLE;
	case VALUE_PRESENT:        break;
	}
	if (t->kind == THEMATIC_CATEGORIES)
		return class_of_text(t, table_text(table, column, row, scratch));
	double value = table_number(table, column, row);
	if (!isfinite(value) || t->n_classes == 0)
		return t->n_classes + STATE_NO_DATA;
	return class_of_number(t, value);
}

/* Numbers in order, most of which are there: as many classes begin at or below a value as come before its own, and it. */
static void place_reals(uint8_t *places, const struct thematic *t, const struct table_column *c, const uint32_t *rows,
                        size_t n)
{
	const uint8_t of_state[] = {
		[VALUE_MISSING] = (uint8_t)(t->n_classes + STATE_NO_DATA), [VALUE_SECRET] = (uint8_t)(t->n_classes + STATE_SECRET),
		[VALUE_NOT_APPLICABLE] = (uint8_t)(t->n_classes + STATE_NOT_APPLICABLE),
	};
	double from[CLASSES_MOST] = { 0 };

	for (size_t k = 1; k < t->n_classes; k++)
		from[k - 1] = t->classes[k].from;
	for (size_t i = 0; i < n; i++) {
		double value = c->reals[rows[i]];
		unsigned state = c->states != NULL ? c->states[rows[i]] : VALUE_PRESENT, place = 0;
		for (size_t k = 0; k + 1 < t->n_classes; k++)
			place += value >= from[k];
		if (state == VALUE_PRESENT && !isfinite(value))
			state = VALUE_MISSING;
		places[i] = state == VALUE_PRESENT ? (uint8_t)place : of_state[state];
	}
}

void thematic_places(uint8_t *places, const struct thematic *t, const struct table *table, size_t column,
                     const uint32_t *rows, size_t n)
{
	const struct table_column *c = &table->columns[column];

	if (c->type == CELL_REAL && t->kind != THEMATIC_CATEGORIES && t->n_classes > 0) {
		place_reals(places, t, c, rows, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		places[i] = (uint8_t)thematic_place(t, table, column, rows[i]);
}

double thematic_size(const struct thematic *t, double value)
{
	if (t->kind != THEMATIC_SYMBOLS || !isfinite(value) || !(t->largest > 0))
		return 0;
	double part = fabs(value) / t->largest;
	return t->largest_size * (t->scaling == SCALING_AREA ? sqrt(part) : pow(part, 0.5716));
}

double thematic_shown(const struct thematic_class *c)
{
	return fabs(c->from) > fabs(c->to) ? c->from : c->to;
}

double thematic_edge(const struct thematic *t, size_t i)
{
	return t->classes[i].size < SMALL_CIRCLE ? 0 : t->edge_width;
}

struct thematic_hatch thematic_nulls(const struct thematic *t, const void *ctx)
{
	static const struct text comma = { ", ", ", " };
	struct thematic_hatch all = t->hatches[STATE_NO_DATA];
	struct text parts[2 * STATES];
	size_t n = 0;

	for (int i = 0; i < STATES; i++) {
		if (t->hatches[i].count == 0)
			continue;
		if (n > 0)
			parts[n++] = comma;
		parts[n++] = t->hatches[i].title;
		all.count += i == STATE_NO_DATA ? 0 : t->hatches[i].count;
	}
	if (n > 0)
		all.title = words_join(ctx, parts, n);
	return all;
}

/* Three angles, spacings and grounds, so that they differ in print, too. */
static void set_hatches(struct thematic *t)
{
	static const struct thematic_hatch hatches[STATES] = {
		[STATE_NO_DATA] = { { "Absence de données", "No data" }, 0xa6a6a6, 0xf0f0f0, 45, 8, 1, 0 },
		[STATE_SECRET] = { { "Secret statistique", "Statistical confidentiality" },
		                   0x5c5c5c, 0xe4e4e4, 135, 5, 1, 0 },
		[STATE_NOT_APPLICABLE] = { { "Sans objet", "Not applicable" }, 0xb4b4b4, 0xffffff, 0, 6, 1, 0 },
	};
	memcpy(t->hatches, hatches, sizeof hatches);
}

/* "Taux de chômage (%)": the unit once. */
static struct text title_of(const struct making *m, const char *unit)
{
	const struct table_column *column = &m->table->columns[m->column];
	struct text title = m->attribute->title;

	if (text_empty(title))
		title = column->title;
	if (text_empty(title))
		title = (struct text){ column->name, column->name };
	const char *bracketed = mem_printf(m->ctx, " (%s)", unit);
	bool told = *unit == '\0' || strstr(text_in(title, LANG_FR), bracketed) != NULL ||
	            strstr(text_in(title, LANG_EN), bracketed) != NULL;
	struct text parts[] = { title, { bracketed, bracketed } };
	return words_join(m->ctx, parts, told ? 1 : 2);
}

/* A column without any value is text, too. */
static bool has_text(const struct making *m)
{
	char scratch[40];

	if (m->table->columns[m->column].type != CELL_TEXT)
		return false;
	for (size_t row = 0; row < m->table->n_rows; row++)
		if (table_text(m->table, m->column, row, scratch) != NULL)
			return true;
	return false;
}

static bool set_kind(struct thematic *t, const struct making *m)
{
	const struct thematic_wish *w = m->wish;
	enum attribute_kind kind = m->attribute->kind;
	bool named = kind == ATTRIBUTE_NOMINAL || kind == ATTRIBUTE_ORDINAL;
	bool areas = t->geometry == GEOMETRY_POLYGON || t->geometry == GEOMETRY_ANY;

	if (w->kind >= 0)
		t->kind = (enum thematic_kind)w->kind;
	else if (named)
		t->kind = THEMATIC_CATEGORIES;
	else if (kind == ATTRIBUTE_MEASURE || t->geometry == GEOMETRY_LINE || w->shade_counts ||
	         w->method >= 0 || w->n_breaks > 0)
		t->kind = THEMATIC_CHOROPLETH;
	else
		t->kind = THEMATIC_SYMBOLS;
	if (t->kind == THEMATIC_CATEGORIES)
		return true;
	if (named || has_text(m))
		return err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, named ? "kind" : "attribute",
		               "the column \"%s\" holds names, not numbers: it can be drawn as categories only",
		               "la colonne « %s » contient des noms, pas des nombres : elle ne se représente "
		               "que par catégories", m->attribute->name);
	if (t->kind == THEMATIC_SYMBOLS && t->geometry == GEOMETRY_LINE)
		return err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, "kind",
		               "symbols stand on points and areas: choose choropleth for lines",
		               "les symboles se placent sur des points ou des surfaces : choisissez "
		               "choropleth pour des lignes");
	if (t->kind == THEMATIC_CHOROPLETH && kind == ATTRIBUTE_COUNT && areas && !w->shade_counts)
		return err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, "kind",
		               "\"%s\" is a count: shading areas by it would show how large they are; choose "
		               "symbols, divide it by a total, or say shade_counts=true",
		               "« %s » est un effectif : en colorer des surfaces montrerait leur étendue ; "
		               "choisissez symbols, rapportez-le à un total ou dites shade_counts=true",
		               m->attribute->name);
	return true;
}

/* From the numbers of the column in their order, where these are kept; the same as row by row. */
static void count_numbers(struct thematic *t, const struct making *m)
{
	const struct numbers *all = make_numbers(m, &m->column, 1);
	const struct distribution *d = &all->distribution;
	size_t before = 0;

	for (size_t i = 0; i < t->n_classes; i++) {
		size_t end = i + 1 < t->n_classes ? sorted_below(d->sorted, d->n, t->classes[i + 1].from) : d->n;
		t->classes[i].count = end - before;
		before = end;
	}
	t->hatches[STATE_SECRET].count = all->secret;
	t->hatches[STATE_NOT_APPLICABLE].count = all->not_applicable;
	t->hatches[STATE_NO_DATA].count = m->table->n_rows - before - all->secret - all->not_applicable;
}

static void count_rows(struct thematic *t, const struct making *m)
{
	if (m->kept != NULL && t->kind != THEMATIC_CATEGORIES) {
		count_numbers(t, m);
		return;
	}
	for (size_t row = 0; row < m->table->n_rows; row++) {
		size_t at = thematic_place(t, m->table, m->column, row);
		if (at < t->n_classes)
			t->classes[at].count++;
		else
			t->hatches[at - t->n_classes].count++;
	}
}

bool make_distribution(struct distribution *d, const struct making *m)
{
	*d = make_numbers(m, m->series, m->n_series)->distribution;
	if (d->n > 0 && (d->greatest > TOO_LARGE || d->least < -TOO_LARGE))
		return err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, "attribute",
		               "the column \"%s\" holds numbers beyond 1e100, of which no map can be made",
		               "la colonne « %s » contient des nombres au-delà de 1e100, dont on ne peut "
		               "faire de carte", m->attribute->name);
	return true;
}

double make_size(const struct thematic *t)
{
	return t->geometry == GEOMETRY_POINT  ? THEMATIC_POINT_SIZE
	       : t->geometry == GEOMETRY_LINE ? THEMATIC_LINE_WIDTH
	                                      : 0;
}

bool make_ramp(const struct ramp **ramp, const struct making *m, const char *otherwise, int kinds_allowed)
{
	const char *name = m->wish->ramp != NULL ? m->wish->ramp : otherwise;

	*ramp = ramp_find(name);
	if (*ramp == NULL)
		return err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, "ramp",
		               "there is no ramp \"%s\"; try Blues, YlOrRd, YlGnBu, viridis, RdBu, PuOr or Set2",
		               "il n'y a pas de palette « %s » ; essayez Blues, YlOrRd, YlGnBu, viridis, RdBu, "
		               "PuOr ou Set2", name);
	if ((1 << (*ramp)->kind & kinds_allowed) != 0)
		return true;
	if ((*ramp)->kind == RAMP_QUALITATIVE)
		return err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, "ramp",
		               "the values have an order, the colours of \"%s\" have none: try Blues or YlGnBu",
		               "les valeurs ont un ordre, les couleurs de « %s » n'en ont pas : essayez Blues "
		               "ou YlGnBu", (*ramp)->name);
	return err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, "ramp",
	               "around a value, colours go two ways, those of \"%s\" one: try RdBu or PuOr",
	               "autour d'une valeur, les couleurs vont dans deux sens, celles de « %s » dans un "
	               "seul : essayez RdBu ou PuOr", (*ramp)->name);
}

bool make_thematic(struct thematic *t, const struct making *given, enum geometry_kind geometry)
{
	static bool (*const makers[THEMATIC_KINDS])(struct thematic *, const struct making *) = {
		make_choropleth, make_symbols, make_categories
	};
	static const struct text empty = { "Aucune valeur dans cette colonne : tout est hachuré.",
		                           "No value in this column: everything is hatched." };
	const struct thematic_wish none = thematic_no_wish();
	struct making m = *given;
	const char *unit = m.attribute->unit != NULL ? m.attribute->unit : "";

	if (m.n_series == 0)
		m.series = &given->column;
	m.n_series = m.n_series > 0 ? m.n_series : 1;
	m.wish = m.wish != NULL ? m.wish : &none;
	if (*unit == '\0' && m.table->columns[m.column].unit != NULL)
		unit = m.table->columns[m.column].unit;
	*t = (struct thematic){ .geometry = geometry, .attribute = mem_strdup(m.ctx, m.attribute->name),
		                .unit = mem_strdup(m.ctx, unit), .ramp = "", .around = NAN,
		                .outline = 0x8c8c8c, .outline_width = 0.3,
		                .edge = 0xffffff, .edge_width = 0.5,
		                .opacity = 1, .reversed = m.wish->reverse, .labels = m.wish->labels,
		                .names = m.wish->names != NULL ? mem_strdup(m.ctx, m.wish->names) : "" };
	t->title = title_of(&m, unit);
	set_hatches(t);
	if (!set_kind(t, &m) || !makers[t->kind](t, &m))
		return false;
	if (t->n_classes == 0)
		t->explanation = empty;
	count_rows(t, &m);
	return true;
}

bool thematic_make(struct thematic *t, const void *ctx, const struct table *table, size_t column,
                   const struct attribute *attribute, enum geometry_kind geometry, const size_t *series,
                   size_t n_series, const struct thematic_wish *wish, struct err *err)
{
	const struct making m = { ctx, table, column, attribute, series, n_series, wish, err, NULL, NULL };

	return make_thematic(t, &m, geometry);
}

bool thematic_of_style(struct thematic *t, const void *ctx, const struct style *style, struct err *err)
{
	return thematic_read(t, ctx, style->body, err);
}
