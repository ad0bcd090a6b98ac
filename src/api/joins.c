#include "api/joins.h"

#include <stdio.h>
#include <string.h>

#include "api/errand.h"
#include "api/export.h"
#include "api/html.h"
#include "api/join_document.h"
#include "table/columns_file.h"

#define CHUNK       65536
#define RETRY_AFTER "2"            /* seconds */

/* --- answers --- */

/* What is not ready yet: the status of its job, 202. `query` is what the client is to carry on. */
static bool answer_working(const struct call *c, const struct errand *e, const char *query, struct out *out)
{
	const char *href = links_href(c, links_path(c, "jobs", e->folder, NULL), query);
	const char *words = T(c, "La jointure est en cours : redemandez à l'adresse de Location.",
	                      "The join is in hand: ask again at the address of Location.");
	struct json w = json_writer(out);

	out_status(out, 202);
	out_header(out, "Location", href);
	out_header(out, "Retry-After", RETRY_AFTER);
	out_header(out, "Cache-Control", "no-store");
	out_header(out, "Content-Language", lang_tag(c->x->lang));
	if (c->as->form == FORM_HTML) {
		struct html h = { out, c };
		out_header(out, "Content-Type", "text/html; charset=utf-8");
		html_open_page(&h, T(c, "Jointure en cours", "Join in hand"),
		               (struct crumb[]){ { links_href(c, "/api", "f=html"), "API" }, { NULL, NULL } });
		html_element(&h, "p", words);
		html_start(&h, "p", NULL);
		html_link(&h, href, T(c, "Redemander", "Ask again"));
		html_end(&h, "p");
		html_close_page(&h);
		return true;
	}
	out_header(out, "Content-Type", "application/json");
	json_open_object(&w, NULL);
	json_string(&w, "jobID", e->folder);
	json_string(&w, "status", "running");
	json_string(&w, "message", words);
	json_open_array(&w, "links");
	links_write(&w, &(struct link){ "self", href, "application/json", T(c, "ce travail", "this job"),
	                                lang_tag(c->x->lang) });
	json_close_array(&w);
	json_close_object(&w);
	return true;
}

/* The layer of a join that this request had made or changed. */
static const struct layer *see_join(const struct call *c, const char *id, struct err *err)
{
	const struct exchange *x = c->x;

	if (x->look_again != NULL && !x->look_again(x, err))
		return NULL;
	const struct layer *layer = view_layer(x->view, mem_printf(x->ctx, "join_%s", id));
	if (layer == NULL) {
		err_set(err, x->ctx, ERR_UNAVAILABLE, NULL, "the join is made and will be served in a moment",
		        "la jointure est faite et sera servie dans un instant");
		err_detail(err, x->ctx, "join %s is not in the view", id);
	}
	return layer;
}

/* The features of a collection with the columns that a job left in its folder. */
static bool answer_columns(const struct call *c, const struct layer *left, const struct errand *e, struct out *out,
                           struct err *err)
{
	const void *ctx = c->x->ctx;
	struct layer layer = *left;
	struct call with = *c;
	struct joined joined = {
		.base = left, .framework = left->framework, .first = left->n_columns, .version = e->folder,
		.columns_path = mem_printf(ctx, "joins/incoming/%s/" DESK_RESULT "columns", e->folder),
	};

	layer.joined = &joined;
	const struct columns_file *f = columns_open(ctx, desk_path(ctx, c->x->conf->workspace, e->folder,
	                                                           DESK_RESULT "columns"), err);
	if (f == NULL)
		return false;
	const struct table *t = f->table;
	struct column *columns = mem_array(ctx, struct column, left->n_columns + t->n_columns);
	memcpy(columns, left->columns, left->n_columns * sizeof *columns);
	for (size_t i = 0; i < t->n_columns; i++)
		columns[left->n_columns + i] = (struct column){
			.name = t->columns[i].name, .title = t->columns[i].title, .unit = t->columns[i].unit,
			.type = t->columns[i].type == CELL_TEXT ? COLUMN_STRING
			      : t->columns[i].type == CELL_INTEGER ? COLUMN_INTEGER : COLUMN_REAL,
			.nullable = true };
	layer.columns = columns;
	layer.n_columns = left->n_columns + t->n_columns;
	with.layer = &layer;
	out_header(out, "Cache-Control", "no-store");
	return export_geojson(&with, out, err);
}

/* The file that a job left. */
static bool answer_file(const struct call *c, const struct errand *e, struct out *out, struct err *err)
{
	FILE *f = fopen(desk_path(c->x->ctx, c->x->conf->workspace, e->folder, DESK_RESULT "geojson"), "rb");
	char *chunk = mem_array(c->x->ctx, char, CHUNK);
	size_t n;

	if (f == NULL)
		return err_set(err, c->x->ctx, ERR_NOT_FOUND, "jobId", "what this job made is gone: send the form again",
		               "ce que ce travail a produit n'est plus là : envoyez à nouveau le formulaire");
	out_header(out, "Content-Type", "application/geo+json");
	out_header(out, "Cache-Control", "no-store");
	while ((n = fread(chunk, 1, CHUNK, f)) > 0)
		if (!out_write(out, chunk, n))
			break;
	bool whole = ferror(f) == 0;
	fclose(f);
	return whole || err_set(err, c->x->ctx, ERR_INTERNAL, NULL, "what this job made cannot be read",
	                        "ce que ce travail a produit est illisible");
}

/* --- POST --- */

static const char *carried(const struct call *c, const struct wanted *w, const struct layer *left)
{
	if (w->direct && left != NULL)
		return mem_printf(c->x->ctx, "collection-id=%s", text_url_encode(c->x->ctx, left->name));
	return w->metadata ? "include-join-metadata=true" : NULL;
}

