#include "tests/map/fixture.h"

#include "map/classes.h"
#include "map/sld.h"

#define HEAD "<StyledLayerDescriptor version='1.0.0' xmlns='http://www.opengis.net/sld' " \
	"xmlns:ogc='http://www.opengis.net/ogc' xmlns:xlink='http://www.w3.org/1999/xlink'>" \
	"<NamedLayer><Name>zones</Name><UserStyle><FeatureTypeStyle>"
#define TAIL "</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"
#define FILLED "<PolygonSymbolizer><Fill><CssParameter name='fill'>#Ff0080</CssParameter></Fill></PolygonSymbolizer>"
#define RULE(inside) HEAD "<Rule>" inside FILLED "</Rule>" TAIL
#define FILTER(inside) RULE("<ogc:Filter>" inside "</ogc:Filter>")
#define IS(name, value) "<ogc:PropertyIsEqualTo><ogc:PropertyName>" name "</ogc:PropertyName><ogc:Literal>" \
	value "</ogc:Literal></ogc:PropertyIsEqualTo>"

static const struct sld *parse(struct fixture *f, const char *text)
{
	f->err = (struct err){ 0 };
	return sld_parse(f, &f->conf, (struct span){ text, strlen(text) }, "SLD_BODY", &f->err);
}

static const struct sld_rule *first_rule(const struct sld *sld)
{
	return &sld->layers[0].style.features[0].rules[0];
}

static void a_rule_is_read(void **state)
{
	const struct sld *sld = parse(*state, HEAD
		"<Rule><Name>r</Name><Title>Été</Title><MinScaleDenominator>1000</MinScaleDenominator>"
		"<MaxScaleDenominator>2e6</MaxScaleDenominator><PolygonSymbolizer><Fill><CssParameter name='fill'>"
		"#Ff0080</CssParameter><CssParameter name='fill-opacity'>0.5</CssParameter></Fill><Stroke>"
		"<CssParameter name='stroke'>#000001</CssParameter><CssParameter name='stroke-width'>2.5"
		"</CssParameter><CssParameter name='stroke-dasharray'>4,2 1</CssParameter><CssParameter "
		"name='stroke-linejoin'>bevel</CssParameter></Stroke></PolygonSymbolizer></Rule>" TAIL);
	assert_non_null(sld);
	const struct sld_rule *r = first_rule(sld);
	const struct sld_symbolizer *s = &r->symbolizers[0];

	assert_string_equal(sld->layers[0].name, "zones");
	assert_string_equal(r->title, "Été");
	assert_true(r->min_scale == 1000 && r->max_scale == 2e6);
	assert_int_equal(s->fill.color, 0xff0080);
	assert_true(s->fill.opacity == 0.5 && s->stroke.width == 2.5);
	assert_int_equal(s->stroke.n_dashes, 6);  /* an odd list is gone through twice */
	assert_int_equal(s->stroke.join, SLD_JOIN_BEVEL);
}

static void symbology_encoding_is_read_alike(void **state)
{
	const struct sld *sld = parse(*state,
		"<StyledLayerDescriptor version='1.1.0' xmlns='http://www.opengis.net/sld' xmlns:se="
		"'http://www.opengis.net/se'><NamedLayer><se:Name>zones</se:Name><UserStyle><se:FeatureTypeStyle>"
		"<se:Rule><se:Name>r</se:Name><se:Description><se:Title>T</se:Title></se:Description>"
		"<se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>star</se:WellKnownName><se:Fill>"
		"<se:SvgParameter name='fill'>#123456</se:SvgParameter></se:Fill></se:Mark><se:Size>9</se:Size>"
		"</se:Graphic></se:PointSymbolizer></se:Rule></se:FeatureTypeStyle></UserStyle></NamedLayer>"
		"</StyledLayerDescriptor>");
	assert_non_null(sld);
	const struct sld_mark *m = &first_rule(sld)->symbolizers[0].mark;
	assert_string_equal(first_rule(sld)->title, "T");
	assert_string_equal(m->name, "star");
	assert_int_equal(m->fill.color, 0x123456);
	assert_true(m->size == 9);
}

