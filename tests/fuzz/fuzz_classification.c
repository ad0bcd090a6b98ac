/* The document behind ClassificationURL. */
#include <math.h>

#include "tests/fuzz/fuzz.h"
#include "tjs/join.h"

static void check(const struct order *o)
{
	for (size_t i = 0; i < o->n_attributes; i++) {
		const struct thematic_wish *w = o->attributes[i].wish;
		if (w == NULL)
			continue;
		assert(w->classes <= 20 && w->n_breaks <= 64);
		for (size_t b = 0; b < w->n_breaks; b++)
			assert(isfinite(w->breaks[b]));
		assert(w->kind >= -1 && w->method >= -1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct fuzz_world *w = fuzz_world(ctx);
	const struct tjs_request request = { .operation = TJS_JOIN_DATA };
	const struct order_attribute attributes[] = { { .column = "a" }, { .column = "b" } };
	struct tjs_errand e = {
		.x = &w->x, .request = &request, .folder = "", .columns = "a:double,b:string",
		.order = { .act = ORDER_JOIN, .attributes = attributes, .n_attributes = 2 },
	};
	struct err err = { 0 };

	if (tjs_join_classes(&e, fuzz_text(ctx, data, size), &err))
		check(&e.order);
	else
		fuzz_explained(&err);
	talloc_free(ctx);
	return 0;
}
