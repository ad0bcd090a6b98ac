#include "tests/catalogue/sample_dataset.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "base/text.h"
#include "catalogue/access.h"
#include "catalogue/joins.h"

#define ID_A "0123456789abcdef0123456789abcdef"
#define ID_B "b123456789abcdef0123456789abcdef"

static const struct join_limits no_limits = { 0 };

static struct stored_join sample_join(const char *id, const char *version)
{
	return (struct stored_join){
		.id = id, .version = version, .expires = "", .visibility = JOIN_LISTED,
		.series = "communes", .framework_version = "2022", .dataset = "",
		.source = "chomage.csv", .title = { "Chômage", "Unemployment" },
		.abstract = { "Par commune", NULL }, .mapping = "{\"key\":[\"insee\"]}",
		.rows = 10, .matched = 3, .bytes = 1000,
		.columns = sample_joined, .n_columns = 2, .attributes = sample_attributes,
		.styles = sample_thematic, .n_styles = 1,
	};
}

static void put(struct sample *s, const struct stored_join *j)
{
	const char *replaced;
	assert_true(joins_put(s->db, s, j, &no_limits, &replaced, &s->err));
}

static bool refresh(struct sample *s, struct joins *joins, const struct catalogue *c)
{
	bool changed;
	assert_true(joins_refresh(joins, s->db, c, &changed, &s->err));
	return changed;
}

static int set_up(void **state)
{
	sample_set_up(state);
	sample_publish_framework(*state, "communes", "2022", "communes");
	return 0;
}

static void a_stored_join_is_a_joined_layer_that_raised_no_edition(void **state)
{
	struct sample *s = *state;
	struct joins *joins = joins_new(s);
	const struct stored_join j = sample_join(ID_A, "v1");
	uint64_t edition;
	size_t n;

	put(s, &j);
	assert_true(catalogue_edition(s->db, &edition, &s->err));
	assert_int_equal(edition, s->edition);
	const struct catalogue *c = sample_load(s);
	assert_true(refresh(s, joins, c));
	const struct layer *l = joins_layer(joins, "join_" ID_A);
	assert_non_null(l);
	assert_ptr_equal(joins_layers(joins, &n), l);
	assert_int_equal(n, 1);
	assert_ptr_equal(l->joined->base, catalogue_layer(c, "communes"));
	assert_int_equal(l->joined->first, 2);
	assert_int_equal(l->n_columns, 4);
	assert_string_equal(l->columns[3].name, "kind");
	assert_string_equal(l->joined->version, "v1");
	assert_string_equal(l->joined->columns_path, "joins/" ID_A "/v1.columns");
	assert_string_equal(l->metadata.title.en, "Unemployment");
	assert_string_equal(l->metadata.abstract.fr, "Par commune");
	assert_string_equal(l->source.digest, l->joined->base->source.digest);
	assert_null(l->owner);
	assert_int_equal(l->level, LEVEL_PUBLIC);
	assert_int_equal(l->styles[0].kind, STYLE_THEMATIC);
	assert_string_equal(l->joined->attributes[1].classes[1].title.fr, "Rural");
	assert_string_equal(l->joined->attributes[0].uncertainty, "0.3");
	assert_null(joins_layer(joins, "join_" ID_B));
	assert_null(joins_layer(joins, ID_A));
}

static void what_was_put_comes_back_from_the_database(void **state)
{
	struct sample *s = *state;
	const struct stored_join j = sample_join(ID_A, "v1"), *all;
	size_t n;

	put(s, &j);
	const struct stored_join *got = joins_get(s->db, s, ID_A, &s->err);
	assert_string_equal(got->source, "chomage.csv");
	assert_string_equal(got->mapping, j.mapping);
	assert_int_equal(got->matched, 3);
	assert_string_equal(got->base_digest, sample_find(s, "communes")->source.digest);
	assert_int_equal(strlen(got->created), 20);
	assert_string_equal(got->styles[0].body, "{}");
	assert_null(joins_get(s->db, s, ID_B, &s->err));
	assert_int_equal(s->err.code, ERR_NONE);
	assert_true(joins_list(s->db, s, &all, &n, &s->err));
	assert_int_equal(n, 1);
	assert_string_equal(all[0].id, ID_A);
}

