#include "api/definition.h"

#include <string.h>

#include "api/form.h"

static void open_response(struct json *w, const char *status, const char *description)
{
	json_open_object(w, status);
	json_string(w, "description", description);
}

static void write_content(struct json *w, const char *type, const char *schema)
{
	json_open_object(w, type);
	json_open_object(w, "schema");
	if (schema != NULL)
		json_string(w, "$ref", mem_printf(w->out, "#/components/schemas/%s", schema));
	else
		json_string(w, "type", "string");
	json_close_object(w);
	json_close_object(w);
}

/* The forms of an answer, each media type once. Only JSON has a schema. */
static void write_contents(struct json *w, const struct route *r)
{
	json_open_object(w, "content");
	for (const struct representation *p = r->forms; p->type != NULL; p++) {
		bool json = p->form == FORM_JSON && strstr(p->type, "json") != NULL &&
		            (p->f == NULL || strcmp(p->f, "maplibre") != 0);
		if (p == r->forms || strcmp(p->type, p[-1].type) != 0)
			write_content(w, p->type, json ? r->schema : NULL);
	}
	json_close_object(w);
}

static void write_success(struct json *w, const struct call *c, const struct route *r, const char *status)
{
	open_response(w, status, text_in(r->title, c->x->lang));
	write_contents(w, r);
	json_close_object(w);
}

static void write_direct(struct json *w, const struct call *c)
{
	open_response(w, "200", T(c, "la réponse directe : les objets joints", "the direct answer: the joined features"));
	json_open_object(w, "content");
	write_content(w, "application/geo+json", "FeatureCollection");
	json_close_object(w);
	json_close_object(w);
}

static void write_working(struct json *w, const struct call *c)
{
	open_response(w, "202", T(c, "pas encore fait : redemander à l'adresse de Location",
	                          "not done yet: ask again at the address of Location"));
	json_open_object(w, "content");
	write_content(w, "application/json", "Job");
	json_close_object(w);
	json_close_object(w);
}

static void write_redirect(struct json *w, const struct call *c)
{
	open_response(w, "303", T(c, "fait : l'adresse de Location le décrit", "done: described at the address of Location"));
	json_close_object(w);
}

static void write_refusals(struct json *w)
{
	static const char *const refused[] = { "400", "401", "403", "404", "406", "413", "500", "503" };

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		json_open_object(w, refused[i]);
		json_string(w, "$ref", "#/components/responses/Problem");
		json_close_object(w);
	}
}

void definition_responses(struct json *w, const struct call *c, const struct route *r)
{
	bool files = strcmp(r->path, "/filejoin") == 0, job = strstr(r->path, "{jobId}") != NULL;

	json_open_object(w, "responses");
	if (r->method == METHOD_DELETE) {
		open_response(w, "204", T(c, "supprimée", "deleted"));
		json_close_object(w);
	} else if (r->method == METHOD_POST && strcmp(r->path, "/joins") == 0) {
		write_direct(w, c);
		write_success(w, c, r, "201");
	} else if (files || job) {
		write_direct(w, c);
	} else {
		write_success(w, c, r, "200");
	}
	if (r->method != METHOD_GET || job)
		write_working(w, c);
	if (job || strcmp(r->operation, "getStyle") == 0)
		write_redirect(w, c);
	write_refusals(w);
	json_close_object(w);
}

static void write_field(struct json *w, const struct call *c, const struct form_field *f)
{
	static const struct { const char *type, *format; } kinds[] = {
		[FIELD_TEXT] = { "string", NULL }, [FIELD_FILE] = { "string", "binary" },
		[FIELD_URI] = { "string", "uri" }, [FIELD_INTEGER] = { "integer", NULL },
		[FIELD_BOOLEAN] = { "boolean", NULL },
	};

	json_open_object(w, f->name);
	json_string(w, "type", kinds[f->kind].type);
	json_string_if(w, "format", kinds[f->kind].format);
	json_string(w, "description", text_in(f->description, c->x->lang));
	json_close_object(w);
}

void definition_body(struct json *w, const struct call *c, const struct route *r)
{
	bool refresh = r->fields == form_of_refresh;

	if (r->fields == NULL)
		return;
	json_open_object(w, "requestBody");
	json_bool(w, "required", !refresh);
	json_open_object(w, "content");
	json_open_object(w, "multipart/form-data");
	json_open_object(w, "schema");
	json_string(w, "type", "object");
	json_open_object(w, "properties");
	for (const struct form_field *f = r->fields; f->name != NULL; f++)
		write_field(w, c, f);
	json_close_object(w);
	if (!refresh) {
		json_open_array(w, "required");
		for (const struct form_field *f = r->fields; f->name != NULL; f++)
			if (f->required)
				json_string(w, NULL, f->name);
		json_close_array(w);
	}
	json_close_object(w);
	json_close_object(w);
	json_close_object(w);
	json_close_object(w);
}

void definition_problem(struct json *w, const struct call *c)
{
	open_response(w, "Problem", T(c, "la requête n'a pas de réponse ; parameter dit où est la faute",
	                              "the request has no answer; parameter tells where the fault is"));
	json_open_object(w, "content");
	write_content(w, "application/problem+json", "Problem");
	json_close_object(w);
	json_close_object(w);
}
