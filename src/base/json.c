#include "base/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

struct json json_writer(struct out *out)
{
	return (struct json){ .out = out, .first = { true } };
}

/* How far a text stands for itself. */
static size_t plain(const char *s)
{
	size_t n = 0;

	while ((unsigned char)s[n] >= 0x20 && s[n] != '"' && s[n] != '\\')
		n++;
	return n;
}

static size_t put_escape(char to[8], char c)
{
	static const char shorts[] = "\"\\\n\r\t", letters[] = "\"\\nrt";
	const char *found = strchr(shorts, c);

	return (size_t)(found != NULL ? snprintf(to, 8, "\\%c", letters[found - shorts])
	                              : snprintf(to, 8, "\\u%04x", (unsigned)(unsigned char)c));
}

static void put_escaped(struct json *w, const char *s)
{
	char e[8];

	out_write(w->out, "\"", 1);
	for (size_t n = plain(s);; n = plain(s)) {
		out_write(w->out, s, n);
		s += n;
		if (*s == '\0')
			break;
		out_write(w->out, e, put_escape(e, *s++));
	}
	out_write(w->out, "\"", 1);
}

void json_quote(struct pen *to, const char *text)
{
	size_t n = 0;
	char *clean = NULL;

	pen_char(to, '"');
	while (text[n] >= 0x20 && text[n] < 0x7f && text[n] != '"' && text[n] != '\\')
		n++;
	pen_write(to, text, n);
	text += n;
	if (*text != '\0' && !text_is_utf8(text, strlen(text)))
		text = clean = text_clean(to->ctx, text, true);
	for (; *text != '\0'; text += n) {
		if ((n = plain(text)) > 0)
			pen_write(to, text, n);
		else
			to->used += put_escape(pen_room(to, 8), text[n++]);
	}
	talloc_free(clean);
	pen_char(to, '"');
}

static void put_string(struct json *w, const char *s)
{
	size_t n = strlen(s);
	if (text_is_utf8(s, n)) {
		put_escaped(w, s);
		return;
	}
	char *clean = text_clean(w->out, s, true);
	put_escaped(w, clean);
	talloc_free(clean);
}

static void begin_value(struct json *w, const char *key)
{
	if (!w->first[w->depth])
		out_write(w->out, ",", 1);
	w->first[w->depth] = false;
	if (key != NULL) {
		put_string(w, key);
		out_write(w->out, ":", 1);
	}
}

static void open(struct json *w, const char *key, const char *bracket)
{
	begin_value(w, key);
	out_write(w->out, bracket, 1);
	assert(w->depth + 1 < JSON_DEPTH);
	w->first[++w->depth] = true;
}

static void close(struct json *w, const char *bracket)
{
	assert(w->depth > 0);
	w->depth--;
	out_write(w->out, bracket, 1);
}

void json_open_object(struct json *w, const char *key)
{
	open(w, key, "{");
}

void json_close_object(struct json *w)
{
	close(w, "}");
}

void json_open_array(struct json *w, const char *key)
{
	open(w, key, "[");
}

void json_close_array(struct json *w)
{
	close(w, "]");
}

void json_string(struct json *w, const char *key, const char *value)
{
	begin_value(w, key);
	if (value == NULL)
		out_write(w->out, "null", 4);
	else
		put_string(w, value);
}

void json_string_if(struct json *w, const char *key, const char *value)
{
	if (value != NULL && *value != '\0')
		json_string(w, key, value);
}

void json_double(struct json *w, const char *key, double value)
{
	if (!isfinite(value)) {
		json_null(w, key);
		return;
	}
	begin_value(w, key);
	char s[NUMBER_MOST];
	out_write(w->out, s, number_double(s, value));
}

void json_int(struct json *w, const char *key, int64_t value)
{
	begin_value(w, key);
	char s[NUMBER_MOST];
	out_write(w->out, s, number_int(s, value));
}

void json_bool(struct json *w, const char *key, bool value)
{
	begin_value(w, key);
	out_text(w->out, value ? "true" : "false");
}

void json_null(struct json *w, const char *key)
{
	begin_value(w, key);
	out_write(w->out, "null", 4);
}

void json_raw(struct json *w, const char *key, const char *text)
{
	json_raw_n(w, key, text, strlen(text));
}

void json_raw_n(struct json *w, const char *key, const char *text, size_t n)
{
	begin_value(w, key);
	out_write(w->out, text, n);
}
