/* The fetcher: one process per table, the only ones here that have a network. It follows threats.md's rules on
   what may be asked for (fetch_guard.h) and says no more than how it came out. */
#ifndef JT_FCGI_FETCH_H
#define JT_FCGI_FETCH_H

#include <stdint.h>

#include "fcgi/fetch_reasons.h"

#define FETCH_TYPE 128

struct fetch_order {
	const char *url, *path;       /* the file is made anew */
	int64_t limit, seconds;
	const char *allow;            /* conf->fetch_allow */
};

struct fetch_result {
	enum fetch_reason reason;
	char type[FETCH_TYPE];        /* media type, as sent; "" when it is none */
};

/* A `run` for child_start: writes a struct fetch_result to descriptor 3. */
int fetch_main(const void *order);

/* The same in the caller's process, which must have no need to go on: it may take all its time. */
void fetch_run(struct fetch_result *result, const struct fetch_order *order);

#endif
