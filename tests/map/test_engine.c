#include "tests/map/fixture.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_style_that_names_an_unknown_column_is_refused_with_its_line(void **state)
{
	struct fixture *f = *state;
	struct style style = { "x", { 0 }, STYLE_CLASSES,
		"CLASS\n EXPRESSION ([nothere] > 1)\n STYLE COLOR 1 2 3 END\nEND" };

	fixture_request(f, "/ows", "");
	assert_false(engine_check_style(f->x.engine, f, fixture_layer(f, "zones"), &style, &f->err));
	assert_int_equal(f->err.code, ERR_STYLE);
	assert_string_equal(f->err.message.en,
	                    "line 2 of the style: the layer has no column \"nothere\"");
}

static void a_style_with_a_syntax_error_is_refused_with_its_line(void **state)
{
	struct fixture *f = *state;
	struct style style = { "x", { 0 }, STYLE_CLASSES, "CLASS\n STYLE\n COLOR 1 2 3\n WODTH 2 END\nEND" };

	fixture_request(f, "/ows", "");
	assert_false(engine_check_style(f->x.engine, f, fixture_layer(f, "zones"), &style, &f->err));
	assert_non_null(strstr(f->err.message.en, "line 4 "));
}

static void a_style_cannot_reach_outside(void **state)
{
	struct fixture *f = *state;
	static const char *const bodies[] = {
		"CLASS STYLE SYMBOL \"http://127.0.0.1/a.png\" END END",
		"CLASS STYLE SYMBOL \"/etc/passwd\" END END",
		"INCLUDE \"/etc/passwd\" CLASS END",
		"CLASS include '/etc/passwd' END",
		"CONNECTION \"other.gpkg\" CLASS STYLE COLOR 1 2 3 END END",
		"CLASS STYLE COLOR 1 2 3 END END END LAYER NAME \"two\"",
		"CLASS TEMPLATE \"a.html\" STYLE COLOR 1 2 3 END END",
		"CLASS STYLE SYMBOL [code] END END",
		"CLASS STYLE COLOR 1 2 3 END",
		"CLASS NAME \"a\\\"\" INCLUDE \"/etc/passwd\" STYLE COLOR 1 2 3 END END",
		"CLASS EXPRESSION ( ( )\n INCLUDE \"/etc/passwd\"\n) STYLE COLOR 1 2 3 END END",
	};

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct style style = { "x", { 0 }, STYLE_CLASSES, bodies[i] };
		fixture_request(f, "/ows", "");
		assert_false(engine_check_style(f->x.engine, f, fixture_layer(f, "zones"), &style, &f->err));
		assert_int_equal(f->err.code, ERR_STYLE);
	}
}

static void a_good_style_is_taken(void **state)
{
	struct fixture *f = *state;
	const struct layer *zones = fixture_layer(f, "zones");

	fixture_request(f, "/ows", "");
	for (size_t i = 0; i < zones->n_styles; i++) {
		engine_check_style(f->x.engine, f, zones, &zones->styles[i], &f->err);
		assert_string_equal(f->err.detail != NULL ? f->err.detail : "", "");
	}
}

static void a_raster_is_classed_by_the_value_of_its_cells(void **state)
{
	struct fixture *f = *state;
	struct layer raster = { .name = "cells", .geometry = GEOMETRY_RASTER };
	struct style style = { "x", { 0 }, STYLE_CLASSES,
		"CLASS EXPRESSION ([pixel] >= 2) STYLE COLOR 1 2 3 END END" };

	fixture_request(f, "/ows", "");
	assert_true(engine_check_style(f->x.engine, f, &raster, &style, &f->err));
	assert_false(engine_check_style(f->x.engine, f, fixture_layer(f, "zones"), &style, &f->err));
	assert_non_null(strstr(f->err.message.en, "\"pixel\""));
}

