#include <string.h>

#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>

#include "geometry/mapped.h"
#include "tests/geometry/unit_store.h"
#include "tiles/matrix.h"
#include "tiles/mvt.h"

#define RING(a, b, c, d) "[[" a "],[" b "],[" c "],[" d "],[" a "]]"
#define POLYGON(code, rings) FEATURE("\"code\":\"" code "\"", "{\"type\":\"Polygon\",\"coordinates\":[" rings "]}")
/* In tile 1/1/0 (the north-east of the world): a square with a hole, one over its border, one far away. */
#define TERRITORIES \
	POLYGON("01", RING("10,10", "40,10", "40,40", "10,40") "," RING("20,20", "20,30", "30,30", "30,20")) "," \
	POLYGON("02", RING("-20,10", "5,10", "5,20", "-20,20")) "," POLYGON("03", RING("-90,-50", "-80,-50", "-80,-40", "-90,-40"))

/* The tile as GDAL reads it, in its own grid turned to the world. */
static GDALDatasetH read_back(void *ctx, struct out *out)
{
	size_t n;
	const void *held = out_held(out, &n);
	uint8_t *bytes = mem_array(ctx, uint8_t, n + 1);
	const char *const options[] = { "X=1", "Y=0", "Z=1", "CLIP=NO", NULL };

	memcpy(bytes, held, n);
	GDALAllRegister();
	VSIFCloseL(VSIFileFromMemBuffer("/vsimem/0.mvt", bytes, n, FALSE));
	return GDALOpenEx("MVT:/vsimem/0.mvt", GDAL_OF_VECTOR, NULL, options, NULL);
}

static struct table *values(void *ctx)
{
	struct table *t = mem_new(ctx, struct table);
	static double rates[] = { 12.5, 7.25, 1 };
	static int64_t people[] = { 1000, -3, 8 };
	static uint8_t states[] = { VALUE_PRESENT, VALUE_SECRET, VALUE_PRESENT };
	static uint32_t offsets[] = { 0, 4, 8 };
	static char names[] = "Ain\0Jur\0Far";

	t->n_rows = 3;
	t->n_columns = 3;
	t->columns = mem_array(t, struct table_column, 3);
	t->columns[0] = (struct table_column){ .name = "taux", .unit = "%", .type = CELL_REAL, .reals = rates, .states = states };
	t->columns[1] = (struct table_column){ .name = "gens", .unit = "", .type = CELL_INTEGER, .integers = people };
	t->columns[2] = (struct table_column){ .name = "nom", .unit = "", .type = CELL_TEXT };
	t->columns[2].text.offsets = offsets;
	t->columns[2].text.pool = names;
	return t;
}

static void a_tile_has_its_features_cut_with_their_values(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	char *workspace = scratch_new(ctx);
	struct layer *layer = stored_features(ctx, workspace, "territoires", "code", TERRITORIES);
	struct table *t = values(ctx);
	struct mvt_column columns[] = { { t, 0, "taux" }, { t, 1, "gens" }, { t, 2, "nom" } };
	struct mvt tile = { .name = "territoires", .store = stored_open(ctx, workspace, layer), .srs = 3857, .columns = columns,
	                    .n_columns = 3 };
	struct out *out = out_new_buffer(ctx);

	assert_true(matrix_tile(&tile.bbox, matrix_set_find("WebMercatorQuad"), 1, 1, 0));
	assert_true(mvt_write(out, ctx, &tile, &err));
	GDALDatasetH d = read_back(ctx, out);
	assert_non_null(d);
	OGRLayerH l = GDALDatasetGetLayerByName(d, "territoires");
	assert_int_equal(OGR_L_GetFeatureCount(l, TRUE), 2);

	OGRFeatureH f = OGR_L_GetNextFeature(l);
	assert_string_equal(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "nom")), "Ain");
	assert_true(OGR_F_GetFieldAsDouble(f, OGR_F_GetFieldIndex(f, "taux")) == 12.5);
	OGREnvelope box;
	OGRGeometryH g = OGR_F_GetGeometryRef(f);
	OGR_G_GetEnvelope(g, &box);
	assert_float_equal(box.MinX, 1113194.9, 5000);
	assert_float_equal(box.MaxY, 4865942.3, 5000);
	assert_true(OGR_G_IsValid(g));
	assert_int_equal(OGR_G_GetGeometryCount(OGR_GT_Flatten(OGR_G_GetGeometryType(g)) == wkbMultiPolygon
		? OGR_G_GetGeometryRef(g, 0) : g), 2);
	OGR_F_Destroy(f);

	f = OGR_L_GetNextFeature(l);
	assert_false(OGR_F_IsFieldSetAndNotNull(f, OGR_F_GetFieldIndex(f, "taux")));  /* secret */
	assert_string_equal(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "taux.state")), "secret");
	assert_int_equal(OGR_F_GetFieldAsInteger(f, OGR_F_GetFieldIndex(f, "gens")), -3);
	OGR_G_GetEnvelope(OGR_F_GetGeometryRef(f), &box);
	double margin = (tile.bbox.maxx - tile.bbox.minx) * MVT_MARGIN / MVT_EXTENT;
	assert_float_equal(box.MinX, -margin, 5000);
	OGR_F_Destroy(f);
	GDALClose(d);
	VSIUnlink("/vsimem/0.mvt");
	talloc_free(ctx);
}

