#include "table/gdas.h"

#include <string.h>

#include "base/text.h"
#include "table/gdas_read.h"
#include "table/infer.h"

#define ROOT "GDAS"

static const struct {
	enum where parent;
	const char *name;
	enum where where;
} places[] = {
	{ AT_ROW, "K", AT_K }, { AT_ROW, "V", AT_V }, { AT_ROWSET, "Row", AT_ROW },
	{ AT_GDAS, "Framework", AT_FRAMEWORK },
	{ AT_FRAMEWORK, "FrameworkURI", AT_URI }, { AT_FRAMEWORK, "Organization", AT_ORGANIZATION },
	{ AT_FRAMEWORK, "Title", AT_TITLE }, { AT_FRAMEWORK, "Abstract", AT_ABSTRACT },
	{ AT_FRAMEWORK, "ReferenceDate", AT_DATE }, { AT_FRAMEWORK, "Version", AT_VERSION },
	{ AT_FRAMEWORK, "Documentation", AT_DOCUMENTATION }, { AT_FRAMEWORK, "FrameworkKey", AT_FRAMEWORK_KEY },
	{ AT_FRAMEWORK, "Dataset", AT_DATASET },
	{ AT_DATASET, "DatasetURI", AT_URI }, { AT_DATASET, "Organization", AT_ORGANIZATION },
	{ AT_DATASET, "Title", AT_TITLE }, { AT_DATASET, "Abstract", AT_ABSTRACT },
	{ AT_DATASET, "ReferenceDate", AT_DATE }, { AT_DATASET, "Version", AT_VERSION },
	{ AT_DATASET, "Documentation", AT_DOCUMENTATION }, { AT_DATASET, "Columnset", AT_COLUMNSET },
	{ AT_DATASET, "Rowset", AT_ROWSET },
	{ AT_COLUMNSET, "FrameworkKey", AT_KEY }, { AT_KEY, "Column", AT_KEY_COLUMN },
	{ AT_COLUMNSET, "Attributes", AT_ATTRIBUTES }, { AT_ATTRIBUTES, "Column", AT_COLUMN },
	{ AT_COLUMN, "Title", AT_TITLE }, { AT_COLUMN, "Abstract", AT_ABSTRACT },
	{ AT_COLUMN, "Documentation", AT_DOCUMENTATION }, { AT_COLUMN, "Values", AT_VALUES },
	{ AT_VALUES, "Count", AT_KIND }, { AT_VALUES, "Measure", AT_KIND }, { AT_VALUES, "Ordinal", AT_KIND },
	{ AT_VALUES, "Nominal", AT_KIND },
	{ AT_KIND, "UOM", AT_UOM }, { AT_UOM, "ShortForm", AT_SHORT }, { AT_UOM, "LongForm", AT_LONG },
	{ AT_KIND, "Uncertainty", AT_UNCERTAINTY }, { AT_KIND, "Classes", AT_CLASSES },
	{ AT_CLASSES, "Value", AT_CLASS }, { AT_CLASS, "Identifier", AT_IDENTIFIER }, { AT_CLASS, "Title", AT_TITLE },
	{ AT_CLASS, "Abstract", AT_ABSTRACT }, { AT_CLASS, "rank", AT_RANK }, { AT_CLASS, "Rank", AT_RANK },
	{ AT_CLASS, "color", AT_COLOR }, { AT_CLASS, "Color", AT_COLOR },
	{ AT_KIND, "Exceptions", AT_EXCEPTIONS }, { AT_EXCEPTIONS, "Null", AT_NULL },
	{ AT_NULL, "Identifier", AT_IDENTIFIER }, { AT_NULL, "Title", AT_TITLE },
};

static enum where place_of(enum where parent, const char *name)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (places[i].parent == parent && strcmp(places[i].name, name) == 0)
			return places[i].where;
	return AT_ELSEWHERE;
}

/* Nothing of a document that may have been fetched is told again. */
static bool not_ours(struct document *d, const char *root)
{
	if (strstr(root, "Exception") != NULL)
		return err_set(d->r.err, d->r.ctx, ERR_INVALID_PARAMETER, "table",
		               "the document is not a %s: it is an exception",
		               "le document n'est pas un %s : c'est une exception", d->root);
	return err_set(d->r.err, d->r.ctx, ERR_INVALID_PARAMETER, "table",
	               "the document is not a %s, by its root element",
	               "le document n'est pas un %s, d'après son élément racine", d->root);
}

