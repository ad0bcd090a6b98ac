/* What the fuzz targets share: the input as text or as a file, and an exchange over a catalogue of
   one layer with a column of every type. A target asserts what must hold for whatever comes in;
   that it neither crashes nor leaks is the sanitizers' to say. */
#ifndef JT_TESTS_FUZZ_H
#define JT_TESTS_FUZZ_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "service/service.h"
#include "tests/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Up to its first NUL, as a C string from outside would be. */
static inline char *fuzz_text(const void *ctx, const uint8_t *data, size_t size)
{
	return mem_strndup(ctx, (const char *)data, size);
}

/* The folder of this process, in memory where that can be had: a file a run is slow otherwise. */
static inline char *fuzz_folder(void)
{
	static char folder[] = "/dev/shm/jointure-fuzz-XXXXXX";
	static char *made;

	if (made == NULL && (made = mkdtemp(folder)) == NULL)
		made = scratch_new(NULL);
	return made;
}

static inline void fuzz_leave(void)
{
	scratch_gone(fuzz_folder());
}

/* A file of that name and content, the only one; its folder is returned. */
static inline const char *fuzz_file(const void *ctx, const char *name, const uint8_t *data, size_t size)
{
	static bool leaving;

	if (!leaving)
		leaving = atexit(fuzz_leave) == 0;
	FILE *f = fopen(mem_printf(ctx, "%s/%s", fuzz_folder(), name), "wb");
	assert(f != NULL && fwrite(data, 1, size, f) == size);
	fclose(f);
	return fuzz_folder();
}

/* Every error has its sentence in both languages. */
static inline void fuzz_explained(const struct err *err)
{
	assert(err->code != ERR_NONE);
	assert(*err->message.fr != '\0' && *err->message.en != '\0');
}

struct fuzz_world {
	struct conf conf;
	struct organisation organisation;
	struct theme theme;
	struct style style;
	struct column columns[7];
	struct layer layer;
	struct catalogue catalogue;
	struct request request;
	struct exchange x;
};

/* Anonymous, at /ows; the settings have their defaults where a reader looks at them. */
static inline struct fuzz_world *fuzz_world(const void *ctx)
{
	struct fuzz_world *w = mem_new(ctx, struct fuzz_world);

	w->conf = (struct conf){
		.base_url = "http://test/geo", .base_path = "/geo", .max_body = 4 << 20,
		.max_pixels = 16777216, .max_layers = 64, .max_features = 10000, .default_features = 10,
		.max_filter_bytes = 256 << 10, .max_predicates = 500, .max_filter_depth = 32,
		.max_ids = 100, .max_sld_bytes = 256 << 10, .max_sld_rules = 200, .max_url = 16 << 10,
	};
	w->organisation = (struct organisation){ .id = 1, .name = "ign" };
	w->theme = (struct theme){ .id = 1, .name = "eau" };
	w->style = (struct style){ .name = "default", .body = "" };
	static const struct { const char *name; enum column_type type; } columns[] = {
		{ "code", COLUMN_STRING }, { "nom", COLUMN_STRING }, { "population", COLUMN_INTEGER },
		{ "densite", COLUMN_REAL }, { "active", COLUMN_BOOLEAN }, { "cree", COLUMN_DATE },
		{ "vu", COLUMN_DATETIME },
	};
	for (size_t i = 0; i < 7; i++)
		w->columns[i] = (struct column){ .name = columns[i].name, .type = columns[i].type,
		                                 .unit = "", .nullable = true };
	w->layer = (struct layer){
		.id = 1, .name = "communes", .owner = &w->organisation, .theme = &w->theme,
		.geometry = GEOMETRY_POLYGON, .srs = 2154, .bbox = { 0, 6000000, 1300000, 7200000 },
		.geographic = { -5, 41, 10, 52 }, .n_features = 10, .columns = w->columns,
		.n_columns = 7, .key = "code", .styles = &w->style, .n_styles = 1,
		.source = { .digest = "", .extension = "gpkg", .uri = "", .table = "communes",
		            .geometry_column = "geom", .id_column = "code" },
	};
	w->catalogue = (struct catalogue){
		.edition = 7, .published = "2026-11-22T15:04:05Z",
		.organisations = &w->organisation, .n_organisations = 1,
		.themes = &w->theme, .n_themes = 1, .layers = &w->layer, .n_layers = 1,
	};
	w->request = (struct request){ .method = METHOD_GET, .path = "/ows", .content_type = "" };
	w->x = (struct exchange){
		.ctx = ctx, .conf = &w->conf, .request = &w->request,
		.view = view_open(ctx, &w->catalogue, NULL, NULL), .lang = LANG_FR,
	};
	return w;
}

#endif
