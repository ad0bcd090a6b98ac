/* The files that processes map: stored columns and geometry stores. The input says what is another in a good one:
   'c', 'g' or 'm' for columns, geometry or geometry in another system, then 's' and "name\nbytes" for a section put in its place under right
   checksums, 'f' and pairs of place and byte for a file that changed, or 'r' and the whole file. */
#include <math.h>

#include "geometry/store_parts.h"
#include "table/columns_file.h"
#include "tests/fuzz/fuzz.h"

static const struct layer layer = { .key = "code", .source = { .digest = "0123" } };

static bool write_columns(const void *ctx, const char *path)
{
	static int64_t counts[] = { 1, -2, 3 };
	static double rates[] = { 0.5, 1, 2 };
	static uint32_t offsets[] = { 0, 4, 0 };
	static uint8_t states[] = { VALUE_PRESENT, VALUE_PRESENT, VALUE_SECRET };
	static char pool[] = "Ain\0Var";
	static struct table_column columns[] = {
		{ .name = "n", .unit = "", .type = CELL_INTEGER, .integers = counts },
		{ .name = "r", .unit = "%", .type = CELL_REAL, .reals = rates },
		{ .name = "t", .unit = "", .type = CELL_TEXT, .text = { offsets, pool }, .states = states },
	};
	const struct table table = { 3, 3, columns };
	const struct columns_text text = { "report.fr.json", "{}", 2 };
	struct err err = { 0 };

	return columns_write(ctx, path, &table, &text, 1, &err);
}

/* Two triangles that share a side. */
static struct store_whole triangles(const void *ctx)
{
	static const int64_t ids[] = { 3, 9 };
	static const uint32_t key_offsets[] = { 1, 4 }, by_key[] = { 0, 1 }, first_ring[] = { 0, 1, 2 };
	static const struct bbox boxes[] = { { 0, 0, 1, 1 }, { 0, 0, 1, 1 } };
	static const struct geometry_ring rings[] = { { 0, 4, 0 }, { 4, 4, 0 } };
	static const double xy[] = { 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0 };
	static const double inner[] = { 0.2, 0.2, 0.8, 0.8 };
	static const float detail[] = { 0, HUGE_VALF, HUGE_VALF, 0, HUGE_VALF, 0, HUGE_VALF, HUGE_VALF };
	struct store_whole w = {
		.store = { .kind = GEOMETRY_POLYGON, .srs = 4326, .bbox = { 0, 0, 1, 1 }, .n = 2, .n_rings = 2,
		           .n_points = 8, .ids = ids, .key_offsets = key_offsets, .keys = "\0001A\0002B",
		           .by_key = by_key, .key_place = by_key, .boxes = boxes, .first_ring = first_ring, .rings = rings, .xy = xy,
		           .detail = detail, .inner = inner },
		.n_key_bytes = 7, .digest = layer.source.digest, .key = layer.key,
	};

	store_arcs(&w.store, store_same(&w.store, ctx), ctx);
	store_tree_build(&w.tree, ctx, boxes, 2);
	return w;
}

static bool write_store(const void *ctx, const char *path)
{
	const struct store_whole w = triangles(ctx);
	struct err err = { 0 };

	return store_write(ctx, path, &w, &err);
}

static bool write_moved(const void *ctx, const char *path)
{
	const struct store_whole w = triangles(ctx);
	struct err err = { 0 };

	return store_moved_write(ctx, path, &w, 3857, &err);
}

static void read_columns(const void *ctx, const char *path)
{
	struct err err = { 0 };
	struct columns_file *f = columns_open(ctx, path, &err);
	char scratch[40];
	size_t n, length = 0;

	if (f == NULL) {
		fuzz_explained(&err);
		return;
	}
	for (size_t c = 0; c < f->table->n_columns; c++) {
		length += strlen(f->table->columns[c].name) + strlen(text_in(f->table->columns[c].title, LANG_FR));
		for (size_t row = 0; row < f->table->n_rows; row++) {
			const char *s = table_text(f->table, c, row, scratch);
			length += s != NULL ? strlen(s) : 0;
		}
	}
	const char *text = columns_text(f, "report.fr.json", &n);
	assert(text != NULL || n == 0);
	assert(length < 1 << 30);
}

