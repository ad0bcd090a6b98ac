#include "tests/catalogue/sample.h"

#include <time.h>

#include "catalogue/data.h"

static void what_was_published_is_what_is_loaded(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	const struct catalogue *c = sample_load(s);
	const struct layer *l = catalogue_layer(c, "rivers");

	assert_non_null(l);
	assert_int_equal(c->edition, s->edition);
	assert_int_equal(l->changed, s->edition);
	assert_string_equal(l->metadata.title.fr, "one");
	assert_string_equal(l->metadata.abstract.en, "");
	assert_string_equal(l->metadata.licence_url, "https://example.org/licence");
	assert_string_equal(l->metadata.contact.email, "geo@example.org");
	assert_string_equal(l->metadata.updated, c->published);
	assert_string_equal(l->owner->name, "insee");
	assert_ptr_equal(l->theme, catalogue_theme(c, "territories"));
	assert_int_equal(l->level, LEVEL_PUBLIC);
	assert_int_equal(l->geometry, GEOMETRY_POLYGON);
	assert_int_equal(l->srs, 2154);
	assert_true(l->bbox.maxy == 4 && l->geographic.minx == -5.5 && l->geographic.maxy == 51.25);
	assert_int_equal(l->n_features, 3);
	assert_string_equal(l->key, "code");
	assert_true(l->min_scale == 0 && l->max_scale == 1e6);
	assert_false(l->source.referenced);
	assert_int_equal(strlen(l->source.digest), 64);
	assert_string_equal(l->source.extension, "gpkg");
	assert_string_equal(l->source.table, "rivers");
	assert_string_equal(l->source.id_column, "code");
	assert_null(l->framework);

	assert_int_equal(l->n_columns, 2);
	const struct column *population = layer_column(l, "population");
	assert_int_equal(population->type, COLUMN_INTEGER);
	assert_string_equal(population->unit, "{habitant}");
	assert_true(population->nullable);
	assert_false(l->columns[0].nullable);
	assert_null(layer_column(l, "Population"));
	assert_int_equal(l->n_styles, 1);
	assert_string_equal(l->styles[0].title.en, "Plain");
	assert_string_equal(l->styles[0].body, sample_styles[0].body);
	assert_int_equal(l->n_dimensions, 1);
	assert_string_equal(l->dimensions[0].extent, "2016,2017");
}

static void publishing_again_keeps_id_level_and_name_and_brings_the_rest(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	const struct layer *before = sample_find(s, "rivers");
	assert_true(edit_level(s->db, s, "rivers", LEVEL_INTERNAL, NULL, &s->edition, &s->err));
	struct publication p = sample_layer(s, "rivers", "two");
	p.layer.n_dimensions = 0;
	p.theme = "";
	assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));

	const struct catalogue *c = sample_load(s);
	const struct layer *after = catalogue_layer(c, "rivers");
	assert_int_equal(c->n_layers, 1);
	assert_int_equal(after->id, before->id);
	assert_int_equal(after->level, LEVEL_INTERNAL);
	assert_string_equal(after->metadata.title.fr, "two");
	assert_string_not_equal(after->source.digest, before->source.digest);
	assert_int_equal(after->n_dimensions, 0);
	assert_null(after->theme);

	p.layer.level = LEVEL_PROFESSIONAL;
	assert_true(edit_publish(s->db, s, &p, true, &s->edition, &s->err));
	assert_int_equal(sample_find(s, "rivers")->level, LEVEL_PROFESSIONAL);
}

static void a_referenced_source_needs_no_data_file(void **state)
{
	struct sample *s = *state;
	struct publication p = sample_layer(s, "rivers", "one");
	p.layer.source =
		(struct source){ .referenced = true, .uri = "PG:service=geo", .table = "rivers" };
	assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));
	const struct layer *l = sample_find(s, "rivers");
	assert_true(l->source.referenced);
	assert_string_equal(l->source.digest, "");
	assert_string_equal(l->source.uri, "PG:service=geo");
}

