#include "tests/publish/workspace.h"

#include <dirent.h>

#include <gdal.h>
#include <ogr_srs_api.h>

#include "catalogue/data.h"
#include "publish/difference.h"

static char *towns(struct workspace *w)
{
	return source_geojson(w, w->folder, "towns.geojson",
	                      FEATURE("\"code\":\"01001\",\"dep\":\"01\",\"pop\":5", SQUARE(2, 46)) ","
	                      FEATURE("\"code\":\"2A004\",\"dep\":\"2A\",\"pop\":7", SQUARE(8, 41)));
}

/* Four by four metres somewhere in Lambert-93. */
static char *source_tif(const void *ctx, const char *folder, const char *name)
{
	char *path = mem_printf(ctx, "%s/%s", folder, name);
	double t[] = { 650000, 1, 0, 6860000, 0, -1 };
	OGRSpatialReferenceH l93 = OSRNewSpatialReference(NULL);
	GDALAllRegister();
	GDALDatasetH ds = GDALCreate(GDALGetDriverByName("GTiff"), path, 4, 4, 1, GDT_Byte, NULL);
	assert_non_null(ds);
	GDALSetGeoTransform(ds, t);
	OSRImportFromEPSG(l93, 2154);
	GDALSetSpatialRef(ds, l93);
	OSRDestroySpatialReference(l93);
	GDALClose(ds);
	return path;
}

static char *regions(struct workspace *w)
{
	return source_geojson(w, w->folder, "regions.geojson",
	                      FEATURE("\"code\":\"01\"", SQUARE(2, 46)) ","
	                      FEATURE("\"code\":\"2A\"", SQUARE(8, 41)));
}

static void a_source_becomes_a_layer_with_its_data_file(void **state)
{
	struct workspace *w = *state;
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "towns", .source = towns(w), .key = "code", .theme = "territories",
		.metadata.title.fr = "Villes" }));
	const struct layer *l = workspace_layer(w, "towns");
	assert_non_null(l);
	assert_int_equal(l->changed, w->result.edition);
	assert_string_equal(l->metadata.title.fr, "Villes");
	assert_string_equal(l->owner->name, "insee");
	assert_string_equal(l->theme->name, "territories");
	assert_int_equal(l->level, LEVEL_PUBLIC);
	assert_int_equal(l->n_features, 2);
	assert_int_equal(l->srs, 4326);
	assert_string_equal(l->key, "code");
	assert_string_equal(l->source.id_column, "code");
	assert_int_equal(l->n_styles, 1);
	assert_string_equal(l->styles[0].name, "default");
	assert_non_null(strstr(l->styles[0].body, "NAME \"Villes\""));
	assert_int_equal(access(data_open_name(w, w->sample->workspace, &l->source), R_OK), 0);
}

static void what_is_not_said_again_stays_as_it_was(void **state)
{
	struct workspace *w = *state;
	static const struct publish_column columns[] = { { "pop", { "Habitants", "People" }, "1" } };
	struct publish_request first = {
		.name = "towns", .source = towns(w), .key = "code", .theme = "territories",
		.metadata = { .title = { "Villes", "Towns" }, .abstract = { "Toutes", NULL },
		              .reference_date = "2020" },
		.level_given = true, .level = LEVEL_PROFESSIONAL, .columns = columns, .n_columns = 1,
		.scales_given = true, .max_scale = 1e6,
	};
	assert_true(workspace_publish(w, first));
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "towns", .source = towns(w), .metadata.title.en = "Cities" }));
	const struct layer *l = workspace_layer(w, "towns");
	assert_string_equal(l->metadata.title.fr, "Villes");
	assert_string_equal(l->metadata.title.en, "Cities");
	assert_string_equal(l->metadata.abstract.fr, "Toutes");
	assert_string_equal(l->metadata.reference_date, "");
	assert_string_equal(l->theme->name, "territories");
	assert_int_equal(l->level, LEVEL_PROFESSIONAL);
	assert_string_equal(l->key, "code");
	assert_string_equal(layer_column(l, "pop")->title.fr, "Habitants");
	assert_string_equal(layer_column(l, "pop")->unit, "1");
	assert_true(l->max_scale > 999999);
	/* and "" takes it away */
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "towns", .source = towns(w), .theme = "", .key = "",
		.metadata.abstract = { "", "" } }));
	l = workspace_layer(w, "towns");
	assert_null(l->theme);
	assert_string_equal(l->key, "");
	assert_string_equal(text_in(l->metadata.abstract, LANG_FR), "");
}

