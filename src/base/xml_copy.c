#include <string.h>

#include "base/xml_fast.h"

struct copy {
	struct xml_fast *to;
	const char *name;
	int depth, inside;            /* the depth of the element being copied; 0: not yet, or no longer */
	bool begun, done;             /* a tag whose ">" is not written; the element is over */
};

static void end_tag(struct copy *c)
{
	if (c->begun)
		xml_fast_inside(c->to);
	c->begun = false;
}

/* One that is in a namespace brings it along under a prefix of its own. */
static void put_attribute(struct copy *c, const struct xml_attribute *a, int i)
{
	static const char xml[] = "http://www.w3.org/XML/1998/namespace";
	char prefix[] = { 'a', (char)('a' + i / 26 % 26), (char)('a' + i % 26), '\0' };
	bool own = a->uri != NULL && strcmp(a->uri, xml) == 0;
	void *scratch = talloc_new(NULL);
	const char *value = mem_strndup(scratch, a->value.at, a->value.n);

	if (a->uri == NULL)
		xml_fast_attribute(c->to, a->name, value);
	else
		xml_fast_attribute(c->to, mem_printf(scratch, "%s:%s", own ? "xml" : prefix, a->name), value);
	if (a->uri != NULL && !own)
		xml_fast_attribute(c->to, mem_printf(scratch, "xmlns:%s", prefix), a->uri);
	talloc_free(scratch);
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
	xml_fast_start(c->to, name);
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
	char *text = mem_strndup(NULL, s, n);
	xml_fast_text(c->to, text);
	talloc_free(text);
	return true;
}

static bool on_end(void *arg, const char *name, struct err *err JT_UNUSED)
{
	struct copy *c = arg;

	if (c->inside > 0) {
		if (c->begun)
			xml_fast_empty(c->to);
		else
			xml_fast_end(c->to, name);
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
	struct copy c = { .to = mem_new(ctx, struct xml_fast), .name = name };

	xml_fast_open(c.to, NULL, to);
	bool done = xml_stream(ctx, from, ceiling, depth, &events, &c, locator, err);
	xml_fast_close(c.to);
	return done;
}
