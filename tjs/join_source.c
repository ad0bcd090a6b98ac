#include "tjs/join.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "service/desk.h"
#include "gdas/blocks.h"
#include "tjs/operations.h"

static bool need_folder(struct tjs_errand *e, struct err *err)
{
	if (*e->folder == '\0') {
		const char *folder = desk_folder(e->x->ctx, e->x, err);
		if (folder == NULL)
			return false;
		e->folder = folder;
	}
	return true;
}

bool tjs_join_put(struct tjs_errand *e, const char *name, struct span content, struct err *err)
{
	if (!need_folder(e, err))
		return false;
	FILE *f = fopen(desk_path(e->x->ctx, e->x->conf->workspace, e->folder, name), "wbx");
	bool whole = f != NULL && fwrite(content.at, 1, content.n, f) == content.n;
	int why = errno;
	if (f != NULL && fclose(f) != 0)
		whole = false;
	if (whole)
		return true;
	err_set(err, e->x->ctx, ERR_UNAVAILABLE, NULL, "there is no room left to keep what was sent",
	        "il n'y a plus de place pour garder ce qui a été envoyé");
	return err_detail(err, e->x->ctx, "%s", strerror(why));
}

bool tjs_join_fetch(struct tjs_errand *e, const char *url, const char *name, int64_t limit, const char *locator,
                    struct err *err)
{
	const char *type;

	if (!need_folder(e, err))
		return false;
	if (desk_fetch(e->x, url, e->folder, name, limit, &type, err))
		return true;
	if (err->code == ERR_UPSTREAM)
		err->code = ERR_INVALID_PARAMETER;
	err->locator = locator;
	return false;
}

static const char *type_name(enum cell_type type)
{
	static const char *const names[] = { [CELL_TEXT] = "string", [CELL_INTEGER] = "integer", [CELL_REAL] = "double" };
	return names[type];
}

static void tell_column(struct tjs_errand *e, const char *name, const char *type)
{
	e->columns = mem_printf(e->x->ctx, "%s%s%s:%s", e->columns, *e->columns != '\0' ? "," : "", name, type);
}

/* The framework that a table says it is keyed to; the one that was asked for must be the same. */
static bool check_framework(struct tjs_errand *e, const char *uri, struct err *err)
{
	const char *asked = e->request->selection.framework;
	const struct framework *f = tjs_framework_find(e->x, uri, "FrameworkURI", err);

	if (f == NULL)
		return false;
	e->framework = f;
	e->order.series = f->series;
	e->order.version = f->version;
	return asked == NULL || tjs_framework_of(e->x, asked) == f ||
	       err_set(err, e->x->ctx, ERR_INVALID_PARAMETER, "FrameworkURI",
	               "the table is keyed to %s, and FrameworkURI is another one",
	               "le tableau est lié à %s, et FrameworkURI est un autre référentiel", uri);
}

/* A dataset of our own, whole or some of its columns: the job takes it from the catalogue. */
static bool take_dataset(struct tjs_errand *e, const struct dataset *d, const char *list, struct err *err)
{
	struct tjs_data data;
	const size_t *columns;
	size_t n;

	if (!tjs_data_open(&data, e->x, d, err) || !tjs_columns_named(&columns, &n, e->x, &data, list, err))
		return false;
	struct order_attribute *attributes = mem_array(e->x->ctx, struct order_attribute, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct tjs_column *c = &data.columns[columns[i]];
		attributes[i] = (struct order_attribute){ .column = c->attribute->name, .kind = -1, .reduction = -1 };
		tell_column(e, c->attribute->name, c->type);
	}
	e->order.attributes = attributes;
	e->order.n_attributes = n;
	e->order.dataset = d->name;
	return true;
}

/* The attributes of a GDAS that are to be joined: those that are data, as many as may be. */
static bool take_columns(struct tjs_errand *e, const struct gdas *g, struct err *err)
{
	size_t most = (size_t)e->x->conf->max_columns, n = 0;
	struct order_attribute *attributes = mem_array(e->x->ctx, struct order_attribute, g->n_columns + 1);

	for (size_t i = 0; i < g->n_columns; i++) {
		const struct gdas_column *c = &g->columns[i];
		if (strcmp(c->purpose, "Attribute") != 0)
			continue;
		if (n == most) {
			e->left_out = mem_printf(e->x->ctx, "%s%s%s", e->left_out, *e->left_out != '\0' ? ", " : "", c->name);
			continue;
		}
		attributes[n++] = (struct order_attribute){
			.column = mem_printf(e->x->ctx, "#%zu", g->n_keys + i), .kind = -1, .reduction = -1,
		};
		tell_column(e, c->name, type_name(c->type));
	}
	e->order.attributes = attributes;
	e->order.n_attributes = n;
	if (g->many && n < g->n_columns)
		return err_set(err, e->x->ctx, ERR_INVALID_PARAMETER, "GetDataURL",
		               "the table has several rows for a territory (relationship=\"many\"): a join needs one; "
		               "choose the rows with LinkageKeys, FilterColumn and FilterValue",
		               "le tableau a plusieurs lignes par territoire (relationship=\"many\") : une jointure en veut "
		               "une ; choisissez les lignes avec LinkageKeys, FilterColumn et FilterValue");
	return n > 0 || err_set(err, e->x->ctx, ERR_INVALID_PARAMETER, "GetDataURL",
	                        "no column of the table is data (purpose=\"Attribute\")",
	                        "aucune colonne du tableau n'est une donnée (purpose=\"Attribute\")");
}

