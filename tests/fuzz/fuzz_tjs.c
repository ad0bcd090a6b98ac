/* A TJS request: posted (it begins with "<"), bare or in an envelope, or as key-value pairs. */
#include "tests/fuzz/fuzz.h"
#include "tjs/request.h"

static void check(const struct tjs_request *r)
{
	const struct tjs_selection *s = &r->selection;

	assert(r->operation < TJS_OPERATIONS);
	if (r->operation == TJS_GET_DATA)
		assert(s->framework != NULL && s->dataset != NULL);
	if (r->operation == TJS_DESCRIBE_KEY)
		assert(s->framework != NULL);
	if (r->operation == TJS_JOIN_DATA)
		assert(r->data_url != NULL || r->data_text.at != NULL || (r->data != NULL && r->data->dataset != NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct fuzz_world *w = fuzz_world(ctx);
	struct tjs_request r;
	struct err err = { 0 };
	bool whole = true;
	enum lang lang;

	if (size > 0 && data[0] == '<') {
		w->request.method = METHOD_POST;
		w->request.content_type = "text/xml";
		w->request.body = (struct span){ (const char *)data, size };
	} else {
		whole = kvp_parse(&w->request.query, ctx, fuzz_text(ctx, data, size), &err);
	}
	if (whole && tjs_request_read(&r, &lang, &w->x, &err))
		check(&r);
	else
		fuzz_explained(&err);
	assert(tjs_manner_of(&w->x).operation != NULL);
	talloc_free(ctx);
	return 0;
}
