/* What a child writes to its standard error, taken into the log line by line; queries of URLs are left
   out, as they may hold a key. */
#ifndef JT_FCGI_RELAY_H
#define JT_FCGI_RELAY_H

#include "base/log.h"

struct relay;

/* NULL where the system has no pipe to give; closed with `ctx`. */
struct relay *relay_new(const void *ctx);

int relay_in(const struct relay *relay);   /* for the child, as its standard error */
int relay_out(const struct relay *relay);  /* to poll */

/* Logs the whole lines that have come, as `event`. */
void relay_pass(struct relay *relay, struct log *log, const char *event);

/* `line` with every "?query" made "?...", in `ctx`. */
char *relay_without_queries(const void *ctx, const char *line);

#endif
