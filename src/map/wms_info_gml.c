/* GML 2 in the form that WMS clients know from MapServer: a _layer element for each layer, a
   _feature for each feature, coordinates x first in the system of the map. */
#include "map/wms_info.h"

#include <ctype.h>
#include <math.h>

static void close_layer(struct info *i)
{
	if (i->told > 0)
		xml_end(i->w);
}

void info_gml_begin(struct info *i)
{
	i->w = xml_writer(i->x->ctx, i->out);
	xmlTextWriterStartDocument(i->w, NULL, "UTF-8", NULL);
	xml_start(i->w, "msGMLOutput");
	xml_attribute(i->w, "xmlns:gml", "http://www.opengis.net/gml");
	xml_attribute(i->w, "xmlns:xlink", "http://www.w3.org/1999/xlink");
	xml_attribute(i->w, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
}

/* Names of layers may begin as names of elements may not. */
static const char *element_name(const struct info *i, const char *name, const char *suffix)
{
	bool good = isalpha((unsigned char)*name) || *name == '_';
	return mem_printf(i->x->ctx, "%s%s%s", good ? "" : "_", name, suffix);
}

static void coordinates(const struct info *i, const struct engine_part *part, size_t from, size_t n)
{
	xml_start(i->w, "gml:coordinates");
	for (size_t k = from; k < from + n; k++)
		xml_text(i->w, mem_printf(i->x->ctx, "%s%.12g,%.12g", k > from ? " " : "", part->xy[2 * k],
		                          part->xy[2 * k + 1]));
	xml_end(i->w);
}

static void open_geometry(const struct info *i, const char *name)
{
	xml_start(i->w, name);
	xml_attribute(i->w, "srsName", i->srs_name);
}

static void bounded_by(const struct info *i, const struct engine_shape *s)
{
	double box[4] = { HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL };

	for (size_t p = 0; p < s->n_parts; p++) {
		for (size_t k = 0; k < s->parts[p].n; k++) {
			const double *xy = s->parts[p].xy + 2 * k;
			box[0] = fmin(box[0], xy[0]);
			box[1] = fmin(box[1], xy[1]);
			box[2] = fmax(box[2], xy[0]);
			box[3] = fmax(box[3], xy[1]);
		}
	}
	struct engine_part corners = { box, 2, false };
	xml_start(i->w, "gml:boundedBy");
	open_geometry(i, "gml:Box");
	coordinates(i, &corners, 0, 2);
	xml_end(i->w);
	xml_end(i->w);
}

static void members(const struct info *i, const struct engine_shape *s, const char *member,
                    const char *element)
{
	for (size_t p = 0; p < s->n_parts; p++) {
		const struct engine_part *part = &s->parts[p];
		bool point = s->kind == GEOMETRY_POINT;
		for (size_t k = 0; k < (point ? part->n : 1); k++) {
			xml_start(i->w, member);
			xml_start(i->w, element);
			coordinates(i, part, k, point ? 1 : part->n);
			xml_end(i->w);
			xml_end(i->w);
		}
	}
}

static void polygon_members(const struct info *i, const struct engine_shape *s)
{
	for (size_t p = 0; p < s->n_parts; p++) {
		bool hole = s->parts[p].hole;
		if (!hole) {
			xml_start(i->w, "gml:polygonMember");
			xml_start(i->w, "gml:Polygon");
		}
		xml_start(i->w, hole ? "gml:innerBoundaryIs" : "gml:outerBoundaryIs");
		xml_start(i->w, "gml:LinearRing");
		coordinates(i, &s->parts[p], 0, s->parts[p].n);
		xml_end(i->w);
		xml_end(i->w);
		if (p + 1 == s->n_parts || !s->parts[p + 1].hole) {
			xml_end(i->w);
			xml_end(i->w);
		}
	}
}

static void geometry(const struct info *i, const struct engine_shape *s)
{
	xml_start(i->w, "geom");
	if (s->kind == GEOMETRY_POLYGON) {
		open_geometry(i, "gml:MultiPolygon");
		polygon_members(i, s);
	} else if (s->kind == GEOMETRY_LINE) {
		open_geometry(i, "gml:MultiLineString");
		members(i, s, "gml:lineStringMember", "gml:LineString");
	} else if (s->n_parts == 1 && s->parts[0].n == 1) {
		open_geometry(i, "gml:Point");
		coordinates(i, &s->parts[0], 0, 1);
	} else {
		open_geometry(i, "gml:MultiPoint");
		members(i, s, "gml:pointMember", "gml:Point");
	}
	xml_end(i->w);
	xml_end(i->w);
}

/* A null is left out, unless there is a reason to tell. */
static void value(const struct info *i, const struct engine_found *f, size_t k)
{
	const char *state = f->states != NULL ? f->states[k] : NULL;

	xml_element(i->w, element_name(i, f->names[k], ""), f->values[k]);
	if (f->values[k] != NULL || state == NULL || *state == '\0')
		return;
	xml_start(i->w, element_name(i, f->names[k], ""));
	xml_attribute(i->w, "xsi:nil", "true");
	xml_attribute(i->w, "nilReason", state);
	xml_end(i->w);
}

void info_gml_feature(struct info *i, const struct engine_found *f)
{
	const struct layer *layer = info_layer(i, f);

	if (info_new_layer(i, f)) {
		close_layer(i);
		xml_start(i->w, element_name(i, layer->name, "_layer"));
		xml_element(i->w, "gml:name", text_in(layer->metadata.title, i->x->lang));
	}
	xml_start(i->w, element_name(i, layer->name, "_feature"));
	if (f->shape != NULL) {
		bounded_by(i, f->shape);
		geometry(i, f->shape);
	}
	for (size_t k = 0; k < f->n; k++)
		value(i, f, k);
	xml_end(i->w);
}

void info_gml_end(struct info *i)
{
	close_layer(i);
	xmlTextWriterEndDocument(i->w);
}
