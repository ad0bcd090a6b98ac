#include <string.h>

#include "base/xml.h"

struct copy {
	struct out *to;
	const char *name;
	int depth, inside;            /* the depth of the element being copied; 0: not yet, or no longer */
	bool begun, done;             /* a tag whose ">" is not written; the element is over */
};

/* What is none of them goes as it is. */
static void escaped(struct out *to, const char *s, size_t n, bool attribute)
{
	const char *from = s, *end = s + n;

	for (; s < end; s++) {
		const char *entity = *s == '<' ? "&lt;" : *s == '>' ? "&gt;" : *s == '&' ? "&amp;" : *s == '\r' ? "&#13;"
		                   : !attribute ? NULL : *s == '"' ? "&quot;" : *s == '\n' ? "&#10;"
		                   : *s == '\t' ? "&#9;" : NULL;
		if (entity == NULL)
			continue;
		out_write(to, from, (size_t)(s - from));
		out_text(to, entity);
		from = s + 1;
	}
	out_write(to, from, (size_t)(end - from));
}

static void end_tag(struct copy *c)
{
	if (c->begun)
		out_text(c->to, ">");
	c->begun = false;
}

/* One that is in a namespace brings it along under a prefix of its own. */
static void put_attribute(struct copy *c, const struct xml_attribute *a, int i)
{
	static const char xml[] = "http://www.w3.org/XML/1998/namespace";
	char prefix[] = { 'a', (char)('a' + i / 26 % 26), (char)('a' + i % 26), '\0' };
	bool own = a->uri != NULL && strcmp(a->uri, xml) == 0;

	out_text(c->to, " ");
	if (a->uri != NULL) {
		out_text(c->to, own ? "xml" : prefix);
		out_text(c->to, ":");
	}
	out_text(c->to, a->name);
	out_text(c->to, "=\"");
	escaped(c->to, a->value.at, a->value.n, true);
	out_text(c->to, "\"");
	if (a->uri == NULL || own)
		return;
	out_text(c->to, " xmlns:");
	out_text(c->to, prefix);
	out_text(c->to, "=\"");
	escaped(c->to, a->uri, strlen(a->uri), true);
	out_text(c->to, "\"");
}

static bool on_start(void *arg, const char *name, const struct xml_attributes *attributes, struct err *err JT_UNUSED)
{
	struct copy *c = arg;
	struct xml_attribute a;

	c->depth++;
	if (c->inside == 0 && !c->done && strcmp(name, c->name) == 0)
		c->inside = c->depth;
	if (c->inside == 0)
		return true;
	end_tag(c);
	out_text(c->to, "<");
	out_text(c->to, name);
	for (int i = 0; xml_attribute_at(attributes, i, &a); i++)
		put_attribute(c, &a, i);
	c->begun = true;
	return true;
}

static bool on_text(void *arg, const char *s, size_t n, struct err *err JT_UNUSED)
{
	struct copy *c = arg;

	if (c->inside == 0)
		return true;
	end_tag(c);
	escaped(c->to, s, n, false);
	return true;
}

static bool on_end(void *arg, const char *name, struct err *err JT_UNUSED)
{
	struct copy *c = arg;

	if (c->inside > 0) {
		out_text(c->to, c->begun ? "/>" : "</");
		out_text(c->to, c->begun ? "" : name);
		out_text(c->to, c->begun ? "" : ">");
		c->begun = false;
	}
	if (c->inside == c->depth) {
		c->inside = 0;
		c->done = true;
	}
	c->depth--;
	return true;
}

bool xml_copy(struct out *to, const void *ctx, const struct xml_source *from, int64_t ceiling, int depth,
              const char *name, const char *locator, struct err *err)
{
	static const struct xml_events events = { on_start, on_text, on_end };
	struct copy c = { .to = to, .name = name };

	return xml_stream(ctx, from, ceiling, depth, &events, &c, locator, err);
}