static void a_label_mixes_texts_and_columns(void **state)
{
	const struct sld *sld = parse(*state, HEAD "<Rule><TextSymbolizer><Label>No. <ogc:PropertyName>code"
		"</ogc:PropertyName><ogc:Literal>!</ogc:Literal></Label></TextSymbolizer></Rule>" TAIL);
	assert_non_null(sld);
	const struct sld_label *l = &first_rule(sld)->symbolizers[0].label;
	assert_int_equal(l->n_words, 3);
	assert_string_equal(l->words[0].literal, "No. ");
	assert_string_equal(l->words[1].column, "code");
	assert_string_equal(l->words[2].literal, "!");
}

static void filters_are_read(void **state)
{
	const struct sld *sld = parse(*state, FILTER("<ogc:And><ogc:Not>" IS("class", "a") "</ogc:Not>"
		"<ogc:PropertyIsLessThan><ogc:Literal>5</ogc:Literal><ogc:PropertyName>pop</ogc:PropertyName>"
		"</ogc:PropertyIsLessThan><ogc:PropertyIsLike wildCard='*' singleChar='?' escape='!'><ogc:PropertyName>"
		"code</ogc:PropertyName><ogc:Literal>a*?_!*</ogc:Literal></ogc:PropertyIsLike></ogc:And>"));
	assert_non_null(sld);
	const struct sld_filter *f = first_rule(sld)->filter;
	assert_int_equal(f->op, SLD_AND);
	assert_int_equal(f->n_children, 3);
	assert_int_equal(f->children[0].op, SLD_NOT);
	assert_int_equal(f->children[1].op, SLD_GREATER);  /* 5 < pop */
	assert_string_equal(f->children[2].literal, "a%_\\_*");
}

/* What must be refused, and a word of the reason. */
static const struct {
	const char *text, *word;
} refused[] = {
	{ "", "well-formed" },
	{ "<a/>", "StyledLayerDescriptor" },
	{ "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><StyledLayerDescriptor/>", "DOCTYPE" },
	{ "<StyledLayerDescriptor/>", "NamedLayer" },
	{ HEAD TAIL, "no rule" },
	{ HEAD "<Rule><ElseFilter/></Rule>" TAIL, "symbolizer" },
	{ HEAD "<Rule/>" TAIL, "symbolizer" },
	{ HEAD "<OnlineResource xlink:href='http://127.0.0.1/'/>" TAIL, "outside" },
	{ HEAD "<Rule><PointSymbolizer><Graphic><ExternalGraphic><OnlineResource xlink:href='http://127.0.0.1/a.png'/>"
	  "<Format>image/png</Format></ExternalGraphic></Graphic></PointSymbolizer></Rule>" TAIL, "ExternalGraphic" },
	{ HEAD "<Rule><PointSymbolizer><Graphic><Mark><OnlineResource xlink:href='ttf://x'/></Mark></Graphic>"
	  "</PointSymbolizer></Rule>" TAIL, "WellKnownName" },
	{ HEAD "<Rule><LineSymbolizer><Stroke><GraphicStroke/></Stroke></LineSymbolizer></Rule>" TAIL, "stroke" },
	{ HEAD "<Rule><LineSymbolizer><Stroke><CssParameter name='stroke'>red</CssParameter></Stroke>"
	  "</LineSymbolizer></Rule>" TAIL, "#rrggbb" },
	{ HEAD "<Rule><LineSymbolizer><Stroke><CssParameter name='stroke-width'>1e9</CssParameter></Stroke>"
	  "</LineSymbolizer></Rule>" TAIL, "from 0 to 200" },
	{ HEAD "<Rule><LineSymbolizer><Stroke><CssParameter name='stroke-width'><ogc:PropertyName>pop"
	  "</ogc:PropertyName></CssParameter></Stroke></LineSymbolizer></Rule>" TAIL, "plain value" },
	{ HEAD "<Rule><LineSymbolizer uom='http://www.opengeospatial.org/se/units/metre'/></Rule>" TAIL, "pixels" },
	{ HEAD "<Rule><VectorSymbolizer/></Rule>" TAIL, "VectorSymbolizer" },
	{ FILTER("<ogc:BBOX/>"), "BBOX" },
	{ FILTER("<ogc:PropertyIsEqualTo><ogc:Function name='strlen'/><ogc:Literal>1</ogc:Literal>"
	         "</ogc:PropertyIsEqualTo>"), "property name" },
	{ FILTER("<ogc:PropertyIsEqualTo><ogc:PropertyName>a[system('x')]</ogc:PropertyName><ogc:Literal>1"
	         "</ogc:Literal></ogc:PropertyIsEqualTo>"), "name of a column" },
	{ FILTER(IS("class", "a") IS("class", "b")), "one condition" },
	{ FILTER("<ogc:Not/>"), "conditions inside" },
	{ FILTER("<ogc:PropertyIsLike wildCard='*'><ogc:PropertyName>a</ogc:PropertyName><ogc:Literal>***********"
	         "</ogc:Literal></ogc:PropertyIsLike>"), "wildcards" },
	{ "<StyledLayerDescriptor><UserLayer/></StyledLayerDescriptor>", "UserLayer" },
	{ "<StyledLayerDescriptor><NamedLayer/></StyledLayerDescriptor>", "Name" },
};

