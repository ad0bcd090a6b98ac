#include "tests/api/unit_api.h"

static void a_method_other_than_get_is_refused(void **state)
{
	struct api *a = *state;
	a->f.request.method = METHOD_POST;
	api_json(a, "/api/collections", "", 405);
}

static void an_address_that_is_not_there_is_not_found(void **state)
{
	struct api *a = *state;
	const char *wrong[] = { "/api/x", "/api/collections/towns/x", "/api/collections//items", "/api//" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		api_json(a, wrong[i], "", 404);
	a->f.request.path = "/apis";
	assert_false(api_service.claims(&a->f.x));
}

static void the_form_is_chosen_by_f_then_by_accept(void **state)
{
	struct api *a = *state;
	const char *body;
	a->f.request.accept = "text/html,application/xhtml+xml,*/*;q=0.8";
	assert_int_equal(api_get(a, "/api", "", &body), 200);
	assert_string_equal(out_header_get(a->out, "Content-Type"), "text/html; charset=utf-8");
	assert_non_null(strstr(out_header_get(a->out, "Content-Security-Policy"), "default-src 'none'"));
	api_json(a, "/api", "f=json", 200);
	assert_string_equal(out_header_get(a->out, "Content-Type"), "application/json");
	a->f.request.accept = "application/json";
	api_json(a, "/api/collections/towns/items", "", 200);
	assert_string_equal(out_header_get(a->out, "Content-Type"), "application/json");
	a->f.request.accept = "application/geo+json";
	api_json(a, "/api/collections/towns/items", "", 200);
	assert_string_equal(out_header_get(a->out, "Content-Type"), "application/geo+json");
	a->f.request.accept = "image/png";
	api_json(a, "/api/collections/towns", "", 406);
}

static void the_landing_page_links_to_all_else(void **state)
{
	struct api *a = *state;
	json_t *landing = api_json(a, "/api", "", 200);
	assert_string_equal(api_text(landing, "title"), "Un petit pays");
	const char *rels[] = { "self", "alternate", "service-desc", "service-doc", "conformance", "data" };
	for (size_t i = 0; i < sizeof rels / sizeof *rels; i++)
		assert_true(text_starts(api_link(landing, rels[i]), "http://test/geo/api"));
	json_t *classes = api_json(a, "/api/conformance", "", 200);
	assert_true(json_array_size(api_at(classes, "conformsTo")) > 5);
}

static void the_collections_are_those_of_the_view(void **state)
{
	struct api *a = *state;
	json_t *list = api_json(a, "/api/collections", "", 200);
	assert_int_equal(api_int(list, "numberMatched"), 3);
	assert_string_equal(api_text(list, "collections.2.id"), "towns");
	assert_string_equal(api_text(list, "jointure.themes.0.title"), "Territoires");
	api_json(a, "/api/collections/secret", "", 404);
	a->f.view.grants[1] = (struct grant){ LEVEL_INTERNAL, &a->owner };
	a->f.view.n_grants = 2;
	a->f.view.hash[0] = 'f';
	list = api_json(a, "/api/collections", "", 200);
	assert_int_equal(api_int(list, "numberMatched"), 4);
	api_json(a, "/api/collections/secret", "", 200);
}

static void many_collections_come_in_pages(void **state)
{
	struct api *a = *state;
	json_t *page = api_json(a, "/api/collections", "limit=2", 200);
	assert_int_equal(api_int(page, "numberReturned"), 2);
	assert_null(api_link(page, "prev"));
	assert_string_equal(api_link(page, "next"), "http://test/geo/api/collections?f=json&limit=2&offset=2");
	page = api_json(a, "/api/collections", "limit=2&offset=2", 200);
	assert_string_equal(api_text(page, "collections.0.id"), "towns");
	assert_null(api_link(page, "next"));
	assert_non_null(api_link(page, "prev"));
	page = api_json(a, "/api/collections", "offset=9", 200);
	assert_int_equal(api_int(page, "numberReturned"), 0);
	api_json(a, "/api/collections", "limit=none", 400);
}

static void a_collection_tells_what_the_portal_shows(void **state)
{
	struct api *a = *state;
	json_t *one = api_json(a, "/api/collections/towns", "", 200);
	assert_string_equal(api_text(one, "title"), "Villes");
	assert_string_equal(api_text(one, "keywords.1"), "habitants");
	assert_string_equal(api_text(one, "itemType"), "feature");
	assert_string_equal(api_text(one, "crs.0"), "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
	assert_string_equal(api_text(one, "storageCrs"), "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
	assert_string_equal(api_text(one, "extent.temporal.interval.0.0"), "2015-01-01T00:00:00Z");
	assert_string_equal(api_text(one, "extent.temporal.interval.0.1"), "2017-12-31T23:59:59Z");
	assert_float_equal(json_number_value(api_at(one, "extent.spatial.bbox.0.3")), 48, 0);
	assert_string_equal(api_text(one, "jointure.geometry"), "point");
	assert_string_equal(api_text(one, "jointure.themeTitle"), "Territoires");
	assert_string_equal(api_text(one, "jointure.level"), "public");
	assert_string_equal(api_text(one, "jointure.key"), "code");
	assert_int_equal(api_int(one, "jointure.features"), 5);
	assert_string_equal(api_text(one, "jointure.columns.2.type"), "integer");
	assert_string_equal(api_text(one, "jointure.services.themeWms"),
	                    "http://test/geo/ows/land?service=WMS&request=GetCapabilities&version=1.3.0");
	assert_string_equal(api_link(one, "license"), "https://example.org/licence");
	assert_non_null(api_link(one, "items"));
}

static void a_raster_has_maps_and_no_items(void **state)
{
	struct api *a = *state;
	json_t *one = api_json(a, "/api/collections/height", "", 200);
	assert_string_equal(api_text(one, "title"), "height");
	assert_null(api_link(one, "items"));
	assert_null(api_at(one, "itemType"));
	assert_null(api_at(one, "jointure.services.wfs"));
	assert_non_null(api_text(one, "jointure.services.wms"));
}

static void the_other_language_is_asked_for_and_carried_on(void **state)
{
	struct api *a = *state;
	a->f.x.lang = LANG_EN;
	json_t *one = api_json(a, "/api/collections/towns", "lang=en", 200);
	assert_string_equal(api_text(one, "title"), "Towns");
	assert_non_null(strstr(api_link(one, "items"), "lang=en"));
	one = api_json(a, "/api/collections/towns", "", 200);
	assert_null(strstr(api_link(one, "items"), "lang=en"));
}

static void a_key_that_came_as_a_parameter_is_carried_on(void **state)
{
	struct api *a = *state;
	a->f.x.key = "k1";
	json_t *page = api_json(a, "/api/collections/towns/items", "key=k1", 200);
	assert_string_equal(api_link(page, "next"),
	                    "http://test/geo/api/collections/towns/items?f=geojson&limit=2&offset=2&key=k1");
	json_t *one = api_json(a, "/api/collections/towns", "key=k1", 200);
	assert_non_null(strstr(api_link(one, "items"), "key=k1"));
	assert_non_null(strstr(api_text(one, "jointure.services.wms"), "key=k1"));
}

static void queryables_are_the_columns(void **state)
{
	struct api *a = *state;
	json_t *schema = api_json(a, "/api/collections/towns/queryables", "", 200);
	assert_string_equal(out_header_get(a->out, "Content-Type"), "application/schema+json");
	assert_string_equal(api_text(schema, "properties.people.type"), "integer");
	assert_string_equal(api_text(schema, "properties.geom.format"), "geometry-point-or-multipoint");
}

static void the_definition_describes_every_resource(void **state)
{
	struct api *a = *state;
	json_t *api = api_json(a, "/api/openapi", "", 200);
	assert_string_equal(out_header_get(a->out, "Content-Type"), "application/vnd.oai.openapi+json;version=3.0");
	assert_string_equal(api_text(api, "servers.0.url"), "http://test/geo/api");
	json_t *paths = api_at(api, "paths");
	assert_int_equal(json_object_size(paths), 29);
	const char *path, *method, *status;
	json_t *item, *operation, *response;
	json_object_foreach(paths, path, item)
		json_object_foreach(item, method, operation) {
			json_t *responses = api_at(operation, "responses");
			assert_true(api_at(responses, "200") != NULL || api_at(responses, "204") != NULL);
			json_object_foreach(responses, status, response)
				assert_true(*status < '4' || strcmp(api_text(response, "$ref"),
				            "#/components/responses/Problem") == 0);
		}
	assert_non_null(api_at(json_object_get(paths, "/joins"), "post.requestBody"));
	assert_non_null(api_at(json_object_get(paths, "/joins/{joinId}"), "delete.responses.204"));
	assert_int_equal(json_array_size(api_at(api, "components.parameters.collectionId.schema.enum")), 3);
	json_t *limit = api_at(json_object_get(paths, "/collections/{collectionId}/items"), "get.parameters.4");
	assert_string_equal(api_text(limit, "name"), "limit");
	assert_int_equal(api_int(limit, "schema.maximum"), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		API_TEST(a_method_other_than_get_is_refused),
		API_TEST(an_address_that_is_not_there_is_not_found),
		API_TEST(the_form_is_chosen_by_f_then_by_accept),
		API_TEST(the_landing_page_links_to_all_else),
		API_TEST(the_collections_are_those_of_the_view),
		API_TEST(many_collections_come_in_pages),
		API_TEST(a_collection_tells_what_the_portal_shows),
		API_TEST(a_raster_has_maps_and_no_items),
		API_TEST(the_other_language_is_asked_for_and_carried_on),
		API_TEST(a_key_that_came_as_a_parameter_is_carried_on),
		API_TEST(queryables_are_the_columns),
		API_TEST(the_definition_describes_every_resource),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
