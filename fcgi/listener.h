/* The sockets of a master, and the lock that keeps it the only one of its workspace. */
#ifndef JT_FCGI_LISTENER_H
#define JT_FCGI_LISTENER_H

#include "base/err.h"

/* Takes `path` for this process as long as it lives, and writes its number there; refuses when
   another process has it. The descriptor is close-on-exec; -1 on error. */
int listener_lock(const void *ctx, const char *path, struct err *err);

/* A listening Unix socket; a stale one is replaced, one that somebody answers on is not. -1 on error. */
int listener_unix(const void *ctx, const char *path, int mode, struct err *err);

/* A listening TCP socket; where *port is 0 the system chooses, and *port says which. -1 on error. */
int listener_tcp(const void *ctx, const char *address, int *port, struct err *err);

/* The socket that systemd hands over (LISTEN_FDS), or -1. */
int listener_inherited(void);

#endif