static void the_newest_version_of_a_series_bears_its_name(void **state)
{
	struct sample *s = *state;
	sample_publish_framework(s, "communes", "2022-01-01", "new");
	sample_publish_framework(s, "communes", "2016-01-01", "old");
	const struct catalogue *c = sample_load(s);

	assert_int_equal(c->n_layers, 2);
	assert_int_equal(c->n_frameworks, 2);
	const struct layer *newest = catalogue_layer(c, "communes");
	const struct layer *older = catalogue_layer(c, "communes_2016-01-01");
	assert_string_equal(newest->metadata.title.fr, "new");
	assert_string_equal(older->metadata.title.fr, "old");
	assert_null(catalogue_layer(c, "communes_2022-01-01"));
	assert_string_equal(newest->framework->version, "2022-01-01");
	assert_true(newest->framework->newest);
	assert_false(older->framework->newest);
	assert_string_equal(older->framework->parent_series, "regions");
	assert_string_equal(older->framework->parent_column, "reg");
	assert_string_equal(older->framework->key, "code");
	assert_ptr_equal(older->framework->layer, older);
	assert_ptr_equal(catalogue_framework(c, "communes", NULL), newest->framework);
	assert_ptr_equal(catalogue_framework(c, "communes", "2016-01-01"), older->framework);
	assert_null(catalogue_framework(c, "communes", "2017-01-01"));

	sample_publish_framework(s, "communes", "2023-01-01", "newer");
	c = sample_load(s);
	assert_string_equal(catalogue_layer(c, "communes")->metadata.title.fr, "newer");
	assert_string_equal(catalogue_layer(c, "communes_2022-01-01")->metadata.title.fr, "new");
}

static void a_new_version_of_a_series_is_no_more_public_than_the_one_before(void **state)
{
	struct sample *s = *state;
	sample_publish_framework(s, "communes", "2022-01-01", "a");
	assert_true(edit_level(s->db, s, "communes", LEVEL_INTERNAL, NULL, &s->edition, &s->err));
	sample_publish_framework(s, "communes", "2023-01-01", "b");
	assert_int_equal(sample_find(s, "communes")->level, LEVEL_INTERNAL);
	struct publication p = sample_framework(s, "communes", "2024-01-01", "c");
	p.layer.level = LEVEL_PUBLIC;
	assert_true(edit_publish(s->db, s, &p, true, &s->edition, &s->err));
	assert_int_equal(sample_find(s, "communes")->level, LEVEL_PUBLIC);
}

static void names_of_layers_and_series_do_not_meet(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	sample_publish(s, "roads_2022-01-01", "two");
	sample_publish_framework(s, "communes", "2022-01-01", "three");

	struct publication p = sample_layer(s, "communes", "x");
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, "name");
	p = sample_layer(s, "communes_2022-01-01", "x");
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, "name");
	p = sample_framework(s, "rivers", "2022-01-01", "x");
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, "name");
	p = sample_framework(s, "roads", "2022-01-01", "x");
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, "name");
	p = sample_framework(s, "communes_2022-01-01", "2022-01-01", "x");
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, "name");
}

static void another_organisation_cannot_take_over_a_name(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	sample_publish_framework(s, "communes", "2022-01-01", "a");
	struct publication p = sample_layer(s, "rivers", "two");
	p.organisation = "ign";
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_FORBIDDEN,
	               "organisation");
	p = sample_framework(s, "communes", "2023-01-01", "b");
	p.organisation = "ign";
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_FORBIDDEN,
	               "organisation");
	assert_true(edit_withdraw(s->db, s, "rivers", &s->edition, &s->err));
	p = sample_layer(s, "rivers", "two");
	p.organisation = "ign";
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_FORBIDDEN,
	               "organisation");
}

