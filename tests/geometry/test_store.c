#include <math.h>
#include <sys/stat.h>

#include "geometry/attributes.h"
#include "geometry/store_parts.h"
#include "tests/geometry/unit_store.h"
#include "tests/pack/spoil.h"

/* Two squares that share an edge, a square with a hole, one without a place, and one in two parts. */
#define RING(a, b, c, d) "[[" a "],[" b "],[" c "],[" d "],[" a "]]"
#define TERRITORIES \
	FEATURE("\"code\":\"01\"", "{\"type\":\"Polygon\",\"coordinates\":[" RING("0,0", "1,0", "1,1", "0,1") "]}") "," \
	FEATURE("\"code\":\"02\"", "{\"type\":\"Polygon\",\"coordinates\":[" RING("1,0", "2,0", "2,1", "1,1") "]}") "," \
	FEATURE("\"code\":\"2A\"", "{\"type\":\"Polygon\",\"coordinates\":[" RING("4,0", "8,0", "8,4", "4,4") "," \
	        RING("5,1", "5,3", "7,3", "7,1") "]}") "," \
	FEATURE("\"code\":\"04\"", "null") "," \
	FEATURE("\"code\":\"05\"", "{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING("0,5", "1,5", "1,6", "0,6") "],[" \
	        RING("0,8", "3,8", "3,9", "0,9") "]]}")

struct site {
	void *ctx;
	char *workspace;
	struct layer *layer;
	const struct geometry_store *s;
};

static struct site site(const char *features, const char *key)
{
	struct site t = { .ctx = talloc_new(NULL) };

	t.workspace = scratch_new(t.ctx);
	t.layer = stored_features(t.ctx, t.workspace, "territoires", key, features);
	t.s = stored_open(t.ctx, t.workspace, t.layer);
	return t;
}

static void features_stand_in_the_order_of_their_ids_with_their_keys(void **state JT_UNUSED)
{
	static const char *const keys[] = { "01", "02", "2A", "04", "05" };
	struct site t = site(TERRITORIES, "code");

	assert_int_equal(t.s->n, 5);
	assert_int_equal(t.s->kind, GEOMETRY_POLYGON);
	assert_int_equal(t.s->srs, 4326);
	for (size_t i = 0; i < t.s->n; i++) {
		assert_string_equal(stored_key(t.s, i), keys[i]);
		assert_int_equal(geometry_store_feature(t.s, t.s->ids[i]), i);
		assert_true(i == 0 || t.s->ids[i] > t.s->ids[i - 1]);
	}
	for (size_t i = 0; i < t.s->n; i++)
		assert_int_equal(geometry_store_keyed(t.s, keys[i]), i);
	assert_int_equal(geometry_store_keyed(t.s, "2a"), UINT32_MAX);
	assert_int_equal(geometry_store_keyed(t.s, ""), UINT32_MAX);
	assert_int_equal(t.s->by_key[2], 3);
	assert_int_equal(geometry_store_feature(t.s, 999), UINT32_MAX);
	assert_int_equal(geometry_store_feature(t.s, -1), UINT32_MAX);
	assert_true(t.s->bbox.minx == 0 && t.s->bbox.maxx == 8 && t.s->bbox.maxy == 9);
	talloc_free(t.ctx);
}

static void rings_are_closed_and_holes_belong_to_the_ring_before(void **state JT_UNUSED)
{
	struct site t = site(TERRITORIES, "code");
	const struct geometry_store *s = t.s;

	assert_int_equal(s->n_rings, 6);
	assert_int_equal(s->first_ring[3] - s->first_ring[2], 2);
	assert_int_equal(s->rings[s->first_ring[2]].hole, 0);
	assert_int_equal(s->rings[s->first_ring[2] + 1].hole, 1);
	assert_int_equal(s->first_ring[4], s->first_ring[3]);
	assert_int_equal(s->first_ring[5] - s->first_ring[4], 2);
	assert_int_equal(s->rings[s->first_ring[4] + 1].hole, 0);
	for (size_t r = 0; r < s->n_rings; r++) {
		const double *first = &s->xy[2 * (size_t)s->rings[r].first];
		const double *last = first + 2 * (size_t)(s->rings[r].n - 1);
		assert_int_equal(s->rings[r].n, 5);
		assert_true(first[0] == last[0] && first[1] == last[1]);
	}
	talloc_free(t.ctx);
}

