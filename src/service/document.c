#include "service/document.h"

#include <string.h>

#include <uthash.h>
#include <zlib.h>

struct document {
	char *key;
	void *bytes, *packed;         /* packed: gzip, or NULL when not smaller */
	size_t n, n_packed;
	UT_hash_handle hh;            /* in order of last use */
};

struct documents {
	struct document *table;
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

static size_t weight(const struct document *doc)
{
	return doc->n + doc->n_packed + strlen(doc->key) + sizeof *doc;
}

/* In place of uthash's own exit on failure there is none: its memory is malloc's, and small. */
static void make_room(struct documents *d, size_t needed)
{
	struct document *doc, *next;

	HASH_ITER(hh, d->table, doc, next) {
		if (d->held + needed <= d->ceiling)
			return;
		HASH_DEL(d->table, doc);
		d->held -= weight(doc);
		talloc_free(doc);
	}
}

static void pack(struct document *doc)
{
	z_stream z = { 0 };
	union { const void *lent; Bytef *in; } u = { .lent = doc->bytes };

	if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	size_t room = deflateBound(&z, doc->n);
	char *packed = mem_array(doc, char, room);
	z.next_in = u.in;
	z.avail_in = (uInt)doc->n;
	z.next_out = (Bytef *)packed;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < doc->n) {
		doc->n_packed = z.total_out;
		doc->packed = mem_grow(doc, packed, char, doc->n_packed);
	} else {
		talloc_free(packed);
	}
	deflateEnd(&z);
}

static struct document *look_up(struct documents *d, const char *key)
{
	struct document *doc;

	HASH_FIND_STR(d->table, key, doc);
	if (doc != NULL) {
		HASH_DEL(d->table, doc);
		HASH_ADD_KEYPTR(hh, d->table, doc->key, strlen(doc->key), doc);
	}
	return doc;
}

static struct document *keep(struct documents *d, const void *ctx, const char *key,
                             const void *bytes, size_t n)
{
	/* what is larger than a quarter of the store is made anew each time */
	bool kept = n <= d->ceiling / 4;
	struct document *doc = kept ? mem_new(d, struct document) : mem_new(ctx, struct document);

	doc->key = mem_strdup(doc, key);
	doc->n = n;
	doc->bytes = mem_array(doc, char, n + 1);
	memcpy(doc->bytes, bytes, n);
	if (!kept)
		return doc;
	pack(doc);
	make_room(d, weight(doc));
	HASH_ADD_KEYPTR(hh, d->table, doc->key, strlen(doc->key), doc);
	d->held += weight(doc);
	return doc;
}

static bool send(const struct exchange *x, struct out *out, const struct document *doc)
{
	bool packed = doc->packed != NULL && request_takes_gzip(x->request);

	if (packed)
		out_header(out, "Content-Encoding", "gzip");
	out_header(out, "Vary", "Accept-Encoding");
	out_header(out, "Content-Length",
	           mem_printf(x->ctx, "%zu", packed ? doc->n_packed : doc->n));
	return out_write(out, packed ? doc->packed : doc->bytes, packed ? doc->n_packed : doc->n);
}

bool document_answer(const struct exchange *x, struct out *out, const char *name,
                     const char *content_type,
                     bool (*make)(const struct exchange *x, struct out *out, void *arg,
                                  struct err *err),
                     void *arg, struct err *err)
{
	const char *key = mem_printf(x->ctx, "%s\n%s\n%s\n%s\n%s", name, x->view->hash,
	                             lang_tag(x->lang), x->theme != NULL ? x->theme->name : "",
	                             x->key != NULL ? x->key : "");

	out_header(out, "Content-Type", content_type);
	out_header(out, "Content-Language", lang_tag(x->lang));
	/* what lists joins changes without an edition: the name says so, and no date could */
	if (service_unchanged(x, out, name, view_sequence(x->view) > 0))
		return true;
	struct document *doc = look_up(x->documents, key);
	if (doc == NULL) {
		struct out *made = out_new_buffer(x->ctx);
		if (!make(x, made, arg, err))
			return false;
		size_t n;
		const void *bytes = out_held(made, &n);
		doc = keep(x->documents, x->ctx, key, bytes, n);
		talloc_free(made);
	}
	send(x, out, doc);  /* a client that left is out_finish's to report */
	return true;
}
