#include "fcgi/jobs.h"

#include <string.h>

#include "base/guard.h"
#include "base/log.h"
#include "base/text.h"
#include "catalogue/edit.h"
#include "catalogue/joins.h"
#include "catalogue/load.h"
#include "db/db.h"
#include "geometry/mapped.h"
#include "joining/joining.h"
#include "service/desk.h"
#include "tiles/collect.h"

#define ORDER_LIFE (24 * 3600)

/* "PG:host=... dbname=..." reaches a server through a file where host is absent or a folder; what a
   service file says is not known here. */
static bool pg_needs_network(const char *connection)
{
	const char *host = strstr(connection, "host");

	if (strstr(connection, "service=") != NULL || strstr(connection, "://") != NULL)
		return true;
	if (host == NULL)
		return false;
	host += strcspn(host, "=/ ");
	host += strspn(host, "= '");
	return *host != '/';
}

bool job_needs_network(const char *uri)
{
	static const char *const local[] = { "/vsizip/", "/vsitar/", "/vsigzip/", "/vsimem/",
	                                     "/vsisubfile/" };

	if (text_starts(uri, "PG:"))
		return pg_needs_network(uri + 3);
	if (text_starts(uri, "/vsi")) {
		for (size_t i = 0; i < sizeof local / sizeof *local; i++)
			if (text_starts(uri, local[i]))
				return strstr(uri, "/vsicurl") != NULL;
		return true;
	}
	/* a scheme or a driver's prefix, but for a file behind one ("GTIFF_DIR:1:/data/a.tif") */
	return strstr(uri, "://") != NULL || (*uri != '/' && strchr(uri, ':') != NULL &&
	                                      strstr(uri, ":/") == NULL);
}

static bool reaches_out(const struct source *s)
{
	return s->referenced && job_needs_network(s->uri);
}

int job_network(const void *arg)
{
	const struct conf *conf = arg;
	void *ctx = mem_check(talloc_new(NULL));
	struct err err = { 0 };
	bool needed = false;
	struct db *db = catalogue_open(ctx, conf->workspace, &err);
	const struct catalogue *c = db != NULL ? catalogue_load(ctx, db, &err) : NULL;

	for (size_t i = 0; c != NULL && i < c->n_layers; i++)
		needed |= reaches_out(&c->layers[i].source);
	for (size_t i = 0; c != NULL && i < c->n_datasets; i++)
		needed |= reaches_out(&c->datasets[i].source);
	talloc_free(ctx);
	return needed ? JOB_NETWORK : JOB_DONE;
}

bool jobs_collect(struct collected *removed, const void *ctx, struct db *db, const struct conf *conf, struct err *err)
{
	*removed = (struct collected){ 0 };
	return edit_collect(db, ctx, conf->workspace, conf->grace, conf->history, &removed->files, err) &&
	       geometry_store_sweep(ctx, conf->workspace, &removed->files, err) &&
	       joins_collect(db, ctx, conf->workspace, conf->grace, &removed->joins, err) &&
	       desk_sweep(ctx, conf->workspace, ORDER_LIFE, &removed->orders, err) &&
	       tiles_collect(db, ctx, conf->workspace, conf->tile_cache, &removed->tiles, err);
}

/* What publishing makes, and somebody has removed or an older version has not made, of the layers whose digest begins so. What
   cannot be made is said by who asks for it. */
static bool prepare(size_t *made, const void *ctx, struct db *db, const struct conf *conf, const char *digest, struct log *log)
{
	struct err err = { 0 };
	const struct catalogue *c = catalogue_load(ctx, db, &err);
	const struct mapped_plan plan = { conf->workspace, (int)conf->kept_srs, conf->store_memory };
	size_t found = 0, failed = 0;

	for (size_t i = 0; c != NULL && i < c->n_layers; i++) {
		struct err why = { 0 };
		const struct layer *layer = &c->layers[i];
		void *tmp = talloc_new(ctx);
		if (layer->joined == NULL && mapped_suits(layer) && text_starts(layer->source.digest, digest)) {
			found++;
			if (!mapped_prepare(made, tmp, &plan, layer, &why)) {
				failed++;
				if (why.code != ERR_TOO_LARGE || *digest != '\0')
					log_event(log, LOG_LEVEL_WARNING, "not_prepared", (struct log_field[]){
					{ "layer", layer->name }, { "message", text_in(why.message, conf->language) },
					{ "detail", why.detail }, { NULL, NULL } });
			}
		}
		talloc_free(tmp);
	}
	return found > 0 && failed == 0;
}

static void note_prepared(struct log *log, const void *ctx, size_t made)
{
	if (made > 0)
		log_event(log, LOG_LEVEL_INFO, "prepared", (struct log_field[]){
			{ "files", mem_printf(ctx, "%zu", made) }, { NULL, NULL } });
}

int job_store(const void *arg)
{
	const struct job_order *order = arg;
	const struct conf *conf = order->conf;
	void *ctx = mem_check(talloc_new(NULL));
	struct err err = { 0 };
	struct db *db = catalogue_open(ctx, conf->workspace, &err);
	struct log *log = log_open(ctx, conf->workspace, conf->error_log, &(struct err){ 0 });
	size_t made = 0;
	bool good = db != NULL && prepare(&made, ctx, db, conf, order->folder, log);

	note_prepared(log, ctx, made);
	talloc_free(ctx);
	return good ? JOB_DONE : JOB_FAILED;
}

int job_collect(const void *arg)
{
	const struct conf *conf = arg;
	void *ctx = mem_check(talloc_new(NULL));
	struct err err = { 0 };
	struct collected removed = { 0 };
	struct db *db = catalogue_open_write(ctx, conf->workspace, &err);
	struct log *log = log_open(ctx, conf->workspace, conf->error_log, &(struct err){ 0 });
	bool good = db != NULL && jobs_collect(&removed, ctx, db, conf, &err);

	if (!good)
		log_event(log, LOG_LEVEL_WARNING, "collect_failed", (struct log_field[]){
			{ "message", text_in(err.message, conf->language) },
			{ "detail", err.detail }, { NULL, NULL } });
	else if (removed.files + removed.joins + removed.orders + removed.tiles > 0)
		log_event(log, LOG_LEVEL_INFO, "collected", (struct log_field[]){
			{ "files", mem_printf(ctx, "%zu", removed.files) },
			{ "joins", mem_printf(ctx, "%zu", removed.joins) },
			{ "orders", mem_printf(ctx, "%zu", removed.orders) },
			{ "tiles", mem_printf(ctx, "%zu", removed.tiles) }, { NULL, NULL } });
	size_t made = 0;
	if (good)
		prepare(&made, ctx, db, conf, "", log);
	note_prepared(log, ctx, made);
	talloc_free(ctx);
	return good ? JOB_DONE : JOB_FAILED;
}

struct carrying {
	const struct job_order *order;
	bool done;
};

static void carry_out(void *arg)
{
	struct carrying *c = arg;
	c->done = joining_run_folder(c->order->conf->workspace, c->order->folder);
}

int job_order(const void *arg)
{
	struct carrying c = { .order = arg };
	const void *at;

	/* who waits for an order without an outcome is told that it came to grief */
	return guard_run(carry_out, &c, &at) && c.done ? JOB_DONE : JOB_FAILED;
}
