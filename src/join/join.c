#include "join/join.h"

#include <string.h>

#include "join/reduce.h"

#define KEY_MOST 256

static const char *const names[REDUCTIONS] = {
	[REDUCE_ERROR] = "error", [REDUCE_FIRST] = "first", [REDUCE_SUM] = "sum", [REDUCE_MEAN] = "mean",
	[REDUCE_WEIGHTED_MEAN] = "weighted-mean", [REDUCE_LIST] = "list",
};

const char *reduction_name(enum reduction r)
{
	return names[r];
}

bool reduction_parse(enum reduction *r, const char *name)
{
	for (int i = 0; i < REDUCTIONS; i++) {
		if (strcmp(names[i], name) == 0) {
			*r = (enum reduction)i;
			return true;
		}
	}
	return false;
}

const char *join_row_key(const struct table *table, const struct join_plan *plan, size_t row,
                         char *scratch, size_t room)
{
	size_t n = 0;

	for (size_t p = 0; p < plan->n_key; p++) {
		char number[40];
		const char *part = table_text(table, plan->key[p], row, number);
		if (part == NULL)
			return NULL;
		if (plan->n_key == 1 && part != number)
			return part;
		size_t length = strlen(part);
		if (n + length + 1 > room)
			return NULL;
		memcpy(scratch + n, part, length + 1);
		n += length;
	}
	return scratch;
}

static void match_rows(struct join *j, const struct key_index *keys, const struct table *table,
                       const struct join_plan *plan)
{
	char scratch[KEY_MOST];

	for (size_t row = 0; row < table->n_rows; row++) {
		const char *key = plan->matched == NULL ? join_row_key(table, plan, row, scratch, sizeof scratch) : NULL;
		uint32_t feature = key != NULL ? key_index_find(keys, key, strlen(key)) : KEY_NONE;
		if (plan->matched != NULL)
			feature = plan->matched[row];
		j->row_feature[row] = feature;
		if (feature == KEY_NONE)
			continue;
		j->n_rows_matched++;
		if (j->feature_rows[feature]++ == 0)
			j->n_matched++;
	}
}

/* Rows of each feature, one after the other: first[f] .. first[f + 1] in `rows`. */
static void group_rows(struct groups *g, const void *ctx, const struct join *j, size_t n_features,
                       size_t n_rows)
{
	g->first = mem_array(ctx, uint32_t, n_features + 1);
	g->rows = mem_array(ctx, uint32_t, j->n_rows_matched + 1);
	for (size_t f = 0; f < n_features; f++)
		g->first[f + 1] = g->first[f] + j->feature_rows[f];
	uint32_t *next = mem_array(ctx, uint32_t, n_features + 1);
	memcpy(next, g->first, (n_features + 1) * sizeof *next);
	for (size_t row = 0; row < n_rows; row++)
		if (j->row_feature[row] != KEY_NONE)
			g->rows[next[j->row_feature[row]]++] = (uint32_t)row;
	talloc_free(next);
}

static bool check(const struct table *table, const struct join_plan *plan, const void *ctx,
                  struct err *err)
{
	if (plan->n_key == 0 || plan->n_key > JOIN_KEY_PARTS)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "key", "a key has 1 to %d columns",
		               "une clé a de 1 à %d colonnes", JOIN_KEY_PARTS);
	for (size_t i = 0; i < plan->n_key; i++)
		if (plan->key[i] >= table->n_columns)
			return err_set(err, ctx, ERR_INVALID_PARAMETER, "key",
			               "the table has no column %zu", "la table n'a pas de colonne %zu",
			               plan->key[i] + 1);
	for (size_t i = 0; i < plan->n_attributes; i++) {
		const struct join_attribute *a = &plan->attributes[i];
		if (a->column >= table->n_columns)
			return err_set(err, ctx, ERR_INVALID_PARAMETER, "attributes",
			               "the table has no column %zu", "la table n'a pas de colonne %zu",
			               a->column + 1);
		bool counts = a->reduction == REDUCE_SUM || a->reduction == REDUCE_MEAN ||
		              a->reduction == REDUCE_WEIGHTED_MEAN;
		if (counts && table->columns[a->column].type == CELL_TEXT)
			return err_set(err, ctx, ERR_INVALID_PARAMETER, "reduction",
			               "\"%s\" is text: it has no %s", "« %s » est du texte : pas de %s",
			               table->columns[a->column].name, reduction_name(a->reduction));
		if (a->reduction == REDUCE_WEIGHTED_MEAN &&
		    (a->weight >= table->n_columns || table->columns[a->weight].type == CELL_TEXT))
			return err_set(err, ctx, ERR_INVALID_PARAMETER, "weight",
			               "a weighted mean needs a column of numbers as weight",
			               "une moyenne pondérée demande une colonne de nombres comme poids");
	}
	return true;
}

bool join_run(struct join *j, const void *ctx, const struct key_index *keys, const struct table *table,
              const struct join_plan *plan, struct err *err)
{
	void *scratch = talloc_new(ctx);
	size_t n = key_index_count(keys);
	struct groups g;

	*j = (struct join){
		.row_feature = mem_array(ctx, uint32_t, table->n_rows + 1),
		.feature_rows = mem_array(ctx, uint32_t, n + 1),
	};
	bool ok = check(table, plan, ctx, err);
	if (ok) {
		match_rows(j, keys, table, plan);
		group_rows(&g, scratch, j, n, table->n_rows);
		g.n = n;
		g.keys = keys;
		j->columns = reduce(ctx, scratch, &g, table, plan, &j->n_duplicated, err);
		ok = j->columns != NULL;
	}
	talloc_free(scratch);
	return ok;
}
