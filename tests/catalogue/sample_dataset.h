/* A small dataset for the workspace of sample.h. */
#ifndef JT_TESTS_CATALOGUE_SAMPLE_DATASET_H
#define JT_TESTS_CATALOGUE_SAMPLE_DATASET_H

#include "tests/catalogue/sample.h"

static const struct attribute_class sample_classes[] = {
	{ .value = "u", .title = { "Urbain", "Urban" }, .rank = 2, .color = 0xff0000 },
	{ .value = "r", .title = { "Rural", "Rural" }, .rank = 1, .color = -1 },
};

static const struct attribute sample_attributes[] = {
	{ .name = "rate", .title = { "Taux de chômage", "Unemployment" }, .abstract = { .fr = "Au sens du BIT" },
	  .kind = ATTRIBUTE_MEASURE, .unit = "%", .documentation_url = "https://example.org/rate",
	  .series = "rate", .period = "2021", .aggregation = "weighted-mean", .uncertainty = "0.3" },
	{ .name = "kind", .title = { "Type", "Kind" }, .kind = ATTRIBUTE_NOMINAL, .unit = "",
	  .series = "", .period = "", .aggregation = "none", .confidential = true,
	  .uncertainty = "", .classes = sample_classes, .n_classes = 2 },
};

static const struct column sample_joined[] = {
	{ .name = "rate", .type = COLUMN_REAL, .title = { "Taux de chômage", "Unemployment" }, .unit = "%" },
	{ .name = "kind", .type = COLUMN_STRING, .title = { "Type", "Kind" }, .unit = "" },
};

static const struct style sample_thematic[] = {
	{ .name = "default", .title = { "Taux", "Rate" }, .kind = STYLE_THEMATIC, .body = "{}" },
};

/* A table with the columns "rate" and "kind", keyed to a framework version. */
static inline struct publication sample_dataset(const void *ctx, const char *name, const char *data,
                                                const char *series, const char *version)
{
	struct dataset_publication *d = mem_new(ctx, struct dataset_publication);
	char *digest = mem_array(ctx, char, DIGEST_TEXT), *columns = mem_array(ctx, char, DIGEST_TEXT);

	digest_of(data, digest);
	digest_of(mem_printf(ctx, "columns of %s", data), columns);
	*d = (struct dataset_publication){
		.series = series, .version = version, .columns = sample_joined,
		.attributes = sample_attributes, .n_attributes = 2,
		.columns_digest = columns, .columns_size = 7,
	};
	return (struct publication){
		.layer = {
			.name = name,
			.metadata = { .title = { data, "Title" }, .licence_url = "https://example.org/l",
			              .reference_date = "2021" },
			.key = "insee", .styles = sample_thematic, .n_styles = 1,
			.source = { .digest = digest, .extension = "gpkg", .table = name },
		},
		.organisation = "ign", .theme = "territories", .data_size = 5, .dataset = d,
	};
}

static inline void sample_publish_dataset(struct sample *s, const char *name, const char *data,
                                          const char *series, const char *version)
{
	struct publication p = sample_dataset(s, name, data, series, version);
	assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));
}

#endif
