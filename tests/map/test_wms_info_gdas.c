#include "tests/map/joined.h"
#include "tests/map/valid.h"
#include "tests/map/wms_get.h"

#define ASK "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&WIDTH=320&HEIGHT=40&CRS=CRS:84&BBOX=0,45,8,46" \
            "&J=20&INFO_FORMAT=text/xml;%20subtype%3Dgdas/1.0"
#define INFO ASK "&LAYERS=statistics&QUERY_LAYERS=statistics"

static void has(const char *body, const char *word)
{
	if (strstr(body, word) == NULL)
		fail_msg("no \"%s\" in: %s", word, body);
}

static void lacks(const char *body, const char *word)
{
	if (strstr(body, word) != NULL)
		fail_msg("\"%s\" in: %s", word, body);
}

/* The layer "statistics" as that of a dataset, which is what GDAS tells. */
static int open_over(void **state, enum geometry_kind kind)
{
	struct fixture *f = joined_over(kind);
	struct layer *layer = joined_layer_of(f);
	struct joined *joined = mem_new(f, struct joined);
	struct framework *framework = mem_new(f, struct framework);
	struct dataset *dataset = mem_new(f, struct dataset);

	*joined = *layer->joined;
	*framework = (struct framework){ .series = "squares", .version = "2026-01-01", .layer = joined->base, .key = "code",
	                                 .parent_series = "", .parent_column = "", .newest = true };
	*dataset = (struct dataset){
		.name = layer->name, .metadata = layer->metadata, .owner = layer->owner, .theme = layer->theme,
		.framework = framework, .key = "code", .attributes = joined->attributes, .n_attributes = 5, .changed = 7,
		.layer = layer,
	};
	dataset->metadata.updated = "2026-02-01T00:00:00Z";
	dataset->metadata.reference_date = dataset->metadata.documentation_url = "";
	joined->framework = framework;
	joined->dataset = dataset;
	layer->joined = joined;
	*state = f;
	return 0;
}

static int open_fixture(void **state)
{
	return open_over(state, GEOMETRY_POLYGON);
}

static int open_points(void **state)
{
	return open_over(state, GEOMETRY_POINT);
}

static const char *get(struct fixture *f, const char *query)
{
	const char *answer = wms_get(f, "/ows", query);
	if (f->err.code != ERR_NONE)
		fail_msg("%s: %s (%s)", query, f->err.message.en, f->err.detail);
	return answer;
}

static void the_territory_under_the_pixel_is_told_as_gdas(void **state)
{
	struct fixture *f = *state;
	const char *body = get(f, INFO "&I=20");

	assert_string_equal(out_header_get(f->out, "Content-Type"), "text/xml; subtype=gdas/1.0");
	has(body, "<tjs:Row><tjs:K>S1</tjs:K><tjs:V>5</tjs:V><tjs:V>100</tjs:V><tjs:V>wood</tjs:V><tjs:V>1</tjs:V>"
	          "<tjs:V>11</tjs:V></tjs:Row></tjs:Rowset>");
	has(body, "<tjs:FrameworkURI>http://maps.example.org/geo/tjs/frameworks/squares/2026-01-01</tjs:FrameworkURI>");
	has(body, "<tjs:DatasetURI>http://maps.example.org/geo/tjs/datasets/statistics</tjs:DatasetURI>");
	assert_valid(f, "tjs/1.0/tjsAll.xsd", body);
}

static void nulls_keep_their_codes(void **state)
{
	has(get(*state, INFO "&I=220"), "<tjs:K>S6</tjs:K><tjs:V null=\"true\">s</tjs:V>");
	has(get(*state, INFO "&I=180"), "<tjs:K>S5</tjs:K><tjs:V null=\"true\"/>");
	has(get(*state, INFO "&I=260"), "<tjs:V null=\"true\">so</tjs:V><tjs:V>2500</tjs:V>");
}

static void the_language_is_that_of_the_request(void **state)
{
	struct fixture *f = *state;

	has(get(f, INFO "&I=20"), "<tjs:Title>Taux</tjs:Title>");
	f->x.lang = LANG_EN;
	has(get(f, INFO "&I=20"), "<tjs:Title>Rate</tjs:Title>");
}

static void all_territories_at_the_place_are_told(void **state)
{
	struct fixture *f = *state;
	/* points count within four pixels: here that is four squares each way */
	const char *body = get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&WIDTH=8&HEIGHT=8&CRS=CRS:84"
	                          "&BBOX=0,42,8,50&LAYERS=statistics&QUERY_LAYERS=statistics&I=3&J=4"
	                          "&FEATURE_COUNT=3&INFO_FORMAT=text/xml;subtype%3Dgdas/1.0");

	has(body, "<tjs:K>S1</tjs:K>");
	has(body, "</tjs:Row><tjs:Row><tjs:K>S3</tjs:K>");
	lacks(body, "<tjs:K>S4</tjs:K>");
	assert_valid(f, "tjs/1.0/tjsAll.xsd", body);
}

static void what_gdas_cannot_tell_is_refused(void **state)
{
	static const struct { const char *query, *code, *word; } cases[] = {
		{ ASK "&LAYERS=zones&QUERY_LAYERS=zones&I=20", "InvalidParameterValue", "QUERY_LAYERS" },
		{ ASK "&LAYERS=relief&QUERY_LAYERS=relief&I=20", "InvalidParameterValue", "QUERY_LAYERS" },
		{ ASK "&LAYERS=statistics,zones&QUERY_LAYERS=statistics,zones&I=20", "InvalidParameterValue", "QUERY_LAYERS" },
		{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&WIDTH=320&HEIGHT=40&CRS=CRS:84&BBOX=20,45,28,46"
		  "&INFO_FORMAT=text/xml;subtype%3Dgdas/1.0&LAYERS=statistics&QUERY_LAYERS=statistics&I=20&J=20",
		  "InvalidPoint", "\"I\"" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture *f = *state;
		const char *body = wms_get(f, "/ows", cases[i].query);
		has(body, mem_printf(f, "code=\"%s\"", cases[i].code));
		has(body, cases[i].word);
		assert_valid(f, "wms/1.3.0/exceptions_1_3_0.xsd", body);
	}
}

static void capabilities_offer_it(void **state)
{
	has(get(*state, "SERVICE=WMS&REQUEST=GetCapabilities"), "<Format>text/xml; subtype=gdas/1.0</Format>");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_territory_under_the_pixel_is_told_as_gdas),
		cmocka_unit_test(nulls_keep_their_codes),
		cmocka_unit_test(the_language_is_that_of_the_request),
		cmocka_unit_test_setup_teardown(all_territories_at_the_place_are_told, open_points, fixture_close),
		cmocka_unit_test(what_gdas_cannot_tell_is_refused),
		cmocka_unit_test(capabilities_offer_it),
	};
	return cmocka_run_group_tests(tests, open_fixture, fixture_close);
}
