#include "geometry/store_parts.h"

#include <string.h>

#include "base/text.h"

#define STORE_KIND "geometry"

/* Section "store". */
struct facts {
	uint64_t n, n_rings, n_points, n_arcs, n_shared, n_tree, n_key_bytes;
	int32_t kind, srs, multi, reserved;
	struct bbox bbox;
	char digest[DIGEST_TEXT + 7]; /* of the data file */
	char key[DIGEST_TEXT + 7];    /* digest of the key column's name */
};

enum many { FEATURES, FEATURES_1, RINGS, POINTS, ARCS, SHARED, TREE_FEATURES, TREE_NODES, KEY_BYTES };

/* All arrays of a store: name, bytes of an element, how many elements, and the place of its pointer in
   struct store_whole. */
static const struct section {
	const char *name;
	size_t each;
	enum many many;
	size_t times;                 /* elements for each that is counted */
	size_t at;
	bool coordinates;             /* large, and nothing in it leads a reader elsewhere */
} sections[] = {
#define SECTION(name, type, times, many, member, coordinates) \
	{ name, sizeof(type), many, times, offsetof(struct store_whole, member), coordinates }
	SECTION("ids",         int64_t,              1, FEATURES,      store.ids,         false),
	SECTION("key_offsets", uint32_t,             1, FEATURES,      store.key_offsets, false),
	SECTION("keys",        char,                 1, KEY_BYTES,     store.keys,        false),
	SECTION("by_key",      uint32_t,             1, FEATURES,      store.by_key,      false),
	SECTION("key_place",   uint32_t,             1, FEATURES,      store.key_place,   false),
	SECTION("boxes",       struct bbox,          1, FEATURES,      store.boxes,       false),
	SECTION("first_ring",  uint32_t,             1, FEATURES_1,    store.first_ring,  false),
	SECTION("rings",       struct geometry_ring, 1, RINGS,         store.rings,       false),
	SECTION("inner",       double,               2, FEATURES,      store.inner,       false),
	SECTION("xy",          double,               2, POINTS,        store.xy,          true),
	SECTION("detail",      float,                1, POINTS,        store.detail,      true),
	SECTION("first_arc",   uint32_t,             1, FEATURES_1,    store.first_arc,   false),
	SECTION("arcs",        struct geometry_arc,  1, ARCS,          store.arcs,        false),
	SECTION("arc_boxes",   float,                4, ARCS,          store.arc_boxes,   false),
	SECTION("first_shared", uint32_t,            1, FEATURES_1,    store.first_shared, false),
	SECTION("shared",      struct geometry_shared, 1, SHARED,      store.shared,      false),
	SECTION("tree.order",  uint32_t,             1, TREE_FEATURES, tree.order,        false),
	SECTION("tree.nodes",  float,                4, TREE_NODES,    tree.nodes,        false),
#undef SECTION
};
enum { SECTIONS = sizeof sections / sizeof *sections };

static size_t count(const struct store_whole *w, enum many many)
{
	switch (many) {
	case FEATURES:      return w->store.n;
	case FEATURES_1:    return w->store.n + 1;
	case RINGS:         return w->store.n_rings;
	case POINTS:        return w->store.n_points;
	case ARCS:          return w->store.n_arcs;
	case SHARED:        return w->store.n_shared;
	case TREE_FEATURES: return w->tree.n;
	case TREE_NODES:    return w->tree.n_nodes;
	case KEY_BYTES:     return w->n_key_bytes;
	}
	return 0;
}

static void fill(char text[DIGEST_TEXT + 7], const char *from)
{
	memset(text, 0, DIGEST_TEXT + 7);
	memcpy(text, from, strnlen(from, DIGEST_TEXT - 1));
}

static struct facts facts_of(const struct store_whole *w)
{
	struct facts f;
	char key[DIGEST_TEXT];

	memset(&f, 0, sizeof f);
	f.n = w->store.n;
	f.n_rings = w->store.n_rings;
	f.n_points = w->store.n_points;
	f.n_arcs = w->store.n_arcs;
	f.n_shared = w->store.n_shared;
	f.n_tree = w->tree.n;
	f.n_key_bytes = w->n_key_bytes;
	f.kind = (int32_t)w->store.kind;
	f.srs = w->store.srs;
	f.multi = w->store.multi;
	f.bbox = w->store.bbox;
	fill(f.digest, w->digest);
	digest_of(w->key, key);
	fill(f.key, key);
	return f;
}

bool store_write(const void *ctx, const char *path, const struct store_whole *w, struct err *err)
{
	struct facts facts = facts_of(w);
	struct pack_writer *p = pack_writer_new(ctx, path, STORE_KIND, STORE_VERSION, err);
	bool done = p != NULL && pack_write(p, "store", &facts, sizeof facts, err);

	for (size_t i = 0; done && i < SECTIONS; i++) {
		const struct section *s = &sections[i];
		const void *data;
		memcpy(&data, (const char *)w + s->at, sizeof data);
		done = pack_write(p, s->name, data, s->each * s->times * count(w, s->many), err);
	}
	if (done)
		return pack_writer_end(p, err);
	talloc_free(p);
	return false;
}

