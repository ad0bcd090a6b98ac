/* SQL by driver: one text for every store. Parameters are $1, $2 ...; nothing
   else is ever put into SQL. SQLite now (db_sqlite.c), PostgreSQL by the same
   functions later. */
#ifndef JT_DB_DB_H
#define JT_DB_DB_H

#include <stdint.h>

#include "base/err.h"

struct db;        /* closes with its talloc parent */
struct db_query;  /* a prepared statement; finalised with its talloc parent */

enum db_mode { DB_READ, DB_WRITE, DB_CREATE };

/* Opens `path`, an SQLite file in WAL mode (busy timeout 10 s, foreign keys on,
   synchronous FULL when writing). DB_CREATE makes the file where there is none; the others
   answer ERR_NOT_FOUND then. The text of an error lives in the context of db_open, until a
   few errors later: show it before going on. */
struct db *db_open(const void *ctx, const char *path, enum db_mode mode, struct err *err);

/* Runs statements without results or parameters (a migration script). */
bool db_run(struct db *db, const char *sql, struct err *err);

/* Whether there is a table of that name. */
bool db_has_table(struct db *db, const char *name, bool *has, struct err *err);

/* One statement. Every parameter that is not bound is NULL. */
struct db_query *db_prepare(struct db *db, const void *ctx, const char *sql, struct err *err);
void db_bind_text(struct db_query *q, int n, const char *value);   /* NULL binds NULL; copied */
void db_bind_int(struct db_query *q, int n, int64_t value);
void db_bind_double(struct db_query *q, int n, double value);
void db_bind_null(struct db_query *q, int n);

enum db_step { DB_ROW, DB_DONE, DB_FAILED };
enum db_step db_step(struct db_query *q, struct err *err);
bool db_exec(struct db_query *q, struct err *err);  /* step to the end, then reset */
void db_reset(struct db_query *q);                  /* keeps no bindings */

/* Columns of the present row, from 0; text is lent until the next step. NULL reads as NULL, 0
   and 0. */
const char *db_text(struct db_query *q, int column);
int64_t db_int(struct db_query *q, int column);
double db_double(struct db_query *q, int column);
bool db_is_null(struct db_query *q, int column);

/* Transactions. Write ones take the write lock at once (BEGIN IMMEDIATE). A transaction that
   is not committed is rolled back by db_rollback, or when the database closes; one whose commit
   fails has been rolled back. */
bool db_begin(struct db *db, struct err *err);        /* read: one snapshot for many queries */
bool db_begin_write(struct db *db, struct err *err);
bool db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);

/* A number that changes when somebody else commits (SQLite: PRAGMA data_version);
   cheap enough for every request. */
bool db_data_version(struct db *db, int64_t *version, struct err *err);

/* Copies the whole database, consistent, to a new file (the online backup API). The file must not
   exist; when copying fails, it is gone again. */
bool db_backup(struct db *db, const char *to, struct err *err);

#endif
