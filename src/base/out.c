#include "base/out.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/gzip.h"

#define GZIP_LEAST 1024
#define GATHERED   131072   /* bytes that go out together, once the answer is committed */

struct header {
	const char *name, *value;
};

struct out {
	out_sink_fn *sink;
	out_parts_fn *parts;       /* one of both, or none */
	void *to;
	size_t hold;
	int status;
	struct header *headers;
	size_t n_headers, n_kept, room_headers;
	char *body;        /* bytes held back; once committed, those that gather */
	size_t used, room;
	struct span lent;          /* in place of `body`, not yet committed */
	uint64_t bytes;    /* of body, as the service wrote it */
	bool committed;
	bool broken;       /* the client went away: every later write fails */
	bool gzip, head_only, repeatable;
	struct span sent[2];       /* head and body of an answer that went out at once */
	z_stream *deflate; /* once committed, where gzip is applied */
};

struct out *out_new(const void *ctx, out_sink_fn *sink, void *to, size_t hold)
{
	struct out *out = mem_new(ctx, struct out);
	*out = (struct out){ .sink = sink, .to = to, .hold = hold, .status = 200 };
	return out;
}

struct out *out_new_parts(const void *ctx, out_parts_fn *sink, void *to, size_t hold)
{
	struct out *out = out_new(ctx, NULL, to, hold);
	out->parts = sink;
	return out;
}

struct out *out_new_buffer(const void *ctx)
{
	return out_new(ctx, NULL, NULL, SIZE_MAX);
}

const void *out_held(const struct out *out, size_t *n)
{
	*n = out->used;
	return out->body != NULL ? out->body : "";
}

void out_restart(struct out *out)
{
	assert(!out->committed);
	out->n_headers = out->n_kept;
	out->status = 200;
	out->used = 0;
	out->lent = (struct span){ NULL, 0 };
	out->repeatable = false;
	out->bytes = 0;
}

void out_keep_headers(struct out *out)
{
	out->n_kept = out->n_headers;
}

void out_status(struct out *out, int status)
{
	assert(!out->committed);
	out->status = status;
}

static struct header *find(const struct out *out, const char *name)
{
	for (size_t i = 0; i < out->n_headers; i++)
		if (strcasecmp(out->headers[i].name, name) == 0)
			return &out->headers[i];
	return NULL;
}

static char *without_controls(const void *ctx, const char *value)
{
	char *clean = mem_strdup(ctx, value);
	char *to = clean;
	for (const char *p = value; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x20 && *p != 0x7f)
			*to++ = *p;
	*to = '\0';
	return clean;
}

/* Whether a list of a header holds the entry, in any case. */
static bool lists(const char *list, struct span entry)
{
	for (const char *p = list + strspn(list, " ,"); *p != '\0'; p += strspn(p, " ,")) {
		size_t n = strcspn(p, ",");
		size_t bare = n;
		while (bare > 0 && p[bare - 1] == ' ')
			bare--;
		if (bare == entry.n && strncasecmp(p, entry.at, bare) == 0)
			return true;
		p += n;
	}
	return false;
}

/* The entries of `more` that `list` does not have, added to it. */
static const char *add_up(const void *ctx, const char *list, const char *more)
{
	for (const char *p = more + strspn(more, " ,"); *p != '\0'; p += strspn(p, " ,")) {
		struct span entry = { p, strcspn(p, ",") };
		p += entry.n;
		while (entry.n > 0 && entry.at[entry.n - 1] == ' ')
			entry.n--;
		if (!lists(list, entry))
			list = TEXT_JOIN(ctx, list, ", ", mem_strndup(ctx, entry.at, entry.n));
	}
	return list;
}

void out_header(struct out *out, const char *name, const char *value)
{
	assert(!out->committed);
	struct header *old = find(out, name);

	if (out->headers == NULL)
		out->headers = mem_array(out, struct header, 0);
	const char *clean = without_controls(out->headers, value);
	if (old != NULL && strcasecmp(name, "Vary") == 0) {
		old->value = add_up(out->headers, old->value, clean);
	} else if (old != NULL && strcasecmp(name, "Link") == 0) {
		old->value = TEXT_JOIN(out->headers, old->value, ", ", clean);
	} else if (old != NULL) {
		old->value = clean;
	} else {
		if (out->n_headers == out->room_headers) {
			out->room_headers += 16;
			out->headers = mem_grow(out, out->headers, struct header, out->room_headers);
		}
		out->headers[out->n_headers].name = mem_strdup(out->headers, name);
		out->headers[out->n_headers].value = clean;
		out->n_headers++;
	}
}

