#include "geometry/bbox.h"
#include "geometry/store_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HILBERT_BITS = 16 };

/* Where a cell lies on a Hilbert curve over the square of 2^16 cells. */
static uint32_t hilbert(uint32_t x, uint32_t y)
{
	uint32_t d = 0;

	for (uint32_t s = 1U << (HILBERT_BITS - 1); s > 0; s /= 2) {
		uint32_t rx = (x & s) != 0, ry = (y & s) != 0;
		d += s * s * ((3 * rx) ^ ry);
		if (ry == 1)
			continue;
		if (rx == 1) {
			x = (1U << HILBERT_BITS) - 1 - x;
			y = (1U << HILBERT_BITS) - 1 - y;
		}
		uint32_t swap = x;
		x = y;
		y = swap;
	}
	return d;
}

struct place {
	uint32_t d, feature;
};

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->d != y->d)
		return x->d < y->d ? -1 : 1;
	return x->feature < y->feature ? -1 : x->feature > y->feature;
}

static uint32_t cell(double at, double min, double max)
{
	return max > min ? (uint32_t)((at - min) / (max - min) * ((1U << HILBERT_BITS) - 1)) : 0;
}

static void put_in_order(uint32_t *order, const void *ctx, const struct bbox *boxes, size_t n)
{
	struct place *places = mem_array(ctx, struct place, n + 1);
	struct bbox all = BBOX_NOWHERE;
	size_t m = 0;

	for (size_t i = 0; i < n; i++)
		bbox_join(&all, &boxes[i]);
	for (size_t i = 0; i < n; i++) {
		const struct bbox *b = &boxes[i];
		if (!bbox_somewhere(b))
			continue;
		uint32_t x = cell(b->minx / 2 + b->maxx / 2, all.minx, all.maxx);
		uint32_t y = cell(b->miny / 2 + b->maxy / 2, all.miny, all.maxy);
		places[m++] = (struct place){ hilbert(x, y), (uint32_t)i };
	}
	qsort(places, m, sizeof *places, by_place);
	for (size_t i = 0; i < m; i++)
		order[i] = places[i].feature;
	talloc_free(places);
}

static size_t parents(size_t n)
{
	return (n + TREE_NODE - 1) / TREE_NODE;
}

size_t store_tree_nodes(size_t n)
{
	size_t total = n;

	for (size_t level = parents(n); level > 0; level = parents(level)) {
		total += level;
		if (level == 1)
			break;
	}
	return total;
}

static float below(double v)
{
	float f = (float)v;
	return (double)f > v ? nextafterf(f, -INFINITY) : f;
}

static float above(double v)
{
	float f = (float)v;
	return (double)f < v ? nextafterf(f, INFINITY) : f;
}

void store_box(float node[4], const struct bbox *b)
{
	node[0] = below(b->minx);
	node[1] = below(b->miny);
	node[2] = above(b->maxx);
	node[3] = above(b->maxy);
}

/* The box around n others that follow each other. */
static void join(float *to, const float *nodes, size_t n)
{
	memcpy(to, nodes, 4 * sizeof *to);
	for (size_t i = 1; i < n; i++) {
		const float *one = &nodes[4 * i];
		for (int k = 0; k < 4; k++)
			to[k] = k < 2 ? fminf(to[k], one[k]) : fmaxf(to[k], one[k]);
	}
}

void store_tree_build(struct store_tree *tree, const void *ctx, const struct bbox *boxes, size_t n)
{
	size_t with = 0;

	for (size_t i = 0; i < n; i++)
		with += bbox_somewhere(&boxes[i]);
	uint32_t *order = mem_array(ctx, uint32_t, with + 1);
	*tree = (struct store_tree){ .n = with, .n_nodes = store_tree_nodes(with), .order = order };
	float *nodes = mem_array(ctx, float, 4 * tree->n_nodes + 1);
	tree->nodes = nodes;
	put_in_order(order, ctx, boxes, n);

	for (size_t i = 0; i < with; i++)
		store_box(&nodes[4 * i], &boxes[order[i]]);
	for (size_t from = 0, level = with, next; level > 0; from += level, level = next) {
		next = parents(level);
		for (size_t i = 0; i < next; i++) {
			size_t first = i * TREE_NODE, children = level - first < TREE_NODE ? level - first : TREE_NODE;
			join(&nodes[4 * (from + level + i)], &nodes[4 * (from + first)], children);
		}
		if (next == 1)
			break;
	}
}

/* A box with room for what rounding does: what does not meet `out` does not meet the box, what lies over the inner sides of
   `in` does. */
struct reach {
	float out[4], in[4];
};

static struct reach reach_of(const struct bbox *b)
{
	return (struct reach){ .out = { below(b->minx), below(b->miny), above(b->maxx), above(b->maxy) },
	                       .in = { above(b->minx), above(b->miny), below(b->maxx), below(b->maxy) } };
}

struct list {
	uint32_t *features;
	size_t n, room;
};

struct search {
	const void *ctx;              /* of the lists */
	const struct store_tree *tree;
	const struct bbox *boxes, *box;
	struct reach reach;
	float within[4];              /* what reaches into this is sure */
	struct list found[2];         /* in the order of the tree: by their boxes alone, and surely */
};

static bool meets(const struct bbox *a, const struct bbox *b)
{
	return a->minx <= b->maxx && a->maxx >= b->minx && a->miny <= b->maxy && a->maxy >= b->miny;
}