static void what_is_wrong_is_named_and_nothing_is_written(void **state)
{
	struct sample *s = *state;
	static const struct {
		const char *what;
		enum err_code code;
	} cases[] = {
		{ "name", ERR_INVALID_PARAMETER },
		{ "organisation", ERR_NOT_FOUND },
		{ "theme", ERR_NOT_FOUND },
		{ "key", ERR_INVALID_PARAMETER },
		{ "style", ERR_STYLE },
		{ "series", ERR_INVALID_PARAMETER },
		{ "version", ERR_INVALID_PARAMETER },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *what = cases[i].what;
		struct publication p = i < 5 ? sample_layer(s, "rivers", "one")
		                             : sample_framework(s, "communes", "2022-01-01", "one");
		if (strcmp(what, "name") == 0)
			p.layer.name = "forêts et bois";
		else if (strcmp(what, "organisation") == 0)
			p.organisation = "nobody";
		else if (strcmp(what, "theme") == 0)
			p.theme = "none";
		else if (strcmp(what, "key") == 0)
			p.layer.key = "insee";
		else if (strcmp(what, "style") == 0)
			p.layer.n_styles = 0;
		else if (strcmp(what, "series") == 0)
			p.series = NULL;
		else
			p.version = "2022/01/01";
		sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), cases[i].code,
		               what);
	}
	assert_int_equal(sample_load(s)->n_layers, 0);
}

static void a_framework_without_a_key_is_refused(void **state)
{
	struct sample *s = *state;
	struct publication p = sample_framework(s, "communes", "2022", "one");
	p.layer.key = "";
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_MISSING_PARAMETER,
	               "key");
}

static void a_failing_write_leaves_the_edition_that_was_there(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	struct column twice[] = { sample_columns[0], sample_columns[1], sample_columns[0] };
	struct publication p = sample_layer(s, "rivers", "two");
	p.layer.columns = twice;
	p.layer.n_columns = 3;
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_CONFLICT, NULL);

	char *body = mem_array(s, char, 2000001);
	memset(body, 'x', 2000000);
	const struct style big = { .name = "default", .body = body };
	p = sample_layer(s, "rivers", "two");
	p.layer.styles = &big;
	assert_true(db_run(s->db, "pragma max_page_count = 100", &s->err));
	sample_refused(s, edit_publish(s->db, s, &p, false, NULL, &s->err), ERR_UNAVAILABLE, NULL);
	assert_string_equal(sample_find(s, "rivers")->metadata.title.fr, "one");
	assert_true(db_run(s->db, "pragma max_page_count = 100000", &s->err));
	sample_publish(s, "rivers", "three");
}

static void a_reader_keeps_its_edition_and_sees_the_next_when_it_asks(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	struct db *reader = catalogue_open(s, s->workspace, &s->err);
	const struct catalogue *old = catalogue_load(s, reader, &s->err);
	int64_t before, after;
	uint64_t pinned;

	assert_true(db_data_version(reader, &before, &s->err));
	assert_true(db_begin(reader, &s->err));
	assert_true(catalogue_edition(reader, &pinned, &s->err));
	sample_publish(s, "rivers", "two");
	sample_publish(s, "roads", "three");
	assert_true(catalogue_edition(reader, &pinned, &s->err));
	assert_int_equal(pinned, old->edition);
	db_rollback(reader);

	assert_true(db_data_version(reader, &after, &s->err));
	assert_int_not_equal(before, after);
	const struct catalogue *new = catalogue_load(s, reader, &s->err);
	assert_int_equal(new->edition, old->edition + 2);
	assert_int_equal(new->n_layers, 2);
	assert_int_equal(old->n_layers, 1);
	assert_string_equal(catalogue_layer(old, "rivers")->metadata.title.fr, "one");
	assert_string_equal(catalogue_layer(new, "rivers")->metadata.title.fr, "two");
}

static void publishers_at_the_same_time_wait_for_each_other(void **state)
{
	struct sample *s = *state;
	enum { PUBLISHERS = 4, EACH = 5 };
	pid_t children[PUBLISHERS];

	talloc_free(s->db);
	for (int i = 0; i < PUBLISHERS; i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		struct err err = { 0 };
		void *ctx = talloc_new(NULL);
		struct db *db = catalogue_open_write(ctx, s->workspace, &err);
		bool done = db != NULL;
		for (int j = 0; done && j < EACH; j++) {
			struct publication p = sample_layer(ctx, mem_printf(ctx, "layer_%d", j),
			                                    mem_printf(ctx, "%d %d", i, j));
			done = edit_publish(db, ctx, &p, false, NULL, &err);
		}
		scratch_end(done);
	}
	for (int i = 0; i < PUBLISHERS; i++)
		assert_true(scratch_ended_well(children[i]));
	sample_reopen(s);
	const struct catalogue *c = sample_load(s);
	assert_int_equal(c->n_layers, EACH);
	assert_int_equal(c->edition, s->edition + PUBLISHERS * EACH);
}

