/* From what borders do in each pixel to what is in it: row by row, from left to right, with the areas that are
   crossed at the moment and the share that they go on with. */
#include "draw/cover_cells.h"

#include <math.h>
#include <string.h>

/* Less than that is what rounding left. */
#define LEAST 0.0005F
#define PARTS 4                       /* of a pixel: two areas, the ground and lines */

struct crossed {
	uint32_t area;
	float share;                  /* of the pixels to come */
	float here, beyond;           /* changes in the pixel at hand */
};

struct sweep {
	const struct cover_builder *b;
	struct cover *c;
	const uint8_t *lines;         /* of the row, or NULL */
	uint32_t *head;               /* of each of its pixels: its last cell, + 1 */
	struct crossed *crossed;
	size_t n_crossed, crossed_room;
	size_t n_spans, spans_room, mixed_room, n_parts, parts_room;
	int y;
};

static void add_span(struct sweep *s, uint32_t x, uint32_t n, uint32_t area)
{
	struct cover *c = s->c;
	struct cover_span *last = s->n_spans > c->row_spans[s->y] ? &c->spans[s->n_spans - 1] : NULL;

	if (last != NULL && last->area == area && last->x + last->n == x) {
		last->n += n;
		return;
	}
	if (s->n_spans == s->spans_room) {
		s->spans_room *= 2;
		c->spans = mem_grow(c, c->spans, struct cover_span, s->spans_room);
	}
	c->spans[s->n_spans++] = (struct cover_span){ x, n, area };
}

static void add_part(struct sweep *s, uint32_t area, uint32_t share)
{
	struct cover *c = s->c;

	if (share == 0)
		return;
	c->parts[s->n_parts++] = COVER_PART(area, share);
}

/* Room for what the pixels of a row may have, but for those where many areas meet. */
static void make_room(struct sweep *s)
{
	struct cover *c = s->c;
	size_t width = (size_t)c->width;

	while (c->n_mixed + width + 1 > s->mixed_room) {
		s->mixed_room *= 2;
		c->x = mem_grow(c, c->x, uint32_t, s->mixed_room);
		c->first = mem_grow(c, c->first, uint32_t, s->mixed_room);
	}
	while (s->n_parts + PARTS * width > s->parts_room) {
		s->parts_room *= 2;
		c->parts = mem_grow(c, c->parts, uint32_t, s->parts_room);
	}
}

static void begin_mixed(struct sweep *s, uint32_t x)
{
	struct cover *c = s->c;
	size_t left = (size_t)c->width - x;

	while (s->n_parts + s->n_crossed + 2 + PARTS * left > s->parts_room) {
		s->parts_room *= 2;
		c->parts = mem_grow(c, c->parts, uint32_t, s->parts_room);
	}
	c->x[c->n_mixed] = x;
	c->first[c->n_mixed++] = (uint32_t)s->n_parts;
}

static uint32_t lines_at(const struct sweep *s, uint32_t x)
{
	uint32_t v = s->lines != NULL ? s->lines[x] : 0;

	return v + (v >> 7);
}

/* What areas have of a pixel when `share` of it is all that has been told of so far. */
static uint32_t upto(float share, uint32_t room)
{
	return share > 1 - LEAST ? room : (uint32_t)(share * (float)room + 0.5F);
}

/* A pixel of one area, or of two, and what is left. */
static void add_pair(struct sweep *s, uint32_t x, uint32_t one, float share, uint32_t other, float rest)
{
	struct cover *c = s->c;
	uint32_t lines = lines_at(s, x), room = COVER_SHARES - lines;
	uint32_t first = upto(share, room), both = upto(share + rest, room), *part = c->parts + s->n_parts;

	if (lines == COVER_SHARES || both == 0) {
		if (lines % COVER_SHARES == 0) {
			add_span(s, x, 1, lines > 0 ? c->lines : c->ground);
			return;
		}
	} else if (lines == 0 && (first == COVER_SHARES || both - first == COVER_SHARES)) {
		add_span(s, x, 1, first > 0 ? one : other);
		return;
	}
	c->x[c->n_mixed] = x;
	c->first[c->n_mixed++] = (uint32_t)s->n_parts;
	*part = COVER_PART(one, first);
	part += first > 0;
	*part = COVER_PART(other, both - first);
	part += both > first;
	*part = COVER_PART(c->ground, room - both);
	part += room > both;
	*part = COVER_PART(c->lines, lines);
	part += lines > 0;
	s->n_parts = (size_t)(part - c->parts);
}

/* One pixel of the areas in hand. What is left of it is ground; what rounding takes from one, the next one
   gets. */
