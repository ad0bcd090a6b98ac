/* The account of a join, drawn: as JSON for programs, as HTML and CSV for people, in either
   language. */
#ifndef JT_DOCTOR_REPORT_H
#define JT_DOCTOR_REPORT_H

#include "base/out.h"
#include "doctor/account.h"

struct json;  /* base/json.h, which whoever reads JSON by jansson cannot include beside it */

struct report {
	const struct doctor_account *account;
	enum lang lang;
	size_t most;           /* rows or territories listed of each reason and rule; 0: all */
	const void *ctx;
	bool several_meant;    /* it was said what becomes of several rows of a territory: CSV has one line for them all */
};

/* The members of OGC API - Joins' joinInformation (numberOfMatchedCollectionKeys ... and the
   four lists of keys, whole), and ours in "jointure", into an object that is open. */
void report_json(const struct report *r, struct json *w);

/* Its parts: the standard's lists of keys; its numbers; "jointure". */
void report_keys(const struct report *r, struct json *w);
void report_numbers(const struct report *r, struct json *w);
void report_ours(const struct report *r, struct json *w);

/* A <section lang=...> with headings from <h2>, tables with captions and scoped headers; to
   stand in a page. */
void report_html(const struct report *r, struct out *out);

/* One line a row that was repaired, refused or counted twice, and one a territory without a
   row: UTF-8 with a mark, the separator that spreadsheets of the language expect. A cell that a
   spreadsheet would take for a formula gets an apostrophe in front. Lists all. */
void report_csv(const struct report *r, struct out *out);

/* What each form walks through: rows by reason or rule, at most r->most of each. */
typedef void report_row_fn(void *to, const struct report *r, size_t row);
void report_each_refused(const struct report *r, enum row_reason reason, report_row_fn *fn, void *to);
void report_each_repaired(const struct report *r, enum rule rule, report_row_fn *fn, void *to);
void report_each_feature(const struct report *r, enum feature_reason reason, report_row_fn *fn, void *to);

/* The key of the feature that a row was matched to, or "". */
const char *report_key(const struct report *r, size_t row);
/* The name of a feature, or "". */
const char *report_label(const struct report *r, size_t feature);

#endif
