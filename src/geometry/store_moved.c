/* The geometry of a store in another reference system, as a file of its own beside it, so that who draws there asks PROJ
   for nothing. */
#include <math.h>
#include <string.h>

#include "geometry/bbox.h"
#include "geometry/kept.h"
#include "geometry/move.h"
#include "geometry/srs.h"
#include "geometry/store_parts.h"

#define MOVED_KIND "moved"
enum { MOVED_VERSION = 1 };

struct facts {
	uint64_t n, n_points, n_tree;
	int32_t from, to, absent, store_version;
	struct bbox bbox;
	char digest[DIGEST_TEXT + 7]; /* of the data file */
};

static struct facts facts_of(const struct store_whole *w, const struct store_moved *m)
{
	struct facts f;

	memset(&f, 0, sizeof f);
	f.n = w->store.n;
	f.n_points = w->store.n_points;
	f.n_tree = m->tree.n;
	f.from = w->store.srs;
	f.to = m->moved.srs;
	f.absent = m->absent;
	f.store_version = STORE_VERSION;
	f.bbox = m->moved.bbox;
	memcpy(f.digest, w->digest, strnlen(w->digest, DIGEST_TEXT - 1));
	return f;
}

char *geometry_moved_name(const void *ctx, const char *digest, int srs)
{
	return mem_printf(ctx, "%s-%d.moved", digest, srs);
}

/* A ring that goes over the end of the world in one step is not the same shape there. Degrees may go around it: their
   stretches are as long as they look. */
static bool tears(const double *xy, const struct geometry_ring *ring, double half)
{
	const double *p = &xy[2 * (size_t)ring->first];

	for (uint32_t i = 0; i + 1 < ring->n; i++)
		if (fabs(p[2 * i + 2] - p[2 * i]) > half && isfinite(p[2 * i]) && isfinite(p[2 * i + 2]))
			return true;
	return false;
}

/* Half of the way around the world at the equator, in units of the system; a length that no shape has in one step. */
static double half_world(int srs)
{
	struct srs_facts facts;
	return srs_facts(&facts, srs) && facts.geographic ? 180 : 20037508;
}

static bool is_torn(const struct geometry_store *s, const struct geometry_moved *m)
{
	double half = half_world(m->srs);
	struct srs_facts facts;

	if (s->kind == GEOMETRY_POINT || (srs_facts(&facts, s->srs) && facts.geographic))
		return false;
	for (size_t k = 0; k < s->n_rings; k++)
		if (tears(m->xy, &s->rings[k], half))
			return true;
	return false;
}

static struct bbox *boxes_of(const void *ctx, const struct geometry_store *s, const double *xy, struct bbox *all)
{
	struct bbox *boxes = mem_array(ctx, struct bbox, s->n + 1);

	*all = BBOX_NOWHERE;
	for (size_t i = 0; i < s->n; i++) {
		boxes[i] = BBOX_NOWHERE;
		for (uint32_t r = s->first_ring[i]; r < s->first_ring[i + 1]; r++)
			for (uint32_t k = 0; k < s->rings[r].n; k++) {
				const double *p = &xy[2 * ((size_t)s->rings[r].first + k)];
				if (isfinite(p[0]) && isfinite(p[1]))
					bbox_add(&boxes[i], p);
			}
		bbox_join(all, &boxes[i]);
	}
	return boxes;
}

static bool move_all(struct store_moved *m, const struct geometry_store *s, int srs)
{
	struct err why = { 0 };
	struct move *move = move_new(m, s->srs, srs, &why);
	double *xy = mem_array(m, double, 2 * s->n_points + 1), *inner = mem_array(m, double, 2 * s->n + 1);

	m->moved.xy = xy;
	m->moved.inner = inner;
	if (move == NULL)
		return false;
	memcpy(xy, s->xy, 2 * s->n_points * sizeof *xy);
	memcpy(inner, s->inner, 2 * s->n * sizeof *inner);
	move_points(move, xy, s->n_points);
	move_points(move, inner, s->n);
	for (size_t i = 0; i < 2 * s->n; i++)
		inner[i] = isfinite(inner[i]) ? inner[i] : NAN;
	return !is_torn(s, &m->moved);
}

/* That the data have no such shape there is kept, too, so that nobody tries again. */
static struct store_moved *build(const void *ctx, const struct store_whole *w, int srs)
{
	const struct geometry_store *s = &w->store;
	struct store_moved *m = mem_new(ctx, struct store_moved);

	m->moved.srs = srs;
	m->moved.bbox = BBOX_NOWHERE;
	m->absent = !move_all(m, s, srs);
	if (m->absent)
		return m;
	m->moved.boxes = boxes_of(m, s, m->moved.xy, &m->moved.bbox);
	store_tree_build(&m->tree, m, m->moved.boxes, s->n);
	return m;
}

