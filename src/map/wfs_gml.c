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
	xmlTextWriterPtr w;           /* what is around the features */
	struct out *out;
	struct xml_fast *to;          /* they themselves */
	bool open;                    /* that, once there is one */
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
	char *list = mem_strdup(x->ctx, "");

	for (size_t i = 0; i < result->n; i++)
		list = mem_check(talloc_asprintf_append_buffer(list, "%s%s:%s", i > 0 ? "," : "", WFS_PREFIX,
		                                               result->selections[i].type));
	return text_url_encode(x->ctx, list);
}

static char *locations(const struct collection *c)
{
	const void *ctx = c->x->ctx;
	enum wfs_version version = c->words->version;
	const struct wfs_words *words = &wfs_words[version];
	char *pairs = mem_printf(ctx, "%s %s", words->wfs, words->wfs_schema);

	if (c->result->n == 0)
		return pairs;
	return mem_check(talloc_asprintf_append_buffer(
		pairs, " %s %sSERVICE=WFS&VERSION=%s&REQUEST=DescribeFeatureType&%s=%s", WFS_NS,
		wfs_get_href(c->x), wfs_version_name(version),
		version == WFS_200 ? "TYPENAMES" : "TYPENAME", types_of(c->result, c->x)));
}

static void namespaces(const struct collection *c)
{
	wfs_namespace(c->w, c->x, "wfs", wfs_words[c->words->version].wfs);
	wfs_namespace(c->w, c->x, "gml", c->words->gml);
	wfs_namespace(c->w, c->x, WFS_PREFIX, WFS_NS);
	if (c->repeats)
		wfs_namespace(c->w, c->x, "xlink", "http://www.w3.org/1999/xlink");
	wfs_schema_location(c->w, locations(c));
}

static void numbers(const struct collection *c, int64_t matched, int64_t returned)
{
	const void *ctx = c->x->ctx;

	if (c->encoding == WFS_GML2)
		return;
	xml_attribute(c->w, "timeStamp", c->result->stamp);
	if (c->encoding == WFS_GML31) {
		if (matched >= 0)
			xml_attribute(c->w, "numberOfFeatures",
			              mem_printf(ctx, "%lld", (long long)(c->result->hits ? matched : returned)));
		return;
	}
	xml_attribute(c->w, "numberMatched", mem_printf(ctx, "%lld", (long long)matched));
	xml_attribute(c->w, "numberReturned",
	              mem_printf(ctx, "%lld", (long long)(c->result->hits ? 0 : returned)));
}

static void open_root(const struct collection *c, const char *name)
{
	xmlTextWriterStartDocument(c->w, NULL, "UTF-8", NULL);
	xml_start(c->w, name);
	namespaces(c);
	numbers(c, c->result->matched, c->result->returned);
	if (c->encoding != WFS_GML32)
		return;
	xml_attribute(c->w, "next", c->result->next);
	xml_attribute(c->w, "previous", c->result->previous);
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
		xml_start(c->w, "wfs:member");
		xml_start(c->w, "wfs:FeatureCollection");
		numbers(c, s->matched, s->query.limit);
	}
	return true;
}

/* The element of a member; it comes past the writer of what is around. */
static const char *open_member(struct collection *c)
{
	const char *element = c->encoding == WFS_GML32 ? "wfs:member" : "gml:featureMember";

	if (!c->open)
		xml_fast_open(c->to, c->w, c->out);
	c->open = true;
	xml_fast_start(c->to, element);
	return element;
}

static void close_members(struct collection *c)
{
	if (c->open)
		xml_fast_close(c->to);
	c->open = false;
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
	const char *element = open_member(c);

	(void)s;
	if (again(c, f))
		return !c->to->gone;
	xml_fast_inside(c->to);
	gml_feature(c->gml, f);
	xml_fast_end(c->to, element);
	return !c->to->gone;
}

static bool end(void *arg, const struct wfs_selection *s)
{
	struct collection *c = arg;

	(void)s;
	close_members(c);
	if (nested(c)) {
		xml_end(c->w);
		xml_end(c->w);
	}
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
	xml_start(c->w, gml_element(c->gml));
	namespaces(c);
	xml_attribute(c->w, gml_id_name(c->gml), id);
	xml_fast_open(c->to, c->w, c->out);
	gml_members(c->gml, id, f);
	xml_fast_close(c->to);
	return xmlTextWriterEndElement(c->w) >= 0;
}

static struct collection *collection(const struct wfs_result *result, const struct exchange *x,
                                     struct out *out)
{
	enum wfs_encoding encoding = result->format->encoding;
	struct collection *c = mem_new(x->ctx, struct collection);

	*c = (struct collection){ .result = result, .x = x, .w = xml_writer(x->ctx, out), .out = out };
	c->to = mem_new(c, struct xml_fast);
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

/* What the writer holds must not follow what takes the answer's place. */
static bool failed(const struct collection *c)
{
	xmlTextWriterFlush(c->w);
	return false;
}

bool wfs_write_gml(const struct wfs_result *result, const struct exchange *x, struct out *out,
                   struct err *err)
{
	struct wfs_visitor visitor = { begin, member, end };
	struct collection *c = collection(result, x, out);

	if (result->bare && !result->hits) {
		visitor = (struct wfs_visitor){ select_only, alone, NULL };
		xmlTextWriterStartDocument(c->w, NULL, "UTF-8", NULL);
	} else {
		open_root(c, "wfs:FeatureCollection");
	}
	if (c->encoding == WFS_GML2 && !result->bare) {
		xml_start(c->w, "gml:boundedBy");
		xml_element(c->w, "gml:null", "unknown");
		xml_end(c->w);
	}
	if (!result->hits && !wfs_walk(result, x, &visitor, c, err))
		return failed(c);
	xmlTextWriterEndDocument(c->w);
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
	const char *element = open_member(c);
	xml_fast_inside(c->to);
	if (property.id)
		xml_fast_text(c->to, id);
	else if (property.geometry)
		gml_geometry(c->gml, id, f);
	else
		gml_property(c->gml, (size_t)(property.column - s->layer->columns),
		             &features_values(f)[property.column - s->layer->columns]);
	talloc_free(tmp);
	xml_fast_end(c->to, element);
	return !c->to->gone;
}

static bool end_values(void *arg, const struct wfs_selection *s)
{
	(void)s;
	close_members(arg);
	return true;
}

bool wfs_write_values(const struct wfs_result *result, const struct exchange *x, struct out *out,
                      struct err *err)
{
	static const struct wfs_visitor visitor = { select_only, value, end_values };
	struct collection *c = collection(result, x, out);

	open_root(c, "wfs:ValueCollection");
	if (!result->hits && !wfs_walk(result, x, &visitor, c, err))
		return failed(c);
	xmlTextWriterEndDocument(c->w);
	return true;
}
