#include "service/kept.h"

#include <string.h>

#include <uthash.h>
#include <zlib.h>

#include "service/document.h"

struct one {
	char *key;
	uint64_t edition;
	struct kept kept;
	UT_hash_handle hh;            /* in order of last use */
};

struct documents {
	struct one *table;
	size_t held, ceiling;
};

static int forget_all(struct documents *d)
{
	HASH_CLEAR(hh, d->table);
	return 0;
}

struct documents *documents_new(const void *ctx, size_t ceiling)
{
	struct documents *d = mem_new(ctx, struct documents);
	d->ceiling = ceiling;
	talloc_set_destructor(d, forget_all);
	return d;
}

static size_t weight(const struct one *one)
{
	const struct kept *k = &one->kept;

	return (k->bytes != NULL ? k->n : 0) + k->n_packed + strlen(one->key) + (k->line != NULL ? strlen(k->line) : 0) +
	       sizeof *one;
}

/* In place of uthash's own exit on failure there is none: its memory is malloc's, and small. */
static void forget(struct documents *d, struct one *one)
{
	HASH_DEL(d->table, one);
	d->held -= weight(one);
	talloc_free(one);
}

void documents_edition(struct documents *d, uint64_t edition)
{
	struct one *one = NULL, *next = NULL;

	HASH_ITER(hh, d->table, one, next)
		if (one->edition != 0 && one->edition != edition)
			forget(d, one);
}

static void make_room(struct documents *d, size_t needed)
{
	struct one *one = NULL, *next = NULL;

	HASH_ITER(hh, d->table, one, next) {
		if (d->held + needed <= d->ceiling)
			return;
		forget(d, one);
	}
}

const struct kept *kept_get(struct documents *d, const char *key)
{
	struct one *one;

	HASH_FIND_STR(d->table, key, one);
	if (one == NULL)
		return NULL;
	HASH_DEL(d->table, one);
	HASH_ADD_KEYPTR(hh, d->table, one->key, strlen(one->key), one);
	return &one->kept;
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
	struct one *old, *one = mem_new(d, struct one);

	one->key = mem_strdup(one, key);
	one->edition = edition;
	one->kept = *what;
	size_t needed = weight(one);
	if (needed > d->ceiling / 4) {
		talloc_free(one);
		return;
	}
	HASH_FIND_STR(d->table, key, old);
	if (old != NULL)
		forget(d, old);
	make_room(d, needed);
	one->kept.bytes = copy(one, what->bytes, what->n);
	one->kept.packed = copy(one, what->packed, what->n_packed);
	one->kept.line = what->line != NULL ? mem_strdup(one, what->line) : NULL;
	HASH_ADD_KEYPTR(hh, d->table, one->key, strlen(one->key), one);
	d->held += needed;
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
