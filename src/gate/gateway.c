#include "gate/gateway.h"

#include <string.h>
#include <time.h>

#include "base/guard.h"
#include "catalogue/joins.h"
#include "catalogue/load.h"
#include "db/db.h"
#include "draw/scenes.h"
#include "gate/journal.h"
#include "gate/routes.h"
#include "geometry/mapped.h"
#include "geometry/source_pool.h"
#include "map/engine.h"
#include "map/tile.h"
#include "service/desk.h"
#include "service/document.h"
#include "service/kept.h"
#include "thematic/kept.h"
#include "tiles/cache.h"

#define THEMATICS (16 << 20)          /* bytes: the numbers of some dozens of columns of a country, and their styles */

/* What one edition brings; freed whole when the next one has been loaded. */
struct snapshot {
	const struct catalogue *catalogue;
};

/* What one reading of the settings brings; goes whole once another one has succeeded. */
struct serving {
	const struct conf *conf;
	struct log *access_log, *error_log;
	struct snapshot *now;
	struct source_pool *sources;
	struct documents *documents, *answers;   /* over editions; answers NULL where none are to be kept */
	struct mapped *mapped;
	struct scenes *scenes;
	struct thematics *thematics;
	struct tile_cache *tiles;
	struct engine *engine;
};

struct gateway {
	struct db *db;
	struct joins *joins;           /* bound to the snapshot of `serving` */
	struct serving *serving;
	const struct desk *desk;       /* or NULL */
	struct serving *refused;       /* holds the words of the last reload's error */
	int64_t data_version, polled;  /* milliseconds, monotonic */
	uint64_t moves;                /* of what may be seen: rises with each edition, and when joins come or go */
};

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool open_logs(struct serving *s, struct err *err)
{
	s->access_log = log_open(s, s->conf->workspace, s->conf->access_log, err);
	if (s->access_log != NULL)
		s->error_log = log_open(s, s->conf->workspace, s->conf->error_log, err);
	return s->error_log != NULL;
}

static bool open_store(struct gateway *gw, const char *workspace, struct err *err)
{
	if (gw->db == NULL) {
		gw->db = catalogue_open(gw, workspace, err);
		return gw->db != NULL && db_data_version(gw->db, &gw->data_version, err);
	}
	return true;
}

/* Answers that were to be sent again are of a state that is past; those under an ETag stay. */
static void forget_answers(struct gateway *gw, struct serving *serving)
{
	gw->moves++;
	if (serving->answers != NULL)
		documents_edition(serving->answers, gw->moves);
}

static struct snapshot *load_snapshot(struct gateway *gw, struct serving *serving,
                                      struct err *err)
{
	struct snapshot *s = mem_new(serving, struct snapshot);

	s->catalogue = catalogue_load(s, gw->db, err);
	if (s->catalogue == NULL) {
		talloc_free(s);
		return NULL;
	}
	documents_edition(serving->documents, s->catalogue->edition);
	forget_answers(gw, serving);
	return s;
}

/* Each hangs from `s` after what it looks at: talloc frees the last first. */
static bool open_serving(struct gateway *gw, struct serving *s, const char *workspace,
                         struct err *err)
{
	s->conf = conf_load(s, workspace, err);
	if (s->conf == NULL || !open_logs(s, err) || !open_store(gw, s->conf->workspace, err))
		return false;
	s->documents = documents_new(s, (size_t)s->conf->document_cache);
	if (s->conf->answer_cache > 0)
		s->answers = documents_new(s, (size_t)s->conf->answer_cache);
	s->now = load_snapshot(gw, s, err);
	if (s->now == NULL)
		return false;
	s->sources = source_pool_new(s, (size_t)s->conf->open_sources);
	s->mapped = mapped_new(s, s->conf->workspace, (size_t)s->conf->open_sources);
	mapped_move(s->mapped, (int)s->conf->kept_srs);
	mapped_ceiling(s->mapped, s->conf->store_memory);
	s->scenes = scenes_new(s, (size_t)s->conf->view_cache);
	s->thematics = thematics_new(s, THEMATICS);
	s->tiles = tile_cache_new(s, s->conf->workspace, s->conf->tile_cache);
	s->engine = engine_new(s, s->conf, s->error_log, err);
	if (s->engine != NULL)
		engine_edition(s->engine, s->now->catalogue);
	return s->engine != NULL;
}

/* Brings the stored joins up to date and binds them to a snapshot; when it fails they stay with theirs. */
static bool bind_joins(struct gateway *gw, const struct snapshot *s, struct err *err)
{
	bool changed;

	if (!joins_refresh(gw->joins, gw->db, s->catalogue, &changed, err))
		return false;
	if (changed)
		forget_answers(gw, gw->serving);
	return true;
}

struct gateway *gateway_open(const void *ctx, const char *workspace, struct err *err)
{
	struct gateway *gw = mem_new(ctx, struct gateway);

