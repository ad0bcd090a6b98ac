/* Small sources that the tests of this folder and of publishing make for themselves. */
#ifndef JT_TESTS_GEOMETRY_SOURCES_H
#define JT_TESTS_GEOMETRY_SOURCES_H

#include "tests/scratch.h"
#include "tests/unit.h"

#include "base/err.h"

static inline char *source_write(const void *ctx, const char *folder, const char *name,
                                 const char *text)
{
	char *path = mem_printf(ctx, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
	return path;
}

/* A GeoJSON file of these features. */
static inline char *source_geojson(const void *ctx, const char *folder, const char *name,
                                   const char *features)
{
	return source_write(ctx, folder, name,
	                    mem_printf(ctx, "{\"type\":\"FeatureCollection\",\"features\":[%s]}",
	                               features));
}

#define SQUARE(x, y) "{\"type\":\"Polygon\",\"coordinates\":[[[" #x "," #y "],[" #x ".5," #y "],[" #x \
	".5," #y ".5],[" #x "," #y ".5],[" #x "," #y "]]]}"
#define BOW_TIE "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}"
#define POINT(x, y) "{\"type\":\"Point\",\"coordinates\":[" #x "," #y "]}"
#define FEATURE(properties, geometry) \
	"{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"

/* The folder of real data, or NULL: then the test says which data it lacks and is skipped. */
static inline const char *source_shared(const void *ctx, const char *name)
{
	const char *shared = getenv("JOINTURE_SHARED");
	char *path = mem_printf(ctx, "%s/data/geo/%s", shared != NULL ? shared : "", name);
	if (access(path, R_OK) == 0)
		return path;
	print_message("# needs %s of JOINTURE_SHARED\n", name);
	return NULL;
}

#endif
