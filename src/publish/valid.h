/* Whether addresses and dates of a description are such: they end in links of other people's
   pages, so nothing but http and https is let in. */
#ifndef JT_PUBLISH_VALID_H
#define JT_PUBLISH_VALID_H

#include "catalogue/catalogue.h"

/* Members that are NULL or empty are fine. Errors name the option or member at fault. */
bool valid_contact(const struct contact *contact, const void *ctx, struct err *err);
bool valid_metadata(const struct metadata *metadata, const void *ctx, struct err *err);

/* Begins with http:// or https://, and can stand in a page. */
bool valid_url(const char *s);

/* YYYY, YYYY-MM or YYYY-MM-DD, or a period of two of them; of `ctx` nothing stays. */
bool valid_time(const void *ctx, const char *s);

/* YYYY-MM-DD, a day that there is. */
bool valid_day(const char *s);

#endif
