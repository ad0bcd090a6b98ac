/* Work that the master has done in a process of its own: nothing that reads the catalogue runs in
   the master itself. Each of these is a `run` for child_start, with the settings as its argument. */
#ifndef JT_FCGI_JOBS_H
#define JT_FCGI_JOBS_H

#include "conf/conf.h"

enum job_exit { JOB_DONE, JOB_FAILED, JOB_NETWORK };

/* JOB_NETWORK when a layer or dataset is referenced from a place that only a network reaches, so
   that workers cannot be without one; else JOB_DONE, also where the catalogue does not open. */
int job_network(const void *conf);

/* Removes what nobody needs any more, and makes what layers lack of their files in cache/; logs how much. */
int job_collect(const void *conf);

/* The same, for `jointure collect`: data files that no edition points to, joins over their expiry (and what
   theirs left), orders over a day old, and tiles of what is no longer published so. */
struct collected {
	size_t files, joins, orders, tiles;   /* tiles: files of them */
};
struct db;
bool jobs_collect(struct collected *removed, const void *ctx, struct db *db, const struct conf *conf, struct err *err);

/* Carries out an order that a worker has handed in (service/desk.h). */
struct job_order {
	const struct conf *conf;
	const char *folder;
};
int job_order(const void *order);

/* Makes what the layers lack of their files in cache/ whose data's digest begins with the order's folder. JOB_FAILED where
   something could not be made, or there is no such layer. */
int job_store(const void *order);

/* The rule of job_network for one `uri` of a referenced source. */
bool job_needs_network(const char *uri);

#endif
