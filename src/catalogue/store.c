#include "catalogue/load.h"

#include "base/text.h"
#include "catalogue/schema.h"
#include "db/db.h"

static char *store_path(const void *ctx, const char *workspace)
{
	return mem_printf(ctx, "%s/catalogue.sqlite", workspace);
}

static struct db *open_store(const void *ctx, const char *workspace, enum db_mode mode,
                             struct err *err)
{
	char *path = store_path(ctx, workspace);
	struct db *db = db_open(ctx, path, mode, err);

	talloc_free(path);
	return db;
}

/* How a store's schema stands to ours: refused when there is none or a newer one. */
static bool judge(struct db *db, const void *ctx, int *version, struct err *err)
{
	if (!schema_version(db, version, err))
		return false;
	if (*version == 0)
		return err_set(err, ctx, ERR_NOT_FOUND, NULL,
		               "there is no catalogue in this workspace yet: run `jointure init` "
		               "first",
		               "il n'y a pas encore de catalogue dans cet espace de travail : "
		               "lancez d'abord `jointure init`");
	if (*version > catalogue_schema_version)
		return err_set(err, ctx, ERR_VERSION, NULL,
		               "the catalogue was written by a newer Jointure (schema %d, and this "
		               "program "
		               "knows up to %d): upgrade this program",
		               "le catalogue a été écrit par un Jointure plus récent (schéma %d, "
		               "et ce "
		               "programme connaît jusqu'à %d) : mettez ce programme à jour",
		               *version, catalogue_schema_version);
	return true;
}

static bool demand_present(const void *ctx, int version, struct err *err)
{
	if (version == catalogue_schema_version)
		return true;
	return err_set(err, ctx, ERR_VERSION, NULL,
	               "the catalogue was written by an older Jointure (schema %d, and this "
	               "program "
	               "needs %d): run `jointure migrate`",
	               "le catalogue a été écrit par un Jointure plus ancien (schéma %d, et ce "
	               "programme "
	               "veut %d) : lancez `jointure migrate`", version, catalogue_schema_version);
}

static struct db *keep_if(struct db *db, bool good)
{
	if (!good)
		talloc_free(db);
	return good ? db : NULL;
}

struct db *catalogue_open(const void *ctx, const char *workspace, struct err *err)
{
	int version;
	struct db *db = open_store(ctx, workspace, DB_READ, err);

	return db == NULL ? NULL : keep_if(db, judge(db, ctx, &version, err) &&
	                                       demand_present(ctx, version, err));
}

struct db *catalogue_open_write(const void *ctx, const char *workspace, struct err *err)
{
	int version;
	struct db *db = open_store(ctx, workspace, DB_WRITE, err);

	return db == NULL ? NULL : keep_if(db, judge(db, ctx, &version, err) &&
		(version == catalogue_schema_version ||
		 schema_migrate(db, schema_migrations, schema_n_migrations, err)));
}

static bool begin_history(struct db *db, struct err *err)
{
	struct db_query *q = db_prepare(
		db, db, "insert into edition (number, made, what, object, detail)"
		        " values (1, $1, 'create', '', '')", err);
	if (q == NULL)
		return false;
	char *now = text_now(q);
	db_bind_text(q, 1, now);
	bool done = db_exec(q, err);
	talloc_free(q);
	return done;
}

static bool fill(struct db *db, const void *ctx, struct err *err)
{
	int version;

	if (!schema_version(db, &version, err))
		return false;
	if (version != 0)
		return err_set(err, ctx, ERR_CONFLICT, NULL,
		               "this workspace has a catalogue already",
		               "cet espace de travail a déjà un catalogue");
	return schema_apply(db, schema_migrations, schema_n_migrations, err) &&
	       begin_history(db, err) && db_commit(db, err);
}

bool catalogue_create(const void *ctx, const char *workspace, struct err *err)
{
	struct db *db = open_store(ctx, workspace, DB_CREATE, err);
	bool done = db != NULL && db_begin_write(db, err) && fill(db, ctx, err);

	talloc_free(db);
	return done;
}
