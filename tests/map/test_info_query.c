#include "tests/unit.h"

#include <math.h>

#include "map/info_query.h"
#include "tests/map/joined.h"

/* What was found, in one text. */
struct found {
	char *text;
	int n;
	double sum;                   /* of the coordinates */
	size_t n_points;
};

static bool note(void *arg, const struct engine_found *f, struct err *err)
{
	struct found *all = arg;

	(void)err;
	all->n++;
	all->text = talloc_asprintf_append(all->text, "[%zu %s", f->layer, f->id);
	for (size_t i = 0; i < f->n; i++) {
		const char *state = f->states != NULL ? f->states[i] : NULL;
		all->text = talloc_asprintf_append(all->text, " %s=%s%s%s", f->names[i],
			f->values[i] != NULL ? f->values[i] : "null", state != NULL && *state != '\0' ? "?" : "",
			state != NULL ? state : "");
	}
	all->text = talloc_asprintf_append(all->text, "]");
	for (size_t p = 0; f->shape != NULL && p < f->shape->n_parts; p++) {
		all->n_points += f->shape->parts[p].n;
		for (size_t k = 0; k < 2 * f->shape->parts[p].n; k++)
			all->sum += f->shape->parts[p].xy[k];
	}
	return true;
}

typedef bool query_fn(const struct exchange *x, const struct engine_map *map, int column, int row, int64_t most,
                      int shape_srs, engine_found_fn *each, void *arg, struct err *err);

static bool through_engine(const struct exchange *x, const struct engine_map *map, int column, int row, int64_t most,
                           int shape_srs, engine_found_fn *each, void *arg, struct err *err)
{
	return engine_query(x->engine, x, map, column, row, most, shape_srs, each, arg, err);
}

static struct found ask(struct fixture *f, query_fn *query, const struct engine_map *map, int column, int row,
                        int shape_srs)
{
	struct found all = { .text = talloc_strdup(f, "") };

	if (!query(&f->x, map, column, row, 10, shape_srs, note, &all, &f->err))
		fail_msg("%s (%s)", f->err.message.en, f->err.detail);
	return all;
}

/* Every fifth pixel of the view, asked of both. */
static int same_everywhere(struct fixture *f, const struct engine_map *map, int shape_srs)
{
	int hits = 0;

	for (int row = 1; row < map->height; row += 5) {
		for (int column = 1; column < map->width; column += 5) {
			struct found ours = ask(f, info_query, map, column, row, shape_srs);
			struct found theirs = ask(f, through_engine, map, column, row, shape_srs);
			assert_string_equal(ours.text, theirs.text);
			assert_int_equal(ours.n_points, theirs.n_points);
			assert_true(fabs(ours.sum - theirs.sum) <= 1e-6 * fabs(theirs.sum) + 1e-6);
			hits += ours.n;
		}
	}
	return hits;
}

static void compare(enum geometry_kind kind, int least)
{
	struct fixture *f = joined_over(kind);
	struct engine_drawn drawn[2] = { { .layer = fixture_layer(f, "squares") },
	                                 { .layer = fixture_layer(f, "statistics") } };
	struct engine_map map = { .layers = drawn, .n_layers = 2, .srs = 4326, .bbox = { -1, 44, 9, 47 },
	                          .width = 100, .height = 30 };

	for (size_t i = 0; i < 2; i++)
		drawn[i].style = &drawn[i].layer->styles[0];
	assert_in_range(same_everywhere(f, &map, 0), least, 100000);
	assert_in_range(same_everywhere(f, &map, 4326), least, 100000);
	map.srs = 3857;
	map.bbox = (struct bbox){ -111320, 5465442, 1001876, 5942074 };
	assert_in_range(same_everywhere(f, &map, 3857), least, 100000);
	assert_in_range(same_everywhere(f, &map, 4326), least, 100000);
	talloc_free(f);
}

static void areas_are_told_as_libmapserver_tells_them(void **state)
{
	(void)state;
	compare(GEOMETRY_POLYGON, 40);
}

static void lines_are_told_as_libmapserver_tells_them(void **state)
{
	(void)state;
	compare(GEOMETRY_LINE, 20);
}

static void points_are_told_as_libmapserver_tells_them(void **state)
{
	(void)state;
	compare(GEOMETRY_POINT, 4);
}

static void no_more_than_asked_for_is_told_and_a_place_beyond_the_world_has_nothing(void **state)
{
	(void)state;
	struct fixture *f = joined_new();
	struct engine_drawn drawn = { .layer = fixture_layer(f, "statistics") };
	struct engine_map map = { .layers = &drawn, .n_layers = 1, .srs = 2154, .bbox = { -9e7, -9e7, 9e7, 9e7 },
	                          .width = 50, .height = 50 };
	struct found none = { .text = talloc_strdup(f, "") };

	drawn.style = &drawn.layer->styles[0];
	for (int i = 0; i < 50; i += 7)
		ask(f, info_query, &map, i, 49 - i, 4326);
	map.srs = 4326;
	map.bbox = (struct bbox){ 0, 45, 8, 46 };
	assert_true(info_query(&f->x, &map, 3, 3, 0, 0, note, &none, &f->err));
	assert_int_equal(none.n, 0);
	talloc_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(areas_are_told_as_libmapserver_tells_them),
		cmocka_unit_test(lines_are_told_as_libmapserver_tells_them),
		cmocka_unit_test(points_are_told_as_libmapserver_tells_them),
		cmocka_unit_test(no_more_than_asked_for_is_told_and_a_place_beyond_the_world_has_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
