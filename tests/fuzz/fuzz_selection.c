/* What GetData selects by: four lines, Attributes, LinkageKeys, FilterColumn and FilterValue, an empty one for what is
   not said; of six rows whose keys hold hyphens, commas and zeros. */
#include "gdas/blocks.h"
#include "tests/fuzz/fuzz.h"
#include "tjs/select.h"

#define N 6
static char keys[] = "01\0" "02\0" "10-19\0" "2A\0" "FR-75\0" "a,b";
static char kinds[] = "rural\0urban\0";
static uint32_t key_offsets[N] = { 0, 3, 6, 12, 15, 21 }, kind_offsets[N] = { 0, 6, 0, 6, 0, 0 };
static uint8_t states[N] = { VALUE_PRESENT, VALUE_PRESENT, VALUE_PRESENT, VALUE_SECRET, VALUE_PRESENT, VALUE_MISSING };
static int64_t counts[N] = { 1, 2, 3, 0, -5, 0 };

static void fill(struct tjs_data *d, struct table_column *columns, struct tjs_column *told, struct attribute *attributes,
                 struct dataset *dataset, struct table *table)
{
	columns[0] = (struct table_column){ .name = "n", .type = CELL_INTEGER, .integers = counts, .states = states };
	columns[1] = (struct table_column){ .name = "kind", .type = CELL_TEXT, .states = states };
	columns[1].text.offsets = kind_offsets;
	columns[1].text.pool = kinds;
	attributes[0] = (struct attribute){ .name = "n", .kind = ATTRIBUTE_COUNT };
	attributes[1] = (struct attribute){ .name = "kind", .kind = ATTRIBUTE_NOMINAL };
	for (int i = 0; i < 2; i++)
		told[i] = (struct tjs_column){ .attribute = &attributes[i], .values = &columns[i] };
	*table = (struct table){ .n_rows = N, .n_columns = 2, .columns = columns };
	*d = (struct tjs_data){
		.dataset = dataset, .table = table, .key_offsets = key_offsets, .keys = keys, .columns = told, .n_columns = 2,
		.n_rows = N,
	};
}

/* The next line, or NULL when it is empty. */
static const char *line(char **text)
{
	char *at = *text;
	size_t n = strcspn(at, "\n");

	*text = at + n + (at[n] == '\n');
	at[n] = '\0';
	return n > 0 ? at : NULL;
}

static void check_rows(const struct tjs_rows *rows)
{
	size_t at = 0, n = 0;
	uint32_t row;

	for (; tjs_rows_next(rows, &at, &row); n++) {
		assert(row < N && tjs_data_has(rows->data, row));
		assert(rows->chosen == NULL || rows->chosen[row]);
	}
	assert(n > 0 && n <= N);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct fuzz_world *w = fuzz_world(ctx);
	struct table_column columns[2];
	struct tjs_column told[2];
	struct attribute attributes[2];
	struct dataset dataset = { .name = "d" };
	struct table table;
	struct tjs_data d;
	struct tjs_rows rows;
	struct err err = { 0 };
	char *text = fuzz_text(ctx, data, size);
	const size_t *chosen;
	size_t n;

	fill(&d, columns, told, attributes, &dataset, &table);
	if (tjs_columns_named(&chosen, &n, &w->x, &d, line(&text), &err))
		assert(n <= 2 && (n < 2 || chosen[0] != chosen[1]));
	else
		fuzz_explained(&err);
	err = (struct err){ 0 };
	struct tjs_selection s = { .keys = line(&text) };
	s.filter_column = line(&text);
	s.filter_value = line(&text);
	if (tjs_rows_select(&rows, &w->x, &d, &s, &err))
		check_rows(&rows);
	else
		fuzz_explained(&err);
	talloc_free(ctx);
	return 0;
}
