#include "tests/tjs/country.h"

#include <dirent.h>

#include "service/desk.h"

#define TYPE "http://www.w3.org/TR/xmlschema-2/#"
#define GDAS(rows) "<GDAS xmlns=\"http://www.opengis.net/tjs/1.0\" xml:lang=\"fr\"><Framework><FrameworkURI>" DEPARTEMENTS \
	"</FrameworkURI><Dataset><DatasetURI>d</DatasetURI><Title>Revenus</Title><Columnset><FrameworkKey " \
	"relationship=\"one\" complete=\"false\"><Column name=\"dep\" type=\"" TYPE "string\" length=\"3\"/></FrameworkKey>" \
	"<Attributes><Column name=\"revenu\" type=\"" TYPE "double\" length=\"9\" purpose=\"Attribute\"><Title>Revenu médian" \
	"</Title><Abstract/><Values><Measure><UOM><ShortForm>€</ShortForm><LongForm>euros</LongForm></UOM></Measure></Values>" \
	"</Column><Column name=\"an\" type=\"" TYPE "integer\" length=\"4\" purpose=\"TemporalIdentifier\"><Title>An</Title>" \
	"<Abstract/><Values><Ordinal/></Values></Column></Attributes></Columnset><Rowset>" rows "</Rowset></Dataset>" \
	"</Framework></GDAS>"
#define ROW(k, v) "<Row><K>" k "</K><V>" v "</V><V>2020</V></Row>"

static const char *join(struct country *c, const char *query)
{
	return country_form(c, "/tjs", mem_printf(c, "service=TJS&version=1.0&request=JoinData&FrameworkURI=%s&%s",
	                                          DEPARTEMENTS, query));
}

static const char *join_url(struct country *c, const char *gdas)
{
	c->desk.url = "https://elsewhere.example/table";
	c->desk.content = gdas;
	c->desk.type = "application/xml";
	return join(c, "GetDataURL=https://elsewhere.example/table");
}

/* The layer that a response names for WMS. */
static const struct layer *joined_layer_of(struct country *c, const char *body)
{
	const char *at = strstr(body, "<tjs:Parameter name=\"layers\">");

	assert_has(body, "<tjs:Parameter name=\"layers\">");
	at = strchr(at, '>') + 1;
	return view_layer(c->view, mem_strndup(c, at, strcspn(at, "<")));
}

static void a_table_from_elsewhere_becomes_a_layer(void **state)
{
	struct country *c = *state;
	const char *body = join_url(c, GDAS(ROW("01", "21000.5") ROW("2a", "19000") ROW("99", "1")));

	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:Completed>2 territoires sur 6 ont reçu une valeur, de 3 lignes.</tjs:Completed>");
	const struct layer *layer = joined_layer_of(c, body);
	assert_non_null(layer);
	assert_non_null(layer_column(layer, "revenu"));
	assert_null(layer_column(layer, "an"));
	assert_string_equal(layer->joined->attributes[0].unit, "€");
	assert_string_equal(layer->metadata.title.fr, "Revenus");
	assert_has(body, "<tjs:Parameter name=\"typeName\">");
	assert_has(body, mem_printf(c, "/api/collections/%s/report?f=json", layer->name));
}

static void what_the_status_says_is_told_again_at_its_address(void **state)
{
	struct country *c = *state;
	const char *body = join_url(c, GDAS(ROW("01", "21000.5")));
	const struct layer *layer = joined_layer_of(c, body);
	const char *id = layer->name + strlen("join_");

	assert_has(body, mem_printf(c, "xlink:href=\"" BASE "/tjs/joins/%s?language=fr\"", id));
	assert_string_equal(country_get(c, mem_printf(c, "/tjs/joins/%s", id), ""), body);
	body = country_get(c, "/tjs/joins/00000000000000000000000000000000", "");
	assert_int_equal(out_status_get(c->out), 404);
}

static void the_data_of_a_join_are_served_as_a_dataset_that_is_not_listed(void **state)
{
	struct country *c = *state;
	const struct layer *layer = joined_layer_of(c, join_url(c, GDAS(ROW("01", "21000.5"))));
	const char *body = country_get(c, "/tjs", mem_printf(c, "service=TJS&request=GetData&%s", country_uris(c, layer->name)));

	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:K>01</tjs:K><tjs:V>21000.5</tjs:V>");
	assert_has_not(country_get(c, "/tjs", "service=TJS&request=DescribeDatasets"), layer->name);
}