static void only_what_changed_is_read_again(void **state)
{
	struct sample *s = *state;
	struct joins *joins = joins_new(s);
	struct stored_join a = sample_join(ID_A, "v1"), b = sample_join(ID_B, "v1");
	const struct catalogue *c = sample_load(s);
	const char *replaced;

	assert_true(refresh(s, joins, c));
	assert_false(refresh(s, joins, c));
	put(s, &a);
	put(s, &b);
	assert_true(refresh(s, joins, c));
	uint64_t before = joins_sequence(joins);
	const struct stored_join *kept = joins_layer(joins, "join_" ID_A)->joined->join;
	b.version = "v2";
	assert_true(joins_put(s->db, s, &b, &no_limits, &replaced, &s->err));
	assert_string_equal(replaced, "v1");
	assert_true(refresh(s, joins, c));
	assert_true(joins_sequence(joins) > before);
	assert_ptr_equal(joins_layer(joins, "join_" ID_A)->joined->join, kept);
	assert_string_equal(joins_layer(joins, "join_" ID_B)->joined->version, "v2");
	assert_true(joins_delete(s->db, s, s->workspace, ID_A, 0, LEVEL_PUBLIC, false, &s->err));
	assert_true(refresh(s, joins, c));
	assert_null(joins_layer(joins, "join_" ID_A));
	assert_non_null(joins_layer(joins, "join_" ID_B));
	assert_false(refresh(s, joins, c));
}

static void a_refresh_keeps_the_moment_of_making(void **state)
{
	struct sample *s = *state;
	struct stored_join j = sample_join(ID_A, "v1");

	j.created = "2020-01-01T00:00:00Z";
	put(s, &j);
	j.created = NULL;
	j.version = "v2";
	put(s, &j);
	const struct stored_join *got = joins_get(s->db, s, ID_A, &s->err);
	assert_string_equal(got->created, "2020-01-01T00:00:00Z");
	assert_string_equal(got->version, "v2");
	assert_true(strcmp(got->refreshed, got->created) > 0);
}

static void joins_follow_the_snapshot_and_are_left_out_without_their_framework(void **state)
{
	struct sample *s = *state;
	struct joins *joins = joins_new(s);
	const struct stored_join j = sample_join(ID_A, "v1");
	size_t n;

	put(s, &j);
	refresh(s, joins, sample_load(s));
	sample_publish_framework(s, "communes", "2023", "newer");
	const struct catalogue *c = sample_load(s);
	assert_true(refresh(s, joins, c));
	assert_ptr_equal(joins_layer(joins, "join_" ID_A)->joined->base, catalogue_layer(c, "communes_2022"));
	sample_publish_framework(s, "communes", "2022", "other data");
	refresh(s, joins, sample_load(s));
	assert_null(joins_layer(joins, "join_" ID_A));
	sample_publish_framework(s, "communes", "2022", "communes");
	refresh(s, joins, sample_load(s));
	assert_non_null(joins_layer(joins, "join_" ID_A));
	assert_true(edit_withdraw(s->db, s, "communes_2022", &s->edition, &s->err));
	refresh(s, joins, sample_load(s));
	joins_layers(joins, &n);
	assert_int_equal(n, 0);
}

static void an_expired_join_is_not_there_even_before_it_is_collected(void **state)
{
	struct sample *s = *state;
	struct joins *joins = joins_new(s);
	struct stored_join j = sample_join(ID_A, "v1");
	const struct stored_join *all;
	const struct catalogue *c = sample_load(s);
	size_t n, removed;

	j.expires = text_time(s, (int64_t)time(NULL) + 2);
	put(s, &j);
	refresh(s, joins, c);
	uint64_t alive = joins_sequence(joins);
	assert_non_null(joins_layer(joins, "join_" ID_A));
	while (strcmp(text_now(s), j.expires) < 0)
		nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	assert_null(joins_layer(joins, "join_" ID_A));
	assert_true(joins_sequence(joins) != alive);
	view_layers(view_open(s, c, joins, NULL), s, NULL, &n);
	assert_int_equal(n, 1);
	assert_null(joins_get(s->db, s, ID_A, &s->err));
	assert_true(joins_list(s->db, s, &all, &n, &s->err));
	assert_int_equal(n, 0);
	assert_false(joins_delete(s->db, s, s->workspace, ID_A, 0, LEVEL_PUBLIC, false, &s->err));
	s->err = (struct err){ 0 };
	assert_true(joins_collect(s->db, s, s->workspace, 0, &removed, &s->err));
	assert_int_equal(removed, 1);
}

