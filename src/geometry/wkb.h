/* ISO WKB (OGC 06-103r4, 8.2.8), little-endian, with or without heights: the form in which the writers of features
   get geometries, read piece by piece. */
#ifndef JT_GEOMETRY_WKB_H
#define JT_GEOMETRY_WKB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum wkb_kind {
	WKB_POINT = 1, WKB_LINE, WKB_POLYGON, WKB_MULTI_POINT, WKB_MULTI_LINE, WKB_MULTI_POLYGON, WKB_COLLECTION,
	WKB_KINDS
};

enum { WKB_NESTED_MOST = 32 };        /* collections in collections that a reader follows */

struct wkb {
	const unsigned char *at;
	size_t left;
};

/* The kind of the next geometry, and whether its points have heights. Like all below: false when what follows is not
   of that form. */
bool wkb_head(struct wkb *r, enum wkb_kind *kind, bool *heights);

/* Of points, rings or parts. */
bool wkb_count(struct wkb *r, uint32_t *n);

/* The next n points of two numbers each, or three: wkb_number(at), wkb_number(at + 8) ... NULL when there are not as
   many. */
const unsigned char *wkb_points(struct wkb *r, uint32_t n, bool heights);

static inline double wkb_number(const unsigned char *at)
{
	double value;

	memcpy(&value, at, sizeof value);
	return value;
}

/* Passes over the next geometry and tells whether there is a point in it. */
bool wkb_skip(struct wkb *r, bool *empty);

/* Writes a head of 5 bytes, or a number of 4; returns what comes behind it. */
unsigned char *wkb_put_head(unsigned char *to, enum wkb_kind kind);
unsigned char *wkb_put_count(unsigned char *to, uint32_t n);

#endif
