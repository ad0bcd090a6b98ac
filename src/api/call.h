/* One call of the OGC API: its resource, what it names, and the form of the answer. */
#ifndef JT_API_CALL_H
#define JT_API_CALL_H

#include "base/json.h"
#include "service/service.h"

enum form {
	FORM_JSON,                    /* and all that is not a page */
	FORM_HTML,
	FORM_SOME,                    /* not a page, and not every resource of the route has it: no alternate of the others */
	FORM_ELSEWHERE,               /* another service has it: a redirection */
};

/* A form that a resource is answered in: by f=, by Accept, or both. */
struct representation {
	enum form form;
	const char *f;                /* NULL: by Accept only */
	const char *type;
};

struct call {
	const struct exchange *x;
	const struct route *route;
	const struct representation *as;
	const struct layer *layer;    /* of {collectionId}, or of the join {joinId}; or NULL */
	const char *item;             /* {featureId}, or NULL */
	const char *set, *matrix, *row, *column;  /* {tileMatrixSetId}, {tileMatrix}, {tileRow}, {tileCol}; or NULL */
	const char *part;             /* the last other variable of the path: {styleId}; or NULL */
	bool lang_given;              /* the language came as a parameter: hrefs carry it on */
};

struct route {
	const char *operation;                     /* operationId in the OpenAPI document */
	const char *path;                          /* below /api; {featureId} takes all that is left */
	const struct representation *forms;        /* the first is the default; ends with a NULL type */
	const char *const *parameters;             /* beside f, lang and key; NULL-ended */
	bool columns;                              /* each column of the layer is a parameter, too */
	bool (*serve)(const struct call *c, struct out *out, struct err *err);
	struct text title;                         /* of the API definition; empty: not part of it */
	const char *schema;                        /* its component there */
	enum http_method method;                   /* GET stands for HEAD, too */
	const struct form_field *fields;           /* of the form that it takes, or NULL (form.h) */
};

/* Finds the route and the form, and refuses parameters that the resource does not have. */
bool call_open(struct call *c, const struct exchange *x, struct err *err);

extern const struct route api_routes[];        /* ends with a NULL operation */

/* "GET, HEAD, OPTIONS": the methods of a path, in x->ctx; NULL when it is none of ours. */
char *call_allowed(const struct exchange *x);

/* The value of a parameter, names compared exactly (as OGC API has them), or NULL. */
const char *call_get(const struct call *c, const char *name);

/* A whole number from `least`; over `most` it is `most`. `otherwise` when absent. */
bool call_get_int(const struct call *c, const char *name, int64_t least, int64_t most,
                  int64_t otherwise, int64_t *value, struct err *err);

/* "true" or "false". */
bool call_get_bool(const struct call *c, const char *name, bool *value, struct err *err);

/* "text" in the language of the answer. */
#define T(c, french, english) text_in((struct text){ (french), (english) }, (c)->x->lang)

/* A document that is a function of edition, view, language, collection, form and `name`: made
   once and kept (document_answer). */
char *call_document_name(const struct call *c, const char *name);   /* what document_answer knows it by */
typedef bool call_make_fn(const struct exchange *x, struct out *out, void *arg, struct err *err);
bool call_document(const struct call *c, struct out *out, const char *name, call_make_fn *make,
                   void *arg, struct err *err);

#endif
