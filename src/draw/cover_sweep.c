/* From what borders do in each pixel to what is in it: row by row, from left to right, with the areas that are
   crossed at the moment and the share that they go on with. */
#include "draw/cover_cells.h"

#include <math.h>
#include <string.h>

/* Less than that is what rounding left. */
#define LEAST 0.0005F
#define PARTS COVER_PARTS

struct crossed {
	uint32_t area;
	float share;                  /* of the pixels to come */
	float here, beyond;           /* changes in the pixel at hand */
};

struct sweep {
	const struct cover_builder *b;
	struct cover *c;
	const uint8_t *lines;         /* of the row, or NULL */
	uint32_t *head;               /* of each of its pixels and the margin: the last of its cells; 0: none */
	uint64_t *met;                /* a bit for each pixel and the margin: whether there is something */
	const struct cover_cell **cells;      /* of the row, from 1 on */
	uint32_t *next;               /* of each: of the same pixel */
	size_t cells_room;
	/* Of the pixels to come one area, or the ground, has a share, and another one all the rest; or it is as the list of
	   those crossed tells. */
	bool listed;
	uint32_t one, other;
	float share;
	struct crossed *crossed;
	size_t n_crossed, crossed_room;
	size_t n_spans, spans_room, mixed_room, n_parts, parts_room;
	size_t row_spans;             /* where those of the row begin */
};

static inline void add_span(struct sweep *s, uint32_t x, uint32_t n, uint32_t area)
{
	struct cover_span *next = s->c->spans + s->n_spans;

	if (s->n_spans > s->row_spans && next[-1].area == area && next[-1].x + next[-1].n == x) {
		next[-1].n += n;
		return;
	}
	*next = (struct cover_span){ x, n, area };
	s->n_spans++;
}

/* Room for what the pixels of a row may have, but for those where many areas meet. */
static void make_room(struct sweep *s)
{
	struct cover *c = s->c;
	size_t width = (size_t)c->width;

	while (s->n_spans + width > s->spans_room) {
		s->spans_room *= 2;
		c->spans = mem_grow(c, c->spans, struct cover_span, s->spans_room);
	}
	while (c->n_mixed + width + 1 > s->mixed_room) {
		s->mixed_room *= 2;
		c->x = mem_grow(c, c->x, uint32_t, s->mixed_room);
		c->first = mem_grow(c, c->first, uint32_t, s->mixed_room);
	}
	while (s->n_parts + PARTS * (width + 1) > s->parts_room) {
		s->parts_room *= 2;
		c->parts = mem_grow(c, c->parts, uint32_t, s->parts_room);
	}
}

/* The same where they do. */
static void make_room_for(struct sweep *s, uint32_t x, size_t n)
{
	struct cover *c = s->c;
	size_t left = (size_t)c->width - x;

	while (s->n_parts + n + 2 + PARTS * (left + 1) > s->parts_room) {
		s->parts_room *= 2;
		c->parts = mem_grow(c, c->parts, uint32_t, s->parts_room);
	}
}

/* What areas have of a pixel when `share` of it is all that has been told of so far. */
static inline uint32_t upto(float share, uint32_t room)
{
	return share > 1 - LEAST ? room : (uint32_t)(share * (float)room + 0.5F);
}

/* What lines take of a pixel: those of its cells, and what wider ones cover. */
static inline uint32_t lines_of(const struct sweep *s, uint32_t x, float line)
{
	uint32_t lines = (uint32_t)(line + 0.5F);

	if (s->lines != NULL)
		lines += (uint32_t)s->lines[x] + (s->lines[x] >> 7);
	return lines < COVER_SHARES ? lines : COVER_SHARES;
}

/* A part that is all of a pixel is no part, but tells of which area. */
static inline uint32_t *put_part(uint32_t *at, uint32_t area, uint32_t share)
{
	*at = COVER_PART(area, 0) + share;
	return at + (share > 0);
}

static inline void add_mixed(struct sweep *s, uint32_t x, uint32_t *end)
{
	struct cover *c = s->c;
	size_t n = (size_t)(end - c->parts) - s->n_parts;

	memset(end, 0, PARTS * sizeof *end);
	c->x[c->n_mixed] = x;
	c->first[c->n_mixed++] = (uint32_t)s->n_parts;
	s->n_parts += n > PARTS ? n : PARTS;
}

