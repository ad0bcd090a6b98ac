/* A metadata file of a publication. */
#include "publish/request.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct publish_request *r)
{
	for (size_t i = 0; i < r->n_styles; i++)
		assert(text_is_name(r->styles[i].name) && r->styles[i].file != NULL);
	for (size_t i = 0; i < r->n_dimensions; i++)
		assert(r->dimensions[i].name != NULL && r->dimensions[i].units != NULL);
	for (size_t i = 0; i < r->n_columns; i++)
		assert(r->columns[i].name != NULL);
	assert(r->level <= LEVEL_INTERNAL && r->min_scale >= 0 && r->max_scale >= 0);
	const char *title = text_in(r->metadata.title, LANG_FR);
	assert(text_is_utf8(title, strlen(title)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct publish_request request = { 0 };
	struct err err = { 0 };
	const char *folder = fuzz_file(ctx, "metadata.json", data, size);

	if (request_read(&request, ctx, mem_printf(ctx, "%s/metadata.json", folder), &err))
		check(&request);
	else
		fuzz_explained(&err);
	talloc_free(ctx);
	return 0;
}
