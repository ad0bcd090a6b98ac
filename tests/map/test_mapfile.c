#include "tests/map/fixture.h"

#include "map/mapfile.h"
#include "map/mapfile_request.h"
#include "tests/scratch.h"

static bool read_ows(struct fixture *f, struct engine_mapfile *m, const char *query)
{
	fixture_request(f, "/map/carte", query);
	*m = (struct engine_mapfile){ 0 };
	return mapfile_read_ows(m, &f->x, &f->err);
}

static bool post(struct fixture *f, struct engine_mapfile *m, const char *document)
{
	fixture_request(f, "/map/carte", "SERVICE=WCS&REQUEST=GetCoverage&LAYERS=a");
	f->request.method = METHOD_POST;
	f->request.content_type = "text/xml";
	f->request.body = (struct span){ document, strlen(document) };
	*m = (struct engine_mapfile){ 0 };
	return mapfile_read_ows(m, &f->x, &f->err);
}

static const char *passed(const struct engine_mapfile *m, const char *name)
{
	for (size_t i = 0; i < m->n_parameters; i++)
		if (strcmp(m->parameters[i].name, name) == 0)
			return m->parameters[i].value;
	return NULL;
}

static void only_parameters_of_the_service_are_passed_on(void **state)
{
	struct fixture *f = *state;
	struct engine_mapfile m;

	assert_true(read_ows(f, &m, "service=wms&Request=GetMap&layers=a,b&STYLES=&width=10&HEIGHT=10&map=x&SLD=y"
	                     "&SLD_BODY=z&FILTER=%3Ca%3E&TYPENAME=t&map_layer=1&TIME=2016"));
	assert_string_equal(passed(&m, "SERVICE"), "WMS");
	assert_string_equal(passed(&m, "LAYERS"), "a,b");
	assert_string_equal(passed(&m, "STYLES"), "");
	assert_string_equal(passed(&m, "TIME"), "2016");
	assert_int_equal(m.n_parameters, 7);
	assert_true(read_ows(f, &m, "REQUEST=GetFeatureInfo&LAYER=a&TYPENAMES=b"));
	assert_string_equal(passed(&m, "SERVICE"), "WMS");
	assert_null(passed(&m, "TYPENAMES"));
	assert_true(read_ows(f, &m, "REQUEST=GetFeature&TYPENAMES=b&LAYERS=a"));
	assert_string_equal(passed(&m, "SERVICE"), "WFS");
	assert_null(passed(&m, "LAYERS"));
	/* a box there overflows in the library */
	assert_true(read_ows(f, &m, "SERVICE=WMS&REQUEST=GetLegendGraphic&LAYER=a&BBOX=1,2,3,4"));
	assert_null(passed(&m, "BBOX"));
}

static void a_value_is_looked_at_before_it_goes(void **state)
{
	struct fixture *f = *state;
	static const struct { const char *query, *locator; enum err_code code; } refused[] = {
		{ "SERVICE=WCS&REQUEST=GetCoverage", "SERVICE", ERR_INVALID_PARAMETER },
		{ "REQUEST=GetCapabilities", "SERVICE", ERR_MISSING_PARAMETER },
		{ "SERVICE=WMS", "REQUEST", ERR_MISSING_PARAMETER },
		{ "SERVICE=WMS&REQUEST=GetContext", "REQUEST", ERR_NOT_SUPPORTED },
		{ "SERVICE=WFS&REQUEST=GetMap", "REQUEST", ERR_NOT_SUPPORTED },
		{ "SERVICE=WMS&REQUEST=GetMap&WIDTH=5000&HEIGHT=5000", "WIDTH", ERR_TOO_LARGE },
		{ "SERVICE=WMS&REQUEST=GetMap&WIDTH=2147483647&HEIGHT=2147483647", "WIDTH", ERR_TOO_LARGE },
		{ "SERVICE=WMS&REQUEST=GetMap&WIDTH=0", "WIDTH", ERR_INVALID_PARAMETER },
		{ "SERVICE=WMS&REQUEST=GetMap&BBOX=1,2,3", "BBOX", ERR_INVALID_PARAMETER },
		{ "SERVICE=WMS&REQUEST=GetMap&BBOX=1,2,3,1e300", "BBOX", ERR_INVALID_PARAMETER },
		{ "SERVICE=WMS&REQUEST=GetMap&TIME=2016'", "TIME", ERR_INVALID_PARAMETER },
		{ "SERVICE=WMS&REQUEST=GetMap&SRS=EPSG:4326%5C", "SRS", ERR_INVALID_PARAMETER },
		{ "SERVICE=WMS&REQUEST=GetFeatureInfo&FEATURE_COUNT=-1", "FEATURE_COUNT", ERR_INVALID_PARAMETER },
		{ "SERVICE=WMS&REQUEST=GetLegendGraphic&SCALE=1:2", "SCALE", ERR_INVALID_PARAMETER },
		{ "SERVICE=WFS&REQUEST=GetFeature&FEATUREID=a.%22", "FEATUREID", ERR_INVALID_PARAMETER },
		{ "SERVICE=WFS&REQUEST=GetFeature&COUNT=x", "COUNT", ERR_INVALID_PARAMETER },
		{ "SERVICE=WFS&REQUEST=GetFeature&FILTER=%3Ca", "FILTER", ERR_INVALID_PARAMETER },
	};

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct engine_mapfile m;
		assert_false(read_ows(f, &m, refused[i].query));
		assert_int_equal(f->err.code, refused[i].code);
		assert_string_equal(f->err.locator, refused[i].locator);
	}
	char *many = mem_strdup(f, "SERVICE=WMS&REQUEST=GetMap&LAYERS=");
	for (int i = 0; i < 70; i++)
		many = mem_check(talloc_strdup_append(many, "a,"));
	struct engine_mapfile m;
	assert_false(read_ows(f, &m, many));
	assert_string_equal(f->err.locator, "LAYERS");
}

