#include "map/flat_parts.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* The type that the column is compared as; false where it is not at hand. */
static bool find_column(struct flat_test *t, enum column_type *type, const struct flat_columns *c, const char *name)
{
	const struct layer *layer = c->layer;
	size_t first = layer->joined != NULL ? layer->joined->first : layer->n_columns;

	for (size_t i = 0; i < layer->n_columns; i++) {
		if (strcasecmp(layer->columns[i].name, name) != 0)
			continue;
		t->table = i < first ? c->own : c->joined;
		t->column = i < first ? i : i - first;
		*type = layer->columns[i].type;
		return t->table != NULL && t->column < t->table->n_columns;
	}
	return false;
}

/* CLASS blocks say whether they compare texts or numbers, SLD goes by the column. Reals as text are told in another way
   by libmapserver. */
static bool bind_comparison(struct flat_test *t, const struct sld_filter *f, bool blocks,
                            const struct flat_columns *columns)
{
	enum column_type type;

	if (!find_column(t, &type, columns, f->column))
		return false;
	if (type != COLUMN_STRING && type != COLUMN_INTEGER && type != COLUMN_REAL)
		return false;
	t->literal = f->literal;
	t->any_case = f->any_case;
	t->nulls = blocks;
	if (f->op == SLD_NULL)
		return true;
	bool number = f->op != SLD_LIKE && text_double(f->literal, &t->number);
	t->numeric = number && (blocks ? f->number : type != COLUMN_STRING);
	return !blocks || (f->number ? number && type != COLUMN_STRING : type != COLUMN_REAL);
}

bool flat_bind(struct flat_test *t, const void *ctx, const struct sld_filter *f, bool blocks,
               const struct flat_columns *columns)
{
	*t = (struct flat_test){ .op = f->op, .n_children = f->n_children };
	if (f->op != SLD_AND && f->op != SLD_OR && f->op != SLD_NOT)
		return bind_comparison(t, f, blocks, columns);
	struct flat_test *children = mem_array(ctx, struct flat_test, f->n_children);
	for (size_t i = 0; i < f->n_children; i++)
		if (!flat_bind(&children[i], ctx, &f->children[i], blocks, columns))
			return false;
	t->children = children;
	return true;
}

static bool same_letter(char a, char b, bool any_case)
{
	return a == b || (any_case && tolower((unsigned char)a) == tolower((unsigned char)b));
}

/* As LIKE: % for any letters, _ for one, \ before either. After the last % that was met, all that may go wrong is what
   it stands for. */
static bool is_like(const char *text, const char *like, bool any_case)
{
	const char *retry_text = NULL, *retry_like = NULL;

	while (*text != '\0' || *like != '\0') {
		bool escaped = *like == '\\' && like[1] != '\0';
		if (*like == '%') {
			retry_like = ++like;
			retry_text = text;
			continue;
		}
		if (*text != '\0' && *like != '\0' &&
		    ((!escaped && *like == '_') || same_letter(*text, like[escaped], any_case))) {
			text++;
			like += 1 + escaped;
			continue;
		}
		if (retry_text == NULL || *retry_text == '\0')
			return false;
		text = ++retry_text;
		like = retry_like;
	}
	return true;
}

static bool holds(enum sld_operator op, int order)
{
	switch (op) {
	case SLD_EQUAL:         return order == 0;
	case SLD_NOT_EQUAL:     return order != 0;
	case SLD_LESS:          return order < 0;
	case SLD_LESS_EQUAL:    return order <= 0;
	case SLD_GREATER:       return order > 0;
	case SLD_GREATER_EQUAL: return order >= 0;
	case SLD_AND: case SLD_OR: case SLD_NOT: case SLD_LIKE: case SLD_NULL:
		break;
	}
	return false;
}

/* In SLD, what is null meets no comparison. */
static bool compares(const struct flat_test *t, size_t row)
{
	char scratch[40];

	if (t->numeric) {
		double value = table_number(t->table, t->column, row);
		if (t->nulls && isnan(value))
			value = 0;
		return !isnan(value) && holds(t->op, value < t->number ? -1 : value > t->number);
	}
	const char *text = table_text(t->table, t->column, row, scratch);
	if (t->nulls && text == NULL)
		text = "";
	if (text == NULL || (*text == '\0' && !t->nulls))
		return t->op == SLD_NULL;
	if (t->op == SLD_NULL)
		return false;
	if (t->op == SLD_LIKE)
		return is_like(text, t->literal, t->any_case);
	return holds(t->op, t->any_case && t->op == SLD_EQUAL ? strcasecmp(text, t->literal)
	                                                      : strcmp(text, t->literal));
}

bool flat_meets(const struct flat_test *t, size_t row)
{
	bool any = false, all = true;

	if (t->children == NULL)
		return compares(t, row);
	for (size_t i = 0; i < t->n_children; i++) {
		bool one = flat_meets(&t->children[i], row);
		any = any || one;
		all = all && one;
		if (t->op == SLD_OR ? any : !all)
			break;
	}
	return t->op == SLD_OR ? any : t->op == SLD_NOT ? !any : all;
}

static bool is_number(const char *text)
{
	double number;

	return text_double(text, &number);
}

/* Moments are compared to the second: what comes after is told in more than one way. */
bool flat_bind_span(struct flat_span *s, const void *ctx, const struct engine_filter *f, const struct flat_columns *columns)
{
	enum { MOMENT = 19 };
	struct flat_test t;
	enum column_type type;

	if (!find_column(&t, &type, columns, f->column->name) || type == COLUMN_BOOLEAN)
		return false;
	*s = (struct flat_span){ .table = t.table, .column = t.column, .n_ranges = f->n_ranges,
	                         .numeric = type == COLUMN_INTEGER || type == COLUMN_REAL,
	                         .letters = type == COLUMN_DATETIME ? MOMENT : 0 };
	struct engine_range *ranges = mem_array(ctx, struct engine_range, f->n_ranges);
	for (size_t i = 0; i < f->n_ranges; i++) {
		ranges[i] = f->ranges[i];
		if (s->numeric && !(is_number(ranges[i].from) && is_number(ranges[i].to)))
			return false;
	}
	s->ranges = ranges;
	return true;
}

static bool in_range(const struct flat_span *s, const struct engine_range *r, double value, const char *text)
{
	double from, to;

	if (s->numeric)
		return text_double(r->from, &from) && text_double(r->to, &to) && value >= from && value <= to;
	size_t n = s->letters > 0 ? s->letters : SIZE_MAX;
	return strncmp(text, r->from, n) >= 0 && strncmp(text, r->to, n) <= 0;
}

bool flat_in_span(const struct flat_span *s, size_t row)
{
	char scratch[40];
	const char *text = s->numeric ? NULL : table_text(s->table, s->column, row, scratch);
	double value = s->numeric ? table_number(s->table, s->column, row) : 0;

	if (s->numeric ? isnan(value) : text == NULL)
		return false;
	for (size_t i = 0; i < s->n_ranges; i++)
		if (in_range(s, &s->ranges[i], value, text))
			return true;
	return false;
}
