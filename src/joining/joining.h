/* From a table to a join: read, looked at by the doctor, joined, classified, written. Runs in a limited process of its own
   (a job, or a child of the command line), as what it reads may be hostile. */
#ifndef JT_JOINING_JOINING_H
#define JT_JOINING_JOINING_H

#include "doctor/report.h"
#include "joining/order.h"

struct db;

/* What a joining stands on. */
struct joining {
	const char *workspace;
	const struct catalogue *catalogue;    /* the present edition */
	const struct view *view;              /* of who asks: frameworks and datasets come from here */
	struct table_limits limits;           /* of the table */
	int64_t most_attributes;
};

/* What came of it; hangs from ctx. */
struct joined_result {
	const struct framework *framework;    /* NULL: an ORDER_LOOK for which nothing fits */
	const struct doctor_framework *frameworks;   /* that the opinion's proposals are of */
	const struct table *table;            /* as read */
	struct table_origin origin;
	struct doctor_opinion opinion;        /* where keys were not named, or with ORDER_LOOK */
	struct doctor_account account;
	struct join join;
	const struct column *columns; size_t n_columns;   /* of join.columns */
	const size_t *from;                   /* per joined column: the column of the table */
	bool pivoted;                         /* several joined columns are from one of the table */
	const struct attribute *attributes;
	const struct style *styles; size_t n_styles;      /* "default", then one named after each attribute that can be drawn */
	const char *source_digest;
	char *columns_file;                   /* path of the written file, in joins/incoming/; NULL for ORDER_LOOK */
	char columns_digest[DIGEST_TEXT];
	int64_t columns_size;
};

/* All but storing. Errors name the parameter: "table", "framework", "key", "attributes", "reduction", "dataset". On failure
   no file stays. */
bool joining_run(struct joined_result *r, const void *ctx, const struct joining *on, const struct order *o,
                 struct err *err);

/* Stores an ORDER_JOIN: moves the columns file to its place, then puts the row. *join is what joins_get would give; *created
   is false where it was there before, and was refreshed. On failure the columns file is gone. */
bool joining_store(const struct stored_join **join, bool *created, const void *ctx, struct db *db,
                   const struct joining *on, const struct order *o, const struct joined_result *r,
                   const struct join_limits *limits, struct err *err);

/* The framework versions that a view may join to, as the doctor sees them: keys and labels from geometry stores, former keys
   and aliases from what the workspace has of code lists (joining/codes.h). `series` NULL: all. In ctx. */
bool joining_frameworks(struct doctor_framework **list, const struct framework ***frameworks, size_t *n,
                        const void *ctx, const struct joining *on, const char *series, const char *version,
                        struct err *err);

/* A folder of an order: order.json and, where it has one, the table. Reads it, runs it, stores it, and leaves outcome.json
   (desk.h); whatever it was given, it leaves that. What a job process runs. */
bool joining_run_folder(const char *workspace, const char *folder);

/* The texts that a columns file keeps beside the columns: "report.fr.json", "report.en.json", "report.fr.html",
   "report.en.html", "report.fr.csv", "report.en.csv"; "keys.json" (joinInformation of OGC API - Joins). */

#endif