/* A pixel that two areas share whole: what one has of it, the other has not. */
static inline void add_pair(struct sweep *s, uint32_t x, uint32_t lines, uint32_t one, float share, uint32_t other)
{
	struct cover *c = s->c;
	uint32_t room = COVER_SHARES - lines, first = (uint32_t)(share * (float)room + 0.5F), second = room - first;

	if (first == COVER_SHARES || second == COVER_SHARES || room == 0) {
		add_span(s, x, 1, room == 0 ? c->lines : first > 0 ? one : other);
		return;
	}
	const uint32_t parts[PARTS] = { COVER_PART(one, first), COVER_PART(other, second), COVER_PART(c->lines, lines), 0 };
	memcpy(c->parts + s->n_parts, parts, sizeof parts);
	c->x[c->n_mixed] = x;
	c->first[c->n_mixed++] = (uint32_t)s->n_parts;
	s->n_parts += PARTS;
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

/* Fills in the parts of the areas in hand as far as a pixel has room for them: how much of it they take, and in *sum what
   they would. What rounding takes from one, the next one gets. */
static uint32_t *put_crossed(const struct sweep *s, uint32_t *part, uint32_t room, uint32_t *taken, float *sum)
{
	const struct crossed *end = s->crossed + s->n_crossed;
	uint32_t before = 0;
	float all = 0;

	for (const struct crossed *one = s->crossed; one < end; one++) {
		all += fabsf(one->share + one->here);
		uint32_t next = upto(all, room);
		part = put_part(part, one->area, next - before);
		before = next;
	}
	*taken = before;
	*sum = all;
	return part;
}

/* One pixel of the areas in hand; what is left of it is ground. */
static void add_pixel(struct sweep *s, uint32_t x, uint32_t lines)
{
	struct cover *c = s->c;
	uint32_t room = COVER_SHARES - lines, taken;
	float sum;

	make_room_for(s, x, s->n_crossed);
	uint32_t *first = c->parts + s->n_parts, *end = put_crossed(s, first, room, &taken, &sum);
	if (sum > 1 + 4 * LEAST) {
		put_on_top(s);
		end = put_crossed(s, first, room, &taken, &sum);
	}
	end = put_part(end, c->ground, room - taken);
	end = put_part(end, c->lines, lines);
	if (end == first + 1)
		add_span(s, x, 1, COVER_AREA(*first - COVER_SHARES));
	else
		add_mixed(s, x, end);
}

static __attribute__((noinline)) void make_room_for_one(struct sweep *s)
{
	s->crossed_room = 2 * s->crossed_room + 16;
	s->crossed = mem_grow(s->b, s->crossed, struct crossed, s->crossed_room);
}

static inline void add_crossed(struct sweep *s, uint32_t area, float here, float beyond)
{
	struct crossed *one = s->crossed, *end = one + s->n_crossed;

	while (one < end && one->area != area)
		one++;
	if (one < end) {
		one->here += here;
		one->beyond += beyond;
		return;
	}
	*one = (struct crossed){ area, 0, here, beyond };
	if (++s->n_crossed == s->crossed_room)
		make_room_for_one(s);
}

/* The cells of a pixel; what lines take of it. */
static float take_cells(struct sweep *s, uint32_t head)
{
	float line = 0;

	while (head != 0) {
		const struct cover_cell *cell = s->cells[head];
		uint32_t first = COVER_FIRST(cell->sides), second = COVER_SECOND(cell->sides);
		if (first != COVER_NOBODY)
			add_crossed(s, first, cell->here, cell->beyond);
		if (second != COVER_NOBODY)
			add_crossed(s, second, -cell->here, -cell->beyond);
		line += cell->line;
		head = s->next[head];
	}
	return line;
}

/* From nothing to all. */
static inline bool is_share(float v)
{
	return fabsf(v - 0.5F) < 0.5F + LEAST;
}

static inline void go_on_with(struct sweep *s, uint32_t one, uint32_t other, float share)
{
	bool none = share <= LEAST;

	s->one = none ? other : one;
	s->other = none ? one : other;
	s->share = none || share >= 1 - LEAST ? 1 : share;
	s->listed = false;
}

/* Most pixels that borders cross have one cell, between the two areas that have what is there. */
static inline bool cross_pair(struct sweep *s, uint32_t x, const struct cover_cell *cell)
{
	uint32_t first = COVER_FIRST(cell->sides), second = COVER_SECOND(cell->sides);
	bool turned = s->one != first;

	second = second != COVER_NOBODY ? second : s->c->ground;
	if (s->listed || (turned && s->one != second) || (s->other != (turned ? first : second) && s->share < 1))
		return false;
	float before = turned ? 1 - s->share : s->share, has = before + cell->here, after = before + cell->beyond;
	if (!is_share(has) || !is_share(after))
		return false;
	add_pair(s, x, lines_of(s, x, cell->line), first, has, second);
	go_on_with(s, first, second, after);
	return true;
}

static void list_pair(struct sweep *s)
{
	uint32_t ground = s->c->ground;

	s->n_crossed = 0;
	if (s->one != ground)
		s->crossed[s->n_crossed++] = (struct crossed){ s->one, s->share, 0, 0 };
	if (s->other != ground && s->share < 1)
		s->crossed[s->n_crossed++] = (struct crossed){ s->other, 1 - s->share, 0, 0 };
}

/* What the areas in hand have of the pixels to come. */
static void keep_crossed(struct sweep *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_crossed; i++) {
		struct crossed one = { s->crossed[i].area, s->crossed[i].share + s->crossed[i].beyond, 0, 0 };
		s->crossed[n] = one;
		n += fabsf(one.share) >= LEAST;
	}
	s->n_crossed = n;
}

