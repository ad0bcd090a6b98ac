#include "gate/gateway.h"

#include <string.h>
#include <time.h>

#include "catalogue/load.h"
#include "db/db.h"
#include "gate/routes.h"
#include "geometry/source_pool.h"
#include "map/engine.h"
#include "service/document.h"

/* What one edition brings; freed whole when the next one has been loaded. */
struct snapshot {
	const struct catalogue *catalogue;
	struct documents *documents;
};

struct gateway {
	const struct conf *conf;
	struct db *db;
	struct snapshot *now;
	struct engine *engine;
	struct source_pool *sources;
	struct log *access_log, *error_log;
	int64_t data_version, polled;  /* milliseconds, monotonic */
};

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The logs hang from their settings, and go with them. */
static bool open_logs(const struct conf *conf, struct log **access_log, struct log **error_log,
                      struct err *err)
{
	*error_log = NULL;
	*access_log = log_open(conf, conf->workspace, conf->access_log, err);
	if (*access_log != NULL)
		*error_log = log_open(conf, conf->workspace, conf->error_log, err);
	return *error_log != NULL;
}

static struct snapshot *load_snapshot(struct gateway *gw, struct err *err)
{
	struct snapshot *s = mem_new(gw, struct snapshot);

	s->catalogue = catalogue_load(s, gw->db, err);
	if (s->catalogue == NULL) {
		talloc_free(s);
		return NULL;
	}
	s->documents = documents_new(s, (size_t)gw->conf->document_cache);
	return s;
}

struct gateway *gateway_open(const void *ctx, const char *workspace, struct err *err)
{
	struct gateway *gw = mem_new(ctx, struct gateway);

	gw->conf = conf_load(gw, workspace, err);
	if (gw->conf == NULL)
		return NULL;
	if (!open_logs(gw->conf, &gw->access_log, &gw->error_log, err))
		return NULL;
	gw->db = catalogue_open(gw, gw->conf->workspace, err);
	if (gw->db == NULL || !db_data_version(gw->db, &gw->data_version, err))
		return NULL;
	gw->now = load_snapshot(gw, err);
	if (gw->now == NULL)
		return NULL;
	gw->sources = source_pool_new(gw, (size_t)gw->conf->open_sources);
	gw->engine = engine_new(gw, gw->conf, gw->error_log, err);
	if (gw->engine == NULL)
		return NULL;
	engine_edition(gw->engine, gw->now->catalogue);
	return gw;
}

const struct conf *gateway_conf(const struct gateway *gw)
{
	return gw->conf;
}

struct log *gateway_log(const struct gateway *gw)
{
	return gw->error_log;
}

bool gateway_reload(struct gateway *gw, struct err *err)
{
	const struct conf *conf = conf_load(gw, gw->conf->workspace, err);
	struct log *access_log, *error_log;

	if (conf == NULL || !open_logs(conf, &access_log, &error_log, err)) {
		mem_free(conf);
		return false;
	}
	const struct conf *old = gw->conf;
	gw->conf = conf;
	struct snapshot *s = load_snapshot(gw, err);
	struct engine *engine = s != NULL ? engine_new(gw, conf, error_log, err) : NULL;
	if (engine == NULL) {
		talloc_free(s);
		gw->conf = old;
		mem_free(conf);
		return false;
	}
	talloc_free(gw->engine);
	talloc_free(gw->now);
	mem_free(old);
	gw->access_log = access_log;
	gw->error_log = error_log;
	gw->engine = engine;
	talloc_free(gw->sources);
	gw->sources = source_pool_new(gw, (size_t)conf->open_sources);
	gw->now = s;
	engine_edition(gw->engine, s->catalogue);
	return true;
}

/* A newer edition, where there is one, takes the place of the present one; when it cannot be
   loaded the present one stays and the log says why. */
