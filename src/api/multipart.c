#include "api/multipart.h"

#include <string.h>
#include <strings.h>

#define BOUNDARY_MOST 70

struct reading {
	const void *ctx;
	struct err *err;
	struct span rest;             /* of the body */
	const char *delimiter;        /* "\r\n--boundary" */
};

static bool broken(const struct reading *r)
{
	return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, NULL,
	               "the form is not whole multipart/form-data: it ends early, or a part is not written as RFC 7578 has it",
	               "le formulaire n'est pas du multipart/form-data entier : il s'arrête trop tôt, ou une partie n'est pas écrite selon la RFC 7578");
}

static void skip(struct span *s, size_t n)
{
	s->at += n;
	s->n -= n;
}

/* Takes `text` off the front of `s`, letters compared without case. */
static bool take(struct span *s, const char *text)
{
	size_t n = strlen(text);

	if (s->n < n || strncasecmp(s->at, text, n) != 0)
		return false;
	skip(s, n);
	return true;
}

static void skip_blank(struct span *s)
{
	while (s->n > 0 && (*s->at == ' ' || *s->at == '\t'))
		skip(s, 1);
}

static bool is_token(char c)
{
	return c > ' ' && c < 0x7f && strchr("()<>@,;:\\\"/[]?={}", c) == NULL;
}

/* A token or a quoted string; NULL when there is none, or it does not end. A backslash stands before a quote or
   another one only: elsewhere it is itself, as old browsers send whole paths. */
static char *take_value(const void *ctx, struct span *s)
{
	char *value = mem_array(ctx, char, s->n + 1);
	size_t n = 0;

	if (!take(s, "\"")) {
		while (s->n > 0 && is_token(*s->at)) {
			value[n++] = *s->at;
			skip(s, 1);
		}
		return n > 0 ? value : NULL;
	}
	while (s->n > 0 && *s->at != '"') {
		if (*s->at == '\\' && s->n > 1 && (s->at[1] == '"' || s->at[1] == '\\'))
			skip(s, 1);
		value[n++] = *s->at;
		skip(s, 1);
	}
	return take(s, "\"") ? value : NULL;
}

/* The value of a parameter in "name=value; name=value", or NULL. False when that is not how it is written. */
static bool find_parameter(const void *ctx, struct span s, const char *wanted, char **found)
{
	*found = NULL;
	for (;;) {
		size_t n = 0;
		skip_blank(&s);
		if (s.n == 0)
			return true;
		while (n < s.n && is_token(s.at[n]))
			n++;
		char *name = mem_strndup(ctx, s.at, n);
		skip(&s, n);
		if (n == 0 || !take(&s, "="))
			return false;
		char *value = take_value(ctx, &s);
		if (value == NULL || (text_same(name, wanted) && *found != NULL))
			return false;
		if (text_same(name, wanted))
			*found = value;
		skip_blank(&s);
		if (s.n > 0 && !take(&s, ";"))
			return false;
	}
}

static bool find_delimiter(struct reading *r, const char *parameters)
{
	static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ";
	const char *p = parameters != NULL ? parameters : "";
	char *boundary;
	bool good = find_parameter(r->ctx, (struct span){ p, strlen(p) }, "boundary", &boundary) &&
	            boundary != NULL;
	size_t n = good ? strlen(boundary) : 0;

	if (!good || n == 0 || n > BOUNDARY_MOST || strspn(boundary, allowed) != n || boundary[n - 1] == ' ')
		return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, "Content-Type",
		               "Content-Type must be multipart/form-data with a boundary of 1 to 70 characters",
		               "Content-Type doit être multipart/form-data avec un boundary de 1 à 70 caractères");
	r->delimiter = mem_printf(r->ctx, "\r\n--%s", boundary);
	return true;
}

/* What follows a delimiter: the end of its line, or "--". */
enum after { AFTER_PART, AFTER_END, AFTER_NONE };

static enum after take_after(struct span *s)
{
	struct span t = *s;
	bool end = take(&t, "--");

	skip_blank(&t);
	if (end && t.n == 0) {
		*s = t;
		return AFTER_END;
	}
	if (!take(&t, "\r\n"))
		return AFTER_NONE;
	*s = t;
	return end ? AFTER_END : AFTER_PART;
}

/* Everything up to the next delimiter, and what follows that. */
static enum after take_content(struct reading *r, struct span *content)
{
	size_t n = strlen(r->delimiter);
	struct span s = r->rest;

