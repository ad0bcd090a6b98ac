/* An order: what goes to a job, and what a stored join keeps of its mapping. */
#include "base/json.h"
#include "joining/order.h"
#include "tests/fuzz/fuzz.h"

static const char *written(const void *ctx, const struct order *o)
{
	struct json w = json_writer(out_new_buffer(ctx));
	size_t n;

	order_write(o, &w);
	const char *bytes = out_held(w.out, &n);
	return mem_strndup(ctx, bytes, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct order o, again;
	struct err err = { 0 };

	if (order_read(&o, ctx, (const char *)data, size, &err)) {
		const char *text = written(ctx, &o);
		assert(order_read(&again, ctx, text, strlen(text), &err));
		assert(strcmp(written(ctx, &again), text) == 0);
		assert(strlen(order_identifier(ctx, &o, "s", "v", "d")) == 32);
	} else {
		fuzz_explained(&err);
	}
	talloc_free(ctx);
	return 0;
}
