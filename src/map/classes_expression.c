/* Logical expressions of MapServer's language, as far as SLD has words for them:
   ([pop] >= 10 AND "[class]" = "low"), with OR, NOT and brackets. */
#include "map/classes.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "map/sld.h"

#define DEPTH 32
#define LIST  500

struct parser {
	const void *ctx;
	const char *at;
	int depth;
};

static bool read_or(struct parser *p, struct sld_filter *f);

static void blanks(struct parser *p)
{
	p->at += strspn(p->at, " \t\r\n");
}

/* A word of letters, or an operator; taken when it is there. */
static bool take(struct parser *p, const char *word)
{
	size_t n = strlen(word);

	blanks(p);
	if (strncasecmp(p->at, word, n) != 0 ||
	    (isalpha((unsigned char)*word) && (isalnum((unsigned char)p->at[n]) || p->at[n] == '_')))
		return false;
	p->at += n;
	return true;
}

/* [name], "[name]", "text" or a number. *number: without quotes. */
static bool operand(struct parser *p, const char **column, const char **literal, bool *number)
{
	char quote;

	blanks(p);
	quote = *p->at == '"' || *p->at == '\'' ? *p->at++ : '\0';
	*number = quote == '\0';
	if (*p->at == '[') {
		size_t n = strcspn(p->at, "]");
		if (p->at[n] == '\0')
			return false;
		*column = mem_strndup(p->ctx, p->at + 1, n - 1);
		p->at += n + 1;
		return quote == '\0' || *p->at++ == quote;
	}
	if (quote != '\0') {
		size_t n = strcspn(p->at, quote == '"' ? "\"\\" : "'\\");
		*literal = mem_strndup(p->ctx, p->at, n);
		p->at += n;
		return *p->at == quote && p->at++ != NULL;
	}
	size_t n = strspn(p->at, "0123456789+-.eE");
	*literal = mem_strndup(p->ctx, p->at, n);
	p->at += n;
	return n > 0;
}

/* Any of the texts of a list, which commas part. */
static bool one_of(struct parser *p, struct sld_filter *f)
{
	const char *column = NULL, *list = NULL;
	bool number;
	size_t n;

	if (!operand(p, &column, &list, &number) || list == NULL)
		return false;
	char **values = text_split(p->ctx, list, ',', LIST, &n);
	struct sld_filter *children = mem_array(p->ctx, struct sld_filter, n);
	for (size_t i = 0; values != NULL && i < n; i++)
		children[i] = (struct sld_filter){ .op = SLD_EQUAL, .column = f->column, .literal = values[i],
		                                   .number = f->number };
	*f = (struct sld_filter){ .op = SLD_OR, .children = children, .n_children = n };
	return values != NULL && n > 0;
}

static bool comparison(struct parser *p, struct sld_filter *f)
{
	static const struct {
		const char *sign;
		enum sld_operator op;
		bool any_case;
	} signs[] = {
		{ "=*", SLD_EQUAL, true }, { "==", SLD_EQUAL, false }, { "=", SLD_EQUAL, false },
		{ "!=", SLD_NOT_EQUAL, false }, { "<=", SLD_LESS_EQUAL, false },
		{ ">=", SLD_GREATER_EQUAL, false }, { "<", SLD_LESS, false }, { ">", SLD_GREATER, false },
		{ "eq", SLD_EQUAL, false }, { "ne", SLD_NOT_EQUAL, false }, { "lt", SLD_LESS, false },
		{ "gt", SLD_GREATER, false }, { "le", SLD_LESS_EQUAL, false },
		{ "ge", SLD_GREATER_EQUAL, false },
	};
	const char *none = NULL, *also = NULL;
	bool number;

	if (!operand(p, &f->column, &none, &f->number) || f->column == NULL)
		return false;
	if (take(p, "in"))
		return one_of(p, f);
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (!take(p, signs[i].sign))
			continue;
		f->op = signs[i].op;
		f->any_case = signs[i].any_case;
		return operand(p, &also, &f->literal, &number) && f->literal != NULL && also == NULL;
	}
	return false;
}

static bool read_one(struct parser *p, struct sld_filter *f)
{
	if (++p->depth > DEPTH)
		return false;
	bool ok;
	if (take(p, "not") || take(p, "!")) {
		struct sld_filter *child = mem_new(p->ctx, struct sld_filter);
		*f = (struct sld_filter){ .op = SLD_NOT, .children = child, .n_children = 1 };
		ok = read_one(p, child);
	} else if (take(p, "(")) {
		ok = read_or(p, f) && take(p, ")");
	} else {
		ok = comparison(p, f);
	}
	p->depth--;
	return ok;
}

/* One or more of what `next` reads, with the word between them. */
static bool chain(struct parser *p, struct sld_filter *f, enum sld_operator op, const char *word,
                  const char *sign, bool (*next)(struct parser *, struct sld_filter *))
{
	struct sld_filter *all = mem_new(p->ctx, struct sld_filter);
	size_t n = 1;

	if (!next(p, all))
		return false;
	while (take(p, word) || take(p, sign)) {
		all = mem_grow(p->ctx, all, struct sld_filter, n + 1);
		all[n] = (struct sld_filter){ 0 };
		if (!next(p, &all[n++]))
			return false;
	}
	*f = n == 1 ? all[0] : (struct sld_filter){ .op = op, .children = all, .n_children = n };
	return true;
}

static bool read_and(struct parser *p, struct sld_filter *f)
{
	return chain(p, f, SLD_AND, "and", "&&", read_one);
}

static bool read_or(struct parser *p, struct sld_filter *f)
{
	return chain(p, f, SLD_OR, "or", "||", read_and);
}

const struct sld_filter *classes_filter(const void *ctx, const char *expression)
{
	struct parser p = { ctx, expression, 0 };
	struct sld_filter *f = mem_new(ctx, struct sld_filter);

	if (!read_or(&p, f))
		return NULL;
	blanks(&p);
	return *p.at == '\0' ? f : NULL;
}
