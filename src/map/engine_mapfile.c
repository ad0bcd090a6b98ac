#include "map/engine_mapfile.h"
#include "map/engine_ms.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <mapserver/mapogcapi.h>
#include <mapserver/mapserv.h>

#define MOST_PARAMETERS 60

struct cgi_handle {
	cgiRequestObj *request;
};

static int free_cgi(struct cgi_handle *h)
{
	msFreeCgiObj(h->request);
	return 0;
}

/* The number after "line " in libmapserver's words, or 0. */
static long line_of(const char *words)
{
	const char *p = strstr(words, "(line ");

	p = p != NULL ? p + 6 : strstr(words, "line ");
	return p != NULL ? strtol(p + strspn(p, "line "), NULL, 10) : 0;
}

static bool explain(const struct exchange *x, const struct engine_mapfile *m, struct err *err)
{
	char *words = engine_errors(x->ctx);
	long line = line_of(words);

	if (line > 0)
		err_set(err, x->ctx, ERR_INTERNAL, NULL,
		        "the mapfile \"%s\" has an error on line %ld: its author must correct it",
		        "le mapfile « %s » a une erreur à la ligne %ld : son auteur doit la corriger",
		        m->name, line);
	else
		err_set(err, x->ctx, ERR_INTERNAL, NULL,
		        "the mapfile \"%s\" cannot be read: its author finds the reason in the error log",
		        "le mapfile « %s » ne peut pas être lu : son auteur en trouve la raison dans le "
		        "journal des erreurs", m->name);
	return err_detail(err, x->ctx, "%s", words);
}

/* Parsed anew for each request, as libmapserver's own programs do: a copy of a parsed map is hardly
   cheaper, leaves out what the library does not copy, and would miss a change of an included file. */
static mapObj *parse(const void *scratch, const struct exchange *x, const struct engine_mapfile *m,
                     struct err *err)
{
	union { const char *lent; char *path; } u = { .lent = m->path };
	struct stat st;

	if (stat(m->path, &st) != 0 || !S_ISREG(st.st_mode)) {
		err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "there is no map of this name",
		        "aucune carte ne porte ce nom");
		err_detail(err, x->ctx, "%s: %s", m->path, strerror(errno));
		return NULL;
	}
	mapObj *map = engine_own_map(scratch, msLoadMap(u.path, NULL, NULL));
	if (map == NULL)
		explain(x, m, err);
	else
		msApplyDefaultSubstitutions(map);
	return map;
}

/* Layers that their author closed to every request are still answered for in libmapserver 8.0, by
   some names: they go, but those that are the ground of every picture. */
static void remove_closed(mapObj *map)
{
	for (int i = map->numlayers - 1; i >= 0; i--) {
		const layerObj *l = GET_LAYER(map, i);
		const char *enabled = msLookupHashTable(&l->metadata, "ows_enable_request");
		if (enabled == NULL || strcmp(enabled, "!*") != 0 || l->status == MS_DEFAULT)
			continue;
		layerObj *removed = msRemoveLayer(map, i);
		freeLayer(removed);
		msFree(removed);
	}
}

static void put(mapObj *map, const char *name, const char *value)
{
	msInsertHashTable(&map->web.metadata, name, value);
}

/* The number of a metadata entry, at most `limit`. */
static void put_limit(mapObj *map, const void *ctx, const char *name, int64_t limit)
{
	const char *written = msLookupHashTable(&map->web.metadata, name);
	int64_t number;

	if (written == NULL || !text_int(written, &number) || number > limit)
		put(map, name, mem_printf(ctx, "%lld", (long long)limit));
}

