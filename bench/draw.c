/* The parts of a choropleth, timed one by one; medians of ROUNDS in milliseconds of CPU, as JSON. Classes are those of a
   number that is spread over the features. LINES: the width of
   outlines, 0 for none. PNG: where to write the picture, or "-".

   usage: bench-draw WORKSPACE LAYER SRS MINX MINY MAXX MAXY WIDTH HEIGHT LINES ROUNDS PNG */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "catalogue/load.h"
#include "draw/paint.h"
#include "draw/png.h"
#include "draw/scene.h"

enum part { PART_SCENE, PART_PAINT, PART_PNG, PARTS };

static const char *const names[PARTS] = { "scene", "paint", "png" };

static const struct paint_class classes[] = {
	{ .color = 0xeff3ff, .opacity = 1 }, { .color = 0xbdd7e7, .opacity = 1 }, { .color = 0x6baed6, .opacity = 1 }, { .color = 0x3182bd, .opacity = 1 },
	{ .color = 0x08519c, .opacity = 1 }, { .color = 0xeeeeee, .opacity = 1, .line = 0x888888, .spacing = 6, .angle = 45, .width = 1 },
};
enum { CLASSES = sizeof classes / sizeof *classes };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int fail(const struct err *err)
{
	fprintf(stderr, "bench-draw: %s (%s)\n", err->message.en, err->detail != NULL ? err->detail : "");
	return 1;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static bool to_file(void *to, const void *data, size_t n)
{
	return fwrite(data, 1, n, to) == n;
}

static bool draw(double ms[PARTS], const void *ctx, const struct geometry_store *store, struct moves *moves,
                 const struct scene_view *view, const uint8_t *class_of, const char *path, struct err *err)
{
	double began = now();
	struct scene *scene = scene_make(ctx, store, moves, view, err);

	if (scene == NULL)
		return false;
	ms[PART_SCENE] = now() - began;
	began = now();
	struct paint p = { .classes = classes, .n_classes = CLASSES, .class_of = class_of, .line_color = 0x787878,
	                   .background = 0xffffff };
	struct painted *painted = paint(ctx, scene->cover, &p);
	ms[PART_PAINT] = now() - began;
	began = now();
	struct out *out = out_new_buffer(ctx);
	bool ok = png_write_painted(out, ctx, painted);
	ms[PART_PNG] = now() - began;
	FILE *f = ok && strcmp(path, "-") != 0 ? fopen(path, "wb") : NULL;
	if (f != NULL) {
		size_t n;
		const void *bytes = out_held(out, &n);
		to_file(f, bytes, n);
		fclose(f);
	}
	return ok;
}

static int run(const void *ctx, char **argv, struct err *err)
{
	struct db *db = catalogue_open(ctx, argv[1], err);
	const struct catalogue *all = db != NULL ? catalogue_load(ctx, db, err) : NULL;
	const struct layer *layer = all != NULL ? catalogue_layer(all, argv[2]) : NULL;
	double numbers[9] = { 0 }, *ms[PARTS];

	if (layer == NULL)
		return fail(err);
	for (int i = 0; i < 9; i++)
		text_double(argv[3 + i], &numbers[i]);
	struct scene_view view = { .srs = (int)numbers[0], .bbox = { numbers[1], numbers[2], numbers[3], numbers[4] },
	                           .width = (int)numbers[5], .height = (int)numbers[6], .line_width = numbers[7] };
	size_t rounds = (size_t)numbers[8];
	const struct geometry_store *store = geometry_store_open(ctx, argv[1], layer, err);
	if (store == NULL || rounds == 0)
		return fail(err);
	struct moves *moves = moves_new(ctx);
	uint8_t *class_of = mem_array(ctx, uint8_t, store->n);
	for (size_t i = 0; i < store->n; i++)
		class_of[i] = (uint8_t)(i * 7919 % 1009 % CLASSES);
	for (int p = 0; p < PARTS; p++)
		ms[p] = mem_array(ctx, double, rounds);
	for (size_t i = 0; i < rounds; i++) {
		void *scratch = talloc_new(ctx);
		double one[PARTS];
		if (!draw(one, scratch, store, moves, &view, class_of, argv[12], err))
			return fail(err);
		for (int p = 0; p < PARTS; p++)
			ms[p][i] = one[p];
		talloc_free(scratch);
	}
	for (int p = 0; p < PARTS; p++) {
		qsort(ms[p], rounds, sizeof(double), by_value);
		printf("%s\"%s\": %.3f", p == 0 ? "{" : ", ", names[p], ms[p][rounds / 2]);
	}
	printf("}\n");
	return 0;
}

int main(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };

	if (argc != 13) {
		fprintf(stderr, "usage: bench-draw WORKSPACE LAYER SRS MINX MINY MAXX MAXY WIDTH HEIGHT LINES ROUNDS PNG\n");
		return 2;
	}
	/* as in a worker that has drawn before: no page is new */
	mallopt(M_MMAP_THRESHOLD, 1 << 30);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	int status = run(ctx, argv, &err);
	talloc_free(ctx);
	return status;
}
