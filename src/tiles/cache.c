#include "tiles/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <zlib.h>

#include "base/digest.h"
#include "tiles/cache_shelf.h"

enum { USED_ANEW = 3600, PIECE_MOST = 1 << 28 };

static const char magic[8] = "JTTILES1";

/* A file: this, and the pieces one after the other. */
struct head {
	char magic[8];
	uint32_t n, crc;              /* of what follows, as far as it is there */
	struct { uint32_t n, crc; } pieces[TILE_PIECES_MOST];
};

struct tile_cache {
	const char *workspace;
	int64_t most;                 /* of a shelf */
	struct tile_counts counts;
	bool failing;
};

struct tile_turn {
	struct tile_cache *cache;
	const char *name;
	struct file *book;
};

struct tile_cache *tile_cache_new(const void *ctx, const char *workspace, int64_t ceiling)
{
	if (ceiling <= 0)
		return NULL;
	struct tile_cache *c = mem_new(ctx, struct tile_cache);
	c->workspace = mem_strdup(c, workspace);
	c->most = ceiling / SHELVES;
	return c;
}

char *tile_cache_name(const void *ctx, const char *version, const char *rest)
{
	char text[DIGEST_TEXT];

	digest_of(rest, text);
	return mem_printf(ctx, "%s-%.32s", version, text);
}

static char shelf_of(const char *name)
{
	return name[SHELF_NAME - 1];
}

static char *path_of(const void *ctx, const struct tile_cache *c, const char *name)
{
	return mem_printf(ctx, "%s/%s", shelf_path(ctx, c->workspace, shelf_of(name)), name);
}

static size_t head_size(size_t n)
{
	return offsetof(struct head, pieces) + n * sizeof((struct head){ 0 }.pieces[0]);
}

static uint32_t checksum(const void *bytes, size_t n)
{
	return (uint32_t)crc32_z(crc32_z(0, NULL, 0), bytes, n);
}

static bool read_head(struct head *h, int fd)
{
	ssize_t got = pread(fd, h, sizeof *h, 0);

	return got >= (ssize_t)head_size(0) && memcmp(h->magic, magic, sizeof magic) == 0 &&
	       h->n <= TILE_PIECES_MOST && got >= (ssize_t)head_size(h->n) &&
	       h->crc == checksum(h->pieces, h->n * sizeof h->pieces[0]);
}

static bool read_piece(struct tile_piece *piece, const void *ctx, int fd, size_t which)
{
	struct head h;

	if (!read_head(&h, fd) || which >= h.n || h.pieces[which].n > PIECE_MOST)
		return false;
	off_t at = (off_t)head_size(h.n);
	for (size_t i = 0; i < which; i++)
		at += h.pieces[i].n;
	size_t n = h.pieces[which].n;
	char *bytes = mem_array(ctx, char, n + 1);
	*piece = (struct tile_piece){ bytes, n };
	return pread(fd, bytes, n, at) == (ssize_t)n && checksum(bytes, n) == h.pieces[which].crc;
}

/* What is used again stays longer. */
static void note_use(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && files_age(&st) > USED_ANEW)
		futimens(fd, NULL);
}

bool tile_cache_read(struct tile_piece *piece, struct tile_cache *c, const void *ctx, const char *name, size_t which)
{
	int fd = c != NULL ? open(path_of(ctx, c, name), O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return false;
	bool there = read_piece(piece, ctx, fd, which);
	if (there)
		note_use(fd);
	close(fd);
	c->counts.found += there;
	return there;
}

struct tile_turn *tile_cache_turn(struct tile_cache *c, const void *ctx, const char *name)
{
	if (c == NULL)
		return NULL;
	struct tile_turn *turn = mem_new(ctx, struct tile_turn);
	turn->cache = c;
	turn->name = mem_strdup(turn, name);
	turn->book = shelf_open(turn, c->workspace, shelf_of(name));
	if (turn->book == NULL || !shelf_lock(turn->book, name))
		TALLOC_FREE(turn);
	return turn;
}

static bool write_all(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t done = write(fd, p, n);
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static bool write_file(const char *path, const struct head *h, const struct tile_piece *pieces)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool done = fd >= 0 && write_all(fd, h, head_size(h->n));

	for (size_t i = 0; done && i < h->n; i++)
		done = write_all(fd, pieces[i].bytes, pieces[i].n);
	if (fd >= 0)
		done = close(fd) == 0 && done;
	return done;
}

static void settle(struct tile_turn *turn, size_t size)
{
	struct tile_cache *c = turn->cache;

	c->counts.made++;
	c->counts.bytes += size;
	if (shelf_lock_account(turn->book))
		c->counts.dropped += shelf_add(turn->book, shelf_path(turn, c->workspace, shelf_of(turn->name)),
		                               shelf_size((int64_t)size), c->most);
}

/* The turn's own: nobody else writes under this name. */
static bool keep(struct tile_turn *turn, const struct head *h, const struct tile_piece *pieces)
{
	char *path = path_of(turn, turn->cache, turn->name), *fresh = mem_printf(turn, "%s.new", path);

	if (write_file(fresh, h, pieces) && rename(fresh, path) == 0)
		return true;
	int why = errno;
	unlink(fresh);
	errno = why;
	return false;
}

bool tile_cache_write(struct tile_turn *turn, const struct tile_piece *pieces, size_t n, int *why)
{
	struct tile_cache *c = turn->cache;
	struct head h = { .n = (uint32_t)n };
	size_t size = head_size(n);

	*why = 0;
	memcpy(h.magic, magic, sizeof magic);
	for (size_t i = 0; i < n; i++) {
		h.pieces[i].n = (uint32_t)pieces[i].n;
		h.pieces[i].crc = checksum(pieces[i].bytes, pieces[i].n);
		size += pieces[i].n;
	}
	h.crc = checksum(h.pieces, n * sizeof h.pieces[0]);
	if (shelf_size((int64_t)size) > c->most / 2)
		return false;
	bool done = keep(turn, &h, pieces);
	if (done)
		settle(turn, size);
	else if (!c->failing)
		*why = errno;
	c->failing = !done;
	return done;
}

struct tile_counts tile_cache_counts(const struct tile_cache *c)
{
	return c != NULL ? c->counts : (struct tile_counts){ 0 };
}

bool tile_cache_sweep(const void *ctx, const char *workspace, int64_t ceiling,
                      bool (*is_live)(void *arg, const char *version), void *arg, size_t *removed, struct err *err)
{
	for (int i = 0; i < SHELVES; i++) {
		void *own = talloc_new(ctx);
		char digit = "0123456789abcdef"[i];
		const char *folder = shelf_path(own, workspace, digit);
		bool there = access(folder, F_OK) == 0;
		struct file *book = there ? shelf_open(own, workspace, digit) : NULL;
		bool done = !there || (book != NULL && shelf_lock_account(book)) || files_failed(ctx, folder, err);
		if (done && there)
			*removed += shelf_sweep(book, folder, ceiling / SHELVES, is_live, arg);
		talloc_free(own);
		if (!done)
			return false;
	}
	return true;
}
