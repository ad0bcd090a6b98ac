/* A WFS request, posted (it begins with "<") or as key-value pairs. */
#include "map/wfs_request.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct wfs_request *r, const struct exchange *x)
{
	assert(r->version < WFS_VERSIONS && r->operation < WFS_OPERATIONS);
	assert(r->count >= -1 && r->start >= 0);
	assert(r->n_parts <= (size_t)x->conf->max_layers);
	if (r->operation == WFS_GET_FEATURE)
		assert(r->n_parts > 0);
	for (size_t i = 0; i < r->n_parts; i++)
		assert(r->parts[i].type != NULL || r->parts[i].n_ids > 0);
	const char *pairs = r->n_parts > 0 ? wfs_request_write(r, x, 2000) : NULL;
	assert(pairs == NULL || strlen(pairs) <= 2000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct fuzz_world *w = fuzz_world(ctx);
	struct wfs_request r;
	struct err err = { 0 };
	bool xml = size > 0 && data[0] == '<';
	bool whole = true;

	if (xml) {
		w->request.method = METHOD_POST;
		w->request.content_type = "text/xml";
		w->request.body = (struct span){ (const char *)data, size };
	} else {
		whole = kvp_parse(&w->request.query, ctx, fuzz_text(ctx, data, size), &err);
	}
	if (whole && wfs_request_read(&r, &w->x, &err))
		check(&r, &w->x);
	else
		fuzz_explained(&err);
	wfs_request_version(&w->x);
	assert(wfs_request_operation(&w->x) != NULL);
	talloc_free(ctx);
	return 0;
}
