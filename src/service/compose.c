#include "service/compose.h"

#include <string.h>

#include <zlib.h>

#include "service/kept.h"

/* A run ends behind a layer whose name says so, which depends on nothing else: what comes or goes elsewhere leaves the
   other runs as they are. */
#define RUN_MEAN 32
#define RUN_MOST 128

struct compose {
	const struct exchange *x;
	struct out *out;
	bool packed;                  /* whether the client takes gzip */
	struct out *loose;            /* what was written since the last part */
	xmlTextWriterPtr w;
	struct out *whole;            /* all of it in gzip, to be kept */
	uint32_t checksum;
	size_t n;
};

static const unsigned char gzip_head[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };

xmlTextWriterPtr compose_writer(struct compose *c)
{
	return c->w;
}

struct out *compose_out(struct compose *c)
{
	return c->loose;
}

/* Blocks that end on a byte and need none before them. */
static struct kept pack_part(const void *ctx, const void *bytes, size_t n)
{
	union { const void *lent; Bytef *in; } u = { .lent = bytes };
	z_stream z = { .next_in = u.in, .avail_in = (uInt)n };
	int rc = deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);

	mem_check(rc == Z_OK ? &z : NULL);
	size_t room = deflateBound(&z, n) + 16;
	char *packed = mem_array(ctx, char, room);
	z.next_out = (Bytef *)packed;
	z.avail_out = (uInt)room;
	deflate(&z, Z_FULL_FLUSH);
	struct kept k = { .bytes = bytes, .packed = packed, .n = n, .n_packed = z.total_out,
	                  .checksum = (uint32_t)crc32(0, bytes, (uInt)n) };
	deflateEnd(&z);
	return k;
}

static void add(struct compose *c, const struct kept *part)
{
	if (c->packed)
		out_write(c->out, part->packed, part->n_packed);
	else
		kept_write(part, true, c->out);
	out_write(c->whole, part->packed, part->n_packed);
	c->checksum = (uint32_t)crc32_combine(c->checksum, part->checksum, (z_off_t)part->n);
	c->n += part->n;
}

/* A writer's open tag is closed, and what it holds back has come. */
static void settle(xmlTextWriterPtr w)
{
	xmlTextWriterWriteRaw(w, X(""));
	xmlTextWriterFlush(w);
}

static void add_loose(struct compose *c)
{
	void *scratch = talloc_new(c->x->ctx);
	size_t n;

	settle(c->w);
	const void *bytes = out_held(c->loose, &n);
	struct kept part = pack_part(scratch, bytes, n);
	if (n > 0)
		add(c, &part);
	out_restart(c->loose);
	talloc_free(scratch);
}

