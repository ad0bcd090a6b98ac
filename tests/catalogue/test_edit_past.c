#include "tests/catalogue/sample_dataset.h"

static void a_withdrawn_layer_is_gone_and_its_history_stays(void **state)
{
	struct sample *s = *state;
	struct history_line *lines;
	size_t n;

	sample_publish(s, "rivers", "one");
	sample_publish(s, "roads", "two");
	assert_true(edit_withdraw(s->db, s, "rivers", &s->edition, &s->err));
	assert_null(sample_find(s, "rivers"));
	assert_non_null(sample_find(s, "roads"));
	sample_refused(s, edit_withdraw(s->db, s, "rivers", NULL, &s->err), ERR_NOT_FOUND, "name");
	sample_refused(s, edit_withdraw(s->db, s, "lakes", NULL, &s->err), ERR_NOT_FOUND, "name");
	assert_true(edit_history(s->db, s, "rivers", &lines, &n, &s->err));
	assert_int_equal(n, 2);
	assert_string_equal(lines[0].what, "withdraw");
	assert_string_equal(lines[0].digest, "");
	assert_false(lines[0].restorable);
	assert_string_equal(lines[1].what, "publish");
	assert_true(lines[1].restorable);
}

static void withdrawing_the_newest_of_a_series_shows_the_one_before(void **state)
{
	struct sample *s = *state;
	sample_publish_framework(s, "communes", "2022-01-01", "old");
	sample_publish_framework(s, "communes", "2023-01-01", "new");
	assert_true(edit_withdraw(s->db, s, "communes", &s->edition, &s->err));
	assert_string_equal(sample_find(s, "communes")->metadata.title.fr, "old");
	assert_true(edit_withdraw(s->db, s, "communes", &s->edition, &s->err));
	assert_null(sample_find(s, "communes"));
	assert_true(edit_restore(s->db, s, "communes_2022-01-01", s->edition - 1, &s->edition,
	                         &s->err));
	assert_string_equal(sample_find(s, "communes")->metadata.title.fr, "old");
}

static void a_framework_that_datasets_are_keyed_to_is_not_withdrawn(void **state)
{
	struct sample *s = *state;
	sample_publish_framework(s, "communes", "2022-01-01", "a");
	sample_publish_dataset(s, "population", "table", "communes", "2022-01-01");
	assert_non_null(catalogue_dataset(sample_load(s), "population"));
	sample_refused(s, edit_withdraw(s->db, s, "communes", NULL, &s->err), ERR_CONFLICT, "name");
}

static void restoring_brings_back_data_and_metadata_as_a_new_edition(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	uint64_t first = s->edition;
	const struct layer *old = sample_find(s, "rivers");
	struct publication p = sample_layer(s, "rivers", "two");
	p.layer.n_columns = 1;
	p.layer.n_dimensions = 0;
	p.theme = "";
	assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));
	uint64_t second = s->edition;

	assert_true(edit_restore(s->db, s, "rivers", first, &s->edition, &s->err));
	assert_int_equal(s->edition, second + 1);
	const struct layer *back = sample_find(s, "rivers");
	assert_int_equal(back->id, old->id);
	assert_int_equal(back->changed, s->edition);
	assert_string_equal(back->source.digest, old->source.digest);
	assert_string_equal(back->metadata.title.fr, "one");
	assert_string_equal(back->metadata.licence_url, old->metadata.licence_url);
	assert_string_equal(back->theme->name, "territories");
	assert_int_equal(back->n_columns, 2);
	assert_string_equal(back->columns[1].unit, "{habitant}");
	assert_string_equal(back->styles[0].body, old->styles[0].body);
	assert_int_equal(back->n_dimensions, 1);
	assert_true(back->geographic.minx == -5.5 && back->max_scale == 1e6);
	assert_string_equal(back->extents, "4326 -5.5 41 9.5 51.25");

	assert_true(edit_restore(s->db, s, "rivers", second, &s->edition, &s->err));
	assert_string_equal(sample_find(s, "rivers")->metadata.title.fr, "two");
	assert_int_equal(sample_find(s, "rivers")->n_columns, 1);
}