static void a_posted_document_is_of_wfs_or_nothing(void **state)
{
	struct fixture *f = *state;
	static const char *const refused[] = {
		"<GetCoverage service='WCS'><a service=\"WFS\"/></GetCoverage>",
		"<GetFeature xmlns:a='u' a:service='WCS' service='WFS'/>", "<GetFeature/>",
		"<GetCoverage service='WFS'/>", "<GetFeature service='WFS'", "<!DOCTYPE a><GetFeature service='WFS'/>",
		"<GetFeature service='WFS'><PropertyName>a\"b</PropertyName></GetFeature>",
		"<GetFeature service='WFS'><FeatureId fid=\"a'b\"/></GetFeature>",
		"<GetFeature service='WFS'><PropertyIsLike wildCard='.*'/></GetFeature>",
	};
	struct engine_mapfile m;

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_false(post(f, &m, refused[i]));
	f->conf.max_predicates = 2;
	assert_false(post(f, &m, "<GetFeature service='WFS'><a/><a/><a/><a/><a/><a/><a/><a/><a/><a/><a/><a/></GetFeature>"));
	assert_int_equal(f->err.code, ERR_TOO_LARGE);
	f->conf.max_predicates = 500;
	assert_true(post(f, &m, "<?xml version='1.0'?><!-- c --><w:GetFeature xmlns:w='u' service='WFS'><w:Literal>a\"'b"
	                 "</w:Literal></w:GetFeature>"));
	assert_string_equal(m.document, "<w:GetFeature xmlns:w=\"u\" service=\"WFS\"><w:Literal>a\"'b</w:Literal>"
	                    "</w:GetFeature>");
	assert_int_equal(m.n_parameters, 0);  /* what stood in the query goes nowhere */
}

static void the_api_knows_four_parameters(void **state)
{
	struct fixture *f = *state;
	struct engine_mapfile m = { 0 };

	fixture_request(f, "/map/carte/ogcapi/collections/a/items", "limit=999999&offset=3&bbox=1,2,3,4&lang=fr&key=k");
	assert_true(mapfile_read_api(&m, &f->x, &f->err));
	assert_string_equal(passed(&m, "limit"), "10000");
	assert_string_equal(passed(&m, "offset"), "3");
	assert_string_equal(passed(&m, "f"), "json");
	assert_int_equal(m.n_parameters, 4);
	static const char *const refused[] = { "limit=x", "limit=0", "offset=-1", "bbox=1", "f=xml", "colour=red" };
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		m = (struct engine_mapfile){ 0 };
		fixture_request(f, "/map/carte/ogcapi", refused[i]);
		assert_false(mapfile_read_api(&m, &f->x, &f->err));
	}
	f->request.method = METHOD_POST;
	f->err = (struct err){ 0 };
	assert_false(mapfile_read_api(&m, &f->x, &f->err));
	assert_int_equal(f->err.code, ERR_METHOD);
}

