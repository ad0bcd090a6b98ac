#include "tests/map/mosaic.h"

#include <math.h>
#include <sys/stat.h>

#include "draw/scenes.h"
#include "geometry/mapped.h"
#include "table/columns_file.h"
#include "tests/geometry/unit_store.h"

#define TEXT(f, e) { .fr = (f), .en = (e) }
#define WIDE 24
#define HIGH 16
#define STEPS 5
#define COLUMNS 3

double dice(struct dice *d, double from, double to)
{
	d->state = d->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return from + (to - from) * (double)(d->state >> 33) / (double)(UINT64_C(1) << 31);
}

size_t dice_of(struct dice *d, size_t n)
{
	return (size_t)dice(d, 0, (double)n);
}

static void jitter(double xy[2], int number, double reach)
{
	struct dice d = { (uint64_t)number * 2654435761U + 11 };

	for (int n = 0; n < 4; n++)
		dice(&d, 0, 1);
	xy[0] += 9.0 / WIDE * dice(&d, -reach, reach);
	xy[1] += 6.0 / HIGH * dice(&d, -reach, reach);
}

static void corner(double xy[2], int i, int j)
{
	xy[0] = -3 + 9.0 / WIDE * i;
	xy[1] = 43 + 6.0 / HIGH * j;
	jitter(xy, (i * 64 + j) * 16, 0.25);
}

/* A corner (k 0) or a point on the way to the next one: the same whoever asks. */
static void place(double xy[2], int i, int j, int k, bool down)
{
	double next[2];

	corner(xy, i, j);
	if (k == 0)
		return;
	corner(next, i + !down, j + down);
	for (int c = 0; c < 2; c++)
		xy[c] += (next[c] - xy[c]) * k / STEPS;
	jitter(xy, ((i * 64 + j) * 16 + k) * 2 + down, 0.04);
}

static char *add_point(char *s, int i, int j, int k, bool down)
{
	double xy[2];

	place(xy, i, j, k, k > 0 && down);
	return mem_check(talloc_asprintf_append_buffer(s, "%s[%.6f,%.6f]", s[strlen(s) - 1] == '[' ? "" : ",", xy[0], xy[1]));
}

/* The ring of a cell, and the hole of those that have an enclave in them. */
static char *add_cell(char *s, int i, int j, bool hole)
{
	s = mem_check(talloc_strdup_append_buffer(s, "[["));
	for (int k = 0; k < STEPS; k++)
		s = add_point(s, i, j, k, false);
	for (int k = 0; k < STEPS; k++)
		s = add_point(s, i + 1, j, k, true);
	for (int k = STEPS; k > 0; k--)
		s = k == STEPS ? add_point(s, i + 1, j + 1, 0, false) : add_point(s, i, j + 1, k, false);
	for (int k = STEPS; k >= 0; k--)
		s = k == STEPS ? add_point(s, i, j + 1, 0, false) : add_point(s, i, j, k, true);
	s = mem_check(talloc_strdup_append_buffer(s, "]"));
	if (hole) {
		double x = -3 + 9.0 / WIDE * (i + 0.5), y = 43 + 6.0 / HIGH * (j + 0.5), r = 0.06;
		s = mem_check(talloc_asprintf_append_buffer(s, ",[[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f]]", x - r, y,
		                                            x, y + r, x + r, y, x - r, y));
	}
	return mem_check(talloc_strdup_append_buffer(s, "]"));
}

static char *add_feature(char *s, int n, const char *rings)
{
	static const char *const regions[] = { "A", "B", "C", "D", "E", "" };
	struct dice d = { (uint64_t)n * 7919 + 3 };
	const char *region = regions[dice_of(&d, 6)];
	double pop = floor(exp(dice(&d, 3, 12))), rate = dice(&d, 0, 100);

	return mem_check(talloc_asprintf_append_buffer(s,
		"%s{\"type\":\"Feature\",\"properties\":{\"code\":\"C%03d\",\"reg\":\"%s\",\"pop\":%s,\"rate\":%.3f},"
		"\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[%s]}}", n > 0 ? "," : "", n, region,
		n % 11 == 5 ? "null" : mem_printf(s, "%.0f", pop), rate, rings));
}

static char *features_of(const void *ctx, int *n)
{
	char *s = mem_strdup(ctx, "");

	*n = 0;
	for (int j = 0; j < HIGH; j++) {
		for (int i = 0; i < WIDE; i++) {
			int number = j * WIDE + i;
			bool enclave = number % 29 == 7;
			if (number % 17 == 3)
				continue;     /* a gap */
			char *rings = add_cell(mem_strdup(ctx, ""), i, j, enclave);
			if (number % 13 == 4 && i + 2 < WIDE && (number + 2) % 17 == 3)
				rings = add_cell(mem_check(talloc_strdup_append_buffer(rings, ",")), i + 2, j, false);
			s = add_feature(s, (*n)++, rings);
			if (!enclave)
				continue;
			double x = -3 + 9.0 / WIDE * (i + 0.5), y = 43 + 6.0 / HIGH * (j + 0.5), r = 0.06;
			s = add_feature(s, (*n)++, mem_printf(ctx, "[[[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f]]]", x - r,
			                                      y, x, y + r, x + r, y, x - r, y));
		}
	}
	return s;
}

