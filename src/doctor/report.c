#include "doctor/report.h"

#include "doctor/tidy.h"

void report_each_refused(const struct report *r, enum row_reason reason, report_row_fn *fn,
			 void *to)
{
	const struct pass *rows = &r->account->rows;
	size_t n = 0;

	for (size_t row = 0; row < rows->n_rows && (r->most == 0 || n < r->most); row++) {
		if (rows->reason[row] != reason || rows->feature[row] != KEY_NONE)
			continue;
		fn(to, r, row);
		n++;
	}
}

void report_each_repaired(const struct report *r, enum rule rule, report_row_fn *fn, void *to)
{
	const struct pass *rows = &r->account->rows;
	size_t n = 0;

	for (size_t row = 0; row < rows->n_rows && (r->most == 0 || n < r->most); row++) {
		if ((rows->rules[row] & RULE_BIT(rule)) == 0 || rows->feature[row] == KEY_NONE)
			continue;
		fn(to, r, row);
		n++;
	}
}

void report_each_feature(const struct report *r, enum feature_reason reason, report_row_fn *fn,
			 void *to)
{
	const struct doctor_account *a = r->account;
	size_t n = 0;

	for (size_t i = 0; i < a->framework->n && (r->most == 0 || n < r->most); i++) {
		if (a->feature_reason[i] != reason || a->framework->keys[i] == NULL)
			continue;
		fn(to, r, i);
		n++;
	}
}

const char *report_key(const struct report *r, size_t row)
{
	uint32_t feature = r->account->rows.feature[row];
	return feature != KEY_NONE ? r->account->framework->keys[feature] : "";
}

const char *report_label(const struct report *r, size_t feature)
{
	const char *const *labels = r->account->framework->labels;
	return labels != NULL && labels[feature] != NULL ? labels[feature] : "";
}
