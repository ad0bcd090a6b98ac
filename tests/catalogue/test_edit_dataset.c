#include "tests/catalogue/sample_dataset.h"

#include <fcntl.h>

#include "catalogue/data.h"

static void a_dataset_is_a_layer_with_the_features_of_its_framework_and_its_own_columns(void **state)
{
	struct sample *s = *state;
	sample_publish_framework(s, "communes", "2022", "communes");
	sample_publish_dataset(s, "chomage", "table", "communes", "2022");
	const struct catalogue *c = sample_load(s);
	const struct dataset *d = catalogue_dataset(c, "chomage");
	const struct layer *l = catalogue_layer(c, "chomage"), *base = catalogue_layer(c, "communes");

	assert_int_equal(c->n_layers, 2);
	assert_ptr_equal(d->layer, l);
	assert_ptr_equal(d->framework, catalogue_framework(c, "communes", "2022"));
	assert_ptr_equal(l->joined->base, base);
	assert_ptr_equal(l->joined->framework, d->framework);
	assert_ptr_equal(l->joined->dataset, d);
	assert_null(l->joined->join);
	assert_null(l->framework);
	assert_int_equal(l->joined->first, 2);
	assert_int_equal(l->n_columns, 4);
	assert_string_equal(l->columns[0].name, "code");
	assert_string_equal(l->columns[2].name, "rate");
	assert_int_equal(l->columns[2].type, COLUMN_REAL);
	assert_true(l->columns[2].nullable);
	assert_string_equal(l->columns[2].unit, "%");
	assert_int_equal(l->geometry, GEOMETRY_POLYGON);
	assert_int_equal(l->srs, 2154);
	assert_true(l->bbox.maxy == 4);
	assert_int_equal(l->n_features, 3);
	assert_string_equal(l->key, "code");
	assert_string_equal(l->source.digest, base->source.digest);
	assert_string_not_equal(d->source.digest, base->source.digest);
	assert_string_equal(l->owner->name, "ign");
	assert_string_equal(l->theme->name, "territories");
	assert_string_equal(l->metadata.title.fr, "table");
	assert_int_equal(l->styles[0].kind, STYLE_THEMATIC);
	assert_int_equal(l->changed, s->edition);
	assert_int_equal(l->id, d->id);
	assert_string_equal(l->joined->version, d->columns_digest);
	assert_string_equal(l->joined->columns_path,
	                    mem_printf(s, "data/%.2s/%s.columns", d->columns_digest, d->columns_digest));
}

static void an_attribute_comes_back_as_it_went_in(void **state)
{
	struct sample *s = *state;
	sample_publish_framework(s, "communes", "2022", "communes");
	sample_publish_dataset(s, "zone", "first", "communes", "2022");
	sample_publish_dataset(s, "chomage", "table", "communes", "2022");
	const struct dataset *d = catalogue_dataset(sample_load(s), "chomage");

	assert_int_equal(d->n_attributes, 2);
	const struct attribute *a = &d->attributes[0];
	assert_string_equal(a->name, "rate");
	assert_string_equal(a->title.en, "Unemployment");
	assert_string_equal(a->abstract.fr, "Au sens du BIT");
	assert_int_equal(a->kind, ATTRIBUTE_MEASURE);
	assert_string_equal(a->unit, "%");
	assert_string_equal(a->documentation_url, "https://example.org/rate");
	assert_string_equal(a->series, "rate");
	assert_string_equal(a->period, "2021");
	assert_string_equal(a->aggregation, "weighted-mean");
	assert_string_equal(a->uncertainty, "0.3");
	assert_false(a->confidential);
	assert_int_equal(a->n_classes, 0);
	a = &d->layer->joined->attributes[1];
	assert_true(a->confidential);
	assert_int_equal(a->n_classes, 2);
	assert_string_equal(a->classes[0].value, "u");
	assert_string_equal(a->classes[0].title.fr, "Urbain");
	assert_int_equal(a->classes[0].color, 0xff0000);
	assert_int_equal(a->classes[1].rank, 1);
	assert_int_equal(a->classes[1].color, -1);
}