static void notice_edition(struct gateway *gw)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	int64_t version, now = milliseconds();
	uint64_t edition = gw->now->catalogue->edition;
	struct snapshot *s = NULL;

	if (now - gw->polled >= gw->conf->poll_milliseconds) {
		gw->polled = now;
		if (db_data_version(gw->db, &version, &err) && version != gw->data_version &&
		    catalogue_edition(gw->db, &edition, &err)) {
			if (edition != gw->now->catalogue->edition)
				s = load_snapshot(gw, &err);
			if (s != NULL || edition == gw->now->catalogue->edition)
				gw->data_version = version;
		}
		if (s != NULL) {
			engine_edition(gw->engine, s->catalogue);
			talloc_free(gw->now);
			gw->now = s;
		}
		if (err.code != ERR_NONE)
			log_line(gw->error_log, LOG_LEVEL_ERROR, "edition", "%s (%s)", err.message.en,
			         err.detail != NULL ? err.detail : "");
	}
	talloc_free(ctx);
}

static enum lang language_of(const struct request *r, const struct conf *conf)
{
	static const char *const names[] = { "LANGUAGE", "lang" };
	enum lang lang;

	for (size_t i = 0; i < 2; i++) {
		const char *value = kvp_get(&r->query, names[i]);
		if (value != NULL && lang_parse(&lang, value))
			return lang;
	}
	return lang_negotiate(r->accept_language, conf->language);
}

static bool open_exchange(struct gateway *gw, const void *ctx, const struct request *r,
                          struct exchange *x, struct err *err)
{
	const struct catalogue *all = gw->now->catalogue;
	const struct subject *subject = NULL;
	bool in_query = false;
	const char *key = request_key(ctx, r, &in_query);

	*x = (struct exchange){
		.ctx = ctx, .conf = gw->conf, .request = r, .lang = language_of(r, gw->conf),
		.engine = gw->engine, .documents = gw->now->documents, .sources = gw->sources,
		.log = gw->error_log,
	};
	if (key != NULL)
		subject = access_subject(all, key);
	x->view = view_open(ctx, all, subject);
	if (key != NULL && subject == NULL)
		return err_set(err, ctx, ERR_UNAUTHORIZED, "key",
		               "this key is not known: check it, or send the request without one",
		               "cette clé n'est pas connue : vérifiez-la, ou envoyez la requête sans clé");
	x->key = in_query ? key : NULL;
	if (strncmp(r->path, "/ows/", 5) == 0 && r->path[5] != '\0') {
		x->theme = view_theme(x->view, r->path + 5);
		if (x->theme == NULL)
			return err_set(err, ctx, ERR_NOT_FOUND, NULL,
			               "there is no theme of this name: /ows serves them all",
			               "aucun thème ne porte ce nom : /ows les sert tous");
	}
	return true;
}

static bool check_request(const struct exchange *x, struct err *err)
{
	const struct request *r = x->request;
	size_t length = 0;

	if (r->method == METHOD_OTHER)
		return err_set(err, x->ctx, ERR_METHOD, NULL,
		               "the methods are GET, HEAD, POST and OPTIONS",
		               "les méthodes sont GET, HEAD, POST et OPTIONS");
	for (size_t i = 0; r->body.n == 0 && i < r->query.n; i++)
		length += strlen(r->query.pair[i].name) + strlen(r->query.pair[i].value) + 2;
	if (length > (size_t)x->conf->max_url)
		return err_set(err, x->ctx, ERR_TOO_LARGE, NULL,
		               "the query is over the limit of %lld bytes: send it by POST",
		               "la requête dépasse la limite de %lld octets : envoyez-la par POST",
		               (long long)x->conf->max_url);
	return true;
}

static void common_headers(const struct exchange *x, struct out *out)
{
	const struct request *r = x->request;

	out_header(out, "X-Content-Type-Options", "nosniff");
	if (*x->conf->cors_origin != '\0') {
		out_header(out, "Access-Control-Allow-Origin", x->conf->cors_origin);
		out_header(out, "Access-Control-Expose-Headers",
		           "Content-Crs, ETag, Link, OGC-NumberReturned, OGC-NumberMatched");
	}
	if (request_takes_gzip(r))
		out_allow_gzip(out);
	if (r->method == METHOD_HEAD)
		out_head_only(out);
	out_keep_headers(out);
}