static void the_inner_point_is_in_the_largest_part_and_in_no_hole(void **state JT_UNUSED)
{
	struct site t = site(TERRITORIES, "code");
	const double *inner = t.s->inner;

	assert_true(inner[0] == 0.5 && inner[1] == 0.5);
	assert_true((inner[4] > 4 && inner[4] < 5) || (inner[4] > 7 && inner[4] < 8));
	assert_true(isnan(inner[6]) && t.s->boxes[3].minx > t.s->boxes[3].maxx);
	assert_true(inner[9] > 8 && inner[9] < 9);
	talloc_free(t.ctx);
}

static void what_a_box_meets_is_found_in_order(void **state JT_UNUSED)
{
	struct site t = site(TERRITORIES, "code");
	size_t n;
	uint32_t *found = geometry_store_find(t.s, t.ctx, &(struct bbox){ 1, 0.5, 4, 6 }, &n);

	assert_int_equal(n, 4);
	assert_true(found[0] == 0 && found[1] == 1 && found[2] == 2 && found[3] == 4);
	geometry_store_find(t.s, t.ctx, &(struct bbox){ 10, 10, 20, 20 }, &n);
	assert_int_equal(n, 0);
	geometry_store_find(t.s, t.ctx, &(struct bbox){ NAN, 0, 1, 1 }, &n);
	assert_int_equal(n, 0);
	talloc_free(t.ctx);
}

static double number(uint32_t *seed, double most)
{
	*seed = *seed * 1664525U + 1013904223U;
	return most * (double)*seed / UINT32_MAX;
}

/* Boxes whose edges no float holds, asked for by boxes that touch them to the last digit, or just do not. */
static void the_index_finds_what_a_look_at_every_box_finds(void **state JT_UNUSED)
{
	enum { BOXES = 3000, QUESTIONS = 400 };
	void *ctx = talloc_new(NULL);
	struct bbox *boxes = mem_array(ctx, struct bbox, BOXES);
	struct store_whole w = { .store = { .n = BOXES, .boxes = boxes } };
	uint32_t seed = 1;

	for (size_t i = 0; i < BOXES; i++) {
		double x = number(&seed, 1e6), y = 6e6 + number(&seed, 1e6), size = number(&seed, 3e4);
		boxes[i] = (struct bbox){ x, y, x + size, y + size };
		if (i % 50 == 0)
			boxes[i] = (struct bbox){ INFINITY, INFINITY, -INFINITY, -INFINITY };
	}
	store_tree_build(&w.tree, ctx, boxes, BOXES);
	for (size_t k = 1; k < QUESTIONS; k++) {
		const struct bbox *edge = &boxes[k];
		double far = number(&seed, 1e5), off = k % 3 == 0 ? 1e-6 : 0;
		struct bbox q = k % 2 == 0 ? (struct bbox){ edge->maxx + off, edge->maxy, edge->maxx + 1, edge->maxy + far }
		                           : (struct bbox){ edge->minx - 1, edge->miny - far, edge->minx - off, edge->miny };
		size_t n, expected = 0;
		uint32_t *found = geometry_store_find(&w.store, ctx, &q, &n);
		for (size_t i = 0; i < BOXES; i++)
			if (boxes[i].minx <= q.maxx && boxes[i].maxx >= q.minx && boxes[i].miny <= q.maxy &&
			    boxes[i].maxy >= q.miny)
				assert_true(expected < n && found[expected++] == i);
		assert_int_equal(n, expected);
		talloc_free(found);
	}
	talloc_free(ctx);
}

