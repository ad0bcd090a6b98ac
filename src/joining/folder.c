/* An order carried out: what a job process runs. */
#include "joining/joining.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "catalogue/access.h"
#include "catalogue/load.h"
#include "conf/conf.h"
#include "db/db.h"
#include "joining/filejoin.h"
#include "joining/look.h"
#include "service/desk.h"

#define ORDER_MOST (4 << 20)

struct job {
	const void *ctx;
	const char *workspace, *folder;
	const struct conf *conf;
	struct db *db;
	struct order order;
	struct joining on;
	struct joined_result result;
	struct outcome outcome;
	struct err err;
};

static bool read_order(struct job *j)
{
	const char *path = desk_path(j->ctx, j->workspace, j->folder, "order.json");
	FILE *f = fopen(path, "rb");
	char *text = mem_array(j->ctx, char, ORDER_MOST);
	size_t n = f != NULL ? fread(text, 1, ORDER_MOST, f) : 0;

	if (f == NULL) {
		err_set(&j->err, j->ctx, ERR_INTERNAL, NULL, "the order is not there",
		        "l'ordre n'est pas là");
		return err_detail(&j->err, j->ctx, "%s", path);
	}
	fclose(f);
	if (!order_read(&j->order, j->ctx, text, n, &j->err))
		return false;
	if ((j->order.file != NULL && !desk_is_file(j->order.file)) ||
	    (j->order.left != NULL && !desk_is_file(j->order.left)))
		return err_set(&j->err, j->ctx, ERR_INVALID_PARAMETER, "file",
		               "the table of an order is in its folder",
		               "la table d'un ordre est dans son dossier");
	if (j->order.file != NULL)
		j->order.file = desk_path(j->ctx, j->workspace, j->folder, j->order.file);
	if (j->order.left != NULL)
		j->order.left = desk_path(j->ctx, j->workspace, j->folder, j->order.left);
	return true;
}

/* The view of who asks: a subject as the worker knew it. */
static const struct view *view_of(struct job *j, const struct catalogue *c)
{
	struct subject *s = mem_new(j->ctx, struct subject);

	for (size_t i = 0; i < c->n_organisations; i++)
		if (c->organisations[i].id == j->order.organisation)
			s->organisation = &c->organisations[i];
	s->level = j->order.level;
	return view_open(j->ctx, c, NULL, s->organisation != NULL ? s : NULL);
}

static bool prepare(struct job *j)
{
	j->conf = conf_load(j->ctx, j->workspace, &j->err);
	if (j->conf == NULL || !read_order(j))
		return false;
	j->db = catalogue_open_write(j->ctx, j->workspace, &j->err);
	const struct catalogue *c = j->db != NULL ? catalogue_load(j->ctx, j->db, &j->err) : NULL;
	if (c == NULL)
		return false;
	j->on = (struct joining){
		.workspace = j->workspace, .catalogue = c, .view = view_of(j, c),
		.limits = { .rows = j->conf->max_rows, .columns = j->conf->max_columns,
		            .cell = j->conf->max_cell, .bytes = j->conf->max_upload },
		.most_attributes = j->conf->max_columns,
	};
	return true;
}

static const char *text_of(struct json *w)
{
	size_t n;

	json_close_object(w);
	const char *bytes = out_held(w->out, &n);
	return mem_strndup(w->out, bytes, n);
}

static bool store(struct job *j)
{
	struct join_limits limits = {
		.most_of_subject = j->conf->joins_per_subject, .most = j->conf->max_joins,
		.bytes = j->conf->joins_size,
	};
	const struct stored_join *join;

	if (!joining_store(&join, &j->outcome.created, j->ctx, j->db, &j->on, &j->order, &j->result, &limits, &j->err))
		return false;
	j->outcome.join = join->id;
	return true;
}

/* What a direct answer is written from: the columns stay in the folder. */
static bool leave_columns(struct job *j)
{
	const char *to = desk_path(j->ctx, j->workspace, j->folder, "joined.columns");

	if (rename(j->result.columns_file, to) == 0)
		return true;
	unlink(j->result.columns_file);
	return err_set(&j->err, j->ctx, ERR_UNAVAILABLE, NULL, "the join could not be left in its folder",
	               "la jointure n'a pas pu être laissée dans son dossier");
}

static bool run(struct job *j)
{
	struct json w = json_writer(out_new_buffer(j->ctx));

	if (!joining_run(&j->result, j->ctx, &j->on, &j->order, &j->err))
		return false;
	json_open_object(&w, NULL);
	if (j->order.act == ORDER_LOOK)
		look_write(&j->result, 5, &w);
	else
		look_write_counts(&j->result, &w);
	j->outcome.text = text_of(&w);
	if (j->order.act == ORDER_LOOK)
		return true;
	return j->order.act == ORDER_DIRECT ? leave_columns(j) : store(j);
}

static bool join_files(struct job *j)
{
	struct json w = json_writer(out_new_buffer(j->ctx));
	const char *to = desk_path(j->ctx, j->workspace, j->folder, DESK_RESULT "geojson");
	size_t matched;

	if (!filejoin_run(to, j->ctx, &j->on, &j->order, &matched, &j->err))
		return false;
	json_open_object(&w, NULL);
	json_int(&w, "matched", (int64_t)matched);
	j->outcome.text = text_of(&w);
	return true;
}

static bool carry_out(struct job *j)
{
	switch (j->order.act) {
	case ORDER_JOIN:
	case ORDER_LOOK:
	case ORDER_DIRECT:
		return run(j);
	case ORDER_DELETE:
		j->outcome.join = j->order.join != NULL ? j->order.join : "";
		return joins_delete(j->db, j->ctx, j->workspace, j->outcome.join, j->order.organisation,
		                    j->order.level, false, &j->err);
	case ORDER_FILES:
		return join_files(j);
	case ORDER_DATASET:
		break;
	}
	return err_set(&j->err, j->ctx, ERR_NOT_SUPPORTED, "act", "a job does not do this",
	               "un traitement ne fait pas cela");
}

bool joining_run_folder(const char *workspace, const char *folder)
{
	void *ctx = mem_check(talloc_new(NULL));
	struct job j = { .ctx = ctx, .workspace = workspace, .folder = folder, .outcome = { .join = "" } };
	bool done = prepare(&j) && carry_out(&j);
	struct err err = { 0 };
	bool left = desk_leave_outcome(ctx, workspace, folder, &j.outcome, done ? NULL : &j.err, &err);

	talloc_free(ctx);
	return left;
}
