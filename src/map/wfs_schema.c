/* DescribeFeatureType: an application schema from the catalogue's columns, for GML 2, 3.1 and 3.2. What
   wfs_gml.c writes is valid against it. */
#include <string.h>

#include "map/wfs_write.h"
#include "service/document.h"

struct schema {
	xmlTextWriterPtr w;
	const struct exchange *x;
	const struct wfs_gml_words *words;
};

static const char *const types[] = {
	[COLUMN_STRING] = "xs:string", [COLUMN_INTEGER] = "xs:long", [COLUMN_REAL] = "xs:double",
	[COLUMN_BOOLEAN] = "xs:boolean", [COLUMN_DATE] = "xs:date", [COLUMN_DATETIME] = "xs:dateTime",
};

static void documentation(const struct schema *s, const char *lang, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	xml_start(s->w, "xs:documentation");
	xml_attribute(s->w, "xml:lang", lang);
	xml_text(s->w, text);
	xml_end(s->w);
}

/* What people call a column, and its unit. */
static void annotation(const struct schema *s, struct text title, const char *unit)
{
	bool has_unit = unit != NULL && *unit != '\0';

	if (text_empty(title) && !has_unit)
		return;
	xml_start(s->w, "xs:annotation");
	documentation(s, "fr", title.fr);
	documentation(s, "en", title.en);
	if (has_unit) {
		xml_start(s->w, "xs:appinfo");
		xml_attribute(s->w, "source", "http://www.jointure.org/ns/unit");
		xml_text(s->w, unit);
		xml_end(s->w);
	}
	xml_end(s->w);
}

static void open_element(const struct schema *s, const char *name, const char *type, bool nullable)
{
	xml_start(s->w, "xs:element");
	xml_attribute(s->w, "name", name);
	xml_attribute(s->w, "type", type);
	/* PROPERTYNAME may leave out any */
	xml_attribute(s->w, "minOccurs", "0");
	if (nullable)
		xml_attribute(s->w, "nillable", "true");
}

static void feature_type(const struct schema *s, const struct layer *layer)
{
	const char *name = wfs_type_name(s->x->ctx, layer);

	xml_start(s->w, "xs:element");
	xml_attribute(s->w, "name", name);
	xml_attribute(s->w, "type", mem_printf(s->x->ctx, "%s:%sType", WFS_PREFIX, name));
	xml_attribute(s->w, "substitutionGroup", s->words->feature);
	annotation(s, layer->metadata.title, NULL);
	xml_end(s->w);
	xml_start(s->w, "xs:complexType");
	xml_attribute(s->w, "name", mem_printf(s->x->ctx, "%sType", name));
	xml_start(s->w, "xs:complexContent");
	xml_start(s->w, "xs:extension");
	xml_attribute(s->w, "base", s->words->feature_type);
	xml_start(s->w, "xs:sequence");
	for (size_t i = 0; i < layer->n_columns; i++) {
		const struct column *c = &layer->columns[i];
		open_element(s, c->name, types[c->type], c->nullable);
		annotation(s, c->title, c->unit);
		xml_end(s->w);
	}
	open_element(s, wfs_geometry_name(layer), s->words->geometry[layer->geometry], true);
	for (int i = 0; i < 5; i++)
		xml_end(s->w);
}

struct describe {
	enum wfs_encoding gml;
	const struct layer **layers;
	size_t n;
};

static bool make(const struct exchange *x, struct out *out, void *arg, struct err *err)
{
	const struct describe *d = arg;
	const struct schema s = { xml_writer(x->ctx, out), x, &wfs_gml_words[d->gml] };

	(void)err;
	xmlTextWriterStartDocument(s.w, NULL, "UTF-8", NULL);
	xml_start(s.w, "xs:schema");
	wfs_namespace(s.w, x, "xs", "http://www.w3.org/2001/XMLSchema");
	wfs_namespace(s.w, x, "gml", s.words->gml);
	wfs_namespace(s.w, x, WFS_PREFIX, WFS_NS);
	xml_attribute(s.w, "targetNamespace", WFS_NS);
	xml_attribute(s.w, "elementFormDefault", "qualified");
	xml_attribute(s.w, "version", "1.0");
	xml_start(s.w, "xs:import");
	xml_attribute(s.w, "namespace", s.words->gml);
	xml_attribute(s.w, "schemaLocation", s.words->schema);
	xml_end(s.w);
	for (size_t i = 0; i < d->n; i++)
		feature_type(&s, d->layers[i]);
	xmlTextWriterEndDocument(s.w);
	return true;
}

static bool named(struct describe *d, const struct wfs_request *r, const struct exchange *x,
                  struct digest *digest, struct err *err)
{
	d->layers = mem_array(x->ctx, const struct layer *, r->n_names);
	for (size_t i = 0; i < r->n_names; i++) {
		const struct layer *layer = wfs_type_find(x, r->names[i], "TYPENAME", err);
		size_t j = 0;
		if (layer == NULL)
			return false;
		while (j < d->n && d->layers[j] != layer)
			j++;
		if (j < d->n)
			continue;  /* twice in the list is once in the schema */
		d->layers[d->n++] = layer;
		digest_add_text(digest, layer->name);
		if (layer->joined != NULL)
			digest_add_text(digest, layer->joined->version);
	}
	return true;
}

bool wfs_describe_feature_type(const struct wfs_request *r, const struct exchange *x,
                               struct out *out, struct err *err)
{
	const struct wfs_format *format = wfs_format_find(x->ctx, r->version, r->format);
	struct digest *digest = digest_new(x->ctx);
	struct describe d = { 0 };
	char types_digest[DIGEST_TEXT];

	if (format == NULL || format->encoding > WFS_GML32)
		return err_set(err, x->ctx, ERR_FORMAT, "OUTPUTFORMAT",
		               "a schema is written as \"%s\", \"%s\" or \"XMLSCHEMA\", not as \"%s\"",
		               "un schéma s'écrit en « %s », « %s » ou « XMLSCHEMA », pas en « %s »",
		               wfs_gml_words[WFS_GML32].described_as,
		               wfs_gml_words[WFS_GML31].described_as, r->format);
	d.gml = format->encoding;
	if (r->n_names == 0)
		d.layers = wfs_types(x, &d.n);
	else if (!named(&d, r, x, digest, err))
		return false;
	digest_text(digest, types_digest);
	const char *name = mem_printf(x->ctx, "wfs-schema-%d-%s", (int)d.gml,
	                              r->n_names > 0 ? types_digest : wfs_listing(x, "all"));
	return document_answer(x, out, name,
	                       d.gml == WFS_GML32 ? "application/gml+xml; version=3.2"
	                                          : "text/xml; charset=UTF-8", make, &d, err);
}
