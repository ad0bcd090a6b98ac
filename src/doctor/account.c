#include "doctor/account.h"

#include <stdio.h>
#include <string.h>

#include "doctor/evidence.h"
#include "doctor/tidy.h"

/* The other version of the series, if it is known, that has most of the unmatched keys. */
static void explain_versions(struct doctor_account *a, const struct reader *r, const void *scratch,
			     const struct doctor_framework *frameworks, size_t n)
{
	const struct doctor_framework *own = a->framework;
	struct key_index *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		struct err err = {0};
		if (&frameworks[i] == own || strcmp(frameworks[i].series, own->series) != 0)
			continue;
		struct key_index *k =
		    key_index_new(scratch, frameworks[i].keys, frameworks[i].n, &err);
		size_t found = 0;
		for (size_t row = 0; k != NULL && row < a->table->n_rows; row++)
			if (a->rows.reason[row] == ROW_UNKNOWN) {
				struct finding f;
				reader_row(r, row, &f);
				found += key_index_find(k, f.code, strlen(f.code)) != KEY_NONE;
			}
		if (found > most) {
			most = found;
			best = k;
			a->other_version = frameworks[i].version;
		}
	}
	for (size_t row = 0; best != NULL && row < a->table->n_rows; row++) {
		struct finding f;
		if (a->rows.reason[row] != ROW_UNKNOWN)
			continue;
		reader_row(r, row, &f);
		if (key_index_find(best, f.code, strlen(f.code)) != KEY_NONE)
			a->rows.reason[row] = ROW_OTHER_VERSION;
	}
	for (size_t i = 0; best != NULL && i < own->n; i++)
		if (a->rows.feature_rows[i] == 0 && own->keys[i] != NULL &&
		    key_index_find(best, own->keys[i], strlen(own->keys[i])) == KEY_NONE)
			a->feature_reason[i] = FEATURE_NEWER;
}

/* Rows that were not taken, and the features that they may be of. */
static void explain_features(struct doctor_account *a, const struct lookup *l)
{
	const struct doctor_framework *f = a->framework;

	for (size_t row = 0; row < a->table->n_rows; row++) {
		uint32_t former = a->rows.former[row], hint = a->rows.hint[row];
		if (a->rows.feature[row] != KEY_NONE)
			continue;
		for (size_t i = 0; former != KEY_NONE && i < f->formers[former].n_successors; i++) {
			uint32_t feature = lookup_key(l, f->formers[former].successors[i]);
			if (feature != KEY_NONE && a->feature_row[feature] == KEY_NONE) {
				a->feature_row[feature] = (uint32_t)row;
				a->feature_reason[feature] = FEATURE_PARTS;
			}
		}
		if (former == KEY_NONE && hint != KEY_NONE && a->feature_row[hint] == KEY_NONE) {
			a->feature_row[hint] = (uint32_t)row;
			a->feature_reason[hint] = a->rows.reason[row] == ROW_ARRONDISSEMENT
						      ? FEATURE_PARTS
						      : FEATURE_ROW_REFUSED;
		}
	}
	if (l->parent_of == NULL)
		return;
	uint8_t *seen = mem_array(NULL, uint8_t, l->parent->framework->n + 1);
	for (size_t i = 0; i < f->n; i++)
		if (a->rows.feature_rows[i] > 0 && l->parent_of[i] != KEY_NONE)
			seen[l->parent_of[i]] = 1;
	for (size_t i = 0; i < f->n; i++)
		if (a->feature_reason[i] == FEATURE_NO_ROW && l->parent_of[i] != KEY_NONE &&
		    !seen[l->parent_of[i]])
			a->feature_reason[i] = FEATURE_PARENT;
	talloc_free(seen);
}

static void count(struct doctor_account *a)
{
	for (size_t row = 0; row < a->table->n_rows; row++) {
		a->by_reason[a->rows.reason[row]]++;
		for (int r = 0; a->rows.feature[row] != KEY_NONE && r < RULES; r++)
			a->by_rule[r] += (a->rows.rules[row] & RULE_BIT(r)) != 0;
	}
	for (size_t i = 0; i < a->framework->n; i++) {
		uint32_t rows = a->rows.feature_rows[i];
		if (rows > 0)
			a->feature_reason[i] = FEATURE_MATCHED;
		a->by_feature_reason[a->feature_reason[i]]++;
		a->n_keys_without_row += rows == 0;
		a->n_duplicated += rows > 1;
		a->n_rows_duplicated += rows > 1 ? rows - 1 : 0;
	}
}

bool doctor_treat(struct doctor_account *a, const void *ctx, const struct table *table,
		  const struct doctor_framework *frameworks, size_t n,
		  const struct doctor_proposal *proposal, const struct doctor_wishes *wishes,
		  struct err *err)
{
	void *scratch = talloc_new(ctx);
	struct lookup *l = lookup_new(scratch, frameworks, n, proposal->framework, err);
	struct witnesses w;
	struct sample sample;

	*a = (struct doctor_account){
	    .table = table,
	    .framework = &frameworks[proposal->framework],
	    .proposal = *proposal,
	    .wishes = *wishes,
	};
	if (l == NULL) {
		talloc_free(scratch);
		return false;
	}
	lookup_names(l);
	struct reader r =
	    reader_of(l, table, proposal->reading, proposal->column, proposal->n_columns);
	sample_of(&sample, table->n_rows);
	witnesses_find(&w, &r, &sample);
	r.successors = wishes->successors;
	r.arrondissements = wishes->arrondissements;
	pass_run(&a->rows, ctx, &r);
	a->feature_reason = mem_array(ctx, uint8_t, a->framework->n + 1);
	a->feature_row = mem_array(ctx, uint32_t, a->framework->n + 1);
	for (size_t i = 0; i < a->framework->n; i++) {
		a->feature_reason[i] = FEATURE_NO_ROW;
		a->feature_row[i] = KEY_NONE;
	}
	explain_versions(a, &r, scratch, frameworks, n);
	explain_features(a, l);
	count(a);
	talloc_free(scratch);
	return true;
}

const char *doctor_written(const struct doctor_account *a, const void *ctx, size_t row)
{
	char room[2 * FOLD_ROOM];
	struct reader r = {
	    .table = a->table,
	    .column = {a->proposal.column[0], a->proposal.column[1]},
	    .n_columns = a->proposal.n_columns,
	};
	const char *s = reader_written(&r, row, room, sizeof room);
	return s != NULL ? mem_strdup(ctx, s) : "";
}