static void add_pixel(struct sweep *s, uint32_t x)
{
	uint32_t lines = lines_at(s, x), room = COVER_SHARES - lines, taken = 0, whole = COVER_NOBODY;
	size_t first = s->n_parts;
	float sum = 0;

	begin_mixed(s, x);
	for (size_t i = 0; i < s->n_crossed && sum < 1; i++) {
		float share = fabsf(s->crossed[i].share + s->crossed[i].here);
		sum += share;
		uint32_t next = upto(sum, room);
		if (next - taken == COVER_SHARES)
			whole = s->crossed[i].area;
		else
			add_part(s, s->crossed[i].area, next - taken);
		taken = next;
	}
	if (taken == 0 && lines == 0)
		whole = s->c->ground;
	else if (lines == COVER_SHARES)
		whole = s->c->lines;
	if (whole != COVER_NOBODY) {
		s->n_parts = first;
		s->c->n_mixed--;
		add_span(s, x, 1, whole);
		return;
	}
	add_part(s, s->c->ground, room - taken);
	add_part(s, s->c->lines, lines);
}

/* The last one lies on top: it comes first. */
static void put_on_top(struct sweep *s)
{
	for (size_t i = 1; i < s->n_crossed; i++) {
		struct crossed one = s->crossed[i];
		size_t at = i;
		for (; at > 0 && s->crossed[at - 1].area < one.area; at--)
			s->crossed[at] = s->crossed[at - 1];
		s->crossed[at] = one;
	}
}

static struct crossed *find_crossed(struct sweep *s, uint32_t area)
{
	for (size_t i = 0; i < s->n_crossed; i++)
		if (s->crossed[i].area == area)
			return &s->crossed[i];
	if (s->n_crossed == s->crossed_room) {
		s->crossed_room *= 2;
		s->crossed = mem_grow(s->b, s->crossed, struct crossed, s->crossed_room);
	}
	s->crossed[s->n_crossed] = (struct crossed){ .area = area };
	return &s->crossed[s->n_crossed++];
}

static void take_cells(struct sweep *s, uint32_t head)
{
	while (head != 0) {
		const struct cover_cell *cell = &s->b->cells[head - 1];
		if (cell->left != COVER_NOBODY) {
			struct crossed *one = find_crossed(s, cell->left);
			one->here += cell->here;
			one->beyond += cell->beyond;
		}
		if (cell->right != COVER_NOBODY) {
			struct crossed *one = find_crossed(s, cell->right);
			one->here -= cell->here;
			one->beyond -= cell->beyond;
		}
		head = cell->next;
	}
}

/* Most pixels that borders cross have one cell, between two areas, and no others. */
static bool cross_pair(struct sweep *s, uint32_t x, const struct cover_cell *cell)
{
	uint32_t left = cell->left, right = cell->right;
	float before_left = 0, before_right = 0;
	size_t n = 0;

	for (size_t i = 0; i < s->n_crossed; i++) {
		if (s->crossed[i].area == left)
			before_left = s->crossed[i].share;
		else if (s->crossed[i].area == right)
			before_right = s->crossed[i].share;
		else
			return false;
	}
	float has_left = left != COVER_NOBODY ? before_left + cell->here : 0;
	float has_right = right != COVER_NOBODY ? before_right - cell->here : 0;
	if (has_left < 0 || has_right < 0 || has_left + has_right > 1 + 4 * LEAST)
		return false;
	add_pair(s, x, left, has_left, right, has_right);
	has_left = left != COVER_NOBODY ? before_left + cell->beyond : 0;
	has_right = right != COVER_NOBODY ? before_right - cell->beyond : 0;
	if (fabsf(has_left) >= LEAST)
		s->crossed[n++] = (struct crossed){ left, has_left, 0, 0 };
	if (fabsf(has_right) >= LEAST)
		s->crossed[n++] = (struct crossed){ right, has_right, 0, 0 };
	s->n_crossed = n;
	return true;
}

/* A pixel that borders cross. */
static void cross(struct sweep *s, uint32_t x, uint32_t head)
{
	float sum = 0;
	size_t n = 0;

	if (s->b->cells[head - 1].next == 0 && cross_pair(s, x, &s->b->cells[head - 1]))
		return;
	take_cells(s, head);
	for (size_t i = 0; i < s->n_crossed; i++)
		sum += fabsf(s->crossed[i].share + s->crossed[i].here);
	if (sum > 1 + 4 * LEAST)
		put_on_top(s);
	add_pixel(s, x);
	for (size_t i = 0; i < s->n_crossed; i++) {
		struct crossed one = { s->crossed[i].area, s->crossed[i].share + s->crossed[i].beyond, 0, 0 };
		if (fabsf(one.share) >= LEAST)
			s->crossed[n++] = one;
	}
	s->n_crossed = n;
}

