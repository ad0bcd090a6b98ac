/* Temporal operators of FES 2.0 where one side is a column of dates or moments: an instant. */
#include <string.h>

#include "map/filter_parts.h"

/* An instant has both ends the same. */
struct period {
	const char *from, *to;        /* as they were written */
	char *begin, *end;            /* as SQL */
	bool instant;
};

static const char *position(struct walk *w, const xmlNode *parent, const char *direct,
                            const char *wrapped)
{
	const xmlNode *n = xml_child(parent, direct);

	if (n == NULL && wrapped != NULL) {
		n = xml_child(parent, wrapped);
		n = n != NULL ? xml_child(n, "TimeInstant") : NULL;
		n = n != NULL ? xml_child(n, "timePosition") : NULL;
	}
	return n != NULL ? xml_content(w->scope->ctx, n) : NULL;
}

static bool read_period(struct walk *w, const xmlNode *n, const struct column *column,
                        struct period *p)
{
	const char *begin = NULL, *end = NULL;

	if (xml_is(n, "TimePeriod")) {
		begin = position(w, n, "beginPosition", "begin");
		end = position(w, n, "endPosition", "end");
	} else if (xml_is(n, "TimeInstant")) {
		begin = end = position(w, n, "timePosition", NULL);
	} else if (xml_is(n, "Literal")) {
		const xmlNode *inside = xml_first(n);
		if (inside != NULL)
			return read_period(w, inside, column, p);
		begin = end = xml_content(w->scope->ctx, n);
	}
	if (begin == NULL || end == NULL)
		return err_set(w->err, w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "a temporal operator needs a TimeInstant with its timePosition, or a TimePeriod "
		               "with beginPosition and endPosition",
		               "un opérateur temporel a besoin d'un TimeInstant avec timePosition, ou d'un "
		               "TimePeriod avec beginPosition et endPosition");
	p->instant = begin == end;
	p->from = begin;
	p->to = end;
	return filter_value_sql(w, column, begin, &p->begin) &&
	       filter_value_sql(w, column, end, &p->end);
}

static const struct feature_test *compared(struct walk *w, const struct column *column, enum test_operator op,
                                           const char *moment)
{
	struct feature_test *t = filter_test(w, TEST_COMPARE);

	t->op = op;
	t->a.column = column;
	t->b.text = moment;
	return t;
}

static const struct feature_test *during(struct walk *w, const struct column *column, const struct period *p)
{
	struct feature_test *t = filter_test(w, TEST_AND);
	const struct feature_test **parts = mem_array(w->scope->ctx, const struct feature_test *, 2);

	parts[0] = compared(w, column, TEST_MORE, p->from);
	parts[1] = compared(w, column, TEST_LESS, p->to);
	t->parts = parts;
	t->n = 2;
	return t;
}

bool filter_temporal(struct walk *w, const xmlNode *n, struct condition *c)
{
	const void *ctx = w->scope->ctx;
	const xmlNode *name = xml_first(n), *value = name != NULL ? xml_next(name) : NULL;
	struct wfs_property property;
	struct period p;

	if (value == NULL || !filter_is_property(name))
		return err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "%s takes a property and a time", "%s prend une propriété et un temps",
		               (const char *)n->name);
	if (!filter_property(w, name, &property))
		return false;
	const struct column *column = property.column;
	if (column == NULL || (column->type != COLUMN_DATE && column->type != COLUMN_DATETIME))
		return err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "%s needs a property that holds dates", "%s demande une propriété qui contient "
		               "des dates", (const char *)n->name);
	if (!read_period(w, value, column, &p))
		return false;
	if (p.instant && (xml_is(n, "During") || xml_is(n, "Begins") || xml_is(n, "Ends")))
		return err_set(w->err, ctx, ERR_INVALID_PARAMETER, "FILTER", "%s needs a TimePeriod",
		               "%s demande un TimePeriod", (const char *)n->name);
	const char *time = filter_column_sql(w, column);
	if (xml_is(n, "During")) {
		c->sql = mem_printf(ctx, "(%s > %s AND %s < %s)", time, p.begin, time, p.end);
		c->test = during(w, column, &p);
		return true;
	}
	bool after = xml_is(n, "After"), before = xml_is(n, "Before"), late = after || xml_is(n, "Ends");
	c->sql = mem_printf(ctx, "(%s %s %s)", time, after ? ">" : before ? "<" : "=", late ? p.end : p.begin);
	c->test = compared(w, column, after ? TEST_MORE : before ? TEST_LESS : TEST_EQUAL, late ? p.to : p.from);
	return true;
}