/* Back to what is quicker, where that tells all. */
static void pair_list(struct sweep *s)
{
	const struct crossed *a = s->crossed, *b = a + 1;

	s->listed = s->n_crossed > 2;
	if (s->n_crossed == 0)
		go_on_with(s, s->c->ground, s->c->ground, 1);
	else if (s->n_crossed == 1 && is_share(a->share))
		go_on_with(s, a->area, s->c->ground, a->share);
	else if (s->n_crossed == 2 && is_share(a->share) && fabsf(a->share + b->share - 1) <= LEAST)
		go_on_with(s, a->area, b->area, a->share);
	else
		s->listed = true;
}

/* A pixel that borders cross, or wide lines. */
static void cross(struct sweep *s, uint32_t x, uint32_t head)
{
	if (head != 0 && s->next[head] == 0 && cross_pair(s, x, s->cells[head]))
		return;
	if (head == 0 && !s->listed) {
		add_pair(s, x, lines_of(s, x, 0), s->one, s->share, s->other);
		return;
	}
	if (!s->listed)
		list_pair(s);
	uint32_t lines = lines_of(s, x, take_cells(s, head));
	add_pixel(s, x, lines);
	keep_crossed(s);
	pair_list(s);
}

/* Pixels that no border crosses, as the list tells them: x up to `end`. */
static void go_on_listed(struct sweep *s, uint32_t x, uint32_t end)
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
	if (whole && (s->n_crossed < 2 || s->crossed[0].area == area)) {
		add_span(s, x, end - x, area);
		return;
	}
	for (; x < end; x++)
		add_pixel(s, x, 0);
}

static void go_on(struct sweep *s, uint32_t x, uint32_t end)
{
	if (s->listed)
		go_on_listed(s, x, end);
	else if (s->share == 1)
		add_span(s, x, end - x, s->one);
	else
		for (; x < end; x++)
			add_pair(s, x, 0, s->one, s->share, s->other);
}

/* A piece comes from anywhere in memory: it is on its way while the one before it is read. */
static inline void fetch(const struct cover_piece *p)
{
	for (size_t i = 0; p != NULL && i < sizeof *p; i += 64)
		__builtin_prefetch((const char *)p + i);
}

