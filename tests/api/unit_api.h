/* A small country behind the API: towns (public, points, with a time), roads (no features), a raster,
   and secret (internal), asked as a client asks. */
#ifndef JT_TESTS_UNIT_API_H
#define JT_TESTS_UNIT_API_H

#include <jansson.h>
#include <sys/stat.h>

#include "tests/geometry/sources.h"
#include "tests/geometry/unit_layer.h"
#include "tests/service/unit_exchange.h"

#include "api/api.h"
#include "catalogue/data.h"
#include "geometry/source_pool.h"

struct api {
	struct fixture f;
	struct grant grants[3];
	struct organisation owner;
	struct theme theme;
	struct layer layers[4];
	struct dimension time;
	struct source_pool *pool;
	struct out *out;              /* of the last answer */
	struct err err;
};

#define TOWN(code, name, people, year, x, y) FEATURE( \
	"\"code\":\"" code "\",\"name\":\"" name "\",\"people\":" #people ",\"year\":\"" year "\"", \
	POINT(x, y))

static inline struct layer api_towns(const void *ctx, struct api *a)
{
	static const char digest[] = "ab00000000000000000000000000000000000000000000000000000000000000";
	char *workspace = scratch_new(ctx);
	const char *path = data_path(ctx, workspace, digest, "gpkg");
	char *json = source_geojson(ctx, workspace, "towns.geojson",
		TOWN("01", "Aube", 100, "2015", 1, 45) "," TOWN("02", "Brie & Cie", 200, "2016", 2, 46) ","
		TOWN("03", "<Crème>", 300, "2016", 3, 47) "," TOWN("a/4", "Dôle", 400, "2017", 4, 48) ","
		FEATURE("\"code\":\"05\",\"name\":null,\"people\":null,\"year\":null", "null"));
	struct vector_import job = { .from = json, .to = path, .name = "towns", .key = "code" };
	struct vector_info info;
	mkdir(mem_printf(ctx, "%s/data", workspace), 0700);
	mkdir(mem_printf(ctx, "%s/data/ab", workspace), 0700);
	assert_true(vector_import(&info, ctx, &job, NULL, NULL, &a->err));
	a->f.conf.workspace = workspace;
	struct layer towns = *layer_over(ctx, path, "towns", "code");
	towns.source.digest = digest;
	towns.metadata.title = (struct text){ "Villes", "Towns" };
	towns.metadata.keywords = (struct text){ "ville, habitants", "town, people" };
	towns.metadata.licence_url = "https://example.org/licence";
	towns.theme = &a->theme;
	a->time = (struct dimension){ "time", "year", "ISO8601", "2015,2016,2017", "2017" };
	towns.dimensions = &a->time;
	towns.n_dimensions = 1;
	return towns;
}

static inline struct api *api_new(const void *ctx)
{
	struct api *a = mem_new(ctx, struct api);
	fixture_make(&a->f, a, "");
	a->f.conf.title = (struct text){ "Un petit pays", "A small country" };
	a->f.conf.contact_person = a->f.conf.contact_email = "";
	a->f.conf.contact_organisation = "The survey";
	a->f.conf.default_features = 2;
	a->f.conf.max_features = 3;
	a->owner = (struct organisation){ .name = "survey", .title = { "Le cadastre", "The survey" } };
	a->theme = (struct theme){ .name = "land", .metadata = { .title = { "Territoires", "Land" } } };
	struct layer towns = api_towns(a, a), plain = towns;
	plain.source = (struct source){ .table = "", .geometry_column = "", .id_column = "", .uri = "",
	                                .digest = towns.source.digest, .extension = "tif" };
	plain.n_dimensions = 0;
	plain.theme = NULL;
	plain.metadata.title = (struct text){ NULL, NULL };
	const char *names[] = { "height", "roads", "secret", "towns" };
	for (int i = 0; i < 4; i++) {
		a->layers[i] = i == 3 ? towns : plain;
		a->layers[i].name = names[i];
		a->layers[i].owner = &a->owner;
	}
	a->layers[0].geometry = GEOMETRY_RASTER;
	a->layers[0].n_features = -1;
	a->layers[0].n_columns = 0;
	a->layers[2].level = LEVEL_INTERNAL;
	a->f.catalogue.layers = a->layers;
	a->f.catalogue.n_layers = 4;
	a->f.catalogue.themes = &a->theme;
	a->f.catalogue.n_themes = 1;
	a->f.catalogue.organisations = &a->owner;
	a->f.catalogue.n_organisations = 1;
	a->f.view.grants[0] = (struct grant){ LEVEL_PUBLIC, NULL };
	a->f.view.n_grants = 1;
	a->pool = source_pool_new(a, 4);
	a->f.x.sources = a->pool;
	return a;
}