static void a_raster_is_published_with_no_columns_and_its_own_looks(void **state)
{
	struct workspace *w = *state;
	char *from = source_tif(w, w->folder, "relief.tif");
	assert_true(workspace_publish(w, (struct publish_request){ .name = "relief",
	                                                           .source = towns(w), .key = "code" }));
	assert_true(workspace_publish(w, (struct publish_request){ .name = "relief", .source = from }));
	const struct layer *l = workspace_layer(w, "relief");
	assert_int_equal(l->geometry, GEOMETRY_RASTER);
	assert_int_equal(l->n_features, -1);
	assert_int_equal(l->n_columns, 0);
	assert_string_equal(l->key, "");
	assert_string_equal(l->source.extension, "tif");
	assert_string_equal(l->styles[0].body, "");
	assert_true(workspace_publish(w, (struct publish_request){ .name = "relief", .source = from,
	                                                           .reference = true }));
	l = workspace_layer(w, "relief");
	assert_string_equal(l->source.uri, from);
	assert_string_equal(l->source.digest, "");
	assert_false(workspace_publish(w, (struct publish_request){ .name = "relief", .source = from,
	                                                            .key = "x" }));
	assert_int_equal(w->err.code, ERR_NOT_SUPPORTED);
}

static void addresses_and_dates_are_such_or_refused(void **state)
{
	struct workspace *w = *state;
	static const struct { struct metadata m; const char *locator; } bad[] = {
		{ { .licence_url = "javascript:alert(1)" }, "licence_url" },
		{ { .documentation_url = "www.example.org" }, "documentation_url" },
		{ { .documentation_url = "https://a b" }, "documentation_url" },
		{ { .contact.url = "ftp://example.org" }, "url" },
		{ { .contact.email = "nobody" }, "email" },
		{ { .contact.email = "a@b c" }, "email" },
		{ { .reference_date = "2022-13" }, "reference_date" },
		{ { .reference_date = "2023/2019" }, "reference_date" },
		{ { .reference_date = "2019/" }, "reference_date" },
		{ { .reference_date = "2022-02-30" }, "reference_date" },
		{ { .reference_date = "yesterday" }, "reference_date" },
	};
	static const char *const dates[] = { "2022", "2022-02", "2024-02-29", "2019/2023", "2019-02/2023-01", "" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(workspace_publish(w, (struct publish_request){
			.name = "towns", .source = towns(w), .metadata = bad[i].m }));
		assert_string_equal(w->err.locator, bad[i].locator);
	}
	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
		assert_true(workspace_publish(w, (struct publish_request){
			.name = "towns", .source = towns(w), .metadata = {
				.reference_date = dates[i], .licence_url = "https://example.org/l?a=b#c",
				.contact.email = "geo@example.org" } }));
}

static void a_framework_has_versions_and_a_parent(void **state)
{
	struct workspace *w = *state;
	struct publish_request r = { .name = "towns", .is_framework = true, .version = "2022-01-01",
	                             .source = towns(w), .key = "code", .parent_series = "regions",
	                             .parent_column = "dep" };
	assert_false(workspace_publish(w, r));
	assert_string_equal(w->err.locator, "--parent");
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "regions", .is_framework = true, .version = "2022-01-01", .source = regions(w),
		.key = "code" }));
	assert_true(workspace_publish(w, r));
	r.version = "2023-01-01";
	r.parent_series = r.parent_column = r.key = NULL;
	assert_true(workspace_publish(w, r));
	const struct layer *newest = workspace_layer(w, "towns");
	const struct layer *older = workspace_layer(w, "towns_2022-01-01");
	assert_string_equal(newest->framework->version, "2023-01-01");
	assert_string_equal(newest->framework->parent_series, "regions");
	assert_string_equal(newest->framework->parent_column, "dep");
	assert_string_equal(newest->metadata.reference_date, "2023-01-01");
	assert_string_equal(older->framework->version, "2022-01-01");
}

