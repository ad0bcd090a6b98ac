#include "geometry/shape_text.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* What the two forms of text differ in. */
struct words {
	const char *names[WKB_KINDS];
	const char *before, *after;   /* of the coordinates, after the name */
	const char *members, *end;    /* the same of the members of a collection */
	char open, close, between;    /* lists; the numbers of a point */
	bool json;                    /* points have brackets of their own, rings turn as RFC 7946 says */
};

static const struct words geojson = {
	{ NULL, "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
	  "GeometryCollection" },
	"\",\"coordinates\":", "}", "\",\"geometries\":[", "]}", '[', ']', ',', true,
};
static const struct words wkt = {
	{ NULL, "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON",
	  "GEOMETRYCOLLECTION" },
	" ", "", " (", ")", '(', ')', ' ', false,
};

struct shape_text {
	const struct words *words;
	struct pen *to;
	int decimals;
	bool y_first;
};

static void put_numbers(const struct shape_text *t, const unsigned char *points, uint32_t n, bool heights, bool reversed)
{
	ptrdiff_t each = heights ? 24 : 16;
	const struct number_points how = { t->decimals, t->y_first ? 8 : 0, t->y_first ? 0 : 8, heights ? 16 : 0, t->words->json,
	                                   t->words->between, ',' };

	if (reversed && n > 0)
		number_points(t->to, points + each * (ptrdiff_t)(n - 1), -each, n, &how);
	else
		number_points(t->to, points, each, n, &how);
}

static void put_points(const struct shape_text *t, const unsigned char *points, uint32_t n, bool heights, bool reversed)
{
	pen_char(t->to, t->words->open);
	put_numbers(t, points, n, heights, reversed);
	pen_char(t->to, t->words->close);
}

static bool clockwise(const unsigned char *points, uint32_t n, bool heights)
{
	size_t each = heights ? 24 : 16;
	double x0 = n > 0 ? wkb_number(points) : 0, y0 = n > 0 ? wkb_number(points + 8) : 0, area = 0;
	double x = 0, y = 0;

	for (uint32_t i = 1; i < n; i++) {
		const unsigned char *p = points + each * i;
		double to_x = wkb_number(p) - x0, to_y = wkb_number(p + 8) - y0;
		area += x * to_y - to_x * y;
		x = to_x;
		y = to_y;
	}
	return area < 0;
}

static bool put_line(const struct shape_text *t, struct wkb *r, bool heights)
{
	uint32_t n;
	const unsigned char *points = wkb_count(r, &n) ? wkb_points(r, n, heights) : NULL;

	if (points != NULL)
		put_points(t, points, n, heights, false);
	return points != NULL;
}

static bool put_polygon(const struct shape_text *t, struct wkb *r, bool heights)
{
	uint32_t rings, n;

	if (!wkb_count(r, &rings))
		return false;
	pen_char(t->to, t->words->open);
	for (uint32_t i = 0; i < rings; i++) {
		const unsigned char *points = wkb_count(r, &n) ? wkb_points(r, n, heights) : NULL;
		if (points == NULL)
			return false;
		if (i > 0)
			pen_char(t->to, ',');
		put_points(t, points, n, heights, t->words->json && clockwise(points, n, heights) == (i == 0));
	}
	pen_char(t->to, t->words->close);
	return true;
}

/* WKT has a list around a point, too. */
static bool put_single(const struct shape_text *t, struct wkb *r, bool heights)
{
	const unsigned char *point = wkb_points(r, 1, heights);

	if (point != NULL && t->words->json)
		put_numbers(t, point, 1, heights, false);
	else if (point != NULL)
		put_points(t, point, 1, heights, false);
	return point != NULL;
}

static bool put_geometry(const struct shape_text *t, struct wkb *r, int depth);

/* Those that are empty are left out. */
static bool put_members(const struct shape_text *t, struct wkb *r, bool named, int depth);

static bool put_coordinates(const struct shape_text *t, struct wkb *r, enum wkb_kind kind, bool heights, int depth)
{
	if (kind == WKB_POINT)
		return put_single(t, r, heights);
	if (kind == WKB_LINE)
		return put_line(t, r, heights);
	if (kind == WKB_POLYGON)
		return put_polygon(t, r, heights);
	pen_char(t->to, t->words->open);
	bool good = put_members(t, r, false, depth);
	pen_char(t->to, t->words->close);
	return good;
}

static bool put_members(const struct shape_text *t, struct wkb *r, bool named, int depth)
{
	uint32_t n;
	bool some = false;

	if (!wkb_count(r, &n) || depth == WKB_NESTED_MOST)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		struct wkb behind = *r;
		enum wkb_kind kind;
		bool empty, heights;
		if (!wkb_skip(&behind, &empty))
			return false;
		if (!empty && some)
			pen_char(t->to, ',');
		if (!empty && !(named ? put_geometry(t, r, depth + 1)
		                      : wkb_head(r, &kind, &heights) && put_coordinates(t, r, kind, heights, depth + 1)))
			return false;
		some = some || !empty;
		*r = behind;
	}
	return true;
}

static bool put_geometry(const struct shape_text *t, struct wkb *r, int depth)
{
	const struct words *w = t->words;
	enum wkb_kind kind;
	bool heights, good;

	if (!wkb_head(r, &kind, &heights))
		return false;
	bool collection = kind == WKB_COLLECTION;
	if (w->json)
		pen_text(t->to, "{\"type\":\"");
	pen_text(t->to, w->names[kind]);
	if (heights && !w->json)
		pen_text(t->to, " Z");
	pen_text(t->to, collection ? w->members : w->before);
	good = collection ? put_members(t, r, true, depth) : put_coordinates(t, r, kind, heights, depth);
	pen_text(t->to, collection ? w->end : w->after);
	return good;
}

static bool write(const struct shape_text *t, const void *wkb, size_t n)
{
	struct wkb r = { wkb, n };
	size_t before = t->to->used;
	bool empty;

	if (wkb == NULL || !wkb_skip(&r, &empty) || empty)
		return false;
	r = (struct wkb){ wkb, n };
	if (put_geometry(t, &r, 0))
		return true;
	t->to->used = before;
	return false;
}

static int most(int decimals)
{
	return decimals < NUMBER_DECIMALS ? decimals : NUMBER_DECIMALS;
}

bool shape_geojson(struct pen *to, const void *from, size_t n, int decimals, bool y_first)
{
	return write(&(struct shape_text){ &geojson, to, most(decimals), y_first }, from, n);
}

bool shape_wkt(struct pen *to, const void *from, size_t n, int decimals)
{
	return write(&(struct shape_text){ &wkt, to, most(decimals), false }, from, n);
}
