/* The worker's end of the channel: its struct desk (service/desk.h), by which it hands work to the master. */
#ifndef JT_FCGI_COUNTER_H
#define JT_FCGI_COUNTER_H

#include "fcgi/board.h"
#include "gate/gateway.h"
#include "service/desk.h"

struct counter;

/* Over the descriptor that the master gave; the settings are the gateway's. */
struct counter *counter_new(const void *ctx, int fd, struct board *board, const struct gateway *gateway);

const struct desk *counter_desk(const struct counter *counter);

#endif
