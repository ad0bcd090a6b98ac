/* A line with the parameters of Content-Type, then a form: what is taken lies in the body, in order, and has names. */
#include "api/multipart.h"
#include "base/mem.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	const uint8_t *line = memchr(data, '\n', size);
	size_t n = line != NULL ? (size_t)(line - data) : size;
	const char *parameters = mem_strndup(ctx, (const char *)data, n);
	size_t left = line != NULL ? size - n - 1 : 0;
	/* a copy of its own, so that one byte beyond it is seen */
	char *body = mem_array(ctx, char, left);
	struct multipart m;
	struct err err = { 0 };

	if (left > 0)
		memcpy(body, line + 1, left);
	if (!multipart_read(&m, ctx, parameters, (struct span){ body, left }, &err)) {
		fuzz_explained(&err);
	} else {
		const char *at = body;
		assert(m.n <= MULTIPART_PARTS);
		for (size_t i = 0; i < m.n; i++) {
			const struct multipart_part *part = &m.parts[i];
			assert(*part->name != '\0' && text_is_utf8(part->name, strlen(part->name)));
			assert(part->content.at >= at && part->content.at + part->content.n <= body + left);
			assert(part->filename == NULL || strpbrk(part->filename, "/\\\n\r") == NULL);
			at = part->content.at + part->content.n;
		}
	}
	talloc_free(ctx);
	return 0;
}