	gw->joins = joins_new(gw);
	gw->serving = mem_new(gw, struct serving);
	return open_serving(gw, gw->serving, workspace, err) &&
	       bind_joins(gw, gw->serving->now, err) ? gw : NULL;
}

void gateway_set_desk(struct gateway *gw, const struct desk *desk)
{
	gw->desk = desk;
}

const struct conf *gateway_conf(const struct gateway *gw)
{
	return gw->serving->conf;
}

struct log *gateway_log(const struct gateway *gw)
{
	return gw->serving->error_log;
}

bool gateway_reload(struct gateway *gw, struct err *err)
{
	struct serving *s = mem_new(gw, struct serving);

	TALLOC_FREE(gw->refused);
	if (!open_serving(gw, s, gw->serving->conf->workspace, err) || !bind_joins(gw, s->now, err)) {
		gw->refused = s;
		return false;
	}
	talloc_free(gw->serving);
	gw->serving = s;
	return true;
}

static bool take_edition(struct gateway *gw, struct err *err)
{
	struct serving *serving = gw->serving;
	struct snapshot *s = load_snapshot(gw, serving, err);

	if (s == NULL)
		return false;
	if (!bind_joins(gw, s, err)) {
		talloc_free(s);
		return false;
	}
	engine_edition(serving->engine, s->catalogue);
	talloc_free(serving->now);
	serving->now = s;
	return true;
}

/* A newer edition, where there is one, takes the place of the present one, and joins that came or went
   since are known; when it cannot be loaded the present one stays and the log says why. */
static bool load_edition(struct gateway *gw, struct err *err)
{
	struct serving *serving = gw->serving;
	uint64_t edition = serving->now->catalogue->edition;
	int64_t version;

	if (!db_data_version(gw->db, &version, err))
		return false;
	if (version == gw->data_version)
		return true;
	if (!catalogue_edition(gw->db, &edition, err))
		return false;
	if (edition == serving->now->catalogue->edition) {
		if (!bind_joins(gw, serving->now, err))
			return false;
	} else if (!take_edition(gw, err)) {
		return false;
	}
	gw->data_version = version;
	return true;
}

/* A request that speaks of stored joins: whoever made one asks for it at once, and of another worker. */
static bool speaks_of_joins(const struct request *r)
{
	static const char name[] = "join_";

	if (strstr(r->path, "/joins") != NULL || strstr(r->path, name) != NULL)
		return true;
	for (size_t i = 0; i < r->query.n; i++)
		if (strstr(r->query.pair[i].value, name) != NULL)
			return true;
	return r->body.n > 0 && strcmp(r->content_type, "multipart/form-data") != 0 &&
	       memmem(r->body.at, r->body.n, name, strlen(name)) != NULL;
}

bool gateway_look(struct gateway *gw)
{
	struct err err = { 0 };

	if (load_edition(gw, &err))
		return true;
	log_line(gw->serving->error_log, LOG_LEVEL_ERROR, "edition", "%s (%s)", err.message.en,
	         err.detail != NULL ? err.detail : "");
	return false;
}

