#include "map/classes.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

#define MOST_BYTES (256 * 1024)

const char *const classes_symbols[] = { "circle", "square", "triangle", "star", "cross", "x",
                                        "diamond", "arrow", "hatch", NULL };

/* Words that reach outside of the style; they have no place in one. */
static const char *const forbidden[] = { "INCLUDE", "KEYIMAGE", "TEMPLATE", "VALIDATION", "METADATA",
                                         "CONNECTION", "DATA", "STYLEITEM", NULL };

enum kind { WORD, STRING, BRACES, END_OF_TEXT, UNENDED };

struct token {
	enum kind kind;
	struct span text;
	int line;
};

struct scan {
	const void *ctx;
	const struct layer *layer;
	const char *at;
	int line;
	struct err *err;
};

static bool same(struct span text, const char *word)
{
	return text.n == strlen(word) && strncasecmp(text.at, word, text.n) == 0;
}

static bool among(struct span text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (same(text, *words))
			return true;
	return false;
}

static void skip_blanks(struct scan *s)
{
	while (*s->at != '\0' && (isspace((unsigned char)*s->at) || *s->at == '#')) {
		if (*s->at == '#')
			s->at += strcspn(s->at, "\n");
		else
			s->line += *s->at++ == '\n';
	}
}

static char closing(char c)
{
	return c == '(' ? ')' : c == '{' ? '}' : c == '[' ? ']' : c;
}

/* Past the bracket or quote at s->at, as libmapserver's own lexer goes: quotes have escapes, and
   an expression or a list ends on its line. False where it does not end. */
static bool skip_enclosed(struct scan *s)
{
	char open = *s->at++, close = closing(open);
	bool one_line = open == '(' || open == '{';

	while (*s->at != '\0' && *s->at != close) {
		bool nested = open == '(' && strchr("\"'(", *s->at) != NULL;
		bool escape = (open == '"' || open == '\'') && *s->at == '\\' && s->at[1] != '\0' &&
		              strchr("\\'\"", s->at[1]) != NULL;
		if ((one_line && *s->at == '\n') || (nested && !skip_enclosed(s)))
			return false;
		if (escape)
			s->at += 2;
		else if (!nested)
			s->line += *s->at++ == '\n';
	}
	return *s->at != '\0' && s->at++;
}

static struct token next(struct scan *s)
{
	skip_blanks(s);
	struct token t = { .line = s->line, .text.at = s->at };

	if (*s->at == '\0') {
		t.kind = END_OF_TEXT;
	} else if (strchr("\"'/({[", *s->at) != NULL) {
		bool quoted = *s->at == '"' || *s->at == '\'' || *s->at == '/';
		bool ended = skip_enclosed(s);
		t.kind = !ended ? UNENDED : quoted ? STRING : BRACES;
		t.text.n = (size_t)(s->at - t.text.at);
		if (ended && quoted)
			t.text = (struct span){ t.text.at + 1, t.text.n - 2 };
		if (ended && (*s->at == 'i' || *s->at == 'I'))
			s->at++;  /* compare without case */
	} else {
		t.kind = WORD;
		s->at += strcspn(s->at, " \t\r\n\"'({[#");
		t.text.n = (size_t)(s->at - t.text.at);
	}
	return t;
}

/* What [name] may mean: a column, the feature's shape; in a raster, the cell's value. */
static bool name_known(const struct layer *layer, const char *name)
{
	return layer->geometry == GEOMETRY_RASTER ? text_same(name, "pixel") :
	       layer_column(layer, name) != NULL || text_same(name, "shape");
}

