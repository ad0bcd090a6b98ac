#include "tests/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "joining/filejoin.h"
#include "tests/scratch.h"

struct state {
	void *ctx;
	char *folder;
	struct joining on;
	struct order order;
	size_t matched;
	struct err err;
};

static const char *put(struct state *s, const char *name, const char *text)
{
	const char *path = mem_printf(s->ctx, "%s/%s", s->folder, name);
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	fclose(f);
	return path;
}

/* What comes of a GeoJSON and a CSV file, or NULL. */
static const char *join(struct state *s, const char *left, const char *table)
{
	const char *to = mem_printf(s->ctx, "%s/joined.geojson", s->folder);
	char *text = mem_array(s->ctx, char, 65536);

	s->err = (struct err){ 0 };
	s->order.left = put(s, "left", left);
	s->order.file = put(s, "table", table);
	if (!filejoin_run(to, s->ctx, &s->on, &s->order, &s->matched, &s->err))
		return NULL;
	FILE *f = fopen(to, "rb");
	assert_non_null(f);
	assert_in_range(fread(text, 1, 65535, f), 1, 65534);
	fclose(f);
	return text;
}

static void properties_are_added_and_all_else_stays_as_it_was(void **state)
{
	struct state *s = *state;
	const char *text = join(s, "{ \"type\":\"FeatureCollection\", \"x\":[1.10 , 2],\n\"features\":[\n"
		"{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1.100,45.123456789012345]},"
		"\"properties\":{\"code\":\"01\", \"n\":\"old\"}, \"id\":7},"
		"{\"type\":\"Feature\",\"properties\":null,\"geometry\":null},"
		"{\"type\":\"Feature\",\"geometry\":null},"
		"{\"type\":\"Feature\",\"properties\":{\"code\":\"02\"},\"geometry\":null}]}",
		"code;n;name\n01;1,5;\"A \"\"b\"\"\"\n03;2;c\n");
	assert_string_equal(text, "{\"type\":\"FeatureCollection\",\"x\":[1.10 , 2],\"features\":[\n"
		"{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1.100,45.123456789012345]},"
		"\"properties\":{\"code\":\"01\",\"n\":\"old\",\"n_2\":1.5,\"name\":\"A \\\"b\\\"\"},\"id\":7},\n"
		"{\"type\":\"Feature\",\"properties\":{\"n_2\":null,\"name\":null},\"geometry\":null},\n"
		"{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"n_2\":null,\"name\":null}},\n"
		"{\"type\":\"Feature\",\"properties\":{\"code\":\"02\",\"n_2\":null,\"name\":null},\"geometry\":null}\n]}\n");
	assert_int_equal(s->matched, 1);
}

static void several_features_may_have_one_key(void **state)
{
	struct state *s = *state;
	const char *text = join(s, "{\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":1001}},"
		"{\"type\":\"Feature\",\"properties\":{\"code\":1001}},{\"type\":\"Feature\",\"properties\":{\"code\":1002}}]}",
		"code;n\n1001;5\n1002;6\n1001;7\n");
	assert_non_null(strstr(text, "{\"code\":1001,\"n\":5}},\n{\"type\":\"Feature\",\"properties\":{\"code\":1001,\"n\":5}}"));
	assert_non_null(strstr(text, "{\"code\":1002,\"n\":6}"));
	assert_int_equal(s->matched, 3);
}

static void the_id_of_a_feature_may_be_its_key(void **state)
{
	struct state *s = *state;
	s->order.left_key = "";
	assert_non_null(strstr(join(s, "{\"features\":[{\"type\":\"Feature\",\"id\":\"aa\"}]}", "k;n\naa;1\n"), "\"n\":1"));
}

static void what_is_no_collection_of_features_is_refused_with_its_line(void **state)
{
	struct state *s = *state;
	static const char *const wrong[] = {
		"", "x", "[]", "{}", "{\"features\":{}}", "{\"features\":[]}", "{\"features\":[1]}", "{\"features\":[{}]}",
		"{\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"}}", "{\"features\":[{\"type\":\"Feature\",}]}",
		"{\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"}}]} x",
		"{\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"}}],\"features\":[]}",
		"{\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"1\"}}],}", "{'features':[]}",
		"{\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":01}}]}",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		if (join(s, wrong[i], "code;n\n1;5\n") != NULL)
			print_message("# taken: %s\n", wrong[i]);
		assert_int_equal(s->err.code, ERR_INVALID_PARAMETER);
		assert_true(text_starts(s->err.locator, "left"));
	}
	assert_null(join(s, "{\n\"features\":[\n{]}", "code;n\n1;5\n"));
	assert_non_null(strstr(text_in(s->err.message, LANG_EN), "line 3"));
}

static int set_up(void **state)
{
	struct state *s = mem_new(NULL, struct state);

	s->ctx = s;
	s->folder = scratch_new(s);
	s->on.workspace = s->folder;
	s->on.limits = (struct table_limits){ .bytes = 1 << 20 };
	s->order = (struct order){ .act = ORDER_FILES, .reduction = REDUCE_FIRST, .left_key = "code", .keys = { "#0" },
	                           .n_keys = 1 };
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(properties_are_added_and_all_else_stays_as_it_was),
		T(several_features_may_have_one_key),
		T(the_id_of_a_feature_may_be_its_key),
		T(what_is_no_collection_of_features_is_refused_with_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
