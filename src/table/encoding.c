#include "table/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#define LINES_LOOKED_AT 20

struct encoding encoding_detect(struct span bytes)
{
	static const struct { const char *mark; size_t n; const char *name; } marks[] = {
		{ "\xef\xbb\xbf", 3, "UTF-8" }, { "\xff\xfe", 2, "UTF-16LE" }, { "\xfe\xff", 2, "UTF-16BE" },
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (bytes.n >= marks[i].n && memcmp(bytes.at, marks[i].mark, marks[i].n) == 0)
			return (struct encoding){ marks[i].name, marks[i].n };
	return (struct encoding){ text_is_utf8(bytes.at, bytes.n) ? "UTF-8" : "WINDOWS-1252", 0 };
}

static char *convert(const void *ctx, struct span bytes, const char *name, size_t *n,
                     struct err *err)
{
	iconv_t conversion = iconv_open("UTF-8", name);

	if (conversion == (iconv_t)-1) {
		err_set(err, ctx, ERR_INVALID_PARAMETER, "encoding", "there is no encoding \"%s\"",
		        "il n'y a pas d'encodage « %s »", name);
		return NULL;
	}
	size_t room = bytes.n * 3 + 1, left = room - 1, rest = bytes.n;
	char *text = mem_array(ctx, char, room), *to = text;
	union { const char *lent; char *from; } u = { .lent = bytes.at };
	size_t done = iconv(conversion, &u.from, &rest, &to, &left);
	iconv_close(conversion);
	if (done == (size_t)-1) {
		err_set(err, ctx, ERR_INVALID_PARAMETER, "encoding",
		        "byte %zu means nothing in %s: name the encoding that the file was written in",
		        "l'octet %zu n'a pas de sens en %s : indiquez l'encodage du fichier",
		        bytes.n - rest + 1, name);
		talloc_free(text);
		return NULL;
	}
	*n = (size_t)(to - text);
	return text;
}

static size_t unify_line_ends(char *text, size_t n)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\r' && i + 1 < n && text[i + 1] == '\n')
			continue;
		text[used++] = text[i] == '\r' ? '\n' : text[i];
	}
	text[used] = '\0';
	return used;
}

char *encoding_read(const void *ctx, struct span bytes, const char *name, struct encoding *found,
                    size_t *n, struct err *err)
{
	*found = encoding_detect(bytes);
	if (name != NULL)
		found->name = name;
	struct span rest = { bytes.at + found->mark, bytes.n - found->mark };
	char *text;
	if (strcmp(found->name, "UTF-8") == 0 && text_is_utf8(rest.at, rest.n)) {
		text = mem_array(ctx, char, rest.n + 1);
		memcpy(text, rest.at, rest.n);
		*n = rest.n;
	} else {
		text = convert(ctx, rest, found->name, n, err);
		if (text == NULL)
			return NULL;
	}
	if (memchr(text, '\0', *n) != NULL) {
		err_set(err, ctx, ERR_INVALID_PARAMETER, NULL,
		        "the file holds NUL bytes: it is not a text table",
		        "le fichier contient des octets nuls : ce n'est pas une table en texte");
		talloc_free(text);
		return NULL;
	}
	*n = unify_line_ends(text, *n);
	return text;
}

/* How often `separator` stands outside quotes in one line; *next is the line after. */
static size_t count_in_line(const char *line, char separator, const char **next)
{
	size_t n = 0;
	bool quoted = false;

	for (; *line != '\0' && (quoted || *line != '\n'); line++) {
		if (*line == '"')
			quoted = !quoted;
		n += !quoted && *line == separator;
	}
	*next = *line == '\n' ? line + 1 : line;
	return n;
}

char separator_detect(const char *text)
{
	static const char candidates[] = ";\t,|";
	char best = ',';
	size_t best_score = 0;

	for (const char *c = candidates; *c != '\0'; c++) {
		const char *line = text;
		size_t first = count_in_line(line, *c, &line), same = first > 0;
		for (int i = 1; first > 0 && i < LINES_LOOKED_AT && *line != '\0'; i++)
			same += count_in_line(line, *c, &line) == first;
		if (same > best_score) {
			best = *c;
			best_score = same;
		}
	}
	return best;
}
