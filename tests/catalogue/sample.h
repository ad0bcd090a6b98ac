/* A workspace with a catalogue, two organisations and a theme, and small publications for it. */
#ifndef JT_TESTS_CATALOGUE_SAMPLE_H
#define JT_TESTS_CATALOGUE_SAMPLE_H

#include "tests/unit.h"
#include "tests/scratch.h"

#include "catalogue/edit.h"
#include "catalogue/load.h"
#include "db/db.h"

struct sample {
	char *workspace;
	struct db *db;
	struct err err;
	uint64_t edition;
};

static const struct column sample_columns[] = {
	{ .name = "code", .type = COLUMN_STRING, .title = { "Code", "Code" }, .unit = "" },
	{ .name = "population", .type = COLUMN_INTEGER, .title = { "Population", NULL },
	  .unit = "{habitant}", .nullable = true },
};

static const struct style sample_styles[] = {
	{ .name = "default", .title = { "Simple", "Plain" }, .kind = STYLE_CLASSES,
	  .body = "CLASS STYLE COLOR 0 0 0 END END" },
};

static const struct dimension sample_dimensions[] = {
	{ .name = "time",
	  .column = "year",
	  .units = "ISO8601",
	  .extent = "2016,2017",
	  .initial = "2017" },
};

static inline struct publication sample_layer(const void *ctx, const char *name, const char *data)
{
	char *digest = mem_array(ctx, char, DIGEST_TEXT);
	digest_of(data, digest);
	return (struct publication){
		.layer = {
			.name = name,
			.metadata = { .title = { data, "Title" }, .abstract = { "Résumé", NULL },
			              .licence_url = "https://example.org/licence",
			              .contact = { .email = "geo@example.org" } },
			.geometry = GEOMETRY_POLYGON, .srs = 2154,
			.bbox = { 1, 2, 3, 4 }, .geographic = { -5.5, 41, 9.5, 51.25 },
			.extents = "4326 -5.5 41 9.5 51.25",
			.n_features = 3,
			.columns = sample_columns, .n_columns = 2, .key = "code",
			.styles = sample_styles, .n_styles = 1,
			.dimensions = sample_dimensions, .n_dimensions = 1,
			.min_scale = 0, .max_scale = 1e6,
			.source = { .digest = digest, .extension = "gpkg", .table = name,
			            .geometry_column = "geom", .id_column = "code" },
		},
		.organisation = "insee", .theme = "territories", .data_size = 3,
	};
}

static inline struct publication sample_framework(const void *ctx, const char *series,
                                                  const char *version, const char *data)
{
	struct publication p = sample_layer(ctx, NULL, data);
	p.is_framework = true;
	p.series = series;
	p.version = version;
	p.parent_series = "regions";
	p.parent_column = "reg";
	return p;
}

/* SQLite's handles must not cross a fork: closed before, opened after, as programs do. */
static inline pid_t sample_fork(struct sample *s)
{
	talloc_free(s->db);
	pid_t child = fork();
	s->db = NULL;
	return child;
}

static inline void sample_reopen(struct sample *s)
{
	s->db = catalogue_open_write(s, s->workspace, &s->err);
	assert_non_null(s->db);
}

static inline const struct catalogue *sample_load(struct sample *s)
{
	const struct catalogue *c = catalogue_load(s, s->db, &s->err);
	assert_non_null(c);
	return c;
}

static inline const struct layer *sample_find(struct sample *s, const char *name)
{
	return catalogue_layer(sample_load(s), name);
}

static inline void sample_publish(struct sample *s, const char *name, const char *data)
{
	struct publication p = sample_layer(s, name, data);
	assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));
}

static inline void sample_publish_framework(struct sample *s, const char *series,
                                            const char *version, const char *data)
{
	struct publication p = sample_framework(s, series, version, data);
	assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));
}

/* That the last edit was refused in this way, and that nothing has changed by it. */
static inline void sample_refused(struct sample *s, bool done, enum err_code code,
                                  const char *locator)
{
	uint64_t edition;

	assert_false(done);
	assert_int_equal(s->err.code, code);
	if (locator != NULL)
		assert_string_equal(s->err.locator, locator);
	s->err = (struct err){ 0 };
	assert_true(catalogue_edition(s->db, &edition, &s->err));
	assert_int_equal(edition, s->edition);
}

static inline int sample_set_up(void **state)
{
	struct sample *s = mem_new(NULL, struct sample);
	const struct organisation insee = { .name = "insee", .title = { "Insee", NULL } };
	const struct organisation ign = { .name = "ign", .title = { "IGN", "IGN" } };
	const struct theme territories = { .name = "territories",
	                                   .metadata.title = { "Territoires", "Territories" } };

	s->workspace = scratch_new(s);
	assert_true(catalogue_create(s, s->workspace, &s->err));
	s->db = catalogue_open_write(s, s->workspace, &s->err);
	assert_non_null(s->db);
	assert_true(edit_organisation(s->db, s, &insee, &s->edition, &s->err));
	assert_true(edit_organisation(s->db, s, &ign, &s->edition, &s->err));
	assert_true(edit_theme(s->db, s, &territories, &s->edition, &s->err));
	*state = s;
	return 0;
}

static inline int sample_tear_down(void **state)
{
	return talloc_free(*state);
}

#define SAMPLE_TEST(name) cmocka_unit_test_setup_teardown(name, sample_set_up, sample_tear_down)

#endif
