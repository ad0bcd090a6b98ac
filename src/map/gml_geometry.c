/* ISO WKB (OGC 06-103r4, 8.2.8), two dimensions, little-endian, as GML. */
#include "map/gml_geometry.h"

#include <string.h>

#include "base/number.h"

enum { NESTED_MOST = 8 };

/* clang-format off */
static const struct {
	struct xml_tags element[3], member[3];   /* by encoding; an element has attributes */
} words[WKB_KINDS] = {
	[WKB_POINT]         = { { XML_TAGS_OPEN("gml:Point"), XML_TAGS_OPEN("gml:Point"), XML_TAGS_OPEN("gml:Point") },
	                    { { { NULL, 0 }, { NULL, 0 } } } },
	[WKB_LINE]          = { { XML_TAGS_OPEN("gml:LineString"), XML_TAGS_OPEN("gml:LineString"), XML_TAGS_OPEN("gml:LineString") },
	                    { { { NULL, 0 }, { NULL, 0 } } } },
	[WKB_POLYGON]       = { { XML_TAGS_OPEN("gml:Polygon"), XML_TAGS_OPEN("gml:Polygon"), XML_TAGS_OPEN("gml:Polygon") },
	                    { { { NULL, 0 }, { NULL, 0 } } } },
	[WKB_MULTI_POINT]   = { { XML_TAGS_OPEN("gml:MultiPoint"), XML_TAGS_OPEN("gml:MultiPoint"), XML_TAGS_OPEN("gml:MultiPoint") },
	                    { XML_TAGS("gml:pointMember"), XML_TAGS("gml:pointMember"), XML_TAGS("gml:pointMember") } },
	[WKB_MULTI_LINE]    = { { XML_TAGS_OPEN("gml:MultiLineString"), XML_TAGS_OPEN("gml:MultiCurve"), XML_TAGS_OPEN("gml:MultiCurve") },
	                    { XML_TAGS("gml:lineStringMember"), XML_TAGS("gml:curveMember"), XML_TAGS("gml:curveMember") } },
	[WKB_MULTI_POLYGON] = { { XML_TAGS_OPEN("gml:MultiPolygon"), XML_TAGS_OPEN("gml:MultiSurface"), XML_TAGS_OPEN("gml:MultiSurface") },
	                    { XML_TAGS("gml:polygonMember"), XML_TAGS("gml:surfaceMember"), XML_TAGS("gml:surfaceMember") } },
	[WKB_COLLECTION]    = { { XML_TAGS_OPEN("gml:MultiGeometry"), XML_TAGS_OPEN("gml:MultiGeometry"), XML_TAGS_OPEN("gml:MultiGeometry") },
	                    { XML_TAGS("gml:geometryMember"), XML_TAGS("gml:geometryMember"), XML_TAGS("gml:geometryMember") } },
};

/* What stands around coordinates: GML 2's, then that of the others. */
static const struct xml_tags point[2] = { XML_TAGS("gml:coordinates"), XML_TAGS("gml:pos") };
static const struct xml_tags line[2] = { XML_TAGS("gml:coordinates"), XML_TAGS("gml:posList") };

#define RING(side, list) { SPAN("<" side "><gml:LinearRing><" list ">"), SPAN("</" list "></gml:LinearRing></" side ">") }
static const struct xml_tags outer[2] = { RING("gml:outerBoundaryIs", "gml:coordinates"), RING("gml:exterior", "gml:posList") };
static const struct xml_tags inner[2] = { RING("gml:innerBoundaryIs", "gml:coordinates"), RING("gml:interior", "gml:posList") };
/* clang-format on */

struct span gml_shape_srs(const void *ctx, enum wfs_encoding encoding, const char *name)
{
	const char *text = TEXT_JOIN(ctx, " srsName=\"", name, encoding != WFS_GML2 ? "\" srsDimension=\"2\"" : "\"");

	return (struct span){ text, strlen(text) };
}

/* The coordinates of n points within those tags. */
static bool positions(struct gml_shape *s, uint32_t n, const struct xml_tags *around)
{
	bool old = s->encoding == WFS_GML2;
	const struct number_points how = { .decimals = s->decimals, .first = s->y_first ? 8 : 0, .second = s->y_first ? 0 : 8,
	                                   .between = old ? ',' : ' ', .after = ' ' };
	const unsigned char *points = wkb_points(&s->from, n, false);
	struct pen *to = &s->to->pen;

	if (points == NULL)
		return false;
	xml_fast_relieve(s->to);
	pen_span(to, around->open);
	number_points(to, points, 16, n, &how);
	pen_span(to, around->close);
	return true;
}

/* Every geometry of GML 3.2 has an identifier; one of ours is "type.id.n". */
static void identify(struct gml_shape *s)
{
	static const struct span name = SPAN(" gml:id=\"");
	struct pen *to = &s->to->pen;

	pen_span(to, name);
	pen_span(to, s->feature_id);
	pen_char(to, '.');
	to->used += number_int(pen_room(to, NUMBER_MOST), s->n_ids++);
	pen_char(to, '"');
}

static void open_geometry(struct gml_shape *s, enum wkb_kind kind, bool outermost)
{
	struct pen *to = &s->to->pen;

	pen_span(to, words[kind].element[s->encoding].open);
	if (s->encoding == WFS_GML32)
		identify(s);
	if (outermost)
		pen_span(to, s->srs);
	pen_char(to, '>');
}

static void close_geometry(struct gml_shape *s, enum wkb_kind kind)
{
	pen_span(&s->to->pen, words[kind].element[s->encoding].close);
}

static bool rings(struct gml_shape *s)
{
	bool newer = s->encoding != WFS_GML2;
	uint32_t n, points;

	if (!wkb_count(&s->from, &n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (!wkb_count(&s->from, &points) || !positions(s, points, i == 0 ? &outer[newer] : &inner[newer]))
			return false;
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
	const struct xml_tags *member = &words[kind].member[s->encoding];
	for (uint32_t i = 0; i < n; i++) {
		pen_span(&s->to->pen, member->open);
		if (!head(s, &part) || !shape(s, part, false, depth + 1))
			return false;
		pen_span(&s->to->pen, member->close);
	}
	return true;
}

static bool shape(struct gml_shape *s, enum wkb_kind kind, bool outermost, int depth)
{
	bool newer = s->encoding != WFS_GML2, good;
	uint32_t n;

	open_geometry(s, kind, outermost);
	if (kind == WKB_POINT)
		good = positions(s, 1, &point[newer]);
	else if (kind == WKB_LINE)
		good = wkb_count(&s->from, &n) && positions(s, n, &line[newer]);
	else if (kind == WKB_POLYGON)
		good = rings(s);
	else
		good = members(s, kind, depth);
	close_geometry(s, kind);
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
	const struct xml_tags *member = &words[wanted].member[s->encoding];
	open_geometry(s, wanted, true);
	pen_span(&s->to->pen, member->open);
	bool good = shape(s, found, false, 1);
	pen_span(&s->to->pen, member->close);
	close_geometry(s, wanted);
	return good;
}
