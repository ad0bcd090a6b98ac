/* CLASS blocks of a publisher: what passes names nothing outside of the style. */
#include "map/classes.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct fuzz_world *w = fuzz_world(ctx);
	struct err err = { 0 };

	if (!classes_check(ctx, &w->layer, fuzz_text(ctx, data, size), &err))
		fuzz_explained(&err);
	talloc_free(ctx);
	return 0;
}
