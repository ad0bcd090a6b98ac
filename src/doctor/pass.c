#include "doctor/pass.h"

#include "doctor/tidy.h"

bool pass_is_exact(uint32_t rules)
{
	return (rules & ~RULE_BIT(RULE_PARTS)) == 0;
}

bool pass_is_explained(enum row_reason reason)
{
	return reason >= ROW_MERGED && reason <= ROW_ABROAD;
}

static void keep(struct pass *p, size_t row, const struct finding *f)
{
	p->feature[row] = f->feature;
	p->rules[row] = f->rules;
	p->hint[row] = f->hint;
	p->former[row] = f->former;
	p->reason[row] = (uint8_t)f->reason;
	if (f->feature != KEY_NONE)
		p->feature_rows[f->feature]++;
}

static void drop(struct pass *p, size_t row, enum row_reason reason)
{
	p->hint[row] = p->feature[row];
	p->feature_rows[p->feature[row]]--;
	p->feature[row] = KEY_NONE;
	p->reason[row] = (uint8_t)reason;
}

/* A territory under its old key beside the same under its new one is not counted twice. */
static void revise_renamed(struct pass *p)
{
	for (size_t row = 0; row < p->n_rows; row++)
		if ((p->rules[row] & RULE_BIT(RULE_RENAMED)) != 0 && p->feature[row] != KEY_NONE &&
		    p->feature_rows[p->feature[row]] > 1)
			drop(p, row, ROW_RENAMED);
}

/* In a list of one row a name, a name that stands twice means two territories, and nothing tells
 * which. */
static void revise_names(struct pass *p)
{
	size_t rows = 0, features = 0;

	for (size_t i = 0; i < p->n_features; i++) {
		rows += p->feature_rows[i];
		features += p->feature_rows[i] > 0;
	}
	if (features * 10 < rows * 8)
		return;
	uint8_t *several = mem_array(NULL, uint8_t, p->n_features + 1);
	for (size_t i = 0; i < p->n_features; i++)
		several[i] = p->feature_rows[i] > 1;
	for (size_t row = 0; row < p->n_rows; row++)
		if (p->feature[row] != KEY_NONE && several[p->feature[row]] &&
		    (p->rules[row] & RULE_BIT(RULE_NAME)) != 0)
			drop(p, row, ROW_AMBIGUOUS);
	talloc_free(several);
}

static void count(struct pass *p)
{
	for (size_t row = 0; row < p->n_rows; row++) {
		p->n_keyed += p->reason[row] != ROW_EMPTY && p->reason[row] != ROW_TOTAL;
		if (p->feature[row] == KEY_NONE)
			p->n_explained += pass_is_explained((enum row_reason)p->reason[row]);
		else if (pass_is_exact(p->rules[row]))
			p->n_exact++;
		else
			p->n_repaired++;
	}
	for (size_t i = 0; i < p->n_features; i++)
		p->n_matched += p->feature_rows[i] > 0;
}

void pass_run(struct pass *p, const void *ctx, const struct reader *r)
{
	size_t n = r->table->n_rows, features = r->lookup->framework->n;

	*p = (struct pass){
	    .n_rows = n,
	    .n_features = features,
	    .feature = mem_array(ctx, uint32_t, n + 1),
	    .rules = mem_array(ctx, uint32_t, n + 1),
	    .hint = mem_array(ctx, uint32_t, n + 1),
	    .former = mem_array(ctx, uint32_t, n + 1),
	    .reason = mem_array(ctx, uint8_t, n + 1),
	    .feature_rows = mem_array(ctx, uint32_t, features + 1),
	};
	for (size_t row = 0; row < n; row++) {
		struct finding f;
		reader_row(r, row, &f);
		keep(p, row, &f);
	}
	revise_renamed(p);
	if (r->reading == READING_NAMES && r->parent_column == DOCTOR_NO_COLUMN)
		revise_names(p);
	count(p);
}
