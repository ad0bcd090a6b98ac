/* A GDAS that a client sends or that was fetched; and the description of one, which is read alike. */
#include "table/gdas.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct table_limits limits = { 1000, 20, 4096, 1 << 20 };
	const struct xml_source from = { .text = { (const char *)data, size } };
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	struct gdas g;
	char scratch[40];

	if (gdas_describe(&g, ctx, &from, &limits, &err))
		assert(g.n_keys > 0 && g.n_columns > 0 && g.table == NULL);
	else
		fuzz_explained(&err);
	err = (struct err){ 0 };
	if (!gdas_read(&g, ctx, &from, &limits, &err)) {
		fuzz_explained(&err);
		talloc_free(ctx);
		return 0;
	}
	assert(g.n_keys > 0 && g.n_columns > 0 && g.table->n_columns == g.n_keys + g.n_columns);
	assert(g.table->n_rows > 0 && g.table->n_rows <= (size_t)limits.rows);
	for (size_t c = 0; c < g.table->n_columns; c++)
		for (size_t r = 0; r < g.table->n_rows; r++) {
			const char *s = table_text(g.table, c, r, scratch);
			assert(s == NULL || strlen(s) <= (size_t)limits.cell);
		}
	talloc_free(ctx);
	return 0;
}
