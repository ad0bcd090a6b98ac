#include "tests/map/joined.h"

#include <sys/stat.h>

#include "base/json.h"
#include "geometry/mapped.h"
#include "table/columns_file.h"
#include "tests/geometry/unit_store.h"

#define TEXT(f, e) { .fr = (f), .en = (e) }
#define P VALUE_PRESENT
#define M VALUE_MISSING
#define S VALUE_SECRET
#define N VALUE_NOT_APPLICABLE
#define COLUMNS 5
#define COLUMNS_PATH "joins/squares.columns"

static uint8_t states[COLUMNS][JOINED_SQUARES] = {
	{ P, P, P, P, M, S, N, P }, { P, P, P, P, M, S, P, P }, { P, P, P, P, M, S, N, P },
	{ P, P, P, P, M, P, P, P }, { P, P, P, P, P, P, P, P },
};
static double rates[] = { 5, 15, 25, 35, 0, 0, 0, 20 };
static int64_t people[] = { 100, 400, 900, 1600, 0, 0, 2500, 0 };
static double rates_2016[] = { 1, 2, 3, 4, 0, 6, 7, 8 }, rates_2017[] = { 11, 12, 13, 14, 15, 16, 17, 18 };
static char kinds[] = "wood\0field\0town\0";
static uint32_t kind_at[] = { 0, 5, 0, 11, 0, 0, 0, 5 };

static const struct column columns[COLUMNS] = {
	{ "rate", COLUMN_REAL, TEXT("Taux", "Rate"), "%", true },
	{ "people", COLUMN_INTEGER, TEXT("Habitants", "People"), "", true },
	{ "kind", COLUMN_STRING, TEXT("Nature", "Kind"), "", true },
	{ "rate_2016", COLUMN_REAL, TEXT("Taux 2016", "Rate 2016"), "%", true },
	{ "rate_2017", COLUMN_REAL, TEXT("Taux 2017", "Rate 2017"), "%", true },
};

static struct attribute attribute(const char *name, const char *fr, const char *en, enum attribute_kind kind,
                                  const char *unit, const char *series, const char *period)
{
	return (struct attribute){ .name = name, .title = TEXT(fr, en), .kind = kind, .unit = unit,
		.documentation_url = "", .series = series, .period = period, .aggregation = "",
		.uncertainty = "" };
}

static const struct attribute *attributes(const void *ctx)
{
	struct attribute *a = mem_array(ctx, struct attribute, COLUMNS);

	a[0] = attribute("rate", "Taux", "Rate", ATTRIBUTE_MEASURE, "%", "", "");
	a[1] = attribute("people", "Habitants", "People", ATTRIBUTE_COUNT, "", "", "");
	a[2] = attribute("kind", "Nature", "Kind", ATTRIBUTE_NOMINAL, "", "", "");
	a[3] = attribute("rate_2016", "Taux 2016", "Rate 2016", ATTRIBUTE_MEASURE, "%", "rate", "2016");
	a[4] = attribute("rate_2017", "Taux 2017", "Rate 2017", ATTRIBUTE_MEASURE, "%", "rate", "2017");
	return a;
}

static struct table *table_of(const void *ctx)
{
	struct table *t = mem_new(ctx, struct table);
	struct table_column *c = mem_array(ctx, struct table_column, COLUMNS);

	for (size_t i = 0; i < COLUMNS; i++)
		c[i] = (struct table_column){ .name = columns[i].name, .title = columns[i].title,
			.unit = columns[i].unit, .type = CELL_REAL, .states = states[i] };
	c[0].reals = rates;
	c[1].type = CELL_INTEGER;
	c[1].integers = people;
	c[2].type = CELL_TEXT;
	c[2].text.offsets = kind_at;
	c[2].text.pool = kinds;
	c[3].reals = rates_2016;
	c[4].reals = rates_2017;
	*t = (struct table){ JOINED_SQUARES, COLUMNS, c };
	return t;
}

static const char *geometry_of(const void *ctx, enum geometry_kind kind, int i)
{
	if (kind == GEOMETRY_POINT)
		return mem_printf(ctx, "\"Point\",\"coordinates\":[%d.5,45.5]", i);
	if (kind == GEOMETRY_LINE)
		return mem_printf(ctx, "\"LineString\",\"coordinates\":[[%d.1,45.5],[%d.9,45.5]]", i, i);
	return mem_printf(ctx, "\"Polygon\",\"coordinates\":[[[%d,45],[%d,45],[%d,46],[%d,46],[%d,45]]]", i, i + 1,
	                  i + 1, i, i);
}

static struct layer *base_of(struct fixture *f, enum geometry_kind kind)
{
	char *features = mem_strdup(f, "");

