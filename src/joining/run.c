#include "joining/joining.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalogue/random.h"
#include "joining/parts.h"
#include "publish/file_digest.h"
#include "table/columns_file.h"

static bool find_frameworks(struct work *w)
{
	const struct order *o = w->o;
	const char *series = o->series, *version = o->version;

	/* a dataset goes with its own framework unless it is asked to go with another */
	if (series == NULL && w->dataset != NULL) {
		series = w->dataset->framework->series;
		version = version != NULL ? version : w->dataset->framework->version;
	}
	return joining_frameworks(&w->list, &w->frameworks, &w->n, w->ctx, w->on, series, version, w->err);
}

static bool treat(struct work *w, bool *found)
{
	struct doctor_proposal p;
	struct doctor_wishes wishes = { w->o->successors, w->o->arrondissements };
	struct joined_result *r = w->r;

	if (!find_frameworks(w) || !work_keys(w) || !work_propose(w, &p, found))
		return false;
	r->frameworks = w->list;
	if (!*found)
		return true;
	r->framework = w->frameworks[p.framework];
	return doctor_treat(&r->account, w->ctx, w->table, w->list, w->n, &p, &wishes, w->err);
}

bool work_join(struct work *w)
{
	const struct doctor_account *a = &w->r->account;
	struct join_plan plan = { .n_key = a->proposal.n_columns, .matched = a->rows.feature };

	if (!work_attributes(w))
		return false;
	memcpy(plan.key, a->proposal.column, sizeof a->proposal.column);
	plan.attributes = w->attributes;
	plan.n_attributes = w->n_attributes;
	plan.pivot = w->pivot != DOCTOR_NO_COLUMN;
	plan.pivot_column = w->pivot;
	plan.most_columns = w->on->most_attributes > 0 ? (size_t)w->on->most_attributes : 0;
	struct key_index *keys = key_index_new(w->ctx, a->framework->keys, a->framework->n, w->err);
	return keys != NULL && join_run(&w->r->join, w->ctx, keys, w->table, &plan, w->err);
}

static bool write_columns(struct work *w)
{
	struct joined_result *r = w->r;
	char name[RANDOM_TEXT];
	size_t n;

	random_text(name);
	mkdir(mem_printf(w->ctx, "%s/joins", w->on->workspace), 0777);
	mkdir(mem_printf(w->ctx, "%s/joins/incoming", w->on->workspace), 0777);
	char *path = mem_printf(w->ctx, "%s/joins/incoming/%s.columns", w->on->workspace, name);
	const struct columns_text *texts = work_texts(w, &n);
	const struct columns_rows *rows = w->o->act == ORDER_DATASET ? work_rows(w) : NULL;
	if (!columns_write_rows(w->ctx, path, r->join.columns, rows, texts, n, w->err))
		return false;
	if (!file_digest(path, w->ctx, r->columns_digest, &r->columns_size, w->err)) {
		unlink(path);
		return false;
	}
	r->columns_file = path;
	return true;
}

bool joining_run(struct joined_result *r, const void *ctx, const struct joining *on, const struct order *o,
                 struct err *err)
{
	struct work w = { .ctx = ctx, .on = on, .o = o, .r = r, .err = err };
	bool found;

	*r = (struct joined_result){ .columns_size = 0 };
	if (!work_read(&w) || !treat(&w, &found))
		return false;
	if (!found || o->act == ORDER_LOOK)
		return true;
	if (!work_join(&w))
		return false;
	work_columns(&w);
	return work_styles(&w) && write_columns(&w);
}
