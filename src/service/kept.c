#include "service/kept.h"

#include <string.h>

#include <zlib.h>

#include "base/lru.h"
#include "service/document.h"

struct one {
	uint64_t edition;
	struct kept kept;
};

struct documents {
	struct lru *kept;
	size_t ceiling;
};

struct documents *documents_new(const void *ctx, size_t ceiling)
{
	struct documents *d = mem_new(ctx, struct documents);

	d->kept = lru_new(d, &(struct lru_rules){ .most = ceiling });
	d->ceiling = ceiling;
	return d;
}

static size_t weight(const struct kept *k, const char *key)
{
	return (k->bytes != NULL ? k->n : 0) + k->n_packed + strlen(key) + (k->line != NULL ? strlen(k->line) : 0) +
	       sizeof(struct one);
}

static bool is_past(const void *what, const void *edition)
{
	const struct one *one = what;

	return one->edition != 0 && one->edition != *(const uint64_t *)edition;
}

void documents_edition(struct documents *d, uint64_t edition)
{
	lru_drop(d->kept, is_past, &edition);
}

const struct kept *kept_get(struct documents *d, const char *key)
{
	const struct one *one = lru_find(d->kept, key, strlen(key));

	return one != NULL ? &one->kept : NULL;
}

static const void *copy(const void *ctx, const void *bytes, size_t n)
{
	char *to = bytes != NULL ? mem_check(talloc_array(ctx, char, n + 1)) : NULL;

	if (to != NULL)
		memcpy(to, bytes, n);
	return to;
}

void kept_put(struct documents *d, const char *key, uint64_t edition, const struct kept *what)
{
	size_t needed = weight(what, key);

	if (needed > d->ceiling / 4)
		return;
	void *ctx = lru_begin(d->kept);
	struct one *one = mem_new(ctx, struct one);
	*one = (struct one){ edition, *what };
	one->kept.bytes = copy(one, what->bytes, what->n);
	one->kept.packed = copy(one, what->packed, what->n_packed);
	one->kept.line = what->line != NULL ? mem_strdup(one, what->line) : NULL;
	lru_keep(d->kept, ctx, key, strlen(key), one, needed);
	lru_trim(d->kept, 0);
}

/* zlib's member lacks the const that its contract keeps. */
static Bytef *lent(const void *bytes)
{
	union { const void *lent; Bytef *in; } u = { .lent = bytes };

	return u.in;
}

static bool unpack(const struct kept *k, int window, struct out *out)
{
	z_stream z = { .next_in = lent(k->packed), .avail_in = (uInt)k->n_packed };
	unsigned char chunk[32768];
	bool sent = inflateInit2(&z, window) == Z_OK;
	int rc = Z_OK;

	while (sent && rc == Z_OK && z.total_out < k->n) {
		z.next_out = chunk;
		z.avail_out = sizeof chunk;
		rc = inflate(&z, Z_NO_FLUSH);
		sent = (rc == Z_OK || rc == Z_STREAM_END) && out_write(out, chunk, sizeof chunk - z.avail_out);
	}
	inflateEnd(&z);
	return sent;
}

bool kept_write(const struct kept *k, bool part, struct out *out)
{
	return k->bytes != NULL ? out_write(out, k->bytes, k->n) : unpack(k, part ? -15 : 15 + 16, out);
}