static void boxes_move_between_systems(void **state)
{
	struct fixture *f = *state;
	struct bbox b, paris = { 2.2, 48.8, 2.4, 48.9 };

	assert_true(engine_transform(f->x.engine, &b, &paris, 4326, 2154));
	assert_true(b.minx > 641000 && b.minx < 642000 && b.maxy > 6866000 && b.maxy < 6867000);
	assert_false(engine_transform(f->x.engine, &b, &paris, 4326, 99999));
	assert_true(engine_axis_inverted(4326));
	assert_false(engine_axis_inverted(2154));
}

static int open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(folder);
	while (readdir(folder) != NULL)
		n++;
	closedir(folder);
	return n;
}

static void draw(struct fixture *f, const struct layer *layer)
{
	struct engine_drawn drawn = { .layer = layer, .style = &layer->styles[0] };
	struct engine_map map = { &drawn, 1, 4326, { 0, 45, 6, 47 }, 6, 2 };
	struct engine_picture picture = { "png", false, 0xffffff };

	fixture_request(f, "/ows", "");
	assert_true(engine_draw(f->x.engine, &f->x, &map, &picture, f->out, &f->err));
}

/* Files of the store, by digests that are only letters. */
static void make_store(struct fixture *f, char *folder, struct layer *layers, size_t n)
{
	assert_non_null(mkdtemp(folder));
	assert_int_equal(mkdir(mem_printf(f, "%s/data", folder), 0700), 0);
	assert_int_equal(mkdir(mem_printf(f, "%s/data/aa", folder), 0700), 0);
	for (size_t i = 0; i < n; i++) {
		char *digest = mem_printf(f, "aa%c", (char)('a' + i));
		fixture_raster(f, mem_printf(f, "%s/data/aa/%s.tif", folder, digest));
		layers[i] = *fixture_layer(f, "relief");
		layers[i].name = mem_printf(f, "r%c", (char)('a' + i));
		layers[i].source = (struct source){ .digest = digest, .extension = "tif", .table = "",
			.uri = "", .geometry_column = "", .id_column = "" };
	}
}

static void files_stay_open_within_the_bound(void **state)
{
	struct fixture *f = *state;
	char folder[] = "store-XXXXXX";
	struct layer layers[12];
	int most = 0;

	make_store(f, folder, layers, 12);
	f->conf.workspace = realpath(folder, NULL);
	draw(f, fixture_layer(f, "zones"));
	int before = open_files();
	for (size_t i = 0; i < 36; i++) {
		draw(f, &layers[i % 12]);
		int now = open_files() - before;
		most = now > most ? now : most;
	}
	assert_true(most >= f->conf.open_sources && most <= f->conf.open_sources + 1);
	struct catalogue empty = f->catalogue;
	empty.n_layers = 0;
	engine_edition(f->x.engine, &empty);
	assert_true(open_files() <= before);
	assert_int_equal(system(mem_printf(f, "rm -rf %s", folder)), 0);
	free((char *)(uintptr_t)f->conf.workspace);
	f->conf.workspace = "";
}

/* More layers than masters are kept for: each draws, and draws again after the others have. */
static void thousands_of_layers_are_made_when_asked_for(void **state)
{
	struct fixture *f = *state;
	size_t n = 1200;
	struct layer *layers = mem_array(f, struct layer, n);

	for (size_t i = 0; i < n; i++) {
		layers[i] = *fixture_layer(f, "relief");
		layers[i].name = mem_printf(f, "layer_%zu", i);
	}
	for (int again = 0; again < 2; again++)
		for (size_t i = 0; i < n; i++)
			draw(f, &layers[i]);
}

static int open_fixture(void **state)
{
	*state = fixture_new();
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_style_that_names_an_unknown_column_is_refused_with_its_line),
		cmocka_unit_test(a_style_with_a_syntax_error_is_refused_with_its_line),
		cmocka_unit_test(a_style_cannot_reach_outside),
		cmocka_unit_test(a_good_style_is_taken),
		cmocka_unit_test(a_raster_is_classed_by_the_value_of_its_cells),
		cmocka_unit_test(boxes_move_between_systems),
		cmocka_unit_test(files_stay_open_within_the_bound),
		cmocka_unit_test(thousands_of_layers_are_made_when_asked_for),
	};
	return cmocka_run_group_tests(tests, open_fixture, fixture_close);
}
