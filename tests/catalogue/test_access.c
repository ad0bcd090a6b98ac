#include "tests/unit.h"
#include "catalogue/access.h"

#include <stdlib.h>

static const struct organisation organisations[] = {
	{ .id = 1, .name = "ign" }, { .id = 2, .name = "insee" },
};

static const struct theme themes[] = {
	{ .id = 1, .name = "empty" }, { .id = 2, .name = "territories" },
};

static const struct layer layers[] = {
	{ .name = "a_public",
	  .level = LEVEL_PUBLIC,
	  .owner = &organisations[0],
	  .theme = &themes[1] },
	{ .name = "b_professional", .level = LEVEL_PROFESSIONAL, .owner = &organisations[0] },
	{ .name = "c_internal",
	  .level = LEVEL_INTERNAL,
	  .owner = &organisations[0],
	  .theme = &themes[1] },
	{ .name = "d_internal", .level = LEVEL_INTERNAL, .owner = &organisations[1] },
};

static const struct dataset datasets[] = {
	{ .name = "secret", .level = LEVEL_INTERNAL, .owner = &organisations[1] },
};

static const struct mapfile mapfiles[] = {
	{ .name = "old", .level = LEVEL_PROFESSIONAL },
};

static const struct catalogue all = {
	.edition = 1,
	.organisations = organisations, .n_organisations = 2,
	.themes = themes, .n_themes = 2,
	.layers = layers, .n_layers = 4,
	.datasets = datasets, .n_datasets = 1,
	.mapfiles = mapfiles, .n_mapfiles = 1,
};

static const struct organisation *named(const char *name)
{
	if (strcmp(name, "-") == 0)
		return NULL;
	const struct organisation *o = catalogue_organisation(&all, name);
	assert_non_null(o);
	return o;
}

static bool verdict(char words[5][32])
{
	struct subject subject = { .organisation = named(words[2]) };
	bool anonymous = strcmp(words[1], "anonymous") == 0;
	enum level level;

	assert_true(anonymous || level_parse(&subject.level, words[1]));
	assert_true(level_parse(&level, words[3]));
	void *ctx = talloc_new(NULL);
	const struct view *v = view_open(ctx, &all, NULL, anonymous ? NULL : &subject);
	bool sees = access_sees(v->grants, v->n_grants, level, named(words[4]));
	talloc_free(ctx);
	return sees;
}

static void every_case_of_the_rule_file_has_its_verdict(void **state)
{
	(void)state;
	const char *folder = getenv("srcdir");
	char *path = mem_printf(NULL, "%s/tests/access/cases.txt", folder != NULL ? folder : ".");
	FILE *file = fopen(path, "r");
	char line[200], words[5][32];
	int n = 0;

	assert_non_null(file);
	for (int at = 1; fgets(line, sizeof line, file) != NULL; at++) {
		if (line[0] == '#' || line[0] == '\n')
			continue;
		assert_int_equal(sscanf(line, "%31s %31s %31s %31s %31s", words[0], words[1],
		                        words[2], words[3], words[4]),
		                 5);
		bool see = strcmp(words[0], "see") == 0;
		assert_true(see || strcmp(words[0], "hide") == 0);
		if (verdict(words) != see)
			fail_msg("%s:%d: not so: %s", path, at, line);
		n++;
	}
	assert_true(n >= 28);
	fclose(file);
	talloc_free(path);
}

static const struct subject insider = { .organisation = &organisations[0],
	                                .level = LEVEL_INTERNAL };
static const struct subject professional = { .organisation = &organisations[0],
                                             .level = LEVEL_PROFESSIONAL };

static void what_a_view_may_not_see_is_not_in_it(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const struct view *anyone = view_open(ctx, &all, NULL, NULL),
			  *ign = view_open(ctx, &all, NULL, &insider);
	size_t n;

	assert_non_null(view_layer(anyone, "a_public"));
	assert_null(view_layer(anyone, "c_internal"));
	assert_null(view_layer(anyone, "none"));
	assert_non_null(view_layer(ign, "c_internal"));
	assert_null(view_layer(ign, "d_internal"));
	assert_null(view_dataset(ign, "secret"));
	assert_null(view_mapfile(anyone, "old"));
	assert_non_null(view_mapfile(ign, "old"));

	const struct layer **seen = view_layers(anyone, ctx, NULL, &n);
	assert_int_equal(n, 1);
	assert_string_equal(seen[0]->name, "a_public");
	seen = view_layers(ign, ctx, NULL, &n);
	assert_int_equal(n, 3);
	assert_string_equal(seen[2]->name, "c_internal");
	talloc_free(ctx);
}

static void a_theme_holds_the_layers_that_the_view_sees_of_it(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const struct view *v = view_open(ctx, &all, NULL, NULL);
	size_t n;

	assert_null(view_theme(v, "none"));
	view_layers(v, ctx, view_theme(v, "empty"), &n);
	assert_int_equal(n, 0);
	view_layers(v, ctx, view_theme(v, "territories"), &n);
	assert_int_equal(n, 1);
	talloc_free(ctx);
}

static void views_hash_alike_when_and_only_when_their_grants_are_the_same(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct subject other = insider, twin = professional;
	other.organisation = &organisations[1];
	twin.organisation = &organisations[1];
	const struct view *views[] = {
		view_open(ctx, &all, NULL, NULL), view_open(ctx, &all, NULL, &professional),
		view_open(ctx, &all, NULL, &insider), view_open(ctx, &all, NULL, &other),
	};

	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(strlen(views[i]->hash), 16);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(views[i]->hash, views[j]->hash);
	}
	assert_string_equal(view_open(ctx, &all, NULL, &twin)->hash, views[1]->hash);
	talloc_free(ctx);
}

static void a_key_finds_its_subject_and_no_other_text_does(void **state)
{
	(void)state;
	struct subject subjects[1] = { professional };
	digest_of("jt_secret", subjects[0].key_digest);
	const struct catalogue c = { .subjects = subjects, .n_subjects = 1 };

	assert_ptr_equal(access_subject(&c, "jt_secret"), subjects);
	assert_null(access_subject(&c, "jt_secrets"));
	assert_null(access_subject(&c, ""));
	assert_null(access_subject(&c, subjects[0].key_digest));
	assert_null(access_subject(&all, "jt_secret"));
}

static void levels_have_names_and_nothing_else_is_one(void **state)
{
	(void)state;
	enum level level;

	for (int i = LEVEL_PUBLIC; i <= LEVEL_INTERNAL; i++) {
		assert_true(level_parse(&level, level_name((enum level)i)));
		assert_int_equal(level, i);
	}
	assert_false(level_parse(&level, "Public"));
	assert_false(level_parse(&level, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_of_the_rule_file_has_its_verdict),
		cmocka_unit_test(what_a_view_may_not_see_is_not_in_it),
		cmocka_unit_test(a_theme_holds_the_layers_that_the_view_sees_of_it),
		cmocka_unit_test(views_hash_alike_when_and_only_when_their_grants_are_the_same),
		cmocka_unit_test(a_key_finds_its_subject_and_no_other_text_does),
		cmocka_unit_test(levels_have_names_and_nothing_else_is_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
