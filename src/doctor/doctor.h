/* The join doctor: looks at a table and at the frameworks there are, says which column is the
   key of which, and reads every row's key as the person who wrote it meant it. Pure: no I/O, no
   catalogue.

   It repairs by named rules (rules.h) that are counted and can be undone, as the table keeps
   what was written; it matches nothing by chance: what may mean two territories is refused with
   the reason. */
#ifndef JT_DOCTOR_DOCTOR_H
#define JT_DOCTOR_DOCTOR_H

#include "join/key_index.h"
#include "table/table.h"

#define DOCTOR_NO_COLUMN ((size_t)-1)

/* The code list that the keys are of: some faults are those of one list. */
enum doctor_codes {
	CODES_TOLD,            /* as told from the keys and the name of the series */
	CODES_COMMUNE,         /* INSEE: 01001, 2A004, 97101 */
	CODES_DEPARTEMENT,     /* 01, 2A, 971 */
	CODES_EPCI,            /* SIREN, nine digits */
	CODES_OTHER,
};

enum former_reason {
	FORMER_MERGED,         /* its territory went to the successor with that of others */
	FORMER_SPLIT,          /* to several successors */
	FORMER_RENAMED,        /* the same territory under another key */
	FORMER_LATER,          /* created or restored after this version: part of "successors" in it */
};

/* A key that this version does not have, and what it has in its place. */
struct doctor_former {
	const char *key, *label;               /* label may be NULL */
	const char *const *successors;         /* keys of this version; may be empty */
	size_t n_successors;
	enum former_reason reason;
	int year;                              /* 0: not known */
};

/* A code of another list for a key of this one. */
struct doctor_alias {
	const char *code, *key;
	const char *list;                      /* "NUTS", "LAU", "SIREN" ... */
};

struct doctor_framework {
	const char *series, *version;          /* "communes", "2022-01-01" */
	struct text title;
	enum doctor_codes codes;
	size_t n;                              /* features */
	const char *const *keys;
	const char *const *labels;             /* may be NULL, and hold NULL */
	const char *const *parents;            /* key of the parent of each; may be NULL */
	const char *parent_series;             /* whose keys these are; may be NULL */
	const struct doctor_former *formers; size_t n_formers;
	const struct doctor_alias *aliases; size_t n_aliases;
	bool relative;                         /* known for what it says of the others; never proposed */
};

enum doctor_reading {
	READING_CODES,         /* a column holds the key */
	READING_PARTS,         /* two columns hold it, one after the other: DEP and CODCOM */
	READING_CADASTRE,      /* six characters: département, direction of the tax office, commune */
	READING_NAMES,         /* the names of the territories */
};

enum doctor_verdict {
	VERDICT_CERTAIN,       /* may be joined without asking */
	VERDICT_LIKELY,        /* to be looked at */
	VERDICT_DOUBTFUL,      /* may be a coincidence */
	VERDICT_REFUSED,       /* looks like a key and is none, or two frameworks fit equally */
};

struct doctor_proposal {
	size_t framework;                      /* index in the list given */
	enum doctor_reading reading;
	size_t column[2]; size_t n_columns;
	size_t label_column, parent_column;    /* that bear it out; DOCTOR_NO_COLUMN where there is none */
	size_t n_rows;                         /* with something in the key columns */
	size_t n_exact, n_repaired;            /* of these, matched as written, and by rules */
	size_t n_features;                     /* with a row at least */
	double label_agreement;                /* 0..1: labels that are those of the matched territories */
	double confidence;                     /* 0..1 */
	enum doctor_verdict verdict;
	struct text reason;                    /* one sentence */
	struct text warning;                   /* empty where there is none */
};

struct doctor_opinion {
	struct doctor_proposal *proposals;     /* best first; hang from ctx */
	size_t n;
	struct text summary;                   /* one sentence on the whole */
};

/* Always leaves an opinion, with no proposal where no column fits. Fails where a framework has
   one key twice (ERR_INVALID_PARAMETER). */
bool doctor_examine(struct doctor_opinion *opinion, const void *ctx, const struct table *table,
                    const struct doctor_framework *frameworks, size_t n, struct err *err);

/* A proposal for columns that a person chose, with its rates and warnings. */
bool doctor_consider(struct doctor_proposal *p, const void *ctx, const struct table *table,
                     const struct doctor_framework *frameworks, size_t n, struct err *err);

/* "certain", "likely", "doubtful", "refused"; "codes", "parts", "cadastre", "names". */
const char *doctor_verdict_name(enum doctor_verdict verdict);
const char *doctor_reading_name(enum doctor_reading reading);

#endif