#define MAPFILE "MAP\nNAME \"m\"\nEXTENT 0 45 6 47\nSIZE 20 20\nPROJECTION \"init=epsg:4326\" END\n" \
	"WEB METADATA \"ows_title\" \"M\" \"ows_srs\" \"EPSG:4326\" END END\nLAYER NAME \"zones\" TYPE POLYGON\n"
#define LAYER "STATUS ON CONNECTIONTYPE OGR CONNECTION \"%s\" DATA \"zones\" PROJECTION \"init=epsg:4326\" END\n" \
	"CLASS STYLE COLOR 255 0 0 END END END END\n"

static void write_map(struct fixture *f, const char *name, const char *text)
{
	FILE *file = fopen(mem_printf(f, "%s/mapfiles/%s.map", f->conf.workspace, name), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static bool get(struct fixture *f, const char *path, const char *query)
{
	fixture_request(f, path, query);
	assert_true(mapfile_service.claims(&f->x));
	return mapfile_service.serve(&f->x, f->out, &f->err);
}

static void a_map_is_served_and_a_broken_one_tells_its_line(void **state)
{
	struct fixture *f = *state;
	static const struct mapfile maps[] = { { "broken", LEVEL_PUBLIC, NULL }, { "gone", LEVEL_PUBLIC, NULL },
	                                       { "hidden", LEVEL_INTERNAL, NULL }, { "whole", LEVEL_PUBLIC, NULL } };
	static const char query[] = "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=zones&STYLES=&SRS=EPSG:4326"
		"&BBOX=0,45,6,47&WIDTH=10&HEIGHT=10&FORMAT=image/png";
	const char *uri = fixture_layer(f, "zones")->source.uri;

	f->catalogue.mapfiles = maps;
	f->catalogue.n_mapfiles = 4;
	f->conf.workspace = scratch_new(f);
	assert_int_equal(mkdir(mem_printf(f, "%s/mapfiles", f->conf.workspace), 0700), 0);
	write_map(f, "whole", mem_printf(f, MAPFILE LAYER, uri));
	write_map(f, "hidden", mem_printf(f, MAPFILE LAYER, uri));
	write_map(f, "broken", mem_printf(f, MAPFILE "STATE ON\n" LAYER, uri));
	assert_true(get(f, "/map/whole", query));
	assert_string_equal(out_header_get(f->out, "Content-Type"), "image/png");
	/* an exception of the library's own is an error of ours, and nothing of it is sent */
	size_t sent;
	assert_false(get(f, "/map/whole", "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=other&STYLES="
	                                  "&SRS=EPSG:4326&BBOX=0,45,6,47&WIDTH=10&HEIGHT=10&FORMAT=image/png"));
	assert_int_equal(f->err.code, ERR_LAYER);
	assert_non_null(f->err.detail);
	fixture_body(f, &sent);
	assert_int_equal(sent, 0);
	assert_false(get(f, "/map/broken", query));
	assert_int_equal(f->err.code, ERR_INTERNAL);
	assert_non_null(strstr(f->err.message.en, "line 8"));
	assert_non_null(strstr(f->err.message.fr, "ligne 8"));
	static const char *const nowhere[] = { "/map/gone", "/map/hidden", "/map/other", "/map/../whole", "/map/whole/x",
	                                       "/map/", "/map/whole/ogcapi/collections/a/items/b/c" };
	for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
		assert_false(get(f, nowhere[i], query));
		assert_int_equal(f->err.code, ERR_NOT_FOUND);
	}
	assert_true(get(f, "/map/whole/ogcapi/conformance", ""));
	assert_false(get(f, "/map/whole/ogcapi/collections/nonesuch", ""));
	assert_int_equal(f->err.code, ERR_NOT_FOUND);
}

static int make(void **state)
{
	*state = fixture_new();
	return 0;
}

static int unmake(void **state)
{
	fixture_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_parameters_of_the_service_are_passed_on, make, unmake),
		cmocka_unit_test_setup_teardown(a_value_is_looked_at_before_it_goes, make, unmake),
		cmocka_unit_test_setup_teardown(a_posted_document_is_of_wfs_or_nothing, make, unmake),
		cmocka_unit_test_setup_teardown(the_api_knows_four_parameters, make, unmake),
		cmocka_unit_test_setup_teardown(a_map_is_served_and_a_broken_one_tells_its_line, make, unmake),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
