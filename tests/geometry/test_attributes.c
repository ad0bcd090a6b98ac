#include "geometry/attributes.h"
#include "geometry/features.h"
#include "geometry/mapped.h"
#include "tests/geometry/unit_store.h"
#include "tests/pack/spoil.h"

/* All types, values at the edges of them, and nothing in each column. */
#define ROWS \
	FEATURE("\"code\":\"01\",\"n\":9007199254740993,\"r\":0.1,\"t\":\"l'Île-d'Yeu\",\"b\":true,\"d\":\"2024-02-29\"," \
	        "\"m\":\"2024-02-29T13:37:00.250Z\"", SQUARE(1, 1)) "," \
	FEATURE("\"code\":\"02\",\"n\":null,\"r\":null,\"t\":null,\"b\":null,\"d\":null,\"m\":null", SQUARE(2, 1)) "," \
	FEATURE("\"code\":\"03\",\"n\":-1,\"r\":-1e300,\"t\":\"\",\"b\":false,\"d\":\"1899-12-31\"," \
	        "\"m\":\"1969-07-20T20:17:40+02:00\"", "null") "," \
	FEATURE("\"code\":\"04\",\"n\":0,\"r\":0,\"t\":\"a, b\\n\",\"b\":true,\"d\":\"9999-12-31\",\"m\":\"2000-01-01T00:00:00Z\"", \
	        SQUARE(3, 1))

struct site {
	char *workspace;
	struct layer *layer;
	struct mapped *mapped;
	struct err err;
};