static void limits_are_told_by_their_setting(void **state)
{
	struct sample *s = *state;
	struct stored_join a = sample_join(ID_A, "v1"), b = sample_join(ID_B, "v1");
	const struct { struct join_limits limits; const char *name; } cases[] = {
		{ { .most_of_subject = 1 }, "joins_per_subject" },
		{ { .most = 1 }, "max_joins" },
		{ { .bytes = 1999 }, "joins_size" },
	};
	const char *replaced;

	put(s, &a);
	for (size_t i = 0; i < 3; i++) {
		assert_false(joins_put(s->db, s, &b, &cases[i].limits, &replaced, &s->err));
		assert_int_equal(s->err.code, ERR_TOO_LARGE);
		assert_string_equal(s->err.locator, cases[i].name);
		s->err = (struct err){ 0 };
		/* to refresh the one that is there is no more than before */
		assert_true(joins_put(s->db, s, &a, &cases[i].limits, &replaced, &s->err));
	}
	b.organisation = 1;
	assert_true(joins_put(s->db, s, &b, &cases[0].limits, &replaced, &s->err));
}

static void only_its_maker_or_the_operator_deletes_a_join(void **state)
{
	struct sample *s = *state;
	struct stored_join j = sample_join(ID_A, "v1");

	j.organisation = 1;
	j.level = LEVEL_PROFESSIONAL;
	put(s, &j);
	const struct { int64_t organisation; enum level level; } others[] = {
		{ 0, LEVEL_PUBLIC }, { 2, LEVEL_PROFESSIONAL }, { 1, LEVEL_INTERNAL },
	};
	for (size_t i = 0; i < 3; i++)
		sample_refused(s, joins_delete(s->db, s, s->workspace, ID_A, others[i].organisation,
		                               others[i].level, false, &s->err), ERR_NOT_FOUND, "id");
	assert_true(joins_delete(s->db, s, s->workspace, ID_A, 1, LEVEL_PROFESSIONAL, false, &s->err));
	put(s, &j);
	assert_true(joins_delete(s->db, s, s->workspace, ID_A, 0, LEVEL_PUBLIC, true, &s->err));
}

static char *incoming(struct sample *s, const char *name)
{
	char *path = mem_printf(s, "%s/joins/incoming/%s", s->workspace, name);

	mkdir(mem_printf(s, "%s/joins", s->workspace), 0777);
	mkdir(mem_printf(s, "%s/joins/incoming", s->workspace), 0777);
	FILE *f = fopen(path, "w");
	fputs("columns", f);
	fclose(f);
	return path;
}

static bool there(struct sample *s, const char *path)
{
	struct stat st;
	return stat(mem_printf(s, "%s/%s", s->workspace, path), &st) == 0;
}

static void store(struct sample *s, const struct stored_join *j)
{
	const char *replaced;
	assert_true(joins_store(s->db, s, s->workspace, incoming(s, "x"), j, &no_limits, &replaced, &s->err));
}

static void a_store_is_file_and_row_and_a_refusal_neither(void **state)
{
	struct sample *s = *state;
	struct stored_join a = sample_join(ID_A, "v1"), b = sample_join(ID_B, "v1");
	const struct join_limits one = { .most = 1 };
	const char *replaced;

	store(s, &a);
	assert_true(there(s, "joins/" ID_A "/v1.columns"));
	assert_false(joins_store(s->db, s, s->workspace, incoming(s, "x"), &b, &one, &replaced, &s->err));
	assert_int_equal(s->err.code, ERR_TOO_LARGE);
	s->err = (struct err){ 0 };
	assert_false(there(s, "joins/" ID_B "/v1.columns"));
	assert_false(there(s, "joins/incoming/x"));
	a.series = "nowhere";
	assert_false(joins_store(s->db, s, s->workspace, incoming(s, "x"), &a, &no_limits, &replaced, &s->err));
	assert_int_equal(s->err.code, ERR_NOT_FOUND);
	s->err = (struct err){ 0 };
	assert_true(there(s, "joins/" ID_A "/v1.columns"));
}

