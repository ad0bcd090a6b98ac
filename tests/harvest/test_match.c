#include "tests/unit.h"

#include "harvest/match.h"

static const struct framework ours[] = {
	{ .series = "communes", .version = "2020-01-01" }, { .series = "communes", .version = "2022-01-01", .newest = true },
	{ .series = "departements", .version = "2026-01-01", .newest = true },
};
static const struct layer layers[] = {
	{ .name = "communes", .framework = &ours[1] }, { .name = "departements", .framework = &ours[2] }, { .name = "pop" },
};
static const struct catalogue catalogue = {
	.frameworks = ours, .n_frameworks = 3, .layers = layers, .n_layers = 3,
};

#define HEAD(u) { .uri = u, .organization = "", .title = "", .abstract = "", .date = "", .start_date = "", .version = "1", \
	.documentation = "" }

static struct gdas_head datasets[] = { HEAD("http://x/data/age"), HEAD("http://x/data/pop"), HEAD("http://x/data/2021 é") };
static struct listing_framework theirs[] = {
	{ .head = HEAD("http://x/tjs/frameworks/communes/2020-01-01"), .n_keys = 1, .datasets = datasets, .n_datasets = 3 },
	{ .head = HEAD("http://x/tjs/frameworks/communes"), .n_keys = 1 },
	{ .head = HEAD("http://x/tjs/frameworks/communes/1999-01-01"), .n_keys = 1 },
	{ .head = HEAD("http://x/cog/dep"), .n_keys = 1 },
	{ .head = HEAD("http://x/cog/dep"), .n_keys = 1 },
	{ .head = HEAD(""), .n_keys = 1 },
};
static const struct listing listing = { .frameworks = theirs, .n_frameworks = 6 };

static struct harvest_match *match(void *ctx, const struct harvest_wish *wish, const struct harvest_source *before)
{
	struct harvest_match *m;
	struct err err = { 0 };

	if (!harvest_match(&m, ctx, &catalogue, &listing, wish, wish != NULL, before, &err))
		fail_msg("%s", err.message.en);
	return m;
}

static void a_framework_is_ours_by_the_uri_that_servers_of_this_house_share(void **state)
{
	void *ctx = talloc_new(NULL);
	const struct harvest_match *m = match(ctx, NULL, NULL);

	(void)state;
	assert_ptr_equal(m[0].ours, &ours[0]);
	assert_int_equal(m[0].how, HOW_URI);
	assert_ptr_equal(m[1].ours, &ours[1]);
	assert_null(m[2].ours);
	assert_non_null(strstr(m[2].why.en, "no version 1999-01-01 of communes"));
	assert_null(m[3].ours);
	assert_non_null(strstr(m[3].why.fr, "--framework http://x/cog/dep="));
	talloc_free(ctx);
}

static void a_framework_is_ours_as_it_is_said_or_was_said_before(void **state)
{
	static const struct harvest_framework kept[] = {
		{ .uri = "http://x/cog/dep", .series = "departements", .version = "2026-01-01" },
		{ .uri = "http://x/tjs/frameworks/communes", .series = "gone", .version = "1" },
	};
	const struct harvest_source before = { .frameworks = kept, .n_frameworks = 2 };
	const struct harvest_wish wish = { .theirs = "dep", .series = "communes" };
	void *ctx = talloc_new(NULL);
	const struct harvest_match *m = match(ctx, NULL, &before);

	(void)state;
	assert_ptr_equal(m[3].ours, &ours[2]);
	assert_int_equal(m[3].how, HOW_KEPT);
	assert_int_equal(m[1].how, HOW_URI);
	m = match(ctx, &wish, &before);
	assert_ptr_equal(m[3].ours, &ours[1]);
	assert_int_equal(m[3].how, HOW_WISH);
	talloc_free(ctx);
}

static void a_framework_without_a_uri_of_its_own_is_nobodys(void **state)
{
	const struct harvest_wish wish = { .theirs = "dep", .series = "departements" };
	void *ctx = talloc_new(NULL);
	const struct harvest_match *m = match(ctx, &wish, NULL);

	(void)state;
	assert_ptr_equal(m[3].ours, &ours[2]);
	assert_null(m[4].ours);
	assert_null(m[5].ours);
	assert_false(text_empty(m[4].why) || text_empty(m[5].why));
	talloc_free(ctx);
}

