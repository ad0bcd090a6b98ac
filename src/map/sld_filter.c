/* The filters that a rule may have: comparisons of a property with a value, under And, Or, Not. */
#include "map/sld_read.h"

#include <string.h>

#define WILDCARDS 10

static bool read_node(struct sld_reader *r, const xmlNode *node, int depth, struct sld_filter *f);

static bool is_property(const xmlNode *node)
{
	return xml_is(node, "PropertyName") || xml_is(node, "ValueReference");
}

bool sld_property(struct sld_reader *r, const xmlNode *node, const char **column)
{
	const char *text = xml_content(r->ctx, node);
	const char *colon = strchr(text, ':');

	*column = colon != NULL ? colon + 1 : text;
	return (**column != '\0' && strpbrk(*column, "/[]()'\"@*") == NULL) ||
	       sld_refuse(r, node, "expects the name of a column", "attend le nom d'une colonne");
}

static enum sld_operator mirrored(enum sld_operator op)
{
	switch (op) {
	case SLD_LESS:          return SLD_GREATER;
	case SLD_LESS_EQUAL:    return SLD_GREATER_EQUAL;
	case SLD_GREATER:       return SLD_LESS;
	case SLD_GREATER_EQUAL: return SLD_LESS_EQUAL;
	case SLD_AND:
	case SLD_OR:
	case SLD_NOT:
	case SLD_EQUAL:
	case SLD_NOT_EQUAL:
	case SLD_LIKE:
	case SLD_NULL:          return op;
	}
	return op;
}

/* Property and literal, in either order. */
static bool read_comparison(struct sld_reader *r, const xmlNode *node, struct sld_filter *f)
{
	const xmlNode *a = xml_first(node), *b = a != NULL ? xml_next(a) : NULL;
	const char *match = xml_get(r->ctx, node, "matchCase");
	bool swapped = xml_is(a, "Literal");
	const xmlNode *property = swapped ? b : a, *literal = swapped ? a : b;

	if (property == NULL || !is_property(property) || !xml_is(literal, "Literal"))
		return sld_refuse(r, node, "expects a property name and a literal",
		                  "attend un nom de propriété et un littéral");
	f->op = swapped ? mirrored(f->op) : f->op;
	f->any_case = match != NULL && strcmp(match, "false") == 0;
	f->literal = xml_content(r->ctx, literal);
	return sld_property(r, property, &f->column);
}

static bool bound(struct sld_reader *r, const xmlNode *node, const char *name, const char **text)
{
	const xmlNode *literal = xml_child(xml_child(node, name), "Literal");

	if (literal == NULL)
		return sld_refuse(r, node, "expects LowerBoundary and UpperBoundary, each with a literal",
		                  "attend LowerBoundary et UpperBoundary, chacun avec un littéral");
	*text = xml_content(r->ctx, literal);
	return true;
}

/* As two comparisons under And. */
static bool read_between(struct sld_reader *r, const xmlNode *node, struct sld_filter *f)
{
	struct sld_filter *two = mem_array(r->ctx, struct sld_filter, 2);
	const xmlNode *property = xml_first(node);

	if (property == NULL || !is_property(property))
		return sld_refuse(r, node, "expects a property name first", "attend d'abord un nom de propriété");
	two[0].op = SLD_GREATER_EQUAL;
	two[1].op = SLD_LESS_EQUAL;
	f->children = two;
	f->n_children = 2;
	f->op = SLD_AND;
	if (!sld_property(r, property, &two[0].column))
		return false;
	two[1].column = two[0].column;
	return bound(r, node, "LowerBoundary", &two[0].literal) &&
	       bound(r, node, "UpperBoundary", &two[1].literal);
}