/* Where its author says nothing of it, a map answers all requests. */
static bool says_what_is_enabled(mapObj *map)
{
	static const char *const names[] = { "ows_enable_request", "wms_enable_request",
	                                     "wfs_enable_request", "oga_enable_request" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (msLookupHashTable(&map->web.metadata, names[i]) != NULL)
			return true;
	return false;
}

/* What the gateway decides for every mapfile, whatever its author wrote. */
static void settle(mapObj *map, const struct exchange *x, const struct engine_mapfile *m)
{
	static const char *const links[] = { "ows_onlineresource", "wms_onlineresource",
	                                     "wfs_onlineresource", "oga_onlineresource" };

	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		put(map, links[i], m->online_resource);
	if (msLookupHashTable(&map->web.metadata, "ows_service_onlineresource") == NULL)
		put(map, "ows_service_onlineresource", x->conf->base_url);
	put(map, "ows_sld_enabled", "false");
	put(map, "wms_sld_enabled", "false");
	put(map, "wms_allow_getmap_without_styles", "true");
	if (!says_what_is_enabled(map))
		put(map, "ows_enable_request", "*");
	put_limit(map, x->ctx, "wfs_maxfeatures", x->conf->max_features);
	put_limit(map, x->ctx, "oga_max_limit", x->conf->max_features);
	remove_closed(map);
}

/* Pages are made of templates, which the author must have. */
static bool has_pages(mapObj *map, const struct exchange *x, struct err *err)
{
	const char *format = kvp_get(&x->request->query, "f");

	return format == NULL || strcmp(format, "html") != 0 ||
	       msLookupHashTable(&map->web.metadata, "oga_html_template_directory") != NULL ||
	       err_set(err, x->ctx, ERR_NOT_ACCEPTABLE, "f",
	               "this map has no HTML pages: ask for f=json",
	               "cette carte n'a pas de pages HTML : demandez f=json");
}

static cgiRequestObj *fill(const void *scratch, const struct engine_mapfile *m)
{
	struct cgi_handle *h = mem_new(scratch, struct cgi_handle);

	h->request = mem_check(msAllocCgiObj());
	talloc_set_destructor(h, free_cgi);
	h->request->type = m->document != NULL ? MS_POST_REQUEST : MS_GET_REQUEST;
	for (size_t i = 0; i < m->n_parameters && i < MOST_PARAMETERS; i++) {
		h->request->ParamNames[i] = msStrdup(m->parameters[i].name);
		h->request->ParamValues[i] = msStrdup(m->parameters[i].value);
		h->request->NumParams++;
	}
	if (m->document != NULL) {
		h->request->postrequest = msStrdup(m->document);
		h->request->contenttype = msStrdup("text/xml");
	}
	if (m->api != NULL) {
		h->request->api_path_length = (int)m->n_api + 2;
		h->request->api_path = msSmallMalloc(sizeof(char *) * (m->n_api + 2));
		h->request->api_path[0] = msStrdup(m->name);
		h->request->api_path[1] = msStrdup("ogcapi");
		for (size_t i = 0; i < m->n_api; i++)
			h->request->api_path[i + 2] = msStrdup(m->api[i]);
	}
	return h->request;
}

static bool answer(const struct exchange *x, const void *scratch, const struct engine_mapfile *m,
                   struct out *out, struct err *err)
{
	mapObj *map = parse(scratch, x, m, err);

	if (map == NULL || (m->api != NULL && !has_pages(map, x, err)))
		return false;
	settle(map, x, m);
	cgiRequestObj *request = fill(scratch, m);
	struct sink *sink = sink_open(scratch, out);
	int rc = m->api != NULL ? msOGCAPIDispatchRequest(map, request)
	                        : msOWSDispatch(map, request, OWS);
	return sink_close(sink, x->ctx, rc == MS_SUCCESS, err);
}

bool engine_mapfile(struct engine *engine, const struct exchange *x,
                    const struct engine_mapfile *m, struct out *out, struct err *err)
{
	void *scratch = talloc_new(x->ctx);
	bool ok = answer(x, scratch, m, out, err);
	talloc_free(scratch);
	/* a mapfile's sources may change under it: none stays open */
	engine_close_sources(engine);
	engine_clean(engine);
	return ok;
}
