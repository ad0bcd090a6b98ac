#include "api/errand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"

#define ASKED_AGAIN 1000     /* milliseconds that a client's question after its job may wait */

/* The desk names what is wrong by the members of an order; a client knows the fields of its form. */
static void name_field(struct err *err, const struct wanted *w)
{
	static const struct { const char *member, *field; } fields[] = {
		{ "framework", "collection-id" }, { "key", "right-dataset-key" },
		{ "attributes", "right-dataset-data-value-list" }, { "attribute", "right-dataset-data-value-list" },
		{ "left", "left-dataset-file" }, { "left_key", "left-dataset-key" }, { "separator", "csv-file-delimiter" },
		{ "dataset", "right-dataset-url" },
	};

	for (size_t i = 0; err->locator != NULL && i < sizeof fields / sizeof *fields; i++)
		if (strcmp(err->locator, fields[i].member) == 0)
			err->locator = fields[i].field;
	if (err->locator != NULL && strcmp(err->locator, "table") == 0)
		err->locator = w == NULL || w->file != NULL ? "right-dataset-file" : "right-dataset-url";
}

static bool cannot_write(const struct call *c, struct err *err)
{
	int why = errno;

	err_set(err, c->x->ctx, ERR_UNAVAILABLE, NULL, "there is no room left to keep what was sent",
	        "il n'y a plus de place pour garder ce qui a été envoyé");
	return err_detail(err, c->x->ctx, "%s", strerror(why));
}

static bool put(const struct call *c, const char *folder, const char *name, struct span content, struct err *err)
{
	FILE *f = fopen(desk_path(c->x->ctx, c->x->conf->workspace, folder, name), "wbx");
	bool whole = f != NULL && fwrite(content.at, 1, content.n, f) == content.n;

	if (f != NULL && fclose(f) != 0)
		whole = false;
	return whole || cannot_write(c, err);
}

static bool fetch(const struct call *c, const char *folder, const char *name, const char *url, const char *field,
                  struct err *err)
{
	const char *type, *path;

	if (desk_is_own(c->x, url, &path))
		return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, field,
		               "this address is one of this service itself: send the table as a file",
		               "cette adresse est de ce service même : envoyez le tableau comme fichier");
	if (desk_fetch(c->x, url, folder, name, c->x->conf->max_upload, &type, err))
		return true;
	if (err->locator == NULL)
		err->locator = field;
	return false;
}

/* dBASE is told by its name alone, so that much of a name is kept. */
static const char *name_of(const struct multipart_part *file, const char *url)
{
	const char *name = file != NULL && file->filename != NULL ? file->filename : url != NULL ? url : "";

	return text_ends(name, ".dbf") || text_ends(name, ".DBF") ? "table.dbf" : "table";
}

static bool put_files(struct order *o, const struct call *c, const struct wanted *w, const char *folder,
                      struct err *err)
{
	if (w->left_file != NULL || w->left_url != NULL) {
		o->left = "left";
		if (w->left_file != NULL ? !put(c, folder, "left", w->left_file->content, err)
		                         : !fetch(c, folder, "left", w->left_url, "left-dataset-url", err))
			return false;
	}
	if (w->file == NULL && w->url == NULL)
		return true;
	o->file = name_of(w->file, w->url);
	return w->file != NULL ? put(c, folder, o->file, w->file->content, err)
	                       : fetch(c, folder, o->file, w->url, "right-dataset-url", err);
}

static bool put_order(const struct order *o, const struct call *c, const char *folder, struct err *err)
{
	struct out *text = out_new_buffer(c->x->ctx);
	struct json json = json_writer(text);
	struct span content;

	order_write(o, &json);
	content.at = out_held(text, &content.n);
	return put(c, folder, "order.json", content, err);
}

static bool see(struct errand *e, const struct call *c, enum desk_state state, struct err *err)
{
	e->working = state == DESK_WORKING;
	return e->working || desk_outcome(&e->outcome, c->x->ctx, c->x, e->folder, err);
}

bool errand_run(struct errand *e, const struct call *c, const struct wanted *w, struct err *err)
{
	struct order order = w->order;
	enum desk_state state = DESK_LOST;

	*e = (struct errand){ .folder = desk_folder(c->x->ctx, c->x, err) };
	if (e->folder == NULL)
		return false;
	if (put_files(&order, c, w, e->folder, err) && put_order(&order, c, e->folder, err) &&
	    desk_run(c->x, e->folder, (int)c->x->conf->join_wait, &state, err) && see(e, c, state, err))
		return true;
	name_field(err, w);
	desk_remove(c->x, e->folder);
	return false;
}

bool errand_wait(struct errand *e, const struct call *c, const char *folder, struct err *err)
{
	enum desk_state state = DESK_LOST;

	*e = (struct errand){ .folder = folder };
	if (desk_wait(c->x, folder, ASKED_AGAIN, &state, err) && see(e, c, state, err))
		return true;
	name_field(err, NULL);
	return false;
}

void errand_end(const struct errand *e, const struct call *c)
{
	desk_remove(c->x, e->folder);
}