/* Without branches: what meets is a matter of chance. */
static uint32_t near(const float *node, const float out[4])
{
	return (uint32_t)((node[0] <= out[2]) & (node[2] >= out[0]) & (node[1] <= out[3]) & (node[3] >= out[1]));
}

static bool surely(const float *node, const float in[4])
{
	return (node[0] < in[2]) & (node[2] > in[0]) & (node[1] < in[3]) & (node[3] > in[1]);
}

/* Whether a shape with that box has a vertex in the area. It has one on each side of its box: where a side lies in the area and
   the box is nowhere wider than that, so does the vertex. A side may lie a rounding further inside than the node says. */
static bool reaches(const float area[4], const float *node)
{
	bool across = (area[0] <= node[0]) & (node[2] <= area[2]), along = (area[1] <= node[1]) & (node[3] <= area[3]);
	bool left = (area[0] <= node[0]) & (node[0] < area[2]), right = (area[0] < node[2]) & (node[2] <= area[2]);
	bool low = (area[1] <= node[1]) & (node[1] < area[3]), high = (area[1] < node[3]) & (node[3] <= area[3]);

	return (along & (left | right)) | (across & (low | high));
}

static void add(const void *ctx, struct list *list, uint32_t feature)
{
	if (list->n == list->room) {
		list->room = list->room > 0 ? 2 * list->room : 256;
		list->features = mem_grow(ctx, list->features, uint32_t, list->room);
	}
	list->features[list->n++] = feature;
}

/* The feature at place k of the order, whose node is near. Only what is at the edge is looked at where its box lies. */
static void take(struct search *s, size_t k)
{
	const float *node = &s->tree->nodes[4 * k];
	uint32_t feature = s->tree->order[k];

	if (surely(node, s->reach.in) || meets(&s->boxes[feature], s->box))
		add(s->ctx, &s->found[reaches(s->within, node)], feature);
}

/* The children of node `i` of a level; `levels` tells how many nodes each level has, that of the features first, and `from`
   where the level of the children begins. A tree of 2^32 features has eight levels: recursion is short. */
static void look(struct search *s, size_t i, size_t from, const size_t *levels, size_t children)
{
	size_t first = i * TREE_NODE, n = levels[children] - first;
	uint32_t hits = 0;

	for (size_t k = 0; k < TREE_NODE && k < n; k++)
		hits |= near(&s->tree->nodes[4 * (from + first + k)], s->reach.out) << k;
	for (; hits != 0; hits &= hits - 1) {
		size_t k = first + (size_t)__builtin_ctz(hits);
		if (children == 0)
			take(s, k);
		else
			look(s, k, from - levels[children - 1], levels, children - 1);
	}
}

static void look_through(struct search *s)
{
	const struct store_tree *tree = s->tree;
	size_t levels[2 * sizeof(size_t) + 1] = { tree->n }, top = 0;

	if (tree->n == 0)
		return;
	for (; levels[top] > 1 || top == 0; top++)
		levels[top + 1] = parents(levels[top]);
	/* the root is the last node, and its children end before it */
	look(s, 0, tree->n_nodes - 1 - levels[top - 1], levels, top - 1);
}

static struct search search(const void *ctx, const struct store_tree *tree, const struct bbox *boxes, const struct bbox *box,
                            const struct bbox *inner)
{
	struct search s = { .ctx = ctx, .tree = tree, .boxes = boxes, .box = box, .reach = reach_of(box) };

	memcpy(s.within, reach_of(inner).in, sizeof s.within);
	look_through(&s);
	return s;
}

/* Ascending, by a bit for each of n_boxes features: with no sorting. */
static uint32_t *find(const void *ctx, const struct store_tree *tree, const struct bbox *boxes, size_t n_boxes,
                      const struct bbox *box, size_t *n)
{
	uint64_t *bits = mem_array(ctx, uint64_t, n_boxes / 64 + 1);
	struct search s = search(bits, tree, boxes, box, &BBOX_NOWHERE);
	const struct list *found = &s.found[0];
	uint32_t *list = mem_array(ctx, uint32_t, found->n + 1);

	for (size_t i = 0; i < found->n; i++)
		bits[found->features[i] / 64] |= (uint64_t)1 << found->features[i] % 64;
	*n = 0;
	for (size_t i = 0; i <= n_boxes / 64; i++)
		for (uint64_t left = bits[i]; left != 0; left &= left - 1)
			list[(*n)++] = (uint32_t)(64 * i) + (uint32_t)__builtin_ctzll(left);
	talloc_free(bits);
	return list;
}

uint32_t *geometry_store_find(const struct geometry_store *s, const void *ctx, const struct bbox *box, size_t *n)
{
	const struct store_whole *w = (const void *)s;
	return find(ctx, &w->tree, s->boxes, s->n, box, n);
}

uint32_t *geometry_store_find_sure(const struct geometry_store *s, const void *ctx, const struct bbox *box, const struct bbox *inner,
                                   size_t *n, size_t *n_sure)
{
	const struct store_whole *w = (const void *)s;
	struct search found = search(ctx, &w->tree, s->boxes, box, inner);
	struct list *maybe = &found.found[0], *sure = &found.found[1];

	*n_sure = sure->n;
	for (size_t i = 0; i < maybe->n; i++)
		add(ctx, sure, maybe->features[i]);
	talloc_free(maybe->features);
	*n = sure->n;
	return sure->features;
}

uint32_t *geometry_store_find_moved(const struct geometry_store *s, const void *ctx, const struct bbox *box,
                                    size_t *n)
{
	const struct store_moved *m = (const void *)s->moved;
	return find(ctx, &m->tree, s->moved->boxes, s->n, box, n);
}