/* The GDAS is in the folder: its head is read here, its rows by the job. */
static bool take_file(struct tjs_errand *e, struct err *err)
{
	const struct conf *c = e->x->conf;
	const struct table_limits limits = { .cell = c->max_cell, .bytes = c->max_upload };
	const struct xml_source from = { .path = desk_path(e->x->ctx, c->workspace, e->folder, "table") };
	struct gdas *g = mem_new(e->x->ctx, struct gdas);

	if (!gdas_head(g, e->x->ctx, &from, &limits, err)) {
		err->locator = "GetDataURL";
		return false;
	}
	e->order.file = "table";
	e->order.format = "gdas";
	if (*g->dataset.title != '\0')
		e->order.title = (struct text){ g->dataset.title, g->dataset.title };
	return check_framework(e, g->framework.uri, err) && take_columns(e, g, err);
}

/* Some rows of a dataset of ours, as the GDAS that a client would have fetched. */
static bool take_selection(struct tjs_errand *e, const struct tjs_selection *s, struct err *err)
{
	struct out *made = out_new_buffer(e->x->ctx);
	struct tjs_request get = { .operation = TJS_GET_DATA, .selection = *s };
	struct request plain = { .method = METHOD_GET, .path = "/tjs", .content_type = "" };
	struct exchange x = *e->x;
	struct span content;

	x.request = &plain;
	x.theme = NULL;
	if (!tjs_get_data(&get, &x, made, err))
		return false;
	content.at = out_held(made, &content.n);
	return tjs_join_put(e, "table", content, err) && take_file(e, err);
}

static bool take_own(struct tjs_errand *e, const struct tjs_selection *s, struct err *err)
{
	struct tjs_group *groups;
	size_t n;

	if (!tjs_groups(&groups, &n, e->x, s->framework, s->dataset, err))
		return false;
	const struct dataset *d = groups[0].datasets[0];
	e->source = tjs_dataset_uri(e->x, d);
	/* of several rows a territory a join takes those that were chosen */
	if (s->keys != NULL || s->filter_column != NULL || s->filter_value != NULL || d->many ||
	    d->layer->joined->join != NULL)
		return take_selection(e, s, err);
	return check_framework(e, s->framework, err) && take_dataset(e, d, s->attributes, err);
}

/* A GetDataURL of our own is answered inside: its query is read as the request that it is. */
static bool take_own_url(struct tjs_errand *e, const char *path, struct err *err)
{
	const char *query = strchr(path, '?');
	struct request plain = { .method = METHOD_GET, .content_type = "" };
	struct exchange x = *e->x;
	struct tjs_request get;
	enum lang lang;

	plain.path = mem_strndup(x.ctx, path, query != NULL ? (size_t)(query - path) : strlen(path));
	x.request = &plain;
	if (!kvp_parse(&plain.query, x.ctx, query != NULL ? query + 1 : "", err) ||
	    !tjs_request_read(&get, &lang, &x, err)) {
		err->locator = "GetDataURL";
		return false;
	}
	if (get.operation != TJS_GET_DATA)
		return err_set(err, x.ctx, ERR_INVALID_PARAMETER, "GetDataURL",
		               "the address is one of this service, and no GetData",
		               "l'adresse est de ce service, et n'est pas un GetData");
	return take_own(e, &get.selection, err);
}

/* The address of a GetData at another server. */
static const char *foreign_url(const struct tjs_errand *e)
{
	const struct tjs_request *r = e->request;
	const void *ctx = e->x->ctx;
	char *url = mem_printf(ctx, "%s%sservice=TJS&version=1.0&request=GetData&FrameworkURI=%s&DatasetURI=%s", r->data_host,
	                       strchr(r->data_host, '?') == NULL ? "?" : text_ends(r->data_host, "&") ||
	                       text_ends(r->data_host, "?") ? "" : "&", text_url_encode(ctx, r->data->framework),
	                       text_url_encode(ctx, r->data->dataset));
	const struct { const char *name, *value; } more[] = {
		{ "Attributes", r->data->attributes }, { "LinkageKeys", r->data->keys }, { "language", r->data_language },
	};

	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (more[i].value != NULL)
			url = mem_printf(ctx, "%s&%s=%s", url, more[i].name, text_url_encode(ctx, more[i].value));
	return url;
}

static bool take_url(struct tjs_errand *e, const char *url, const char *locator, struct err *err)
{
	const char *path;

	e->source = url;
	if (desk_is_own(e->x, url, &path))
		return take_own_url(e, path, err);
	e->order.source = url;
	return tjs_join_fetch(e, url, "table", e->x->conf->max_upload, locator, err) && take_file(e, err);
}

bool tjs_join_source(struct tjs_errand *e, struct err *err)
{
	const struct tjs_request *r = e->request;
	const char *path;

	e->columns = e->left_out = e->source = "";
	if (r->data_url != NULL)
		return take_url(e, r->data_url, "GetDataURL", err);
	if (r->data_text.at != NULL) {
		e->source = "GDAS";
		return tjs_join_put(e, "table", r->data_text, err) && take_file(e, err);
	}
	if (r->data_host == NULL || desk_is_own(e->x, r->data_host, &path))
		return take_own(e, r->data, err);
	return take_url(e, foreign_url(e), "getDataHost", err);
}
