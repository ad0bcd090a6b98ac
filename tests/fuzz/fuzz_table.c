/* A table that a client sends, whatever it is written in. */
#include <cpl_vsi.h>

#include "table/encoding.h"
#include "table/read.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct table *t, const struct table_limits *limits)
{
	char scratch[40];

	assert(t->n_rows <= (size_t)limits->rows && t->n_columns <= (size_t)limits->columns);
	for (size_t c = 0; c < t->n_columns; c++) {
		assert(*t->columns[c].name != '\0');
		assert(strcmp(t->columns[table_find(t, t->columns[c].name)].name, t->columns[c].name) == 0);
		for (size_t r = 0; r < t->n_rows; r++) {
			const char *s = table_text(t, c, r, scratch);
			assert(s == NULL || strlen(s) <= (size_t)limits->cell);
			table_number(t, c, r);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct table_limits limits = { 1000, 20, 4096, 1 << 20 };
	static const char path[] = "/vsimem/fuzz.csv";
	void *ctx = talloc_new(NULL);
	struct table_options options = { 0 };
	struct table_origin origin;
	struct err err = { 0 };
	/* a copy of the library's own: VSIUnlink frees it */
	GByte *copy = VSIMalloc(size + 1);

	assert(copy != NULL);
	memcpy(copy, data, size);
	VSIFCloseL(VSIFileFromMemBuffer(path, copy, size, TRUE));
	struct table *t = table_read(ctx, path, &options, &limits, &origin, &err);
	if (t != NULL)
		check(t, &limits);
	else
		fuzz_explained(&err);
	VSIUnlink(path);
	talloc_free(ctx);
	return 0;
}