	for (;;) {
		const char *at = memmem(s.at, s.n, r->delimiter, n);
		if (at == NULL)
			return AFTER_NONE;
		skip(&s, (size_t)(at - s.at) + n);
		struct span after = s;
		enum after what = take_after(&after);
		if (what == AFTER_NONE)
			continue;
		*content = (struct span){ r->rest.at, (size_t)(at - r->rest.at) };
		r->rest = after;
		return what;
	}
}

/* The file's own name: Windows and Unix folders go. */
static const char *own_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *back = strrchr(path, '\\');

	if (back != NULL && (slash == NULL || back > slash))
		slash = back;
	return slash != NULL ? slash + 1 : path;
}

static bool is_line(const char *s)
{
	return text_is_utf8(s, strlen(s)) && strpbrk(s, "\t\r\n") == NULL;
}

/* `s` is what follows "Content-Disposition:". */
static bool read_disposition(struct reading *r, struct multipart_part *part, struct span s)
{
	char *name, *filename;

	skip_blank(&s);
	bool form = take(&s, "form-data");
	skip_blank(&s);
	if (part->name != NULL || !form || !take(&s, ";") ||
	    !find_parameter(r->ctx, s, "name", &name) || name == NULL || *name == '\0' ||
	    !find_parameter(r->ctx, s, "filename", &filename))
		return broken(r);
	if (!is_line(name) || (filename != NULL && !is_line(filename)))
		return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, NULL,
		               "the name of a field or of a file is not text in UTF-8",
		               "le nom d'un champ ou d'un fichier n'est pas du texte en UTF-8");
	part->name = name;
	part->filename = filename != NULL ? own_name(filename) : NULL;
	return true;
}

/* One line of a part's header, without its end. */
static bool read_line(struct reading *r, struct multipart_part *part, struct span s)
{
	if (take(&s, "Content-Disposition:"))
		return read_disposition(r, part, s);
	if (take(&s, "Content-Type:")) {
		skip_blank(&s);
		size_t n = 0;
		while (n < s.n && (is_token(s.at[n]) || s.at[n] == '/'))
			n++;
		part->type = mem_strndup(r->ctx, s.at, n);
		return true;
	}
	if (take(&s, "Content-Transfer-Encoding:")) {
		skip_blank(&s);
		return take(&s, "binary") || take(&s, "8bit") || take(&s, "7bit") || broken(r);
	}
	return memchr(s.at, ':', s.n) != NULL || broken(r);
}

/* The header of a part, up to and with its empty line. */
static bool read_header(struct reading *r, struct multipart_part *part)
{
	size_t most = r->rest.n < MULTIPART_HEADER ? r->rest.n : MULTIPART_HEADER;
	const char *begin = r->rest.at;

	part->type = "";
	while (!take(&r->rest, "\r\n")) {
		size_t left = most - (size_t)(r->rest.at - begin);
		const char *end = memmem(r->rest.at, left, "\r\n", 2);
		if (end == NULL)
			return broken(r);
		struct span line = { r->rest.at, (size_t)(end - r->rest.at) };
		if (memchr(line.at, '\0', line.n) != NULL)
			return broken(r);
		skip(&r->rest, line.n + 2);
		if (!read_line(r, part, line))
			return false;
		if ((size_t)(r->rest.at - begin) >= most)
			return broken(r);
	}
	return part->name != NULL || broken(r);
}

bool multipart_read(struct multipart *m, const void *ctx, const char *parameters, struct span body,
                    struct err *err)
{
	struct reading r = { .ctx = ctx, .err = err, .rest = body };
	enum after after;

	*m = (struct multipart){ .parts = mem_array(ctx, struct multipart_part, MULTIPART_PARTS) };
	if (!find_delimiter(&r, parameters))
		return false;
	take(&r.rest, "\r\n");
	if (!take(&r.rest, r.delimiter + 2))
		return broken(&r);
	for (after = take_after(&r.rest); after == AFTER_PART; m->n++) {
		if (m->n == MULTIPART_PARTS)
			return err_set(err, ctx, ERR_TOO_LARGE, NULL, "the form has more than %d fields",
			               "le formulaire a plus de %d champs", MULTIPART_PARTS);
		struct multipart_part *part = &m->parts[m->n];
		if (!read_header(&r, part))
			return false;
		/* an empty part has its delimiter right after the header, whose last line end is the delimiter's */
		r.rest = (struct span){ r.rest.at - 2, r.rest.n + 2 };
		after = take_content(&r, &part->content);
		if (after == AFTER_NONE)
			return broken(&r);
		if (part->content.n >= 2)
			skip(&part->content, 2);
		else
			part->content.n = 0;
	}
	return after == AFTER_END || broken(&r);
}
