/* Files that are not as they were written: for the tests of all readers of packs. */
#ifndef JT_TESTS_PACK_SPOIL_H
#define JT_TESTS_PACK_SPOIL_H

#include "pack/pack.h"
#include "tests/scratch.h"
#include "tests/unit.h"

struct bytes {
	unsigned char *at;
	size_t n;
};

static inline struct bytes spoil_read(const void *ctx, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct bytes b = { 0 };

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	b.n = (size_t)ftell(f);
	rewind(f);
	b.at = mem_array(ctx, unsigned char, b.n + 1);
	assert_int_equal(fread(b.at, 1, b.n, f), b.n);
	fclose(f);
	return b;
}

static inline void spoil_write(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* A pack again, whole and with its checksums, in which one section is another; NULL data: without it. */
static inline void spoil_section(const char *path, const char *kind, uint32_t version, const char *name,
                                 const void *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	struct pack *p = pack_open(ctx, path, kind, version, true, &err);

	assert_non_null(p);
	assert_int_equal(unlink(path), 0);
	struct pack_writer *w = pack_writer_new(ctx, path, kind, version, &err);
	assert_non_null(w);
	for (size_t i = 0; i < p->n_sections; i++) {
		size_t n;
		const void *old = pack_section(p, p->sections[i].name, &n);
		if (strcmp(p->sections[i].name, name) != 0)
			assert_true(pack_write(w, p->sections[i].name, old, n, &err));
		else if (data != NULL)
			assert_true(pack_write(w, name, data, size, &err));
	}
	assert_true(pack_writer_end(w, &err));
	talloc_free(ctx);
}

#endif
