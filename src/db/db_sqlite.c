#include "db/db.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

enum { BUSY_MILLISECONDS = 10000, ERRORS_KEPT = 8 };

struct db {
	sqlite3 *handle;
	struct db_query *data_version;
	void *errors[ERRORS_KEPT];  /* texts of the last failures, in a ring: a worker that asks */
	size_t n_errors;            /* every second of a broken disk does not grow */
};

struct db_query {
	struct db *db;
	sqlite3_stmt *stmt;
	int bind_failure;  /* of a db_bind_*: told by the next step */
};

static int close_db(struct db *db)
{
	/* v2: queries may outlive the database, in another context */
	sqlite3_close_v2(db->handle);
	return 0;
}

static int finalize(struct db_query *q)
{
	sqlite3_finalize(q->stmt);
	return 0;
}

/* What each of SQLite's failures means to a person. */
static const struct meaning {
	int code;
	enum err_code err;
	const char *en, *fr;
} meanings[] = {
	{ SQLITE_BUSY, ERR_UNAVAILABLE,
	  "the catalogue is being written to by another process: try again in a moment",
	  "un autre processus est en train d'écrire dans le catalogue : réessayez dans un "
	  "instant" },
	{ SQLITE_LOCKED, ERR_UNAVAILABLE,
	  "the catalogue is in use by this process: try again in a moment",
	  "le catalogue est en cours d'utilisation par ce processus : réessayez dans un instant" },
	{ SQLITE_FULL, ERR_UNAVAILABLE,
	  "the disk is full: nothing was changed; make room and try again",
	  "le disque est plein : rien n'a été changé ; faites de la place et réessayez" },
	{ SQLITE_IOERR, ERR_UNAVAILABLE,
	  "the disk that holds the catalogue could not be read or written: nothing was changed",
	  "le disque du catalogue n'a pas pu être lu ou écrit : rien n'a été changé" },
	{ SQLITE_READONLY, ERR_FORBIDDEN,
	  "the catalogue can only be read here: its file or folder may not be written to",
	  "le catalogue est ici en lecture seule : son fichier ou son dossier ne peut pas être "
	  "écrit" },
	{ SQLITE_PERM, ERR_FORBIDDEN,
	  "the catalogue may not be opened by this user",
	  "cet utilisateur n'a pas le droit d'ouvrir le catalogue" },
	{ SQLITE_CANTOPEN, ERR_NOT_FOUND,
	  "the catalogue cannot be opened: it is not there, or this user may not read it",
	  "le catalogue ne s'ouvre pas : il n'existe pas, ou cet utilisateur ne peut pas le lire" },
	{ SQLITE_CORRUPT, ERR_INTERNAL,
	  "the catalogue's file is damaged: restore it from a backup",
	  "le fichier du catalogue est endommagé : reprenez-le d'une sauvegarde" },
	{ SQLITE_NOTADB, ERR_INTERNAL,
	  "the catalogue's file is not a database: restore it from a backup",
	  "le fichier du catalogue n'est pas une base de données : reprenez-le d'une sauvegarde" },
	{ SQLITE_CONSTRAINT, ERR_CONFLICT,
	  "the change does not agree with what the catalogue holds: nothing was changed",
	  "la modification ne s'accorde pas avec le contenu du catalogue : rien n'a été changé" },
	{ SQLITE_TOOBIG, ERR_TOO_LARGE,
	  "a text is longer than the catalogue can hold",
	  "un texte est plus long que ce que le catalogue peut contenir" },
};

static bool explain(struct db *db, sqlite3 *handle, int rc, const char *what, struct err *err)
{
	struct meaning m = { rc, ERR_INTERNAL, "the catalogue could not answer",
	                     "le catalogue n'a pas pu répondre" };

	for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
		if (meanings[i].code == (rc & 0xff))
			m = meanings[i];
	void **slot = &db->errors[db->n_errors++ % ERRORS_KEPT];
	talloc_free(*slot);
	*slot = talloc_new(talloc_parent(db));
	err_set(err, *slot, m.err, NULL, "%1$s%2$.0s", "%1$.0s%2$s", m.en, m.fr);
	return err_detail(err, *slot, "SQLite %d (%s): %s", rc, sqlite3_errmsg(handle), what);
}

static bool fail(struct db *db, int rc, const char *what, struct err *err)
{
	return explain(db, db->handle, rc, what, err);
}

bool db_run(struct db *db, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK || fail(db, rc, sql, err);
}

static bool set_up(struct db *db, enum db_mode mode, struct err *err)
{
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, BUSY_MILLISECONDS);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (mode == DB_READ)
		return true;
	/* -wal and -shm stay when the last writer closes: a reader without the right to write
	   in the folder could not make them */
	int persist = 1;
	sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
	return db_run(db, "pragma journal_mode = wal; pragma synchronous = full;"
	                  " pragma journal_size_limit = 1048576", err);
}

struct db *db_open(const void *ctx, const char *path, enum db_mode mode, struct err *err)
{
	int flags = mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	if (mode == DB_CREATE)
		flags |= SQLITE_OPEN_CREATE;

	struct db *db = mem_new(ctx, struct db);
	int rc = sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
	mem_check(db->handle);
	talloc_set_destructor(db, close_db);
	if (rc == SQLITE_OK ? set_up(db, mode, err) : fail(db, rc, path, err))
		return db;
	talloc_free(db);
	return NULL;
}

