/* The tables of the catalogue, and how older ones become present ones. Only src/catalogue knows
   them.

   An `object` is a layer, a framework version or a dataset: a name, an owner and a level, which
   stay. What is published of it is a `version`, never changed once written; `present` points to the
   one in force, and an object without a row there is withdrawn. A version was in force from the
   edition that brought it until the one that retired it. The SQL is what SQLite and
   PostgreSQL share. */
#ifndef JT_CATALOGUE_SCHEMA_H
#define JT_CATALOGUE_SCHEMA_H

#include <stddef.h>

#include "base/err.h"

struct db;

struct migration {
	int version;      /* that the store has afterwards: 1, 2, ... */
	const char *sql;  /* never edited once released */
};

extern const struct migration schema_migrations[];
extern const size_t schema_n_migrations;

/* The schema version of a store; 0 when it has none yet. */
bool schema_version(struct db *db, int *version, struct err *err);

/* Runs what the store lacks of `migrations`, inside the caller's write transaction. */
bool schema_apply(struct db *db, const struct migration *migrations, size_t n, struct err *err);

/* Brings the store to the last of `migrations` in one transaction, or leaves it as it was. */
bool schema_migrate(struct db *db, const struct migration *migrations, size_t n, struct err *err);

/* The enums of catalogue.h as the store writes them. */
extern const char *const schema_column_types[], *const schema_geometries[], *const schema_styles[],
	*const schema_attributes[];

/* Columns that several tables share or that are both read and written, in the order of
   the structs of catalogue.h. */
#define CONTACT_COLUMNS "contact_person, contact_organisation, contact_email, contact_url"
#define METADATA_TEXTS \
	"title_fr, title_en, abstract_fr, abstract_en, keywords_fr, keywords_en, licence_fr, " \
	"licence_en, licence_url, attribution_fr, attribution_en, " CONTACT_COLUMNS ", " \
	"documentation_url, reference_date"
#define METADATA_COLUMNS METADATA_TEXTS ", updated"
#define SOURCE_COLUMNS \
	"referenced, digest, extension, uri, source_table, geometry_column, id_column"
#define LAYER_COLUMNS \
	"geometry, srs, minx, miny, maxx, maxy, west, south, east, north, n_features, " \
	"key_column, min_scale, max_scale, extents, parent_series, parent_column"
#define DATASET_COLUMNS "framework, columns_digest, base_digest, many"
#define ATTRIBUTE_COLUMNS \
	"name, title_fr, title_en, abstract_fr, abstract_en, kind, unit, documentation_url, " \
	"series, period, aggregation, confidential, uncertainty"
/* In a condition over a version v and a data_file. */
#define VERSION_NEEDS_DATA_FILE \
	"((v.digest = data_file.digest and v.extension = data_file.extension) or " \
	"(v.columns_digest = data_file.digest and data_file.extension = 'columns'))"
#define CLASS_COLUMNS "value, title_fr, title_en, abstract_fr, abstract_en, rank, color"

#endif
