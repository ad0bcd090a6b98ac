#include "api/call.h"

#include <string.h>

#include "catalogue/joins.h"
#include "service/document.h"

/* Matches a path below /api with a route's; the two names are copies in x->ctx. {featureId} takes the rest. */
static bool matches(const struct exchange *x, const char *pattern, const char *path,
                    const char **collection, const char **item)
{
	while (*pattern != '\0') {
		if (text_starts(pattern, "{featureId}")) {
			*item = mem_strdup(x->ctx, path);
			return *path != '\0';
		}
		if (text_starts(pattern, "{collectionId}")) {
			size_t n = strcspn(path, "/");
			*collection = mem_strndup(x->ctx, path, n);
			if (n == 0)
				return false;
			path += n;
			pattern += strlen("{collectionId}");
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return *path == '\0' || strcmp(path, "/") == 0;
}

static bool find_route(struct call *c, struct err *err)
{
	const struct exchange *x = c->x;
	const char *path = x->request->path + strlen("/api");
	const char *collection = NULL;

	for (c->route = api_routes; c->route->operation != NULL; c->route++) {
		collection = c->item = NULL;
		if (matches(x, c->route->path, path, &collection, &c->item))
			break;
	}
	if (c->route->operation == NULL)
		return err_set(err, x->ctx, ERR_NOT_FOUND, NULL,
		               "the API has no such resource; the landing page /api links to all that there are",
		               "l'API n'a pas cette ressource ; la page d'accueil /api mène à toutes les autres");
	if (collection == NULL)
		return true;
	c->layer = view_layer(x->view, collection);
	if (c->layer == NULL)
		return err_set(err, x->ctx, ERR_NOT_FOUND, "collectionId",
		               "there is no collection %s; /api/collections lists them",
		               "il n'y a pas de collection %s ; /api/collections les énumère", collection);
	return true;
}

enum { FORMS_MOST = 8 };

static bool find_form(struct call *c, struct err *err)
{
	const struct representation *forms = c->route->forms;
	const char *f = call_get(c, "f"), *types[FORMS_MOST + 1] = { NULL }, *names = "";
	size_t n;

	for (n = 0; n < FORMS_MOST && forms[n].type != NULL; n++) {
		types[n] = forms[n].type;
		if (forms[n].f == NULL)
			continue;
		if (f != NULL && strcmp(f, forms[n].f) == 0) {
			c->as = &forms[n];
			return true;
		}
		names = mem_printf(c->x->ctx, "%s%s%s", names, *names != '\0' ? ", " : "", forms[n].f);
	}
	if (f != NULL)
		return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, "f", "f is one of: %s",
		               "f vaut l'un de : %s", names);
	int best = request_prefers(c->x->request, types);
	if (best < 0)
		return err_set(err, c->x->ctx, ERR_NOT_ACCEPTABLE, "Accept",
		               "nothing that Accept allows is made here; f may be one of: %s",
		               "rien de ce qu'Accept admet n'est produit ici ; f peut valoir : %s", names);
	c->as = &forms[best];
	return true;
}

static bool expected(const struct call *c, const char *name)
{
	/* these three are read before any service, where letter case does not count */
	if (strcmp(name, "f") == 0 || text_same(name, "lang") || text_same(name, "key"))
		return true;
	for (const char *const *p = c->route->parameters; p != NULL && *p != NULL; p++)
		if (strcmp(name, *p) == 0)
			return true;
	return c->route->columns && c->layer != NULL && layer_column(c->layer, name) != NULL;
}

static bool check_parameters(const struct call *c, struct err *err)
{
	const struct kvp *query = &c->x->request->query;
	enum lang lang;

	for (size_t i = 0; i < query->n; i++) {
		const char *name = query->pair[i].name;
		if (!expected(c, name))
			return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, name,
			               "this resource has no parameter %s; /api/openapi lists those that it has",
			               "cette ressource n'a pas de paramètre %s ; /api/openapi énumère les siens",
			               name);
	}
	const char *tag = kvp_get(query, "lang");
	if (tag != NULL && !lang_parse(&lang, tag))
		return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, "lang", "lang is fr or en",
		               "lang vaut fr ou en");
	return true;
}

bool call_open(struct call *c, const struct exchange *x, struct err *err)
{
	*c = (struct call){ .x = x, .lang_given = kvp_get(&x->request->query, "lang") != NULL };
	if (x->request->method != METHOD_GET && x->request->method != METHOD_HEAD)
		return err_set(err, x->ctx, ERR_METHOD, NULL, "only GET and HEAD are answered here",
		               "seuls GET et HEAD ont une réponse ici");
	return find_route(c, err) && check_parameters(c, err) && find_form(c, err);
}

const char *call_get(const struct call *c, const char *name)
{
	const struct kvp *query = &c->x->request->query;

	for (size_t i = 0; i < query->n; i++)
		if (strcmp(query->pair[i].name, name) == 0)
			return query->pair[i].value;
	return NULL;
}

bool call_get_int(const struct call *c, const char *name, int64_t least, int64_t most,
                  int64_t otherwise, int64_t *value, struct err *err)
{
	const char *text = call_get(c, name);

	*value = otherwise;
	if (text == NULL)
		return true;
	if (!text_int(text, value) || *value < least)
		return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, name,
		               "%s expects a whole number of at least %lld",
		               "%s attend un nombre entier d'au moins %lld", name, (long long)least);
	if (*value > most)
		*value = most;
	return true;
}

bool call_get_bool(const struct call *c, const char *name, bool *value, struct err *err)
{
	const char *text = call_get(c, name);

	*value = text != NULL && strcmp(text, "true") == 0;
	if (text != NULL && !*value && strcmp(text, "false") != 0)
		return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, name, "%s is true or false",
		               "%s vaut true ou false", name);
	return true;
}

bool call_document(const struct call *c, struct out *out, const char *name, call_make_fn *make,
                   void *arg, struct err *err)
{
	const struct joined *joined = c->layer != NULL ? c->layer->joined : NULL;
	uint64_t changed = joined != NULL && joined->join != NULL ? joined->join->sequence : 0;
	const char *full = mem_printf(c->x->ctx, "api %s %s %s %d %llu", name,
	                              c->layer != NULL ? c->layer->name : "", c->as->type,
	                              c->lang_given, (unsigned long long)changed);

	return document_answer(c->x, out, full, c->as->type, make, arg, err);
}
