/* One response on its way out. Bytes are held back until `hold` of them have
   gathered, so that an error met early can still replace them; from then on
   the response is committed and can only be finished or cut short. */
#ifndef JT_BASE_OUT_H
#define JT_BASE_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/text.h"

struct out;

/* Where the bytes end: a FastCGI stream, a file, a test's buffer. */
typedef bool out_sink_fn(void *to, const void *data, size_t n);

/* The head (a CGI header block: "Status: 200\r\nName: value\r\n...\r\n") and the
   body go to `sink` in order; `hold` is how many body bytes are kept back. */
struct out *out_new(const void *ctx, out_sink_fn *sink, void *to, size_t hold);

/* The same for a sink that takes several pieces at once, and is told which are the last (there may be none then). Those are
   good until the answer is freed, and what out_lend was given as long as its lender says. */
typedef bool out_parts_fn(void *to, const struct span *parts, size_t n, bool last);
struct out *out_new_parts(const void *ctx, out_parts_fn *sink, void *to, size_t hold);

/* A response that only gathers its body in memory, without a ceiling on what it
   holds and never committed: for documents that are kept. */
struct out *out_new_buffer(const void *ctx);

/* The body held so far; lent, and good until the next write. */
const void *out_held(const struct out *out, size_t *n);

void out_status(struct out *out, int status);

/* Adds a header line; one of the same name (any case) is replaced, except Vary
   and Link, which add up. Not once committed. Control characters in `value`
   are dropped. */
void out_header(struct out *out, const char *name, const char *value);

/* The value of a header set before, or NULL. */
const char *out_header_get(const struct out *out, const char *name);

/* Asks for gzip (RFC 1952): applied when the answer is text, more than a
   kilobyte, and has no Content-Encoding of its own. Adds "Vary: Accept-Encoding". */
void out_allow_gzip(struct out *out);

/* HEAD: the head goes out as it would for GET, the body does not. */
void out_head_only(struct out *out);

/* The answer depends on nothing but the edition, what the caller may see and the request (http/request.h: request_name): it may
   be sent again. out_restart takes that back. */
void out_repeatable(struct out *out);
/* Head and body of such an answer that is finished and went out at once; false for any other. Good until the answer is freed. */
bool out_sent(const struct out *out, struct span *head, struct span *body);
/* Sends an answer again: `whole` is its head and its body as they went out, and it stays as for out_lend. */
bool out_send_again(struct out *out, struct span whole);

/* false once the client is gone: stop working for it. */
bool out_write(struct out *out, const void *data, size_t n);
bool out_text(struct out *out, const char *text);
/* The same without a copy where it is the whole body: `data` stays as it is until the answer is freed. */
bool out_lend(struct out *out, const void *data, size_t n);
bool out_printf(struct out *out, const char *fmt, ...) JT_PRINTF(2, 3);

bool out_committed(const struct out *out);
/* The headers set so far stay when the answer starts again. */
void out_keep_headers(struct out *out);

/* Forgets status, body and the headers that are not kept; not once committed. */
void out_restart(struct out *out);
bool out_finish(struct out *out);

/* For the log. */
int out_status_get(const struct out *out);
uint64_t out_bytes(const struct out *out);

#endif