/* The cells of a row, by their pixels. */
static void gather(struct sweep *s, const struct cover_row *row)
{
	uint32_t n = 1;

	for (const struct cover_piece *p = row->first; p != NULL; p = p->after) {
		fetch(p->after != NULL ? p->after : (row + 1)->first);
		const struct cover_cell *end = p->after != NULL ? p->cells + COVER_PIECE : row->last + 1;
		if (n + COVER_PIECE > s->cells_room) {
			s->cells_room *= 2;
			s->cells = mem_grow(s->b, s->cells, const struct cover_cell *, s->cells_room);
			s->next = mem_grow(s->b, s->next, uint32_t, s->cells_room);
		}
		for (const struct cover_cell *c = p->cells; c < end; c++) {
			s->cells[n] = c;
			s->next[n] = s->head[c->x];
			s->head[c->x] = n++;
			s->met[c->x / 64] |= UINT64_C(1) << c->x % 64;
		}
	}
}

/* Wide lines meet pixels, too. */
static void meet_lines(struct sweep *s)
{
	uint32_t width = (uint32_t)s->b->width, x = 0;
	uint64_t eight;

	while (x < width) {
		uint32_t end = x + (uint32_t)sizeof eight;
		if (end <= width) {
			memcpy(&eight, s->lines + x, sizeof eight);
			x = eight == 0 ? end : x;
		}
		for (; x < end && x < width; x++)
			s->met[(x + 1) / 64] |= (uint64_t)(s->lines[x] != 0) << (x + 1) % 64;
	}
}

static void sweep_row(struct sweep *s, const struct cover_row *row)
{
	uint32_t width = (uint32_t)s->b->width, x = 0;

	go_on_with(s, s->c->ground, s->c->ground, 1);
	make_room(s);
	gather(s, row);
	if (s->lines != NULL)
		meet_lines(s);
	/* not those of the margin */
	s->met[0] &= ~UINT64_C(1);
	s->met[(width + 1) / 64] &= ~(UINT64_C(1) << (width + 1) % 64);
	for (uint32_t word = 0; word <= (width + 1) / 64; word++) {
		for (uint64_t bits = s->met[word]; bits != 0; bits &= bits - 1) {
			uint32_t next = 64 * word + (uint32_t)__builtin_ctzll(bits) - 1;
			if (next > x)
				go_on(s, x, next);
			cross(s, next, s->head[next + 1]);
			x = next + 1;
		}
		s->met[word] = 0;
	}
	if (x < width)
		go_on(s, x, width);
	memset(s->head, 0, ((size_t)width + 2) * sizeof *s->head);
}

struct cover *cover_builder_end(struct cover_builder *b, const uint8_t *lines)
{
	struct cover *c = mem_new(talloc_parent(b), struct cover);
	size_t width = (size_t)b->width, height = (size_t)b->height;
	struct sweep s = { .b = b, .c = c, .spans_room = 1024 + b->n_cells / 4 + width,
	                   .mixed_room = 1024 + 3 * b->n_cells / 4 + width, .parts_room = 4096 + 3 * b->n_cells + PARTS * width };

	c->width = b->width;
	c->height = b->height;
	c->n_areas = c->lines = b->n_areas;
	c->ground = b->n_areas + 1;
	make_room_for_one(&s);
	s.head = mem_array(b, uint32_t, width + 2);
	s.met = mem_array(b, uint64_t, (width + 2) / 64 + 1);
	s.cells_room = 2 * width + COVER_PIECE;
	s.cells = mem_grow(b, NULL, const struct cover_cell *, s.cells_room);
	s.next = mem_grow(b, NULL, uint32_t, s.cells_room);
	c->row_spans = mem_array(c, uint32_t, height + 1);
	c->row_mixed = mem_array(c, uint32_t, height + 1);
	c->spans = mem_grow(c, NULL, struct cover_span, s.spans_room);
	c->x = mem_grow(c, NULL, uint32_t, s.mixed_room);
	c->first = mem_grow(c, NULL, uint32_t, s.mixed_room);
	c->parts = mem_grow(c, NULL, uint32_t, s.parts_room);
	for (size_t y = 0; y < height; y++) {
		c->row_spans[y] = (uint32_t)s.n_spans;
		s.row_spans = s.n_spans;
		c->row_mixed[y] = (uint32_t)c->n_mixed;
		s.lines = lines != NULL ? lines + y * width : NULL;
		sweep_row(&s, &b->rows[y + 1]);
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
