#include "doctor/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

/* Keys of rows without a feature, as they were written, each once. */
static const char **additional_keys(const struct report *r, const void *ctx, size_t *n)
{
	const struct pass *rows = &r->account->rows;
	const char **list = mem_array(ctx, const char *, rows->n_rows + 1);
	size_t k = 0, distinct = 0;

	for (size_t row = 0; row < rows->n_rows; row++)
		if (rows->feature[row] == KEY_NONE && rows->reason[row] != ROW_EMPTY)
			list[k++] = doctor_written(r->account, list, row);
	if (k > 0)
		qsort(list, k, sizeof *list, by_text);
	for (size_t i = 0; i < k; i++)
		if (distinct == 0 || strcmp(list[distinct - 1], list[i]) != 0)
			list[distinct++] = list[i];
	*n = distinct;
	return list;
}

static void write_keys(const struct report *r, struct json *w, const char *name, uint32_t least,
		       uint32_t most)
{
	const struct doctor_framework *f = r->account->framework;
	const uint32_t *rows = r->account->rows.feature_rows;

	json_open_array(w, name);
	for (size_t i = 0; i < f->n; i++)
		if (f->keys[i] != NULL && rows[i] >= least && rows[i] <= most)
			json_string(w, NULL, f->keys[i]);
	json_close_array(w);
}

static void write_numbers(const struct report *r, struct json *w, size_t n_additional)
{
	const struct doctor_account *a = r->account;

	json_int(w, "numberOfMatchedCollectionKeys",
		 (int64_t)(a->framework->n - a->n_keys_without_row));
	json_int(w, "numberOfUnmatchedCollectionKeys", (int64_t)a->n_keys_without_row);
	json_int(w, "numberOfAdditionalAttributeKeys", (int64_t)n_additional);
	json_int(w, "numberOfDuplicateAttributeKeys", (int64_t)a->n_duplicated);
}

void report_numbers(const struct report *r, struct json *w)
{
	void *scratch = talloc_new(r->ctx);
	size_t n;

	additional_keys(r, scratch, &n);
	write_numbers(r, w, n);
	talloc_free(scratch);
}

void report_keys(const struct report *r, struct json *w)
{
	void *scratch = talloc_new(r->ctx);
	size_t n;
	const char **additional = additional_keys(r, scratch, &n);

	write_keys(r, w, "matchedCollectionKeys", 1, UINT32_MAX);
	write_keys(r, w, "unmatchedCollectionKeys", 0, 0);
	json_open_array(w, "additionalAttributeKeys");
	for (size_t i = 0; i < n; i++)
		json_string(w, NULL, additional[i]);
	json_close_array(w);
	write_keys(r, w, "duplicateAttributeKeys", 2, UINT32_MAX);
	talloc_free(scratch);
}

static void write_row(void *to, const struct report *r, size_t row)
{
	struct json *w = to;

	json_open_object(w, NULL);
	json_int(w, "row", (int64_t)row + 1);
	json_string(w, "written", doctor_written(r->account, r->ctx, row));
	json_string_if(w, "key", report_key(r, row));
	json_string_if(w, "advice", text_in(doctor_row_advice(r->account, r->ctx, row), r->lang));
	json_close_object(w);
}

static void write_feature(void *to, const struct report *r, size_t feature)
{
	struct json *w = to;

	json_open_object(w, NULL);
	json_string(w, "key", r->account->framework->keys[feature]);
	json_string_if(w, "label", report_label(r, feature));
	json_string_if(w, "advice",
		       text_in(doctor_feature_advice(r->account, r->ctx, feature), r->lang));
	json_close_object(w);
}

static void write_groups(const struct report *r, struct json *w)
{
	const struct doctor_account *a = r->account;

	json_open_array(w, "repairs");
	for (int i = 0; i < RULES; i++) {
		if (a->by_rule[i] == 0)
			continue;
		json_open_object(w, NULL);
		json_string(w, "rule", rule_entry((enum rule)i)->name);
		json_string(w, "title", text_in(rule_entry((enum rule)i)->title, r->lang));
		json_int(w, "count", (int64_t)a->by_rule[i]);
		json_open_array(w, "rows");
		report_each_repaired(r, (enum rule)i, write_row, w);
		json_close_array(w);
		json_close_object(w);
	}
	json_close_array(w);
	json_open_array(w, "unmatchedRows");
	for (int i = ROW_MATCHED + 1; i < ROW_REASONS; i++) {
		if (a->by_reason[i] == 0)
			continue;
		json_open_object(w, NULL);
		json_string(w, "reason", row_reason_name((enum row_reason)i));
		json_string(w, "title", text_in(row_reason_title((enum row_reason)i), r->lang));
		json_int(w, "count", (int64_t)a->by_reason[i]);
		json_open_array(w, "rows");
		report_each_refused(r, (enum row_reason)i, write_row, w);
		json_close_array(w);
		json_close_object(w);
	}
	json_close_array(w);
	json_open_array(w, "territoriesWithoutRow");
	for (int i = FEATURE_MATCHED + 1; i < FEATURE_REASONS; i++) {
		if (a->by_feature_reason[i] == 0)
			continue;
		json_open_object(w, NULL);
		json_string(w, "reason", feature_reason_name((enum feature_reason)i));
		json_string(w, "title",
			    text_in(feature_reason_title((enum feature_reason)i), r->lang));
		json_int(w, "count", (int64_t)a->by_feature_reason[i]);
		json_open_array(w, "territories");
		report_each_feature(r, (enum feature_reason)i, write_feature, w);
		json_close_array(w);
		json_close_object(w);
	}
	json_close_array(w);
}

void report_json(const struct report *r, struct json *w)
{
	report_numbers(r, w);
	report_keys(r, w);
	report_ours(r, w);
}

void report_ours(const struct report *r, struct json *w)
{
	const struct doctor_account *a = r->account;
	const struct doctor_proposal *p = &a->proposal;

	json_open_object(w, "jointure");
	json_string(w, "framework", a->framework->series);
	json_string(w, "version", a->framework->version);
	json_string(w, "title", text_in(a->framework->title, r->lang));
	json_open_array(w, "columns");
	for (size_t i = 0; i < p->n_columns; i++)
		json_string(w, NULL, a->table->columns[p->column[i]].name);
	json_close_array(w);
	json_string(w, "reading", doctor_reading_name(p->reading));
	json_string(w, "verdict", doctor_verdict_name(p->verdict));
	json_double(w, "confidence", p->confidence);
	json_string_if(w, "reason", text_in(p->reason, r->lang));
	json_string_if(w, "warning", text_in(p->warning, r->lang));
	json_int(w, "rows", (int64_t)a->rows.n_rows);
	json_int(w, "rowsMatchedAsWritten", (int64_t)a->rows.n_exact);
	json_int(w, "rowsRepaired", (int64_t)a->rows.n_repaired);
	json_int(w, "rowsUnmatched", (int64_t)(a->rows.n_rows - a->by_reason[ROW_MATCHED]));
	json_int(w, "rowsBeyondTheFirst", (int64_t)a->n_rows_duplicated);
	write_groups(r, w);
	json_close_object(w);
}