static void a_deleted_join_takes_its_files_along(void **state)
{
	struct sample *s = *state;
	const struct stored_join j = sample_join(ID_A, "v1");

	store(s, &j);
	assert_true(joins_delete(s->db, s, s->workspace, ID_A, 0, LEVEL_PUBLIC, false, &s->err));
	assert_false(there(s, "joins/" ID_A));
}

static void collecting_takes_what_no_row_names_after_its_grace(void **state)
{
	struct sample *s = *state;
	struct stored_join j = sample_join(ID_A, "v1");
	const struct timespec old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	size_t removed;

	store(s, &j);
	j.version = "v2";
	store(s, &j);
	incoming(s, "left");
	assert_int_equal(utimensat(AT_FDCWD, mem_printf(s, "%s/joins/incoming/left", s->workspace), old, 0), 0);
	assert_int_equal(utimensat(AT_FDCWD, mem_printf(s, "%s/joins/" ID_A "/v2.columns", s->workspace), old, 0),
	                 0);
	assert_true(joins_collect(s->db, s, s->workspace, 3600, &removed, &s->err));
	assert_int_equal(removed, 0);
	assert_true(there(s, "joins/" ID_A "/v1.columns"));
	assert_false(there(s, "joins/incoming/left"));
	assert_int_equal(utimensat(AT_FDCWD, mem_printf(s, "%s/joins/" ID_A "/v1.columns", s->workspace), old, 0),
	                 0);
	assert_true(joins_collect(s->db, s, s->workspace, 3600, &removed, &s->err));
	assert_int_equal(removed, 1);
	assert_false(there(s, "joins/" ID_A "/v1.columns"));
	assert_true(there(s, "joins/" ID_A "/v2.columns"));
}

static void who_slept_through_the_tombstones_reads_all_anew(void **state)
{
	struct sample *s = *state;
	struct joins *joins = joins_new(s);
	const struct stored_join a = sample_join(ID_A, "v1"), b = sample_join(ID_B, "v1");
	const struct catalogue *c = sample_load(s);
	size_t removed, n;

	put(s, &a);
	put(s, &b);
	refresh(s, joins, c);
	assert_true(joins_delete(s->db, s, s->workspace, ID_A, 0, LEVEL_PUBLIC, true, &s->err));
	assert_true(db_run(s->db, "update stored_join set refreshed = '2000-01-01T00:00:00Z'", &s->err));
	assert_true(joins_collect(s->db, s, s->workspace, 3600, &removed, &s->err));
	assert_true(refresh(s, joins, c));
	joins_layers(joins, &n);
	assert_int_equal(n, 1);
	assert_null(joins_layer(joins, "join_" ID_A));
}

static void what_stands_between_fields_does_no_harm_in_a_text(void **state)
{
	struct sample *s = *state;
	struct stored_join j = sample_join(ID_A, "v1");
	const struct style styles[] = {
		{ .name = "default", .title = { "a\x1f" "b", "" }, .kind = STYLE_THEMATIC, .body = "{\"x\":\"\n\"}" },
		{ .name = "", .title = { NULL, NULL }, .kind = STYLE_SLD, .body = "" },
	};

	j.styles = styles;
	j.n_styles = 2;
	put(s, &j);
	const struct stored_join *got = joins_get(s->db, s, ID_A, &s->err);
	assert_string_equal(got->styles[0].title.fr, "a b");
	assert_string_equal(got->styles[0].body, styles[0].body);
	assert_int_equal(got->n_styles, 2);
	assert_int_equal(got->styles[1].kind, STYLE_SLD);
}

