/* A GeoJSON file of a client, joined to a small table: what is taken comes back as JSON with as many features. */
#include <jansson.h>

#include "joining/filejoin.h"

#include "tests/fuzz/fuzz.h"

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");

	assert(f != NULL && fputs(text, f) >= 0);
	fclose(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	const char *folder = fuzz_file(ctx, "left", data, size);
	const char *to = mem_printf(ctx, "%s/joined", folder), *table = mem_printf(ctx, "%s/table", folder);
	const struct joining on = { .workspace = folder, .limits = { .bytes = 1 << 20 } };
	const struct order order = {
		.act = ORDER_FILES, .left = mem_printf(ctx, "%s/left", folder), .left_key = "code", .file = table,
		.keys = { "code" }, .n_keys = 1, .reduction = REDUCE_FIRST,
	};
	struct err err = { 0 };
	size_t matched;

	put(table, "code;n;name\n01;1,5;a\n02;2;\"b \"\"c\"\"\"\n");
	if (filejoin_run(to, ctx, &on, &order, &matched, &err)) {
		json_error_t why;
		json_t *before = json_loadb((const char *)data, size, 0, &why), *after = json_load_file(to, 0, &why);
		assert(after != NULL);
		/* a mark before it is not JSON to jansson */
		assert(before == NULL || json_array_size(json_object_get(before, "features")) ==
		                         json_array_size(json_object_get(after, "features")));
		json_decref(before);
		json_decref(after);
	} else {
		fuzz_explained(&err);
	}
	talloc_free(ctx);
	return 0;
}
