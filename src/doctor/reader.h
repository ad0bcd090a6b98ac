/* One row's key, read as it was meant. */
#ifndef JT_DOCTOR_READER_H
#define JT_DOCTOR_READER_H

#include "doctor/lookup.h"

/* Why a row has no feature. */
enum row_reason {
	ROW_MATCHED,
	ROW_EMPTY,             /* nothing in the key's cell */
	ROW_TOTAL,             /* "Total", "France": a sum, no territory */
	ROW_MERGED,            /* its territory is part of another one now */
	ROW_SPLIT,
	ROW_RENAMED,           /* has another key now, which has a row of its own */
	ROW_LATER,             /* created or restored after this version */
	ROW_OTHER_VERSION,     /* a key of another version of the series that is known here */
	ROW_ARRONDISSEMENT,    /* of Paris, Lyon or Marseille: beside the commune, not in its place */
	ROW_COLLECTIVITY,      /* overseas collectivity that the framework does not draw */
	ROW_ABROAD,            /* 99xxx: a foreign country */
	ROW_AMBIGUOUS,         /* may mean several territories */
	ROW_DIGITS_LOST,       /* scientific notation that dropped digits */
	ROW_LABEL,             /* the name beside the code is that of another territory */
	ROW_PARENT,            /* the parent beside it is another one */
	ROW_IS_NAME,           /* a text where codes stand */
	ROW_FORM,              /* not in the form of a key */
	ROW_UNKNOWN,           /* in the form of a key, in no list that is known */
	ROW_REASONS
};

struct finding {
	uint32_t feature;      /* or KEY_NONE */
	uint32_t rules;        /* RULE_BIT of those applied */
	enum row_reason reason;
	uint32_t former;       /* of the framework, where a key of another year explains the row */
	uint32_t hint;         /* a feature that may be meant */
	char code[RULE_ROOM];  /* the key as it was understood; of no feature where none was found */
};

struct reader {
	const struct lookup *lookup;
	const struct table *table;
	enum doctor_reading reading;
	size_t column[2], n_columns;
	size_t label_column, parent_column;    /* trusted: they may refuse a match */
	size_t widths[2];                      /* of the two parts of a key */
	bool successors, arrondissements;      /* asked for */
};

struct reader reader_of(const struct lookup *l, const struct table *table, enum doctor_reading reading,
                        const size_t *columns, size_t n_columns);

void reader_row(const struct reader *r, size_t row, struct finding *f);

/* The key as it was written, or NULL; of two columns with a "+" between. */
const char *reader_written(const struct reader *r, size_t row, char *room, size_t size);

#endif
