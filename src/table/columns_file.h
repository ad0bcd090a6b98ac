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

/* Writes a new file at `path` (pack.h). What a table keeps as it was `written` is not kept. */
bool columns_write(const void *ctx, const char *path, const struct table *table,
                   const struct columns_text *texts, size_t n_texts, struct err *err);

struct columns_file {
	struct pack *pack;
	struct table *table;      /* its arrays lie in the pack: never write to them */
};

/* Every offset is checked: what comes back can be read without care. Goes with ctx. */
struct columns_file *columns_open(const void *ctx, const char *path, struct err *err);

/* One of the texts, not NUL-terminated; NULL when there is none of that name. */
const char *columns_text(const struct columns_file *f, const char *name, size_t *size);

#endif