static void a_publisher_killed_before_its_transaction_leaves_only_an_unused_file(void **state)
{
	struct sample *s = *state;
	sample_publish(s, "rivers", "one");
	pid_t child = sample_fork(s);
	if (child == 0) {
		struct err err = { 0 };
		char digest[DIGEST_TEXT];
		int64_t size;
		char *path = data_incoming(s, s->workspace, "gpkg", &err);
		FILE *file = path != NULL ? fopen(path, "w") : NULL;
		scratch_end(file != NULL && fputs("data", file) >= 0 && fclose(file) == 0 &&
		            data_take(s, s->workspace, path, "gpkg", digest, &size, &err));
	}
	assert_true(scratch_ended_well(child));
	sample_reopen(s);
	assert_int_equal(sample_load(s)->edition, s->edition);
	size_t removed;
	assert_true(edit_collect(s->db, s, s->workspace, 3600, 30, &removed, &s->err));
	assert_int_equal(removed, 0);
	assert_true(edit_collect(s->db, s, s->workspace, -1, 30, &removed, &s->err));
	assert_int_equal(removed, 1);
}

/* Whole: each layer has all of its parts, and each edition its line. */
static void assert_whole(struct sample *s)
{
	const struct catalogue *c = sample_load(s);
	struct history_line *lines;
	size_t n;

	for (size_t i = 0; i < c->n_layers; i++) {
		assert_int_equal(c->layers[i].n_columns, 2);
		assert_int_equal(c->layers[i].n_styles, 1);
		assert_int_equal(c->layers[i].n_dimensions, 1);
		assert_non_null(c->layers[i].theme);
	}
	assert_true(edit_history(s->db, s, NULL, &lines, &n, &s->err));
	assert_int_equal(n, c->edition);
	assert_int_equal(lines[0].edition, c->edition);
}

static void a_publisher_killed_at_any_moment_leaves_a_whole_edition(void **state)
{
	struct sample *s = *state;

	sample_publish(s, "layer", "first");
	for (int round = 0; round < 12; round++) {
		pid_t child = sample_fork(s);
		if (child == 0) {
			struct err err = { 0 };
			void *ctx = talloc_new(NULL);
			struct db *db = catalogue_open_write(ctx, s->workspace, &err);
			for (int i = 0; db != NULL; i++) {
				struct publication p =
					sample_layer(ctx, i % 2 == 0 ? "layer" : "other",
				                     mem_printf(ctx, "%d %d", round, i));
				if (!edit_publish(db, ctx, &p, false, NULL, &err))
					break;
			}
			scratch_end(false);
		}
		nanosleep(&(struct timespec){ .tv_nsec = 3000000 + 1700000 * round }, NULL);
		kill(child, SIGKILL);
		assert_true(scratch_ended_well(child));
		sample_reopen(s);
		assert_whole(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(what_was_published_is_what_is_loaded),
		SAMPLE_TEST(publishing_again_keeps_id_level_and_name_and_brings_the_rest),
		SAMPLE_TEST(a_referenced_source_needs_no_data_file),
		SAMPLE_TEST(the_newest_version_of_a_series_bears_its_name),
		SAMPLE_TEST(a_new_version_of_a_series_is_no_more_public_than_the_one_before),
		SAMPLE_TEST(names_of_layers_and_series_do_not_meet),
		SAMPLE_TEST(another_organisation_cannot_take_over_a_name),
		SAMPLE_TEST(what_is_wrong_is_named_and_nothing_is_written),
		SAMPLE_TEST(a_framework_without_a_key_is_refused),
		SAMPLE_TEST(a_failing_write_leaves_the_edition_that_was_there),
		SAMPLE_TEST(a_reader_keeps_its_edition_and_sees_the_next_when_it_asks),
		SAMPLE_TEST(publishers_at_the_same_time_wait_for_each_other),
		SAMPLE_TEST(a_publisher_killed_before_its_transaction_leaves_only_an_unused_file),
		SAMPLE_TEST(a_publisher_killed_at_any_moment_leaves_a_whole_edition),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