static void the_same_request_has_the_same_addresses_and_new_content(void **state)
{
	struct country *c = *state;
	const struct layer *layer = joined_layer_of(c, join_url(c, GDAS(ROW("01", "1"))));
	const char *name = mem_strdup(c, layer->name), *version = mem_strdup(c, layer->joined->version);

	layer = joined_layer_of(c, join_url(c, GDAS(ROW("01", "2") ROW("02", "3"))));
	assert_string_equal(layer->name, name);
	assert_string_not_equal(layer->joined->version, version);
}

static void our_own_data_are_joined_without_a_request(void **state)
{
	struct country *c = *state;
	const char *uris = country_uris(c, "menages");
	const char *url = mem_printf(c, BASE "/tjs?service=TJS&version=1.0&request=GetData&%s&Attributes=pop,taux", uris);

	c->desk.url = NULL;
	const char *body = join(c, mem_printf(c, "GetDataURL=%s", text_url_encode(c, url)));
	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:Completed>6 territoires sur 6");
	assert_has(body, "name=\"taux\"");
	assert_has_not(body, "name=\"type\"");
	body = join(c, mem_printf(c, "GetDataURL=%s", text_url_encode(c, mem_printf(c, "%s&LinkageKeys=01,02", url))));
	assert_has(body, "<tjs:Completed>2 territoires sur 6");
	body = join(c, mem_printf(c, "GetDataURL=%s", text_url_encode(c, BASE "/tjs?service=TJS&request=GetCapabilities")));
	assert_exception(c, body, "InvalidParameterValue", "GetDataURL", 400);
}

static void a_document_can_ask_for_our_data_or_bring_its_own(void **state)
{
	struct country *c = *state;
	const char *body = country_post(c, "/ows", "<JoinData xmlns=\"http://www.opengis.net/tjs/1.0\" service=\"TJS\" language=\"en\">"
		"<AttributeData><GetDataXML><FrameworkURI>" DEPARTEMENTS "</FrameworkURI><DatasetURI>" BASE "/tjs/datasets/prix"
		"</DatasetURI><Attributes>eur</Attributes></GetDataXML></AttributeData></JoinData>");

	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:Completed>6 of 6 territories got a value, from 6 rows.</tjs:Completed>");
	body = country_post(c, "/tjs", "<JoinData xmlns=\"http://www.opengis.net/tjs/1.0\" service=\"TJS\"><AttributeData>"
		GDAS(ROW("75", "30000")) "</AttributeData></JoinData>");
	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:Completed>1 territoires sur 6");
}

static const char *join_own(struct country *c, const char *more)
{
	const char *url = mem_printf(c, BASE "/tjs?service=TJS&request=GetData&%s%s", country_uris(c, "annees"), more);

	return join(c, mem_printf(c, "GetDataURL=%s", text_url_encode(c, url)));
}

static void of_several_rows_a_territory_one_is_chosen(void **state)
{
	struct country *c = *state;
	const char *body = join_own(c, "");

	assert_exception(c, body, "InvalidParameterValue", "GetDataURL", 400);
	assert_has(body, "FilterColumn");
	body = join_own(c, "&Attributes=value&FilterColumn=an&FilterValue=2020");
	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:Completed>2 territoires sur 6");
}

static void a_table_without_a_common_key_is_a_failure_of_linkage(void **state)
{
	struct country *c = *state;

	assert_exception(c, join_url(c, GDAS(ROW("XX", "1") ROW("YY", "2"))), "LinkageFailure", NULL, 400);
}

