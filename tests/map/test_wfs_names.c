#include "tests/unit.h"

#include "map/wfs_names.h"

static void an_id_survives_its_way_through_an_identifier(void **state JT_UNUSED)
{
	static const struct { const char *id, *written; } cases[] = {
		{ "01001", "t.01001" }, { "2A004", "t.2A004" }, { "a b", "t.a_x0020_b" },
		{ "75.056", "t.75_x002E_056" }, { "a/b:c", "t.a_x002F_b_x003A_c" }, { "é", "t.é" },
		{ "_x0041_", "t._x005F_x0041_" }, { "_x", "t._x005F_x" }, { "_x0033+", "t._x005F_x0033_x002B_" },
		{ "東京", "t._x6771__x4EAC_" },
		{ "\xF0\x9F\x98\x80", "t._x1F600_" }, { "it's \"<&>", NULL }, { "", NULL }, { "-", "t.-" },
	};
	void *ctx = talloc_new(NULL);
	struct wfs_ids ids = wfs_ids_of(ctx, "t");

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *written = wfs_feature_id(&ids, cases[i].id), *type, *id;
		if (cases[i].written != NULL)
			assert_string_equal(written, cases[i].written);
		if (*cases[i].id == '\0')
			continue;
		assert_true(wfs_feature_id_parse(ctx, written, &type, &id));
		assert_string_equal(type, "t");
		assert_string_equal(id, cases[i].id);
	}
	const char *type, *id;
	assert_true(wfs_feature_id_parse(ctx, "communes.v1.5", &type, &id));
	assert_string_equal(type, "communes.v1");
	assert_false(wfs_feature_id_parse(ctx, "communes", &type, &id));
	assert_false(wfs_feature_id_parse(ctx, ".5", &type, &id));
	assert_false(wfs_feature_id_parse(ctx, "communes.", &type, &id));
	talloc_free(ctx);
}

static void type_names_are_ncnames(void **state JT_UNUSED)
{
	static const struct { const char *layer, *type; } cases[] = {
		{ "communes", "communes" }, { "2022_communes", "_2022_communes" },
		{ "_2022", "__2022" }, { "_a", "_a" }, { "communes_2022-01-01", "communes_2022-01-01" },
	};
	void *ctx = talloc_new(NULL);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct layer layer = { .name = cases[i].layer };
		assert_string_equal(wfs_type_name(ctx, &layer), cases[i].type);
	}
	talloc_free(ctx);
}

static void formats_have_many_names(void **state JT_UNUSED)
{
	static const struct { enum wfs_version version; const char *text; int encoding; } cases[] = {
		{ WFS_200, NULL, WFS_GML32 }, { WFS_110, NULL, WFS_GML31 }, { WFS_100, NULL, WFS_GML2 },
		{ WFS_200, "application/gml xml; version=3.2", WFS_GML32 }, { WFS_200, "GML3", WFS_GML31 },
		{ WFS_200, "text/xml; subtype=\"gml/3.2.1\"", WFS_GML32 }, { WFS_200, "text/xml", WFS_GML32 },
		{ WFS_110, "text/xml", WFS_GML31 }, { WFS_100, "XMLSCHEMA", WFS_GML2 },
		{ WFS_200, "application/json", WFS_GEOJSON }, { WFS_200, "CSV", WFS_CSV },
		{ WFS_200, "SHAPE-ZIP", WFS_SHAPEFILE }, { WFS_200, "gpkg", WFS_GEOPACKAGE },
		{ WFS_200, "KML", WFS_KML }, { WFS_200, "fgb", WFS_FLATGEOBUF }, { WFS_200, "xlsx", WFS_XLSX }, { WFS_200, "text/html", -1 },
	};
	void *ctx = talloc_new(NULL);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct wfs_format *f = wfs_format_find(ctx, cases[i].version, cases[i].text);
		assert_int_equal(f != NULL ? (int)f->encoding : -1, cases[i].encoding);
	}
	talloc_free(ctx);
}

