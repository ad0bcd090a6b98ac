/* ISO WKB (OGC 06-103r4, 8.2.8), two dimensions, little-endian, as GML. */
#include "map/gml_geometry.h"

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

static void open(struct gml_shape *s, const char *element)
{
	xml_fast_start(s->to, element);
	xml_fast_inside(s->to);
}

static void close(struct gml_shape *s, const char *element)
{
	xml_fast_end(s->to, element);
}

/* The coordinates of n points in their element. */
static bool positions(struct gml_shape *s, uint32_t n, bool single)
{
	bool old = s->encoding == WFS_GML2;
	const char *element = old ? "gml:coordinates" : single ? "gml:pos" : "gml:posList";
	const struct number_points how = { .decimals = s->decimals, .first = s->y_first ? 8 : 0, .second = s->y_first ? 0 : 8,
	                                   .between = old ? ',' : ' ', .after = ' ' };
	const unsigned char *points = wkb_points(&s->from, n, false);

	if (points == NULL)
		return false;
	open(s, element);
	number_points(&s->to->pen, points, 16, n, &how);
	close(s, element);
	return true;
}

/* Every geometry of GML 3.2 has an identifier; one of ours is "type.id.n". */
static void identify(struct gml_shape *s)
{
	struct pen *to = &s->to->pen;

	pen_text(to, " gml:id=\"");
	pen_text(to, s->feature_id);
	pen_char(to, '.');
	to->used += number_int(pen_room(to, NUMBER_MOST), s->n_ids++);
	pen_char(to, '"');
}

static void open_geometry(struct gml_shape *s, enum wkb_kind kind, bool outermost)
{
	xml_fast_start(s->to, words[kind].element[s->encoding]);
	if (s->encoding == WFS_GML32)
		identify(s);
	if (outermost) {
		xml_fast_attribute(s->to, "srsName", s->srs_name);
		if (s->encoding != WFS_GML2)
			xml_fast_attribute(s->to, "srsDimension", "2");
	}
	xml_fast_inside(s->to);
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
		const char *side = i == 0 ? old ? "gml:outerBoundaryIs" : "gml:exterior"
		                          : old ? "gml:innerBoundaryIs" : "gml:interior";
		open(s, side);
		open(s, "gml:LinearRing");
		if (!positions(s, points, false))
			return false;
		close(s, "gml:LinearRing");
		close(s, side);
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
		open(s, words[kind].member[s->encoding]);
		if (!head(s, &part) || !shape(s, part, false, depth + 1))
			return false;
		close(s, words[kind].member[s->encoding]);
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
	close(s, words[kind].element[s->encoding]);
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
	open(s, words[wanted].member[s->encoding]);
	bool good = shape(s, found, false, 1);
	close(s, words[wanted].member[s->encoding]);
	close(s, words[wanted].element[s->encoding]);
	return good;
}
