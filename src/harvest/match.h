/* Theirs and ours: which of our frameworks stand for those of another service, and which of its datasets are to be read in. */
#ifndef JT_HARVEST_MATCH_H
#define JT_HARVEST_MATCH_H

#include "base/digest.h"
#include "catalogue/harvests.h"
#include "harvest/listing.h"

/* What the operator says of one of their frameworks, or of one of their datasets: by its URI, or the end of it. */
struct harvest_wish {
	const char *theirs;
	const char *series, *version; /* of a framework; version NULL: the newest */
	const char *name;             /* of a dataset: what it is called here; or NULL */
};

enum harvest_how { HOW_NOT, HOW_WISH, HOW_KEPT, HOW_URI };

struct harvest_match {
	const struct listing_framework *theirs;
	const struct framework *ours; /* NULL: none */
	enum harvest_how how;
	struct text why;              /* nothing is read in for it; empty where there is no such reason */
};

/* One match per framework that they list: as wished, else as it was before, else by a URI that servers of this house share
   (gdas/names.h). Array in ctx. ERR_NOT_FOUND where a wish names what there is not. */
bool harvest_match(struct harvest_match **matches, const void *ctx, const struct catalogue *c, const struct listing *l,
                   const struct harvest_wish *wishes, size_t n_wishes, const struct harvest_source *before,
                   struct err *err);

enum harvest_state { TASK_DUE, TASK_SAME, TASK_REFUSED };

/* One of their datasets, for one of their frameworks. */
struct harvest_task {
	const struct harvest_match *match;
	const struct gdas_head *head;         /* as they told it in their first language */
	const struct gdas_head *other;        /* and in the second, or NULL */
	const struct harvest_item *known;     /* what it is here since the last time, or NULL */
	const char *name;
	enum harvest_state state;
	struct text why;                      /* of TASK_REFUSED */
	char signature[DIGEST_TEXT];
};

struct harvest_plan {
	const struct catalogue *catalogue;
	const struct harvest_item *items; size_t n_items;      /* of this source */
	const struct harvest_wish *wishes; size_t n_wishes;    /* datasets; none: all */
	bool known_only;                      /* those of `items` and no others */
	bool again;                           /* also what has not changed */
	const char *prefix;                   /* of names */
};

/* Adds the tasks of one framework, which has ours, to the `n` there are: each dataset that is wished for. `other` is its listing in the second
   language, or NULL. */
void harvest_tasks(struct harvest_task **tasks, size_t *n, const void *ctx, const struct harvest_plan *plan,
                   const struct harvest_match *match, const struct listing_framework *datasets,
                   const struct listing_framework *other);

/* The framework of this URI, or NULL. */
struct listing_framework *harvest_listed(const struct listing *l, const char *uri);

/* The date or the period that a head tells, as struct metadata has it; "" where it is none. In ctx. */
const char *harvest_date(const void *ctx, const struct gdas_head *h);

/* Whether a wish means this URI. */
bool harvest_meant(const char *theirs, const char *uri);

#endif
