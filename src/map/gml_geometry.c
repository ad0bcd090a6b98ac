/* ISO WKB (OGC 06-103r4, 8.2.8), two dimensions, little-endian, as GML. What is written of numbers is
   digits only, so that the writer need not look for what to escape. */
#include "map/gml_geometry.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

enum { POINT = 1, LINE, POLYGON, MULTI_POINT, MULTI_LINE, MULTI_POLYGON, COLLECTION, KINDS };
enum { NESTED_MOST = 8, DIGITS_MOST = 40 };

/* clang-format off */
static const struct {
	const char *element[3], *member[3];  /* by encoding */
} words[KINDS] = {
	[POINT]         = { { "gml:Point", "gml:Point", "gml:Point" }, { NULL, NULL, NULL } },
	[LINE]          = { { "gml:LineString", "gml:LineString", "gml:LineString" }, { NULL, NULL, NULL } },
	[POLYGON]       = { { "gml:Polygon", "gml:Polygon", "gml:Polygon" }, { NULL, NULL, NULL } },
	[MULTI_POINT]   = { { "gml:MultiPoint", "gml:MultiPoint", "gml:MultiPoint" },
	                    { "gml:pointMember", "gml:pointMember", "gml:pointMember" } },
	[MULTI_LINE]    = { { "gml:MultiLineString", "gml:MultiCurve", "gml:MultiCurve" },
	                    { "gml:lineStringMember", "gml:curveMember", "gml:curveMember" } },
	[MULTI_POLYGON] = { { "gml:MultiPolygon", "gml:MultiSurface", "gml:MultiSurface" },
	                    { "gml:polygonMember", "gml:surfaceMember", "gml:surfaceMember" } },
	[COLLECTION]    = { { "gml:MultiGeometry", "gml:MultiGeometry", "gml:MultiGeometry" },
	                    { "gml:geometryMember", "gml:geometryMember", "gml:geometryMember" } },
};
/* clang-format on */

static bool take(struct gml_shape *s, void *to, size_t n)
{
	if (s->left < n)
		return false;
	memcpy(to, s->at, n);
	s->at += n;
	s->left -= n;
	return true;
}

static bool take_count(struct gml_shape *s, uint32_t *n)
{
	unsigned char b[4];

	if (!take(s, b, sizeof b))
		return false;
	*n = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
	return true;
}

static bool take_double(struct gml_shape *s, double *value)
{
	unsigned char b[8];
	uint64_t bits = 0;

	if (!take(s, b, sizeof b))
		return false;
	for (int i = 7; i >= 0; i--)
		bits = bits << 8 | b[i];
	memcpy(value, &bits, sizeof bits);
	return true;
}

static bool take_head(struct gml_shape *s, uint32_t *kind)
{
	unsigned char order;

	return take(s, &order, 1) && order == 1 && take_count(s, kind) && *kind >= POINT && *kind < KINDS;
}

size_t gml_number(char *to, double value, int decimals)
{
	static const int64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000 };
	int64_t power = powers[decimals];
	char digits[DIGITS_MOST];
	size_t n = 0, out = 0;

	if (!(fabs(value) < 9e17 / (double)power)) {
		char *text = text_from_double(NULL, value);
		n = strlen(text) < DIGITS_MOST ? strlen(text) : 0;
		memcpy(to, text, n);
		talloc_free(text);
		return n;
	}
	int64_t scaled = llround(value * (double)power);
	uint64_t rest = scaled < 0 ? -(uint64_t)scaled : (uint64_t)scaled;
	uint64_t whole = rest / (uint64_t)power, part = rest % (uint64_t)power;
	if (scaled < 0)
		to[out++] = '-';
	do
		digits[n++] = (char)('0' + whole % 10);
	while ((whole /= 10) > 0);
	while (n > 0)
		to[out++] = digits[--n];
	if (part == 0)
		return out;
	to[out++] = '.';
	for (int i = decimals - 1; i >= 0; i--, part /= 10)
		digits[i] = (char)('0' + part % 10);
	n = (size_t)decimals;
	while (digits[n - 1] == '0')
		n--;
	memcpy(to + out, digits, n);
	return out + n;
}

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

	if (n > s->left / 16)
		return false;
	s->used = 0;
	for (uint32_t i = 0; i < n; i++) {
		double x = 0, y = 0;
		if (!take_double(s, &x) || !take_double(s, &y))
			return false;
		room(s, 2 * DIGITS_MOST + 3);
		if (i > 0)
			s->text[s->used++] = ' ';
		s->used += gml_number(s->text + s->used, s->y_first ? y : x, s->decimals);
		s->text[s->used++] = between;
		s->used += gml_number(s->text + s->used, s->y_first ? x : y, s->decimals);
	}
	room(s, 1);
	s->text[s->used] = '\0';
	xml_start(s->w, s->encoding == WFS_GML2 ? "gml:coordinates" : single ? "gml:pos" : "gml:posList");
	xmlTextWriterWriteRawLen(s->w, X(s->text), (int)s->used);
	xml_end(s->w);
	return true;
}

static void open_geometry(struct gml_shape *s, uint32_t kind, bool outermost)
{
	xml_start(s->w, words[kind].element[s->encoding]);
	if (s->encoding == WFS_GML32) {
		/* every geometry has an identifier; one of ours is "type.id.n" */
		char *id = mem_printf(s->ctx, "%s.%d", s->feature_id, s->n_ids++);
		xml_attribute(s->w, "gml:id", id);
		talloc_free(id);
	}
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

	if (!take_count(s, &n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (!take_count(s, &points))
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

static bool shape(struct gml_shape *s, uint32_t kind, bool outermost, int depth);

static bool members(struct gml_shape *s, uint32_t kind, int depth)
{
	uint32_t n, part;

	if (!take_count(s, &n) || depth == NESTED_MOST)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		xml_start(s->w, words[kind].member[s->encoding]);
		if (!take_head(s, &part) || !shape(s, part, false, depth + 1))
			return false;
		xml_end(s->w);
	}
	return true;
}

static bool shape(struct gml_shape *s, uint32_t kind, bool outermost, int depth)
{
	uint32_t n = 1;
	bool good;

	open_geometry(s, kind, outermost);
	if (kind == POINT)
		good = positions(s, 1, true);
	else if (kind == LINE)
		good = take_count(s, &n) && positions(s, n, false);
	else if (kind == POLYGON)
		good = rings(s);
	else
		good = members(s, kind, depth);
	xml_end(s->w);
	return good;
}

/* The schema says what a layer's geometries are: a single one stands as the only member of a multiple. */
static uint32_t declared(enum geometry_kind kind, uint32_t found)
{
	if (kind == GEOMETRY_LINE && found == LINE)
		return MULTI_LINE;
	return kind == GEOMETRY_POLYGON && found == POLYGON ? MULTI_POLYGON : found;
}

bool gml_shape_write(struct gml_shape *s, enum geometry_kind kind, const void *wkb, size_t n)
{
	uint32_t found, wanted, count;

	s->at = wkb;
	s->left = n;
	s->n_ids = 0;
	if (!take_head(s, &found))
		return false;
	/* a layer of points whose source had multiple ones: one point stands for itself */
	if (kind == GEOMETRY_POINT && found == MULTI_POINT) {
		struct gml_shape copy = *s;
		if (take_count(&copy, &count) && count == 1 && take_head(&copy, &found))
			*s = copy;
	}
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