static void parts_stay_apart_when_layers_and_datasets_come_in_turn(void **state)
{
	struct sample *s = *state;
	sample_publish_framework(s, "communes", "2022", "communes");
	sample_publish(s, "a_river", "one");
	sample_publish_dataset(s, "b_table", "two", "communes", "2022");
	sample_publish(s, "c_road", "three");
	sample_publish_dataset(s, "d_table", "four", "communes", "2022");
	sample_publish_framework(s, "regions", "2016", "five");
	sample_publish_dataset(s, "b_table", "two again", "regions", "2016");
	const struct catalogue *c = sample_load(s);

	assert_int_equal(c->n_layers, 6);
	assert_int_equal(catalogue_layer(c, "c_road")->n_columns, 2);
	assert_int_equal(catalogue_layer(c, "d_table")->n_columns, 4);
	assert_string_equal(catalogue_layer(c, "b_table")->joined->base->name, "regions");
	assert_string_equal(catalogue_layer(c, "b_table")->metadata.title.fr, "two again");
	assert_string_equal(catalogue_layer(c, "d_table")->metadata.title.fr, "four");
	assert_int_equal(catalogue_layer(c, "a_river")->n_dimensions, 1);
	assert_string_equal(catalogue_dataset(c, "d_table")->attributes[1].classes[0].value, "u");
}

static void a_dataset_stays_with_its_version_when_a_newer_one_of_the_series_comes(void **state)
{
	struct sample *s = *state;
	sample_publish_framework(s, "communes", "2022", "old");
	sample_publish_dataset(s, "chomage", "table", "communes", "2022");
	sample_publish_framework(s, "communes", "2023", "new");
	const struct layer *l = sample_find(s, "chomage");
	assert_string_equal(l->joined->base->name, "communes_2022");
	assert_string_equal(l->joined->framework->version, "2022");
	assert_false(l->joined->framework->newest);
}

static void names_are_one_space_with_layers_and_series(void **state)
{
	struct sample *s = *state;
	struct publication p;

	sample_publish_framework(s, "communes", "2022", "communes");
	sample_publish(s, "rivers", "one");
	p = sample_dataset(s, "rivers", "table", "communes", "2022");
	p.organisation = "insee";
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, "name");
	p = sample_dataset(s, "communes", "table", "communes", "2022");
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, "name");
	sample_publish_dataset(s, "chomage", "table", "communes", "2022");
	p = sample_layer(s, "chomage", "three");
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, "name");
}

static void a_dataset_without_a_key_a_column_or_a_framework_is_refused(void **state)
{
	struct sample *s = *state;
	struct publication p = sample_dataset(s, "chomage", "table", "communes", "2022");
	struct dataset_publication d = *p.dataset;

	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_NOT_FOUND, "framework");
	sample_publish_framework(s, "communes", "2022", "communes");
	p.layer.key = "";
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_MISSING_PARAMETER, "key");
	p.layer.key = "insee";
	p.dataset = &d;
	d.n_attributes = 0;
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_INVALID_PARAMETER,
	               "attributes");
	d.n_attributes = 2;
	d.base_digest = "of other data";
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, "framework");
}

static void a_framework_keeps_its_data_while_datasets_stand_in_the_order_of_its_features(void **state)
{
	struct sample *s = *state;
	struct publication p = sample_framework(s, "communes", "2022", "other data");

	sample_publish_framework(s, "communes", "2022", "before");
	uint64_t before = s->edition;
	sample_publish_framework(s, "communes", "2022", "communes");
	sample_publish_dataset(s, "chomage", "table", "communes", "2022");
	uint64_t joined = s->edition;
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, "version");
	sample_refused(s, edit_restore(s->db, s, "communes", before, NULL, &s->err), ERR_CONFLICT,
	               "version");
	sample_publish_framework(s, "communes", "2022", "communes");
	sample_refused(s, edit_withdraw(s->db, s, "communes", NULL, &s->err), ERR_CONFLICT, "name");
	assert_true(edit_withdraw(s->db, s, "chomage", &s->edition, &s->err));
	assert_null(sample_find(s, "chomage"));
	assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));
	sample_refused(s, edit_restore(s->db, s, "chomage", joined, NULL, &s->err), ERR_CONFLICT,
	               "framework");
}

