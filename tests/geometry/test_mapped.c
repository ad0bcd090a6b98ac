#include <sys/stat.h>

#include "base/guard.h"
#include "geometry/mapped.h"
#include "tests/geometry/unit_joined.h"
#include "tests/pack/spoil.h"

#define TERRITORIES FEATURE("\"code\":\"01\"", SQUARE(1, 1)) "," FEATURE("\"code\":\"02\"", SQUARE(2, 1))

struct site {
	char *workspace;
	struct layer *base;
	struct err err;
};

static int set_up(void **state)
{
	struct site *s = mem_new(NULL, struct site);

	s->workspace = scratch_new(s);
	s->base = stored_features(s, s->workspace, "territoires", "code", TERRITORIES);
	mkdir(mem_printf(s, "%s/joins", s->workspace), 0777);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

/* A joined layer whose one column holds `first` and first + 1, or more rows than there are features. */
static struct layer *join(struct site *s, const char *name, int64_t first, size_t n_rows)
{
	struct table_column column = { .name = "n", .unit = "", .type = CELL_INTEGER,
	                               .integers = mem_array(s, int64_t, n_rows) };
	struct table table = { n_rows, 1, &column };
	struct layer *layer = joined_over(s, s->base, &table, name);
	struct joined *joined = mem_new(layer, struct joined);

	for (size_t i = 0; i < n_rows; i++)
		column.integers[i] = first + (int64_t)i;
	*joined = *layer->joined;
	joined->columns_path = mem_printf(s, "joins/%s.columns", name);
	layer->joined = joined;
	assert_true(columns_write(s, mem_printf(s, "%s/%s", s->workspace, joined->columns_path), &table, NULL, 0,
	                          &s->err));
	return layer;
}

static int64_t first_value(struct site *s, struct mapped *m, const struct layer *layer)
{
	void *request = talloc_new(NULL);
	const struct columns_file *f = mapped_columns(m, request, layer, &s->err);

	if (f == NULL)
		fail_msg("%s (%s)", s->err.message.en, s->err.detail);
	int64_t value = f->table->columns[0].integers[0];
	talloc_free(request);
	return value;
}

static void what_is_open_is_lent_again(void **state)
{
	struct site *s = *state;
	struct mapped *m = mapped_new(s, s->workspace, 4);
	const struct layer *layer = join(s, "a", 7, 2);

	assert_int_equal(first_value(s, m, layer), 7);
	const struct geometry_store *store = mapped_geometry(m, s, layer, &s->err);
	assert_int_equal(store->n, 2);
	assert_ptr_equal(mapped_geometry(m, s, s->base, &s->err), store);
	const struct columns_file *f = mapped_columns(m, s, layer, &s->err);
	mapped_trim(m);
	assert_ptr_equal(mapped_columns(m, s, layer, &s->err), f);
}

static void those_not_used_lately_close_between_requests_only(void **state)
{
	struct site *s = *state;
	struct mapped *m = mapped_new(s, s->workspace, 2);
	const struct layer *a = join(s, "a", 10, 2), *b = join(s, "b", 20, 2), *c = join(s, "c", 30, 2);

	const struct columns_file *of_a = mapped_columns(m, s, a, &s->err);
	first_value(s, m, b);
	const struct columns_file *of_c = mapped_columns(m, s, c, &s->err);
	assert_int_equal(of_a->table->columns[0].integers[1], 11);   /* still there */
	assert_ptr_equal(mapped_columns(m, s, a, &s->err), of_a);
	mapped_trim(m);
	assert_ptr_equal(mapped_columns(m, s, c, &s->err), of_c);
	assert_ptr_equal(mapped_columns(m, s, a, &s->err), of_a);
	assert_int_equal(first_value(s, m, b), 20);
	talloc_free(m);
}

static void a_store_with_a_changed_coordinate_is_made_anew(void **state)
{
	struct site *s = *state;
	char *path = stored_path(s, s->workspace, s->base);
	struct mapped *m = mapped_new(s, s->workspace, 4);
	const double corner[] = { 1, 1, 1.5, 1 };

	stored_open(s, s->workspace, s->base);
	struct bytes b = spoil_read(s, path);
	unsigned char *at = memmem(b.at, b.n, corner, sizeof corner);
	assert_non_null(at);
	at[6] ^= 1;
	unlink(path);
	spoil_write(path, b.at, b.n);
	const struct geometry_store *store = mapped_geometry(m, s, s->base, &s->err);
	assert_non_null(store);
	assert_memory_equal(store->xy, corner, sizeof corner);
}

static void read_store(void *arg)
{
	const struct geometry_store *store = arg;
	volatile double sum = 0;

	for (size_t i = 0; i < 2 * store->n_points; i++)
		sum = sum + store->xy[i];
}

/* A reader finds the memory gone; who asks next gets a store that was made anew. */
static void a_store_cut_short_under_its_reader_is_named_and_made_anew(void **state)
{
	struct site *s = *state;
	char *path = stored_path(s, s->workspace, s->base);
	struct mapped *m = mapped_new(s, s->workspace, 4);
	union { const struct geometry_store *store; void *arg; } u;
	const void *at;

	u.store = mapped_geometry(m, s, s->base, &s->err);
	assert_int_equal(truncate(path, 0), 0);
	assert_false(guard_run(read_store, u.arg, &at));
	assert_string_equal(mapped_lost(m, s, at), path);
	assert_int_not_equal(access(path, F_OK), 0);
	mapped_trim(m);
	u.store = mapped_geometry(m, s, s->base, &s->err);
	assert_true(guard_run(read_store, u.arg, &at));
	assert_int_equal(access(path, F_OK), 0);
}

static void read_columns(void *arg)
{
	const struct columns_file *f = arg;
	volatile int64_t sum = 0;

	for (size_t i = 0; i < f->table->n_rows; i++)
		sum = sum + f->table->columns[0].integers[i];
}

/* They cannot be made again here: they stay where they are, and are refused. */
static void joined_columns_cut_short_are_named_and_refused(void **state)
{
	struct site *s = *state;
	struct mapped *m = mapped_new(s, s->workspace, 4);
	const struct layer *layer = join(s, "a", 7, 2);
	char *path = mem_printf(s, "%s/joins/a.columns", s->workspace);
	union { const struct columns_file *f; void *arg; } u = { .f = mapped_columns(m, s, layer, &s->err) };
	const void *at;

	assert_int_equal(truncate(path, 0), 0);
	assert_false(guard_run(read_columns, u.arg, &at));
	assert_string_equal(mapped_lost(m, s, at), path);
	assert_int_equal(access(path, F_OK), 0);
	mapped_trim(m);
	assert_null(mapped_columns(m, s, layer, &s->err));
	assert_int_equal(s->err.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(s->err.detail, path));
}

/* Between two requests: whoever asks then never reads what is gone. */
static void a_file_that_changed_between_requests_is_looked_at_again(void **state)
{
	struct site *s = *state;
	struct mapped *m = mapped_new(s, s->workspace, 8);
	const struct layer *layer = join(s, "a", 7, 2);
	char *path = stored_path(s, s->workspace, s->base);

	assert_int_equal(first_value(s, m, layer), 7);
	mapped_trim(m);
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(mapped_geometry(m, s, layer, &s->err)->n, 2);
	mapped_trim(m);
	unlink(mem_printf(s, "%s/joins/a.columns", s->workspace));
	join(s, "a", 9, 2);
	assert_int_equal(first_value(s, m, layer), 9);
	mapped_trim(m);
	unlink(path);   /* safe to delete */
	assert_int_equal(mapped_geometry(m, s, layer, &s->err)->n, 2);
	assert_int_equal(access(path, F_OK), 0);
}

static void memory_of_no_file_has_no_name(void **state)
{
	struct site *s = *state;
	struct mapped *m = mapped_new(s, s->workspace, 4);

	mapped_geometry(m, s, s->base, &s->err);
	assert_null(mapped_lost(m, s, &s->err));
}

static void columns_that_do_not_suit_are_refused(void **state)
{
	struct site *s = *state;
	struct mapped *m = mapped_new(s, s->workspace, 4);
	struct layer *gone = join(s, "gone", 1, 2);

	assert_null(mapped_columns(m, s, join(s, "longer", 1, 3), &s->err));
	assert_int_equal(s->err.code, ERR_UNAVAILABLE);
	assert_null(strstr(s->err.message.en, s->workspace));
	s->err = (struct err){ 0 };
	unlink(mem_printf(s, "%s/%s", s->workspace, gone->joined->columns_path));
	assert_null(mapped_columns(m, s, gone, &s->err));
	assert_int_equal(s->err.code, ERR_UNAVAILABLE);
	s->err = (struct err){ 0 };
	assert_int_equal(first_value(s, m, join(s, "good", 5, 2)), 5);
}

int main(void)
{
#define OVER_SITE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		OVER_SITE(what_is_open_is_lent_again),
		OVER_SITE(those_not_used_lately_close_between_requests_only),
		OVER_SITE(a_store_with_a_changed_coordinate_is_made_anew),
		OVER_SITE(a_store_cut_short_under_its_reader_is_named_and_made_anew),
		OVER_SITE(joined_columns_cut_short_are_named_and_refused),
		OVER_SITE(a_file_that_changed_between_requests_is_looked_at_again),
		OVER_SITE(memory_of_no_file_has_no_name),
		OVER_SITE(columns_that_do_not_suit_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
