#include "geometry/bbox.h"
#include "geometry/store_parts.h"

#include <math.h>
#include <stdlib.h>

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
	size_t total = 0;

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

static struct bbox node_box(const float *node)
{
	return (struct bbox){ (double)node[0], (double)node[1], (double)node[2], (double)node[3] };
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

	/* `from`: where the children begin; features first, then nodes made before */
	size_t at = 0, from = 0;
	for (size_t level = with; level > 0; level = parents(level)) {
		bool lowest = at == 0;
		size_t first = at;
		for (size_t i = 0; i < level; i += TREE_NODE) {
			struct bbox b = BBOX_NOWHERE;
			for (size_t k = i; k < i + TREE_NODE && k < level; k++) {
				struct bbox child = lowest ? boxes[order[k]] : node_box(&nodes[4 * (from + k)]);
				bbox_join(&b, &child);
			}
			store_box(&nodes[4 * at++], &b);
		}
		from = first;
		if (level <= TREE_NODE)
			break;
	}
}

struct search {
	const struct store_tree *tree;
	const struct bbox *boxes, *box;
	uint64_t *found;              /* a bit per feature: in their order with no sorting */
	size_t n;
};

static bool meets(const struct bbox *a, const struct bbox *b)
{
	return a->minx <= b->maxx && a->maxx >= b->minx && a->miny <= b->maxy && a->maxy >= b->miny;
}

/* Node `i` of the level that begins at `from` and has `level` nodes; `below` tells how many there are on the level
   below it. A tree of 2^32 features has eight levels: recursion is short. */
static void look(struct search *s, size_t from, size_t i, const size_t *levels, size_t depth)
{
	const struct store_tree *tree = s->tree;
	struct bbox node = node_box(&tree->nodes[4 * (from + i)]);
	size_t n = depth == 0 ? tree->n : levels[depth - 1];

	if (!meets(&node, s->box))
		return;
	/* boxes lie about in memory: all of a node are under way before the first is looked at */
	for (size_t k = i * TREE_NODE; depth == 0 && k < (i + 1) * TREE_NODE && k < n; k++)
		__builtin_prefetch(&s->boxes[tree->order[k]]);
	for (size_t k = i * TREE_NODE; k < (i + 1) * TREE_NODE && k < n; k++) {
		if (depth > 0) {
			look(s, from - n, k, levels, depth - 1);
			continue;
		}
		uint32_t feature = tree->order[k];
		uint64_t bit = (uint64_t)1 << feature % 64, *word = &s->found[feature / 64];
		if ((*word & bit) == 0 && meets(&s->boxes[feature], s->box)) {
			*word |= bit;
			s->n++;
		}
	}
}

static uint32_t *find(const void *ctx, const struct store_tree *tree, const struct bbox *boxes, size_t n_boxes,
                      const struct bbox *box, size_t *n)
{
	struct search search = { .tree = tree, .boxes = boxes, .box = box,
	                         .found = mem_array(ctx, uint64_t, n_boxes / 64 + 1) };
	size_t levels[2 * sizeof(size_t)], depth = 0;

	for (size_t level = tree->n; level > 0; level = levels[depth - 1]) {
		levels[depth++] = parents(level);
		if (levels[depth - 1] == 1)
			break;
	}
	if (depth > 0)
		look(&search, tree->n_nodes - 1, 0, levels, depth - 1);
	uint32_t *list = mem_array(ctx, uint32_t, search.n + 1);
	*n = 0;
	for (size_t i = 0; *n < search.n; i++)
		for (uint64_t left = search.found[i]; left != 0; left &= left - 1)
			list[(*n)++] = (uint32_t)(64 * i) + (uint32_t)__builtin_ctzll(left);
	talloc_free(search.found);
	return list;
}

uint32_t *geometry_store_find(const struct geometry_store *s, const void *ctx, const struct bbox *box, size_t *n)
{
	const struct store_whole *w = (const void *)s;
	return find(ctx, &w->tree, s->boxes, s->n, box, n);
}

uint32_t *geometry_store_find_moved(const struct geometry_store *s, const void *ctx, const struct bbox *box,
                                    size_t *n)
{
	const struct store_moved *m = (const void *)s->moved;
	return find(ctx, &m->tree, s->moved->boxes, s->n, box, n);
}
