/* The worker's end of the channel: its struct desk (service/desk.h), by which it hands work to the master. */
#ifndef JT_FCGI_COUNTER_H
#define JT_FCGI_COUNTER_H

#include "fcgi/board.h"
#include "gate/gateway.h"
#include "service/desk.h"

struct counter;

/* Over the descriptor that the master gave (-1: there is no master, and no desk); the settings are the
   gateway's. */
struct counter *counter_new(const void *ctx, int fd, struct board *board, const struct gateway *gateway);

/* NULL without a master. */
const struct desk *counter_desk(const struct counter *counter);

/* Whether to accept requests: a spare worker waits. */
bool counter_accepts(const struct counter *counter);

/* Takes what the master has said; to be called where its descriptor has something to read. */
void counter_hear(struct counter *counter);

#endif