const char *out_header_get(const struct out *out, const char *name)
{
	const struct header *h = find(out, name);
	return h != NULL ? h->value : NULL;
}

void out_allow_gzip(struct out *out)
{
	out->gzip = true;
}

void out_head_only(struct out *out)
{
	out->head_only = true;
}

void out_repeatable(struct out *out)
{
	out->repeatable = true;
}

static bool send_parts(struct out *out, const struct span *parts, size_t n, bool last)
{
	if (out->parts != NULL && !out->broken)
		out->broken = !out->parts(out->to, parts, n, last);
	for (size_t i = 0; out->parts == NULL && i < n && !out->broken; i++)
		out->broken = parts[i].n > 0 && !out->sink(out->to, parts[i].at, parts[i].n);
	return !out->broken;
}

static bool send_raw(struct out *out, const void *data, size_t n)
{
	return n == 0 ? !out->broken : send_parts(out, &(struct span){ data, n }, 1, false);
}

static int end_deflate(z_stream *z)
{
	deflateEnd(z);
	return 0;
}

static bool squeeze(struct out *out, const void *data, size_t n, int flush)
{
	unsigned char chunk[16384];
	z_stream *z = out->deflate;
	/* zlib's member lacks the const that its contract keeps */
	union { const void *lent; Bytef *in; } u = { .lent = data };

	z->next_in = u.in;
	z->avail_in = (uInt)n;
	do {
		z->next_out = chunk;
		z->avail_out = sizeof chunk;
		deflate(z, flush);
		if (!send_raw(out, chunk, sizeof chunk - z->avail_out))
			return false;
	} while (z->avail_out == 0);
	return true;
}

static bool send_body(struct out *out, const void *data, size_t n)
{
	if (out->head_only)
		return !out->broken;
	if (out->deflate == NULL)
		return send_raw(out, data, n);
	for (size_t at = 0; at < n; at += 1 << 20) {
		size_t part = n - at < 1 << 20 ? n - at : 1 << 20;
		if (!squeeze(out, (const char *)data + at, part, Z_NO_FLUSH))
			return false;
	}
	return !out->broken;
}

static bool worth_gzip(const struct out *out)
{
	const char *type = out_header_get(out, "Content-Type");

	if (!out->gzip || type == NULL || out_header_get(out, "Content-Encoding") != NULL)
		return false;
	if (strncmp(type, "text/", 5) != 0 && strstr(type, "xml") == NULL &&
	    strstr(type, "json") == NULL && strstr(type, "javascript") == NULL)
		return false;
	return true;
}

/* The length that a service announced is not that of the packed bytes. */
static void forget_length(struct out *out)
{
	struct header *length = find(out, "Content-Length");

	if (length != NULL)
		*length = out->headers[--out->n_headers];
}