/* The client's own wildcards become % and _, with \ as the escape. */
static bool read_like(struct sld_reader *r, const xmlNode *node, struct sld_filter *f)
{
	const char *any = xml_get(r->ctx, node, "wildCard"), *one = xml_get(r->ctx, node, "singleChar");
	const char *escape = xml_get(r->ctx, node, "escapeChar");
	int wildcards = 0;

	escape = escape != NULL ? escape : xml_get(r->ctx, node, "escape");
	if (!read_comparison(r, node, f))
		return false;
	const char *p = f->literal;
	char *to = mem_array(r->ctx, char, 2 * strlen(p) + 1);
	f->literal = to;
	for (; *p != '\0'; p++) {
		bool escaped = escape != NULL && *escape != '\0' && *p == *escape && p[1] != '\0';
		bool many = !escaped && any != NULL && *p == *any, single = !escaped && one != NULL && *p == *one;
		wildcards += many;
		p += escaped;
		if (!many && !single && strchr("%_\\", *p) != NULL)
			*to++ = '\\';
		*to++ = many ? '%' : single ? '_' : *p;
	}
	return wildcards <= WILDCARDS ||
	       sld_refuse(r, node, "has more than 10 wildcards", "a plus de 10 jokers");
}

static bool read_null(struct sld_reader *r, const xmlNode *node, struct sld_filter *f)
{
	const xmlNode *property = xml_first(node);

	if (property == NULL || !is_property(property))
		return sld_refuse(r, node, "expects a property name", "attend un nom de propriété");
	return sld_property(r, property, &f->column);
}

static bool read_logical(struct sld_reader *r, const xmlNode *node, int depth, struct sld_filter *f)
{
	struct sld_filter *children = NULL;

	for (const xmlNode *n = xml_first(node); n != NULL; n = xml_next(n)) {
		children = SLD_ROOM(r->ctx, children, struct sld_filter, f->n_children);
		if (!read_node(r, n, depth + 1, &children[f->n_children++]))
			return false;
	}
	f->children = children;
	if (f->op == SLD_NOT ? f->n_children == 1 : f->n_children > 0)
		return true;
	return sld_refuse(r, node, "expects conditions inside", "attend des conditions à l'intérieur");
}

/* clang-format off */
static const struct {
	const char *name;
	enum sld_operator op;
	bool (*read)(struct sld_reader *r, const xmlNode *node, struct sld_filter *f);  /* NULL: logical */
} operators[] = {
	{ "And",                            SLD_AND,           NULL },
	{ "Or",                             SLD_OR,            NULL },
	{ "Not",                            SLD_NOT,           NULL },
	{ "PropertyIsEqualTo",              SLD_EQUAL,         read_comparison },
	{ "PropertyIsNotEqualTo",           SLD_NOT_EQUAL,     read_comparison },
	{ "PropertyIsLessThan",             SLD_LESS,          read_comparison },
	{ "PropertyIsLessThanOrEqualTo",    SLD_LESS_EQUAL,    read_comparison },
	{ "PropertyIsGreaterThan",          SLD_GREATER,       read_comparison },
	{ "PropertyIsGreaterThanOrEqualTo", SLD_GREATER_EQUAL, read_comparison },
	{ "PropertyIsBetween",              SLD_AND,           read_between },
	{ "PropertyIsLike",                 SLD_LIKE,          read_like },
	{ "PropertyIsNull",                 SLD_NULL,          read_null },
	{ "PropertyIsNil",                  SLD_NULL,          read_null },
};
/* clang-format on */

static bool read_node(struct sld_reader *r, const xmlNode *node, int depth, struct sld_filter *f)
{
	/* between is two comparisons, one level down */
	int more = xml_is(node, "PropertyIsBetween");

	*f = (struct sld_filter){ 0 };
	r->predicates += 1 + 2 * more;
	if (depth + more > r->conf->max_filter_depth || r->predicates > r->conf->max_predicates)
		return sld_refuse(r, node, "the filters are too large or too deep",
		                  "les filtres sont trop grands ou trop profonds");
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		if (!xml_is(node, operators[i].name))
			continue;
		f->op = operators[i].op;
		return operators[i].read != NULL ? operators[i].read(r, node, f)
		                                 : read_logical(r, node, depth, f);
	}
	return sld_refuse(r, node, "is not accepted in the filter of a style",
	                  "n'est pas accepté dans le filtre d'un style");
}

bool sld_read_filter(struct sld_reader *r, const xmlNode *filter, const struct sld_filter **f)
{
	const xmlNode *first = xml_first(filter);
	struct sld_filter *read = mem_new(r->ctx, struct sld_filter);

	if (first == NULL || xml_next(first) != NULL)
		return sld_refuse(r, filter, "expects one condition", "attend une condition");
	*f = read;
	return read_node(r, first, 1, read);
}
