#include "gdas/data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue/data.h"
#include "table/read.h"
#include "table/write.h"

struct texts {
	const uint32_t *offsets;
	const char *pool;
};

static int compare(const void *a, const void *b, void *arg)
{
	const struct texts *t = arg;
	return strcmp(t->pool + t->offsets[*(const uint32_t *)a],
	              t->pool + t->offsets[*(const uint32_t *)b]);
}

const uint32_t *tjs_order(const void *ctx, const uint32_t *offsets, const char *pool, size_t n)
{
	struct texts t = { offsets, pool };
	size_t i = 1;

	while (i < n && strcmp(pool + offsets[i - 1], pool + offsets[i]) <= 0)
		i++;
	if (i >= n)
		return NULL;
	uint32_t *order = mem_array(ctx, uint32_t, n);
	for (i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, n, sizeof *order, compare, &t);
	return order;
}

static size_t characters(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

size_t tjs_longest(const uint32_t *offsets, const char *pool, size_t n)
{
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		const char *s = pool + offsets[i];
		if (strnlen(s, most + 1) > most) {
			size_t length = characters(s);
			most = length > most ? length : most;
		}
	}
	return most;
}

static size_t longest_integer(const int64_t *values, size_t n)
{
	int64_t least = 0, most = 0;
	char room[TJS_VALUE_ROOM];

	for (size_t i = 0; i < n; i++) {
		least = values[i] < least ? values[i] : least;
		most = values[i] > most ? values[i] : most;
	}
	struct table_column c = { .type = CELL_INTEGER, .integers = (int64_t[]){ least, most } };
	size_t a = strlen(tjs_value(&c, 0, room)), b = strlen(tjs_value(&c, 1, room));
	return a > b && least < 0 ? a : b;
}

static struct tjs_column look_at(const struct table_column *values, const struct attribute *attribute,
                                 size_t n)
{
	struct tjs_column c = { .attribute = attribute, .values = values, .purpose = "Attribute" };

	if (values->states != NULL) {
		c.secret = memchr(values->states, VALUE_SECRET, n) != NULL;
		c.not_applicable = memchr(values->states, VALUE_NOT_APPLICABLE, n) != NULL;
	}
	switch (values->type) {
	case CELL_TEXT:
		c.type = "string";
		c.length = tjs_longest(values->text.offsets, values->text.pool, n);
		break;
	case CELL_INTEGER:
		c.type = "integer";
		c.length = longest_integer(values->integers, n);
		break;
	case CELL_REAL:
		c.type = "double";
		c.length = 24;  /* the longest there is; what the values need is known when they are written */
		break;
	}
	return c;
}