static void a_dataset_is_restored_with_all_that_it_was(void **state)
{
	struct sample *s = *state;
	sample_publish_framework(s, "communes", "2022", "communes");
	sample_publish_dataset(s, "chomage", "first", "communes", "2022");
	uint64_t first = s->edition;
	sample_publish_dataset(s, "chomage", "second", "communes", "2022");
	const char *second = sample_find(s, "chomage")->joined->version;
	assert_true(edit_restore(s->db, s, "chomage", first, &s->edition, &s->err));
	const struct layer *l = sample_find(s, "chomage");

	assert_string_equal(l->metadata.title.fr, "first");
	assert_string_not_equal(l->joined->version, second);
	assert_string_equal(l->joined->attributes[0].period, "2021");
	assert_string_equal(l->joined->attributes[1].classes[0].title.en, "Urban");
	assert_int_equal(l->n_columns, 4);
}

static void a_level_and_a_withdrawal_take_a_dataset_as_a_layer(void **state)
{
	struct sample *s = *state;
	sample_publish_framework(s, "communes", "2022", "communes");
	sample_publish_dataset(s, "chomage", "table", "communes", "2022");
	assert_true(edit_level(s->db, s, "chomage", LEVEL_INTERNAL, NULL, &s->edition, &s->err));
	assert_int_equal(sample_find(s, "chomage")->level, LEVEL_INTERNAL);
	sample_publish_dataset(s, "chomage", "newer", "communes", "2022");
	assert_int_equal(sample_find(s, "chomage")->level, LEVEL_INTERNAL);
	assert_true(edit_withdraw(s->db, s, "chomage", &s->edition, &s->err));
	assert_null(sample_find(s, "chomage"));
	assert_true(edit_withdraw(s->db, s, "communes", &s->edition, &s->err));
}

static char *make_file(struct sample *s, const char *content, const char *extension)
{
	char digest[DIGEST_TEXT];
	int64_t size;
	char *path = data_incoming(s, s->workspace, extension, &s->err);
	FILE *file = fopen(path, "w");

	fputs(content, file);
	fclose(file);
	assert_true(data_take(s, s->workspace, path, extension, digest, &size, &s->err));
	return data_path(s, s->workspace, digest, extension);
}

static void both_files_of_a_dataset_stay_while_it_does_and_go_when_it_has_gone(void **state)
{
	struct sample *s = *state;
	const char *files[] = { make_file(s, "table", "gpkg"), make_file(s, "columns of table", "columns") };
	const struct timespec old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	size_t removed;

	sample_publish_framework(s, "communes", "2022", "communes");
	sample_publish_dataset(s, "chomage", "table", "communes", "2022");
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(utimensat(AT_FDCWD, files[i], old, 0), 0);
	assert_true(db_run(s->db, "update data_file set last_pointed = '2000-01-01T00:00:00Z'", &s->err));
	assert_true(edit_collect(s->db, s, s->workspace, 10, 0, &removed, &s->err));
	assert_int_equal(removed, 0);
	assert_true(edit_withdraw(s->db, s, "chomage", &s->edition, &s->err));
	uint64_t joined = s->edition - 1;
	assert_true(edit_collect(s->db, s, s->workspace, 10, 0, &removed, &s->err));
	assert_int_equal(removed, 0);  /* pointed to until just now */
	assert_true(db_run(s->db, "update data_file set last_pointed = '2000-01-01T00:00:00Z'", &s->err));
	assert_true(edit_collect(s->db, s, s->workspace, 10, 0, &removed, &s->err));
	assert_int_equal(removed, 2);
	sample_refused(s, edit_restore(s->db, s, "chomage", joined, NULL, &s->err), ERR_NOT_FOUND, "edition");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(a_dataset_is_a_layer_with_the_features_of_its_framework_and_its_own_columns),
		SAMPLE_TEST(an_attribute_comes_back_as_it_went_in),
		SAMPLE_TEST(parts_stay_apart_when_layers_and_datasets_come_in_turn),
		SAMPLE_TEST(a_dataset_stays_with_its_version_when_a_newer_one_of_the_series_comes),
		SAMPLE_TEST(names_are_one_space_with_layers_and_series),
		SAMPLE_TEST(a_dataset_without_a_key_a_column_or_a_framework_is_refused),
		SAMPLE_TEST(a_framework_keeps_its_data_while_datasets_stand_in_the_order_of_its_features),
		SAMPLE_TEST(a_dataset_is_restored_with_all_that_it_was),
		SAMPLE_TEST(a_level_and_a_withdrawal_take_a_dataset_as_a_layer),
		SAMPLE_TEST(both_files_of_a_dataset_stay_while_it_does_and_go_when_it_has_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
