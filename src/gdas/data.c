#include "gdas/data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>


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
	d->complete = true;
	for (size_t i = 0; i < n && d->complete; i++)
		d->complete = tjs_data_has(d, (uint32_t)i);
}

/* Columns that are called so tell rows of one key apart by time. */
static bool is_time(const char *name)
{
	static const char *const times[] = { "an", "annee", "année", "year", "date", "periode", "période", "period", "time",
	                                     "mois", "month", "trimestre", "quarter" };

	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		if (text_same(name, times[i]))
			return true;
	return false;
}

/* What a column beside the attributes tells rows of one key apart by. */
static const struct attribute *qualifier(const void *ctx, const struct table_column *c, const char **purpose)
{
	bool time = is_time(c->name);
	struct attribute *a = mem_new(ctx, struct attribute);

	*a = (struct attribute){ .name = c->name, .title = c->title, .unit = "", .documentation_url = "",
	                         .kind = time ? ATTRIBUTE_ORDINAL : ATTRIBUTE_NOMINAL, .uncertainty = "", .series = "",
	                         .period = "", .aggregation = "none" };
	*purpose = time ? "TemporalIdentifier" : "NonSpatialIdentifier";
	return a;
}

/* What is known of a column of the rows: it is an attribute, or of a pivot the one that its attributes were made of. */
static const struct attribute *attribute_of(const void *ctx, const struct dataset *dataset, const struct table_column *c)
{
	for (size_t i = 0; i < dataset->n_attributes; i++)
		if (strcmp(dataset->attributes[i].name, c->name) == 0)
			return &dataset->attributes[i];
	for (size_t i = 0; i < dataset->n_attributes; i++) {
		const struct attribute *one = &dataset->attributes[i];
		if (*one->period == '\0' || strcmp(one->series, c->name) != 0)
			continue;
		struct attribute *whole = mem_new(ctx, struct attribute);
		*whole = *one;
		whole->name = c->name;
		whole->title = c->title;
		whole->series = whole->period = "";
		return whole;
	}
	return NULL;
}

static void describe_many(struct tjs_data *d, const struct exchange *x, const struct geometry_store *g)
{
	const struct table *t = d->table;
	size_t distinct = 0;

	d->columns = mem_array(x->ctx, struct tjs_column, t->n_columns + 1);
	for (size_t j = 0; j < t->n_columns; j++) {
		const char *purpose = "Attribute";
		const struct attribute *a = is_time(t->columns[j].name) ? NULL
		                                                        : attribute_of(x->ctx, d->dataset, &t->columns[j]);
		if (a == NULL)
			a = qualifier(x->ctx, &t->columns[j], &purpose);
		d->columns[j] = look_at(&t->columns[j], a, t->n_rows);
		d->columns[j].purpose = purpose;
	}
	d->n_columns = t->n_columns;
	for (size_t i = 0; i < d->n_rows; i++)
		distinct += i == 0 || d->feature[i] != d->feature[i - 1];
	d->complete = distinct == g->n;
}

bool tjs_data_open(struct tjs_data *d, const struct exchange *x, const struct dataset *dataset,
                   struct err *err)
{
	const struct layer *layer = dataset->layer;
	const struct geometry_store *g = mapped_geometry(x->mapped, x->ctx, layer, err);
	const struct columns_file *f = g != NULL ? mapped_columns(x->mapped, x->ctx, layer, err) : NULL;

	*d = (struct tjs_data){ .dataset = dataset };
	if (f == NULL || !tjs_keys_open(&d->key, x, dataset->framework, err))
		return false;
	d->key_offsets = g->key_offsets;
	d->keys = g->keys;
	if (dataset->many && f->rows.table == NULL)
		return err_set(err, x->ctx, ERR_UNAVAILABLE, NULL,
		               "the rows of the dataset cannot be read at present: it has to be published anew",
		               "les lignes du jeu de données ne peuvent pas être lues actuellement : il faut le publier "
		               "à nouveau");
	d->table = dataset->many ? f->rows.table : f->table;
	d->n_rows = d->table->n_rows;
	d->feature = dataset->many ? f->rows.feature : NULL;
	d->rows = dataset->many ? NULL : g->by_key;
	if (dataset->many)
		describe_many(d, x, g);
	else
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
