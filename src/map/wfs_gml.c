/* Feature collections in GML: of WFS 1.0.0 around GML 2, of 1.1.0 around 3.1, of 2.0 around 3.2. */
#include <string.h>

#include <uthash.h>

#include "map/gml.h"

/* A feature that was written, where a later query may select it again. */
struct seen {
	char *id;
	UT_hash_handle hh;
};

struct collection {
	const struct wfs_result *result;
	const struct exchange *x;
	enum wfs_encoding encoding;
	const struct wfs_gml_words *words;
	struct xml_fast *to;
	struct gml *gml;
	bool repeats;                 /* two queries are of one type */
	struct seen *seen;
};

static int forget(struct collection *c)
{
	HASH_CLEAR(hh, c->seen);
	return 0;
}

static char *types_of(const struct wfs_result *result, const struct exchange *x)
{
	struct pen list = { .ctx = x->ctx };

	for (size_t i = 0; i < result->n; i++) {
		pen_text(&list, i > 0 ? "," WFS_PREFIX ":" : WFS_PREFIX ":");
		pen_text(&list, result->selections[i].type);
	}
	return text_url_encode(x->ctx, pen_end(&list));
}

static const char *locations(const struct collection *c)
{
	const void *ctx = c->x->ctx;
	enum wfs_version version = c->words->version;
	const struct wfs_words *words = &wfs_words[version];

	if (c->result->n == 0)
		return TEXT_JOIN(ctx, words->wfs, " ", words->wfs_schema);
	return TEXT_JOIN(ctx, words->wfs, " ", words->wfs_schema, " " WFS_NS " ", wfs_get_href(c->x), "SERVICE=WFS&VERSION=",
	                 wfs_version_name(version), "&REQUEST=DescribeFeatureType&", version == WFS_200 ? "TYPENAMES=" : "TYPENAME=",
	                 types_of(c->result, c->x));
}