static bool write_file(const void *ctx, const char *path, const struct store_whole *w, const struct store_moved *m,
                       struct err *err)
{
	const struct facts facts = facts_of(w, m);
	size_t n = w->store.n;
	const struct { const char *name; const void *data; size_t size; } sections[] = {
		{ "moved", &facts, sizeof facts },
		{ "boxes", m->moved.boxes, n * sizeof *m->moved.boxes },
		{ "xy", m->moved.xy, 2 * w->store.n_points * sizeof *m->moved.xy },
		{ "inner", m->moved.inner, 2 * n * sizeof *m->moved.inner },
		{ "tree.order", m->tree.order, m->tree.n * sizeof *m->tree.order },
		{ "tree.nodes", m->tree.nodes, 4 * m->tree.n_nodes * sizeof *m->tree.nodes },
	};
	struct pack_writer *p = pack_writer_new(ctx, path, MOVED_KIND, MOVED_VERSION, err);
	bool done = p != NULL;

	for (size_t i = 0; done && i < (m->absent ? 1 : sizeof sections / sizeof *sections); i++)
		done = pack_write(p, sections[i].name, sections[i].data, sections[i].size, err);
	if (done)
		return pack_writer_end(p, err);
	talloc_free(p);
	return false;
}

static bool read_arrays(struct store_moved *m, size_t n, size_t n_points)
{
	const void *boxes, *xy, *inner, *order, *nodes;

	if (!pack_array(m->pack, "boxes", sizeof *m->moved.boxes, n, &boxes) ||
	    !pack_array(m->pack, "xy", 2 * sizeof *m->moved.xy, n_points, &xy) ||
	    !pack_array(m->pack, "inner", 2 * sizeof *m->moved.inner, n, &inner) ||
	    !pack_array(m->pack, "tree.order", sizeof *m->tree.order, m->tree.n, &order) ||
	    !pack_array(m->pack, "tree.nodes", 4 * sizeof *m->tree.nodes, m->tree.n_nodes, &nodes))
		return false;
	m->moved.boxes = boxes;
	m->moved.xy = xy;
	m->moved.inner = inner;
	m->tree.order = order;
	m->tree.nodes = nodes;
	for (size_t i = 0; i < m->tree.n; i++)
		if (m->tree.order[i] >= n)
			return false;
	return true;
}

struct store_moved *store_moved_map(const void *ctx, const char *path, const struct store_whole *w, int srs)
{
	struct store_moved *m = mem_new(ctx, struct store_moved);
	struct err why = { 0 };
	const void *data;

	m->pack = pack_open(m, path, MOVED_KIND, MOVED_VERSION, true, &why);
	if (m->pack != NULL && pack_array(m->pack, "moved", sizeof(struct facts), 1, &data)) {
		const struct facts *f = data;
		m->moved = (struct geometry_moved){ .srs = srs, .bbox = f->bbox };
		m->tree.n = f->n_tree <= w->store.n ? (size_t)f->n_tree : 0;
		m->tree.n_nodes = store_tree_nodes(m->tree.n);
		m->absent = f->absent != 0;
		const struct facts same = facts_of(w, m);
		if (memcmp(f, &same, sizeof same) == 0 &&
		    (m->absent || read_arrays(m, w->store.n, w->store.n_points)))
			return m;
	}
	talloc_free(m);
	return NULL;
}

struct wanted {
	const struct store_whole *w;
	int srs;
};

static bool good(const void *tmp, const char *path, const void *arg)
{
	const struct wanted *wanted = arg;
	struct store_moved *m = store_moved_map(tmp, path, wanted->w, wanted->srs);

	talloc_free(m);
	return m != NULL;
}

bool store_moved_write(const void *ctx, const char *path, const struct store_whole *w, int srs, struct err *err)
{
	const struct store_moved *m = build(ctx, w, srs);
	return write_file(ctx, path, w, m, err);
}

static bool make(const void *tmp, const char *path, const void *arg, struct err *err)
{
	const struct wanted *wanted = arg;
	return store_moved_write(tmp, path, wanted->w, wanted->srs, err);
}

const struct store_moved *store_moved_open(const void *ctx, const char *workspace, const struct store_whole *w,
                                           int srs, struct err *err)
{
	const struct wanted wanted = { w, srs };
	void *tmp = talloc_new(ctx);
	char *name = geometry_moved_name(tmp, w->digest, srs), *path = kept_path(tmp, workspace, name);
	struct store_moved *m = store_moved_map(ctx, path, w, srs);

	if (m == NULL && kept_make(ctx, workspace, name, &(struct kept){ good, make, &wanted, 0 }, err))
		m = store_moved_map(ctx, path, w, srs);
	talloc_free(tmp);
	return m;
}