size_t tjs_data_find(const struct tjs_data *d, const char *key)
{
	size_t low = 0, high = d->n_rows;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(tjs_data_key(d, tjs_data_row(d, middle)), key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool tjs_data_has(const struct tjs_data *d, uint32_t row)
{
	for (size_t j = 0; j < d->table->n_columns; j++) {
		const uint8_t *states = d->table->columns[j].states;
		if (states == NULL || states[row] != VALUE_MISSING)
			return true;
	}
	return d->dataset->many;
}

static void describe(struct tjs_data *d, const struct exchange *x, const struct attribute *attributes)
{
	size_t n = d->n_rows;

	d->columns = mem_array(x->ctx, struct tjs_column, d->table->n_columns + 1);
	d->n_columns = d->table->n_columns;
	for (size_t j = 0; j < d->n_columns; j++)
		d->columns[j] = look_at(&d->table->columns[j], &attributes[j], n);
	d->key_length = tjs_longest(d->key_offsets, d->keys, n);
	d->rows = tjs_order(x->ctx, d->key_offsets, d->keys, n);
	d->complete = true;
	for (size_t i = 0; i < n && d->complete; i++)
		d->complete = tjs_data_has(d, (uint32_t)i);
}

/* What a column beside the attributes tells rows of one key apart by: a time where it looks like one. */
static const struct attribute *qualifier(const void *ctx, const struct table_column *c, const char **purpose)
{
	static const char *const times[] = { "an", "annee", "année", "year", "date", "periode", "période", "period", "time",
	                                     "mois", "month", "trimestre", "quarter" };
	struct attribute *a = mem_new(ctx, struct attribute);

	*a = (struct attribute){ .name = c->name, .title = c->title, .kind = ATTRIBUTE_NOMINAL, .unit = "",
	                         .documentation_url = "", .uncertainty = "", .series = "", .period = "" };
	*purpose = "NonSpatialIdentifier";
	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		if (text_same(c->name, times[i])) {
			a->kind = ATTRIBUTE_ORDINAL;
			*purpose = "TemporalIdentifier";
		}
	return a;
}

static void take_keys(struct tjs_data *d, const void *ctx, const struct table *t, size_t key)
{
	char scratch[40], *pool = mem_array(ctx, char, 4096);
	uint32_t *offsets = mem_array(ctx, uint32_t, t->n_rows + 1);
	size_t used = 0, room = 4096;

	for (size_t i = 0; i < t->n_rows; i++) {
		const char *text = table_written(t, key, i, scratch);
		size_t n = text != NULL ? strlen(text) + 1 : 1;
		if (used + n > room) {
			room = (used + n) * 2;
			pool = mem_grow(ctx, pool, char, room);
		}
		memcpy(pool + used, text != NULL ? text : "", n);
		offsets[i] = (uint32_t)used;
		used += n;
	}
	d->key_offsets = offsets;
	d->keys = pool;
}

static size_t distinct(const struct tjs_data *d)
{
	size_t n = d->n_rows > 0;

	for (size_t i = 1; i < d->n_rows; i++)
		n += strcmp(tjs_data_key(d, tjs_data_row(d, i - 1)), tjs_data_key(d, tjs_data_row(d, i))) != 0;
	return n;
}

/* A dataset with several rows for a key: the rows of its data file, not the one row that its layer shows. */
static bool open_many(struct tjs_data *d, const struct exchange *x, const struct dataset *dataset, struct err *err)
{
	const struct table_options options = { .sheet = *dataset->source.table != '\0' ? dataset->source.table : NULL };
	const struct table_limits none = { .rows = 0 };
	struct table_origin origin;
	struct table *t = table_read(x->ctx, data_open_name(x->ctx, x->conf->workspace, &dataset->source), &options, &none,
	                             &origin, err);
	int key = t != NULL ? table_find(t, dataset->key) : -1;

	if (t == NULL)
		return false;
	table_take_states(t);
	if (key < 0)
		return err_set(err, x->ctx, ERR_UNAVAILABLE, NULL, "the rows of the dataset cannot be read at present",
		               "les lignes du jeu de données ne peuvent pas être lues actuellement");
	d->table = t;
	d->n_rows = t->n_rows;
	take_keys(d, x->ctx, t, (size_t)key);
	d->columns = mem_array(x->ctx, struct tjs_column, t->n_columns);
	for (size_t j = 0; j < t->n_columns; j++) {
		const struct attribute *a = NULL;
		const char *purpose = "Attribute";
		for (size_t i = 0; i < dataset->n_attributes; i++)
			if (strcmp(dataset->attributes[i].name, t->columns[j].name) == 0)
				a = &dataset->attributes[i];
		if ((int)j == key)
			continue;
		if (a == NULL)
			a = qualifier(x->ctx, &t->columns[j], &purpose);
		d->columns[d->n_columns] = look_at(&t->columns[j], a, t->n_rows);
		d->columns[d->n_columns++].purpose = purpose;
	}
	d->key_length = tjs_longest(d->key_offsets, d->keys, d->n_rows);
	d->rows = tjs_order(x->ctx, d->key_offsets, d->keys, d->n_rows);
	d->complete = (int64_t)distinct(d) == dataset->layer->n_features;
	return true;
}

bool tjs_data_open(struct tjs_data *d, const struct exchange *x, const struct dataset *dataset,
                   struct err *err)
{
	const struct layer *layer = dataset->layer;

	*d = (struct tjs_data){ .dataset = dataset };
	if (dataset->many)
		return open_many(d, x, dataset, err);
	const struct geometry_store *g = mapped_geometry(x->mapped, x->ctx, layer, err);
	const struct columns_file *f = g != NULL ? mapped_columns(x->mapped, x->ctx, layer, err) : NULL;

	if (f == NULL)
		return false;
	d->table = f->table;
	d->key_offsets = g->key_offsets;
	d->keys = g->keys;
	d->n_rows = g->n;
	describe(d, x, layer->joined->attributes);
	return true;
}

int tjs_data_column(const struct tjs_data *d, const char *name)
{
	for (size_t j = 0; j < d->n_columns; j++)
		if (strcmp(d->columns[j].attribute->name, name) == 0)
			return (int)j;
	return -1;
}

const char *tjs_null_code(enum value_state state)
{
	switch (state) {
	case VALUE_SECRET:         return "s";
	case VALUE_NOT_APPLICABLE: return "so";
	case VALUE_PRESENT:
	case VALUE_MISSING:        return "";
	}
	return "";
}

/* Digits from the end of the room; at least `least` of them. */
static char *digits(char *end, uint64_t value, int least)
{
	for (; value > 0 || least > 0; value /= 10, least--)
		*--end = (char)('0' + value % 10);
	return end;
}

static const char *integer(int64_t value, char room[TJS_VALUE_ROOM])
{
	char *end = room + TJS_VALUE_ROOM - 1;

	*end = '\0';
	char *at = digits(end, value < 0 ? -(uint64_t)value : (uint64_t)value, 1);
	if (value < 0)
		*--at = '-';
	return at;
}

/* Most numbers are whole ones over a small power of ten: then the division gives them back exactly, and so
   does every reader of these digits. */
static const char *real(double value, char room[TJS_VALUE_ROOM])
{
	static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };
	double size = fabs(value);
	char *end = room + TJS_VALUE_ROOM - 1;

	*end = '\0';
	for (int k = 0; k < 10 && size < 1e15 / powers[k]; k++) {
		double whole = nearbyint(size * powers[k]);
		if (whole / powers[k] != size)
			continue;
		uint64_t all = (uint64_t)whole, scale = (uint64_t)powers[k];
		if (k > 0) {
			end = digits(end, all % scale, k);
			*--end = '.';
		}
		end = digits(end, all / scale, 1);
		if (value < 0)
			*--end = '-';
		return end;
	}
	char *text = text_from_double(NULL, value);
	size_t n = strnlen(text, TJS_VALUE_ROOM - 1);
	memcpy(room, text, n);
	room[n] = '\0';
	talloc_free(text);
	return room;
}

const char *tjs_value(const struct table_column *c, size_t row, char room[TJS_VALUE_ROOM])
{
	if (c->states != NULL && c->states[row] != VALUE_PRESENT)
		return NULL;
	switch (c->type) {
	case CELL_TEXT:    return c->text.pool + c->text.offsets[row];
	case CELL_INTEGER: return integer(c->integers[row], room);
	case CELL_REAL:    return real(c->reals[row], room);
	}
	return NULL;
}
