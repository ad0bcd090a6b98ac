#include "tests/catalogue/sample.h"

#include "catalogue/access.h"

static void an_organisation_is_made_and_then_changed_where_a_text_is_given(void **state)
{
	struct sample *s = *state;
	const struct organisation change = { .name = "insee",
		                             .title = { NULL, "Statistics office" },
		                             .contact.email = "contact@insee.example" };
	const struct organisation again = { .name = "insee", .contact.person = "A. Martin" };

	assert_true(edit_organisation(s->db, s, &change, &s->edition, &s->err));
	assert_true(edit_organisation(s->db, s, &again, &s->edition, &s->err));
	const struct catalogue *c = sample_load(s);
	const struct organisation *o = catalogue_organisation(c, "insee");
	assert_int_equal(c->n_organisations, 2);
	assert_int_equal(c->edition, s->edition);
	assert_string_equal(o->title.fr, "Insee");
	assert_string_equal(o->title.en, "Statistics office");
	assert_string_equal(o->contact.email, "contact@insee.example");
	assert_string_equal(o->contact.person, "A. Martin");
	assert_string_equal(o->contact.url, "");
}

static void a_theme_is_made_and_then_changed_where_a_text_is_given(void **state)
{
	struct sample *s = *state;
	const struct theme t = { .name = "territories",
	                         .metadata = { .abstract = { "Découpages", "" },
	                                       .contact.url = "https://example.org" } };

	assert_true(edit_theme(s->db, s, &t, &s->edition, &s->err));
	const struct theme *theme = catalogue_theme(sample_load(s), "territories");
	assert_string_equal(theme->metadata.title.en, "Territories");
	assert_string_equal(theme->metadata.abstract.fr, "Découpages");
	assert_string_equal(theme->metadata.contact.url, "https://example.org");
	assert_string_equal(theme->metadata.licence_url, "");
}

static void what_is_no_name_is_refused(void **state)
{
	struct sample *s = *state;
	const struct organisation o = { .name = "a b" };
	const struct theme t = { .name = "" };

	sample_refused(s, edit_organisation(s->db, s, &o, NULL, &s->err), ERR_INVALID_PARAMETER,
	               "organisation");
	sample_refused(s, edit_theme(s->db, s, &t, NULL, &s->err), ERR_INVALID_PARAMETER, "theme");
	sample_refused(s, edit_level(s->db, s, "mapfile:../x", LEVEL_PUBLIC, NULL, NULL, &s->err),
	               ERR_INVALID_PARAMETER, "name");
}

static void a_layer_gets_a_level_from_its_owner_only(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	assert_true(
		edit_level(s->db, s, "rivers", LEVEL_PROFESSIONAL, "insee", &s->edition, &s->err));
	assert_int_equal(sample_find(s, "rivers")->level, LEVEL_PROFESSIONAL);
	sample_refused(s, edit_level(s->db, s, "rivers", LEVEL_PUBLIC, "ign", NULL, &s->err),
	               ERR_FORBIDDEN, "organisation");
	sample_refused(s, edit_level(s->db, s, "lakes", LEVEL_PUBLIC, NULL, NULL, &s->err),
	               ERR_NOT_FOUND, "name");
}

static void a_mapfile_has_a_level_once_it_is_given_one(void **state)
{
	struct sample *s = *state;
	assert_null(catalogue_mapfile(sample_load(s), "old"));
	sample_refused(s, edit_level(s->db, s, "mapfile:old", LEVEL_INTERNAL, NULL, NULL, &s->err),
	               ERR_MISSING_PARAMETER, "organisation");
	sample_refused(s,
	               edit_level(s->db, s, "mapfile:old", LEVEL_PUBLIC, "nobody", NULL, &s->err),
	               ERR_NOT_FOUND, "organisation");
	assert_true(edit_level(s->db, s, "mapfile:old", LEVEL_PUBLIC, NULL, &s->edition, &s->err));
	assert_null(catalogue_mapfile(sample_load(s), "old")->owner);
	assert_true(
		edit_level(s->db, s, "mapfile:old", LEVEL_INTERNAL, "ign", &s->edition, &s->err));
	assert_true(edit_level(s->db, s, "mapfile:old", LEVEL_PROFESSIONAL, NULL, &s->edition,
	                       &s->err));
	const struct catalogue *c = sample_load(s);
	assert_string_equal(catalogue_mapfile(c, "old")->owner->name, "ign");
	assert_int_equal(catalogue_mapfile(c, "old")->level, LEVEL_PROFESSIONAL);
}

