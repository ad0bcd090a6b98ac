/* Tables in: CSV and TSV in any encoding and separator, and GDAS (table/gdas.h); through GDAL XLSX, ODS, DBF, GeoPackage. What a
   client sent is read in a limited child process (threats.md, rule 8); this knows nothing of that. */
#ifndef JT_TABLE_READ_H
#define JT_TABLE_READ_H

#include "table/build.h"

struct table_options {
	const char *encoding;    /* NULL: detect */
	char separator;          /* 0: detect */
	const char *sheet;       /* of a workbook or GeoPackage; NULL: the first */
	int64_t header_row;      /* from 1; 0: the first row that is not empty */
	int64_t first_row;       /* of data, from 1; 0: the one after the header */
};

/* What was found, for the report. */
struct table_origin {
	const char *format;      /* "CSV", "XLSX", "ODS", "DBF", "GPKG", "GDAS" */
	const char *encoding;    /* of text formats; "" */
	bool mark;               /* it began with a byte order mark */
	char separator;          /* 0 where there is none */
	int64_t header_row;
	const struct gdas *gdas; /* what a GDAS says beside its rows (table/gdas.h); else NULL */
};

/* Reads the file at `path`. The type is told from the content, not the name (but DBF). Rows that are empty in every
   column are left out. Errors name what is wrong and where. */
struct table *table_read(const void *ctx, const char *path, const struct table_options *options,
                         const struct table_limits *limits, struct table_origin *origin,
                         struct err *err);

#endif