static bool answer_join(const struct call *c, const struct wanted *w, const struct errand *e, int status,
                        struct out *out, struct err *err)
{
	const struct layer *layer = see_join(c, e->outcome.join, err);

	if (layer == NULL)
		return false;
	out_status(out, status);
	out_header(out, "Location", join_href(c, layer, w->metadata, NULL));
	out_header(out, "Cache-Control", "no-store");
	return join_document(c, layer, w->outputs, w->metadata, out, err);
}

bool joins_make(const struct call *c, struct out *out, struct err *err)
{
	const struct layer *left;
	struct wanted w;
	struct posted f;
	struct errand e;
	bool done;

	if (!wanted_may(c->x, err) || !form_open(&f, c, err) || !wanted_join(&w, &left, &f, err) ||
	    !errand_run(&e, c, &w, err))
		return false;
	if (e.working)
		return answer_working(c, &e, carried(c, &w, left), out);
	if (w.direct)
		done = answer_columns(c, left, &e, out, err);
	else
		done = answer_join(c, &w, &e, 201, out, err);
	errand_end(&e, c);
	return done;
}

bool joins_files(const struct call *c, struct out *out, struct err *err)
{
	struct wanted w;
	struct posted f;
	struct errand e;

	if (!wanted_may(c->x, err) || !form_open(&f, c, err) || !wanted_files(&w, &f, err) ||
	    !errand_run(&e, c, &w, err))
		return false;
	if (e.working)
		return answer_working(c, &e, NULL, out);
	bool done = answer_file(c, &e, out, err);
	errand_end(&e, c);
	return done;
}

/* --- one join --- */

/* {joinId} is that of a stored join, as call.c found it. */
static const struct stored_join *join_of(const struct call *c)
{
	return c->layer->joined->join;
}

bool joins_one(const struct call *c, struct out *out, struct err *err)
{
	const struct stored_join *join = join_of(c);
	bool metadata;

	if (!call_get_bool(c, "include-join-metadata", &metadata, err))
		return false;
	out_header(out, "Content-Type", c->as->type);
	if (service_unchanged(c->x, out, mem_printf(c->x->ctx, "%s %llu", join->version,
	                                            (unsigned long long)join->sequence), true))
		return true;
	return join_document(c, c->layer, OUTPUTS_ALL, metadata, out, err);
}

/* What one may not change does not exist for the caller. */
static bool check_maker(const struct call *c, struct err *err)
{
	const struct stored_join *join = join_of(c);
	const struct subject *s = c->x->view->subject;
	int64_t organisation = s != NULL && s->organisation != NULL ? s->organisation->id : 0;

	if (join->organisation == organisation && join->level == (s != NULL ? s->level : LEVEL_PUBLIC))
		return true;
	return err_set(err, c->x->ctx, ERR_NOT_FOUND, "joinId", "there is no join %s of yours",
	               "il n'y a pas de jointure %s qui soit à vous", join->id);
}

bool joins_refreshed(const struct call *c, struct out *out, struct err *err)
{
	struct wanted w;
	struct posted f;
	struct errand e;

	if (!wanted_may(c->x, err) || !check_maker(c, err) || !form_open(&f, c, err) ||
	    !wanted_refresh(&w, join_of(c), &f, err) || !errand_run(&e, c, &w, err))
		return false;
	if (e.working)
		return answer_working(c, &e, carried(c, &w, NULL), out);
	bool done = answer_join(c, &w, &e, 200, out, err);
	errand_end(&e, c);
	return done;
}

bool joins_remove(const struct call *c, struct out *out, struct err *err)
{
	const struct subject *s = c->x->view->subject;
	struct wanted w = { .order = {
		.act = ORDER_DELETE, .join = mem_strdup(c->x->ctx, join_of(c)->id), .reduction = -1,
		.organisation = s != NULL && s->organisation != NULL ? s->organisation->id : 0,
		.level = s != NULL ? s->level : LEVEL_PUBLIC } };
	struct errand e;

	if (!wanted_may(c->x, err) || !check_maker(c, err) || !errand_run(&e, c, &w, err))
		return false;
	if (e.working)
		return answer_working(c, &e, NULL, out);
	errand_end(&e, c);
	if (c->x->look_again != NULL && !c->x->look_again(c->x, err))
		return false;
	out_status(out, 204);
	out_header(out, "Cache-Control", "no-store");
	return true;
}

/* --- jobs --- */

bool joins_job(const struct call *c, struct out *out, struct err *err)
{
	const char *collection = call_get(c, "collection-id");
	const struct layer *left = collection != NULL ? view_layer(c->x->view, collection) : NULL;
	struct errand e;
	bool metadata;

	if (!call_get_bool(c, "include-join-metadata", &metadata, err))
		return false;
	if (!desk_is_folder(c->part) || (collection != NULL && (left == NULL || left->framework == NULL)))
		return err_set(err, c->x->ctx, ERR_NOT_FOUND, "jobId", "there is no job %s", "il n'y a pas de travail %s",
		               c->part);
	if (!errand_wait(&e, c, c->part, err))
		return false;
	if (e.working)
		return answer_working(c, &e, left != NULL ? mem_printf(c->x->ctx, "collection-id=%s",
			text_url_encode(c->x->ctx, left->name)) : metadata ? "include-join-metadata=true" : NULL, out);
	if (*e.outcome.join == '\0')
		return left != NULL ? answer_columns(c, left, &e, out, err) : answer_file(c, &e, out, err);
	out_status(out, 303);
	out_header(out, "Cache-Control", "no-store");
	out_header(out, "Location", links_href(c, links_path(c, "joins", e.outcome.join, NULL),
	                                       metadata ? "include-join-metadata=true" : NULL));
	return true;
}