struct refusal {
	struct publish_request request;
	enum err_code code;
	const char *locator, *words;
};

static void what_cannot_be_published_is_refused_in_words(void **state)
{
	struct workspace *w = *state;
	char *from = towns(w);
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "regions", .is_framework = true, .version = "2022-01-01", .source = regions(w),
		.key = "code" }));
	const struct refusal refusals[] = {
		{ { .name = "2022", .source = from }, ERR_INVALID_PARAMETER, "NAME", "begins with a letter" },
		{ { .name = "a b", .source = from }, ERR_INVALID_PARAMETER, "NAME", NULL },
		{ { .name = "territories", .source = from }, ERR_CONFLICT, "NAME", "name of a theme" },
		{ { .name = "regions", .source = from }, ERR_CONFLICT, "NAME", "publish framework" },
		{ { .name = "towns", .source = from, .organisation = "who" }, ERR_NOT_FOUND,
		  "--organisation", "there are: ign, insee" },
		{ { .name = "towns", .source = from, .theme = "what" }, ERR_NOT_FOUND, "--theme",
		  "there are: territories" },
		{ { .name = "towns", .source = "none.gpkg" }, ERR_NOT_FOUND, "SOURCE", NULL },
		{ { .name = "towns", .source = from, .key = "insee" }, ERR_INVALID_PARAMETER, "--key",
		  "its columns: code, dep, pop" },
		{ { .name = "towns", .source = from, .time = "year" }, ERR_INVALID_PARAMETER, "--time", NULL },
		{ { .name = "towns", .source = from, .time = "code" }, ERR_DIMENSION, "--time",
		  "cannot stand in dimension time" },
		{ { .name = "f", .is_framework = true, .source = from, .key = "code" },
		  ERR_MISSING_PARAMETER, "--version", NULL },
		{ { .name = "f", .is_framework = true, .source = from, .key = "code",
		    .version = "2022-02-30" }, ERR_INVALID_PARAMETER, "--version", NULL },
		{ { .name = "f", .is_framework = true, .source = from, .version = "2022-01-01" },
		  ERR_MISSING_PARAMETER, "--key", NULL },
		{ { .name = "f", .is_framework = true, .source = from, .version = "2022-01-01",
		    .key = "code", .parent_series = "regions" }, ERR_MISSING_PARAMETER,
		  "--parent-column", NULL },
		{ { .name = "f", .is_framework = true, .source = from, .version = "2022-01-01",
		    .key = "code", .parent_series = "regions", .parent_column = "x" },
		  ERR_INVALID_PARAMETER, "--parent-column", NULL },
	};
	uint64_t edition = w->result.edition;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		assert_false(workspace_publish(w, refusals[i].request));
		if (w->err.code != refusals[i].code)
			fail_msg("case %zu: %s", i, w->err.message.en);
		assert_string_equal(w->err.locator, refusals[i].locator);
		if (refusals[i].words != NULL && strstr(w->err.message.en, refusals[i].words) == NULL)
			fail_msg("case %zu: %s", i, w->err.message.en);
	}
	assert_int_equal(sample_load(w->sample)->edition, edition);
}

static size_t files_in(const char *path)
{
	DIR *dir = opendir(path);
	size_t n = 0;
	for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
		n += e->d_name[0] != '.';
	if (dir != NULL)
		closedir(dir);
	return n;
}