static bool on_start(void *arg, const char *name, const struct xml_attributes *a, struct err *err)
{
	struct document *d = arg;
	bool root = d->depth == 0;
	enum where where = root ? AT_GDAS : place_of(d->stack[d->depth], name);

	(void)err;
	if (root && strcmp(name, d->root) != 0)
		return not_ours(d, name);
	d->name = name;
	if (!gdas_begin(d, where, a))
		return false;
	d->stack[++d->depth] = where;
	if (where > AT_LEAF_ROW && where < AT_ELSEWHERE && d->kept == 0) {
		d->kept = d->depth;
		d->used = 0;
	}
	return true;
}

static bool on_text(void *arg, const char *s, size_t n, struct err *err)
{
	struct document *d = arg;
	enum where where = d->kept > 0 ? d->stack[d->kept] : AT_ELSEWHERE;
	bool cell = where == AT_K || where == AT_V;
	size_t most = cell && d->r.limits->cell > 0 ? (size_t)d->r.limits->cell : GDAS_WORDS;

	if (d->kept == 0)
		return true;
	if (d->used + n > most)
		return err_set(err, d->r.ctx, ERR_TOO_LARGE, "table", "row %zu: a text is over the limit of %zu bytes",
		               "ligne %zu : un texte dépasse la limite de %zu octets", d->r.rows + 1, most);
	if (d->used + n + 1 > d->room) {
		d->room = (d->used + n + 1) * 2;
		d->text = mem_grow(d->r.ctx, d->text, char, d->room);
	}
	memcpy(d->text + d->used, s, n);
	d->used += n;
	return true;
}

/* Texts that stand alone keep their inside; what is around them goes. */
static char *trim(char *s)
{
	s += strspn(s, " \t\r\n");
	size_t n = strlen(s);
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		s[--n] = '\0';
	return s;
}

static void end_head(struct gdas_head *h, enum where where, const char *text)
{
	if (where == AT_URI)
		h->uri = text;
	else if (where == AT_ORGANIZATION)
		h->organization = text;
	else if (where == AT_TITLE)
		h->title = text;
	else if (where == AT_ABSTRACT)
		h->abstract = text;
	else if (where == AT_DATE)
		h->date = text;
	else if (where == AT_VERSION)
		h->version = text;
	else if (where == AT_DOCUMENTATION)
		h->documentation = text;
}

static void end_column(struct gdas_column *c, enum where where, const char *text)
{
	if (where == AT_TITLE)
		c->title = text;
	else if (where == AT_ABSTRACT)
		c->abstract = text;
	else if (where == AT_DOCUMENTATION)
		c->documentation = text;
	else if (where == AT_SHORT)
		c->unit = text;
	else if (where == AT_LONG)
		c->unit_title = text;
	else if (where == AT_UNCERTAINTY)
		c->uncertainty = text;
}

static void end_class(struct gdas_class *k, enum where where, const char *text)
{
	if (where == AT_IDENTIFIER)
		k->value = text;
	else if (where == AT_TITLE)
		k->title = text;
	else if (where == AT_ABSTRACT)
		k->abstract = text;
	else if (where == AT_RANK)
		gdas_rank(&k->rank, text);
	else if (where == AT_COLOR)
		gdas_color(&k->color, text);
}

/* What a code of missing values means: told from the code, else from its title. */
static void end_null(struct gdas_null *n, enum where where, const char *text)
{
	if (where == AT_IDENTIFIER) {
		n->code = text;
		if (!value_marker(text, &n->state))
			n->state = VALUE_MISSING;
	} else if (where == AT_TITLE && n->state == VALUE_MISSING) {
		if (strcasestr(text, "secret") != NULL || strcasestr(text, "confiden") != NULL)
			n->state = VALUE_SECRET;
		else if (strcasestr(text, "sans objet") != NULL || strcasestr(text, "not applicable") != NULL)
			n->state = VALUE_NOT_APPLICABLE;
	}
}