static int set_up(void **state)
{
	struct site *s = mem_new(NULL, struct site);

	s->workspace = scratch_new(s);
	s->layer = stored_features(s, s->workspace, "territoires", "code", ROWS);
	s->mapped = mapped_new(s, s->workspace, 4);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static const struct columns_file *columns(struct site *s)
{
	const struct columns_file *f = mapped_attributes(s->mapped, s, s->layer, &s->err);

	if (f == NULL)
		fail_msg("%s (%s)", s->err.message.en, s->err.detail);
	return f;
}

static void is_same(const struct columns_file *f, size_t column, size_t row, enum column_type type,
                    const struct feature_value *v)
{
	const struct table_column *c = &f->table->columns[column];
	bool null = c->states != NULL && c->states[row] != VALUE_PRESENT;
	char scratch[40];

	assert_int_equal(null, v->null);
	if (null)
		return;
	if (type == COLUMN_BOOLEAN)
		assert_string_equal(c->integers[row] == 1 ? "true" : "false", v->text);
	else
		assert_string_equal(table_text(f->table, column, row, scratch), v->text);
}

static void they_are_what_the_data_file_tells_in_the_order_of_the_store(void **state)
{
	struct site *s = *state;
	const struct columns_file *f = columns(s);
	const struct geometry_store *store = mapped_geometry(s->mapped, s, s->layer, &s->err);
	const struct feature_query q = { .layer = s->layer, .limit = -1, .srs = s->layer->srs,
	                                 .open_name = data_open_name(s, s->workspace, &s->layer->source) };
	struct features *rows = features_open(s, &q, &s->err);
	size_t types = 0, i = 0;

	assert_int_equal(f->table->n_columns, s->layer->n_columns);
	assert_int_equal(f->table->n_rows, store->n);
	for (; features_next(rows, &s->err) == FEATURES_ROW; i++) {
		assert_string_equal(stored_key(store, i), features_id(rows));
		for (size_t c = 0; c < s->layer->n_columns; c++) {
			is_same(f, c, i, s->layer->columns[c].type, &features_values(rows)[c]);
			types |= (size_t)1 << s->layer->columns[c].type;
		}
	}
	assert_int_equal(i, 4);
	assert_int_equal(types, (1 << (COLUMN_DATETIME + 1)) - 1);   /* each type was there */
}

static void a_whole_number_keeps_all_its_digits_and_no_text_is_not_the_empty_one(void **state)
{
	struct site *s = *state;
	const struct table *t = columns(s)->table;
	const struct table_column *n = &t->columns[table_find(t, "n")], *text = &t->columns[table_find(t, "t")];

	assert_true(n->integers[0] == 9007199254740993);
	assert_int_equal(text->states[1], VALUE_MISSING);
	assert_int_equal(text->states[2], VALUE_PRESENT);
	assert_string_equal(text->text.pool + text->text.offsets[2], "");
}

static void a_layer_joined_to_it_has_those_of_its_base(void **state)
{
	struct site *s = *state;
	const struct joined joined = { .base = s->layer };
	const struct layer layer = { .joined = &joined };
	const struct columns_file *f = columns(s);

	assert_ptr_equal(mapped_attributes(s->mapped, s, &layer, &s->err), f);
}

static void what_has_no_geometry_of_one_kind_has_none(void **state)
{
	struct site *s = *state;
	struct layer referenced = *s->layer, mixed = *s->layer;

	referenced.source.referenced = true;
	mixed.geometry = GEOMETRY_ANY;
	assert_false(mapped_suits(&referenced));
	assert_null(mapped_attributes(s->mapped, s, &referenced, &s->err));
	assert_int_equal(s->err.code, ERR_NOT_SUPPORTED);
	s->err = (struct err){ 0 };
	assert_false(mapped_suits(&mixed));
	assert_null(mapped_geometry(s->mapped, s, &mixed, &s->err));
	assert_int_equal(s->err.code, ERR_NOT_SUPPORTED);
	assert_true(mapped_suits(s->layer));
}

/* Of a damaged file, and of one of other columns in its place. */
static void a_file_that_is_not_the_one_that_is_meant_is_made_anew(void **state)
{
	struct site *s = *state;
	char *path = mem_strdup(s, columns(s)->pack->path);
	struct bytes good = spoil_read(s, path);
	const struct columns_text text = { "signature", "another", sizeof "another" };

	good.at[good.n / 2] ^= 1;
	unlink(path);
	spoil_write(path, good.at, good.n);
	mapped_trim(s->mapped);
	assert_int_equal(columns(s)->table->n_rows, 4);
	good.at[good.n / 2] ^= 1;
	struct table other = *columns(s)->table;
	other.n_rows = 3;
	unlink(path);
	assert_true(columns_write(s, path, &other, &text, 1, &s->err));
	mapped_trim(s->mapped);
	assert_int_equal(columns(s)->table->n_rows, 4);
	struct bytes again = spoil_read(s, path);
	assert_int_equal(again.n, good.n);
	assert_memory_equal(again.at, good.at, good.n);
}

static void other_columns_have_a_file_of_their_own(void **state)
{
	struct site *s = *state;
	struct layer fewer = *s->layer;

	fewer.n_columns--;
	assert_string_not_equal(attributes_name(s, &fewer), attributes_name(s, s->layer));
	assert_int_equal(mapped_attributes(s->mapped, s, &fewer, &s->err)->table->n_columns, fewer.n_columns);
	assert_int_equal(columns(s)->table->n_columns, s->layer->n_columns);
}

static void without_the_data_file_there_is_an_error(void **state)
{
	struct site *s = *state;

	mapped_geometry(s->mapped, s, s->layer, &s->err);
	unlink(data_open_name(s, s->workspace, &s->layer->source));
	assert_null(mapped_attributes(s->mapped, s, s->layer, &s->err));
	assert_int_equal(s->err.code, ERR_UNAVAILABLE);
	assert_null(strstr(s->err.message.en, s->workspace));
}

static void what_a_layer_lacks_is_made_and_no_more(void **state)
{
	struct site *s = *state;
	size_t made = 0;

	assert_true(mapped_prepare(&made, s, &(struct mapped_plan){ s->workspace, 3857, 0 }, s->layer, &s->err));
	assert_int_equal(made, 3);
	assert_true(mapped_prepare(&made, s, &(struct mapped_plan){ s->workspace, 3857, 0 }, s->layer, &s->err));
	assert_int_equal(made, 3);
	unlink(columns(s)->pack->path);
	assert_true(mapped_prepare(&made, s, &(struct mapped_plan){ s->workspace, 0, 0 }, s->layer, &s->err));
	assert_int_equal(made, 4);
	assert_int_equal(access(columns(s)->pack->path, F_OK), 0);
}

int main(void)
{
#define OVER_SITE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		OVER_SITE(they_are_what_the_data_file_tells_in_the_order_of_the_store),
		OVER_SITE(a_whole_number_keeps_all_its_digits_and_no_text_is_not_the_empty_one),
		OVER_SITE(a_layer_joined_to_it_has_those_of_its_base),
		OVER_SITE(what_has_no_geometry_of_one_kind_has_none),
		OVER_SITE(a_file_that_is_not_the_one_that_is_meant_is_made_anew),
		OVER_SITE(other_columns_have_a_file_of_their_own),
		OVER_SITE(what_a_layer_lacks_is_made_and_no_more),
		OVER_SITE(without_the_data_file_there_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
