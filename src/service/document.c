#include "service/document.h"

#include "base/gzip.h"
#include "service/kept.h"

/* `lasts`: the bytes are the store's. */
static bool send(const struct exchange *x, struct out *out, const struct kept *k, bool lasts)
{
	bool packed = k->packed != NULL && request_takes_gzip(x->request);
	char *length = text_from_int(x->ctx, (int64_t)(packed ? k->n_packed : k->n));

	if (packed)
		out_header(out, "Content-Encoding", "gzip");
	out_header(out, "Vary", "Accept-Encoding");
	out_header(out, "Content-Length", length);
	const struct span body = packed ? (struct span){ k->packed, k->n_packed } : (struct span){ k->bytes, k->n };
	if (body.at == NULL)
		return kept_write(k, false, out);
	return lasts ? out_lend(out, body.at, body.n) : out_write(out, body.at, body.n);
}

bool document_recall(const struct exchange *x, struct out *out, const char *key)
{
	const struct kept *k = kept_get(x->documents, key);

	if (k != NULL)
		send(x, out, k, true);  /* a client that left is out_finish's to report */
	return k != NULL;
}

char *document_key(const struct exchange *x, const char *name)
{
	return TEXT_JOIN(x->ctx, name, "\n", text_from_int(x->ctx, (int64_t)x->view->catalogue->edition), "\n",
	                 x->view->hash, "\n", lang_tag(x->lang), "\n", x->theme != NULL ? x->theme->name : "", "\n",
	                 x->key != NULL ? x->key : "");
}

bool document_begin(const struct exchange *x, struct out *out, const char *name, const char *content_type)
{
	out_header(out, "Content-Type", content_type);
	out_header(out, "Content-Language", lang_tag(x->lang));
	/* what lists joins changes without an edition: the name says so, and no date could */
	return service_unchanged(x, out, name, view_sequence(x->view) > 0);
}

bool document_answer(const struct exchange *x, struct out *out, const char *name, const char *content_type,
                     document_make_fn *make, void *arg, struct err *err)
{
	if (document_begin(x, out, name, content_type))
		return true;
	const char *key = document_key(x, name);
	if (document_recall(x, out, key))
		return true;
	struct out *made = out_new_buffer(x->ctx);
	if (!make(x, made, arg, err))
		return false;
	struct kept k = { 0 };
	k.bytes = out_held(made, &k.n);
	k.packed = gzip_pack(x->ctx, k.bytes, k.n, GZIP_WELL, &k.n_packed);
	send(x, out, &k, false);
	if (k.packed != NULL && k.n > KEPT_LONG)
		k.bytes = NULL;
	kept_put(x->documents, key, x->view->catalogue->edition, &k);
	talloc_free(made);
	return true;
}

bool document_keep(const struct exchange *x, struct out *out, document_make_fn *make, void *arg, struct err *err)
{
	const char *etag = out_header_get(out, "ETag");

	if (etag == NULL || x->answers == NULL)
		return make(x, out, arg, err);
	const struct kept *known = kept_get(x->answers, etag);
	if (known != NULL) {
		out_lend(out, known->bytes, known->n);
		return true;
	}
	struct out *made = out_new_buffer(x->ctx);
	if (!make(x, made, arg, err))
		return false;
	struct kept k = { 0 };
	k.bytes = out_held(made, &k.n);
	out_write(out, k.bytes, k.n);
	kept_put(x->answers, etag, 0, &k);
	talloc_free(made);
	return true;
}