static bool read_facts(struct store_whole *w, const struct layer *layer)
{
	const void *data;
	const struct facts *f;

	if (!pack_array(w->pack, "store", sizeof *f, 1, &data))
		return false;
	f = data;
	if (f->n >= UINT32_MAX || f->n_rings >= UINT32_MAX || f->n_points >= UINT32_MAX || f->n_tree > f->n ||
	    f->n_arcs > f->n_points || f->n_shared > f->n_arcs || f->n_key_bytes > UINT32_MAX || f->kind < GEOMETRY_POINT || f->kind > GEOMETRY_POLYGON)
		return false;
	w->store = (struct geometry_store){
		.kind = (enum geometry_kind)f->kind, .multi = f->multi != 0, .srs = f->srs, .bbox = f->bbox,
		.n = (size_t)f->n, .n_rings = (size_t)f->n_rings, .n_points = (size_t)f->n_points,
		.n_arcs = (size_t)f->n_arcs, .n_shared = (size_t)f->n_shared,
	};
	w->tree.n = (size_t)f->n_tree;
	w->tree.n_nodes = store_tree_nodes(w->tree.n);
	w->n_key_bytes = (size_t)f->n_key_bytes;
	w->digest = layer->source.digest;
	w->key = layer->key;
	struct facts same = facts_of(w);
	return memcmp(f->digest, same.digest, sizeof same.digest) == 0 &&
	       memcmp(f->key, same.key, sizeof same.key) == 0;
}

static bool read_sections(struct store_whole *w, bool coordinates)
{
	for (size_t i = 0; i < SECTIONS; i++) {
		const struct section *s = &sections[i];
		const void *data;
		if (!pack_array(w->pack, s->name, s->each * s->times, count(w, s->many), &data) ||
		    ((coordinates || !s->coordinates) && !pack_intact(w->pack, s->name)))
			return false;
		memcpy((char *)w + s->at, &data, sizeof data);
	}
	return true;
}

static bool ascending(const int64_t *ids, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (ids[i - 1] >= ids[i])
			return false;
	return true;
}

/* Whether stretches of an array of `end` follow one another, one for each of n. */
static bool follow(const uint32_t *first, size_t n, size_t end)
{
	for (size_t i = 0; i < n; i++)
		if (first[i] > first[i + 1])
			return false;
	return first[0] == 0 && first[n] == end;
}

static bool rings_fit(const struct geometry_store *s)
{
	if (!follow(s->first_ring, s->n, s->n_rings))
		return false;
	for (size_t i = 0; i < s->n_rings; i++)
		if (s->rings[i].first > s->n_points || s->rings[i].n > s->n_points - s->rings[i].first ||
		    s->rings[i].n == 0)
			return false;
	return true;
}

static bool arcs_fit(const struct geometry_store *s)
{
	if (!follow(s->first_arc, s->n, s->n_arcs))
		return false;
	for (size_t i = 0; i < s->n_arcs; i++) {
		const struct geometry_arc *a = &s->arcs[i];
		if (a->first > s->n_points || a->n > s->n_points - a->first || a->n < 2 ||
		    (a->other >= s->n && a->other != UINT32_MAX) || a->right > 1)
			return false;
	}
	return true;
}

static bool shared_fit(const struct geometry_store *s)
{
	if (!follow(s->first_shared, s->n, s->n_shared))
		return false;
	for (size_t i = 0; i < s->n_shared; i++)
		if (s->shared[i].arc >= s->n_arcs || s->shared[i].owner >= s->n)
			return false;
	return true;
}

/* What a reader follows leads nowhere else. */
static bool fits(const struct store_whole *w)
{
	const struct geometry_store *s = &w->store;

	if (w->n_key_bytes == 0 || s->keys[w->n_key_bytes - 1] != '\0' || !ascending(s->ids, s->n))
		return false;
	for (size_t i = 0; i < s->n; i++)
		if (s->key_offsets[i] >= w->n_key_bytes || s->by_key[i] >= s->n ||
		    s->key_place[i] >= s->n)
			return false;
	for (size_t i = 0; i < w->tree.n; i++)
		if (w->tree.order[i] >= s->n)
			return false;
	return rings_fit(s) && arcs_fit(s) && shared_fit(s);
}

struct store_whole *store_map(const void *ctx, const char *path, const struct layer *layer, bool coordinates,
                              struct err *err)
{
	struct store_whole *w = mem_new(ctx, struct store_whole);

	w->pack = pack_open(w, path, STORE_KIND, STORE_VERSION, false, err);
	if (w->pack != NULL && pack_intact(w->pack, "store") && read_facts(w, layer) &&
	    read_sections(w, coordinates) && fits(w))
		return w;
	if (w->pack != NULL) {
		err_set(err, w, ERR_UNAVAILABLE, NULL, "the stored geometry is damaged",
		        "la géométrie enregistrée est endommagée");
		err_detail(err, w, "%s: what its sections say does not fit", path);
	}
	err_keep(err, ctx);
	talloc_free(w);
	return NULL;
}
