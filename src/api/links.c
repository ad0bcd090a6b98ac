#include "api/links.h"

#include <stdarg.h>
#include <string.h>

char *links_path(const struct call *c, ...)
{
	char *path = mem_strdup(c->x->ctx, "/api");
	va_list ap;

	va_start(ap, c);
	for (const char *piece; (piece = va_arg(ap, const char *)) != NULL;)
		path = mem_check(talloc_asprintf_append(path, "/%s", text_url_encode(c->x->ctx, piece)));
	va_end(ap);
	return path;
}

char *links_href(const struct call *c, const char *path, const char *query)
{
	bool some = query != NULL && *query != '\0';

	if (c->lang_given)
		query = mem_printf(c->x->ctx, "%s%slang=%s", some ? query : "", some ? "&" : "",
		                   lang_tag(c->x->lang));
	return service_href(c->x, path, query);
}

static char *add(const struct call *c, char *query, const char *name, const char *value)
{
	return mem_check(talloc_asprintf_append(query, "%s%s=%s", *query != '\0' ? "&" : "",
	                                        text_url_encode(c->x->ctx, name),
	                                        text_url_encode(c->x->ctx, value)));
}

static bool changed(const struct change *changes, const char *name)
{
	for (; changes->name != NULL; changes++)
		if (strcmp(changes->name, name) == 0)
			return true;
	return false;
}

/* A path as it was decoded, encoded again: its slashes stay. */
static char *encoded_path(const struct call *c, const char *path)
{
	size_t n;
	char **pieces = text_split(c->x->ctx, path, '/', SIZE_MAX, &n);
	char *encoded = mem_strdup(c->x->ctx, "");

	for (size_t i = 0; i < n; i++)
		encoded = mem_check(talloc_asprintf_append(encoded, "%s%s", i > 0 ? "/" : "",
		                                           text_url_encode(c->x->ctx, pieces[i])));
	return encoded;
}

char *links_here(const struct call *c, const struct change *changes)
{
	const struct kvp *query = &c->x->request->query;
	char *text = mem_strdup(c->x->ctx, "");

	for (size_t i = 0; i < query->n; i++) {
		const char *name = query->pair[i].name;
		if (!text_same(name, "key") && !changed(changes, name))
			text = add(c, text, name, query->pair[i].value);
	}
	for (; changes->name != NULL; changes++)
		if (changes->value != NULL)
			text = add(c, text, changes->name, changes->value);
	const char *path = c->item != NULL && c->layer != NULL
		? links_path(c, "collections", c->layer->name, "items", c->item, NULL)
		: encoded_path(c, c->x->request->path);
	return service_href(c->x, path, text);
}

void links_write(struct json *w, const struct link *link)
{
	json_open_object(w, NULL);
	json_string(w, "href", link->href);
	json_string(w, "rel", link->rel);
	json_string_if(w, "type", link->type);
	json_string_if(w, "title", link->title);
	json_string_if(w, "hreflang", link->hreflang);
	json_close_object(w);
}

bool links_is_alternate(const struct call *c, const struct representation *r)
{
	bool again = r != c->route->forms && strcmp(r->type, r[-1].type) == 0;
	return r->f != NULL && r->form != FORM_ELSEWHERE && r->form != FORM_SOME && r->form != c->as->form && !again;
}

void links_self(struct json *w, const struct call *c)
{
	links_write(w, &(struct link){
		"self", links_here(c, (struct change[]){ { "f", c->as->f }, { NULL, NULL } }),
		c->as->type, T(c, "ce document", "this document"), lang_tag(c->x->lang) });
	for (const struct representation *r = c->route->forms; r->type != NULL; r++) {
		if (!links_is_alternate(c, r))
			continue;
		links_write(w, &(struct link){
			"alternate", links_here(c, (struct change[]){ { "f", r->f }, { NULL, NULL } }),
			r->type, T(c, "ce document sous une autre forme", "this document in another form"),
			lang_tag(c->x->lang) });
	}
}

char *links_crs(const void *ctx, int srs)
{
	if (srs == LINKS_CRS84)
		return mem_strdup(ctx, "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
	return mem_printf(ctx, "http://www.opengis.net/def/crs/EPSG/0/%d", srs);
}
