/* ISO WKB (OGC 06-103r4, 8.2.8), two dimensions, little-endian, as GML. What is written of numbers is
   digits only, so that the writer need not look for what to escape. */
#include "map/gml_geometry.h"

#include <string.h>

#include "base/number.h"

enum { NESTED_MOST = 8 };

/* clang-format off */
static const struct {
	const char *element[3], *member[3];  /* by encoding */
} words[WKB_KINDS] = {
	[WKB_POINT]         = { { "gml:Point", "gml:Point", "gml:Point" }, { NULL, NULL, NULL } },
	[WKB_LINE]          = { { "gml:LineString", "gml:LineString", "gml:LineString" }, { NULL, NULL, NULL } },
	[WKB_POLYGON]       = { { "gml:Polygon", "gml:Polygon", "gml:Polygon" }, { NULL, NULL, NULL } },
	[WKB_MULTI_POINT]   = { { "gml:MultiPoint", "gml:MultiPoint", "gml:MultiPoint" },
	                    { "gml:pointMember", "gml:pointMember", "gml:pointMember" } },
	[WKB_MULTI_LINE]    = { { "gml:MultiLineString", "gml:MultiCurve", "gml:MultiCurve" },
	                    { "gml:lineStringMember", "gml:curveMember", "gml:curveMember" } },
	[WKB_MULTI_POLYGON] = { { "gml:MultiPolygon", "gml:MultiSurface", "gml:MultiSurface" },
	                    { "gml:polygonMember", "gml:surfaceMember", "gml:surfaceMember" } },
	[WKB_COLLECTION]    = { { "gml:MultiGeometry", "gml:MultiGeometry", "gml:MultiGeometry" },
	                    { "gml:geometryMember", "gml:geometryMember", "gml:geometryMember" } },
};
/* clang-format on */

static void room(struct gml_shape *s, size_t n)
{
	if (s->used + n <= s->size)
		return;
	s->size = 2 * (s->used + n);
	s->text = mem_grow(s->ctx, s->text, char, s->size);
}

/* The coordinates of n points, then the element around them. */
static bool positions(struct gml_shape *s, uint32_t n, bool single)
{
	char between = s->encoding == WFS_GML2 ? ',' : ' ';
	const unsigned char *points = wkb_points(&s->from, n, false);
	size_t first = s->y_first ? 8 : 0, second = s->y_first ? 0 : 8;

	if (points == NULL)
		return false;
	s->used = 0;
	for (uint32_t i = 0; i < n; i++, points += 16) {
		room(s, 2 * NUMBER_MOST + 3);
		if (i > 0)
			s->text[s->used++] = ' ';
		s->used += number_fixed(s->text + s->used, wkb_number(points + first), s->decimals);
		s->text[s->used++] = between;
		s->used += number_fixed(s->text + s->used, wkb_number(points + second), s->decimals);
	}
	room(s, 1);
	s->text[s->used] = '\0';
	xml_start(s->w, s->encoding == WFS_GML2 ? "gml:coordinates" : single ? "gml:pos" : "gml:posList");
	xmlTextWriterWriteRawLen(s->w, X(s->text), (int)s->used);
	xml_end(s->w);
	return true;
}

/* Every geometry of GML 3.2 has an identifier; one of ours is "type.id.n". */
static void identify(struct gml_shape *s)
{
	size_t n = strlen(s->feature_id);

	s->used = 0;
	room(s, n + 1 + NUMBER_MOST);
	memcpy(s->text, s->feature_id, n);
	s->text[n] = '.';
	number_int(s->text + n + 1, s->n_ids++);
	xml_attribute(s->w, "gml:id", s->text);
}

static void open_geometry(struct gml_shape *s, enum wkb_kind kind, bool outermost)
{
	xml_start(s->w, words[kind].element[s->encoding]);
	if (s->encoding == WFS_GML32)
		identify(s);
	if (!outermost)
		return;
	xml_attribute(s->w, "srsName", s->srs_name);
	if (s->encoding != WFS_GML2)
		xml_attribute(s->w, "srsDimension", "2");
}

static bool rings(struct gml_shape *s)
{
	bool old = s->encoding == WFS_GML2;
	uint32_t n, points;

	if (!wkb_count(&s->from, &n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (!wkb_count(&s->from, &points))
			return false;
		if (i == 0)
			xml_start(s->w, old ? "gml:outerBoundaryIs" : "gml:exterior");
		else
			xml_start(s->w, old ? "gml:innerBoundaryIs" : "gml:interior");
		xml_start(s->w, "gml:LinearRing");
		if (!positions(s, points, false))
			return false;
		xml_end(s->w);
		xml_end(s->w);
	}
	return true;
}

static bool head(struct gml_shape *s, enum wkb_kind *kind)
{
	bool heights;

	return wkb_head(&s->from, kind, &heights) && !heights;
}

static bool shape(struct gml_shape *s, enum wkb_kind kind, bool outermost, int depth);

static bool members(struct gml_shape *s, enum wkb_kind kind, int depth)
{
	enum wkb_kind part;
	uint32_t n;

	if (!wkb_count(&s->from, &n) || depth == NESTED_MOST)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		xml_start(s->w, words[kind].member[s->encoding]);
		if (!head(s, &part) || !shape(s, part, false, depth + 1))
			return false;
		xml_end(s->w);
	}
	return true;
}

static bool shape(struct gml_shape *s, enum wkb_kind kind, bool outermost, int depth)
{
	uint32_t n = 1;
	bool good;

	open_geometry(s, kind, outermost);
	if (kind == WKB_POINT)
		good = positions(s, 1, true);
	else if (kind == WKB_LINE)
		good = wkb_count(&s->from, &n) && positions(s, n, false);
	else if (kind == WKB_POLYGON)
		good = rings(s);
	else
		good = members(s, kind, depth);
	xml_end(s->w);
	return good;
}

/* The schema says what a layer's geometries are: a single one stands as the only member of a multiple. */
static enum wkb_kind declared(enum geometry_kind kind, enum wkb_kind found)
{
	if (kind == GEOMETRY_LINE && found == WKB_LINE)
		return WKB_MULTI_LINE;
	return kind == GEOMETRY_POLYGON && found == WKB_POLYGON ? WKB_MULTI_POLYGON : found;
}

bool gml_shape_write(struct gml_shape *s, enum geometry_kind kind, const void *wkb, size_t n)
{
	enum wkb_kind found, wanted;

	s->from = (struct wkb){ wkb, n };
	s->n_ids = 0;
	if (!head(s, &found))
		return false;
	wanted = declared(kind, found);
	if (wanted == found)
		return shape(s, found, true, 0);
	open_geometry(s, wanted, true);
	xml_start(s->w, words[wanted].member[s->encoding]);
	bool good = shape(s, found, false, 1);
	xml_end(s->w);
	xml_end(s->w);
	return good;
}