static void a_row_that_is_none_of_ours_is_an_error_and_what_is_known_stays(void **state)
{
	struct sample *s = *state;
	struct joins *joins = joins_new(s);
	struct stored_join a = sample_join(ID_A, "v1"), b = sample_join(ID_B, "v1");
	const struct catalogue *c = sample_load(s);
	static const char *const strange[] = { "''", "'x'", "parts || 'x'", "substr(parts, 1, 90)",
	                                       "replace(parts, 'measure', 'weight')" };
	bool changed;

	put(s, &a);
	refresh(s, joins, c);
	for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
		put(s, &b);
		assert_true(db_run(s->db, mem_printf(s, "update stored_join set parts = %s where id = '" ID_B "'",
		                                     strange[i]), &s->err));
		assert_false(joins_refresh(joins, s->db, c, &changed, &s->err));
		assert_int_equal(s->err.code, ERR_INTERNAL);
		s->err = (struct err){ 0 };
		assert_non_null(joins_layer(joins, "join_" ID_A));
		assert_null(joins_layer(joins, "join_" ID_B));
	}
	put(s, &b);
	refresh(s, joins, c);
	assert_non_null(joins_layer(joins, "join_" ID_B));
}

static bool view_has(const struct view *v, const void *ctx, const char *name)
{
	size_t n;
	const struct layer **layers = view_layers(v, ctx, NULL, &n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(layers[i]->name, name) == 0)
			return true;
	return false;
}