static void what_is_wrong_with_a_table_is_told_at_its_parameter(void **state)
{
	struct country *c = *state;
	static const struct { const char *gdas, *words; } cases[] = {
		{ "<ExceptionReport/>", "ExceptionReport" }, { GDAS(ROW("01", "many")), "ligne 1, colonne « revenu »" },
		{ "not xml", "XML" }, { GDAS(""), "Row" }, { GDAS(ROW("01", "1") ROW("01", "2")), "01" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *body = join_url(c, cases[i].gdas);
		assert_exception(c, body, "InvalidParameterValue", "GetDataURL", 400);
		assert_has(body, cases[i].words);
	}
	c->desk.url = "https://other.example/";
	assert_exception(c, join(c, "GetDataURL=https://nowhere.example/"), "InvalidParameterValue", "GetDataURL", 400);
}

static void the_framework_of_the_table_and_of_the_request_are_the_same(void **state)
{
	struct country *c = *state;

	c->desk.url = "https://elsewhere.example/table";
	c->desk.content = GDAS(ROW("01", "1"));
	const char *body = country_form(c, "/tjs", "service=TJS&request=JoinData&FrameworkURI=" BASE
		"/tjs/frameworks/regions/2026-01-01&GetDataURL=https://elsewhere.example/table");
	assert_exception(c, body, "InvalidParameterValue", "FrameworkURI", 400);
	body = country_form(c, "/tjs", "service=TJS&request=JoinData&FrameworkURI=x&GetDataURL=https://elsewhere.example/table");
	assert_exception(c, body, "InvalidParameterValue", "FrameworkURI", 400);
}

static void a_long_join_is_accepted_and_asked_for_later(void **state)
{
	struct country *c = *state;

	c->desk.slow = true;
	const char *body = join_url(c, GDAS(ROW("01", "77")));
	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:Accepted>");
	assert_has(body, "name=\"revenu\"");
	const char *at = strstr(body, "xlink:href=\"" BASE "/tjs/jobs/") + strlen("xlink:href=\"" BASE);
	char *path = mem_strndup(c, at, strcspn(at, "?")), *query = mem_strndup(c, at + strlen(path) + 1, strcspn(at, "\"") - strlen(path) - 1);
	for (char *amp; (amp = strstr(query, "&amp;")) != NULL;)
		memmove(amp + 1, amp + 5, strlen(amp + 5) + 1);
	body = country_get(c, path, query);
	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:Completed>1 territoires sur 6");
	body = join_url(c, GDAS(ROW("ZZ", "77")));
	at = strstr(body, "xlink:href=\"" BASE "/tjs/jobs/") + strlen("xlink:href=\"" BASE);
	path = mem_strndup(c, at, strcspn(at, "?"));
	body = country_get(c, path, query);
	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:Failed");
	assert_has(body, "exceptionCode=\"LinkageFailure\"");
	c->desk.slow = false;
	assert_exception(c, country_get(c, "/tjs/jobs/x", query), "NoApplicableCode", NULL, 404);
}

static void classes_come_from_a_document_of_our_schema(void **state)
{
	struct country *c = *state;

	c->desk.url = "https://elsewhere.example/classes";
	c->desk.content = "<Classification xmlns=\"http://www.jointure.org/ns/classification\"><Attribute name=\"eur\" "
	                  "ramp=\"Greens\"><Break>0</Break><Break>2.5</Break><Break>200000000</Break></Attribute></Classification>";
	const char *url = text_url_encode(c, mem_printf(c, BASE "/tjs?service=TJS&request=GetData&%s", country_uris(c, "prix")));
	const char *body = join(c, mem_printf(c, "GetDataURL=%s&ClassificationURL=https://elsewhere.example/classes", url));
	assert_valid_tjs(c, body);
	const struct layer *layer = joined_layer_of(c, body);
	assert_has(layer->styles[0].body, "Greens");
	c->desk.content = "<Classification><Attribute name=\"eur\" method=\"magic\"/></Classification>";
	body = join(c, mem_printf(c, "GetDataURL=%s&ClassificationURL=https://elsewhere.example/classes", url));
	assert_exception(c, body, "InvalidParameterValue", "ClassificationURL", 400);
	c->desk.content = "<sesame/>";
	body = join(c, mem_printf(c, "GetDataURL=%s&ClassificationURL=https://elsewhere.example/classes", url));
	assert_exception(c, body, "InvalidParameterValue", "ClassificationURL", 400);
	assert_has_not(body, "sesame");
	body = country_get(c, "/tjs/schemas/classification.xsd", "");
	assert_has(body, "targetNamespace=\"http://www.jointure.org/ns/classification\"");
}

static void a_style_document_is_the_layer_s_own(void **state)
{
	struct country *c = *state;

	c->desk.url = "https://elsewhere.example/style";
	c->desk.content = "<StyledLayerDescriptor version=\"1.0.0\"/>";
	const char *url = text_url_encode(c, mem_printf(c, BASE "/tjs?service=TJS&request=GetData&%s", country_uris(c, "prix")));
	const char *body = join(c, mem_printf(c, "GetDataURL=%s&StylingIdentifier=SLD&StylingURL=https://elsewhere.example/style",
	                                      url));
	assert_valid_tjs(c, body);
	assert_int_equal(joined_layer_of(c, body)->styles[0].kind, STYLE_SLD);
	body = join(c, mem_printf(c, "GetDataURL=%s&StylingIdentifier=QML&StylingURL=https://elsewhere.example/style", url));
	assert_exception(c, body, "InvalidParameterValue", "StylingIdentifier", 400);
	body = join(c, mem_printf(c, "GetDataURL=%s&StylingURL=https://nowhere.example/style", url));
	assert_exception(c, body, "InvalidParameterValue", "StylingURL", 400);
}

static void classes_that_cannot_be_drawn_leave_the_other_outputs_standing(void **state)
{
	struct country *c = *state;

	c->desk.url = "https://elsewhere.example/classes";
	c->desk.content = "<Classification><Attribute name=\"note\" kind=\"choropleth\"/></Classification>";
	const char *url = text_url_encode(c, mem_printf(c, BASE "/tjs?service=TJS&request=GetData&%s", country_uris(c, "menages")));
	const char *body = join(c, mem_printf(c, "GetDataURL=%s&ClassificationURL=https://elsewhere.example/classes",
	                                      url));
	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:Completed>");
	assert_has(body, "<ows:Exception exceptionCode=\"InvalidParameterValue\" locator=\"ClassificationURL\"><ows:ExceptionText>"
	                 "les valeurs de « note » ne peuvent pas être dessinées avec les classes demandées");
	assert_has_not(body, "<tjs:Parameter name=\"layers\">");
	assert_has(body, "<tjs:Parameter name=\"typeName\">");
	assert_has(body, "/export?f=gpkg</tjs:URL>");
	const char *at = strstr(body, "xlink:href=\"" BASE "/tjs/joins/") + strlen("xlink:href=\"" BASE);
	assert_string_equal(country_get(c, mem_strndup(c, at, strcspn(at, "?\"")), ""), body);
}

/* What stands between the tags. */
static const char *between(struct country *c, const char *body, const char *from, const char *to)
{
	assert_has(body, from);
	const char *at = strstr(body, from) + strlen(from), *end = strstr(at, to);

	assert_non_null(end);
	return mem_strndup(c, at, (size_t)(end - at));
}

static void every_value_and_every_code_for_a_missing_one_comes_back(void **state)
{
	struct country *c = *state;
	const char *query = mem_printf(c, "service=TJS&request=GetData&%s", country_uris(c, "menages"));
	const char *before = country_get(c, "/tjs", query);
	const char *sent = between(c, before, "<tjs:GDAS", "</tjs:GDAS>");
	const char *body = country_post(c, "/tjs", mem_printf(c, "<JoinData xmlns=\"http://www.opengis.net/tjs/1.0\" service=\"TJS\">"
		"<AttributeData><tjs:GDAS%s</tjs:GDAS></AttributeData></JoinData>", sent));
	assert_has(body, "<tjs:Completed>5 territoires sur 6");
	const struct layer *layer = joined_layer_of(c, body);
	const char *after = country_get(c, "/tjs", mem_printf(c, "service=TJS&request=GetData&%s", country_uris(c, layer->name)));
	assert_string_equal(between(c, after, "<tjs:Rowset>", "</tjs:Rowset>"), between(c, before, "<tjs:Rowset>", "</tjs:Rowset>"));
	assert_has(after, "<tjs:K>2A</tjs:K><tjs:V null=\"true\">s</tjs:V><tjs:V null=\"true\"/>");
	assert_has(after, "<tjs:K>2B</tjs:K><tjs:V>185153</tjs:V><tjs:V>12.5</tjs:V><tjs:V null=\"true\">so</tjs:V>");
	assert_string_equal(between(c, after, "<tjs:Attributes>", "<tjs:GetDataRequest"),
	                    between(c, before, "<tjs:Attributes>", "<tjs:GetDataRequest"));
}

static void all_half_or_none_of_the_keys_match(void **state)
{
	struct country *c = *state;

	assert_has(join_url(c, GDAS(ROW("01", "1") ROW("02", "1") ROW("2A", "1") ROW("2B", "1") ROW("75", "1") ROW("FR-93", "1"))),
	           "<tjs:Completed>6 territoires sur 6 ont reçu une valeur, de 6 lignes.");
	assert_has(join_url(c, GDAS(ROW("01", "1") ROW("02", "1") ROW("2A", "1") ROW("A", "1") ROW("B", "1") ROW("C", "1"))),
	           "<tjs:Completed>3 territoires sur 6 ont reçu une valeur, de 6 lignes.");
	assert_exception(c, join_url(c, GDAS(ROW("A", "1") ROW("B", "1"))), "LinkageFailure", NULL, 400);
	const char *twice = join_url(c, GDAS(ROW("01", "1") ROW("2A", "1") ROW("2A", "2")));
	assert_exception(c, twice, "InvalidParameterValue", "GetDataURL", 400);
	assert_has(twice, "2A");
}

static void an_update_keeps_every_address_and_brings_the_new_content(void **state)
{
	struct country *c = *state;
	const char *const gdas[] = { GDAS(ROW("01", "10")), GDAS(ROW("01", "11") ROW("02", "12")) };
	const char *outputs[2], *href[2], *rows[2];

	for (int i = 0; i < 2; i++) {
		c->desk.url = "https://elsewhere.example/table";
		c->desk.content = gdas[i];
		const char *body = join(c, "update=true&GetDataURL=https://elsewhere.example/table");
		outputs[i] = between(c, body, "<tjs:JoinedOutputs>", "</tjs:JoinedOutputs>");
		href[i] = between(c, body, "<tjs:Status xlink:href=\"", "\"");
		const char *data = country_get(c, "/tjs", mem_printf(c, "service=TJS&request=GetData&%s",
		                                                     country_uris(c, joined_layer_of(c, body)->name)));
		rows[i] = between(c, data, "<tjs:Rowset>", "</tjs:Rowset>");
	}
	assert_string_equal(outputs[1], outputs[0]);
	assert_string_equal(href[1], href[0]);
	assert_has(rows[0], "<tjs:K>01</tjs:K><tjs:V>10</tjs:V>");
	assert_has(rows[1], "<tjs:K>01</tjs:K><tjs:V>11</tjs:V></tjs:Row><tjs:Row><tjs:K>02</tjs:K><tjs:V>12</tjs:V>");
}

static const char *in_place_of(struct country *c, const char *text, const char *what, const char *with)
{
	char *made = mem_strdup(c, "");

	for (const char *at; (at = strstr(text, what)) != NULL; text = at + strlen(what))
		made = mem_check(talloc_asprintf_append(made, "%.*s%s", (int)(at - text), text, with));
	return mem_printf(c, "%s%s", made, text);
}

static void a_column_of_any_name_becomes_a_column_of_ours(void **state)
{
	static const char *const names[] = { "&quot;; drop table layer; --", "../../etc/passwd", "&lt;script&gt;", "[revenu]", "%s%n",
	                                     "été", "1", "dep", "code" };
	struct country *c = *state;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *body = join_url(c, in_place_of(c, GDAS(ROW("01", "1")), "revenu", names[i]));
		assert_has(body, "<tjs:Completed>1 territoires sur 6");
		assert_valid_tjs(c, body);
		const struct layer *layer = joined_layer_of(c, body);
		const char *name = layer->columns[layer->joined->first].name;
		assert_int_equal(strcspn(name, "\"'; /<>[]%"), strlen(name));
		for (size_t j = 0; j < layer->joined->first; j++)
			assert_string_not_equal(layer->columns[j].name, name);
		const char *data = country_get(c, "/tjs", mem_printf(c, "service=TJS&request=GetData&%s&Attributes=%s",
		                                                     country_uris(c, layer->name), text_url_encode(c, name)));
		assert_has(data, "<tjs:K>01</tjs:K><tjs:V>1</tjs:V>");
	}
}