static void a_wish_for_what_there_is_not_is_an_error(void **state)
{
	static const struct harvest_wish wishes[] = {
		{ .theirs = "dep", .series = "nowhere" }, { .theirs = "dep", .series = "communes", .version = "1999-01-01" },
		{ .theirs = "ep", .series = "communes" }, { .theirs = "", .series = "communes" },
	};
	void *ctx = talloc_new(NULL);
	struct harvest_match *m;

	(void)state;
	for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
		struct err err = { 0 };
		assert_false(harvest_match(&m, ctx, &catalogue, &listing, &wishes[i], 1, NULL, &err));
		assert_int_equal(err.code, ERR_NOT_FOUND);
	}
	talloc_free(ctx);
}

static struct harvest_task *tasks(void *ctx, const struct harvest_plan *plan, size_t due)
{
	const struct harvest_match m = { .theirs = &theirs[0], .ours = &ours[0] };
	struct harvest_match *kept = mem_new(ctx, struct harvest_match);
	struct harvest_task *list = NULL;
	size_t n = 0;

	*kept = m;
	harvest_tasks(&list, &n, ctx, plan, kept, &theirs[0], NULL);
	assert_int_equal(n, due);
	return list;
}

static void a_dataset_gets_a_name_that_it_keeps_and_takes_nobodys(void **state)
{
	static const struct harvest_item items[] = { { .framework = "http://x/tjs/frameworks/communes/2020-01-01",
		.dataset = "http://x/data/age", .name = "ages", .signature = "old", .version = "0", .present = true } };
	static const struct harvest_wish wish = { .theirs = "pop", .name = "people" };
	void *ctx = talloc_new(NULL);
	struct harvest_plan plan = { .catalogue = &catalogue, .prefix = "", .items = items, .n_items = 1 };
	const struct harvest_task *t = tasks(ctx, &plan, 3);

	(void)state;
	assert_string_equal(t[0].name, "ages");
	assert_int_equal(t[0].state, TASK_DUE);
	assert_int_equal(t[1].state, TASK_REFUSED);
	assert_non_null(strstr(t[1].why.en, "pop is taken"));
	assert_string_equal(t[2].name, "t_2021___");
	plan.prefix = "x_";
	t = tasks(ctx, &plan, 3);
	assert_string_equal(t[1].name, "x_pop");
	assert_int_equal(t[1].state, TASK_DUE);
	assert_string_equal(t[2].name, "x_2021___");
	plan.wishes = &wish;
	plan.n_wishes = 1;
	assert_string_equal(tasks(ctx, &plan, 1)->name, "people");
	plan.n_wishes = 0;
	plan.known_only = true;
	assert_string_equal(tasks(ctx, &plan, 1)->name, "ages");
	talloc_free(ctx);
}

static void what_has_not_changed_is_left_and_what_was_withdrawn_stays_away(void **state)
{
	struct harvest_item item = { .framework = "http://x/tjs/frameworks/communes/2020-01-01", .dataset = "http://x/data/age",
	                             .name = "ages", .present = true };
	const struct harvest_wish wish = { .theirs = "age" };
	void *ctx = talloc_new(NULL);
	struct harvest_plan plan = { .catalogue = &catalogue, .prefix = "", .items = &item, .n_items = 1, .known_only = true };

	(void)state;
	item.signature = "other";
	const struct harvest_task *t = tasks(ctx, &plan, 1);
	assert_int_equal(t->state, TASK_DUE);
	item.signature = t->signature;
	assert_int_equal(tasks(ctx, &plan, 1)->state, TASK_SAME);
	datasets[0].version = "2";
	assert_int_equal(tasks(ctx, &plan, 1)->state, TASK_DUE);
	datasets[0].version = "1";
	plan.again = true;
	assert_int_equal(tasks(ctx, &plan, 1)->state, TASK_DUE);
	item.present = false;
	assert_int_equal(tasks(ctx, &plan, 1)->state, TASK_REFUSED);
	plan.wishes = &wish;
	plan.n_wishes = 1;
	assert_int_equal(tasks(ctx, &plan, 1)->state, TASK_DUE);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_framework_is_ours_by_the_uri_that_servers_of_this_house_share),
		cmocka_unit_test(a_framework_is_ours_as_it_is_said_or_was_said_before),
		cmocka_unit_test(a_framework_without_a_uri_of_its_own_is_nobodys),
		cmocka_unit_test(a_wish_for_what_there_is_not_is_an_error),
		cmocka_unit_test(a_dataset_gets_a_name_that_it_keeps_and_takes_nobodys),
		cmocka_unit_test(what_has_not_changed_is_left_and_what_was_withdrawn_stays_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
