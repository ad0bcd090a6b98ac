/* A settings file: what is accepted is within the bounds that the code relies on. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	const struct conf *conf = conf_load(ctx, fuzz_file(ctx, "jointure.conf", data, size), &err);

	if (conf == NULL) {
		fuzz_explained(&err);
	} else {
		assert(err.code == ERR_NONE);
		assert(conf->grace >= 60 && conf->max_layers >= 1 && conf->max_requests >= 1);
		assert(conf->max_filter_depth <= 64 && conf->max_predicates <= 5000);
		assert(conf->default_features >= 1 && conf->max_pixels <= INT64_C(1) << 30);
		assert(text_starts(conf->base_url, "http") && !text_ends(conf->base_url, "/"));
		assert(*conf->base_path == '\0' || *conf->base_path == '/');
		conf_print(conf, out_new_buffer(ctx));
	}
	talloc_free(ctx);
	return 0;
}