static void a_symbol_has_one_place_in_each_area(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	char *workspace = scratch_new(ctx);
	struct layer *layer = stored_features(ctx, workspace, "territoires", "code", TERRITORIES);
	struct table *t = values(ctx);
	struct mvt_column columns[] = { { t, 2, "nom" } };
	struct mvt tile = { .name = "territoires", .store = stored_open(ctx, workspace, layer), .srs = 3857,
	                    .columns = columns, .n_columns = 1, .points = true };
	struct out *out = out_new_buffer(ctx);

	assert_true(matrix_tile(&tile.bbox, matrix_set_find("WebMercatorQuad"), 1, 1, 0));
	assert_true(mvt_write(out, ctx, &tile, &err));
	GDALDatasetH d = read_back(ctx, out);
	assert_non_null(d);
	OGRLayerH l = GDALDatasetGetLayerByName(d, "territoires");
	assert_int_equal(OGR_L_GetFeatureCount(l, TRUE), 1);   /* that of "02" is in the tile beside */
	OGRFeatureH f = OGR_L_GetNextFeature(l);
	OGRGeometryH g = OGR_F_GetGeometryRef(f);
	assert_int_equal(OGR_GT_Flatten(OGR_G_GetGeometryType(g)), wkbPoint);
	assert_string_equal(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, "nom")), "Ain");
	assert_true(OGR_G_GetX(g, 0) > 1113194 && OGR_G_GetX(g, 0) < 4452780);
	OGR_F_Destroy(f);
	GDALClose(d);
	VSIUnlink("/vsimem/0.mvt");
	talloc_free(ctx);
}

static void geometry_kept_in_the_tile_s_own_system_makes_the_same_tile(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	char *workspace = scratch_new(ctx);
	struct layer *layer = stored_features(ctx, workspace, "territoires", "code", TERRITORIES);
	struct out *outs[4];
	const void *bytes[4];
	size_t n[4];

	for (int i = 0; i < 4; i++) {
		struct mapped *mapped = mapped_new(ctx, workspace, 4);
		outs[i] = out_new_buffer(ctx);
		if (i >= 2)
			mapped_move(mapped, 3857);
		const struct geometry_store *store = mapped_geometry(mapped, ctx, layer, &err);
		assert_non_null(store);
		assert_true((store->moved != NULL) == (i >= 2));
		struct mvt tile = { .name = "t", .store = store, .srs = 3857, .points = i % 2 == 1 };
		assert_true(matrix_tile(&tile.bbox, matrix_set_find("WebMercatorQuad"), 1, 1, 0));
		assert_true(mvt_write(outs[i], ctx, &tile, &err));
		bytes[i] = out_held(outs[i], &n[i]);
	}
	for (int i = 0; i < 2; i++) {
		assert_true(n[i] > 0 && n[i] == n[i + 2]);
		assert_memory_equal(bytes[i], bytes[i + 2], n[i]);
	}
	talloc_free(ctx);
}

static void a_tile_without_features_is_empty(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	char *workspace = scratch_new(ctx);
	struct layer *layer = stored_features(ctx, workspace, "territoires", "code", TERRITORIES);
	struct mvt tile = { .name = "t", .store = stored_open(ctx, workspace, layer), .srs = 3857 };
	struct out *out = out_new_buffer(ctx);
	size_t n;

	assert_true(matrix_tile(&tile.bbox, matrix_set_find("WebMercatorQuad"), 4, 15, 2));
	assert_true(mvt_write(out, ctx, &tile, &err));
	out_held(out, &n);
	assert_int_equal(n, 0);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tile_has_its_features_cut_with_their_values),
		cmocka_unit_test(a_symbol_has_one_place_in_each_area),
		cmocka_unit_test(geometry_kept_in_the_tile_s_own_system_makes_the_same_tile),
		cmocka_unit_test(a_tile_without_features_is_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