/* How many pixels from x on, up to `end`, no line touches. */
static uint32_t without_lines(const struct sweep *s, uint32_t x, uint32_t end)
{
	uint32_t at = x;
	uint64_t eight;

	if (s->lines == NULL)
		return end - x;
	for (; at + sizeof eight <= end; at += (uint32_t)sizeof eight) {
		memcpy(&eight, s->lines + at, sizeof eight);
		if (eight != 0)
			break;
	}
	while (at < end && s->lines[at] == 0)
		at++;
	return at - x;
}

/* Pixels that no border crosses: x up to `end`. */
static void go_on(struct sweep *s, uint32_t x, uint32_t end)
{
	uint32_t area = s->c->ground;
	bool whole = s->n_crossed == 0;

	for (size_t i = 0; i < s->n_crossed; i++) {
		if (fabsf(s->crossed[i].share) < 1 - LEAST)
			continue;
		area = !whole || s->crossed[i].area > area ? s->crossed[i].area : area;
		whole = true;
	}
	if (s->n_crossed > 1)
		put_on_top(s);
	whole = whole && (s->n_crossed < 2 || s->crossed[0].area == area);
	while (x < end) {
		uint32_t n = whole ? without_lines(s, x, end) : 0;
		if (n > 0)
			add_span(s, x, n, area);
		x += n;
		if (x == end)
			break;
		if (whole)
			add_pair(s, x++, area, area != s->c->ground, COVER_NOBODY, 0);
		else
			add_pixel(s, x++);
	}
}

/* The cells of a row, by their pixels. */
static void gather(struct sweep *s, const struct cover_row *row)
{
	const struct cover_builder *b = s->b;
	uint32_t left = row->n;

	for (uint32_t piece = row->first; piece != 0; piece = b->after[piece - 1]) {
		uint32_t at = (piece - 1) * COVER_PIECE, end = at + (left < COVER_PIECE ? left : COVER_PIECE);
		left -= end - at;
		for (; at < end; at++) {
			struct cover_cell *cell = &b->cells[at];
			cell->next = s->head[cell->x];
			s->head[cell->x] = at + 1;
		}
	}
}

static void sweep_row(struct sweep *s, const struct cover_row *row)
{
	uint32_t x = 0, width = (uint32_t)s->b->width;

	s->n_crossed = 0;
	make_room(s);
	gather(s, row);
	while (x < width) {
		uint32_t next = x;
		while (next < width && s->head[next] == 0)
			next++;
		if (next > x)
			go_on(s, x, next);
		if (next < width) {
			cross(s, next, s->head[next]);
			s->head[next] = 0;
		}
		x = next + 1;
	}
}

struct cover *cover_builder_end(struct cover_builder *b, const uint8_t *lines)
{
	struct cover *c = b->cover;
	size_t width = (size_t)b->width, height = (size_t)b->height, n_cells = (size_t)b->n_pieces * COVER_PIECE / 2;
	struct sweep s = { .b = b, .c = c, .crossed_room = 16, .spans_room = 1024 + n_cells / 2,
	                   .mixed_room = 1024 + n_cells + width, .parts_room = 4096 + 3 * n_cells + PARTS * width };

	s.head = mem_array(b, uint32_t, width);
	s.crossed = mem_array(b, struct crossed, s.crossed_room);
	c->row_spans = mem_array(c, uint32_t, height + 1);
	c->row_mixed = mem_array(c, uint32_t, height + 1);
	c->spans = mem_grow(c, NULL, struct cover_span, s.spans_room);
	c->x = mem_grow(c, NULL, uint32_t, s.mixed_room);
	c->first = mem_grow(c, NULL, uint32_t, s.mixed_room);
	c->parts = mem_grow(c, NULL, uint32_t, s.parts_room);
	for (size_t y = 0; y < height; y++) {
		s.y = (int)y;
		c->row_spans[y] = (uint32_t)s.n_spans;
		c->row_mixed[y] = (uint32_t)c->n_mixed;
		s.lines = lines != NULL ? lines + y * width : NULL;
		sweep_row(&s, &b->rows[y]);
	}
	c->row_spans[height] = (uint32_t)s.n_spans;
	c->row_mixed[height] = (uint32_t)c->n_mixed;
	c->first[c->n_mixed] = (uint32_t)s.n_parts;
	talloc_free(b);
	return c;
}

size_t cover_bytes(const struct cover *c)
{
	return talloc_get_size(c->spans) + talloc_get_size(c->x) + talloc_get_size(c->first) +
	       talloc_get_size(c->parts) + 8 * (size_t)c->height;
}