/* What lies in the workspace of joins that are not done. */
static int in_hand(struct country *c)
{
	DIR *dir = opendir(mem_printf(c, "%s/joins/incoming", c->workspace->sample->workspace));
	int n = 0;

	for (; dir != NULL && readdir(dir) != NULL; n++)
		continue;
	if (dir != NULL)
		closedir(dir);
	return n;
}

static void a_hostile_table_is_refused_and_leaves_nothing(void **state)
{
	struct country *c = *state;
	const char *good = GDAS(ROW("01", "1")), *row = ROW("01", "1");
	char *many = mem_strdup(c, "");
	int before = in_hand(c);

	source_write(c, c->workspace->sample->workspace, "jointure.conf", "[server]\nbase_url = " BASE "\n[joins]\nmax_rows = 20\n");
	for (int i = 0; i < 21; i++)
		many = mem_check(talloc_asprintf_append(many, "<Row><K>%d</K><V>1</V><V>2020</V></Row>", i));
	const struct { const char *gdas, *words; } cases[] = {
		{ mem_printf(c, "<!DOCTYPE GDAS [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;&a;\">]>%s", in_place_of(c, good, ">1<", ">&c;<")), "DOCTYPE" },
		{ in_place_of(c, good, row, many), "20" }, { in_place_of(c, good, "<V>1</V>", ""), "ligne 1" },
		{ in_place_of(c, good, "<V>1</V>", "<V>1</V><V>1</V>"), "ligne 1" }, { in_place_of(c, good, row, ""), "Row" },
		{ mem_strndup(c, good, strlen(good) - 30), "XML" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *body = join_url(c, cases[i].gdas);
		assert_int_equal(out_status_get(c->out) / 100, 4);
		assert_has(body, "locator=\"GetDataURL\"");
		assert_has(body, cases[i].words);
		assert_int_equal(in_hand(c), before);
	}
	source_write(c, c->workspace->sample->workspace, "jointure.conf", "[server]\nbase_url = " BASE "\n");
}

static void who_may_not_join_is_told_so(void **state)
{
	struct country *c = *state;

	c->conf.may_join = "nobody";
	assert_exception(c, join(c, "GetDataURL=x"), "NoApplicableCode", NULL, 403);
	c->conf.may_join = "professional";
	assert_exception(c, join(c, "GetDataURL=x"), "NoApplicableCode", NULL, 401);
	c->conf.may_join = "anyone";
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_table_from_elsewhere_becomes_a_layer), TEST(what_the_status_says_is_told_again_at_its_address),
		TEST(the_data_of_a_join_are_served_as_a_dataset_that_is_not_listed),
		TEST(the_same_request_has_the_same_addresses_and_new_content), TEST(our_own_data_are_joined_without_a_request),
		TEST(a_document_can_ask_for_our_data_or_bring_its_own),
		TEST(of_several_rows_a_territory_one_is_chosen),
		TEST(a_table_without_a_common_key_is_a_failure_of_linkage),
		TEST(what_is_wrong_with_a_table_is_told_at_its_parameter),
		TEST(the_framework_of_the_table_and_of_the_request_are_the_same),
		TEST(a_long_join_is_accepted_and_asked_for_later), TEST(classes_come_from_a_document_of_our_schema),
		TEST(classes_that_cannot_be_drawn_leave_the_other_outputs_standing),
		TEST(every_value_and_every_code_for_a_missing_one_comes_back), TEST(all_half_or_none_of_the_keys_match),
		TEST(an_update_keeps_every_address_and_brings_the_new_content),
		TEST(a_column_of_any_name_becomes_a_column_of_ours), TEST(a_hostile_table_is_refused_and_leaves_nothing),
		TEST(a_style_document_is_the_layer_s_own), TEST(who_may_not_join_is_told_so),
	};
	return cmocka_run_group_tests(tests, country_set_up, country_tear_down);
}