struct db_query *db_prepare(struct db *db, const void *ctx, const char *sql, struct err *err)
{
	struct db_query *q = mem_new(ctx, struct db_query);
	const char *rest;

	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &q->stmt, &rest);
	if (rc != SQLITE_OK) {
		talloc_free(q);
		fail(db, rc, sql, err);
		return NULL;
	}
	assert(q->stmt != NULL && *rest == '\0');
	talloc_set_destructor(q, finalize);
	q->db = db;
	return q;
}

/* "$1" is a name to SQLite, numbered in the order of first use. */
static int parameter(struct db_query *q, int n)
{
	char name[16];

	snprintf(name, sizeof name, "$%d", n);
	int index = sqlite3_bind_parameter_index(q->stmt, name);
	assert(index > 0);
	return index;
}

static void bound(struct db_query *q, int rc)
{
	if (rc != SQLITE_OK)
		q->bind_failure = rc;
}

void db_bind_text(struct db_query *q, int n, const char *value)
{
	bound(q, sqlite3_bind_text(q->stmt, parameter(q, n), value, -1, SQLITE_TRANSIENT));
}

void db_bind_int(struct db_query *q, int n, int64_t value)
{
	bound(q, sqlite3_bind_int64(q->stmt, parameter(q, n), value));
}

void db_bind_double(struct db_query *q, int n, double value)
{
	bound(q, sqlite3_bind_double(q->stmt, parameter(q, n), value));
}

void db_bind_null(struct db_query *q, int n)
{
	bound(q, sqlite3_bind_null(q->stmt, parameter(q, n)));
}

enum db_step db_step(struct db_query *q, struct err *err)
{
	int rc = q->bind_failure != SQLITE_OK ? q->bind_failure : sqlite3_step(q->stmt);
	if (rc == SQLITE_ROW)
		return DB_ROW;
	if (rc == SQLITE_DONE)
		return DB_DONE;
	fail(q->db, rc, sqlite3_sql(q->stmt), err);
	return DB_FAILED;
}

bool db_exec(struct db_query *q, struct err *err)
{
	enum db_step step;

	while ((step = db_step(q, err)) == DB_ROW)
		;
	db_reset(q);
	return step == DB_DONE;
}

void db_reset(struct db_query *q)
{
	sqlite3_reset(q->stmt);
	sqlite3_clear_bindings(q->stmt);
	q->bind_failure = SQLITE_OK;
}

const char *db_text(struct db_query *q, int column)
{
	return (const char *)sqlite3_column_text(q->stmt, column);
}

int64_t db_int(struct db_query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

double db_double(struct db_query *q, int column)
{
	return sqlite3_column_double(q->stmt, column);
}

bool db_is_null(struct db_query *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

bool db_has_table(struct db *db, const char *name, bool *has, struct err *err)
{
	struct db_query *q = db_prepare(
		db, db, "select 1 from sqlite_schema where type = 'table' and name = $1", err);
	if (q == NULL)
		return false;
	db_bind_text(q, 1, name);
	enum db_step step = db_step(q, err);
	talloc_free(q);
	*has = step == DB_ROW;
	return step != DB_FAILED;
}

bool db_begin(struct db *db, struct err *err)
{
	return db_run(db, "begin", err);
}

bool db_begin_write(struct db *db, struct err *err)
{
	return db_run(db, "begin immediate", err);
}

bool db_commit(struct db *db, struct err *err)
{
	if (db_run(db, "commit", err))
		return true;
	db_rollback(db);
	return false;
}

void db_rollback(struct db *db)
{
	/* a failed write may have rolled back by itself */
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "rollback", NULL, NULL, NULL);
}

bool db_data_version(struct db *db, int64_t *version, struct err *err)
{
	if (db->data_version == NULL)
		db->data_version = db_prepare(db, db, "pragma data_version", err);
	if (db->data_version == NULL)
		return false;
	enum db_step step = db_step(db->data_version, err);
	if (step == DB_ROW)
		*version = db_int(db->data_version, 0);
	db_reset(db->data_version);
	return step == DB_ROW;
}

static bool copy_to(struct db *db, sqlite3 *to, struct err *err)
{
	int rc = SQLITE_ERROR;
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", db->handle, "main");
	if (backup != NULL) {
		rc = sqlite3_backup_step(backup, -1);
		sqlite3_backup_finish(backup);
	}
	return rc == SQLITE_DONE || explain(db, to, rc, "backup", err);
}

bool db_backup(struct db *db, const char *to, struct err *err)
{
	int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		if (errno == EEXIST)
			err_set(err, db, ERR_CONFLICT, NULL,
			        "there is already a file of that name: give the copy another",
			        "il y a déjà un fichier de ce nom : donnez-en un autre à la copie");
		else
			err_set(err, db, ERR_INVALID_PARAMETER, NULL,
			        "the copy cannot be made there: the folder does not exist or may "
			        "not be written to",
			        "la copie ne peut pas être faite là : le dossier n'existe pas ou "
			        "ne peut pas être écrit");
		return err_detail(err, db, "%s: %s", to, strerror(errno));
	}
	close(fd);
	sqlite3 *copy;
	int rc = sqlite3_open_v2(to, &copy, SQLITE_OPEN_READWRITE, NULL);
	bool done = rc == SQLITE_OK ? copy_to(db, copy, err) : explain(db, copy, rc, to, err);
	sqlite3_close(copy);
	if (!done)
		unlink(to);
	return done;
}
