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

/* Most keys that LinkageKeys may list. */
#define TJS_MOST_KEYS 40000

#endif
