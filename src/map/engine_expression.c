/* Filters of SLD as libmapserver's expressions. */
#include "map/engine_ms.h"

#include "map/sld.h"

/* A string of its language. One that begins with [ and ends with ] would mean a column: it is cut in two. */
char *expression_string(const void *ctx, const char *text)
{
	size_t n = strlen(text);
	bool column = n > 1 && text[0] == '[' && text[n - 1] == ']';
	char *s = mem_strdup(ctx, "\"");

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '"' || text[i] == '\'' || text[i] == '\\')
			s = mem_check(talloc_strdup_append_buffer(s, "\\"));
		s = mem_check(talloc_strndup_append_buffer(s, text + i, 1));
		if (i == 0 && column)
			s = mem_check(talloc_strdup_append_buffer(s, "\" + \""));
	}
	return mem_check(talloc_strdup_append_buffer(s, "\""));
}

/* A regular expression that means what LIKE means. */
static char *regex_of(const void *ctx, const char *like)
{
	char *s = mem_strdup(ctx, "^");

	for (const char *p = like; *p != '\0'; p++) {
		bool escaped = *p == '\\' && p[1] != '\0';
		p += escaped;
		if (!escaped && *p == '%')
			s = mem_check(talloc_strdup_append_buffer(s, ".*"));
		else if (!escaped && *p == '_')
			s = mem_check(talloc_strdup_append_buffer(s, "."));
		else
			s = mem_check(talloc_asprintf_append_buffer(
				s, "%s%c", strchr(".[]()*+?{}^$|\\", *p) != NULL ? "\\" : "", *p));
	}
	return mem_check(talloc_strdup_append_buffer(s, "$"));
}

/* The library reads dates as OGR prints them. */
static const char *date_text(const void *ctx, const char *literal)
{
	char *s = mem_strdup(ctx, literal);

	for (char *p = s; *p != '\0' && p < s + 10; p++)
		if (*p == '-')
			*p = '/';
	if (strlen(s) > 10 && s[10] == 'T')
		s[10] = ' ';
	return s;
}

static const char *sign(const struct sld_filter *f)
{
	static const char *const signs[] = {
		[SLD_EQUAL] = "=", [SLD_NOT_EQUAL] = "!=", [SLD_LESS] = "<", [SLD_LESS_EQUAL] = "<=",
		[SLD_GREATER] = ">", [SLD_GREATER_EQUAL] = ">=", [SLD_LIKE] = "~", [SLD_NULL] = "",
	};

	if (f->any_case && f->op == SLD_EQUAL)
		return "=*";
	return f->any_case && f->op == SLD_LIKE ? "~*" : signs[f->op];
}

/* What is null meets no comparison. */
static char *comparison(const void *ctx, const struct layer *layer, const struct sld_filter *f)
{
	const struct column *c = layer_column(layer, f->column);
	bool numeric = c != NULL && (c->type == COLUMN_INTEGER || c->type == COLUMN_REAL);
	bool date = c != NULL && (c->type == COLUMN_DATE || c->type == COLUMN_DATETIME);
	double number;

	if (f->op == SLD_NULL)
		return mem_printf(ctx, "(\"[%s]\" = \"\")", f->column);
	if (f->op != SLD_LIKE && numeric && text_double(f->literal, &number))
		return mem_printf(ctx, "(\"[%s]\" != \"\" AND [%s] %s %.17g)", f->column, f->column, sign(f),
		                  number);
	const char *text = f->op == SLD_LIKE ? regex_of(ctx, f->literal) :
		date ? date_text(ctx, f->literal) : f->literal;
	return mem_printf(ctx, "(\"[%s]\" != \"\" AND \"[%s]\" %s %s)", f->column, f->column, sign(f),
	                  expression_string(ctx, text));
}

char *expression_of(const void *ctx, const struct layer *layer, const struct sld_filter *f)
{
	const char *between = f->op == SLD_OR ? " OR " : " AND ";

	if (f->op == SLD_NOT)
		return mem_printf(ctx, "(NOT %s)", expression_of(ctx, layer, &f->children[0]));
	if (f->op != SLD_AND && f->op != SLD_OR)
		return comparison(ctx, layer, f);
	char *s = mem_strdup(ctx, "(");
	for (size_t i = 0; i < f->n_children; i++)
		s = mem_check(talloc_asprintf_append_buffer(s, "%s%s", i > 0 ? between : "",
		                                            expression_of(ctx, layer, &f->children[i])));
	return mem_check(talloc_strdup_append_buffer(s, ")"));
}