static void read_store(const void *ctx, const char *path)
{
	struct err err = { 0 };
	struct store_whole *w = store_map(ctx, path, &layer, true, &err);
	double sum = 0;
	size_t found;

	if (w == NULL) {
		fuzz_explained(&err);
		return;
	}
	const struct geometry_store *s = &w->store;
	for (size_t i = 0; i < s->n; i++) {
		assert(geometry_store_feature(s, s->ids[i]) == i);
		geometry_store_keyed(s, s->keys + s->key_offsets[i]);
		for (uint32_t r = s->first_ring[i]; r < s->first_ring[i + 1]; r++)
			for (uint32_t p = 0; p < s->rings[r].n; p++)
				sum += s->xy[2 * ((size_t)s->rings[r].first + p)] +
				       (double)s->detail[s->rings[r].first + p];
	}
	for (size_t i = 0; i < s->n; i++)
		for (uint32_t k = s->first_arc[i]; k < s->first_arc[i + 1]; k++) {
			const struct geometry_arc *a = &s->arcs[k];
			sum += s->xy[2 * (size_t)a->first] + s->xy[2 * ((size_t)a->first + a->n - 1)] +
			       (double)s->arc_boxes[4 * k + 3] + (a->other < s->n ? s->boxes[a->other].minx : 0);
		}
	for (size_t k = s->n > 0 ? s->first_shared[0] : 0; k < s->n_shared; k++)
		sum += s->boxes[s->shared[k].owner].minx + (double)s->arc_boxes[4 * (size_t)s->shared[k].arc];
	uint32_t *list = geometry_store_find(s, ctx, &(struct bbox){ -1e9, -1e9, 1e9, 1e9 }, &found);
	assert(found <= s->n);
	for (size_t i = 0; i < found; i++)
		assert(list[i] < s->n && (i == 0 || list[i - 1] < list[i]));
	/* what was read must not be left out by a compiler that sees no use of it */
	volatile double kept = sum;
	(void)kept;
}

static void read_moved(const void *ctx, const char *path)
{
	struct store_whole w = triangles(ctx);
	const struct store_moved *m = store_moved_map(ctx, path, &w, 3857);
	volatile double sum = 0;
	size_t found;

	if (m == NULL || m->absent)
		return;
	w.store.moved = &m->moved;
	for (size_t i = 0; i < 2 * w.store.n_points; i++)
		sum = sum + m->moved.xy[i];
	for (size_t i = 0; i < w.store.n; i++)
		sum = sum + m->moved.boxes[i].maxy + m->moved.inner[2 * i + 1];
	const uint32_t *list = geometry_store_find_moved(&w.store, ctx, &m->moved.bbox, &found);
	assert(found <= w.store.n);
	for (size_t i = 0; i < found; i++)
		assert(list[i] < w.store.n);
}

static const struct form {
	char letter;
	const char *kind;
	uint32_t version;
	bool (*write)(const void *ctx, const char *path);
	void (*read)(const void *ctx, const char *path);
} forms[] = {
	{ 'c', "columns", 1, write_columns, read_columns },
	{ 'm', "moved", 1, write_moved, read_moved },
	{ 'g', "geometry", STORE_VERSION, write_store, read_store },   /* and any other letter */
};
enum { FORMS = sizeof forms / sizeof *forms };

static void put_section(const void *ctx, const char *from, const char *to, const char *kind, uint32_t version,
                        const uint8_t *data, size_t size)
{
	struct err err = { 0 };
	struct pack *p = pack_open(ctx, from, kind, version, true, &err);
	const uint8_t *end = memchr(data, '\n', size);
	char *name = fuzz_text(ctx, data, end != NULL ? (size_t)(end - data) : size);
	const void *bytes = end != NULL ? end + 1 : data;
	size_t rest = end != NULL ? size - (size_t)(end + 1 - data) : 0, n;
	struct pack_writer *w = pack_writer_new(ctx, to, kind, version, &err);

	assert(p != NULL && w != NULL);
	for (size_t i = 0; i < p->n_sections; i++) {
		const void *old = pack_section(p, p->sections[i].name, &n);
		bool other = strcmp(p->sections[i].name, name) == 0;
		assert(pack_write(w, p->sections[i].name, other ? bytes : old, other ? rest : n, &err));
	}
	assert(pack_writer_end(w, &err));
}

static void put_changed(const char *from, const char *to, const uint8_t *data, size_t size)
{
	static uint8_t bytes[1 << 16];
	FILE *f = fopen(from, "rb");
	size_t n = fread(bytes, 1, sizeof bytes, f);

	fclose(f);
	for (; size >= 3; data += 3, size -= 3)
		bytes[(data[0] << 8 | data[1]) % n] = data[2];
	f = fopen(to, "wb");
	assert(fwrite(bytes, 1, n, f) == n);
	fclose(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);

	if (size < 2) {
		talloc_free(ctx);
		return 0;
	}
	const struct form *form = forms;
	while (form < forms + FORMS - 1 && form->letter != (char)data[0])
		form++;
	const char *path = mem_printf(ctx, "%s/packed", fuzz_file(ctx, "packed", data + 2, size - 2));
	char *good = mem_printf(ctx, "%s.good", path);
	unlink(good);
	assert(form->write(ctx, good));
	if (data[1] == 's') {
		unlink(path);
		put_section(ctx, good, path, form->kind, form->version, data + 2, size - 2);
	} else if (data[1] == 'f') {
		put_changed(good, path, data + 2, size - 2);
	}
	form->read(ctx, path);
	talloc_free(ctx);
	return 0;
}