static void notice_edition(struct gateway *gw, bool at_once)
{
	int64_t now = milliseconds();

	/* a look between requests does not count: a request after a pause sees what was published just before it */
	if (now - gw->polled < gw->serving->conf->poll_milliseconds && !at_once)
		return;
	gw->polled = now;
	gateway_look(gw);
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

/* A request, and the gateway that answers it. */
struct visit {
	struct gateway *gw;
	struct exchange x;
};

static const struct view *look_again(const struct exchange *x, struct err *err)
{
	struct visit *v = x->gate;
	struct gateway *gw = v->gw;

	if (!bind_joins(gw, gw->serving->now, err))
		return NULL;
	v->x.view = view_open(x->ctx, x->view->catalogue, gw->joins, x->view->subject);
	return v->x.view;
}

static bool check_style(const struct exchange *x, const struct layer *layer, const struct style *style,
                        struct err *err)
{
	return engine_check_style(x->engine, x->ctx, layer, style, err);
}

/* A request waits so many milliseconds for a layer that somebody prepares. */
#define PREPARING 10000

static bool prepare(void *arg, const char *digest, int milliseconds, const void *ctx, struct err *err)
{
	const struct desk *desk = arg;
	return desk->prepare(desk, digest, milliseconds, ctx, err);
}

/* Where there is a master, no worker prepares a layer itself: that would take its memory and its deadline. */
static void hand_over(struct mapped *mapped, const struct desk *desk)
{
	bool other = desk != NULL && desk->prepare != NULL;
	mapped_hand_over(mapped, other ? prepare : NULL, (void *)(uintptr_t)desk, PREPARING);
}

static bool open_exchange(struct visit *v, const void *ctx, const struct request *r, struct err *err)
{
	const struct serving *s = v->gw->serving;
	struct exchange *x = &v->x;
	const struct catalogue *all = s->now->catalogue;
	const struct subject *subject = NULL;
	bool in_query = false;
	const char *key = request_key(ctx, r, &in_query);

	*x = (struct exchange){
		.ctx = ctx, .conf = s->conf, .request = r, .lang = language_of(r, s->conf),
		.engine = s->engine, .documents = s->documents, .sources = s->sources,
		.mapped = s->mapped, .desk = v->gw->desk, .look_again = look_again, .gate = v,
		.answers = s->answers, .check_style = check_style, .scenes = s->scenes, .thematics = s->thematics, .tiles = s->tiles, .tile = tile_answer, .log = s->error_log,
	};
	hand_over(s->mapped, v->gw->desk);
	if (key != NULL)
		subject = access_subject(all, key);
	x->view = view_open(ctx, all, v->gw->joins, subject);
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

static bool check_request(const struct exchange *x, const struct service *service, struct err *err)
{
	const struct request *r = x->request;
	bool change = r->method == METHOD_PUT || r->method == METHOD_DELETE;
	size_t length = 0;

	if (r->method == METHOD_OTHER || (change && (service == NULL || !service->changes)))
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
		           "Content-Crs, ETag, Link, Location, OGC-NumberReturned, OGC-NumberMatched, "
		           "Retry-After");
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
	out_header(out, "Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
	if (*x->conf->cors_origin != '\0') {
		out_header(out, "Access-Control-Allow-Methods",
		           "GET, HEAD, POST, PUT, DELETE, OPTIONS");
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

/* What may be sent again to whoever asks the same, until something moves. */
static void keep_answer(struct gateway *gw, const struct exchange *x, const struct out *out, const char *text)
{
	struct span head, body;

	if (gw->serving->answers == NULL || x->request->name == NULL || x->request->body.n > 0 || x->view->subject != NULL ||
	    x->key != NULL || speaks_of_joins(x->request) || !out_sent(out, &head, &body))
		return;
	char *whole = mem_check(talloc_array(x->ctx, char, head.n + body.n));
	memcpy(whole, head.at, head.n);
	if (body.n > 0)
		memcpy(whole + head.n, body.at, body.n);
	kept_put(gw->serving->answers, x->request->name, gw->moves,
	         &(struct kept){ .bytes = whole, .n = head.n + body.n, .line = text });
}

bool gateway_answer_again(struct gateway *gw, const char *name, const char *address, struct out *out)
{
	int64_t began = milliseconds();

	notice_edition(gw, false);
	const struct kept *known = gw->serving->answers != NULL ? kept_get(gw->serving->answers, name) : NULL;
	if (known == NULL || known->line == NULL)
		return false;
	out_send_again(out, (struct span){ known->bytes, known->n });
	journal_answer(gw->serving->access_log, out, known->line, milliseconds() - began, NULL, address, NULL);
	return true;
}

/* Answers with `earlier`, where that is an error already, else with what the service says. */
static bool answer(struct gateway *gw, const struct request *r, const struct err *earlier,
                   struct out *out)
{
	void *ctx = talloc_new(NULL);
	struct err err = earlier != NULL ? *earlier : (struct err){ 0 };
	struct visit v = { .gw = gw };
	const struct exchange *x = &v.x;
	int64_t began = milliseconds();
	bool whole;

	notice_edition(gw, speaks_of_joins(r));
	bool ok = open_exchange(&v, ctx, r, earlier != NULL ? &(struct err){ 0 } : &err) &&
	          err.code == ERR_NONE;
	const struct service *service = route(x);
	ok = ok && check_request(x, service, &err);
	common_headers(x, out);
	if (ok && r->method == METHOD_OPTIONS) {
		whole = answer_options(x, out);
	} else if (ok && service != NULL) {
		whole = service_answer(service, x, out, &err);
	} else {
		if (ok)
			routes_explain(x, &err);
		(service != NULL ? service->refuse : routes_refuse)(x, &err, out);
		whole = out_finish(out);
	}
	const char *text = journal_text(x, service, out);
	journal_answer(gw->serving->access_log, ctx, text, milliseconds() - began, x->view->subject, r->remote_address,
	               err.message.en);
	journal_failure(gw->serving->error_log, x, &err);
	if (whole && err.code == ERR_NONE)
		keep_answer(gw, x, out, text);
	talloc_free(ctx);
	mapped_trim(gw->serving->mapped);
	thematics_trim(gw->serving->thematics);
	return whole;
}

bool gateway_answer(struct gateway *gw, const struct request *request, struct out *out)
{
	return answer(gw, request, NULL, out);
}

void gateway_fault(struct gateway *gw, const void *ctx, const void *at, struct err *err)
{
	guard_refuse(err, ctx, mapped_lost(gw->serving->mapped, ctx, at));
}

bool gateway_refuse(struct gateway *gw, const struct request *request, const struct err *err,
                    struct out *out)
{
	return answer(gw, request, err, out);
}