/* What is made as it goes is packed less tightly, at a third of the cost. */
static void start_gzip(struct out *out)
{
	forget_length(out);
	out->deflate = mem_new(out, z_stream);
	int rc = deflateInit2(out->deflate, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	mem_check(rc == Z_OK ? out->deflate : NULL);
	talloc_set_destructor(out->deflate, end_deflate);
	out_header(out, "Content-Encoding", "gzip");
}

/* A body that is whole is packed at once, and its length is known. */
static struct span pack(struct out *out, struct span body)
{
	size_t n;
	const char *packed = gzip_pack(out, body.at, body.n, GZIP_WELL, &n);

	if (packed == NULL)
		return body;
	forget_length(out);
	out_header(out, "Content-Encoding", "gzip");
	return (struct span){ packed, n };
}

static bool has_body(int status)
{
	return status != 204 && status != 304;
}

static char *append(char *to, const char *s)
{
	size_t n = strlen(s);
	memcpy(to, s, n);
	return to + n;
}

/* The CGI header block. By hand: it is made for every answer (see log.c). */
static char *make_head(struct out *out)
{
	size_t room = 32;

	for (size_t i = 0; i < out->n_headers; i++)
		room += strlen(out->headers[i].name) + strlen(out->headers[i].value) + 4;
	char *head = mem_array(out, char, room), *to = append(head, "Status: ");
	char digits[] = { (char)('0' + out->status / 100 % 10), (char)('0' + out->status / 10 % 10),
	                  (char)('0' + out->status % 10), '\r', '\n', '\0' };
	to = append(to, digits);
	for (size_t i = 0; i < out->n_headers; i++) {
		to = append(append(to, out->headers[i].name), ": ");
		to = append(append(to, out->headers[i].value), "\r\n");
	}
	append(to, "\r\n");
	return head;
}

/* The body that was held back or lent, which is then no longer. */
static struct span take_body(struct out *out)
{
	struct span body = out->lent.at != NULL ? out->lent : (struct span){ out->body, out->used };

	out->used = 0;
	out->lent = (struct span){ NULL, 0 };
	return has_body(out->status) ? body : (struct span){ NULL, 0 };
}

/* Sends what was held back. */
static bool flush(struct out *out)
{
	struct span body = take_body(out);

	return send_body(out, body.at, body.n);
}

/* The answer has come whole: its head and its body. */
static bool commit_whole(struct out *out)
{
	struct span *head = &out->sent[0], *body = &out->sent[1];

	*body = take_body(out);
	if (worth_gzip(out)) {
		out_header(out, "Vary", "Accept-Encoding");
		if (body->n > GZIP_LEAST)
			*body = pack(out, *body);
	}
	if (has_body(out->status) && out_header_get(out, "Content-Length") == NULL)
		out_header(out, "Content-Length", text_from_int(out, (int64_t)body->n));
	head->at = make_head(out);
	head->n = strlen(head->at);
	out->committed = true;
	return send_parts(out, out->sent, out->head_only || body->n == 0 ? 1 : 2, true);
}

/* More is to come. */
static bool commit(struct out *out)
{
	if (worth_gzip(out)) {
		out_header(out, "Vary", "Accept-Encoding");
		start_gzip(out);
	}
	const char *head = make_head(out);
	const struct span first = { head, strlen(head) };
	out->committed = true;
	if (out->deflate != NULL)
		return send_parts(out, &first, 1, false) && flush(out);
	const struct span body = take_body(out);
	return send_parts(out, (const struct span[]){ first, body }, out->head_only || body.n == 0 ? 1 : 2, false);
}

static void hold_back(struct out *out, const void *data, size_t n)
{
	if (n > out->room - out->used) {
		size_t room = out->room == 0 ? 4096 : out->room;
		while (room - out->used < n)
			room *= 2;
		out->body = mem_grow(out, out->body, char, room);
		out->room = room;
	}
	memcpy(out->body + out->used, data, n);
	out->used += n;
}

/* What was lent becomes a body like any other, since more is to follow. */
static bool settle_lent(struct out *out)
{
	const struct span lent = out->lent;

	out->lent = (struct span){ NULL, 0 };
	out->bytes -= lent.n;
	return out_write(out, lent.at, lent.n);
}

bool out_lend(struct out *out, const void *data, size_t n)
{
	if (out->committed || out->used > 0 || out->lent.at != NULL || out->parts == NULL || n == 0)
		return out_write(out, data, n);
	out->lent = (struct span){ data, n };
	out->bytes += n;
	return true;
}

bool out_write(struct out *out, const void *data, size_t n)
{
	out->bytes += n;
	if (n == 0)
		return !out->broken;
	if (out->lent.at != NULL && !settle_lent(out))
		return false;
	if (!out->committed) {
		if (n <= out->hold - out->used) {
			hold_back(out, data, n);
			return true;
		}
		if (!commit(out))
			return false;
	}
	if (n > GATHERED - out->used && !flush(out))
		return false;
	if (n > GATHERED)
		return send_body(out, data, n);
	hold_back(out, data, n);
	return !out->broken;
}

bool out_text(struct out *out, const char *text)
{
	return out_write(out, text, strlen(text));
}

bool out_printf(struct out *out, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *s = mem_check(talloc_vasprintf(out, fmt, ap));
	va_end(ap);
	bool ok = out_write(out, s, strlen(s));
	talloc_free(s);
	return ok;
}

bool out_committed(const struct out *out)
{
	return out->committed;
}

bool out_finish(struct out *out)
{
	if (!out->committed)
		return commit_whole(out);
	if (out->deflate != NULL && !flush(out))
		return false;
	if (out->deflate != NULL && !out->head_only && has_body(out->status) && !squeeze(out, "", 0, Z_FINISH))
		return false;
	const struct span rest = out->head_only ? (struct span){ NULL, 0 } : take_body(out);
	return send_parts(out, &rest, rest.n > 0 ? 1 : 0, true);
}

bool out_sent(const struct out *out, struct span *head, struct span *body)
{
	*head = out->sent[0];
	*body = out->sent[1];
	return out->repeatable && !out->head_only && head->at != NULL;
}

bool out_send_again(struct out *out, struct span whole)
{
	assert(!out->committed);
	out->committed = true;
	return send_parts(out, &whole, 1, true);
}

int out_status_get(const struct out *out)
{
	return out->status;
}

uint64_t out_bytes(const struct out *out)
{
	return out->bytes;
}
