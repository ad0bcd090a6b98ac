#include "draw/cover.h"

#include <math.h>
#include <string.h>

/* A share below this is what rounding left. */
#define LEAST 0.0004F
#define WHOLE 0.9996F

struct part {
	uint32_t pixel, area;
	uint16_t share;
};

struct cover_builder {
	int width, height;
	size_t stride;
	/* of the area in hand: differences of the share from one pixel to the next, and where they are */
	float *change;
	int *from, *to;
	int top, bottom;
	struct cover *cover;
	uint32_t *owner;              /* the cover's */
	struct part *parts;
	size_t n_parts, room;
};

struct cover_builder *cover_builder_new(const void *ctx, int width, int height)
{
	struct cover_builder *b = mem_new(ctx, struct cover_builder);

	b->width = width;
	b->height = height;
	b->stride = (size_t)width + 2;
	b->change = mem_array(b, float, b->stride * (size_t)height);
	b->from = mem_array(b, int, height);
	b->to = mem_array(b, int, height);
	for (int y = 0; y < height; y++)
		b->from[y] = width + 1;
	b->top = height;
	b->bottom = -1;
	size_t n = (size_t)width * (size_t)height;
	b->cover = mem_new(ctx, struct cover);
	b->cover->width = width;
	b->cover->height = height;
	b->owner = b->cover->owner = mem_array(b->cover, uint32_t, n);
	memset(b->owner, 0xff, n * sizeof *b->owner);
	return b;
}

static void touch(struct cover_builder *b, int y, int from, int to)
{
	b->from[y] = from < b->from[y] ? from : b->from[y];
	b->to[y] = to > b->to[y] ? to : b->to[y];
}

/* The stretch of an edge within one row, from x to `next`, and within the picture: `d` is its height, signed. The
   share of a pixel is the area to the right of the edge; what is kept is its change. */
static void row_stretch(float *change, double x, double next, double d, int *from, int *to)
{
	double least = x < next ? x : next, most = x < next ? next : x;
	int first = (int)least, last = (int)ceil(most);

	*from = first;
	*to = last > first ? last : first + 1;
	if (last <= first + 1) {
		double middle = 0.5 * (x + next) - first;
		change[first] += (float)(d - d * middle);
		change[first + 1] += (float)(d * middle);
		return;
	}
	double s = 1 / (most - least), into = least - first, out = most - last + 1;
	double a0 = 0.5 * s * (1 - into) * (1 - into), am = 0.5 * s * out * out;
	change[first] += (float)(d * a0);
	if (last == first + 2) {
		change[first + 1] += (float)(d * (1 - a0 - am));
	} else {
		double a1 = s * (1.5 - into), a2 = a1 + (last - first - 3) * s;
		change[first + 1] += (float)(d * (a1 - a0));
		for (int i = first + 2; i < last - 1; i++)
			change[i] += (float)(d * s);
		change[last - 1] += (float)(d * (1 - a2 - am));
	}
	change[last] += (float)(d * am);
}

/* An edge that goes down, between the left and right borders of the picture. */
static void inner_edge(struct cover_builder *b, double x0, double y0, double x1, double y1, double sign)
{
	double slope = (x1 - x0) / (y1 - y0), x = x0, widest = b->width;
	int last = (int)ceil(y1);

	for (int y = (int)y0; y < last; y++) {
		double begin = y > y0 ? y : y0, end = y + 1 < y1 ? y + 1 : y1, d = end - begin;
		double next = end < y1 ? x + slope * d : x1;
		int from, to;
		if (d <= 0)
			continue;
		next = next < 0 ? 0 : next > widest ? widest : next;
		row_stretch(b->change + b->stride * (size_t)y, x, next, d * sign, &from, &to);
		touch(b, y, from, to);
		x = next;
	}
}

/* Left of the picture an edge counts as one along its border; right of it, it does not matter. */
static void edge_by_side(struct cover_builder *b, double x0, double y0, double x1, double y1, double sign)
{
	double left = 0, right = b->width, cuts[4] = { y0, y1, y1, y1 };
	int n = 1;

	if ((x0 < left) != (x1 < left))
		cuts[n++] = y0 + (left - x0) * (y1 - y0) / (x1 - x0);
	if ((x0 > right) != (x1 > right))
		cuts[n++] = y0 + (right - x0) * (y1 - y0) / (x1 - x0);
	if (n == 3 && cuts[1] > cuts[2]) {
		double keep = cuts[1];
		cuts[1] = cuts[2];
		cuts[2] = keep;
	}
	cuts[n] = y1;
	for (int i = 0; i < n; i++) {
		double a = cuts[i], z = cuts[i + 1];
		if (!(z > a))
			continue;
		double slope = (x1 - x0) / (y1 - y0), xa = x0 + (a - y0) * slope, xz = x0 + (z - y0) * slope;
		double middle = 0.5 * (xa + xz);
		if (middle > right)
			continue;
		xa = xa < left || middle < left ? left : xa > right ? right : xa;
		xz = xz < left || middle < left ? left : xz > right ? right : xz;
		inner_edge(b, xa, a, xz, z, sign);
	}
}

