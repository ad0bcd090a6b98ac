#include "tests/api/unit_api.h"

#define ITEMS "/api/collections/towns/items"

/* The ids of a page, as "a b". */
static const char *ids(struct api *a, const char *query)
{
	json_t *page = api_json(a, ITEMS, query, 200), *feature;
	char *text = mem_strdup(a, "");
	size_t i;
	json_array_foreach(api_at(page, "features"), i, feature)
		text = mem_check(talloc_asprintf_append(text, "%s%s", i > 0 ? " " : "",
		                                        api_text(feature, "id")));
	assert_int_equal(api_int(page, "numberReturned"), i);
	return text;
}

static void refused(struct api *a, const char *query, const char *parameter)
{
	json_t *problem = api_json(a, ITEMS, query, 400);
	assert_int_equal(api_int(problem, "status"), 400);
	assert_string_equal(api_text(problem, "parameter"), parameter);
	assert_string_equal(out_header_get(a->out, "Content-Type"), "application/problem+json");
}

static void a_page_tells_where_it_stands_among_all(void **state)
{
	struct api *a = *state;
	json_t *page = api_json(a, ITEMS, "", 200);
	assert_string_equal(api_text(page, "type"), "FeatureCollection");
	assert_int_equal(api_int(page, "numberMatched"), 5);
	assert_int_equal(api_int(page, "numberReturned"), 2);
	assert_string_equal(api_text(page, "features.0.id"), "01");
	assert_string_equal(api_text(page, "features.0.properties.name"), "Aube");
	assert_int_equal(api_int(page, "features.1.properties.people"), 200);
	assert_string_equal(api_text(page, "features.0.geometry.type"), "Point");
	assert_float_equal(json_number_value(api_at(page, "features.0.geometry.coordinates.0")), 1, 0);
	assert_null(api_link(page, "prev"));
	assert_string_equal(api_link(page, "next"),
	                    "http://test/geo/api/collections/towns/items?f=geojson&limit=2&offset=2");
	assert_string_equal(api_link(page, "collection"), "http://test/geo/api/collections/towns?f=json");
	assert_string_equal(out_header_get(a->out, "Content-Type"), "application/geo+json");
	assert_string_equal(out_header_get(a->out, "Content-Crs"),
	                    "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
}

static void following_next_meets_every_feature_once(void **state)
{
	struct api *a = *state;
	assert_string_equal(ids(a, ""), "01 02");
	assert_string_equal(ids(a, "f=geojson&limit=2&offset=2"), "03 05");
	json_t *last = api_json(a, ITEMS, "f=geojson&limit=2&offset=4", 200);
	assert_null(api_link(last, "next"));
	assert_string_equal(api_link(last, "prev"),
	                    "http://test/geo/api/collections/towns/items?f=geojson&limit=2&offset=2");
	assert_string_equal(ids(a, "limit=100"), "01 02 03");
	assert_string_equal(ids(a, "offset=100"), "");
}

static void columns_filter_and_stay_in_the_links(void **state)
{
	struct api *a = *state;
	assert_string_equal(ids(a, "year=2016"), "02 03");
	assert_string_equal(ids(a, "year=2016&people=300"), "03");
	assert_string_equal(ids(a, "name=Brie+%26+Cie"), "02");
	assert_string_equal(ids(a, "name='+OR+1=1--"), "");
	json_t *page = api_json(a, ITEMS, "year=2016&limit=1", 200);
	assert_int_equal(api_int(page, "numberMatched"), 2);
	assert_string_equal(api_link(page, "next"),
	                    "http://test/geo/api/collections/towns/items?year=2016&f=geojson&limit=1&offset=1");
	refused(a, "people=many", "people");
}

static void boxes_follow_the_axes_of_their_system(void **state)
{
	struct api *a = *state;
	assert_string_equal(ids(a, "bbox=1.5,45.5,3.5,47.5"), "02 03");
	assert_string_equal(ids(a, "bbox=1.5,45.5,0,3.5,47.5,10"), "02 03");
	assert_string_equal(ids(a, "bbox=45.5,1.5,47.5,3.5&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326"), "02 03");
	assert_string_equal(ids(a, "bbox=580000,6500000,640000,6700000&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/2154"), "02");
	refused(a, "bbox=1,2,3", "bbox");
	refused(a, "bbox=1,2,3,x", "bbox");
	refused(a, "bbox=1,48,2,45", "bbox");
	refused(a, "bbox=1,2,3,4&bbox-crs=EPSG:9999", "bbox-crs");
	refused(a, "bbox=1,2,3,nan", "bbox");
}

static void coordinates_come_in_the_system_asked_for(void **state)
{
	struct api *a = *state;
	json_t *page = api_json(a, ITEMS, "crs=http://www.opengis.net/def/crs/EPSG/0/4326", 200);
	assert_float_equal(json_number_value(api_at(page, "features.0.geometry.coordinates.0")), 45, 0);
	assert_string_equal(out_header_get(a->out, "Content-Crs"), "<http://www.opengis.net/def/crs/EPSG/0/4326>");
	page = api_json(a, ITEMS, "crs=http://www.opengis.net/def/crs/EPSG/0/2154&code=02", 200);
	assert_float_equal(json_number_value(api_at(page, "features.0.geometry.coordinates.0")), 622609.1, 0.1);
	refused(a, "crs=http://www.opengis.net/def/crs/EPSG/0/3163", "crs");
	refused(a, "crs=2154", "crs");
}

static void a_time_selects_where_there_is_one(void **state)
{
	struct api *a = *state;
	assert_string_equal(ids(a, "datetime=2016-05-01"), "02 03");
	assert_string_equal(ids(a, "datetime=2016-12-31T23:00:00Z/.."), "02 03");
	assert_string_equal(ids(a, "datetime=2017-01-01/.."), "a/4");
	a->layers[3].n_dimensions = 0;
	assert_string_equal(ids(a, "datetime=1900-01-01"), "01 02");
	refused(a, "datetime=soon", "datetime");
}

static void properties_and_geometry_may_be_left_out(void **state)
{
	struct api *a = *state;
	json_t *page = api_json(a, ITEMS, "properties=name,year&skipGeometry=true", 200);
	assert_int_equal(json_object_size(api_at(page, "features.0.properties")), 2);
	assert_true(api_null(page, "features.0.geometry"));
	refused(a, "properties=name,nothing", "properties");
	refused(a, "skipGeometry=perhaps", "skipGeometry");
}

static void unknown_parameters_are_refused_by_name(void **state)
{
	struct api *a = *state;
	refused(a, "foo=1", "foo");
	refused(a, "LIMIT=1", "LIMIT");
	refused(a, "limit=0", "limit");
	refused(a, "limit=x", "limit");
	refused(a, "offset=-1", "offset");
	refused(a, "f=xml", "f");
	refused(a, "lang=de", "lang");
	json_t *problem = api_json(a, ITEMS "/02", "name=x", 400);
	assert_string_equal(api_text(problem, "parameter"), "name");
}

static void one_item_has_its_own_address(void **state)
{
	struct api *a = *state;
	json_t *item = api_json(a, ITEMS "/a/4", "", 200);
	assert_string_equal(api_text(item, "id"), "a/4");
	assert_string_equal(api_text(item, "properties.name"), "Dôle");
	assert_string_equal(api_link(item, "self"), "http://test/geo/api/collections/towns/items/a%2F4?f=geojson");
	item = api_json(a, ITEMS "/05", "", 200);
	assert_true(api_null(item, "geometry"));
	assert_true(api_null(item, "properties.people"));
	json_t *problem = api_json(a, ITEMS "/99' OR '1'='1", "", 404);
	assert_string_equal(api_text(problem, "parameter"), "featureId");
}

static void what_is_hidden_or_has_no_items_is_not_found(void **state)
{
	struct api *a = *state;
	api_json(a, "/api/collections/height/items", "", 404);
	json_t *hidden = api_json(a, "/api/collections/secret/items", "", 404);
	json_t *absent = api_json(a, "/api/collections/nothing/items", "", 404);
	assert_string_equal(api_text(hidden, "title"), api_text(absent, "title"));
	assert_string_equal(api_text(hidden, "code"), api_text(absent, "code"));
	api_json(a, "/api/collections/secret/items/01", "", 404);
	api_json(a, "/api/collections/secret/queryables", "", 404);
}

static void a_current_copy_is_not_sent_again(void **state)
{
	struct api *a = *state;
	const char *body;
	assert_int_equal(api_get(a, ITEMS, "", &body), 200);
	a->f.request.if_none_match = mem_strdup(a, out_header_get(a->out, "ETag"));
	assert_int_equal(api_get(a, ITEMS, "", &body), 304);
	assert_string_equal(body, "");
	assert_int_equal(api_get(a, ITEMS, "limit=1", &body), 200);
	a->layers[3].source.referenced = true;
	a->layers[3].source.uri = data_path(a, a->f.conf.workspace, a->layers[3].source.digest, "gpkg");
	assert_int_equal(api_get(a, ITEMS, "", &body), 200);
	assert_null(out_header_get(a->out, "ETag"));
}

static void data_that_do_not_open_are_an_error_without_a_path(void **state)
{
	struct api *a = *state;
	a->layers[3].source.digest = "cd00000000000000000000000000000000000000000000000000000000000000";
	json_t *problem = api_json(a, ITEMS, "code=1", 503);
	assert_null(strstr(api_text(problem, "detail"), "/"));
	assert_non_null(a->err.detail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		API_TEST(a_page_tells_where_it_stands_among_all),
		API_TEST(following_next_meets_every_feature_once),
		API_TEST(columns_filter_and_stay_in_the_links),
		API_TEST(boxes_follow_the_axes_of_their_system),
		API_TEST(coordinates_come_in_the_system_asked_for),
		API_TEST(a_time_selects_where_there_is_one),
		API_TEST(properties_and_geometry_may_be_left_out),
		API_TEST(unknown_parameters_are_refused_by_name),
		API_TEST(one_item_has_its_own_address),
		API_TEST(what_is_hidden_or_has_no_items_is_not_found),
		API_TEST(a_current_copy_is_not_sent_again),
		API_TEST(data_that_do_not_open_are_an_error_without_a_path),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