static bool ends_run(const char *name)
{
	uint32_t h = 2166136261u;

	for (const char *p = name; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	return (h ^ h >> 15) % RUN_MEAN == 0;
}

static size_t run_length(const struct layer *const *layers, size_t n)
{
	size_t i = 1;

	while (i < n && i < RUN_MOST && !ends_run(layers[i - 1]->name))
		i++;
	return i;
}

/* Layers in a row, as XML or as JSON. */
struct run {
	const struct layer *const *layers;
	size_t n;
	bool first;                   /* of the list */
	compose_layer_fn *write;
	compose_value_fn *value;
	compose_more_fn *more;
	void *arg;
};

static void run_key(const struct compose *c, const char *kind, const struct run *r, char key[DIGEST_TEXT])
{
	const struct exchange *x = c->x;
	struct digest *d = digest_new(x->ctx);

	digest_add_text(d, kind);
	digest_add_text(d, r->value != NULL && r->first ? "first" : "");
	digest_add_text(d, lang_tag(x->lang));
	digest_add_text(d, x->theme != NULL ? x->theme->name : "");
	digest_add_text(d, x->key != NULL ? x->key : "");
	for (size_t i = 0; i < r->n; i++) {
		service_layer_version(d, r->layers[i]);
		if (r->more != NULL)
			r->more(d, r->layers[i]);
	}
	digest_text(d, key);
	talloc_free(d);
}

static void write_elements(const struct exchange *x, const struct run *r, struct out *out, const void *ctx)
{
	xmlTextWriterPtr w = r->write != NULL ? xml_writer(ctx, out) : NULL;
	struct exchange each = *x;

	for (size_t i = 0; i < r->n; i++) {
		each.ctx = talloc_new(ctx);
		if (w != NULL) {
			r->write(r->arg, &each, w, r->layers[i]);
		} else {
			out_text(out, i > 0 || !r->first ? "," : "");
			r->value(r->arg, &each, out, r->layers[i]);
		}
		mem_free(each.ctx);
	}
	if (w != NULL)
		settle(w);
}

static struct kept make_run(const void *ctx, const struct exchange *x, const struct run *r)
{
	struct out *run = out_new_buffer(ctx);
	size_t n;

	write_elements(x, r, run, ctx);
	const void *bytes = out_held(run, &n);
	return pack_part(ctx, bytes, n);
}

static void add_runs(struct compose *c, const char *kind, struct run *r, const struct layer *const *layers, size_t n)
{
	add_loose(c);
	for (size_t at = 0; at < n; at += r->n) {
		char key[DIGEST_TEXT];
		r->layers = layers + at;
		r->n = run_length(r->layers, n - at);
		r->first = at == 0;
		run_key(c, kind, r, key);
		const struct kept *known = kept_get(c->x->documents, key);
		void *scratch = talloc_new(c->x->ctx);
		struct kept made = known != NULL ? *known : make_run(scratch, c->x, r);
		add(c, &made);
		made.bytes = NULL;
		if (known == NULL)
			kept_put(c->x->documents, key, 0, &made);
		talloc_free(scratch);
	}
}

void compose_layers(struct compose *c, const char *kind, const struct layer *const *layers, size_t n,
                    compose_layer_fn *write, void *arg)
{
	add_runs(c, kind, &(struct run){ .write = write, .arg = arg }, layers, n);
}

void compose_values(struct compose *c, const char *kind, const struct layer *const *layers, size_t n,
                    compose_value_fn *write, compose_more_fn *more, void *arg)
{
	add_runs(c, kind, &(struct run){ .value = write, .more = more, .arg = arg }, layers, n);
}

/* An empty last block, the checksum, the length (RFC 1952). */
static void end(struct compose *c)
{
	unsigned char tail[10] = { 3, 0 };

	for (int i = 0; i < 4; i++) {
		tail[2 + i] = (unsigned char)(c->checksum >> 8 * i);
		tail[6 + i] = (unsigned char)(c->n >> 8 * i);
	}
	if (c->packed)
		out_write(c->out, tail, sizeof tail);
	out_write(c->whole, tail, sizeof tail);
}

/* What is short is kept unpacked, too. */
static void keep_whole(const struct compose *c, const char *key)
{
	struct kept k = { .n = c->n };
	struct out *plain = out_new_buffer(c->x->ctx);
	size_t n;

	k.packed = out_held(c->whole, &k.n_packed);
	if (k.n <= KEPT_LONG && kept_write(&k, false, plain))
		k.bytes = out_held(plain, &n);
	kept_put(c->x->documents, key, c->x->view->catalogue->edition, &k);
}

void compose_answer(const struct exchange *x, struct out *out, const char *name, const char *content_type,
                    compose_make_fn *make, void *arg)
{
	if (document_begin(x, out, name, content_type))
		return;
	const char *key = document_key(x, name);
	if (document_recall(x, out, key))
		return;
	struct compose c = { .x = x, .out = out, .packed = request_takes_gzip(x->request),
	                     .loose = out_new_buffer(x->ctx), .whole = out_new_buffer(x->ctx) };
	c.w = xml_writer(x->ctx, c.loose);
	if (c.packed) {
		out_header(out, "Content-Encoding", "gzip");
		out_write(out, gzip_head, sizeof gzip_head);
	}
	out_header(out, "Vary", "Accept-Encoding");
	out_write(c.whole, gzip_head, sizeof gzip_head);
	make(x, &c, arg);
	add_loose(&c);
	end(&c);
	keep_whole(&c, key);
}