static void edge(struct cover_builder *b, double x0, double y0, double x1, double y1, double sign)
{
	double most = b->height;

	if (y0 > y1) {
		edge(b, x1, y1, x0, y0, -sign);
		return;
	}
	if (!(y1 > y0) || y1 <= 0 || y0 >= most)
		return;
	double slope = (x1 - x0) / (y1 - y0);
	if (y0 < 0) {
		x0 -= y0 * slope;
		y0 = 0;
	}
	if (y1 > most) {
		x1 -= (y1 - most) * slope;
		y1 = most;
	}
	b->top = (int)y0 < b->top ? (int)y0 : b->top;
	b->bottom = (int)ceil(y1) - 1 > b->bottom ? (int)ceil(y1) - 1 : b->bottom;
	if (x0 >= 0 && x1 >= 0 && x0 <= b->width && x1 <= b->width)
		inner_edge(b, x0, y0, x1, y1, sign);
	else
		edge_by_side(b, x0, y0, x1, y1, sign);
}

void cover_ring(struct cover_builder *b, const double *xy, size_t n, bool hole)
{
	double doubled = 0;

	for (size_t i = 0, j = n - 1; i < n; j = i++)
		doubled += xy[2 * j] * xy[2 * i + 1] - xy[2 * i] * xy[2 * j + 1];
	double sign = (doubled > 0) != hole ? -1 : 1;
	for (size_t i = 0, j = n - 1; i < n; j = i++)
		edge(b, xy[2 * j], xy[2 * j + 1], xy[2 * i], xy[2 * i + 1], sign);
}

static void add_part(struct cover_builder *b, uint32_t pixel, uint32_t area, float share)
{
	if (b->n_parts == b->room) {
		b->room = b->room == 0 ? 4096 : b->room * 2;
		b->parts = mem_grow(b, b->parts, struct part, b->room);
	}
	b->parts[b->n_parts++] = (struct part){ pixel, area, (uint16_t)(share * COVER_WHOLE + 0.5F) };
}

static void end_row(struct cover_builder *b, int y, uint32_t area)
{
	float *change = b->change + b->stride * (size_t)y, sum = 0;
	uint32_t pixel = (uint32_t)y * (uint32_t)b->width;
	int last = b->to[y] < b->width ? b->to[y] : b->width - 1;

	for (int x = b->from[y]; x < b->width; x++) {
		if (x > last && fabsf(sum) < LEAST)
			break;
		sum += x <= last ? change[x] : 0;
		float share = fabsf(sum);
		uint32_t at = pixel + (uint32_t)x;
		if (share >= WHOLE && b->owner[at] == COVER_NONE)
			b->owner[at] = area;
		else if (share >= LEAST)
			add_part(b, at, area, share > 1 ? 1 : share);
	}
	if (b->from[y] <= b->to[y])
		memset(change + b->from[y], 0, sizeof *change * (size_t)(b->to[y] - b->from[y] + 1));
	b->from[y] = b->width + 1;
	b->to[y] = 0;
}

void cover_area(struct cover_builder *b, uint32_t area)
{
	for (int y = b->top; y <= b->bottom; y++)
		end_row(b, y, area);
	b->top = b->height;
	b->bottom = -1;
}

/* Parts of pixels that have an owner by now are overlaps: they go. Gives every mixed pixel its number and returns how
   many there are; `owner` of a mixed pixel is COVER_MIXED | number. */
static size_t number_mixed(struct cover_builder *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n_parts; i++) {
		uint32_t *owner = &b->owner[b->parts[i].pixel];
		if (*owner == COVER_NONE)
			*owner = COVER_MIXED | (uint32_t)n++;
	}
	return n;
}

static bool is_mixed(uint32_t owner)
{
	return owner != COVER_NONE && (owner & COVER_MIXED) != 0;
}

/* Overlaps may come to more than a pixel has. */
static void settle(struct cover *c)
{
	for (size_t m = 0; m < c->n_mixed; m++) {
		uint32_t sum = 0;
		for (uint32_t i = c->first[m]; i < c->first[m + 1]; i++)
			sum += c->share[i];
		for (uint32_t i = c->first[m]; sum > COVER_WHOLE && i < c->first[m + 1]; i++)
			c->share[i] = (uint16_t)((uint64_t)c->share[i] * COVER_WHOLE / sum);
	}
}

/* Parts in the order of their pixels. */
static void sort_parts(struct cover *c, const struct cover_builder *b)
{
	uint32_t *next = mem_array(b, uint32_t, c->n_mixed + 1);
	size_t n = 0;

	for (size_t i = 0; i < b->n_parts; i++) {
		uint32_t owner = c->owner[b->parts[i].pixel];
		if (is_mixed(owner)) {
			next[owner & ~COVER_MIXED]++;
			n++;
		}
	}
	for (size_t m = 0; m < c->n_mixed; m++) {
		c->first[m + 1] = c->first[m] + next[m];
		next[m] = c->first[m];
	}
	c->area = mem_array(c, uint32_t, n + 1);
	c->share = mem_array(c, uint16_t, n + 1);
	for (size_t i = 0; i < b->n_parts; i++) {
		const struct part *p = &b->parts[i];
		if (!is_mixed(c->owner[p->pixel]))
			continue;
		uint32_t at = next[c->owner[p->pixel] & ~COVER_MIXED]++;
		c->area[at] = p->area;
		c->share[at] = p->share;
	}
}

struct cover *cover_builder_end(struct cover_builder *b)
{
	struct cover *c = b->cover;

	c->n_mixed = number_mixed(b);
	c->first = mem_array(c, uint32_t, c->n_mixed + 1);
	sort_parts(c, b);
	settle(c);
	talloc_free(b);
	return c;
}