#define MARKED(name, size) HEAD "<Rule><PointSymbolizer><Graphic><Mark><WellKnownName>" name \
	"</WellKnownName><Stroke><CssParameter name='stroke'>#112233</CssParameter></Stroke></Mark><Size>" \
	size "</Size></Graphic></PointSymbolizer></Rule>" TAIL
#define POWER(outer, column) "<ogc:Mul><ogc:Literal>1.5</ogc:Literal><ogc:Function name='" outer "'>" \
	"<ogc:Function name='abs'><ogc:PropertyName>" column "</ogc:PropertyName></ogc:Function>" \
	"<ogc:Literal>0.5</ogc:Literal></ogc:Function></ogc:Mul>"

static const char *written(struct fixture *f, const struct sld *sld)
{
	struct sld_written as = { "s", "", true, false };
	struct out *out = out_new_buffer(f);
	xmlTextWriterPtr w = xml_writer(f, out);
	size_t n;

	sld_write(w, f, &sld->layers[0].style, &as);
	xmlTextWriterEndDocument(w);
	const char *text = out_held(out, &n);
	return mem_strndup(f, text, n);
}

static void hatchings_are_turned_as_their_names_say(void **state)
{
	static const struct { const char *name; double rotation; } cases[] = {
		{ "shape://horline", 0 }, { "shape://vertline", 90 }, { "shape://slash", -45 },
		{ "shape://backslash", 45 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct sld *sld = parse(f, mem_printf(f, MARKED("%s", "5"), cases[i].name));
		assert_non_null(sld);
		const struct sld_mark *m = &first_rule(sld)->symbolizers[0].mark;
		assert_string_equal(m->name, "hatch");
		assert_true(m->rotation == cases[i].rotation);
		assert_non_null(strstr(written(f, sld), cases[i].name));
		assert_null(strstr(written(f, sld), "Rotation"));
	}
}

static void a_column_may_give_the_size_of_a_mark(void **state)
{
	struct fixture *f = *state;
	const struct sld *sld = parse(f, MARKED("circle", POWER("pow", "pop")));

	assert_non_null(sld);
	const struct sld_mark *m = &first_rule(sld)->symbolizers[0].mark;
	assert_string_equal(m->sized_by, "pop");
	assert_true(m->factor == 1.5 && m->exponent == 0.5);
	assert_non_null(strstr(written(f, sld), "<ogc:Mul><ogc:Literal>1.5</ogc:Literal><ogc:Function name=\"pow\">"));
	assert_true(sld_check(f, &sld->layers[0].style, fixture_layer(f, "zones"), "SLD_BODY", &f->err));
	sld = parse(f, MARKED("circle", POWER("pow", "nothing")));
	assert_false(sld_check(f, &sld->layers[0].style, fixture_layer(f, "zones"), "SLD_BODY", &f->err));
	assert_null(parse(f, MARKED("circle", POWER("exp", "pop"))));
	assert_string_equal(f->err.locator, "SLD_BODY");
}

static void what_reaches_outside_or_makes_no_sense_is_refused(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		assert_null(parse(f, refused[i].text));
		assert_string_equal(f->err.locator, "SLD_BODY");
		if (strstr(f->err.message.en, refused[i].word) == NULL)
			fail_msg("no \"%s\" in: %s", refused[i].word, f->err.message.en);
		assert_non_null(f->err.message.fr);
	}
}