static void points_and_lines_and_no_key_are_stored_too(void **state JT_UNUSED)
{
	struct site p = site(FEATURE("\"a\":1", POINT(3, 4)) "," FEATURE("\"a\":2", "null"), NULL);
	assert_int_equal(p.s->kind, GEOMETRY_POINT);
	assert_string_equal(stored_key(p.s, 0), "");
	assert_true(p.s->inner[0] == 3 && p.s->inner[1] == 4 && p.s->n_points == 1);
	assert_true(isinf(p.s->detail[0]));
	talloc_free(p.ctx);

	struct site l = site(FEATURE("\"a\":7", "{\"type\":\"LineString\",\"coordinates\":[[0,0],[2,0],[4,1],[6,0]]}"),
	                     "a");
	assert_int_equal(l.s->kind, GEOMETRY_LINE);
	assert_string_equal(stored_key(l.s, 0), "7");
	assert_int_equal(l.s->rings[0].n, 4);
	assert_true(isinf(l.s->detail[0]) && isinf(l.s->detail[3]));
	assert_true(l.s->detail[2] == 1 && l.s->detail[1] < 1 && l.s->detail[1] > 0.4F);
	talloc_free(l.ctx);
}

/* A saw-toothed border between two territories, told by each in its own direction and from its own start. */
static void neighbours_rank_what_they_share_the_same(void **state JT_UNUSED)
{
	struct site t = site(
		FEATURE("\"code\":\"w\"", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[5,0],[5.1,1],[4.7,2],[5.3,3],"
		        "[5,4],[0,4],[0,0]]]}") ","
		FEATURE("\"code\":\"e\"", "{\"type\":\"Polygon\",\"coordinates\":[[[5.3,3],[4.7,2],[5.1,1],[5,0],[9,0],"
		        "[9,4],[5,4],[5.3,3]]]}"), "code");
	const struct geometry_store *s = t.s;
	size_t shared = 0;

	for (size_t i = 0; i < s->n_points; i++)
		for (size_t k = 0; k < i; k++)
			if (s->xy[2 * i] == s->xy[2 * k] && s->xy[2 * i + 1] == s->xy[2 * k + 1]) {
				assert_true(s->detail[i] == s->detail[k]);
				shared += s->xy[2 * i] > 4 && s->xy[2 * i] < 6;
			}
	assert_true(shared >= 5);
	for (size_t i = 0; i < s->n_points; i++) {
		bool end = s->xy[2 * i] == 5;   /* where the border leaves to the sides */
		assert_true(isinf(s->detail[i]) == end);
	}
	talloc_free(t.ctx);
}

static void a_damaged_store_is_made_anew(void **state JT_UNUSED)
{
	struct site t = site(TERRITORIES, "code");
	char *path = stored_path(t.ctx, t.workspace, t.layer);
	struct bytes b = spoil_read(t.ctx, path);
	struct err err = { 0 };

	for (size_t cut = 0; cut < b.n; cut += b.n / 7 + 1) {
		unlink(path);
		spoil_write(path, b.at, cut);
		assert_int_equal(stored_open(t.ctx, t.workspace, t.layer)->n, 5);
	}
	unlink(path);
	b.at[b.n / 2] ^= 1;
	spoil_write(path, b.at, b.n);
	assert_true(geometry_store_make(t.ctx, t.workspace, t.layer, 0, &err));
	struct bytes again = spoil_read(t.ctx, path);
	b.at[b.n / 2] ^= 1;
	assert_int_equal(again.n, b.n);
	assert_memory_equal(again.at, b.at, b.n);
	talloc_free(t.ctx);
}