static void a_view_has_the_joins_that_its_subject_may_see(void **state)
{
	struct sample *s = *state;
	struct joins *joins = joins_new(s);
	struct stored_join j = sample_join(ID_A, "v1");
	const struct catalogue *c = sample_load(s);
	const struct organisation *ign = catalogue_organisation(c, "ign"),
	                          *insee = catalogue_organisation(c, "insee");
	/* levels of the framework; who made the join; whether it is private; who asks: found, listed */
	const struct {
		enum level framework; const struct organisation *maker; enum level made;
		enum join_visibility visibility; const struct organisation *asks; enum level level;
		bool found, listed;
	} cases[] = {
		{ LEVEL_PUBLIC, NULL, LEVEL_PUBLIC, JOIN_LISTED, NULL, LEVEL_PUBLIC, true, true },
		{ LEVEL_PUBLIC, NULL, LEVEL_PUBLIC, JOIN_PRIVATE, NULL, LEVEL_PUBLIC, true, false },
		{ LEVEL_PUBLIC, NULL, LEVEL_PUBLIC, JOIN_PRIVATE, ign, LEVEL_INTERNAL, true, false },
		{ LEVEL_PUBLIC, ign, LEVEL_PROFESSIONAL, JOIN_PRIVATE, ign, LEVEL_PROFESSIONAL, true, true },
		{ LEVEL_PUBLIC, ign, LEVEL_PROFESSIONAL, JOIN_PRIVATE, ign, LEVEL_INTERNAL, false, false },
		{ LEVEL_PUBLIC, ign, LEVEL_PROFESSIONAL, JOIN_PRIVATE, insee, LEVEL_PROFESSIONAL, false, false },
		{ LEVEL_PUBLIC, ign, LEVEL_PROFESSIONAL, JOIN_PRIVATE, NULL, LEVEL_PUBLIC, false, false },
		{ LEVEL_PUBLIC, ign, LEVEL_INTERNAL, JOIN_LISTED, NULL, LEVEL_PUBLIC, true, true },
		{ LEVEL_INTERNAL, insee, LEVEL_INTERNAL, JOIN_LISTED, NULL, LEVEL_PUBLIC, false, false },
		{ LEVEL_INTERNAL, insee, LEVEL_INTERNAL, JOIN_LISTED, ign, LEVEL_INTERNAL, false, false },
		{ LEVEL_INTERNAL, insee, LEVEL_INTERNAL, JOIN_LISTED, insee, LEVEL_INTERNAL, true, true },
		{ LEVEL_INTERNAL, NULL, LEVEL_PUBLIC, JOIN_PRIVATE, NULL, LEVEL_PUBLIC, false, false },
		{ LEVEL_PROFESSIONAL, insee, LEVEL_INTERNAL, JOIN_LISTED, ign, LEVEL_PROFESSIONAL, true, true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct subject asks = { .organisation = cases[i].asks, .level = cases[i].level };
		j.organisation = cases[i].maker != NULL ? cases[i].maker->id : 0;
		j.level = cases[i].made;
		j.visibility = cases[i].visibility;
		put(s, &j);
		assert_true(edit_level(s->db, s, "communes", cases[i].framework, NULL, &s->edition, &s->err));
		c = sample_load(s);
		refresh(s, joins, c);
		const struct view *v = view_open(s, c, joins, cases[i].asks != NULL ? &asks : NULL);
		if ((view_layer(v, "join_" ID_A) != NULL) != cases[i].found ||
		    view_has(v, s, "join_" ID_A) != cases[i].listed)
			fail_msg("case %zu", i);
	}
}

static void a_join_of_a_dataset_is_for_who_sees_the_dataset(void **state)
{
	struct sample *s = *state;
	struct joins *joins = joins_new(s);
	struct stored_join j = sample_join(ID_A, "v1");

	sample_publish_dataset(s, "chomage", "table", "communes", "2022");
	j.dataset = "chomage";
	put(s, &j);
	const struct catalogue *c = sample_load(s);
	refresh(s, joins, c);
	assert_non_null(view_layer(view_open(s, c, joins, NULL), "join_" ID_A));
	assert_string_equal(joins_layer(joins, "join_" ID_A)->metadata.licence_url, "https://example.org/l");
	assert_true(edit_level(s->db, s, "chomage", LEVEL_PROFESSIONAL, NULL, &s->edition, &s->err));
	c = sample_load(s);
	refresh(s, joins, c);
	assert_null(view_layer(view_open(s, c, joins, NULL), "join_" ID_A));
	assert_int_equal(joins_layer(joins, "join_" ID_A)->level, LEVEL_PROFESSIONAL);
	assert_true(edit_withdraw(s->db, s, "chomage", &s->edition, &s->err));
	refresh(s, joins, sample_load(s));
	assert_null(joins_layer(joins, "join_" ID_A));
}

static void subjects_of_the_same_grants_part_ways_over_a_private_join(void **state)
{
	struct sample *s = *state;
	struct joins *joins = joins_new(s);
	struct stored_join j = sample_join(ID_A, "v1");
	const struct catalogue *c = sample_load(s);
	const struct subject ign = { .organisation = catalogue_organisation(c, "ign"), .level = LEVEL_PROFESSIONAL },
		insee = { .organisation = catalogue_organisation(c, "insee"), .level = LEVEL_PROFESSIONAL };

	refresh(s, joins, c);
	assert_string_equal(view_open(s, c, joins, &ign)->hash, view_open(s, c, joins, &insee)->hash);
	j.organisation = ign.organisation->id;
	j.level = LEVEL_PROFESSIONAL;
	j.visibility = JOIN_PRIVATE;
	put(s, &j);
	refresh(s, joins, c);
	assert_string_not_equal(view_open(s, c, joins, &ign)->hash, view_open(s, c, joins, &insee)->hash);
	assert_string_equal(view_open(s, c, joins, &insee)->hash, view_open(s, c, NULL, &insee)->hash);
}

static void frameworks_and_datasets_of_a_view_are_those_it_may_see(void **state)
{
	struct sample *s = *state;
	size_t n;

	sample_publish_framework(s, "communes", "2023", "newer");
	sample_publish_framework(s, "regions", "2016", "regions");
	sample_publish_dataset(s, "chomage", "table", "communes", "2022");
	assert_true(edit_level(s->db, s, "regions", LEVEL_PROFESSIONAL, NULL, &s->edition, &s->err));
	const struct view *v = view_open(s, sample_load(s), NULL, NULL);
	const struct framework **list = view_frameworks(v, s, &n);
	assert_int_equal(n, 2);
	assert_string_equal(list[0]->version, "2023");
	assert_string_equal(list[1]->version, "2022");
	assert_null(view_framework(v, "regions", NULL));
	assert_string_equal(view_framework(v, "communes", NULL)->version, "2023");
	assert_non_null(view_framework(v, "communes", "2022"));
	assert_null(view_framework(v, "communes", "2021"));
	view_datasets(v, s, &n);
	assert_int_equal(n, 1);
	/* the table stays public, and is not seen by who does not see what it is joined to */
	assert_true(edit_level(s->db, s, "communes_2022", LEVEL_PROFESSIONAL, NULL, &s->edition, &s->err));
	v = view_open(s, sample_load(s), NULL, NULL);
	view_datasets(v, s, &n);
	assert_int_equal(n, 0);
	assert_null(view_dataset(v, "chomage"));
	assert_null(view_layer(v, "chomage"));
}

/* Stores one join after another until it is killed. */
static void store_for_ever(struct sample *s)
{
	sample_reopen(s);
	for (int i = 0;; i++) {
		struct stored_join j = sample_join(mem_printf(s, "%032x", i % 7), mem_printf(s, "v%d", i));
		store(s, &j);
	}
}

static void kill_9_leaves_every_join_whole_or_absent(void **state)
{
	struct sample *s = *state;

	for (int round = 0; round < 8; round++) {
		const struct stored_join *all;
		size_t n;
		pid_t child = sample_fork(s);
		if (child == 0)
			store_for_ever(s);
		nanosleep(&(struct timespec){ .tv_nsec = 15000000 + round * 7000000 }, NULL);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		sample_reopen(s);
		assert_true(joins_list(s->db, s, &all, &n, &s->err));
		for (size_t i = 0; i < n; i++)
			assert_true(there(s, joins_columns_path(s, all[i].id, all[i].version)));
	}
}

static void a_full_disk_leaves_all_as_it_was(void **state)
{
	struct sample *s = *state;
	struct stored_join j = sample_join(ID_A, "v1");
	const char *replaced;

	store(s, &j);
	pid_t child = sample_fork(s);
	if (child == 0) {
		char *file = incoming(s, "x");
		sample_reopen(s);
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){ .rlim_cur = 0, .rlim_max = 0 });
		j.version = "v2";
		bool stored = joins_store(s->db, s, s->workspace, file, &j, &no_limits, &replaced, &s->err);
		_exit(!stored && s->err.code == ERR_UNAVAILABLE ? 0 : 1);
	}
	int status;
	waitpid(child, &status, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	sample_reopen(s);
	assert_string_equal(joins_get(s->db, s, ID_A, &s->err)->version, "v1");
	assert_true(there(s, "joins/" ID_A "/v1.columns"));
	assert_false(there(s, "joins/" ID_A "/v2.columns"));
	assert_false(there(s, "joins/incoming/x"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, sample_tear_down)
	const struct CMUnitTest tests[] = {
		T(a_stored_join_is_a_joined_layer_that_raised_no_edition),
		T(what_was_put_comes_back_from_the_database),
		T(only_what_changed_is_read_again),
		T(a_refresh_keeps_the_moment_of_making),
		T(joins_follow_the_snapshot_and_are_left_out_without_their_framework),
		T(an_expired_join_is_not_there_even_before_it_is_collected),
		T(limits_are_told_by_their_setting),
		T(only_its_maker_or_the_operator_deletes_a_join),
		T(a_store_is_file_and_row_and_a_refusal_neither),
		T(a_deleted_join_takes_its_files_along),
		T(collecting_takes_what_no_row_names_after_its_grace),
		T(who_slept_through_the_tombstones_reads_all_anew),
		T(what_stands_between_fields_does_no_harm_in_a_text),
		T(a_row_that_is_none_of_ours_is_an_error_and_what_is_known_stays),
		T(a_view_has_the_joins_that_its_subject_may_see),
		T(a_join_of_a_dataset_is_for_who_sees_the_dataset),
		T(subjects_of_the_same_grants_part_ways_over_a_private_join),
		T(frameworks_and_datasets_of_a_view_are_those_it_may_see),
		T(kill_9_leaves_every_join_whole_or_absent),
		T(a_full_disk_leaves_all_as_it_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
