/* What is done of a table in a limited process. */
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "catalogue/access.h"
#include "fcgi/cli_table.h"
#include "joining/look.h"
#include "joining/result_file.h"

struct doing {
	const struct table_work *work;
	const void *ctx;
	struct db *db;
	const struct conf *conf;
	struct joining on;
	struct order order;
	struct joined_result result;
	struct out *text;
	struct json json;
	struct err *err;
};

/* The operator sees everything; who joins in the name of somebody, what they may see. */
static const struct view *view_of(struct doing *d, const struct catalogue *c)
{
	const char *name = d->work->organisation;
	struct subject *s = mem_new(d->ctx, struct subject);

	if (d->work->stored && name != NULL) {
		s->organisation = catalogue_organisation(c, name);
		if (s->organisation == NULL) {
			err_set(d->err, d->ctx, ERR_NOT_FOUND, "--organisation", "There is no organisation %s.",
			        "Il n'y a pas d'organisation %s.", name);
			return NULL;
		}
		s->level = d->order.level;
		d->order.organisation = s->organisation->id;
		return view_open(d->ctx, c, NULL, s);
	}
	struct view *all = mem_new(d->ctx, struct view);
	*all = *view_open(d->ctx, c, NULL, NULL);
	if (d->work->stored)
		return all;
	all->grants[0] = (struct grant){ LEVEL_PUBLIC, NULL };
	all->grants[1] = (struct grant){ LEVEL_PROFESSIONAL, NULL };
	all->grants[2] = (struct grant){ LEVEL_INTERNAL, NULL };
	all->n_grants = 3;
	return all;
}

static bool open_workspace(struct doing *d)
{
	const char *workspace = d->work->cli->workspace;

	d->conf = d->work->cli->conf;
	d->db = catalogue_open_write(d->ctx, workspace, d->err);
	const struct catalogue *c = d->db != NULL ? catalogue_load(d->ctx, d->db, d->err) : NULL;
	if (c == NULL)
		return false;
	d->on = (struct joining){ .workspace = workspace, .catalogue = c, .view = view_of(d, c),
	                         .limits = d->work->limits };
	return d->on.view != NULL;
}

static void write_reply(struct doing *d, struct limited_reply *reply)
{
	const struct doctor_account *a = &d->result.account;
	size_t n;

	reply->part[PART_ROWS] = mem_printf(d->ctx, "%zu", a->rows.n_rows);
	reply->part[PART_MATCHED] = mem_printf(d->ctx, "%zu", a->by_reason[ROW_MATCHED]);

	json_close_object(&d->json);
	const char *bytes = out_held(d->text, &n);
	reply->part[PART_TEXT] = mem_strndup(d->ctx, bytes, n);
	bytes = out_held(d->json.out, &n);
	reply->part[PART_JSON] = mem_strndup(d->ctx, bytes, n);
}

static bool look(struct doing *d, struct limited_reply *reply)
{
	const struct joined_result *r = &d->result;
	const struct doctor_proposal *p = &r->account.proposal;
	enum lang lang = d->work->cli->lang;

	table_text_preview(d->text, d->ctx, r, lang);
	table_text_opinion(d->text, d->ctx, r, lang);
	look_write(r, 5, &d->json);
	if (r->framework == NULL)
		return true;
	table_text_account(d->text, d->ctx, r, lang);
	reply->part[PART_VERDICT] = doctor_verdict_name(p->verdict);
	reply->part[PART_SERIES] = r->framework->series;
	reply->part[PART_VERSION] = r->framework->version;
	for (size_t i = 0; i < p->n_columns; i++)
		reply->part[PART_KEYS + i] = r->table->columns[p->column[i]].name;
	return true;
}

static void put_attributes(struct doing *d)
{
	const struct joined_result *r = &d->result;
	bool fr = d->work->cli->lang == LANG_FR;

	out_text(d->text, fr ? "Colonnes jointes :\n" : "Joined columns:\n");
	for (size_t i = 0; i < r->n_columns; i++)
		out_printf(d->text, "  %s (%s%s%s)%s%s\n", r->columns[i].name, attribute_kind_name(r->attributes[i].kind),
		           *r->attributes[i].unit != '\0' ? ", " : "", r->attributes[i].unit,
		           *r->attributes[i].period != '\0' ? " " : "", r->attributes[i].period);
	out_text(d->text, "\n");
}

static void put_url(struct doing *d, const char *name, const char *url)
{
	out_printf(d->text, "  %-8s %s\n", name, url);
	json_string(&d->json, name, url);
}

/* Where the layer is, now that it is one. */
static void put_urls(struct doing *d, const char *layer)
{
	const char *base = d->conf->base_url;

	json_open_object(&d->json, "urls");
	put_url(d, "wms", mem_printf(d->ctx, "%s/ows?SERVICE=WMS&REQUEST=GetCapabilities", base));
	put_url(d, "wfs", mem_printf(d->ctx, "%s/ows?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=%s", base,
	                             layer));
	put_url(d, "items", mem_printf(d->ctx, "%s/api/collections/%s/items", base, layer));
	json_close_object(&d->json);
}