static void end_words(struct document *d, enum where parent, enum where where, const char *text)
{
	struct gdas *g = d->r.g;
	struct gdas_column *c = g->n_columns > 0 ? &g->columns[g->n_columns - 1] : NULL;

	if (parent == AT_FRAMEWORK)
		end_head(&g->framework, where, text);
	else if (parent == AT_DATASET)
		end_head(&g->dataset, where, text);
	else if (parent == AT_CLASS)
		end_class(&c->classes[c->n_classes - 1], where, text);
	else if (parent == AT_NULL)
		end_null(&c->nulls[c->n_nulls - 1], where, text);
	else
		end_column(c, where, text);
}

static bool end_text(struct document *d, enum where where)
{
	const struct gdas *g = d->r.g;
	char *text = d->text != NULL ? d->text : (char[1]){ "" };

	text[d->used] = '\0';
	if (where == AT_K)
		return gdas_key_end(&d->r, trim(text));
	if (where == AT_V)
		return gdas_value_end(&d->r, g->columns[d->r.n_v].type == CELL_TEXT ? text : trim(text));
	end_words(d, d->stack[d->depth - 1], where, mem_strdup(d->r.ctx, trim(text)));
	return true;
}

static bool on_end(void *arg, const char *name, struct err *err)
{
	struct document *d = arg;
	enum where where = d->stack[d->depth];
	bool fine = true;

	(void)name, (void)err;
	if (d->kept == d->depth) {
		fine = end_text(d, where);
		d->kept = 0;
		d->used = 0;
	}
	d->depth--;
	if (where == AT_ROW)
		return gdas_row_end(&d->r);
	return fine && (where != AT_ROWSET || gdas_rows_end(&d->r));
}

static struct gdas_head empty_head(void)
{
	return (struct gdas_head){ NULL, "", "", "", "", "", "", "" };
}

static bool read_document(struct document *d, const struct xml_source *from)
{
	static const struct xml_events events = { on_start, on_text, on_end };
	const struct reading *r = &d->r;
	int64_t ceiling = r->limits->bytes > 0 ? r->limits->bytes : INT64_MAX;

	*r->g = (struct gdas){ .lang = "", .framework = empty_head(), .dataset = empty_head() };
	if (!xml_stream(r->ctx, from, ceiling, GDAS_DEPTH, &events, d, "table", r->err) &&
	    !(d->head_only && d->head_read))
		return false;
	if (r->builder == NULL && strcmp(d->root, ROOT) == 0)
		return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, "table", "the GDAS has no Rowset",
		               "le GDAS n'a pas de Rowset");
	return (r->g->framework.uri != NULL && *r->g->framework.uri != '\0') ||
	       err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, "table", "the GDAS has no FrameworkURI",
	               "le GDAS n'a pas de FrameworkURI");
}

bool gdas_head(struct gdas *g, const void *ctx, const struct xml_source *from,
               const struct table_limits *limits, struct err *err)
{
	struct document d = {
		.r = { .ctx = ctx, .g = g, .limits = limits, .err = err }, .root = ROOT, .head_only = true,
	};

	return read_document(&d, from);
}

bool gdas_describe(struct gdas *g, const void *ctx, const struct xml_source *from,
                   const struct table_limits *limits, struct err *err)
{
	struct document d = {
		.r = { .ctx = ctx, .g = g, .limits = limits, .err = err }, .root = "DataDescriptions", .head_only = true,
	};

	if (!read_document(&d, from))
		return false;
	return (g->n_keys > 0 && g->n_columns > 0) ||
	       err_set(err, ctx, ERR_INVALID_PARAMETER, "table",
	               "the description of the data names no key, or no attribute",
	               "la description des données ne nomme pas de clé, ou pas d'attribut");
}

bool gdas_read(struct gdas *g, const void *ctx, const struct xml_source *from,
               const struct table_limits *limits, struct err *err)
{
	struct document d = { .r = { .ctx = ctx, .g = g, .limits = limits, .err = err }, .root = ROOT };

	if (!read_document(&d, from))
		return false;
	g->table = table_builder_end(d.r.builder);
	for (size_t i = 0; i < g->n_columns; i++) {
		struct table_column *c = &g->table->columns[g->n_keys + i];
		c->title = (struct text){ g->columns[i].title, g->columns[i].title };
		c->unit = g->columns[i].unit;
	}
	return true;
}

bool gdas_is(struct span head)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t at = head.n >= 3 && memcmp(head.at, mark, 3) == 0 ? 3 : 0;

	while (at < head.n && strchr(" \t\r\n", head.at[at]) != NULL)
		at++;
	return at < head.n && head.at[at] == '<';
}
