/* Comparisons of values: what a literal means depends on the type of the column that it is held against. */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "map/filter_parts.h"

enum { PATTERN_MOST = 256, WILDCARDS_MOST = 16 };

/* One side of a comparison. */
struct side {
	const struct column *column;  /* or NULL: a literal */
	const char *text;
};

static const char *shape(const char *form, const char *text)
{
	for (; *form != '\0' && *text != '\0'; form++, text++)
		if (*form == '0' ? !isdigit((unsigned char)*text) : *form != *text)
			return NULL;
	return *form == '\0' ? text : NULL;
}

/* "2016-01-31", and a time "T15:04:05.123" with "Z" or "+02:00" or none. */
static bool is_moment(const char *text)
{
	const char *p = shape("0000-00-00", text);

	if (p == NULL || *p == '\0')
		return p != NULL;
	if (*p == 'T' && shape("00:00", p + 1) != NULL)
		p = shape("00:00", p + 1);
	else
		return false;
	if (*p == ':')
		p = shape(":00", p);
	if (p != NULL && *p == '.')
		p += 1 + strspn(p + 1, "0123456789");
	if (p == NULL || *p == '\0' || strcmp(p, "Z") == 0)
		return p != NULL;
	const char *zone = *p == '+' || *p == '-' ? shape("00:00", p + 1) : NULL;
	return zone != NULL && *zone == '\0';
}

static bool is_time(const struct column *c)
{
	return c->type == COLUMN_DATE || c->type == COLUMN_DATETIME;
}

/* Moments are compared as SQLite and PostgreSQL understand them: sources write them differently. */
static char *moment(struct walk *w, char *sql)
{
	return mem_printf(w->scope->ctx, w->postgis ? "(%s)::timestamptz"
	                                            : "strftime('%%Y-%%m-%%dT%%H:%%M:%%f', %s)", sql);
}

static bool bad_literal(struct walk *w, const struct column *c, const char *text)
{
	static const char *const such[] = {
		[COLUMN_STRING] = "abc", [COLUMN_INTEGER] = "42", [COLUMN_REAL] = "4.2",
		[COLUMN_BOOLEAN] = "true", [COLUMN_DATE] = "2016-01-31",
		[COLUMN_DATETIME] = "2016-01-31T12:00:00Z",
	};
	return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
	               "the column %s holds values such as %s: \"%s\" is none",
	               "la colonne %s contient des valeurs telles que %s : « %s » n'en est pas une",
	               c->name, such[c->type], text);
}

static bool truth(const char *text, bool *is)
{
	*is = text_same(text, "true") || strcmp(text, "1") == 0;
	return *is || text_same(text, "false") || strcmp(text, "0") == 0;
}

bool filter_value_sql(struct walk *w, const struct column *c, const char *text, char **sql)
{
	const void *ctx = w->scope->ctx;
	int64_t whole;
	double number;
	bool is;

	switch (c->type) {
	case COLUMN_STRING:
		*sql = filter_value(ctx, text);
		return true;
	case COLUMN_INTEGER:
	case COLUMN_REAL:
		if (text_int(text, &whole))
			*sql = mem_printf(ctx, "%lld", (long long)whole);
		else if (text_double(text, &number))
			*sql = text_from_double(ctx, number);
		else
			return bad_literal(w, c, text);
		return true;
	case COLUMN_BOOLEAN:
		if (!truth(text, &is))
			return bad_literal(w, c, text);
		*sql = mem_strdup(ctx, w->postgis ? (is ? "true" : "false") : is ? "1" : "0");
		return true;
	case COLUMN_DATE:
	case COLUMN_DATETIME:
		if (!is_moment(text))
			return bad_literal(w, c, text);
		*sql = moment(w, filter_value(ctx, text));
		return true;
	}
	return false;
}

char *filter_column_sql(struct walk *w, const struct column *c)
{
	char *name = filter_name(w->scope->ctx, c->name);
	return is_time(c) ? moment(w, name) : name;
}

static bool side(struct walk *w, const xmlNode *n, struct side *s)
{
	struct wfs_property property;

	*s = (struct side){ 0 };
	if (xml_is(n, "Literal")) {
		s->text = xml_content(w->scope->ctx, n);
		return true;
	}
	if (!filter_is_property(n))
		return err_set(w->err, w->scope->ctx, ERR_OPTION, "FILTER",
		               "\"%s\" is not supported: compare a property with a value or another property",
		               "« %s » n'est pas pris en charge : comparez une propriété à une valeur ou à une "
		               "autre propriété", (const char *)n->name);
	if (!filter_property(w, n, &property))
		return false;
	s->column = property.column;
	if (s->column == NULL)
		return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "\"%s\" has no value that can be compared",
		               "« %s » n'a pas de valeur qui se compare", xml_content(w->scope->ctx, n));
	return true;
}

static bool without_case(struct walk *w, const xmlNode *n, const struct column *c)
{
	const char *match = xml_get(w->scope->ctx, n, "matchCase");
	return match != NULL && text_same(match, "false") && c->type == COLUMN_STRING;
}

