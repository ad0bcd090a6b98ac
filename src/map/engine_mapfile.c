#include "map/engine_mapfile.h"
#include "map/engine_ms.h"

#include <uthash.h>

#include <stdlib.h>
#include <sys/stat.h>

#include <mapserver/mapogcapi.h>
#include <mapserver/mapserv.h>

#define MOST_PARAMETERS 60

/* A mapfile parsed once, until the file changes. */
struct mapfile_master {
	UT_hash_handle hh;
	char *path;
	mapObj *map;
	struct timespec modified;
	off_t size;
};

struct cgi_handle {
	cgiRequestObj *request;
};

static int free_cgi(struct cgi_handle *h)
{
	msFreeCgiObj(h->request);
	return 0;
}

void mapfiles_free(struct engine *e)
{
	struct mapfile_master *m, *next;

	HASH_ITER(hh, e->mapfiles, m, next) {
		HASH_DEL(e->mapfiles, m);
		talloc_free(m);
	}
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

static struct mapfile_master *parse(struct engine *e, const struct exchange *x,
                                    const struct engine_mapfile *m, const struct stat *st,
                                    struct err *err)
{
	struct mapfile_master *master = mem_new(e, struct mapfile_master);
	union { const char *lent; char *path; } u = { .lent = m->path };

	master->map = engine_own_map(master, msLoadMap(u.path, NULL, NULL));
	if (master->map == NULL) {
		explain(x, m, err);
		talloc_free(master);
		return NULL;
	}
	master->path = mem_strdup(master, m->path);
	master->modified = st->st_mtim;
	master->size = st->st_size;
	HASH_ADD_KEYPTR(hh, e->mapfiles, master->path, strlen(master->path), master);
	return master;
}

static struct mapfile_master *find(struct engine *e, const struct exchange *x,
                                   const struct engine_mapfile *m, struct err *err)
{
	struct mapfile_master *master;
	struct stat st;

	if (stat(m->path, &st) != 0) {
		err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "there is no map of this name",
		        "aucune carte ne porte ce nom");
		return NULL;
	}
	HASH_FIND_STR(e->mapfiles, m->path, master);
	if (master != NULL &&
	    (master->size != st.st_size || memcmp(&master->modified, &st.st_mtim, sizeof st.st_mtim) != 0)) {
		HASH_DEL(e->mapfiles, master);
		TALLOC_FREE(master);
	}
	return master != NULL ? master : parse(e, x, m, &st, err);
}

static void put(mapObj *map, const char *name, const char *value)
{
	msInsertHashTable(&map->web.metadata, name, value);
}

/* What the gateway decides for every mapfile, whatever its author wrote. */
static void settle(mapObj *map, const struct exchange *x, const struct engine_mapfile *m)
{
	static const char *const links[] = { "ows_onlineresource", "wms_onlineresource",
	                                     "wfs_onlineresource" };
	const char *most = msLookupHashTable(&map->web.metadata, "wfs_maxfeatures");
	int64_t limit = x->conf->max_features, written;

	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		put(map, links[i], m->online_resource);
	put(map, "oga_onlineresource", m->online_resource);
	put(map, "ows_sld_enabled", "false");
	put(map, "wms_sld_enabled", "false");
	put(map, "wms_allow_getmap_without_styles", "true");
	if (msLookupHashTable(&map->web.metadata, "ows_enable_request") == NULL)
		put(map, "ows_enable_request", "*");
	if (most == NULL || !text_int(most, &written) || written > limit)
		put(map, "wfs_maxfeatures", mem_printf(x->ctx, "%lld", (long long)limit));
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

static bool answer(struct engine *e, const struct exchange *x, const void *scratch,
                   const struct engine_mapfile *m, struct out *out, struct err *err)
{
	struct mapfile_master *master = find(e, x, m, err);

	if (master == NULL)
		return false;
	mapObj *map = engine_own_map(scratch, msNewMapObj());
	if (map == NULL || msCopyMap(map, master->map) != MS_SUCCESS)
		return engine_failed(x->ctx, err);
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
	bool ok = answer(engine, x, scratch, m, out, err);
	talloc_free(scratch);
	/* a mapfile's sources may change under it: none stays open */
	engine_close_sources(engine);
	engine_clean(engine);
	return ok;
}