static bool answer_options(const struct exchange *x, struct out *out)
{
	out_status(out, 204);
	common_headers(x, out);
	out_header(out, "Allow", "GET, HEAD, POST, OPTIONS");
	if (*x->conf->cors_origin != '\0') {
		out_header(out, "Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
		out_header(out, "Access-Control-Allow-Headers",
		           "Authorization, Content-Type, Accept-Language, If-None-Match");
		out_header(out, "Access-Control-Max-Age", "86400");
	}
	return out_finish(out);
}

static const struct service *route(const struct exchange *x)
{
	for (size_t i = 0; routes[i] != NULL; i++)
		if (routes[i]->claims(x))
			return routes[i];
	return NULL;
}

static const char *query_for_log(const struct request *r, const void *ctx)
{
	char *text = mem_strdup(ctx, "");

	for (size_t i = 0; i < r->query.n && strlen(text) < 1000; i++)
		if (!text_same(r->query.pair[i].name, "key"))
			text = mem_check(talloc_asprintf_append_buffer(
				text, "%s%s=%.200s", *text != '\0' ? "&" : "", r->query.pair[i].name,
				r->query.pair[i].value));
	return text;
}

static void log_answer(struct gateway *gw, const struct exchange *x, const struct service *service,
                       const struct out *out, const struct err *err, int64_t began)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "OPTIONS", "OTHER" };
	const struct request *r = x->request;
	const struct subject *s = x->view->subject;
	bool named = service != NULL && service->operation != NULL;

	log_event(gw->access_log, LOG_LEVEL_INFO, "request", (struct log_field[]){
		{ "service", service != NULL ? service->name : "-" },
		{ "operation", named ? service->operation(x) : NULL },
		{ "method", methods[r->method] },
		{ "path", r->path },
		{ "query", query_for_log(r, x->ctx) },
		{ "status", mem_printf(x->ctx, "%d", out_status_get(out)) },
		{ "bytes", mem_printf(x->ctx, "%llu", (unsigned long long)out_bytes(out)) },
		{ "ms", mem_printf(x->ctx, "%lld", (long long)(milliseconds() - began)) },
		{ "subject", s != NULL ? mem_printf(x->ctx, "%lld", (long long)s->id) : NULL },
		{ "address", r->remote_address },
		{ "error", err->code != ERR_NONE ? err->message.en : NULL },
		{ NULL, NULL } });
	if (err->code != ERR_NONE && (err->detail != NULL || err_http_status(err->code) >= 500))
		log_event(gw->error_log, LOG_LEVEL_ERROR, "failed", (struct log_field[]){
			{ "path", r->path }, { "query", query_for_log(r, x->ctx) },
			{ "message", err->message.en }, { "detail", err->detail }, { NULL, NULL } });
}

/* Answers with `earlier`, where that is an error already, else with what the service says. */
static bool answer(struct gateway *gw, const struct request *r, const struct err *earlier,
                   struct out *out)
{
	void *ctx = talloc_new(NULL);
	struct err err = earlier != NULL ? *earlier : (struct err){ 0 };
	struct exchange x;
	int64_t began = milliseconds();
	bool whole;

	notice_edition(gw);
	bool ok = open_exchange(gw, ctx, r, &x, earlier != NULL ? &(struct err){ 0 } : &err) &&
	          err.code == ERR_NONE && check_request(&x, &err);
	const struct service *service = route(&x);
	common_headers(&x, out);
	if (ok && r->method == METHOD_OPTIONS) {
		whole = answer_options(&x, out);
	} else if (ok && service != NULL) {
		whole = service_answer(service, &x, out, &err);
	} else {
		if (ok)
			routes_explain(&x, &err);
		(service != NULL ? service->refuse : routes_refuse)(&x, &err, out);
		whole = out_finish(out);
	}
	log_answer(gw, &x, service, out, &err, began);
	talloc_free(ctx);
	return whole;
}

bool gateway_answer(struct gateway *gw, const struct request *request, struct out *out)
{
	return answer(gw, request, NULL, out);
}

bool gateway_refuse(struct gateway *gw, const struct request *request, const struct err *err,
                    struct out *out)
{
	return answer(gw, request, err, out);
}
