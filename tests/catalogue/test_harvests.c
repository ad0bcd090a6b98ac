#include "tests/catalogue/sample_dataset.h"

#include "catalogue/harvests.h"

static const struct harvest_framework frameworks[] = {
	{ .uri = "https://elsewhere.example/tjs/frameworks/communes/2022", .series = "communes", .version = "2022" },
	{ .uri = "urn:dep", .series = "departements", .version = "2026-01-01", .title = "Dep", .organization = "O", .date = "2020/2021",
	  .their_version = "9" },
};

static const struct harvest_source source = {
	.kind = "tjs", .url = "https://elsewhere.example/tjs", .title = "Elsewhere", .organisation = "ign", .theme = "",
	.prefix = "e_", .level = LEVEL_PROFESSIONAL, .harvested = "2026-01-01T00:00:00Z", .most_bytes = 77, .picked = true,
	.frameworks = frameworks, .n_frameworks = 2,
};

static const struct harvest_item item = {
	.url = "https://elsewhere.example/tjs", .framework = "urn:communes", .dataset = "urn:chomage", .version = "3",
	.signature = "abc",
};

static void publish(struct sample *s, const char *name, const char *data, const struct harvest_item *whence)
{
	struct publication p = sample_dataset(s, name, data, "communes", "2022");
	struct dataset_publication d = *p.dataset;

	d.harvest = whence;
	p.dataset = &d;
	if (!edit_publish(s->db, s, &p, true, &s->edition, &s->err))
		fail_msg("%s", s->err.message.en);
}

static struct harvest_item *items(struct sample *s, const char *url, size_t n)
{
	struct harvest_item *list;
	size_t found;

	assert_true(harvests_items(s->db, s, url, &list, &found, &s->err));
	assert_int_equal(found, n);
	return list;
}

static void a_source_comes_back_as_it_went_in_and_changes_by_its_address(void **state)
{
	struct sample *s = *state;
	struct harvest_source *list, changed = source;
	size_t n;

	assert_true(harvests_list(s->db, s, &list, &n, &s->err));
	assert_int_equal(n, 0);
	uint64_t edition = sample_load(s)->edition;
	assert_true(harvests_put(s->db, s, &source, &s->err));
	assert_true(harvests_list(s->db, s, &list, &n, &s->err));
	assert_int_equal(n, 1);
	assert_string_equal(list->url, source.url);
	assert_string_equal(list->title, "Elsewhere");
	assert_string_equal(list->prefix, "e_");
	assert_int_equal(list->level, LEVEL_PROFESSIONAL);
	assert_int_equal(list->most_bytes, 77);
	assert_true(list->picked);
	assert_int_equal(list->n_frameworks, 2);
	assert_string_equal(list->frameworks[1].uri, "urn:dep");
	assert_string_equal(list->frameworks[1].version, "2026-01-01");
	assert_string_equal(list->frameworks[1].date, "2020/2021");
	assert_string_equal(list->frameworks[1].their_version, "9");
	assert_string_equal(list->frameworks[0].title, "");
	changed.n_frameworks = 1;
	changed.title = "Otherwise";
	assert_true(harvests_put(s->db, s, &changed, &s->err));
	assert_true(harvests_list(s->db, s, &list, &n, &s->err));
	assert_int_equal(n, 1);
	assert_int_equal(list->n_frameworks, 1);
	assert_string_equal(list->title, "Otherwise");
	assert_int_equal(sample_load(s)->edition, edition);
}

static void a_dataset_tells_whence_it_was_read_in_with_its_edition(void **state)
{
	struct sample *s = *state;
	struct harvest_item later = item;

	sample_publish_framework(s, "communes", "2022", "communes");
	publish(s, "chomage", "one", &item);
	publish(s, "own", "own", NULL);
	struct harvest_item *list = items(s, source.url, 1);
	assert_string_equal(list->name, "chomage");
	assert_string_equal(list->framework, "urn:communes");
	assert_string_equal(list->dataset, "urn:chomage");
	assert_string_equal(list->version, "3");
	assert_string_equal(list->signature, "abc");
	assert_true(list->present && *list->harvested != '\0');
	later.version = "4";
	publish(s, "chomage", "two", &later);
	assert_string_equal(items(s, NULL, 1)->version, "4");
	items(s, "https://nowhere.example/", 0);
}

static void a_dataset_that_somebody_publishes_over_is_not_harvested_any_more(void **state)
{
	struct sample *s = *state;

	sample_publish_framework(s, "communes", "2022", "communes");
	publish(s, "chomage", "one", &item);
	publish(s, "chomage", "mine", NULL);
	items(s, NULL, 0);
}

static void a_withdrawn_dataset_is_still_known(void **state)
{
	struct sample *s = *state;

	sample_publish_framework(s, "communes", "2022", "communes");
	publish(s, "chomage", "one", &item);
	assert_true(edit_withdraw(s->db, s, "chomage", &s->edition, &s->err));
	assert_false(items(s, NULL, 1)->present);
}

static void a_source_that_is_forgotten_leaves_its_datasets(void **state)
{
	struct sample *s = *state;

	sample_publish_framework(s, "communes", "2022", "communes");
	assert_true(harvests_put(s->db, s, &source, &s->err));
	publish(s, "chomage", "one", &item);
	assert_true(harvests_forget(s->db, s, source.url, &s->err));
	items(s, NULL, 0);
	assert_non_null(catalogue_dataset(sample_load(s), "chomage"));
	assert_false(harvests_forget(s->db, s, source.url, &s->err));
	assert_int_equal(s->err.code, ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(a_source_comes_back_as_it_went_in_and_changes_by_its_address),
		SAMPLE_TEST(a_dataset_tells_whence_it_was_read_in_with_its_edition),
		SAMPLE_TEST(a_dataset_that_somebody_publishes_over_is_not_harvested_any_more),
		SAMPLE_TEST(a_withdrawn_dataset_is_still_known),
		SAMPLE_TEST(a_source_that_is_forgotten_leaves_its_datasets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