static void a_dry_run_tells_the_changes_and_leaves_nothing(void **state)
{
	struct workspace *w = *state;
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "towns", .source = towns(w), .key = "code" }));
	uint64_t edition = w->result.edition;
	char *data = mem_printf(w, "%s/data", w->sample->workspace);
	size_t n_files = files_in(data);
	char *from = source_geojson(w, w->folder, "new.geojson",
	                            FEATURE("\"code\":\"01001\",\"pop\":\"5\",\"new\":1.5", SQUARE(2, 46)));
	assert_true(workspace_publish_as(w, (struct publish_request){
		.name = "towns", .source = from, .level_given = true, .level = LEVEL_INTERNAL }, true));
	size_t n;
	struct difference *d = difference_find(w, &w->result, &n);
	static const char *const want[][4] = {
		{ "column-added", "new", "", "double" }, { "column-removed", "dep", "string", "" },
		{ "column-type", "pop", "integer", "string" }, { "features", "", "2", "1" },
		{ "bbox", "", "2,41,8.5,46.5", "2,46,2.5,46.5" },
		{ "level", "", "public", "internal" }, { "data", "", NULL, NULL },
	};
	assert_int_equal(n, sizeof want / sizeof *want);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(d[i].what, want[i][0]);
		assert_string_equal(d[i].name, want[i][1]);
		if (want[i][2] != NULL)
			assert_string_equal(d[i].before, want[i][2]);
		if (want[i][3] != NULL)
			assert_string_equal(d[i].after, want[i][3]);
	}
	assert_int_equal(sample_load(w->sample)->edition, edition);
	assert_int_equal(files_in(data), n_files);
	assert_int_equal(files_in(mem_printf(w, "%s/incoming", data)), 0);
	/* what it promised is what is then made */
	const char *promised = mem_strdup(w, w->result.publication.layer.source.digest);
	assert_true(workspace_publish(w, (struct publish_request){ .name = "towns", .source = from }));
	assert_string_equal(workspace_layer(w, "towns")->source.digest, promised);
}

static void the_same_again_changes_nothing_but_the_edition(void **state)
{
	struct workspace *w = *state;
	struct publish_request r = { .name = "towns", .source = towns(w), .key = "code" };
	assert_true(workspace_publish(w, r));
	size_t n;
	assert_true(workspace_publish_as(w, r, true));
	difference_find(w, &w->result, &n);
	assert_int_equal(n, 0);
}

static void dimensions_get_their_values_from_the_data(void **state)
{
	struct workspace *w = *state;
	static const struct publish_dimension elevation = { "elevation", "z", "m" };
	char *from = source_geojson(w, w->folder, "a.geojson",
	                            FEATURE("\"d\":\"2021-01-01\",\"z\":10", POINT(2, 46)) ","
	                            FEATURE("\"d\":\"2020-01-01\",\"z\":9", POINT(2, 46)));
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "rain", .source = from, .time = "d", .dimensions_given = true,
		.dimensions = &elevation, .n_dimensions = 1 }));
	assert_true(workspace_publish(w, (struct publish_request){ .name = "rain", .source = from }));
	const struct layer *l = workspace_layer(w, "rain");
	assert_int_equal(l->n_dimensions, 2);
	assert_string_equal(l->dimensions[0].name, "time");
	assert_string_equal(l->dimensions[0].extent, "2020-01-01,2021-01-01");
	assert_string_equal(l->dimensions[0].initial, "2021-01-01");
	assert_string_equal(l->dimensions[0].units, "ISO8601");
	assert_string_equal(l->dimensions[1].extent, "9,10");
	assert_string_equal(l->dimensions[1].initial, "9");
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "rain", .source = from, .time = "", .dimensions_given = true }));
	assert_int_equal(workspace_layer(w, "rain")->n_dimensions, 0);
}

static void columns_can_be_named_as_in_the_source_or_as_stored(void **state)
{
	struct workspace *w = *state;
	static const struct publish_column columns[] = {
		{ "the key", { "Clé", "Key" }, NULL }, { "gone", { "x", "x" }, NULL } };
	char *from = source_geojson(w, w->folder, "a.geojson", FEATURE("\"the key\":\"1\"", POINT(2, 46)));
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "a", .source = from, .key = "the key", .columns = columns, .n_columns = 2 }));
	const struct layer *l = workspace_layer(w, "a");
	assert_string_equal(l->key, "the_key");
	assert_string_equal(l->columns[0].title.en, "Key");
	assert_non_null(workspace_note(w, "describe a column gone"));
	assert_true(workspace_publish(w, (struct publish_request){ .name = "a", .source = from }));
	assert_string_equal(workspace_layer(w, "a")->key, "the_key");
}

static void a_referenced_file_stays_where_it_is(void **state)
{
	struct workspace *w = *state;
	char *from = towns(w);
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "towns", .source = from, .key = "code", .reference = true }));
	const struct layer *l = workspace_layer(w, "towns");
	assert_true(l->source.referenced);
	assert_string_equal(l->source.digest, "");
	assert_string_equal(data_open_name(w, w->sample->workspace, &l->source), from);
	assert_false(workspace_publish(w, (struct publish_request){
		.name = "towns", .source = from, .reference = true, .repair = true }));
	assert_string_equal(w->err.locator, "--reference");
}

