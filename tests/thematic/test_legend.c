#include "tests/unit.h"

#include "base/json.h"
#include "base/xml.h"
#include "tests/thematic/making.h"
#include "thematic/forms.h"

static const char *held(void *ctx, struct out *out)
{
	size_t n;
	const char *text = out_held(out, &n);
	return mem_strndup(ctx, text, n);
}

static const char *json_of(void *ctx, const struct thematic *t, enum lang lang)
{
	struct out *out = out_new_buffer(ctx);
	struct json w = json_writer(out);
	thematic_legend_json(t, lang, &w);
	return held(ctx, out);
}

static const char *html_of(void *ctx, const struct thematic *t, enum lang lang)
{
	struct out *out = out_new_buffer(ctx);
	thematic_legend_html(t, lang, out);
	return held(ctx, out);
}

static struct thematic rates(void *ctx)
{
	double v[] = { 2, 3, 3.5, 9, 10, 11, 30, 31, 33, 4 }, breaks[] = { 8, 20 };
	static uint8_t states[10] = { [9] = VALUE_SECRET };
	struct table *table = reals(ctx, v, 10);
	struct thematic_wish w = thematic_no_wish();
	table->columns[0].states = states;
	w.breaks = breaks;
	w.n_breaks = 2;
	return made(ctx, table, ATTRIBUTE_MEASURE, &w);
}

static void programs_read_classes_and_states(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct thematic t = rates(ctx);
	const char *json = json_of(ctx, &t, LANG_EN);
	char color[80];
	snprintf(color, sizeof color, "{\"title\":\"8 to under 20\",\"from\":8,\"to\":20,\"color\":\"#%06x\",\"count\":3}",
	         (unsigned)t.classes[1].color);
	assert_non_null(strstr(json, color));
	assert_non_null(strstr(json, "\"kind\":\"choropleth\",\"method\":\"manual\",\"methodTitle\":\"Given breaks\""));
	assert_non_null(strstr(json, "{\"state\":\"secret\",\"title\":\"Statistical confidentiality\""));
	assert_null(strstr(json, "no-data"));
	assert_non_null(strstr(json_of(ctx, &t, LANG_FR), "\"8 à moins de 20\""));
	talloc_free(ctx);
}

static void symbols_and_categories_tell_what_is_theirs(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 10, 900, 40000 };
	const char *const n[] = { "a", "b", "c", "d", "a" };
	struct thematic_wish w = thematic_no_wish();
	struct thematic t = made(ctx, reals(ctx, v, 3), ATTRIBUTE_COUNT, NULL);
	const char *json = json_of(ctx, &t, LANG_FR);
	assert_non_null(strstr(json, "\"to\":40000,\"shown\":40000,\"range\":\"10\u202f000 et plus\""));
	assert_non_null(strstr(json, "\"size\":60,"));
	w.classes = 3;
	t = made(ctx, names(ctx, n, 5), ATTRIBUTE_NOMINAL, &w);
	json = json_of(ctx, &t, LANG_EN);
	assert_non_null(strstr(json, "{\"title\":\"a\",\"value\":\"a\",\"color\""));
	assert_non_null(strstr(json, "{\"title\":\"Other\",\"value\":null,\"color\""));
	talloc_free(ctx);
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

static void a_page_gets_a_swatch_a_title_and_a_number_for_each(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct thematic t = rates(ctx);
	const char *html = html_of(ctx, &t, LANG_FR);
	struct err err = { 0 };
	assert_non_null(xml_parse(ctx, (struct span){ html, strlen(html) }, 1 << 20, 20, NULL, &err));
	assert_int_equal(times(html, "aria-hidden=\"true\""), 4);
	assert_int_equal(times(html, "<tr>"), 5);
	assert_int_equal(times(html, "id="), 0);
	assert_int_equal(times(html, "style="), 0);
	assert_non_null(strstr(html, "<figure class=\"legend\" lang=\"fr\">"));
	for (size_t i = 0; i < 3; i++) {
		char fill[40];
		snprintf(fill, sizeof fill, "fill=\"#%06x\"", (unsigned)t.classes[i].color);
		assert_int_equal(times(html, fill), 1);
		assert_int_equal(times(html, t.classes[i].title.fr), 1);
	}
	assert_non_null(strstr(html, "<td>Secret statistique</td><td>1</td>"));
	talloc_free(ctx);
}

static void markup_in_a_value_stays_text(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *const n[] = { "<script>", "a&b" };
	struct thematic t = made(ctx, names(ctx, n, 2), ATTRIBUTE_NOMINAL, NULL);
	const char *html = html_of(ctx, &t, LANG_EN);
	assert_non_null(strstr(html, "&lt;script&gt;"));
	assert_non_null(strstr(html, "a&amp;b"));
	assert_null(strstr(html, "<script"));
	talloc_free(ctx);
}

static void points_and_lines_have_their_own_swatches(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct thematic t = rates(ctx);
	t.geometry = GEOMETRY_POINT;
	assert_int_equal(times(html_of(ctx, &t, LANG_EN), "<circle"), 4);
	t.geometry = GEOMETRY_LINE;
	assert_int_equal(times(html_of(ctx, &t, LANG_EN), "<line"), 4);
	assert_int_equal(times(html_of(ctx, &t, LANG_EN), "stroke-dasharray"), 1);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_read_classes_and_states),
		cmocka_unit_test(symbols_and_categories_tell_what_is_theirs),
		cmocka_unit_test(a_page_gets_a_swatch_a_title_and_a_number_for_each),
		cmocka_unit_test(markup_in_a_value_stays_text),
		cmocka_unit_test(points_and_lines_have_their_own_swatches),
	};
	return cmocka_run_group_tests_name("legend", tests, NULL, NULL);
}
