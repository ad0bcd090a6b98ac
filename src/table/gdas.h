/* GDAS (OGC 10-070r2, clause 9): a table in XML with what its columns mean, read as a stream. Read as it is written in
   the field, too: names in any namespace or none, lengths and links left out, ranks and colours as elements,
   https:// in front of types. What cannot be a GDAS is refused with row and column. */
#ifndef JT_TABLE_GDAS_H
#define JT_TABLE_GDAS_H

#include "base/xml.h"
#include "table/build.h"

#define GDAS_KEYS 4

enum gdas_values { GDAS_COUNT, GDAS_MEASURE, GDAS_ORDINAL, GDAS_NOMINAL };

struct gdas_class {
	const char *value, *title, *abstract;
	int rank;                     /* 0: none */
	int color;                    /* 0xrrggbb; -1: none */
};

struct gdas_null {
	const char *code;
	enum value_state state;       /* what the code means, as far as it can be told */
};

/* Texts that were not there are "". */
struct gdas_column {
	const char *name, *purpose;
	enum cell_type type;
	enum gdas_values values;
	const char *title, *abstract, *documentation;
	const char *unit, *unit_title, *uncertainty;
	struct gdas_class *classes; size_t n_classes;
	struct gdas_null *nulls; size_t n_nulls;
};

struct gdas_head {
	const char *uri, *organization, *title, *abstract, *date, *start_date, *version, *documentation;
};

struct gdas {
	const char *lang;             /* xml:lang, "" */
	struct gdas_head framework, dataset;
	bool many, complete;
	const char *keys[GDAS_KEYS]; size_t n_keys;
	struct gdas_column *columns; size_t n_columns;
	struct table *table;          /* n_keys columns of text, then the attributes */
};

/* Errors name `locator` "table" where no column is at fault; rows are counted from 1. */
bool gdas_read(struct gdas *g, const void *ctx, const struct xml_source *from,
               const struct table_limits *limits, struct err *err);

/* The same up to the first row, which is all that is read: `table` stays NULL. */
bool gdas_head(struct gdas *g, const void *ctx, const struct xml_source *from,
               const struct table_limits *limits, struct err *err);

/* What DescribeData tells of one dataset (a DataDescriptions): the same but for the rows, and `table` stays NULL. */
bool gdas_describe(struct gdas *g, const void *ctx, const struct xml_source *from,
                   const struct table_limits *limits, struct err *err);

/* Whether a text begins as XML does: of the formats that tables come in, GDAS alone. */
bool gdas_is(struct span head);

#endif