static bool store(struct doing *d)
{
	struct join_limits limits = { .most_of_subject = 0 };
	const struct stored_join *join;
	bool created, fr = d->work->cli->lang == LANG_FR;

	if (!joining_store(&join, &created, d->ctx, d->db, &d->on, &d->order, &d->result, &limits, d->err))
		return false;
	const char *layer = mem_printf(d->ctx, "join_%s", join->id);
	json_string(&d->json, "join", join->id);
	json_bool(&d->json, "created", created);
	json_string(&d->json, "layer", layer);
	json_string_if(&d->json, "expires", join->expires);
	out_printf(d->text, fr ? "%s : jointure %s%s%s.\n" : "%s: join %s%s%s.\n", layer,
	           created ? (fr ? "créée" : "made") : (fr ? "rafraîchie" : "refreshed"),
	           *join->expires != '\0' ? (fr ? ", jusqu'au " : ", until ") : "", join->expires);
	put_urls(d, layer);
	return true;
}

static bool publish(struct doing *d)
{
	struct publish_result result;
	bool fr = d->work->cli->lang == LANG_FR;

	if (!joining_publish(&result, d->ctx, d->db, &d->on, &d->work->dataset, &d->result, d->err))
		return false;
	const struct layer *l = &result.publication.layer;
	json_string(&d->json, "dataset", l->name);
	json_string(&d->json, "organisation", result.publication.organisation);
	json_string(&d->json, "level", level_name(l->level));
	if (d->work->dry_run) {
		out_printf(d->text, fr ? "%s : rien n'a été écrit.\n" : "%s: nothing was written.\n", l->name);
		return true;
	}
	json_int(&d->json, "edition", (int64_t)result.edition);
	out_printf(d->text, fr ? "%s : %s. Édition %llu.\n" : "%s: %s. Edition %llu.\n", l->name,
	           level_name(l->level), (unsigned long long)result.edition);
	put_urls(d, l->name);
	return true;
}

static bool write_file(struct doing *d)
{
	const struct table_work *w = d->work;
	bool fr = w->cli->lang == LANG_FR;
	struct text title = text_empty(d->order.title) ? d->result.framework->layer->metadata.title : d->order.title;
	bool ok = w->dry_run || result_file_write(w->out, d->ctx, &d->on, &d->result, title, w->cli->lang, d->err);

	unlink(d->result.columns_file);
	if (ok && !w->dry_run) {
		json_string(&d->json, "file", w->out);
		out_printf(d->text, fr ? "%s : %zu objets.\n" : "%s: %zu features.\n", w->out,
		           d->result.join.columns->n_rows);
	}
	return ok;
}

/* A table that is of other territories than these, or of another year's, is better not published. */
static bool check_matched(struct doing *d)
{
	const struct doctor_account *a = &d->result.account;
	const struct framework *f = d->result.framework;
	size_t matched = a->by_reason[ROW_MATCHED], n = a->rows.n_rows, worst = ROW_MATCHED;

	if ((double)matched >= d->work->least * (double)n)
		return true;
	for (size_t i = 0; i < ROW_REASONS; i++)
		if (i != ROW_MATCHED && (worst == ROW_MATCHED || a->by_reason[i] > a->by_reason[worst]))
			worst = i;
	struct text why = row_reason_title((enum row_reason)worst);
	return err_set(d->err, d->ctx, ERR_LINKAGE, "key",
	               "%zu of its %zu rows are of a territory of %s %s; of the others, %zu: %s",
	               "%zu de ses %zu lignes sont d'un territoire de %s %s ; parmi les autres, %zu : %s", matched, n,
	               f->series, f->version, a->by_reason[worst], text_in(why, d->work->cli->lang));
}

static bool make(struct doing *d)
{
	const struct table_work *w = d->work;
	bool fr = w->cli->lang == LANG_FR;

	if (w->dry_run)
		table_text_preview(d->text, d->ctx, &d->result, w->cli->lang);
	table_text_opinion(d->text, d->ctx, &d->result, w->cli->lang);
	table_text_account(d->text, d->ctx, &d->result, w->cli->lang);
	put_attributes(d);
	json_bool(&d->json, "dry_run", w->dry_run);
	json_open_object(&d->json, "account");
	look_write_counts(&d->result, &d->json);
	json_close_object(&d->json);
	struct report report = { .account = &d->result.account, .lang = w->cli->lang, .most = 100, .ctx = d->ctx };
	report_ours(&report, &d->json);
	if (w->act == TABLE_PUBLISH && !check_matched(d)) {
		unlink(d->result.columns_file);
		return false;
	}
	if (w->act == TABLE_PUBLISH)
		return publish(d);
	if (w->act == TABLE_OUT)
		return write_file(d);
	if (!w->dry_run)
		return store(d);
	unlink(d->result.columns_file);
	out_text(d->text, fr ? "Rien n'a été enregistré.\n" : "Nothing was stored.\n");
	return true;
}

bool table_work(void *arg, const void *ctx, struct limited_reply *reply, struct err *err)
{
	const struct table_work *work = arg;
	struct doing d = {
		.work = work, .ctx = ctx, .order = work->order, .text = out_new_buffer(ctx),
		.json = json_writer(out_new_buffer(ctx)), .err = err,
	};

	json_open_object(&d.json, NULL);
	if (work->act == TABLE_LOOK)
		d.order.act = ORDER_LOOK;
	if (!open_workspace(&d))
		return false;
	if (work->act == TABLE_PUBLISH && !joining_may_publish(ctx, &d.on, &work->dataset, err))
		return false;
	if (!joining_run(&d.result, ctx, &d.on, &d.order, err))
		return false;
	bool ok = work->act == TABLE_LOOK ? look(&d, reply) : make(&d);
	write_reply(&d, reply);
	return ok;
}
