/* What we write is read by GDAL as what it was. */
#include "tests/geometry/unit_made.h"

#include <gdal.h>
#include <ogr_api.h>

#include "geometry/flatgeobuf.h"

static const char *written(struct fixture *f, const char *name)
{
	struct out *out = out_new_buffer(f);
	struct err err = { 0 };
	size_t n;

	if (!flatgeobuf_write(out, f, &f->q, "Un titre", LANG_FR, &err))
		fail_msg("%s", err.message.en);
	const void *bytes = out_held(out, &n);
	char *path = mem_printf(f, "%s/%s.fgb", f->folder, name);
	FILE *file = fopen(path, "wb");
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
	return path;
}

static void assert_same_text(const char *a, const char *b)
{
	if ((a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0))
		fail_msg("%s and %s", a, b);
}

/* The same features with the same values and shapes, as GDAL reads them from the file; how many. */
static int assert_same_file(struct fixture *f, const char *name, enum geometry_kind kind)
{
	const char *path = written(f, name);
	struct feature_query q = { .layer = layer_over(f, path, name, NULL), .open_name = path, .limit = -1, .srs = 4326,
	                           .geometry = true };
	struct err err = { 0 };
	struct features *ours = features_open(f, &f->q, &err), *read = features_open(f, &q, &err);
	int n = 0;

	assert_int_equal(q.layer->geometry, kind);
	assert_int_equal(q.layer->srs, f->q.srs);
	assert_int_equal(q.layer->n_columns, f->q.layer->n_columns);
	for (; features_next(ours, &err) == FEATURES_ROW; n++) {
		assert_int_equal(features_next(read, &err), FEATURES_ROW);
		for (size_t i = 0; i < q.layer->n_columns; i++) {
			const struct feature_value *a = &features_values(ours)[i], *b = &features_values(read)[i];
			assert_string_equal(q.layer->columns[i].name, f->q.layer->columns[i].name);
			assert_int_equal(a->null, b->null);
			/* the format has no dates without a time */
			assert_int_equal(strncmp(a->text, b->text, f->q.layer->columns[i].type == COLUMN_DATE ? 10 : 99), 0);
		}
		assert_same_text(features_wkt(ours, 9), features_wkt(read, 9));
	}
	assert_int_equal(features_next(read, &err), FEATURES_END);
	return n;
}

static void every_kind_of_geometry_reads_back(void **state)
{
	static const struct {
		const char *made;
		enum geometry_kind kind;
	} cases[] = { { "point", GEOMETRY_POINT }, { "points", GEOMETRY_POINT }, { "line", GEOMETRY_LINE },
	              { "area", GEOMETRY_POLYGON } };
	struct fixture *f = *state;

	for (size_t i = 0; i < 4; i++) {
		over_made(f, cases[i].made, "code");
		assert_int_equal(assert_same_file(f, cases[i].made, cases[i].kind), 100);
		f->q.mapped = NULL;
		assert_int_equal(assert_same_file(f, mem_printf(f, "%s_sql", cases[i].made),
		                                  cases[i].kind), 100);
	}
}

static void a_page_without_features_is_a_file(void **state)
{
	struct fixture *f = *state;

	over_made(f, "area", "code");
	f->q.id = "nobody";
	GDALDatasetH d = GDALOpenEx(written(f, "none"), GDAL_OF_VECTOR, NULL, NULL, NULL);
	assert_non_null(d);
	assert_int_equal(OGR_L_GetFeatureCount(GDALDatasetGetLayer(d, 0), 1), 0);
	GDALClose(d);
}

static void single_areas_are_written_as_what_the_layer_says(void **state)
{
	struct fixture *f = *state;
	const char *path = source_geojson(f, f->folder, "single.geojson",
	                                  FEATURE("\"code\":\"a\"", SQUARE(1, 1)) "," FEATURE("\"code\":\"b\"", SQUARE(3, 1)));
	struct err err = { 0 };

	f->q = (struct feature_query){ .layer = layer_over(f, path, "single", NULL), .open_name = path, .limit = -1,
	                               .srs = 4326, .geometry = true };
	const char *file = written(f, "single");
	struct feature_query q = { .layer = layer_over(f, file, "single", NULL), .open_name = file, .limit = -1,
	                           .srs = 4326, .geometry = true };
	struct features *read = features_open(f, &q, &err);
	assert_int_equal(features_next(read, &err), FEATURES_ROW);
	assert_string_equal(features_wkt(read, 1), "MULTIPOLYGON (((1 1,1.5 1,1.5 1.5,1 1.5,1 1)))");
}

static void only_what_is_wanted_is_in_it(void **state)
{
	struct fixture *f = *state;
	bool wanted[8] = { false, true };

	over_made(f, "line", "code");
	f->q.wanted = wanted;
	f->q.geometry = false;
	f->q.limit = 3;
	GDALDatasetH d = GDALOpenEx(written(f, "some"), GDAL_OF_VECTOR, NULL, NULL, NULL);
	assert_non_null(d);
	OGRLayerH layer = GDALDatasetGetLayer(d, 0);
	OGRFeatureDefnH defn = OGR_L_GetLayerDefn(layer);
	assert_int_equal(OGR_FD_GetFieldCount(defn), 1);
	assert_string_equal(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(defn, 0)), f->q.layer->columns[1].name);
	assert_string_equal(OGR_Fld_GetAlternativeNameRef(OGR_FD_GetFieldDefn(defn, 0)), f->q.layer->columns[1].name);
	assert_int_equal(OGR_L_GetFeatureCount(layer, 1), 3);
	GDALClose(d);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(every_kind_of_geometry_reads_back),
		TEST(a_page_without_features_is_a_file),
		TEST(single_areas_are_written_as_what_the_layer_says),
		TEST(only_what_is_wanted_is_in_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
