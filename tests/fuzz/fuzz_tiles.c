/* The tiles kept on disk. 'r' and the whole file of tiles; 'h', how many pieces there are and the length of each (two bytes), then
   what follows a head with right checksums; 'b' and the book of the shelf, which a tile is then added to. */
#include <sys/stat.h>

#include <zlib.h>

#include "tests/fuzz/fuzz.h"
#include "tiles/cache.h"

#define TILES_VERSION "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define CEILING (64 << 20)

static uint32_t checksum(const void *bytes, size_t n)
{
	return (uint32_t)crc32_z(crc32_z(0, NULL, 0), bytes, n);
}

/* A head that tells what the input says, and the input's pieces as far as they go. */
static uint8_t *with_head(const void *ctx, const uint8_t *data, size_t size, size_t *n)
{
	uint32_t count = size > 0 ? data[0] % (TILE_PIECES_MOST + 2) : 0, head[2 * (TILE_PIECES_MOST + 2)];
	size_t at = 1 + 2 * (size_t)count, from = at < size ? at : size;

	for (uint32_t i = 0; i < count; i++) {
		size_t length = 2 + 2 * (size_t)i < size ? (size_t)data[1 + 2 * i] | (size_t)data[2 + 2 * i] << 8 : 0;
		size_t there = from < size ? size - from : 0;
		head[2 * i] = (uint32_t)length;
		head[2 * i + 1] = checksum(data + from, length < there ? length : there);
		from += length < there ? length : there;
	}
	const uint32_t begin[] = { count, checksum(head, 8 * (size_t)count) };
	size_t body = at < size ? size - at : 0;
	uint8_t *file = mem_array(ctx, uint8_t, 16 + 8 * (size_t)count + body + 1);
	memcpy(file, "JTTILES1", 8);
	memcpy(file + 8, begin, 8);
	memcpy(file + 16, head, 8 * (size_t)count);
	if (body > 0)
		memcpy(file + 16 + 8 * (size_t)count, data + at, body);
	*n = 16 + 8 * (size_t)count + body;
	return file;
}

static void put_file(const void *ctx, const char *shelf, const char *name, const uint8_t *bytes, size_t n)
{
	FILE *f = fopen(mem_printf(ctx, "%s/%s", shelf, name), "wb");

	assert(f != NULL && fwrite(bytes, 1, n, f) == n);
	fclose(f);
}

/* What is read is as long as it says, and the same again. */
static void read_pieces(const void *ctx, struct tile_cache *cache, const char *name, size_t size)
{
	struct tile_piece piece, again;

	for (size_t i = 0; i < TILE_PIECES_MOST + 2; i++) {
		if (!tile_cache_read(&piece, cache, ctx, name, i))
			continue;
		assert(i < TILE_PIECES_MOST && piece.n <= size);
		assert(tile_cache_read(&again, cache, ctx, name, i));
		assert(again.n == piece.n && memcmp(again.bytes, piece.bytes, piece.n) == 0);
	}
}

static void add_tile(const void *ctx, struct tile_cache *cache, const char *name)
{
	const struct tile_piece piece = { "tile", 4 };
	struct tile_piece read;
	int why;
	struct tile_turn *turn = tile_cache_turn(cache, ctx, name);

	assert(turn != NULL && tile_cache_write(turn, &piece, 1, &why));
	talloc_free(turn);
	assert(tile_cache_read(&read, cache, ctx, name, 0) && read.n == 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	const char *workspace = fuzz_file(ctx, "input", data, size), *name = tile_cache_name(ctx, TILES_VERSION, "z");
	struct tile_cache *cache = tile_cache_new(ctx, workspace, CEILING);
	const char *shelf = mem_printf(ctx, "%s/cache/tiles/%c", workspace, name[strlen(name) - 1]);
	uint8_t *made;
	size_t n;

	add_tile(ctx, cache, name);   /* makes the folders, too */
	switch (size > 0 ? data[0] : 0) {
	case 'r':
		put_file(ctx, shelf, name, data + 1, size - 1);
		read_pieces(ctx, cache, name, size);
		break;
	case 'h':
		made = with_head(ctx, data + 1, size - 1, &n);
		put_file(ctx, shelf, name, made, n);
		read_pieces(ctx, cache, name, n);
		break;
	case 'b':
		put_file(ctx, shelf, "book", data + 1, size - 1);
		add_tile(ctx, cache, name);
		break;
	default:
		break;
	}
	talloc_free(ctx);
	return 0;
}
