/* Requests that bring workers down: after two in ten minutes such a request is refused for a minute,
   then, each time that it does it again, for twice as long as before. */
#ifndef JT_FCGI_SUSPECTS_H
#define JT_FCGI_SUSPECTS_H

#include "fcgi/board.h"

struct suspects;

struct suspects *suspects_new(const void *ctx);

/* A request of this key (board_key) has brought a worker down; the seconds that it is refused for from
   now on, 0 while it is not. */
uint64_t suspects_strike(struct suspects *suspects, uint64_t key);

/* Writes what is refused to a worker's page. */
void suspects_post(const struct suspects *suspects, struct board *board);

#endif
