#include "base/xml_fast.h"

#include <string.h>

static void flush(struct xml_fast *f)
{
	f->gone = !out_write(f->out, f->bytes, f->used);
	f->used = 0;
}

static void put(struct xml_fast *f, const char *s, size_t n)
{
	if (n > sizeof f->bytes - f->used)
		flush(f);
	if (n > sizeof f->bytes) {
		f->gone = !out_write(f->out, s, n);
		return;
	}
	memcpy(f->bytes + f->used, s, n);
	f->used += n;
}

static void put_char(struct xml_fast *f, char c)
{
	if (f->used == sizeof f->bytes)
		flush(f);
	f->bytes[f->used++] = c;
}

void xml_fast_open(struct xml_fast *f, xmlTextWriterPtr w, struct out *out)
{
	f->out = out;
	f->gone = false;
	f->used = 0;
	if (w == NULL)
		return;
	/* ends the tag that it may be in */
	xmlTextWriterWriteString(w, X(""));
	xmlTextWriterFlush(w);
}

void xml_fast_close(struct xml_fast *f)
{
	flush(f);
}

void xml_fast_start(struct xml_fast *f, const char *name)
{
	put_char(f, '<');
	put(f, name, strlen(name));
}

void xml_fast_inside(struct xml_fast *f)
{
	put_char(f, '>');
}

void xml_fast_empty(struct xml_fast *f)
{
	put(f, "/>", 2);
}

void xml_fast_end(struct xml_fast *f, const char *name)
{
	put(f, "</", 2);
	put(f, name, strlen(name));
	put_char(f, '>');
}

/* How far a text is plain ASCII that stands for itself. */
static size_t plain(const char *s)
{
	size_t n = 0;

	while ((unsigned char)s[n] >= 0x20 && (unsigned char)s[n] < 0x7f && s[n] != '&' && s[n] != '<' && s[n] != '>' &&
	       s[n] != '"')
		n++;
	return n;
}

static const char *entity_of(char c, bool attribute)
{
	switch (c) {
	case '&':  return "&amp;";
	case '<':  return "&lt;";
	case '>':  return "&gt;";
	case '\r': return "&#13;";
	case '"':  return "&quot;";
	case '\n': return attribute ? "&#10;" : NULL;
	case '\t': return attribute ? "&#9;" : NULL;
	default:   return NULL;
	}
}

static void escape(struct xml_fast *f, const char *text, bool attribute)
{
	size_t n = plain(text);
	char *clean = NULL;

	put(f, text, n);
	if (text[n] == '\0')
		return;
	text += n;
	if (!text_is_utf8(text, strlen(text)))
		text = clean = text_clean(NULL, text, false);
	for (; *text != '\0'; text++) {
		const char *entity = entity_of(*text, attribute);
		if (entity != NULL)
			put(f, entity, strlen(entity));
		else
			put_char(f, *text);
	}
	talloc_free(clean);
}

void xml_fast_text(struct xml_fast *f, const char *text)
{
	escape(f, text, false);
}

void xml_fast_attribute(struct xml_fast *f, const char *name, const char *value)
{
	put_char(f, ' ');
	put(f, name, strlen(name));
	put(f, "=\"", 2);
	escape(f, value, true);
	put_char(f, '"');
}

void xml_fast_element(struct xml_fast *f, const char *name, const char *text)
{
	if (text == NULL)
		return;
	xml_fast_start(f, name);
	xml_fast_inside(f);
	xml_fast_text(f, text);
	xml_fast_end(f, name);
}
