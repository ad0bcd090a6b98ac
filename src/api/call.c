#include "api/call.h"

#include <string.h>

#include "catalogue/joins.h"
#include "service/document.h"

/* What the variables of a path are. */
struct named {
	const char *collection, *join, *item, *set, *matrix, *row, *column, *part;
};

/* One variable of a pattern ("{name}..."): takes its value off `path`. */
static bool take_variable(struct named *n, const void *ctx, const char *pattern, const char **path)
{
	static const struct { const char *name; size_t to; } variables[] = {
		{ "{featureId}", offsetof(struct named, item) }, { "{collectionId}", offsetof(struct named, collection) },
		{ "{joinId}", offsetof(struct named, join) }, { "{tileMatrixSetId}", offsetof(struct named, set) },
		{ "{tileMatrix}", offsetof(struct named, matrix) }, { "{tileRow}", offsetof(struct named, row) },
		{ "{tileCol}", offsetof(struct named, column) }, { "{", offsetof(struct named, part) },
	};
	bool rest = text_starts(pattern, "{featureId}");
	size_t length = rest ? strlen(*path) : strcspn(*path, "/"), i = 0;

	while (!text_starts(pattern, variables[i].name))
		i++;
	*(const char **)((char *)n + variables[i].to) = mem_strndup(ctx, *path, length);
	*path += length;
	return length > 0;
}

/* Matches a path below /api with a route's. */
static bool matches(struct named *n, const void *ctx, const char *pattern, const char *path)
{
	*n = (struct named){ 0 };
	while (*pattern != '\0') {
		if (*pattern == '{') {
			if (!take_variable(n, ctx, pattern, &path))
				return false;
			pattern += strcspn(pattern, "}") + 1;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return *path == '\0' || strcmp(path, "/") == 0;
}

static bool is_asked(const struct route *route, enum http_method method)
{
	return route->method == (method == METHOD_HEAD ? METHOD_GET : method);
}

char *call_allowed(const struct exchange *x)
{
	static const char *const methods[] = {
		[METHOD_GET] = "GET, HEAD, ", [METHOD_POST] = "POST, ", [METHOD_PUT] = "PUT, ",
		[METHOD_DELETE] = "DELETE, ",
	};
	char *allowed = mem_strdup(x->ctx, "");
	struct named n;

	for (const struct route *r = api_routes; r->operation != NULL; r++)
		if (matches(&n, x->ctx, r->path, x->request->path + strlen("/api")))
			allowed = mem_check(talloc_asprintf_append(allowed, "%s", methods[r->method]));
	return *allowed != '\0' ? mem_printf(x->ctx, "%sOPTIONS", allowed) : NULL;
}

static bool find_layer(struct call *c, const struct named *n, struct err *err)
{
	const struct exchange *x = c->x;

	c->item = n->item;
	c->part = n->part;
	c->set = n->set;
	c->matrix = n->matrix;
	c->row = n->row;
	c->column = n->column;
	if (n->join != NULL) {
		c->layer = view_layer(x->view, mem_printf(x->ctx, "join_%s", n->join));
		return c->layer != NULL ||
		       err_set(err, x->ctx, ERR_NOT_FOUND, "joinId",
		               "there is no join %s, or no more; /api/joins lists those that may be listed",
		               "il n'y a pas, ou plus, de jointure %s ; /api/joins énumère celles qui peuvent l'être",
		               n->join);
	}
	if (n->collection == NULL)
		return true;
	c->layer = view_layer(x->view, n->collection);
	return c->layer != NULL ||
	       err_set(err, x->ctx, ERR_NOT_FOUND, "collectionId",
	               "there is no collection %s; /api/collections lists them",
	               "il n'y a pas de collection %s ; /api/collections les énumère", n->collection);
}

static bool find_route(struct call *c, struct err *err)
{
	const struct exchange *x = c->x;
	const char *path = x->request->path + strlen("/api");
	struct named n;

	for (c->route = api_routes; c->route->operation != NULL; c->route++)
		if (is_asked(c->route, x->request->method) && matches(&n, x->ctx, c->route->path, path))
			return find_layer(c, &n, err);
	const char *allowed = call_allowed(x);
	if (allowed != NULL)
		return err_set(err, x->ctx, ERR_METHOD, NULL, "this resource answers %s",
		               "cette ressource répond à %s", allowed);
	return err_set(err, x->ctx, ERR_NOT_FOUND, NULL,
	               "the API has no such resource; the landing page /api links to all that there are",
	               "l'API n'a pas cette ressource ; la page d'accueil /api mène à toutes les autres");
}

enum { FORMS_MOST = 12 };

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

/* A form is sent as multipart/form-data; whether one must come is the resource's to say. */
static bool check_body(const struct call *c, struct err *err)
{
	const struct request *r = c->x->request;

	if (c->route->fields == NULL || (r->body.n == 0 && *r->content_type == '\0') ||
	    strcmp(r->content_type, "multipart/form-data") == 0)
		return true;
	return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, "Content-Type",
	               "this resource takes a form as multipart/form-data",
	               "cette ressource prend un formulaire en multipart/form-data");
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
	return find_route(c, err) && check_body(c, err) && check_parameters(c, err) && find_form(c, err);
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

char *call_document_name(const struct call *c, const char *name)
{
	const struct joined *joined = c->layer != NULL ? c->layer->joined : NULL;
	uint64_t changed = joined != NULL && joined->join != NULL ? joined->join->sequence : 0;

	return mem_printf(c->x->ctx, "api %s %s %s %d %llu", name, c->layer != NULL ? c->layer->name : "", c->as->type,
	                  c->lang_given, (unsigned long long)changed);
}

bool call_document(const struct call *c, struct out *out, const char *name, call_make_fn *make,
                   void *arg, struct err *err)
{
	return document_answer(c->x, out, call_document_name(c, name), c->as->type, make, arg, err);
}
