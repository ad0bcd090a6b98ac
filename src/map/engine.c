#include "map/engine_ms.h"

#include <mapserver/mapserv.h>

#include <assert.h>
#include <stdlib.h>

#define MOST_PARAMETERS 60

extern char **environ;

/* libmapserver and GDAL read the environment, where a web server's manager may have put a
   request of its own: nothing of that kind stays. */
static void clean_environment(void)
{
	static const char *const ours[] = { "HTTP_", "MS_", "REQUEST_", "REMOTE_", "SERVER_", "QUERY_",
	                                    "SCRIPT_", "PATH_INFO", "PATH_TRANSLATED", "CONTENT_",
	                                    "HTTPS", "DOCUMENT_", "REDIRECT_", "CURL_", "MAPSERVER_" };

	for (char **v = environ; v != NULL && *v != NULL;) {
		bool theirs = false;
		for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
			theirs = theirs || text_starts(*v, ours[i]);
		if (!theirs) {
			v++;
			continue;
		}
		char *name = mem_strndup(NULL, *v, strcspn(*v, "="));
		unsetenv(name);
		talloc_free(name);
		v = environ;
	}
}

static int close_engine(struct engine *e)
{
	masters_free(e);
	srs_free(e);
	engine_clean(e);
	engine_close_sources(e);
	return 0;
}

struct engine *engine_new(const void *ctx, const struct conf *conf, struct log *log,
                          struct err *err)
{
	clean_environment();
	if (msSetup() != MS_SUCCESS) {
		engine_failed(ctx, err);
		return NULL;
	}
	struct engine *e = mem_new(ctx, struct engine);
	e->conf = conf;
	e->log = log;
	e->head = head_new(e, err);
	if (e->head == NULL)
		return NULL;
	talloc_set_destructor(e, close_engine);
	return e;
}

void engine_edition(struct engine *engine, const struct catalogue *catalogue)
{
	masters_edition(engine, catalogue);
}

struct request_handle {
	cgiRequestObj *request;
};

static int free_request(struct request_handle *h)
{
	msFreeCgiObj(h->request);
	return 0;
}

static cgiRequestObj *request_new(const void *ctx, const struct engine_request *r)
{
	struct request_handle *h = mem_new(ctx, struct request_handle);

	assert(r->n_parameters <= MOST_PARAMETERS);
	h->request = mem_check(msAllocCgiObj());
	talloc_set_destructor(h, free_request);
	h->request->type = MS_GET_REQUEST;
	for (size_t i = 0; i < r->n_parameters; i++) {
		h->request->ParamNames[i] = msStrdup(r->parameters[i].name);
		h->request->ParamValues[i] = msStrdup(r->parameters[i].value);
		h->request->NumParams++;
	}
	return h->request;
}

static bool dispatch(struct engine *e, const struct exchange *x, const void *scratch,
                     const struct engine_request *r, struct out *out, struct err *err)
{
	mapObj *map = engine_map(e, scratch, x->ctx, err);

	if (map == NULL)
		return false;
	for (size_t i = 0; i < r->n_layers; i++)
		if (!engine_add_layer(e, x->ctx, map, r->layers[i], NULL, USE_FEATURES, err))
			return false;
	if (r->n_layers > 0 && !srs_set(e, &map->projection, x->ctx, r->layers[0]->srs, err))
		return false;
	metadata_map(map, x, r);
	cgiRequestObj *request = request_new(scratch, r);
	struct sink *sink = sink_open(scratch, out);
	int rc = msOWSDispatch(map, request, OWS);
	return sink_close(sink, x->ctx, rc == MS_SUCCESS, err);
}

bool engine_dispatch(struct engine *engine, const struct exchange *x,
                     const struct engine_request *r, struct out *out, struct err *err)
{
	/* the map gives its sources back before the pool is looked at */
	void *scratch = talloc_new(x->ctx);
	bool ok = dispatch(engine, x, scratch, r, out, err);
	talloc_free(scratch);
	engine_clean(engine);
	return ok;
}