/* In the order of enum test_operator. */
static const struct {
	const char *name, *symbol;
} operators[] = {
	[TEST_EQUAL] = { "PropertyIsEqualTo", "=" },
	[TEST_UNEQUAL] = { "PropertyIsNotEqualTo", "<>" },
	[TEST_LESS] = { "PropertyIsLessThan", "<" },
	[TEST_MORE] = { "PropertyIsGreaterThan", ">" },
	[TEST_AT_MOST] = { "PropertyIsLessThanOrEqualTo", "<=" },
	[TEST_AT_LEAST] = { "PropertyIsGreaterThanOrEqualTo", ">=" },
};

static enum test_operator operator_of(const xmlNode *n)
{
	size_t i = 0;

	while (!xml_is(n, operators[i].name))
		i++;
	return (enum test_operator)i;
}

static struct feature_test *comparison(struct walk *w, enum test_operator op, const struct side *a,
                                       const struct side *b)
{
	struct feature_test *t = filter_test(w, TEST_COMPARE);

	t->op = op;
	t->a = (struct test_operand){ a->column, a->text };
	t->b = (struct test_operand){ b->column, b->text };
	return t;
}

bool filter_comparison(struct walk *w, const xmlNode *n, struct condition *c)
{
	const void *ctx = w->scope->ctx;
	const xmlNode *a = xml_first(n), *b = a != NULL ? xml_next(a) : NULL;
	struct side left, right;
	char *sql[2];

	if (b == NULL || xml_next(b) != NULL)
		return err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER", "%s takes two operands",
		               "%s prend deux opérandes", (const char *)n->name);
	if (!side(w, a, &left) || !side(w, b, &right))
		return false;
	const struct column *type = left.column != NULL ? left.column : right.column;
	if (type == NULL)
		return err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER", "%s must name a property",
		               "%s doit nommer une propriété", (const char *)n->name);
	for (int i = 0; i < 2; i++) {
		const struct side *s = i == 0 ? &left : &right;
		if (s->column != NULL)
			sql[i] = filter_column_sql(w, s->column);
		else if (!filter_value_sql(w, type, s->text, &sql[i]))
			return false;
	}
	enum test_operator op = operator_of(n);
	struct feature_test *t = comparison(w, op, &left, &right);
	t->any_case = without_case(w, n, type);
	c->test = t;
	c->sql = mem_printf(ctx, t->any_case ? "(lower(%s) %s lower(%s))" : "(%s %s %s)", sql[0], operators[op].symbol, sql[1]);
	return true;
}

bool filter_null(struct walk *w, const xmlNode *n, struct condition *c)
{
	const void *ctx = w->scope->ctx;
	const xmlNode *name = xml_first(n);
	struct wfs_property property;

	if (name == NULL || !filter_is_property(name))
		return err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER", "%s must name a property",
		               "%s doit nommer une propriété", (const char *)n->name);
	if (!filter_property(w, name, &property))
		return false;
	const char *column = property.geometry ? wfs_geometry_name(w->scope->layer)
	                   : property.column != NULL ? property.column->name
	                   : w->scope->layer->source.id_column;
	c->sql = mem_printf(ctx, "(%s IS NULL)", filter_name(ctx, column));
	if (property.column != NULL) {
		struct feature_test *t = filter_test(w, TEST_NULL);
		t->a.column = property.column;
		c->test = t;
	}
	return true;
}

/* A boundary holds a Literal, or in the first version the text itself. */
static bool boundary(struct walk *w, const xmlNode *n, const char *name, const struct column *column,
                     struct side *s, char **sql)
{
	const xmlNode *bound = xml_child(n, name);
	const xmlNode *inside = bound != NULL ? xml_first(bound) : NULL;

	if (bound == NULL)
		return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "PropertyIsBetween needs %s", "PropertyIsBetween a besoin de %s", name);
	if (inside == NULL)
		*s = (struct side){ .text = xml_content(w->scope->ctx, bound) };
	else if (!side(w, inside, s))
		return false;
	if (s->column == NULL)
		return filter_value_sql(w, column, s->text, sql);
	*sql = filter_column_sql(w, s->column);
	return true;
}

bool filter_between(struct walk *w, const xmlNode *n, struct condition *c)
{
	struct side s, least, most;
	char *low, *high;

	if (xml_first(n) == NULL || !filter_is_property(xml_first(n)))
		return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "%s must name a property", "%s doit nommer une propriété",
		               (const char *)n->name);
	if (!side(w, xml_first(n), &s) || !boundary(w, n, "LowerBoundary", s.column, &least, &low) ||
	    !boundary(w, n, "UpperBoundary", s.column, &most, &high))
		return false;
	const struct feature_test **parts = mem_array(w->scope->ctx, const struct feature_test *, 2);
	struct feature_test *t = filter_test(w, TEST_AND);
	parts[0] = comparison(w, TEST_AT_LEAST, &s, &least);
	parts[1] = comparison(w, TEST_AT_MOST, &s, &most);
	t->parts = parts;
	t->n = 2;
	c->test = t;
	c->sql = mem_printf(w->scope->ctx, "(%s BETWEEN %s AND %s)", filter_column_sql(w, s.column), low, high);
	return true;
}