static const char *many(struct fixture *f, const char *before, const char *piece, int n,
                        const char *after)
{
	char *s = mem_strdup(f, before);
	for (int i = 0; i < n; i++)
		s = mem_check(talloc_strdup_append_buffer(s, piece));
	return mem_check(talloc_strdup_append_buffer(s, after));
}

static void ceilings_hold(void **state)
{
	struct fixture *f = *state;
	const char *rule = "<Rule>" FILLED "</Rule>", *is = IS("class", "a");

	f->conf.max_sld_rules = 20;
	f->conf.max_predicates = 30;
	assert_non_null(parse(f, many(f, HEAD, rule, 20, TAIL)));
	assert_null(parse(f, many(f, HEAD, rule, 21, TAIL)));
	const char *open = HEAD "<Rule><ogc:Filter><ogc:Or>", *shut = "</ogc:Or></ogc:Filter>" FILLED "</Rule>" TAIL;
	assert_non_null(parse(f, many(f, open, is, 29, shut)));
	assert_null(parse(f, many(f, open, is, 30, shut)));
	assert_null(parse(f, many(f, HEAD "<Rule>", FILLED, 17, "</Rule>" TAIL)));
	f->conf.max_sld_bytes = 1000;
	assert_null(parse(f, many(f, HEAD, rule, 20, TAIL)));
	assert_int_equal(f->err.code, ERR_TOO_LARGE);
	f->conf.max_sld_bytes = 262144;
	f->conf.max_sld_rules = 100;
	f->conf.max_predicates = 500;
}

static void only_columns_of_the_layer_may_be_named(void **state)
{
	struct fixture *f = *state;
	const struct layer *zones = fixture_layer(f, "zones");
	const struct sld *good = parse(f, FILTER(IS("class", "a")));
	const struct sld *bad = parse(f, FILTER(IS("secret", "a")));

	assert_true(sld_check(f, &good->layers[0].style, zones, "SLD_BODY", &f->err));
	assert_false(sld_check(f, &bad->layers[0].style, zones, "SLD_BODY", &f->err));
	assert_int_equal(f->err.code, ERR_STYLE);
}

static void expressions_of_classes_are_told_as_filters(void **state)
{
	static const struct { const char *text; bool told; } cases[] = {
		{ "[pop] >= 10", true }, { "\"[class]\" = \"low\"", true }, { "'[class]' eq 'low'", true },
		{ "[pop] >= 10 AND [pop] < 20 OR not ([pop] = 5)", true }, { "([pop]>1) && ([pop]<2)", true },
		{ "length([class]) > 3", false }, { "[pop] > ", false }, { "[pop] > 1 2", false },
		{ "'[class]' IN 'low,high'", true }, { "[pop] in \"1,2\"", true }, { "[pop] in", false }, { "", false }, { "\"[pop", false }, { "[pop] = [pop]", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_true((classes_filter(*state, cases[i].text) != NULL) == cases[i].told);
	const struct sld_filter *f = classes_filter(*state, "[pop] >= 10 AND [pop] < 20 OR not [pop] = 5");
	assert_int_equal(f->op, SLD_OR);
	assert_int_equal(f->children[0].op, SLD_AND);
	assert_int_equal(f->children[1].op, SLD_NOT);
	assert_true(f->children[0].children[0].number);
	f = classes_filter(*state, "'[class]' IN 'low,high'");
	assert_int_equal(f->op, SLD_OR);
	assert_int_equal(f->n_children, 2);
	assert_string_equal(f->children[1].column, "class");
	assert_string_equal(f->children[1].literal, "high");
	assert_false(f->children[1].number);
}

static int open_fixture(void **state)
{
	*state = fixture_new();
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_is_read),
		cmocka_unit_test(symbology_encoding_is_read_alike),
		cmocka_unit_test(a_label_mixes_texts_and_columns),
		cmocka_unit_test(filters_are_read),
		cmocka_unit_test(hatchings_are_turned_as_their_names_say),
		cmocka_unit_test(a_column_may_give_the_size_of_a_mark),
		cmocka_unit_test(what_reaches_outside_or_makes_no_sense_is_refused),
		cmocka_unit_test(ceilings_hold),
		cmocka_unit_test(only_columns_of_the_layer_may_be_named),
		cmocka_unit_test(expressions_of_classes_are_told_as_filters),
	};
	return cmocka_run_group_tests(tests, open_fixture, fixture_close);
}
