/* GET /api/openapi: the API's own description, OpenAPI 3.0, made of the table of routes. */
#ifndef JT_API_DEFINITION_H
#define JT_API_DEFINITION_H

#include "api/call.h"

bool definition_serve(const struct call *c, struct out *out, struct err *err);

/* The page: a table of the operations. */
void definition_page(const struct call *c, struct out *out);

/* Of one operation: the form that it takes, where it takes one, and its answers. */
void definition_body(struct json *w, const struct call *c, const struct route *r);
void definition_responses(struct json *w, const struct call *c, const struct route *r);

/* The components of the document: what refusals look like, schemas of the answers. */
void definition_problem(struct json *w, const struct call *c);
void definition_schemas(struct json *w);

#endif
