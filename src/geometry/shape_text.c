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
	char *text;
	size_t used, room;
	int decimals;
	bool y_first;
};

struct shape_text *shape_text_new(const void *ctx)
{
	struct shape_text *t = mem_new(ctx, struct shape_text);

	t->room = 4096;
	t->text = mem_array(t, char, t->room);
	return t;
}

static char *reserve(struct shape_text *t, size_t more)
{
	if (t->room - t->used < more) {
		while (t->room - t->used < more)
			t->room *= 2;
		t->text = mem_grow(t, t->text, char, t->room);
	}
	return t->text + t->used;
}

static void put(struct shape_text *t, const char *s)
{
	size_t n = strlen(s);

	memcpy(reserve(t, n + 1), s, n + 1);
	t->used += n;
}

static void put_char(struct shape_text *t, char c)
{
	*reserve(t, 1) = c;
	t->used++;
}

enum { POINT_MOST = 3 * NUMBER_MOST + 5 };

static void put_point(struct shape_text *t, const unsigned char *p, bool heights)
{
	char *start = reserve(t, POINT_MOST), *to = start;
	bool brackets = t->words->json;

	if (brackets)
		*to++ = '[';
	to += number_fixed(to, wkb_number(p + (t->y_first ? 8 : 0)), t->decimals);
	*to++ = t->words->between;
	to += number_fixed(to, wkb_number(p + (t->y_first ? 0 : 8)), t->decimals);
	if (heights) {
		*to++ = t->words->between;
		to += number_fixed(to, wkb_number(p + 16), t->decimals);
	}
	if (brackets)
		*to++ = ']';
	t->used += (size_t)(to - start);
}

static void put_points(struct shape_text *t, const unsigned char *points, uint32_t n, bool heights, bool reversed)
{
	size_t each = heights ? 24 : 16;

	put_char(t, t->words->open);
	for (uint32_t i = 0; i < n; i++) {
		if (i > 0)
			put_char(t, ',');
		put_point(t, points + each * (reversed ? n - 1 - i : i), heights);
	}
	put_char(t, t->words->close);
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

static bool put_line(struct shape_text *t, struct wkb *r, bool heights)
{
	uint32_t n;
	const unsigned char *points = wkb_count(r, &n) ? wkb_points(r, n, heights) : NULL;

	if (points != NULL)
		put_points(t, points, n, heights, false);
	return points != NULL;
}

static bool put_polygon(struct shape_text *t, struct wkb *r, bool heights)
{
	uint32_t rings, n;

	if (!wkb_count(r, &rings))
		return false;
	put_char(t, t->words->open);
	for (uint32_t i = 0; i < rings; i++) {
		const unsigned char *points = wkb_count(r, &n) ? wkb_points(r, n, heights) : NULL;
		if (points == NULL)
			return false;
		if (i > 0)
			put_char(t, ',');
		put_points(t, points, n, heights, t->words->json && clockwise(points, n, heights) == (i == 0));
	}
	put_char(t, t->words->close);
	return true;
}

/* WKT has a list around a point, too. */
static bool put_single(struct shape_text *t, struct wkb *r, bool heights)
{
	const unsigned char *point = wkb_points(r, 1, heights);

	if (point != NULL && t->words->json)
		put_point(t, point, heights);
	else if (point != NULL)
		put_points(t, point, 1, heights, false);
	return point != NULL;
}

static bool put_geometry(struct shape_text *t, struct wkb *r, int depth);

/* Those that are empty are left out. */
static bool put_members(struct shape_text *t, struct wkb *r, bool named, int depth);

static bool put_coordinates(struct shape_text *t, struct wkb *r, enum wkb_kind kind, bool heights, int depth)
{
	if (kind == WKB_POINT)
		return put_single(t, r, heights);
	if (kind == WKB_LINE)
		return put_line(t, r, heights);
	if (kind == WKB_POLYGON)
		return put_polygon(t, r, heights);
	put_char(t, t->words->open);
	bool good = put_members(t, r, false, depth);
	put_char(t, t->words->close);
	return good;
}

static bool put_members(struct shape_text *t, struct wkb *r, bool named, int depth)
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
			put_char(t, ',');
		if (!empty && !(named ? put_geometry(t, r, depth + 1)
		                      : wkb_head(r, &kind, &heights) && put_coordinates(t, r, kind, heights, depth + 1)))
			return false;
		some = some || !empty;
		*r = behind;
	}
	return true;
}

static bool put_geometry(struct shape_text *t, struct wkb *r, int depth)
{
	const struct words *w = t->words;
	enum wkb_kind kind;
	bool heights, good;

	if (!wkb_head(r, &kind, &heights))
		return false;
	bool collection = kind == WKB_COLLECTION;
	if (w->json)
		put(t, "{\"type\":\"");
	put(t, w->names[kind]);
	if (heights && !w->json)
		put(t, " Z");
	put(t, collection ? w->members : w->before);
	good = collection ? put_members(t, r, true, depth) : put_coordinates(t, r, kind, heights, depth);
	put(t, collection ? w->end : w->after);
	return good;
}

static const char *write(struct shape_text *t, const struct words *words, const void *wkb, size_t n)
{
	struct wkb r = { wkb, n };
	bool empty;

	if (wkb == NULL || !wkb_skip(&r, &empty) || empty)
		return NULL;
	r = (struct wkb){ wkb, n };
	t->words = words;
	t->used = 0;
	return put_geometry(t, &r, 0) ? t->text : NULL;
}

const char *shape_geojson(struct shape_text *t, const void *from, size_t n, int decimals, bool y_first)
{
	t->decimals = decimals < NUMBER_DECIMALS ? decimals : NUMBER_DECIMALS;
	t->y_first = y_first;
	return write(t, &geojson, from, n);
}

const char *shape_wkt(struct shape_text *t, const void *from, size_t n, int decimals)
{
	t->decimals = decimals < NUMBER_DECIMALS ? decimals : NUMBER_DECIMALS;
	t->y_first = false;
	return write(t, &wkt, from, n);
}
