/* GET /api/openapi: the API's own description, OpenAPI 3.0, made of the table of routes. */
#ifndef JT_API_DEFINITION_H
#define JT_API_DEFINITION_H

#include "api/call.h"

bool definition_serve(const struct call *c, struct out *out, struct err *err);

/* The page: a table of the operations. */
void definition_page(const struct call *c, struct out *out);

/* The components of the document: schemas of the answers. */
void definition_schemas(struct json *w);

#endif
