#include "geometry/feature_test.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "geometry/direct_rows.h"
#include "geometry/features.h"
#include "geometry/meets.h"

enum verdict { NO, YES, UNKNOWN };
enum class { CLASS_TEXT, CLASS_NUMBER, CLASS_TIME };

/* A value, of a row or of a literal. */
struct value {
	bool null, real;
	const char *text;
	int64_t whole;                /* a moment, too */
	double number;                /* where `real` */
};

struct side {
	const struct table_column *cells;     /* NULL: a literal */
	struct value literal;
};

struct bound_test {
	enum test_kind kind;
	enum test_operator op;
	bool any_case;
	enum class class;
	struct side a, b;
	const struct geometry_store *store;
	struct box_ring *rings; size_t n_rings;
	int64_t id;
	struct bound_test **parts; size_t n;
};

/* --- values --- */

static enum class class_of(const struct column *c)
{
	switch (c->type) {
	case COLUMN_STRING:
		return CLASS_TEXT;
	case COLUMN_INTEGER:
	case COLUMN_REAL:
	case COLUMN_BOOLEAN:
		return CLASS_NUMBER;
	case COLUMN_DATE:
	case COLUMN_DATETIME:
		break;
	}
	return CLASS_TIME;
}

static struct value value_of(const struct side *s, enum class class, uint32_t row)
{
	const struct table_column *c = s->cells;
	struct value v = { 0 };
	bool exact;

	if (c == NULL)
		return s->literal;
	v.null = !direct_present(c, row);
	if (v.null)
		return v;
	switch (c->type) {
	case CELL_TEXT:
		v.text = c->text.pool + c->text.offsets[row];
		v.null = class == CLASS_TIME && !feature_moment(&v.whole, &exact, v.text);
		break;
	case CELL_INTEGER:
		v.whole = c->integers[row];
		break;
	case CELL_REAL:
		v.real = true;
		v.number = c->reals[row];
		break;
	}
	return v;
}

static int sign(bool more, bool less)
{
	return more - less;
}

/* Exact, whatever is beyond 2^53. */
static int compare_mixed(int64_t whole, double number)
{
	if (number < -9223372036854775808.0)
		return 1;
	if (number >= 9223372036854775808.0)
		return -1;
	int64_t part = (int64_t)number;
	if (whole != part)
		return sign(whole > part, whole < part);
	return sign((double)whole > number, (double)whole < number);
}

static int compare_numbers(const struct value *a, const struct value *b)
{
	if (a->real && b->real)
		return sign(a->number > b->number, a->number < b->number);
	if (a->real)
		return -compare_mixed(b->whole, a->number);
	return b->real ? compare_mixed(a->whole, b->number) : sign(a->whole > b->whole, a->whole < b->whole);
}