static const struct column columns[COLUMNS] = {
	{ "share", COLUMN_REAL, TEXT("Part", "Share"), "%", true },
	{ "people", COLUMN_INTEGER, TEXT("Habitants", "People"), "", true },
	{ "kind", COLUMN_STRING, TEXT("Nature", "Kind"), "", true },
};

static struct attribute attribute(size_t column, enum attribute_kind kind)
{
	return (struct attribute){ .name = columns[column].name, .title = columns[column].title, .kind = kind,
		.unit = columns[column].unit, .documentation_url = "", .series = "", .period = "", .aggregation = "",
		.uncertainty = "" };
}

static const struct attribute *attributes(const void *ctx)
{
	struct attribute *a = mem_array(ctx, struct attribute, COLUMNS);

	a[0] = attribute(0, ATTRIBUTE_MEASURE);
	a[1] = attribute(1, ATTRIBUTE_COUNT);
	a[2] = attribute(2, ATTRIBUTE_NOMINAL);
	return a;
}

static struct table *table_of(const void *ctx, size_t n)
{
	static char kinds[] = "wood\0field\0town\0lake\0";
	static const uint32_t starts[] = { 0, 5, 11, 16 };
	struct table *t = mem_new(ctx, struct table);
	struct table_column *c = mem_array(ctx, struct table_column, COLUMNS);
	struct dice d = { 99 };

	for (size_t i = 0; i < COLUMNS; i++)
		c[i] = (struct table_column){ .name = columns[i].name, .title = columns[i].title,
			.unit = columns[i].unit, .type = CELL_REAL, .states = mem_array(ctx, uint8_t, n) };
	c[1].type = CELL_INTEGER;
	c[2].type = CELL_TEXT;
	c[0].reals = mem_array(ctx, double, n);
	c[1].integers = mem_array(ctx, int64_t, n);
	c[2].text.offsets = mem_array(ctx, uint32_t, n);
	c[2].text.pool = kinds;
	for (size_t row = 0; row < n; row++) {
		c[0].reals[row] = dice(&d, 2, 40);
		c[1].integers[row] = (int64_t)exp(dice(&d, 4, 11));
		c[2].text.offsets[row] = starts[dice_of(&d, 4)];
		for (size_t i = 0; i < COLUMNS; i++)
			c[i].states[row] = (uint8_t)(i == 0 || dice_of(&d, 8) > 0 ? VALUE_PRESENT : 1 + dice_of(&d, 3));
	}
	*t = (struct table){ n, COLUMNS, c };
	return t;
}

static struct layer joined_to(struct fixture *f, const struct layer *base, const struct table *table)
{
	struct joined *j = mem_new(f, struct joined);
	struct column *all = mem_array(f, struct column, base->n_columns + COLUMNS);
	struct layer layer = *base;

	memcpy(all, base->columns, base->n_columns * sizeof *all);
	memcpy(all + base->n_columns, columns, sizeof columns);
	*j = (struct joined){ .base = base, .first = base->n_columns, .columns_path = "joins/mosaic.columns",
	                      .version = "v1", .attributes = attributes(f) };
	layer.name = "told";
	layer.columns = all;
	layer.n_columns = base->n_columns + COLUMNS;
	layer.joined = j;
	assert_true(columns_write(f, mem_printf(f, "%s/joins/mosaic.columns", f->conf.workspace), table, NULL, 0, &f->err));
	return layer;
}

struct fixture *mosaic_new(void)
{
	struct fixture *f = fixture_new();
	struct layer *all = mem_array(f, struct layer, 2);
	int n;

	f->conf.workspace = scratch_new(f);
	mkdir(mem_printf(f, "%s/joins", f->conf.workspace), 0700);
	const char *features = features_of(f, &n);
	all[0] = *stored_features(f, f->conf.workspace, "mosaic", "code", features);
	all[0].changed = 1;
	all[0].styles = f->layers[0].styles;
	all[0].n_styles = 1;
	all[0].owner = f->layers[0].owner;
	all[1] = joined_to(f, &all[0], table_of(f, (size_t)n));
	f->catalogue.layers = f->layers = all;
	f->catalogue.n_layers = 2;
	f->x.mapped = mapped_new(f, f->conf.workspace, 8);
	engine_edition(f->x.engine, &f->catalogue);
	return f;
}

int mosaic_open(void **state)
{
	struct fixture *f = mosaic_new();

	f->x.scenes = scenes_new(f, 48 << 20);
	*state = f;
	return 0;
}

const struct thematic *mosaic_thematic(struct fixture *f, const char *column, const struct thematic_wish *wish)
{
	const struct columns_file *file = mapped_columns(f->x.mapped, f, &f->layers[1], &f->err);
	struct thematic *t = mem_new(f, struct thematic);

	for (size_t i = 0; file != NULL && i < COLUMNS; i++)
		if (strcmp(columns[i].name, column) == 0 &&
		    thematic_make(t, f, file->table, i, &f->layers[1].joined->attributes[i], GEOMETRY_POLYGON, NULL, 0, wish,
		                  &f->err))
			return t;
	fail_msg("%s: %s", column, f->err.message.en);
	return NULL;
}
