/* A small catalogue in memory for the tests of src/map, over GeoJSON beside them and, where it is
   there, over the shared GeoPackages. */
#ifndef JT_TESTS_MAP_FIXTURE_H
#define JT_TESTS_MAP_FIXTURE_H

#include "tests/unit.h"

#include "map/engine.h"

struct fixture {
	void *ctx;
	struct conf conf;
	struct catalogue catalogue;
	struct layer *layers;         /* the catalogue's, to change */
	struct view view;
	struct request request;
	struct exchange x;
	struct out *out;
	struct err err;
	const char *schemas;          /* valid.h: where they are copied to; NULL: nowhere yet */
};

/* A GeoTIFF of 6 x 2 pixels over the zones, one band of bytes: 0 10 20 30 40 50 in each row. */
void fixture_raster(struct fixture *f, const char *path);

/* Layers: "hidden" (internal), "mixed", "relief" (a raster), "stations" (with time and depth), "zones" (three areas); with
   the shared data also "departements". Themes: "coast" (stations, hidden), "land" (the rest). */
struct fixture *fixture_new(void);
void fixture_free(struct fixture *f);
/* Frees the fixture *state, as the last thing of a group of tests. */
int fixture_close(void **state);

/* A request with these query parameters, on this path; `query` as in a URL. Clears answer and error. */
void fixture_request(struct fixture *f, const char *path, const char *query);

const struct layer *fixture_layer(struct fixture *f, const char *name);
/* The same, to change it; a changed layer is made anew by the engine. */
struct layer *fixture_change(struct fixture *f, const char *name);
/* The answer so far, terminated. */
const char *fixture_body(struct fixture *f, size_t *n);
bool fixture_shared(void);

#endif
