#include "tests/unit.h"

#include "map/gml_geometry.h"

struct bytes {
	unsigned char bytes[400];
	size_t n;
};

static void head(struct bytes *w, uint32_t kind)
{
	w->bytes[w->n++] = 1;
	memcpy(w->bytes + w->n, &kind, 4);
	w->n += 4;
}

static void number(struct bytes *w, uint32_t n)
{
	memcpy(w->bytes + w->n, &n, 4);
	w->n += 4;
}

static void at(struct bytes *w, double x, double y)
{
	memcpy(w->bytes + w->n, &x, 8);
	memcpy(w->bytes + w->n + 8, &y, 8);
	w->n += 16;
}

static struct bytes polygon(void)
{
	struct bytes w = { .n = 0 };
	head(&w, 3);
	number(&w, 1);
	number(&w, 4);
	at(&w, 0, 0), at(&w, 2, 0), at(&w, 2, 1), at(&w, 0, 0);
	return w;
}

static const char *write(const void *ctx, enum wfs_encoding encoding, enum geometry_kind kind,
                         const struct bytes *w, bool *good)
{
	struct out *out = out_new_buffer(ctx);
	struct xml_fast *to = mem_new(ctx, struct xml_fast);
	struct gml_shape s = { .to = to, .encoding = encoding, .y_first = encoding != WFS_GML2,
	                       .decimals = 3, .srs = gml_shape_srs(ctx, encoding, "S"), .feature_id = SPAN("f") };
	size_t n;

	xml_fast_open(to, NULL, out);
	*good = gml_shape_write(&s, kind, w->bytes, w->n);
	xml_fast_close(to);
	const char *text = out_held(out, &n);
	char *copy = mem_strndup(ctx, text, n);
	copy[strcspn(copy, "\n")] = '\0';
	return copy;
}

static void a_single_polygon_of_a_polygon_layer_is_a_multiple_one(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct bytes w = polygon();
	bool good;

	assert_string_equal(write(ctx, WFS_GML2, GEOMETRY_POLYGON, &w, &good),
		"<gml:MultiPolygon srsName=\"S\"><gml:polygonMember><gml:Polygon><gml:outerBoundaryIs>"
		"<gml:LinearRing><gml:coordinates>0,0 2,0 2,1 0,0</gml:coordinates></gml:LinearRing>"
		"</gml:outerBoundaryIs></gml:Polygon></gml:polygonMember></gml:MultiPolygon>");
	assert_string_equal(write(ctx, WFS_GML31, GEOMETRY_POLYGON, &w, &good),
		"<gml:MultiSurface srsName=\"S\" srsDimension=\"2\"><gml:surfaceMember><gml:Polygon><gml:exterior>"
		"<gml:LinearRing><gml:posList>0 0 0 2 1 2 0 0</gml:posList></gml:LinearRing></gml:exterior>"
		"</gml:Polygon></gml:surfaceMember></gml:MultiSurface>");
	assert_string_equal(write(ctx, WFS_GML32, GEOMETRY_ANY, &w, &good),
		"<gml:Polygon gml:id=\"f.0\" srsName=\"S\" srsDimension=\"2\"><gml:exterior><gml:LinearRing>"
		"<gml:posList>0 0 0 2 1 2 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>");
	talloc_free(ctx);
}

static void a_collection_holds_what_it_holds(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct bytes w = { .n = 0 };
	bool good;

	head(&w, 7);
	number(&w, 2);
	head(&w, 1);
	at(&w, 5, 6);
	head(&w, 2);
	number(&w, 2);
	at(&w, 1, 2), at(&w, 3, 4);
	assert_string_equal(write(ctx, WFS_GML32, GEOMETRY_ANY, &w, &good),
		"<gml:MultiGeometry gml:id=\"f.0\" srsName=\"S\" srsDimension=\"2\"><gml:geometryMember>"
		"<gml:Point gml:id=\"f.1\"><gml:pos>6 5</gml:pos></gml:Point></gml:geometryMember><gml:geometryMember>"
		"<gml:LineString gml:id=\"f.2\"><gml:posList>2 1 4 3</gml:posList></gml:LineString>"
		"</gml:geometryMember></gml:MultiGeometry>");
	assert_true(good);
	talloc_free(ctx);
}

static void what_is_cut_short_is_noticed(void **state JT_UNUSED)
{
	struct bytes whole = polygon();

	for (size_t n = 0; n < whole.n; n++) {
		void *ctx = talloc_new(NULL);
		struct bytes w = whole;
		bool good = true;
		w.n = n;
		write(ctx, WFS_GML32, GEOMETRY_POLYGON, &w, &good);
		assert_false(good);
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_single_polygon_of_a_polygon_layer_is_a_multiple_one),
		cmocka_unit_test(a_collection_holds_what_it_holds),
		cmocka_unit_test(what_is_cut_short_is_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