static void systems_tell_the_order_of_their_axes(void **state JT_UNUSED)
{
	static const struct { const char *name; int srs; bool y_first; } cases[] = {
		{ "EPSG:4326", 4326, false }, { "epsg:2154", 2154, false },
		{ "urn:ogc:def:crs:EPSG::4326", 4326, true }, { "urn:ogc:def:crs:EPSG:6.9:4326", 4326, true },
		{ "urn:x-ogc:def:crs:EPSG::4258", 4258, true }, { "urn:ogc:def:crs:EPSG::2154", 2154, false },
		{ "http://www.opengis.net/def/crs/EPSG/0/3035", 3035, true },
		{ "http://www.opengis.net/gml/srs/epsg.xml#4326", 4326, false },
		{ "urn:ogc:def:crs:OGC:1.3:CRS84", 4326, false }, { "CRS:84", 4326, false },
		{ "http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, false }, { "OGC:CRS84", 4326, false },
		{ "EPSG:0", 0, false }, { "EPSG:-1", 0, false }, { "EPSG:4326x", 0, false }, { "4326", 0, false },
		{ "urn:ogc:def:crs:EPSG::", 0, false }, { "CRS:83", 0, false }, { "EPSG:99999999999", 0, false },
		{ "EPSG:999999", 0, false }, { "", 0, false },
	};
	void *ctx = talloc_new(NULL);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct wfs_crs crs = { 0 };
		struct err err = { 0 };
		bool ok = wfs_crs_parse(&crs, ctx, cases[i].name, "SRSNAME", &err);
		assert_int_equal(ok, cases[i].srs != 0);
		assert_int_equal(crs.srs, cases[i].srs);
		assert_int_equal(crs.y_first, cases[i].y_first);
	}
	assert_string_equal(wfs_crs_of(ctx, 4326, WFS_100).name, "EPSG:4326");
	assert_false(wfs_crs_of(ctx, 4326, WFS_100).y_first);
	assert_string_equal(wfs_crs_of(ctx, 4326, WFS_200).name, "urn:ogc:def:crs:EPSG::4326");
	assert_true(wfs_crs_of(ctx, 4326, WFS_200).y_first);
	talloc_free(ctx);
}

static void a_property_is_a_column_the_geometry_or_the_id(void **state JT_UNUSED)
{
	static const struct column columns[] = { { .name = "nom" }, { .name = "Nom" } };
	static const struct layer layer = { .name = "communes", .columns = columns, .n_columns = 2,
	                                    .source = { .geometry_column = "geom" } };
	static const char *const wrong[] = {
		"none", "", "//nom", "/nom", "other/nom", "nom[2]", "nom[1][1]", "[1]", "nom|geom", "*", "communes/*", "@nom",
		"nom/text()", "count(nom)", "communes/communes/nom", "NOM", "..", "geom\"", "nom' OR '1",
	};
	void *ctx = talloc_new(NULL);
	struct wfs_property p;
	struct err err = { 0 };

	assert_true(wfs_property_find(&p, ctx, &layer, "jt:nom", "X", &err) && p.column == &columns[0]);
	assert_true(wfs_property_find(&p, ctx, &layer, "communes/Nom", "X", &err) && p.column == &columns[1]);
	assert_true(wfs_property_find(&p, ctx, &layer, "jt:communes/jt:geom", "X", &err) && p.geometry);
	assert_true(wfs_property_find(&p, ctx, &layer, "gml:boundedBy", "X", &err) && p.geometry);
	assert_true(wfs_property_find(&p, ctx, &layer, "@gml:id", "X", &err) && p.id);
	assert_true(wfs_property_find(&p, ctx, &layer, "jt:nom[1]", "X", &err) && p.column == &columns[0]);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		err = (struct err){ 0 };
		assert_false(wfs_property_find(&p, ctx, &layer, wrong[i], "X", &err));
		assert_int_equal(err.code, ERR_INVALID_PARAMETER);
	}
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_survives_its_way_through_an_identifier),
		cmocka_unit_test(type_names_are_ncnames),
		cmocka_unit_test(formats_have_many_names),
		cmocka_unit_test(systems_tell_the_order_of_their_axes),
		cmocka_unit_test(a_property_is_a_column_the_geometry_or_the_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