static void namespaces(const struct collection *c)
{
	xml_fast_attribute(c->to, "xmlns:wfs", wfs_words[c->words->version].wfs);
	xml_fast_attribute(c->to, "xmlns:gml", c->words->gml);
	xml_fast_attribute(c->to, "xmlns:" WFS_PREFIX, WFS_NS);
	if (c->repeats)
		xml_fast_attribute(c->to, "xmlns:xlink", "http://www.w3.org/1999/xlink");
	xml_fast_attribute(c->to, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	xml_fast_attribute(c->to, "xsi:schemaLocation", locations(c));
}

static void number(const struct collection *c, const char *name, int64_t n)
{
	xml_fast_attribute(c->to, name, text_from_int(c->x->ctx, n));
}

static void numbers(const struct collection *c, int64_t matched, int64_t returned)
{
	bool hits = c->result->hits;

	if (c->encoding == WFS_GML2)
		return;
	xml_fast_attribute(c->to, "timeStamp", c->result->stamp);
	if (c->encoding == WFS_GML31) {
		if (matched >= 0)
			number(c, "numberOfFeatures", hits ? matched : returned);
		return;
	}
	number(c, "numberMatched", matched);
	number(c, "numberReturned", hits ? 0 : returned);
}

static void begin_document(const struct collection *c)
{
	pen_text(&c->to->pen, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static void link(const struct collection *c, const char *name, const char *href)
{
	if (href != NULL)
		xml_fast_attribute(c->to, name, href);
}

static void open_root(const struct collection *c, const char *name)
{
	begin_document(c);
	xml_fast_start(c->to, name);
	namespaces(c);
	numbers(c, c->result->matched, c->result->returned);
	if (c->encoding == WFS_GML32) {
		link(c, "next", c->result->next);
		link(c, "previous", c->result->previous);
	}
	xml_fast_inside(c->to);
}

static void close_root(const struct collection *c, const char *name)
{
	xml_fast_end(c->to, name);
	pen_char(&c->to->pen, '\n');
	xml_fast_close(c->to);
}

/* Several queries of WFS 2.0 have a collection each (11.3.3.5). */
static bool nested(const struct collection *c)
{
	return c->encoding == WFS_GML32 && c->result->n > 1 && !c->result->hits;
}

static bool begin(void *arg, const struct wfs_selection *s)
{
	const struct collection *c = arg;

	gml_select(c->gml, s);
	if (nested(c)) {
		pen_text(&c->to->pen, "<wfs:member><wfs:FeatureCollection");
		numbers(c, s->matched, s->query.limit);
		xml_fast_inside(c->to);
	}
	return true;
}

static const struct xml_tags *tags_of_member(const struct collection *c)
{
	static const struct xml_tags newer = XML_TAGS_OPEN("wfs:member"), older = XML_TAGS_OPEN("gml:featureMember");

	return c->encoding == WFS_GML32 ? &newer : &older;
}

/* Identifiers are unique in a document: a feature is written once, and pointed to from then on. */
static bool again(struct collection *c, const struct features *f)
{
	if (!c->repeats)
		return false;
	const char *id = gml_id(c->gml, f);
	struct seen *one;
	HASH_FIND_STR(c->seen, id, one);
	if (one == NULL) {
		one = mem_new(c, struct seen);
		one->id = mem_strdup(one, id);
		HASH_ADD_KEYPTR(hh, c->seen, one->id, strlen(id), one);
		return false;
	}
	xml_fast_attribute(c->to, "xlink:href", TEXT_JOIN(one, "#", id));
	xml_fast_empty(c->to);
	return true;
}

static bool member(void *arg, const struct wfs_selection *s, struct features *f)
{
	struct collection *c = arg;
	const struct xml_tags *tags = tags_of_member(c);

	(void)s;
	xml_fast_relieve(c->to);
	pen_span(&c->to->pen, tags->open);
	if (again(c, f))
		return !c->to->gone;
	xml_fast_inside(c->to);
	gml_feature(c->gml, f);
	pen_span(&c->to->pen, tags->close);
	return !c->to->gone;
}

static bool end(void *arg, const struct wfs_selection *s)
{
	const struct collection *c = arg;

	(void)s;
	if (nested(c))
		pen_text(&c->to->pen, "</wfs:FeatureCollection></wfs:member>");
	return true;
}

static bool select_only(void *arg, const struct wfs_selection *s)
{
	const struct collection *c = arg;

	gml_select(c->gml, s);
	return true;
}

static bool alone(void *arg, const struct wfs_selection *s, struct features *f)
{
	const struct collection *c = arg;
	const char *id = gml_id(c->gml, f);

	(void)s;
	xml_fast_start(c->to, gml_element(c->gml));
	namespaces(c);
	xml_fast_attribute(c->to, gml_id_name(c->gml), id);
	xml_fast_inside(c->to);
	gml_members(c->gml, id, f);
	xml_fast_end(c->to, gml_element(c->gml));
	return !c->to->gone;
}

static struct collection *collection(const struct wfs_result *result, const struct exchange *x,
                                     struct out *out)
{
	enum wfs_encoding encoding = result->format->encoding;
	struct collection *c = mem_new(x->ctx, struct collection);

	*c = (struct collection){ .result = result, .x = x, .to = mem_new(c, struct xml_fast) };
	xml_fast_open(c->to, NULL, out);
	talloc_set_destructor(c, forget);
	if (encoding > WFS_GML32)
		encoding = wfs_version_gml(result->request->version);
	/* GML 2's collection has no place for a number */
	c->encoding = result->hits && encoding == WFS_GML2 ? WFS_GML31 : encoding;
	c->words = &wfs_gml_words[c->encoding];
	c->gml = gml_new(c, c->to, c->encoding);
	for (size_t i = 0; i < result->n; i++)
		for (size_t j = 0; j < i; j++)
			c->repeats = c->repeats ||
			             result->selections[i].layer == result->selections[j].layer;
	return c;
}

static bool write_alone(struct collection *c, struct err *err)
{
	static const struct wfs_visitor visitor = { select_only, alone, NULL };

	begin_document(c);
	if (!wfs_walk(c->result, c->x, &visitor, c, err))
		return false;
	pen_char(&c->to->pen, '\n');
	xml_fast_close(c->to);
	return true;
}

bool wfs_write_gml(const struct wfs_result *result, const struct exchange *x, struct out *out,
                   struct err *err)
{
	static const struct wfs_visitor visitor = { begin, member, end };
	static const char root[] = "wfs:FeatureCollection";
	struct collection *c = collection(result, x, out);

	if (result->bare && !result->hits)
		return write_alone(c, err);
	open_root(c, root);
	if (c->encoding == WFS_GML2 && !result->bare)
		pen_text(&c->to->pen, "<gml:boundedBy><gml:null>unknown</gml:null></gml:boundedBy>");
	if (!result->hits && !wfs_walk(result, x, &visitor, c, err))
		return false;
	close_root(c, root);
	return true;
}

static bool value(void *arg, const struct wfs_selection *s, struct features *f)
{
	struct collection *c = arg;
	void *tmp = talloc_new(c->x->ctx);
	const char *id = gml_id(c->gml, f);
	struct wfs_property property;
	struct err found = { 0 };

	wfs_property_find(&property, tmp, s->layer, c->result->request->value_reference, NULL, &found);
	const struct xml_tags *tags = tags_of_member(c);
	xml_fast_relieve(c->to);
	pen_span(&c->to->pen, tags->open);
	xml_fast_inside(c->to);
	if (property.id)
		xml_fast_text(c->to, id);
	else if (property.geometry)
		gml_geometry(c->gml, id, f);
	else
		gml_property(c->gml, (size_t)(property.column - s->layer->columns),
		             &features_values(f)[property.column - s->layer->columns]);
	talloc_free(tmp);
	pen_span(&c->to->pen, tags->close);
	return !c->to->gone;
}

bool wfs_write_values(const struct wfs_result *result, const struct exchange *x, struct out *out,
                      struct err *err)
{
	static const struct wfs_visitor visitor = { select_only, value, NULL };
	static const char root[] = "wfs:ValueCollection";
	struct collection *c = collection(result, x, out);

	open_root(c, root);
	if (!result->hits && !wfs_walk(result, x, &visitor, c, err))
		return false;
	close_root(c, root);
	return true;
}
