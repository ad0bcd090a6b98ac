#include "catalogue/schema.h"

#include "base/text.h"
#include "catalogue/load.h"
#include "db/db.h"

/* clang-format off */
#define TEXT(name) name " text not null default '', "
#define LAST_TEXT(name) name " text not null default ''"
#define BOTH(name) TEXT(name "_fr") TEXT(name "_en")
#define LEVEL "level text not null check (level in ('public', 'professional', 'internal')), "
#define CONTACT \
	TEXT("contact_person") TEXT("contact_organisation") TEXT("contact_email") \
	TEXT("contact_url")

static const char version_1[] =
	"create table schema_version (version integer not null);"
	"insert into schema_version (version) values (0);"

	"create table organisation ("
	" id integer primary key, name text not null unique, " BOTH("title") CONTACT
	" updated text not null);"

	"create table theme ("
	" id integer primary key, name text not null unique, "
	BOTH("title") BOTH("abstract") BOTH("keywords") BOTH("licence") TEXT("licence_url")
	BOTH("attribution") CONTACT TEXT("documentation_url") TEXT("reference_date")
	" updated text not null);"

	"create table object ("
	" id integer primary key,"
	" kind text not null check (kind in ('layer', 'framework', 'dataset')),"
	" name text not null unique, "  /* of a framework version: series_version */
	TEXT("series") TEXT("series_version")
	" organisation integer not null references organisation (id), "
	LEVEL
	" check ((kind = 'framework') = (series <> '')));"
	"create index object_series on object (series);"

	"create table edition ("
	" number bigint primary key, made text not null, what text not null,"
	" object text not null, object_id integer references object (id), detail text not null);"
	"create index edition_object on edition (object);"

	"create table version ("
	" id integer primary key,"
	" object integer not null references object (id),"
	" edition bigint not null references edition (number),"
	" retired bigint references edition (number), retired_at text,"
	/* 0: its data and parts are gone */
	" kept integer not null default 1 check (kept in (0, 1)),"
	" theme integer references theme (id), "
	BOTH("title") BOTH("abstract") BOTH("keywords") BOTH("licence") TEXT("licence_url")
	BOTH("attribution") CONTACT TEXT("documentation_url") TEXT("reference_date") TEXT("updated")
	" referenced integer not null check (referenced in (0, 1)), "
	TEXT("digest") TEXT("extension") TEXT("uri") TEXT("source_table") TEXT("geometry_column")
	TEXT("id_column") TEXT("geometry")
	" srs integer not null,"
	" minx double precision not null, miny double precision not null,"
	" maxx double precision not null, maxy double precision not null,"
	" west double precision not null, south double precision not null,"
	" east double precision not null, north double precision not null,"
	" n_features bigint not null, " TEXT("key_column")  /* and what it is made of: "dep_num dep num" */
	" min_scale double precision not null, max_scale double precision not null, "
	TEXT("parent_series") TEXT("parent_column")
	" framework integer references object (id),"  /* of a dataset */
	" check ((referenced = 1) = (digest = '')),"
	" check ((retired is null) = (retired_at is null)));"
	"create index version_object on version (object);"
	"create index version_digest on version (digest);"

	"create table present ("
	" object integer primary key references object (id),"
	" version integer not null unique references version (id));"

	"create table layer_column ("
	" version integer not null references version (id), position integer not null, "
	TEXT("name") TEXT("type") BOTH("title") TEXT("unit")
	" nullable integer not null, primary key (version, position), unique (version, name));"

	"create table style ("
	" version integer not null references version (id), position integer not null, "
	TEXT("name") BOTH("title") TEXT("kind")
	" body text not null, primary key (version, position), unique (version, name));"

	"create table dimension ("
	" version integer not null references version (id), position integer not null, "
	TEXT("name") TEXT("column_name") TEXT("units") TEXT("extent")
	" initial text not null, primary key (version, position), unique (version, name));"

	"create table attribute ("
	" version integer not null references version (id), position integer not null, "
	TEXT("name") BOTH("title") BOTH("abstract") TEXT("kind") TEXT("unit")
	" documentation_url text not null,"
	" primary key (version, position), unique (version, name));"

	"create table api_key ("
	" id integer primary key, digest text not null unique,"
	" organisation integer not null references organisation (id), "
	LEVEL TEXT("label") TEXT("created")
	" revoked text);"

	"create table mapfile ("
	" name text primary key, " LEVEL
	" organisation integer references organisation (id));"

	"create table data_file ("
	" digest text not null, extension text not null, size bigint not null,"
	" first_seen text not null, last_pointed text not null, primary key (digest, extension));";

