/* What another Table Joining Service says of itself. */
#include "harvest/address.h"
#include "harvest/listing.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const roots[] = { "Capabilities", "FrameworkDescriptions", "DatasetDescriptions" };
	const struct xml_source from = { .text = { (const char *)data, size } };
	void *ctx = talloc_new(NULL);

	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
		struct err err = { 0 };
		struct listing l;
		if (!listing_read(&l, ctx, &from, 1 << 20, roots[i], &err)) {
			fuzz_explained(&err);
			continue;
		}
		assert(l.title != NULL && l.site != NULL && l.lang != NULL);
		for (size_t f = 0; f < l.n_frameworks; f++)
			for (size_t d = 0; d < l.frameworks[f].n_datasets; d++)
				assert(*harvest_last_word(l.frameworks[f].datasets[d].uri) != '\0' ||
				       *l.frameworks[f].datasets[d].uri == '\0');
	}
	const char *base = harvest_base(ctx, mem_strndup(ctx, (const char *)data, size));
	assert(strcmp(harvest_base(ctx, base), base) == 0);
	harvest_host(ctx, base);
	talloc_free(ctx);
	return 0;
}