/* Whole packs that no store_write has written: they are refused, then made anew. */
static void what_would_lead_a_reader_astray_is_not_opened(void **state JT_UNUSED)
{
	static const uint32_t offsets[] = { 0, 1, 99999, 0, 0 }, first[] = { 0, 1, 2, 9, 4, 6 };
	static const uint32_t order[] = { 0, 1, 77, 4 };
	static const int64_t ids[] = { 1, 2, 2, 4, 5 };
	static const struct geometry_ring rings[6] = { { 0, 5, 0 }, { 5, 5000, 0 } };
	static const struct { const char *name; const void *data; size_t size; } cases[] = {
		{ "key_offsets", offsets, sizeof offsets }, { "first_ring", first, sizeof first },
		{ "tree.order", order, sizeof order }, { "ids", ids, sizeof ids }, { "rings", rings, sizeof rings },
		{ "by_key", offsets, sizeof offsets }, { "keys", "abc", 3 }, { "xy", "", 0 }, { "detail", NULL, 0 }, { "store", "", 1 },
		{ "tree.nodes", NULL, 0 }, { "first_arc", first, sizeof first }, { "arcs", "", 1 },
		{ "arc_boxes", NULL, 0 }, { "first_shared", first, sizeof first }, { "shared", NULL, 0 },
	};
	struct site t = site(TERRITORIES, "code");
	char *path = stored_path(t.ctx, t.workspace, t.layer);
	struct bytes good = spoil_read(t.ctx, path);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		spoil_section(path, "geometry", STORE_VERSION, cases[i].name, cases[i].data, cases[i].size);
		const struct geometry_store *s = stored_open(t.ctx, t.workspace, t.layer);
		assert_int_equal(s->n, 5);
		assert_string_equal(stored_key(s, 2), "2A");
		assert_int_equal(s->rings[1].n, 5);
		struct bytes anew = spoil_read(t.ctx, path);
		assert_int_equal(anew.n, good.n);
		assert_memory_equal(anew.at, good.at, good.n);
	}
	talloc_free(t.ctx);
}

static void what_cannot_be_made_says_so(void **state JT_UNUSED)
{
	struct site t = site(TERRITORIES, "code");
	struct err err = { 0 };
	struct layer other = *t.layer;

	/* a file where the folder should be: no user can write there */
	char *workspace = scratch_new(t.ctx);
	source_write(t.ctx, workspace, "cache", "");
	assert_null(geometry_store_open(t.ctx, workspace, t.layer, &err));
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(err.message.en, "cache/"));
	assert_null(strstr(err.message.fr, workspace));
	err = (struct err){ 0 };
	other.source.digest = "0000";
	assert_null(geometry_store_open(t.ctx, t.workspace, &other, &err));
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	err = (struct err){ 0 };
	other.geometry = GEOMETRY_ANY;
	assert_null(geometry_store_open(t.ctx, t.workspace, &other, &err));
	assert_int_equal(err.code, ERR_NOT_SUPPORTED);
	talloc_free(t.ctx);
}

static void several_who_come_at_once_all_get_it(void **state JT_UNUSED)
{
	struct site t = site(TERRITORIES, "code");
	pid_t children[4];

	unlink(stored_path(t.ctx, t.workspace, t.layer));
	for (size_t i = 0; i < 4; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			struct err err = { 0 };
			const struct geometry_store *s = geometry_store_open(t.ctx, t.workspace, t.layer, &err);
			scratch_end(s != NULL && s->n == 5);
		}
	}
	for (size_t i = 0; i < 4; i++)
		assert_true(scratch_ended_well(children[i]));
	talloc_free(t.ctx);
}

static void stores_of_data_that_are_gone_go_too(void **state JT_UNUSED)
{
	struct site t = site(TERRITORIES, "code");
	struct err err = { 0 };
	char *path = stored_path(t.ctx, t.workspace, t.layer);
	size_t removed = 0;

	assert_true(geometry_store_sweep(t.ctx, t.workspace, &removed, &err));
	assert_int_equal(removed, 0);
	assert_true(attributes_make(t.ctx, t.workspace, t.layer, 0, &err));
	unlink(data_open_name(t.ctx, t.workspace, &t.layer->source));
	assert_true(geometry_store_sweep(t.ctx, t.workspace, &removed, &err));
	assert_int_equal(removed, 2);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_true(geometry_store_sweep(t.ctx, scratch_new(t.ctx), &removed, &err));
	assert_int_equal(removed, 2);
	talloc_free(t.ctx);
}

