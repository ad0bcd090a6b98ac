/* An order as JSON, both ways, and the identifier of its join. */
#include "tests/unit.h"

#include <math.h>

#include "base/json.h"
#include "joining/order.h"

static const char *text_of(const void *ctx, const struct order *o)
{
	struct json w = json_writer(out_new_buffer(ctx));
	size_t n;

	order_write(o, &w);
	const char *bytes = out_held(w.out, &n);
	return mem_strndup(ctx, bytes, n);
}

static struct order whole_order(void)
{
	static const double breaks[] = { 0, 0.1, 12.75, 1e9 };
	static const struct thematic_wish wish = {
		.kind = THEMATIC_CHOROPLETH, .method = METHOD_MANUAL, .breaks = breaks, .n_breaks = 4,
		.ramp = "RdBu", .reverse = true, .around = 2.5, .scaling = SCALING_FLANNERY, .shade_counts = true,
		.labels = LABELS_BOTH,
	};
	static const struct order_attribute attributes[] = {
		{ "Taux \"net\"", "taux", { "Taux net", NULL }, "%", ATTRIBUTE_MEASURE, REDUCE_WEIGHTED_MEAN, "pop", &wish },
		{ "#3", NULL, { NULL, "" }, NULL, -1, -1, NULL, NULL },
	};
	return (struct order){
		.act = ORDER_LOOK, .join = "0123", .left = "left", .left_key = "", .organisation = 7, .level = LEVEL_INTERNAL, .series = "communes",
		.version = "2022-01-01", .file = "table", .source = "chômage 2021.csv", .format = "gdas",
		.options = { .encoding = "WINDOWS-1252", .separator = '\t', .sheet = "Feuille 1", .header_row = 3, .first_row = 5 },
		.keys = { "DEP", "CODCOM" }, .n_keys = 2, .attributes = attributes, .n_attributes = 2,
		.reduction = REDUCE_SUM, .pivot = "annee", .successors = true, .certain_only = true,
		.title = { "Chômage", "Unemployment" }, .abstract = { NULL, "x" }, .visibility = JOIN_PRIVATE,
		.life = 86400, .main_attribute = "taux",
	};
}

static void what_is_written_reads_back_the_same(void **state)
{
	void *ctx = talloc_new(NULL);
	struct order o = whole_order(), back;
	struct err err = { 0 };
	const char *text = text_of(ctx, &o);

	(void)state;
	assert_true(order_read(&back, ctx, text, strlen(text), &err));
	assert_string_equal(text_of(ctx, &back), text);
	assert_int_equal(back.act, ORDER_LOOK);
	assert_int_equal(back.n_keys, 2);
	assert_string_equal(back.keys[1], "CODCOM");
	assert_string_equal(back.attributes[0].column, "Taux \"net\"");
	assert_int_equal(back.attributes[0].reduction, REDUCE_WEIGHTED_MEAN);
	assert_int_equal(back.attributes[0].wish->n_breaks, 4);
	assert_true(back.attributes[0].wish->breaks[1] == 0.1);
	assert_null(back.attributes[1].name);
	assert_null(back.attributes[1].title.fr);
	assert_string_equal(back.attributes[1].title.en, "");
	assert_int_equal(back.attributes[1].kind, -1);
	assert_int_equal(back.options.separator, '\t');
	assert_int_equal(back.options.first_row, 5);
	assert_int_equal(back.life, 86400);
	talloc_free(ctx);
}

static void an_order_that_says_little_stays_so(void **state)
{
	void *ctx = talloc_new(NULL);
	struct order o = { .act = ORDER_JOIN, .reduction = -1, .dataset = "chomage" }, back;
	struct err err = { 0 };
	const char *text = text_of(ctx, &o);

	(void)state;
	assert_true(order_read(&back, ctx, text, strlen(text), &err));
	assert_null(back.series);
	assert_null(back.file);
	assert_null(back.options.encoding);
	assert_int_equal(back.reduction, -1);
	assert_int_equal(back.n_keys, 0);
	assert_string_equal(text_of(ctx, &back), text);
	talloc_free(ctx);
}

static void what_is_no_order_is_refused_by_name(void **state)
{
	static const struct { const char *text, *locator; } cases[] = {
		{ "", "order" },
		{ "[]", "order" },
		{ "{\"act\":\"drop\"}", "act" },
		{ "{\"act\":\"join\",\"act\":\"join\"}", "order" },
		{ "{\"surprise\":1}", "order" },
		{ "{\"table\":{\"separator\":\"ab\"}}", "separator" },
		{ "{\"table\":{\"header_row\":-1}}", "header_row" },
		{ "{\"table\":{\"file\":\"a\\u0001b\"}}", "file" },
		{ "{\"mapping\":{\"keys\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}}", "keys" },
		{ "{\"mapping\":{\"attributes\":[{\"name\":\"x\"}]}}", "attributes" },
		{ "{\"mapping\":{\"attributes\":[{\"column\":\"x\",\"kind\":\"blue\"}]}}", "kind" },
		{ "{\"mapping\":{\"attributes\":[{\"column\":\"x\",\"style\":{\"classes\":21}}]}}", "classes" },
		{ "{\"mapping\":{\"attributes\":[{\"column\":\"x\",\"style\":{\"breaks\":[]}}]}}", "breaks" },
		{ "{\"mapping\":{\"reduction\":\"none\"}}", "reduction" },
		{ "{\"life\":1.5}", "life" },
		{ "{\"subject\":{\"level\":\"secret\"}}", "level" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *ctx = talloc_new(NULL);
		struct order o;
		struct err err = { 0 };
		assert_false(order_read(&o, ctx, cases[i].text, strlen(cases[i].text), &err));
		assert_int_equal(err.code, ERR_INVALID_PARAMETER);
		assert_string_equal(err.locator, cases[i].locator);
		talloc_free(ctx);
	}
}

static const char *identifier(const void *ctx, const struct order *o)
{
	return order_identifier(ctx, o, "communes", "2022-01-01", "abc");
}

static void the_same_join_of_the_same_person_has_one_identifier(void **state)
{
	void *ctx = talloc_new(NULL);
	struct order o = whole_order(), other = whole_order();

	(void)state;
	assert_int_equal(strlen(identifier(ctx, &o)), 32);
	other.title.fr = "autre";
	other.life = 1;
	other.file = "elsewhere";
	assert_string_equal(identifier(ctx, &o), identifier(ctx, &other));
	other = whole_order();
	other.organisation = 8;
	assert_string_not_equal(identifier(ctx, &o), identifier(ctx, &other));
	other = whole_order();
	other.n_attributes = 1;
	assert_string_not_equal(identifier(ctx, &o), identifier(ctx, &other));
	other = whole_order();
	other.options.header_row = 4;
	assert_string_not_equal(identifier(ctx, &o), identifier(ctx, &other));
	assert_string_not_equal(identifier(ctx, &o), order_identifier(ctx, &o, "communes", "2018-01-01", "abc"));
	assert_string_not_equal(identifier(ctx, &o), order_identifier(ctx, &o, "communes", "2022-01-01", "abd"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_reads_back_the_same),
		cmocka_unit_test(an_order_that_says_little_stays_so),
		cmocka_unit_test(what_is_no_order_is_refused_by_name),
		cmocka_unit_test(the_same_join_of_the_same_person_has_one_identifier),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
