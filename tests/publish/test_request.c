#include "tests/geometry/sources.h"

#include "publish/request.h"

struct fixture {
	char *folder;
	struct publish_request request;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_new(NULL, struct fixture);
	f->folder = scratch_new(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static bool take(struct fixture *f, const char *json)
{
	f->request = (struct publish_request){ .name = "kept" };
	f->err = (struct err){ 0 };
	return request_read(&f->request, f, source_write(f, f->folder, "m.json", json), &f->err);
}

static void every_member_of_the_file_arrives(void **state)
{
	struct fixture *f = *state;
	assert_true(take(f, "{\"title\":{\"fr\":\"Été\",\"en\":\"Summer\"},\"abstract\":\"same in both\","
	                    "\"keywords\":{\"fr\":\"a,b\"},\"licence\":{\"en\":\"L\"},\"licence_url\":\"u\","
	                    "\"attribution\":{\"fr\":\"A\"},\"contact\":{\"person\":\"P\",\"organisation\":\"O\","
	                    "\"email\":\"E\",\"url\":\"U\"},\"documentation_url\":\"d\","
	                    "\"reference_date\":\"2026\",\"organisation\":\"insee\",\"theme\":\"t\","
	                    "\"level\":\"internal\",\"key\":\"code\",\"columns\":{\"code\":{\"title\":"
	                    "{\"fr\":\"Code\"},\"unit\":\"m\"}},\"styles\":[{\"name\":\"default\",\"file\":"
	                    "\"x.sld\"},{\"name\":\"b\",\"file\":\"/y.class\",\"title\":\"B\"}],"
	                    "\"time\":\"d\",\"dimensions\":[{\"name\":\"elevation\",\"column\":\"z\"}],"
	                    "\"min_scale\":10,\"max_scale\":1e6,\"repair\":true,\"srs\":2154,"
	                    "\"parent\":\"regions\",\"parent_column\":\"reg\",\"table\":\"T\",\"where\":\"w\"}"));
	const struct publish_request *r = &f->request;
	assert_string_equal(r->name, "kept");
	assert_string_equal(r->metadata.title.fr, "Été");
	assert_string_equal(r->metadata.title.en, "Summer");
	assert_string_equal(r->metadata.abstract.fr, "same in both");
	assert_string_equal(r->metadata.abstract.en, "same in both");
	assert_null(r->metadata.keywords.en);
	assert_string_equal(r->metadata.contact.email, "E");
	assert_string_equal(r->metadata.reference_date, "2026");
	assert_true(r->level_given && r->level == LEVEL_INTERNAL);
	assert_int_equal(r->n_columns, 1);
	assert_string_equal(r->columns[0].unit, "m");
	assert_int_equal(r->n_styles, 2);
	assert_string_equal(r->styles[0].file, mem_printf(f, "%s/x.sld", f->folder));
	assert_string_equal(r->styles[1].file, "/y.class");
	assert_string_equal(r->styles[1].title.en, "B");
	assert_string_equal(r->time, "d");
	assert_string_equal(r->dimensions[0].units, "");
	assert_true(r->scales_given && r->max_scale > 999999);
	assert_true(r->repair);
	assert_int_equal(r->srs, 2154);
	assert_string_equal(r->parent_column, "reg");
}

static void what_is_wrong_is_named_with_its_place(void **state)
{
	static const struct { const char *json, *words; } cases[] = {
		{ "{\"titel\":\"x\"}", "no member \"titel\" here; there are: title, abstract," },
		{ "{\"title\":{\"de\":\"x\"}}", "no member \"title.de\" here; there are: fr, en." },
		{ "{\"title\":7}", "\"title\" must have the form {\"fr\": \"...\"" },
		{ "{\"title\":{\"fr\":7}}", "\"title.fr\" must have the form \"...\"" },
		{ "{\"title\":\"a\\u0007b\"}", "\"title\" must have" },
		{ "{\"level\":\"secret\"}", "\"level\" must have the form \"public\", \"professional\"" },
		{ "{\"srs\":0}", "\"srs\" must have the form 2154" },
		{ "{\"min_scale\":-1}", "\"min_scale\"" },
		{ "{\"repair\":\"yes\"}", "\"repair\" must have the form true, false" },
		{ "{\"styles\":[{\"name\":\"a b\",\"file\":\"x\"}]}", "\"styles\"" },
		{ "{\"styles\":[{\"name\":\"a\"}]}", "\"styles\"" },
		{ "{\"styles\":[7]}", "\"styles[0]\"" },
		{ "{\"columns\":{\"code\":7}}", "\"columns.code\"" },
		{ "{\"contact\":{\"mail\":\"x\"}}", "\"contact.mail\"" },
		{ "{\"dimensions\":[{\"name\":\"z\"}]}", "\"dimensions\"" },
		{ "[]", "must have the form {...}" },
		{ "{\"title\":\"a\",\n\"title\":\"b\"}", "not JSON: line 2" },
		{ "{", "not JSON: line 1" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_false(take(f, cases[i].json));
		assert_int_equal(f->err.code, ERR_INVALID_PARAMETER);
		assert_string_equal(f->err.locator, "--metadata");
		if (strstr(f->err.message.en, cases[i].words) == NULL)
			fail_msg("%s: %s", cases[i].json, f->err.message.en);
	}
}

static void a_file_that_is_not_there_is_said_without_its_path(void **state)
{
	struct fixture *f = *state;
	assert_false(request_read(&f->request, f, "none/such.json", &f->err));
	assert_int_equal(f->err.code, ERR_NOT_FOUND);
	assert_null(strstr(f->err.message.en, "such.json"));
	assert_non_null(strstr(f->err.detail, "such.json"));
}

static void styles_take_names_from_the_option_or_the_file(void **state)
{
	struct fixture *f = *state;
	struct publish_request *r = &f->request;
	assert_true(request_add_style(r, f, "s/plain.sld", &f->err));
	assert_true(request_add_style(r, f, "s/rivers.class", &f->err));
	assert_true(request_add_style(r, f, "night=s/x=y.sld", &f->err));
	assert_int_equal(r->n_styles, 3);
	assert_string_equal(r->styles[0].name, "default");
	assert_string_equal(r->styles[1].name, "rivers");
	assert_string_equal(r->styles[2].name, "night");
	assert_string_equal(r->styles[2].file, "s/x=y.sld");
	assert_false(request_add_style(r, f, "a b=x.sld", &f->err));
	f->err = (struct err){ 0 };
	assert_false(request_add_style(r, f, "a=", &f->err));
}

static void dimensions_are_read_with_and_without_units(void **state)
{
	struct fixture *f = *state;
	struct publish_request *r = &f->request;
	assert_true(request_add_dimension(r, f, "elevation=z:m", &f->err));
	assert_true(request_add_dimension(r, f, "scenario=name", &f->err));
	assert_string_equal(r->dimensions[0].column, "z");
	assert_string_equal(r->dimensions[0].units, "m");
	assert_string_equal(r->dimensions[1].column, "name");
	assert_string_equal(r->dimensions[1].units, "");
	static const char *const bad[] = { "elevation", "=z", "elevation=" };
	for (size_t i = 0; i < 3; i++) {
		f->err = (struct err){ 0 };
		assert_false(request_add_dimension(r, f, bad[i], &f->err));
		assert_string_equal(f->err.locator, "--dimension");
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_member_of_the_file_arrives),
		TEST(what_is_wrong_is_named_with_its_place),
		TEST(a_file_that_is_not_there_is_said_without_its_path),
		TEST(styles_take_names_from_the_option_or_the_file),
		TEST(dimensions_are_read_with_and_without_units),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
