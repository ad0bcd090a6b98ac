/* An answer as records of FastCGI, written straight to the connection: all of it in one system call where it came at once. */
#ifndef JT_FCGI_REPLY_H
#define JT_FCGI_REPLY_H

#include "base/out.h"

#define REPLY_PARTS 4

struct reply {
	int fd;                       /* the connection; blocking */
	unsigned id;                  /* of the request on it */
	bool gone;                    /* the web server is */
	struct span last[REPLY_PARTS]; size_t n_last;
};

/* A sink of out_new_parts; `to` is a struct reply. The last parts wait, as they were lent, for reply_end. */
bool reply_put(void *to, const struct span *parts, size_t n, bool last);

/* Sends what waits, and the records that end a request. Without it the answer is one that was cut short. */
bool reply_end(struct reply *r);

#endif
