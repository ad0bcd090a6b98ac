/* What a form asks for, as an order for the desk. */
#ifndef JT_API_WANTED_H
#define JT_API_WANTED_H

#include "api/form.h"
#include "joining/order.h"

struct wanted {
	struct order order;           /* but for the files: they come into its folder by errand.h */
	const struct multipart_part *file;    /* the table; or */
	const char *url;
	const struct multipart_part *left_file;  /* of a file join; or */
	const char *left_url;
	unsigned outputs;             /* outputs.h */
	bool direct;                  /* the GeoJSON itself is the answer */
	bool metadata;                /* joinInformation, too */
};

/* Whether the caller may join: ERR_UNAUTHORIZED where a key would help, else ERR_FORBIDDEN. */
bool wanted_may(const struct exchange *x, struct err *err);

/* POST /joins; *left is the collection. */
bool wanted_join(struct wanted *w, const struct layer **left, const struct posted *f, struct err *err);

/* PUT /joins/{joinId}: what the form does not say stays as the join has it. */
bool wanted_refresh(struct wanted *w, const struct stored_join *join, const struct posted *f, struct err *err);

/* POST /filejoin */
bool wanted_files(struct wanted *w, const struct posted *f, struct err *err);

#endif