/* Leaves out what a tolerance lets out, and looks how far the rest is from it. */
static void what_is_left_out_is_no_farther_than_the_tolerance(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	const char *source = source_shared(ctx, "departements.gpkg");

	if (source == NULL) {
		talloc_free(ctx);
		skip();
	}
	char *workspace = scratch_new(ctx);
	const struct geometry_store *s = stored_open(ctx, workspace,
		stored_layer(ctx, workspace, source, "departements", NULL));
	const double tolerance = s->srs == 4326 ? 0.01 : 1000;
	size_t kept = 0;
	for (size_t r = 0; r < s->n_rings; r++) {
		const double *xy = &s->xy[2 * (size_t)s->rings[r].first];
		const float *detail = &s->detail[s->rings[r].first];
		size_t from = SIZE_MAX;
		for (size_t i = 0; i < s->rings[r].n; i++) {
			if ((double)detail[i] <= tolerance)
				continue;
			kept++;
			for (size_t k = from != SIZE_MAX ? from + 1 : i; k < i; k++) {
				const double *a = &xy[2 * from], *b = &xy[2 * i], *p = &xy[2 * k];
				double x = b[0] - a[0], y = b[1] - a[1], l = x * x + y * y;
				double u = l > 0 ? fmin(1, fmax(0, ((p[0] - a[0]) * x + (p[1] - a[1]) * y) / l)) : 0;
				assert_true(hypot(a[0] + u * x - p[0], a[1] + u * y - p[1]) <= tolerance * 1.0001);
			}
			from = i;
		}
	}
	assert_true(kept > 0 && kept < s->n_points);
	talloc_free(ctx);
}

/* A ceiling of 300 bytes is enough for no store of ours. */
static void what_would_take_more_memory_than_it_may_is_not_tried_again(void **state JT_UNUSED)
{
	struct site t = site(TERRITORIES, "code");
	char *path = stored_path(t.ctx, t.workspace, t.layer), *note = mem_printf(t.ctx, "%s.large", path);
	char *data = data_path(t.ctx, t.workspace, t.layer->source.digest, "gpkg"), *away = mem_printf(t.ctx, "%s.away", data);
	struct err err = { 0 };

	unlink(path);
	for (int i = 0; i < 3; i++, err = (struct err){ 0 }) {
		/* the second time without a look at the data, the third by who has no ceiling of its own */
		if (i == 1)
			assert_int_equal(rename(data, away), 0);
		assert_false(i < 2 ? geometry_store_make(t.ctx, t.workspace, t.layer, 300, &err)
		                   : geometry_store_open(t.ctx, t.workspace, t.layer, &err) != NULL);
		assert_int_equal(err.code, ERR_TOO_LARGE);
		assert_non_null(strstr(err.message.en, "store_memory"));
		assert_non_null(strstr(err.message.fr, "store_memory"));
		assert_int_equal(access(note, F_OK), 0);
		assert_int_not_equal(access(path, F_OK), 0);
	}
	assert_int_equal(rename(away, data), 0);
	assert_true(geometry_store_make(t.ctx, t.workspace, t.layer, 1 << 20, &err));
	assert_int_not_equal(access(note, F_OK), 0);
	assert_false(attributes_make(t.ctx, t.workspace, t.layer, 300, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	talloc_free(t.ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(features_stand_in_the_order_of_their_ids_with_their_keys),
		cmocka_unit_test(rings_are_closed_and_holes_belong_to_the_ring_before),
		cmocka_unit_test(the_inner_point_is_in_the_largest_part_and_in_no_hole),
		cmocka_unit_test(what_a_box_meets_is_found_in_order),
		cmocka_unit_test(the_index_finds_what_a_look_at_every_box_finds),
		cmocka_unit_test(points_and_lines_and_no_key_are_stored_too),
		cmocka_unit_test(neighbours_rank_what_they_share_the_same),
		cmocka_unit_test(a_damaged_store_is_made_anew),
		cmocka_unit_test(what_would_lead_a_reader_astray_is_not_opened),
		cmocka_unit_test(what_cannot_be_made_says_so),
		cmocka_unit_test(what_would_take_more_memory_than_it_may_is_not_tried_again),
		cmocka_unit_test(several_who_come_at_once_all_get_it),
		cmocka_unit_test(stores_of_data_that_are_gone_go_too),
		cmocka_unit_test(what_is_left_out_is_no_farther_than_the_tolerance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
