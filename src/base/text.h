/* Strict readers for what comes from outside: a whole number or none, a list
   with a ceiling, valid UTF-8 or nothing. The locale is "C" throughout. */
#ifndef JT_BASE_TEXT_H
#define JT_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

/* Bytes with a length, not terminated. */
struct span {
	const char *at;
	size_t n;
};

/* One of a literal, for an initializer. */
#define SPAN(literal) { (literal), sizeof(literal) - 1 }

/* Read the whole of `s` or return false: no spaces, no rest, no overflow; a
   double is finite ("1e3" and "-.5" are, "nan", "inf" and "0x1" are not). */
bool text_double(const char *s, double *value);
bool text_int(const char *s, int64_t *value);

/* Splits at `separator`; the pieces are children of the returned array, spaces
   around them kept. An empty `s` has no pieces; "a,,b" has three. NULL when there
   would be more than `ceiling` pieces. */
char **text_split(const void *ctx, const char *s, char separator, size_t ceiling, size_t *n);

/* True when `n` bytes at `s` are valid UTF-8 (RFC 3629) and hold no control
   character but tab, CR and LF: what XML 1.0 can carry. */
bool text_is_utf8(const char *s, size_t n);

/* `s` with U+FFFD in place of every byte that is not UTF-8 and, but where `controls` says that they may
   stay, of every control character that XML 1.0 cannot carry. */
char *text_clean(const void *ctx, const char *s, bool controls);

/* The weight of one entry of an Accept list (RFC 9110, 12.4.2), "fr-FR; q=0.8": 1 where it says
   none, 0 where what it says is no weight. */
double text_weight(struct span entry);

/* Letters of ASCII only, compared without case. */
bool text_same(const char *a, const char *b);
bool text_starts(const char *s, const char *prefix);
bool text_ends(const char *s, const char *suffix);

/* A name of a layer, theme, organisation or mapfile: [A-Za-z0-9_.-]{1,64}, and
   no leading dot or dash. */
bool text_is_name(const char *s);

/* The shortest decimal text that reads back as `value` ("0.1", "1e+21"), in `ctx`. */
char *text_from_double(const void *ctx, double value);
char *text_from_int(const void *ctx, int64_t value);

/* The pieces (ended by a NULL) one after the other: what every request does a few times, without printf (log.c). */
char *text_join(const void *ctx, const char *const *pieces);
#define TEXT_JOIN(ctx, ...) text_join((ctx), (const char *const[]){ __VA_ARGS__, NULL })

/* `s` percent-encoded for a query value (RFC 3986: only unreserved characters stay). */
char *text_url_encode(const void *ctx, const char *s);

/* `s` with & < > " ' as entities: for HTML text and attribute values alike. */
char *text_html(const void *ctx, const char *s);

/* Now, UTC, as "2026-11-22T15:04:05Z" (ISO 8601). */
char *text_now(const void *ctx);
/* The same for a moment in seconds since 1970. */
char *text_time(const void *ctx, int64_t seconds);
/* The moment as an HTTP date (RFC 9110, 5.6.7), or NULL when `iso` is not as text_now writes. */
char *text_http_date(const void *ctx, const char *iso);

#endif
