/* Layers of a workspace, made by chance, with a query over each. */
#ifndef JT_TESTS_UNIT_MADE_H
#define JT_TESTS_UNIT_MADE_H

#include <math.h>

#include "geometry/features.h"
#include "geometry/mapped.h"
#include "tests/geometry/unit_joined.h"
#include "tests/geometry/unit_store.h"

struct fixture {
	char *folder;
	struct source_pool *pool;
	struct mapped *mapped;
	struct feature_query q;
	uint64_t seed;
	void *tmp;
};

static inline int set_up(void **state)
{
	struct fixture *f = mem_new(NULL, struct fixture);
	f->folder = scratch_new(f);
	f->pool = source_pool_new(f, 4);
	f->mapped = mapped_new(f, f->folder, 8);
	f->tmp = talloc_new(f);
	f->seed = 88172645463325252U;
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	return talloc_free(*state);
}

static inline void over(struct fixture *f, const struct layer *layer)
{
	f->q = (struct feature_query){ .layer = layer, .open_name = data_open_name(f, f->folder, &layer->source),
	                               .pool = f->pool, .mapped = f->mapped, .limit = -1, .srs = layer->srs,
	                               .bbox_srs = layer->srs, .geometry = true };
}

static inline uint64_t any(struct fixture *f, uint64_t below)
{
	f->seed ^= f->seed << 13;
	f->seed ^= f->seed >> 7;
	f->seed ^= f->seed << 17;
	return below > 0 ? f->seed % below : 0;
}

static inline double share(struct fixture *f)
{
	return (double)any(f, 1 << 30) / (1 << 30);
}

/* A hundred features of a kind, with a column of each type; some without a value, some without a geometry. */
static inline void over_made(struct fixture *f, const char *kind, const char *key)
{
	char *all = mem_strdup(f, "");

	for (int i = 0; i < 100; i++) {
		double x = (double)any(f, 40) / 4 - 3, y = 42 + (double)any(f, 32) / 4;
		char *shape = i % 17 == 3 ? mem_strdup(f, "null")
			: strcmp(kind, "point") == 0
			? mem_printf(f, "{\"type\":\"Point\",\"coordinates\":[%g,%g]}", x, y)
			: strcmp(kind, "points") == 0
			? mem_printf(f, i % 3 == 0 ? "{\"type\":\"MultiPoint\",\"coordinates\":[[%g,%g]]}"
			                           : "{\"type\":\"MultiPoint\",\"coordinates\":[[%g,%g],[1,45]]}", x, y)
			: strcmp(kind, "line") == 0
			? mem_printf(f, "{\"type\":\"LineString\",\"coordinates\":[[%g,%g],[%g,%g],[%g,%g]]}", x, y, x + 1,
			             y + 0.5, x + 1, y - 0.25)
			: mem_printf(f, "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[%g,%g],[%g,%g],[%g,%g],[%g,%g]],"
			             "[[%g,%g],[%g,%g],[%g,%g],[%g,%g]]],[[[20,%g],[21,%g],[21,60],[20,%g]]]]}",
			             x, y, x + 3, y, x, y + 3, x, y, x + .5, y + .5, x + .5, y + 1, x + 1, y + .5, x + .5, y + .5,
			             y, y, y);
		all = mem_check(talloc_asprintf_append(all,
			"%s{\"type\":\"Feature\",\"properties\":{\"code\":\"k%02d\",\"n\":%s,\"r\":%s,\"b\":%s,\"d\":%s,\"t\":%s,"
			"\"s\":%s},\"geometry\":%s}", i > 0 ? "," : "", (i * 37) % 100,
			i % 7 == 0 ? "null" : mem_printf(f, "%d", i % 5), i % 6 == 0 ? "null" : mem_printf(f, "%g", i / 8.0),
			i % 5 == 0 ? "null" : i % 2 == 0 ? "true" : "false",
			i % 9 == 0 ? "null" : mem_printf(f, "\"2016-0%d-01\"", 1 + i % 9),
			i % 8 == 0 ? "null" : mem_printf(f, "\"2016-06-01T0%d:00:00%s\"", i % 10,
			                                           i % 3 == 0 ? "Z" : i % 3 == 1 ? ".250Z" : "+03:30"),
			i % 11 == 0 ? "null" : i % 11 == 1 ? "\"\"" : mem_printf(f, "\"é%d\"", i % 4), shape));
	}
	over(f, stored_features(f, f->folder, "made", key, all));
}

/* The areas of these, with a column of reals and one of whole numbers joined to them; some of both are great. */
static inline void over_joined(struct fixture *f)
{
	double *reals = mem_array(f, double, 100);
	int64_t *whole = mem_array(f, int64_t, 100);
	uint8_t *states = mem_array(f, uint8_t, 100);
	struct table *table = mem_new(f, struct table);
	struct table_column *columns = mem_array(f, struct table_column, 2);

	columns[0] = (struct table_column){ .name = "rate", .unit = "", .type = CELL_REAL, .reals = reals, .states = states };
	columns[1] = (struct table_column){ .name = "count", .unit = "", .type = CELL_INTEGER, .integers = whole };
	*table = (struct table){ 100, 2, columns };
	over_made(f, "area", "code");
	for (int i = 0; i < 100; i++) {
		reals[i] = i % 13 == 0 ? NAN : (double)any(f, 40) / 7;
		whole[i] = (int64_t)any(f, i % 3 == 0 ? 1U << 31 : 9) * (i % 2 == 0 ? 4000000000 : 1);
		states[i] = i % 10 == 0 ? VALUE_SECRET : VALUE_PRESENT;
	}
	const struct layer *base = f->q.layer;
	over(f, joined_over(f, base, table, "v"));
	f->q.joined = table;
	f->q.store = stored_open(f, f->folder, base);
}

#endif
