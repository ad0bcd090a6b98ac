/* An order taken to the desk: its folder filled, run, and what came of it. */
#ifndef JT_API_ERRAND_H
#define JT_API_ERRAND_H

#include "api/wanted.h"
#include "service/desk.h"

struct errand {
	const char *folder;
	bool working;                 /* not done yet: the client is to ask for `folder` later */
	struct outcome outcome;       /* else */
};

/* Errors name the fields of the form; the folder is gone then. */
bool errand_run(struct errand *e, const struct call *c, const struct wanted *w, struct err *err);

/* Asks again for one that was working. */
bool errand_wait(struct errand *e, const struct call *c, const char *folder, struct err *err);

/* Once the outcome has been used. */
void errand_end(const struct errand *e, const struct call *c);

#endif