static unsigned char letter(char c, bool any_case)
{
	return (unsigned char)(any_case && c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int compare_texts(const char *a, const char *b, bool any_case)
{
	if (!any_case)
		return strcmp(a, b);
	while (*a != '\0' && letter(*a, true) == letter(*b, true)) {
		a++;
		b++;
	}
	return letter(*a, true) - letter(*b, true);
}

static enum verdict compare(const struct bound_test *t, uint32_t row)
{
	struct value a = value_of(&t->a, t->class, row), b = value_of(&t->b, t->class, row);

	if (a.null || b.null)
		return UNKNOWN;
	int order = t->class == CLASS_TEXT ? compare_texts(a.text, b.text, t->any_case) : compare_numbers(&a, &b);
	switch (t->op) {
	case TEST_EQUAL:
		return order == 0 ? YES : NO;
	case TEST_UNEQUAL:
		return order != 0 ? YES : NO;
	case TEST_LESS:
		return order < 0 ? YES : NO;
	case TEST_MORE:
		return order > 0 ? YES : NO;
	case TEST_AT_MOST:
		return order <= 0 ? YES : NO;
	case TEST_AT_LEAST:
		break;
	}
	return order >= 0 ? YES : NO;
}

/* --- patterns --- */

static const char *next_letter(const char *s)
{
	for (s++; ((unsigned char)*s & 0xc0) == 0x80;)
		s++;
	return s;
}

/* One step of a pattern without "*": both move on. */
static bool one_like(const char **pattern, const char **text, bool any_case)
{
	const char *p = *pattern;

	if (*p == '?') {
		*pattern = p + 1;
		*text = next_letter(*text);
		return true;
	}
	bool class = *p == '[';
	if (*p == '\0' || letter(p[class], any_case) != letter(**text, any_case))
		return false;
	*pattern = p + (class ? 3 : 1);
	++*text;
	return true;
}

static bool is_like(const char *pattern, const char *text, bool any_case)
{
	const char *star = NULL, *from = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			from = text;
		} else if (!one_like(&pattern, &text, any_case)) {
			if (star == NULL)
				return false;
			pattern = star;
			text = from = next_letter(from);
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

static enum verdict like(const struct bound_test *t, uint32_t row)
{
	struct value v = value_of(&t->a, CLASS_TEXT, row);
	char room[NUMBER_MOST];

	if (v.null)
		return UNKNOWN;
	if (v.text == NULL)
		number_int(room, v.whole);
	return is_like(t->b.literal.text, v.text != NULL ? v.text : room, t->any_case) ? YES : NO;
}

/* --- the tree --- */

static enum verdict verdict(const struct bound_test *t, uint32_t row);

/* The first part that decides does; else one that is unknown. */
static enum verdict all_of(const struct bound_test *t, enum verdict decides, enum verdict otherwise, uint32_t row)
{
	enum verdict result = otherwise;

	for (size_t i = 0; i < t->n && result != decides; i++) {
		enum verdict one = verdict(t->parts[i], row);
		if (one == decides || one == UNKNOWN)
			result = one;
	}
	return result;
}

static enum verdict verdict(const struct bound_test *t, uint32_t row)
{
	enum verdict inner;

	switch (t->kind) {
	case TEST_AND:
		return all_of(t, NO, YES, row);
	case TEST_OR:
		return all_of(t, YES, NO, row);
	case TEST_NOT:
		inner = verdict(t->parts[0], row);
		return inner == UNKNOWN ? UNKNOWN : inner == YES ? NO : YES;
	case TEST_COMPARE:
		return compare(t, row);
	case TEST_LIKE:
		return like(t, row);
	case TEST_NULL:
		return direct_present(t->a.cells, row) ? NO : YES;
	case TEST_BOX:
		return meets_any(t->rings, t->n_rings, t->store, row) ? YES : NO;
	case TEST_ID:
		return t->store->ids[row] == t->id ? YES : NO;
	case TEST_NEVER:
		break;
	}
	return NO;
}

bool feature_test_holds(const struct bound_test *test, uint32_t row)
{
	return verdict(test, row) == YES;
}

/* --- binding --- */

static bool read_literal(struct value *v, const struct column *column, const char *text)
{
	bool exact;

	*v = (struct value){ .text = text };
	switch (column->type) {
	case COLUMN_STRING:
		return true;
	case COLUMN_INTEGER:
	case COLUMN_REAL:
		v->real = !text_int(text, &v->whole);
		return !v->real || (text_double(text, &v->number) && isfinite(v->number));
	case COLUMN_BOOLEAN:
		v->whole = text_same(text, "true") || strcmp(text, "1") == 0;
		return true;
	case COLUMN_DATE:
	case COLUMN_DATETIME:
		break;
	}
	v->null = !feature_moment(&v->whole, &exact, text);
	return v->null || exact;
}

static bool bind_side(struct side *s, const struct test_operand *o, const struct column *other,
                      const struct direct_rows *rows)
{
	if (o->column == NULL)
		return read_literal(&s->literal, other, o->text);
	s->cells = rows->cells[o->column - rows->layer->columns];
	return true;
}

/* What SQL makes of values of different kinds is its own affair. */
static bool bind_comparison(struct bound_test *b, const struct feature_test *t, const struct direct_rows *rows)
{
	const struct column *x = t->a.column != NULL ? t->a.column : t->b.column, *y = t->b.column != NULL ? t->b.column : x;

	b->op = t->op;
	b->any_case = t->any_case;
	b->class = class_of(x);
	return class_of(y) == b->class && bind_side(&b->a, &t->a, x, rows) && bind_side(&b->b, &t->b, x, rows);
}

static bool bind_pattern(struct bound_test *b, const struct feature_test *t, const struct direct_rows *rows)
{
	enum column_type type = t->a.column->type;

	b->any_case = t->any_case;
	b->b.literal.text = t->b.text;
	return (type == COLUMN_STRING || type == COLUMN_INTEGER) && bind_side(&b->a, &t->a, t->a.column, rows);
}

static bool bind_box(struct bound_test *b, const struct feature_test *t, const struct feature_query *q)
{
	const struct feature_query boxed = { .layer = q->layer, .mapped = q->mapped, .bbox = t->box, .bbox_srs = t->box_srs };
	struct err why = { 0 };

	return box_rings(&b->rings, &b->n_rings, b, &boxed, &why);
}

static bool bind_parts(struct bound_test *b, const struct feature_test *t, const struct direct_rows *rows,
                       const struct feature_query *q)
{
	b->n = t->n;
	b->parts = mem_array(b, struct bound_test *, t->n);
	for (size_t i = 0; i < t->n; i++) {
		b->parts[i] = feature_test_bind(b, t->parts[i], rows, q);
		if (b->parts[i] == NULL)
			return false;
	}
	return true;
}

static bool bind(struct bound_test *b, const struct feature_test *t, const struct direct_rows *rows,
                 const struct feature_query *q)
{
	switch (t->kind) {
	case TEST_AND:
	case TEST_OR:
	case TEST_NOT:
		return bind_parts(b, t, rows, q);
	case TEST_COMPARE:
		return bind_comparison(b, t, rows);
	case TEST_LIKE:
		return bind_pattern(b, t, rows);
	case TEST_NULL:
		return bind_side(&b->a, &t->a, NULL, rows);
	case TEST_BOX:
		return bind_box(b, t, q);
	case TEST_ID:
	case TEST_NEVER:
		break;
	}
	return true;
}

struct bound_test *feature_test_bind(const void *ctx, const struct feature_test *test, const struct direct_rows *rows,
                                     const struct feature_query *q)
{
	struct bound_test *b = mem_new(ctx, struct bound_test);

	*b = (struct bound_test){ .kind = test->kind, .store = rows->store, .id = test->id };
	if (bind(b, test, rows, q))
		return b;
	talloc_free(b);
	return NULL;
}
