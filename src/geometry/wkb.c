#include "geometry/wkb.h"

#include <math.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "points are read as they lie: this needs a little-endian machine"
#endif

static bool take(struct wkb *r, void *to, size_t n)
{
	if (r->left < n)
		return false;
	memcpy(to, r->at, n);
	r->at += n;
	r->left -= n;
	return true;
}

bool wkb_count(struct wkb *r, uint32_t *n)
{
	return take(r, n, sizeof *n);
}

bool wkb_head(struct wkb *r, enum wkb_kind *kind, bool *heights)
{
	unsigned char order;
	uint32_t type;

	if (!take(r, &order, 1) || order != 1 || !wkb_count(r, &type))
		return false;
	*heights = type / 1000 == 1;
	*kind = (enum wkb_kind)(type % 1000);
	return type < 2000 && *kind >= WKB_POINT && *kind < WKB_KINDS;
}

const unsigned char *wkb_points(struct wkb *r, uint32_t n, bool heights)
{
	const unsigned char *points = r->at;
	size_t each = (heights ? 3 : 2) * sizeof(double);

	if (n > r->left / each)
		return NULL;
	r->at += n * each;
	r->left -= n * each;
	return points;
}

static bool skip_points(struct wkb *r, bool heights, bool *empty)
{
	uint32_t n;

	if (!wkb_count(r, &n) || wkb_points(r, n, heights) == NULL)
		return false;
	*empty = n == 0;
	return true;
}

/* A polygon whose outer ring is empty is empty. */
static bool skip_rings(struct wkb *r, bool heights, bool *empty)
{
	uint32_t n;
	bool inner;

	*empty = true;
	if (!wkb_count(r, &n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (!skip_points(r, heights, i == 0 ? empty : &inner))
			return false;
	return true;
}

static bool skip(struct wkb *r, bool *empty, int depth);

static bool skip_parts(struct wkb *r, bool *empty, int depth)
{
	uint32_t n;
	bool one;

	*empty = true;
	if (!wkb_count(r, &n) || depth == WKB_NESTED_MOST)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (!skip(r, &one, depth + 1))
			return false;
		*empty = *empty && one;
	}
	return true;
}

static bool skip(struct wkb *r, bool *empty, int depth)
{
	enum wkb_kind kind;
	bool heights;

	if (!wkb_head(r, &kind, &heights))
		return false;
	if (kind == WKB_POINT) {
		const unsigned char *point = wkb_points(r, 1, heights);
		*empty = point == NULL || isnan(wkb_number(point));
		return point != NULL;
	}
	if (kind == WKB_LINE)
		return skip_points(r, heights, empty);
	return kind == WKB_POLYGON ? skip_rings(r, heights, empty) : skip_parts(r, empty, depth);
}

bool wkb_skip(struct wkb *r, bool *empty)
{
	return skip(r, empty, 0);
}

unsigned char *wkb_put_count(unsigned char *to, uint32_t n)
{
	memcpy(to, &n, sizeof n);
	return to + sizeof n;
}

unsigned char *wkb_put_head(unsigned char *to, enum wkb_kind kind)
{
	*to = 1;
	return wkb_put_count(to + 1, (uint32_t)kind);
}