/* The special characters of a PropertyIsLike; each is one character. */
struct like {
	const char *wild, *single, *escape;
	size_t wildcards;
};

static bool is_one(const char *s)
{
	size_t n = strlen(s);
	return n >= 1 && n <= 4 && (n == 1 || (unsigned char)s[0] >= 0xc0);
}

static bool specials(struct walk *w, const xmlNode *n, struct like *like)
{
	const void *ctx = w->scope->ctx;

	like->wild = xml_get(ctx, n, "wildCard");
	like->single = xml_get(ctx, n, "singleChar");
	like->escape = xml_get(ctx, n, "escapeChar");
	if (like->escape == NULL)
		like->escape = xml_get(ctx, n, "escape");
	like->wild = like->wild != NULL ? like->wild : "*";
	like->single = like->single != NULL ? like->single : "?";
	like->escape = like->escape != NULL ? like->escape : "\\";
	return (is_one(like->wild) && is_one(like->single) && is_one(like->escape)) ||
	       err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER",
	               "wildCard, singleChar and escapeChar are one character each",
	               "wildCard, singleChar et escapeChar sont chacun un caractère");
}

/* The length of `special` when the text begins with it, else 0. */
static size_t at(const char *text, const char *special)
{
	return strncmp(text, special, strlen(special)) == 0 ? strlen(special) : 0;
}

/* A character of the pattern that stands for itself. */
static size_t plain(const char *text, char *to, bool postgis)
{
	if (postgis ? strchr("%_!", *text) != NULL : strchr("*?[", *text) != NULL) {
		/* LIKE ... ESCAPE '!', GLOB's own class of one */
		to[0] = postgis ? '!' : '[';
		to[1] = *text;
		to[2] = ']';
		return postgis ? 2 : 3;
	}
	to[0] = *text;
	return 1;
}

/* The pattern as GLOB (SQLite) or LIKE (PostgreSQL) has it. */
static char *pattern(struct walk *w, struct like *like, const char *text)
{
	char *out = mem_array(w->scope->ctx, char, 3 * strlen(text) + 1);
	size_t n = 0, step;

	while (*text != '\0') {
		size_t escape = at(text, like->escape);
		const char *next = text + escape;
		if (escape > 0 && ((step = at(next, like->wild)) > 0 || (step = at(next, like->single)) > 0 ||
		                   (step = at(next, like->escape)) > 0)) {
			for (; step > 0; step--)
				n += plain(next++, out + n, w->postgis);
			text = next;
		} else if ((step = at(text, like->wild)) > 0) {
			like->wildcards++;
			out[n++] = w->postgis ? '%' : '*';
			text += step;
		} else if ((step = at(text, like->single)) > 0) {
			out[n++] = w->postgis ? '_' : '?';
			text += step;
		} else {
			n += plain(text++, out + n, w->postgis);
		}
	}
	return out;
}

bool filter_like(struct walk *w, const xmlNode *n, struct condition *c)
{
	const void *ctx = w->scope->ctx;
	const xmlNode *name = xml_first(n), *value = name != NULL ? xml_next(name) : NULL;
	struct like like = { 0 };
	struct side s;

	if (value == NULL || !xml_is(value, "Literal") || !filter_is_property(name))
		return err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "PropertyIsLike takes a property and a Literal",
		               "PropertyIsLike prend une propriété et un Literal");
	if (!side(w, name, &s) || !specials(w, n, &like))
		return false;
	const char *text = xml_content(ctx, value);
	char *glob = strlen(text) <= PATTERN_MOST ? pattern(w, &like, text) : NULL;
	if (glob == NULL || like.wildcards > WILDCARDS_MOST)
		return err_set(w->err, ctx, ERR_TOO_LARGE, "FILTER",
		               "a pattern has at most %d bytes and %d wild cards",
		               "un motif a au plus %d octets et %d jokers", PATTERN_MOST, WILDCARDS_MOST);
	const char *match = xml_get(ctx, n, "matchCase");
	bool fold = match != NULL && text_same(match, "false");
	struct feature_test *t = filter_test(w, TEST_LIKE);
	t->any_case = fold;
	t->a.column = s.column;
	t->b.text = glob;
	c->test = t;
	char *subject = mem_printf(ctx, "CAST(%s AS TEXT)", filter_name(ctx, s.column->name));
	glob = filter_value(ctx, glob);
	if (w->postgis)
		c->sql = mem_printf(ctx, "(%s %s %s ESCAPE '!')", subject, fold ? "ILIKE" : "LIKE", glob);
	else
		c->sql = mem_printf(ctx, fold ? "(lower(%s) GLOB lower(%s))" : "(%s GLOB %s)", subject, glob);
	return true;
}
