/* The answers, one function an operation. `x->lang` is the language of the answer. */
#ifndef JT_TJS_OPERATIONS_H
#define JT_TJS_OPERATIONS_H

#include "tjs/request.h"

typedef bool tjs_answer_fn(const struct tjs_request *r, const struct exchange *x, struct out *out,
                           struct err *err);

tjs_answer_fn tjs_get_capabilities, tjs_describe_frameworks, tjs_describe_datasets, tjs_describe_data,
	tjs_get_data, tjs_describe_join_abilities, tjs_describe_key, tjs_join_data;

/* Our own WSDL 1.1: all eight operations by HTTP GET, POST and SOAP. */
bool tjs_wsdl(const struct exchange *x, struct out *out, struct err *err);

/* What is at an address below /tjs that is no operation: what frameworks, datasets and joins are named by, schemas.
   *done false: nothing of the kind. */
bool tjs_resource(bool *done, const struct exchange *x, struct out *out, struct err *err);
extern const char tjs_classification_schema[];

/* The address of the request below /tjs or /tjs/geoclip: "/joins/{id}"; "" for any other. */
const char *tjs_resource_name(const struct exchange *x);

/* Documents of joins: /joins/{id} and, of those in hand, /jobs/{folder}. */
bool tjs_join_status(const struct exchange *x, struct out *out, struct err *err);

/* Most keys that LinkageKeys may list. */
#define TJS_MOST_KEYS 40000

#endif
