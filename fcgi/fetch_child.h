/* A fetch for a program that has no desk: the fetcher in a process of its own, waited for. */
#ifndef JT_FCGI_FETCH_CHILD_H
#define JT_FCGI_FETCH_CHILD_H

#include "fcgi/fetch.h"

/* false and why; nothing is at order->path then. */
bool fetch_child(struct fetch_result *result, const void *ctx, const struct fetch_order *order, struct err *err);

#endif