/* GET `path`, `query` as a URL carries it; the status, and the body as text. */
static inline int api_get(struct api *a, const char *path, const char *query, const char **body)
{
	size_t n;
	a->f.request.path = path;
	a->err = (struct err){ 0 };
	assert_true(kvp_parse(&a->f.request.query, a, query, &a->err));
	a->out = out_new_buffer(a);
	assert_true(api_service.claims(&a->f.x));
	if (!api_service.serve(&a->f.x, a->out, &a->err)) {
		out_restart(a->out);
		api_service.refuse(&a->f.x, &a->err, a->out);
	}
	const char *held = out_held(a->out, &n);
	*body = mem_strndup(a, held, n);
	return out_status_get(a->out);
}

/* The same, with the status that is expected, as JSON that goes with the fixture. */
static inline int api_gone(json_t **value)
{
	json_decref(*value);
	return 0;
}

static inline json_t *api_json(struct api *a, const char *path, const char *query, int status)
{
	const char *body;
	json_error_t why;
	assert_int_equal(api_get(a, path, query, &body), status);
	json_t **kept = mem_new(a, json_t *);
	*kept = json_loads(body, JSON_REJECT_DUPLICATES, &why);
	if (*kept == NULL)
		print_message("# %s in %s\n", why.text, body);
	assert_non_null(*kept);
	talloc_set_destructor(kept, api_gone);
	return *kept;
}

/* "a.b.0.c" of a value: text, or NULL. */
static inline json_t *api_at(const json_t *value, const char *path)
{
	union { const json_t *lent; json_t *v; } u = { .lent = value };
	while (u.v != NULL && *path != '\0') {
		char name[64];
		size_t n = strcspn(path, ".");
		assert_true(n < sizeof name);
		memcpy(name, path, n);
		name[n] = '\0';
		u.v = json_is_array(u.v) ? json_array_get(u.v, strtoul(name, NULL, 10))
		                         : json_object_get(u.v, name);
		path += n + (path[n] == '.');
	}
	return u.v;
}

static inline const char *api_text(const json_t *value, const char *path)
{
	return json_string_value(api_at(value, path));
}

static inline json_int_t api_int(const json_t *value, const char *path)
{
	json_t *at = api_at(value, path);
	assert_non_null(at);
	assert_int_equal(at != NULL ? json_typeof(at) : JSON_NULL, JSON_INTEGER);
	return json_integer_value(at);
}

static inline bool api_null(const json_t *value, const char *path)
{
	json_t *at = api_at(value, path);
	return at != NULL && json_is_null(at);
}

/* The href of the first link with that rel, or NULL. */
static inline const char *api_link(const json_t *value, const char *rel)
{
	size_t i;
	json_t *link;
	json_array_foreach(api_at(value, "links"), i, link)
		if (strcmp(api_text(link, "rel"), rel) == 0)
			return api_text(link, "href");
	return NULL;
}

static inline int api_set_up(void **state)
{
	*state = api_new(NULL);
	return 0;
}

static inline int api_tear_down(void **state)
{
	return talloc_free(*state);
}

#define API_TEST(name) cmocka_unit_test_setup_teardown(name, api_set_up, api_tear_down)

#endif
