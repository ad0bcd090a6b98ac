#include "base/xml_fast.h"

#include <string.h>

enum { GATHERED = 16384 };

static void flush(struct xml_fast *f)
{
	f->gone = !out_write(f->out, f->pen.text, f->pen.used);
	f->pen.used = 0;
}

void xml_fast_open(struct xml_fast *f, xmlTextWriterPtr w, struct out *out)
{
	f->out = out;
	f->gone = false;
	f->pen = (struct pen){ .ctx = f, .text = f->pen.text, .room = f->pen.room };
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

void xml_fast_relieve(struct xml_fast *f)
{
	if (f->pen.used >= GATHERED)
		flush(f);
}

void xml_fast_start(struct xml_fast *f, const char *name)
{
	xml_fast_relieve(f);
	pen_char(&f->pen, '<');
	pen_text(&f->pen, name);
}

void xml_fast_inside(struct xml_fast *f)
{
	pen_char(&f->pen, '>');
}

void xml_fast_empty(struct xml_fast *f)
{
	pen_text(&f->pen, "/>");
}

void xml_fast_end(struct xml_fast *f, const char *name)
{
	pen_text(&f->pen, "</");
	pen_text(&f->pen, name);
	pen_char(&f->pen, '>');
}

/* Bits of the ASCII characters that stand for themselves everywhere. */
static const uint64_t plain[2] = { 0xafffffbb00000000U, 0x7fffffffffffffffU };

static bool is_plain(unsigned char c)
{
	return c < 0x80 && (plain[c >> 6] >> (c & 63) & 1) != 0;
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

static size_t plain_letters(const char *text)
{
	size_t n = 0;

	while (is_plain((unsigned char)text[n]))
		n++;
	return n;
}

bool xml_fast_plain(struct xml_fast *f, const char *text)
{
	size_t n = plain_letters(text);

	if (text[n] != '\0')
		return false;
	pen_write(&f->pen, text, n);
	return true;
}

static void escape(struct xml_fast *f, const char *text, bool attribute)
{
	char *clean = NULL;
	size_t n = plain_letters(text);

	pen_write(&f->pen, text, n);
	if (text[n] == '\0')
		return;
	text += n;
	if (!text_is_utf8(text, strlen(text)))
		text = clean = text_clean(NULL, text, false);
	while (*text != '\0') {
		const char *entity = entity_of(*text, attribute);
		if (entity != NULL) {
			pen_text(&f->pen, entity);
			text++;
		}
		for (n = 0; text[n] != '\0' && entity_of(text[n], attribute) == NULL;)
			n++;
		pen_write(&f->pen, text, n);
		text += n;
	}
	talloc_free(clean);
}

void xml_fast_text(struct xml_fast *f, const char *text)
{
	escape(f, text, false);
}

void xml_fast_attribute(struct xml_fast *f, const char *name, const char *value)
{
	pen_char(&f->pen, ' ');
	pen_text(&f->pen, name);
	pen_text(&f->pen, "=\"");
	escape(f, value, true);
	pen_char(&f->pen, '"');
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