struct checker {
	const void *ctx;
	int calls;
};

static bool no_style(void *arg, const struct layer *layer, const struct style *style,
                     struct err *err)
{
	struct checker *c = arg;
	assert_string_equal(layer->name, "towns");
	c->calls++;
	return err_set(err, c->ctx, ERR_STYLE, "--style", "%s is no style.", "%s n'est pas un style.",
	               style->name);
}

static void a_style_that_does_not_pass_stops_it_before_the_import(void **state)
{
	struct workspace *w = *state;
	char *file = source_write(w, w->folder, "a.class", "CLASS END");
	const struct publish_style style = { .name = "night", .file = file };
	struct checker checker = { .ctx = w };
	struct publisher publisher = {
		.workspace = w->sample->workspace, .db = w->sample->db,
		.catalogue = sample_load(w->sample), .check_style = no_style, .check_arg = &checker,
	};
	struct publish_request r = { .name = "towns", .source = towns(w), .organisation = "insee",
	                             .styles_given = true, .styles = &style, .n_styles = 1 };
	assert_false(publish_run(&w->result, w, &publisher, &r, false, &w->err));
	assert_int_equal(checker.calls, 1);
	assert_string_equal(w->err.message.en, "default is no style.");
	assert_int_equal(files_in(mem_printf(w, "%s/data", w->sample->workspace)), 0);
}

static void the_default_style_comes_first_whatever_else_is_given(void **state)
{
	struct workspace *w = *state;
	char *file = source_write(w, w->folder, "a.class", "CLASS STYLE COLOR 9 9 9 END END");
	struct publish_style styles[] = { { .name = "night", .file = file }, { .name = "default", .file = file } };
	struct publish_request r = { .name = "towns", .source = towns(w), .styles_given = true,
	                             .styles = styles, .n_styles = 1 };
	assert_true(workspace_publish(w, r));
	const struct layer *l = workspace_layer(w, "towns");
	assert_int_equal(l->n_styles, 2);
	assert_string_equal(l->styles[0].name, "default");
	assert_non_null(strstr(l->styles[0].body, "NAME \"towns\""));
	assert_string_equal(l->styles[1].title.en, "night");
	r.n_styles = 2;
	assert_true(workspace_publish(w, r));
	l = workspace_layer(w, "towns");
	assert_int_equal(l->n_styles, 2);
	assert_string_equal(l->styles[0].name, "default");
	assert_non_null(strstr(l->styles[0].body, "COLOR 9 9 9"));
	/* not said again: they stay; said to be none: ours comes back */
	r.styles_given = false;
	r.n_styles = 0;
	assert_true(workspace_publish(w, r));
	assert_int_equal(workspace_layer(w, "towns")->n_styles, 2);
	r.styles_given = true;
	assert_true(workspace_publish(w, r));
	assert_int_equal(workspace_layer(w, "towns")->n_styles, 1);
	styles[1].name = "night";
	r.n_styles = 2;
	assert_false(workspace_publish(w, r));
	assert_int_equal(w->err.code, ERR_STYLE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, workspace_set_up, workspace_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_source_becomes_a_layer_with_its_data_file),
		TEST(what_is_not_said_again_stays_as_it_was),
		TEST(a_raster_is_published_with_no_columns_and_its_own_looks),
		TEST(addresses_and_dates_are_such_or_refused),
		TEST(a_framework_has_versions_and_a_parent),
		TEST(what_cannot_be_published_is_refused_in_words),
		TEST(a_dry_run_tells_the_changes_and_leaves_nothing),
		TEST(the_same_again_changes_nothing_but_the_edition),
		TEST(dimensions_get_their_values_from_the_data),
		TEST(columns_can_be_named_as_in_the_source_or_as_stored),
		TEST(a_referenced_file_stays_where_it_is),
		TEST(a_style_that_does_not_pass_stops_it_before_the_import),
		TEST(the_default_style_comes_first_whatever_else_is_given),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