static void restoring_never_touches_levels_and_keys(void **state)
{
	struct sample *s = *state;
	const char *key;
	int64_t id;

	sample_publish(s, "rivers", "one");
	uint64_t open = s->edition;
	assert_true(edit_key_add(s->db, s, "ign", LEVEL_INTERNAL, "", &key, &id, &s->err));
	assert_true(edit_level(s->db, s, "rivers", LEVEL_INTERNAL, NULL, &s->edition, &s->err));
	assert_true(edit_key_revoke(s->db, s, id, &s->err));
	assert_true(edit_withdraw(s->db, s, "rivers", &s->edition, &s->err));
	assert_true(edit_restore(s->db, s, "rivers", open, &s->edition, &s->err));
	assert_int_equal(sample_find(s, "rivers")->level, LEVEL_INTERNAL);
	assert_int_equal(sample_load(s)->n_subjects, 0);
	assert_true(edit_withdraw(s->db, s, "rivers", &s->edition, &s->err));
	sample_publish(s, "rivers", "two");
	assert_int_equal(sample_find(s, "rivers")->level, LEVEL_INTERNAL);
}

static void an_edition_without_the_layer_cannot_be_restored(void **state)
{
	struct sample *s = *state;
	uint64_t before = s->edition;
	sample_publish(s, "rivers", "one");
	assert_true(edit_withdraw(s->db, s, "rivers", &s->edition, &s->err));
	sample_refused(s, edit_restore(s->db, s, "rivers", before, NULL, &s->err), ERR_NOT_FOUND,
	               "edition");
	sample_refused(s, edit_restore(s->db, s, "rivers", s->edition, NULL, &s->err),
	               ERR_NOT_FOUND, "edition");
	sample_refused(s, edit_restore(s->db, s, "rivers", 1000, NULL, &s->err), ERR_NOT_FOUND,
	               "edition");
	sample_refused(s, edit_restore(s->db, s, "rivers", UINT64_MAX, NULL, &s->err),
	               ERR_NOT_FOUND, "edition");
	sample_refused(s, edit_restore(s->db, s, "lakes", before, NULL, &s->err), ERR_NOT_FOUND,
	               "name");
}

static void history_tells_each_edition_newest_first(void **state)
{
	struct sample *s = *state;
	struct history_line *lines;
	size_t n;
	const char *key;
	int64_t id;

	sample_publish_framework(s, "communes", "2022-01-01", "old");
	sample_publish_framework(s, "communes", "2023-01-01", "new");
	assert_true(edit_level(s->db, s, "communes", LEVEL_INTERNAL, NULL, &s->edition, &s->err));
	assert_true(edit_restore(s->db, s, "communes", s->edition - 1, &s->edition, &s->err));
	assert_true(edit_history(s->db, s, "communes", &lines, &n, &s->err));
	assert_int_equal(n, 4);
	assert_int_equal(lines[0].edition, s->edition);
	assert_string_equal(lines[0].what, "restore");
	assert_string_equal(lines[0].detail, "6");
	assert_string_equal(lines[1].what, "level");
	assert_string_equal(lines[1].detail, "internal");
	assert_true(lines[1].restorable);
	assert_string_equal(lines[1].digest, lines[0].digest);
	assert_string_equal(lines[1].object, "communes_2023-01-01");
	assert_string_equal(lines[3].object, "communes_2022-01-01");
	assert_string_not_equal(lines[3].digest, lines[2].digest);
	assert_int_equal(strlen(lines[3].when), 20);
	assert_true(edit_history(s->db, s, "communes_2022-01-01", &lines, &n, &s->err));
	assert_int_equal(n, 1);

	assert_true(edit_key_add(s->db, s, "ign", LEVEL_INTERNAL, "", &key, &id, &s->err));
	assert_true(edit_key_revoke(s->db, s, id, &s->err));
	assert_true(edit_history(s->db, s, NULL, &lines, &n, &s->err));
	assert_string_equal(lines[0].what, "revoke");
	assert_string_equal(lines[0].object, "ign");
	assert_string_equal(lines[0].detail, "1");
	assert_string_equal(lines[1].what, "key");
	assert_string_equal(lines[n - 1].what, "create");
	assert_int_equal(lines[n - 1].edition, 1);
	assert_true(edit_history(s->db, s, "lakes", &lines, &n, &s->err));
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(a_withdrawn_layer_is_gone_and_its_history_stays),
		SAMPLE_TEST(withdrawing_the_newest_of_a_series_shows_the_one_before),
		SAMPLE_TEST(a_framework_that_datasets_are_keyed_to_is_not_withdrawn),
		SAMPLE_TEST(restoring_brings_back_data_and_metadata_as_a_new_edition),
		SAMPLE_TEST(restoring_never_touches_levels_and_keys),
		SAMPLE_TEST(an_edition_without_the_layer_cannot_be_restored),
		SAMPLE_TEST(history_tells_each_edition_newest_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