static const char version_2[] =
	/* of a dataset: its columns in the order of a framework's features, and whose data that was */
	"alter table version add column " LAST_TEXT("columns_digest") ";"
	"alter table version add column " LAST_TEXT("base_digest") ";"
	"alter table version add column many integer not null default 0 check (many in (0, 1));"
	"create index version_columns on version (columns_digest);"
	"create index version_framework on version (framework);"

	"alter table attribute add column " LAST_TEXT("series") ";"
	"alter table attribute add column " LAST_TEXT("period") ";"
	"alter table attribute add column " LAST_TEXT("aggregation") ";"
	"alter table attribute add column confidential integer not null default 0"
	" check (confidential in (0, 1));"
	"alter table attribute add column " LAST_TEXT("uncertainty") ";"

	"create table attribute_class ("
	" version integer not null references version (id),"
	" attribute integer not null,"  /* its position */
	" position integer not null, "
	TEXT("value") BOTH("title") BOTH("abstract")
	" rank integer not null, color integer not null,"
	" primary key (version, attribute, position));"

	/* one row: the last change of a join, and the newest of those that are forgotten */
	"create table join_sequence ("
	" id integer primary key check (id = 1), number bigint not null, forgotten bigint not null);"
	"insert into join_sequence (id, number, forgotten) values (1, 0, 0);"

	/* of one that is gone the identifier and the sequence stay a while, so that workers notice */
	"create table stored_join ("
	" id text primary key, version text not null, sequence bigint not null unique,"
	" gone integer not null default 0 check (gone in (0, 1)),"
	" created text not null, refreshed text not null, expires text not null,"
	" organisation integer not null,"  /* 0: anonymous */
	LEVEL
	" visibility text not null check (visibility in ('listed', 'private')), "
	TEXT("series") TEXT("framework_version") TEXT("base_digest") TEXT("dataset") TEXT("source")
	BOTH("title") TEXT("mapping")
	" n_rows bigint not null, matched bigint not null, bytes bigint not null,"
	" parts text not null);"  /* abstract, columns, attributes, styles: joins_parts.c */
	"create index stored_join_maker on stored_join (organisation, level);";

static const char version_3[] =
	/* harvests.h: services elsewhere, what of theirs is what of ours, and their datasets here */
	"create table harvest_source ("
	" url text primary key, " TEXT("kind") TEXT("title") TEXT("organisation") TEXT("theme") TEXT("prefix")
	LEVEL TEXT("harvested")
	" picked integer not null check (picked in (0, 1)), most_bytes bigint not null);"

	"create table harvest_framework ("
	" url text not null, uri text not null, " TEXT("series") TEXT("version")
	TEXT("title") TEXT("organization") TEXT("reference_date") TEXT("their_version")
	" primary key (url, uri));"

	"create table harvest_item ("
	" url text not null, framework_uri text not null, dataset_uri text not null,"
	" object integer not null unique references object (id), " TEXT("version") TEXT("signature")
	" harvested text not null, primary key (url, framework_uri, dataset_uri));";

static const char version_4[] =
	"alter table version add column " LAST_TEXT("extents") ";";
/* clang-format on */

const struct migration schema_migrations[] = {
	{ 1, version_1 },
	{ 2, version_2 },
	{ 3, version_3 },
	{ 4, version_4 },
};
const size_t schema_n_migrations = sizeof schema_migrations / sizeof schema_migrations[0];
const int catalogue_schema_version = 4;

const char *const schema_column_types[] = { "string", "integer", "real", "boolean", "date",
                                            "datetime", NULL };
const char *const schema_geometries[] = { "point", "line", "polygon", "any", "raster", NULL };
const char *const schema_styles[] = { "classes", "sld", "thematic", NULL };
const char *const schema_attributes[] = { "count", "measure", "ordinal", "nominal", NULL };

bool schema_version(struct db *db, int *version, struct err *err)
{
	bool has;

	*version = 0;
	if (!db_has_table(db, "schema_version", &has, err) || !has)
		return err->code == ERR_NONE;
	struct db_query *q = db_prepare(db, db, "select version from schema_version", err);
	if (q == NULL)
		return false;
	enum db_step step = db_step(q, err);
	if (step == DB_ROW)
		*version = (int)db_int(q, 0);
	talloc_free(q);
	return step != DB_FAILED;
}

static bool note(struct db *db, int version, struct err *err)
{
	struct db_query *q = db_prepare(db, db, "update schema_version set version = $1", err);
	if (q == NULL)
		return false;
	db_bind_int(q, 1, version);
	bool done = db_exec(q, err);
	talloc_free(q);
	return done;
}

bool schema_apply(struct db *db, const struct migration *migrations, size_t n, struct err *err)
{
	int version;

	if (!schema_version(db, &version, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (migrations[i].version > version &&
		    !(db_run(db, migrations[i].sql, err) && note(db, migrations[i].version, err)))
			return false;
	return true;
}

bool schema_migrate(struct db *db, const struct migration *migrations, size_t n, struct err *err)
{
	if (!db_begin_write(db, err))
		return false;
	if (schema_apply(db, migrations, n, err))
		return db_commit(db, err);
	db_rollback(db);
	return false;
}