static void a_key_stands_for_its_subject_until_it_is_revoked(void **state)
{
	struct sample *s = *state;
	const char *key, *other;
	int64_t id, other_id;

	assert_true(edit_key_add(s->db, s, "ign", LEVEL_INTERNAL, "portal", &key, &id, &s->err));
	assert_true(edit_key_add(s->db, s, "insee", LEVEL_PUBLIC, "", &other, &other_id, &s->err));
	assert_string_not_equal(key, other);
	assert_int_equal(strlen(key), 3 + 32);
	const struct catalogue *c = sample_load(s);
	const struct subject *subject = access_subject(c, key);
	assert_non_null(subject);
	assert_string_equal(subject->organisation->name, "ign");
	assert_int_equal(subject->level, LEVEL_INTERNAL);
	assert_int_equal(subject->id, id);

	assert_true(edit_key_revoke(s->db, s, id, &s->err));
	c = sample_load(s);
	assert_null(access_subject(c, key));
	assert_non_null(access_subject(c, other));
	s->edition = c->edition;
	sample_refused(s, edit_key_revoke(s->db, s, id, &s->err), ERR_NOT_FOUND, "id");
	sample_refused(s, edit_key_add(s->db, s, "nobody", LEVEL_PUBLIC, "", &key, &id, &s->err),
	               ERR_NOT_FOUND, "organisation");
}

static void keys_are_listed_without_the_keys(void **state)
{
	struct sample *s = *state;
	const char *key;
	int64_t id;
	struct key_line *lines;
	size_t n;

	assert_true(edit_keys(s->db, s, &lines, &n, &s->err));
	assert_int_equal(n, 0);
	assert_true(
		edit_key_add(s->db, s, "ign", LEVEL_PROFESSIONAL, "portal", &key, &id, &s->err));
	assert_true(edit_key_add(s->db, s, "ign", LEVEL_PUBLIC, NULL, &key, &id, &s->err));
	assert_true(edit_key_revoke(s->db, s, id, &s->err));
	assert_true(edit_keys(s->db, s, &lines, &n, &s->err));
	assert_int_equal(n, 2);
	assert_string_equal(lines[0].organisation, "ign");
	assert_string_equal(lines[0].label, "portal");
	assert_int_equal(lines[0].level, LEVEL_PROFESSIONAL);
	assert_string_equal(lines[0].revoked, "");
	assert_int_equal(strlen(lines[1].revoked), 20);
}

static void a_key_is_nowhere_in_the_store(void **state)
{
	struct sample *s = *state;
	const char *key;
	int64_t id;
	static const char *const files[] = { "catalogue.sqlite", "catalogue.sqlite-wal" };

	assert_true(edit_key_add(s->db, s, "ign", LEVEL_PUBLIC, "portal", &key, &id, &s->err));
	for (size_t i = 0; i < 2; i++) {
		FILE *file = fopen(mem_printf(s, "%s/%s", s->workspace, files[i]), "rb");
		assert_non_null(file);
		char *bytes = mem_array(s, char, 8000000);
		size_t n = fread(bytes, 1, 8000000, file);
		fclose(file);
		assert_null(memmem(bytes, n, key + 3, 32));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(an_organisation_is_made_and_then_changed_where_a_text_is_given),
		SAMPLE_TEST(a_theme_is_made_and_then_changed_where_a_text_is_given),
		SAMPLE_TEST(what_is_no_name_is_refused),
		SAMPLE_TEST(a_layer_gets_a_level_from_its_owner_only),
		SAMPLE_TEST(a_mapfile_has_a_level_once_it_is_given_one),
		SAMPLE_TEST(a_key_stands_for_its_subject_until_it_is_revoked),
		SAMPLE_TEST(keys_are_listed_without_the_keys),
		SAMPLE_TEST(a_key_is_nowhere_in_the_store),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