/* [name] inside an expression must be known. */
static bool columns_exist(const struct scan *s, struct token t)
{
	const char *end = t.text.at + t.text.n;

	for (const char *p = t.text.at; p < end; p++) {
		if (*p != '[')
			continue;
		const char *close = memchr(p, ']', (size_t)(end - p));
		if (close == NULL)
			break;
		const char *name = mem_strndup(s->ctx, p + 1, (size_t)(close - p - 1));
		if (!name_known(s->layer, name))
			return err_set(s->err, s->ctx, ERR_STYLE, NULL,
			               "line %d of the style: the layer has no column \"%s\"",
			               "ligne %d du style : la couche n'a pas de colonne « %s »", t.line, name);
		p = close;
	}
	return true;
}

static bool symbol_known(struct scan *s)
{
	struct token t = next(s);
	bool number = t.kind == WORD && t.text.n > 0 &&
	              strspn(t.text.at, "0123456789") >= t.text.n;

	if ((t.kind == WORD || t.kind == STRING) && (number || among(t.text, classes_symbols)))
		return true;
	return err_set(s->err, s->ctx, ERR_STYLE, NULL,
	               "line %d of the style: SYMBOL must be one of circle, square, triangle, star, cross, "
	               "x, diamond, arrow or hatch",
	               "ligne %d du style : SYMBOL doit être circle, square, triangle, star, cross, x, "
	               "diamond, arrow ou hatch", t.line);
}

static bool item_known(struct scan *s)
{
	struct token t = next(s);
	const char *name = mem_strndup(s->ctx, t.text.at, t.text.n);

	if ((t.kind == WORD || t.kind == STRING) && layer_column(s->layer, name) != NULL)
		return true;
	return err_set(s->err, s->ctx, ERR_STYLE, NULL,
	               "line %d of the style: the layer has no column \"%s\"",
	               "ligne %d du style : la couche n'a pas de colonne « %s »", t.line, name);
}

static bool misplaced(const struct scan *s, struct token t)
{
	return err_set(s->err, s->ctx, ERR_STYLE, NULL,
	               "line %d of the style: \"%.*s\" is not allowed here; a style is made of CLASS ... END "
	               "blocks",
	               "ligne %d du style : « %.*s » n'est pas permis ici ; un style se compose de blocs "
	               "CLASS ... END", t.line, t.text.n > 40 ? 40 : (int)t.text.n, t.text.at);
}

static bool opens_block(struct span word)
{
	static const char *const blocks[] = { "CLASS", "STYLE", "LABEL", "LEADER", "PATTERN", NULL };
	return among(word, blocks);
}

/* One word at `*depth`; false when it may not stand there. */
static bool word(struct scan *s, struct token t, int *depth)
{
	if (among(t.text, forbidden))
		return misplaced(s, t);
	if (*depth == 0 && (same(t.text, "CLASSITEM") || same(t.text, "LABELITEM")))
		return item_known(s);
	if (*depth == 0 && !same(t.text, "CLASS"))
		return misplaced(s, t);
	if (same(t.text, "SYMBOL"))
		return symbol_known(s);
	if (opens_block(t.text))
		++*depth;
	else if (same(t.text, "END"))
		--*depth;
	return true;
}

bool classes_check(const void *ctx, const struct layer *layer, const char *body, struct err *err)
{
	struct scan s = { .ctx = ctx, .layer = layer, .at = body, .line = 1, .err = err };
	int depth = 0;

	if (strlen(body) > MOST_BYTES)
		return err_set(err, ctx, ERR_STYLE, NULL, "the style is over %d bytes",
		               "le style dépasse %d octets", MOST_BYTES);
	for (;;) {
		struct token t = next(&s);
		if (t.kind == END_OF_TEXT)
			break;
		bool fine = t.kind == WORD ? word(&s, t, &depth) :
			t.kind == BRACES ? columns_exist(&s, t) : t.kind == STRING;
		if (!fine)
			return err->code != ERR_NONE ? false : misplaced(&s, t);
	}
	return depth == 0 ||
	       err_set(err, ctx, ERR_STYLE, NULL, "the style ends inside a block: %d END missing",
	               "le style finit à l'intérieur d'un bloc : il manque %d END", depth);
}