	for (int i = 0; i < JOINED_SQUARES; i++)
		features = mem_check(talloc_asprintf_append(features,
			"%s{\"type\":\"Feature\",\"properties\":{\"code\":\"S%d\",\"nom\":\"Carré %d\"},\"geometry\":"
			"{\"type\":%s}}", i > 0 ? "," : "", i + 1, i + 1, geometry_of(f, kind, i)));
	struct layer *base = stored_features(f, f->conf.workspace, "squares", "code", features);
	base->changed = 1;
	base->geographic = base->bbox;
	base->metadata.title = (struct text)TEXT("Carrés", "Squares");
	base->owner = f->layers[0].owner;
	base->theme = f->layers[0].theme;
	base->styles = f->layers[0].styles;
	base->n_styles = 1;
	return base;
}

static struct style style_of(struct fixture *f, const struct layer *base, const struct attribute *a,
                             size_t column, const char *name)
{
	static const size_t series[] = { 3, 4 };
	struct thematic made;
	struct out *out = out_new_buffer(f);
	struct json w = json_writer(out);
	size_t n;

	if (!thematic_make(&made, f, table_of(f), column, &a[column], base->geometry, column > 2 ? series : NULL,
	                   column > 2 ? 2 : 0, NULL, &f->err))
		fail_msg("%s", f->err.message.en);
	thematic_write(&made, &w);
	const char *body = out_held(out, &n);
	return (struct style){ name, a[column].title, STYLE_THEMATIC, mem_strndup(f, body, n) };
}

static struct layer joined_to(struct fixture *f, const struct layer *base)
{
	struct joined *j = mem_new(f, struct joined);
	struct column *all = mem_array(f, struct column, base->n_columns + COLUMNS);
	struct style *styles = mem_array(f, struct style, COLUMNS + 1);
	struct layer layer = *base;

	layer.n_styles = 1;
	memcpy(all, base->columns, base->n_columns * sizeof *all);
	memcpy(all + base->n_columns, columns, sizeof columns);
	*j = (struct joined){ .base = base, .first = base->n_columns, .columns_path = COLUMNS_PATH,
	                      .version = "v1", .attributes = attributes(f) };
	styles[0] = style_of(f, base, j->attributes, 0, "default");
	for (size_t i = 0; i < COLUMNS; i++)
		if (i != 1 || base->geometry != GEOMETRY_LINE)  /* no symbols on lines */
			styles[layer.n_styles++] = style_of(f, base, j->attributes, i, columns[i].name);
	layer.name = "statistics";
	layer.metadata.title = (struct text)TEXT("Statistiques", "Statistics");
	layer.columns = all;
	layer.n_columns = base->n_columns + COLUMNS;
	layer.styles = styles;
	layer.joined = j;
	if (!columns_write(f, mem_printf(f, "%s/" COLUMNS_PATH, f->conf.workspace), table_of(f), NULL, 0,
	                   &f->err))
		fail_msg("%s (%s)", f->err.message.en, f->err.detail);
	return layer;
}

static int by_name(const void *a, const void *b)
{
	const struct layer *x = a, *y = b;
	return strcmp(x->name, y->name);
}

struct fixture *joined_new(void)
{
	return joined_over(GEOMETRY_POLYGON);
}

struct fixture *joined_over(enum geometry_kind kind)
{
	struct fixture *f = fixture_new();
	size_t n = f->catalogue.n_layers;

	f->conf.workspace = scratch_new(f);
	mkdir(mem_printf(f, "%s/joins", f->conf.workspace), 0700);
	struct layer *base = base_of(f, kind), *all = mem_array(f, struct layer, n + 2);
	memcpy(all, f->layers, n * sizeof *all);
	all[n] = *base;
	all[n + 1] = joined_to(f, base);
	qsort(all, n + 2, sizeof *all, by_name);
	f->catalogue.layers = f->layers = all;
	f->catalogue.n_layers = n + 2;
	f->x.mapped = mapped_new(f, f->conf.workspace, 8);
	engine_edition(f->x.engine, &f->catalogue);
	return f;
}

struct layer *joined_layer_of(struct fixture *f)
{
	return fixture_change(f, "statistics");
}

const struct thematic *joined_style(struct fixture *f, const char *name)
{
	const struct layer *l = fixture_layer(f, "statistics");
	struct thematic *t = mem_new(f, struct thematic);

	for (size_t i = 0; i < l->n_styles; i++)
		if (strcmp(l->styles[i].name, name) == 0 && thematic_of_style(t, f, &l->styles[i], &f->err))
			return t;
	fail_msg("no style %s", name);
	return NULL;
}
