/* Thematic styles that a process keeps between requests: those that layers have stored, read once, and those made for
   wishes, with what is dear about making them (how the numbers of a column lie, natural breaks). Each is kept
   under what it depends on, so that nothing has to be told of editions. What is lent stays until thematics_trim. */
#ifndef JT_THEMATIC_KEPT_H
#define JT_THEMATIC_KEPT_H

#include "thematic/thematic.h"

struct thematics;

/* At most so many bytes stay over from one request to the next; what takes more than half of them goes first, then what
   was used longest ago. */
struct thematics *thematics_new(const void *ctx, size_t bytes);

/* Between requests. */
void thematics_trim(struct thematics *kept);

/* thematic_of_style, read only where it is not kept. `kept` NULL, here and below: nothing is, and what is made is in ctx. */
const struct thematic *thematics_of_style(struct thematics *kept, const void *ctx, const struct style *style,
                                          struct err *err);

/* What thematic_make takes. */
struct thematic_order {
	const char *name;             /* says all that the style depends on */
	const char *content;          /* names what is in the table */
	const struct table *table; size_t column;
	const struct attribute *attribute;
	enum geometry_kind geometry;
	const size_t *series; size_t n_series;
	const struct thematic_wish *wish;
};

/* A style that was made under that name, or NULL; and one that is made now. */
const struct thematic *thematics_find(struct thematics *kept, const char *name);
const struct thematic *thematics_make(struct thematics *kept, const void *ctx, const struct thematic_order *order,
                                      struct err *err);

#endif
