/* A table as a file that processes map: its arrays are the file's, nothing is copied. The form in which joined
   columns, in the order of a framework's features, are stored; beside them texts that belong to them
   (the report of the join, its description). */
#ifndef JT_TABLE_COLUMNS_FILE_H
#define JT_TABLE_COLUMNS_FILE_H

#include "pack/pack.h"
#include "table/table.h"

struct columns_text {
	const char *name;         /* at most PACK_NAME letters: "report.fr.json" */
	const char *body; size_t size;
};

/* The rows that a joined table was made of, where several may be of one feature: in the order of the bytes of their keys. */
struct columns_rows {
	const struct table *table;
	const uint32_t *feature;  /* of each row */
};

/* Writes a new file at `path` (pack.h). What a table keeps as it was `written` is not kept. */
bool columns_write(const void *ctx, const char *path, const struct table *table,
                   const struct columns_text *texts, size_t n_texts, struct err *err);

/* The same with rows beside the table, where these are not NULL. */
bool columns_write_rows(const void *ctx, const char *path, const struct table *table, const struct columns_rows *rows,
                        const struct columns_text *texts, size_t n_texts, struct err *err);

struct columns_file {
	struct pack *pack;
	struct table *table;      /* its arrays lie in the pack: never write to them */
	struct columns_rows rows; /* table NULL: there are none; features are below table->n_rows */
};

/* Every offset is checked: what comes back can be read without care. Goes with ctx. */
struct columns_file *columns_open(const void *ctx, const char *path, struct err *err);

/* One of the texts, not NUL-terminated; NULL when there is none of that name. */
const char *columns_text(const struct columns_file *f, const char *name, size_t *size);

#endif
