#include "tjs/cube.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#define MOST_PLACES (UINT64_C(1) << 53)   /* what a reader's numbers hold */

struct cube_level {
	const char *value;
	size_t at;
	UT_hash_handle hh;
};

/* They hang from it. */
struct cube_levels {
	struct cube_level *head;
};

static const char *text_of(const struct tjs_column *c, uint32_t row, char room[TJS_VALUE_ROOM])
{
	const char *text = tjs_value(c->values, row, room);
	return text != NULL ? text : "";
}

static int by_number(const void *a, const void *b)
{
	double x, y;
	const struct cube_level *one = *(struct cube_level *const *)a, *other = *(struct cube_level *const *)b;
	bool numbers = text_double(one->value, &x) && text_double(other->value, &y);

	return numbers && x != y ? (x > y) - (x < y) : strcmp(one->value, other->value);
}

static void sort_levels(struct cube_dimension *d, const void *ctx)
{
	struct cube_level **list = mem_array(ctx, struct cube_level *, d->n + 1);
	size_t n = 0;

	d->values = mem_array(ctx, const char *, d->n + 1);
	for (struct cube_level *l = d->levels->head; l != NULL; l = l->hh.next)
		list[n++] = l;
	qsort(list, n, sizeof *list, by_number);
	for (size_t i = 0; i < n; i++) {
		list[i]->at = i;
		d->values[i] = list[i]->value;
	}
}

static struct cube_level *find_level(const struct cube_dimension *d, const char *text)
{
	struct cube_level *l;

	HASH_FIND_STR(d->levels->head, text, l);
	return l;
}

/* The table of the hash is libc's. */
static int forget_levels(struct cube_levels *levels)
{
	HASH_CLEAR(hh, levels->head);
	return 0;
}

static void read_levels(struct cube_dimension *d, const struct tjs_sheet *s)
{
	const void *ctx = s->x->ctx;
	char room[TJS_VALUE_ROOM];
	size_t at = 0;
	uint32_t row;

	d->levels = mem_new(ctx, struct cube_levels);
	talloc_set_destructor(d->levels, forget_levels);
	while (tjs_rows_next(s->rows, &at, &row)) {
		const char *text = text_of(d->column, row, room);
		if (find_level(d, text) != NULL)
			continue;
		struct cube_level *l = mem_new(d->levels, struct cube_level);
		l->value = mem_strdup(l, text);
		HASH_ADD_KEYPTR(hh, d->levels->head, l->value, strlen(l->value), l);
		d->n++;
	}
	sort_levels(d, ctx);
}

/* The rows of one territory. */
struct block {
	struct cube_place *places;
	size_t n, room;
};

static int by_place(const void *a, const void *b)
{
	const struct cube_place *x = a, *y = b;

	return x->place != y->place ? (x->place > y->place) - (x->place < y->place) : (x->row > y->row) - (x->row < y->row);
}

static uint64_t place_of(const struct cube *c, size_t territory, uint32_t row)
{
	char room[TJS_VALUE_ROOM];
	uint64_t place = territory;

	for (size_t i = 0; i < c->n_dimensions; i++) {
		const struct cube_dimension *d = &c->dimensions[i];
		place = place * d->n + find_level(d, text_of(d->column, row, room))->at;
	}
	return place;
}

/* Hands out the block, its rows numbered within their places; the most in one place. */
static size_t give(struct block *b, const struct cube *c, cube_fn *fn, void *to)
{
	size_t most = 0, k = 0;

	if (b->n > 1)
		qsort(b->places, b->n, sizeof *b->places, by_place);
	for (size_t i = 0; i < b->n; i++) {
		struct cube_place p = b->places[i];
		k = i > 0 && b->places[i - 1].place == p.place ? k + 1 : 0;
		most = k + 1 > most ? k + 1 : most;
		p.place = p.place * c->n_times + k;
		if (fn != NULL)
			fn(to, c, &p);
	}
	b->n = 0;
	return most;
}

static size_t walk(const struct cube *c, size_t *n_territories, cube_fn *fn, void *to)
{
	const struct tjs_sheet *s = c->sheet;
	struct block b = { NULL, 0, 0 };
	size_t at = 0, most = 1, territories = 0;
	uint32_t row, feature = UINT32_MAX;

	while (tjs_rows_next(s->rows, &at, &row)) {
		if (tjs_data_feature(s->data, row) != feature) {
			size_t times = give(&b, c, fn, to);
			most = times > most ? times : most;
			feature = tjs_data_feature(s->data, row);
			territories++;
		}
		if (b.n == b.room) {
			b.room = 2 * b.room + 16;
			b.places = mem_grow(s->x->ctx, b.places, struct cube_place, b.room);
		}
		b.places[b.n++] = (struct cube_place){ row, territories - 1, place_of(c, territories - 1, row) };
	}
	size_t times = give(&b, c, fn, to);
	talloc_free(b.places);
	*n_territories = territories;
	return times > most ? times : most;
}

static bool fits(const struct cube *c, struct err *err)
{
	uint64_t n = c->n_territories;
	bool fine = true;

	for (size_t i = 0; i < c->n_dimensions; i++) {
		fine = fine && n <= MOST_PLACES / c->dimensions[i].n;
		n *= c->dimensions[i].n;
	}
	fine = fine && n <= MOST_PLACES / c->n_times / (c->n_indicators + 1);
	return fine || err_set(err, c->sheet->x->ctx, ERR_OPTION, "outputFormat",
	                       "the columns that tell rows apart have too many values for a cube: take csv",
	                       "les colonnes qui distinguent les lignes ont trop de valeurs pour un cube : prenez csv");
}

bool cube_open(struct cube *c, const struct tjs_sheet *s, struct err *err)
{
	*c = (struct cube){ .sheet = s, .n_times = 1 };
	c->dimensions = mem_array(s->x->ctx, struct cube_dimension, s->data->n_columns + 1);
	c->indicators = mem_array(s->x->ctx, size_t, s->n_columns + 1);
	for (size_t j = 0; j < s->n_columns; j++)
		if (!tjs_is_qualifier(&s->data->columns[s->columns[j]]))
			c->indicators[c->n_indicators++] = s->columns[j];
	/* all of them: what is left out of the selection would put rows into one place */
	for (size_t j = 0; j < s->data->n_columns; j++) {
		if (!tjs_is_qualifier(&s->data->columns[j]))
			continue;
		struct cube_dimension *d = &c->dimensions[c->n_dimensions++];
		d->column = &s->data->columns[j];
		read_levels(d, s);
	}
	c->n_times = walk(c, &c->n_territories, NULL, NULL);
	return fits(c, err);
}

void cube_each(const struct cube *c, cube_fn *fn, void *to)
{
	size_t n;

	walk(c, &n, fn, to);
}
