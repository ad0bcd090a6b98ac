#include "tests/catalogue/sample.h"

static void tables_are_in_order_whatever_the_order_of_coming(void **state)
{
	struct sample *s = *state;
	static const char *const names[] = { "m", "Z", "a_b", "a", "10", "9", "a-b" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		sample_publish(s, names[i], names[i]);
	sample_publish_framework(s, "regions", "2016", "r");
	sample_publish_framework(s, "communes", "2022", "b");
	sample_publish_framework(s, "communes", "2016", "a");
	const struct catalogue *c = sample_load(s);
	for (size_t i = 1; i < c->n_layers; i++)
		assert_true(strcmp(c->layers[i - 1].name, c->layers[i].name) < 0);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_string_equal(catalogue_layer(c, names[i])->metadata.title.fr, names[i]);
	assert_string_equal(c->frameworks[0].version, "2016");
	assert_string_equal(c->frameworks[2].series, "regions");
	assert_null(catalogue_layer(c, "z"));
	assert_null(catalogue_theme(c, "none"));
	assert_null(catalogue_dataset(c, "none"));
	assert_string_equal(catalogue_organisation(c, "ign")->title.en, "IGN");
}

static void parts_stay_with_their_layer_when_versions_come_and_go(void **state)
{
	struct sample *s = *state;
	struct column columns[40];
	struct publication p;

	/* each layer has a number of columns of its own, and they are published in turn, again and
	   again */
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 20; i++) {
			p = sample_layer(s, mem_printf(s, "layer_%d", i * 7 % 20), "x");
			for (int j = 0; j < 40; j++)
				columns[j] = (struct column){ .name = mem_printf(s, "c_%d_%d",
					                                         i * 7 % 20, j) };
			p.layer.columns = columns;
			p.layer.n_columns = (size_t)(i * 7 % 20);
			p.layer.n_dimensions = (size_t)(i % 2);
			p.layer.key = "";
			assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));
		}
	assert_true(edit_withdraw(s->db, s, "layer_3", &s->edition, &s->err));
	const struct catalogue *c = sample_load(s);
	assert_int_equal(c->n_layers, 19);
	for (int i = 0; i < 20; i++) {
		const struct layer *l = catalogue_layer(c, mem_printf(s, "layer_%d", i));
		if (i == 3)
			continue;
		assert_int_equal(l->n_columns, i);
		for (int j = 0; j < i; j++)
			assert_string_equal(l->columns[j].name, mem_printf(s, "c_%d_%d", i, j));
		assert_int_equal(l->n_styles, 1);
	}
}

static void equal_texts_are_kept_once(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	sample_publish(s, "roads", "two");
	const struct catalogue *c = sample_load(s);
	assert_ptr_equal(catalogue_layer(c, "rivers")->metadata.licence_url,
	                 catalogue_layer(c, "roads")->metadata.licence_url);
	assert_ptr_equal(catalogue_layer(c, "rivers")->styles[0].body,
	                 catalogue_layer(c, "roads")->styles[0].body);
}

static void a_snapshot_goes_with_its_context(void **state)
{
	struct sample *s = *state;
	void *ctx = talloc_new(s);

	sample_publish(s, "rivers", "one");
	size_t before = talloc_total_blocks(s);
	assert_non_null(catalogue_load(ctx, s->db, &s->err));
	assert_true(talloc_total_blocks(s) > before);
	talloc_free(ctx);
	assert_int_equal(talloc_total_blocks(s), before - 1);
}

static void a_read_only_store_loads_and_refuses_changes(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	talloc_free(s->db);
	s->db = catalogue_open(s, s->workspace, &s->err);
	assert_non_null(sample_find(s, "rivers"));
	sample_refused(s, edit_withdraw(s->db, s, "rivers", NULL, &s->err), ERR_FORBIDDEN, NULL);
}

static void a_backup_is_a_catalogue(void **state)
{
	struct sample *s = *state;
	char *workspace = scratch_new(s);

	sample_publish(s, "rivers", "one");
	assert_true(db_backup(s->db, mem_printf(s, "%s/catalogue.sqlite", workspace), &s->err));
	sample_publish(s, "rivers", "two");
	struct db *copy = catalogue_open_write(s, workspace, &s->err);
	const struct catalogue *c = catalogue_load(s, copy, &s->err);
	assert_string_equal(catalogue_layer(c, "rivers")->metadata.title.fr, "one");
	assert_true(edit_withdraw(copy, s, "rivers", NULL, &s->err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(tables_are_in_order_whatever_the_order_of_coming),
		SAMPLE_TEST(parts_stay_with_their_layer_when_versions_come_and_go),
		SAMPLE_TEST(equal_texts_are_kept_once),
		SAMPLE_TEST(a_snapshot_goes_with_its_context),
		SAMPLE_TEST(a_read_only_store_loads_and_refuses_changes),
		SAMPLE_TEST(a_backup_is_a_catalogue),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
