#include "tests/scratch.h"
#include "tests/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "tiles/cache.h"
#include "tiles/cache_shelf.h"

static const char version[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

struct room {
	void *ctx;
	char *workspace;
	struct tile_cache *cache;
};

static struct room *room_of(void **state, int64_t ceiling)
{
	struct room *r = *state;

	r->cache = tile_cache_new(r->ctx, r->workspace, ceiling);
	return r;
}

static bool put(struct room *r, const char *name, const struct tile_piece *pieces, size_t n)
{
	struct tile_turn *turn = tile_cache_turn(r->cache, r->ctx, name);
	int why = 0;

	assert_non_null(turn);
	bool done = tile_cache_write(turn, pieces, n, &why);
	talloc_free(turn);
	return done;
}

static bool put_bytes(struct room *r, const char *rest, size_t n)
{
	struct tile_piece piece = { mem_array(r->ctx, char, n), n };

	return put(r, tile_cache_name(r->ctx, version, rest), &piece, 1);
}

static bool has(struct room *r, const char *rest)
{
	struct tile_piece piece;

	return tile_cache_read(&piece, r->cache, r->ctx, tile_cache_name(r->ctx, version, rest), 0);
}

static void what_was_written_together_is_read_piece_by_piece(void **state)
{
	struct room *r = room_of(state, 64 << 20);
	const struct tile_piece pieces[] = { { "first", 5 }, { "", 0 }, { "the third", 9 } };
	const char *name = tile_cache_name(r->ctx, version, "png z 1");
	struct tile_piece piece;

	assert_false(tile_cache_read(&piece, r->cache, r->ctx, name, 0));
	assert_true(put(r, name, pieces, 3));
	for (size_t i = 0; i < 3; i++) {
		assert_true(tile_cache_read(&piece, r->cache, r->ctx, name, i));
		assert_int_equal(piece.n, pieces[i].n);
		assert_memory_equal(piece.bytes, pieces[i].bytes, piece.n);
	}
	assert_false(tile_cache_read(&piece, r->cache, r->ctx, name, 3));
	struct tile_counts counts = tile_cache_counts(r->cache);
	assert_true(counts.made == 1 && counts.found == 3 && counts.dropped == 0);
}

static void another_version_or_another_rest_is_another_tile(void **state)
{
	struct room *r = room_of(state, 64 << 20);
	char *other = mem_strdup(r->ctx, version);
	struct tile_piece piece;

	other[0] = 'f';
	assert_true(put_bytes(r, "z 1", 10));
	assert_true(has(r, "z 1"));
	assert_false(has(r, "z 2"));
	assert_false(tile_cache_read(&piece, r->cache, r->ctx, tile_cache_name(r->ctx, other, "z 1"), 0));
}

static char *file_of(struct room *r, const char *rest)
{
	const char *name = tile_cache_name(r->ctx, version, rest);

	return mem_printf(r->ctx, "%s/%s", shelf_path(r->ctx, r->workspace, name[SHELF_NAME - 1]), name);
}

static void a_damaged_file_is_as_none(void **state)
{
	struct room *r = room_of(state, 64 << 20);
	const char *path = file_of(r, "z");
	struct stat st;

	assert_true(put_bytes(r, "z", 1000));
	assert_int_equal(stat(path, &st), 0);
	for (off_t at = 0; at < st.st_size; at += 7) {
		int fd = open(path, O_RDWR);
		char was, is;
		assert_int_equal(pread(fd, &was, 1, at), 1);
		is = (char)(was ^ 0x40);
		assert_int_equal(pwrite(fd, &is, 1, at), 1);
		assert_false(has(r, "z"));
		assert_int_equal(pwrite(fd, &was, 1, at), 1);
		assert_true(has(r, "z"));
		close(fd);
	}
	for (off_t n = st.st_size - 1; n >= 0; n -= 13) {
		assert_int_equal(truncate(path, n), 0);
		assert_false(has(r, "z"));
	}
	assert_true(put_bytes(r, "z", 1000));
	assert_true(has(r, "z"));
}

static int64_t held(struct room *r)
{
	int64_t sum = 0;

	for (int i = 0; i < SHELVES; i++) {
		struct file *book = shelf_open(r->ctx, r->workspace, "0123456789abcdef"[i]);
		int64_t n = 0;
		assert_non_null(book);
		if (pread(book->fd, &n, sizeof n, 0) == (ssize_t)sizeof n)
			sum += n;
		talloc_free(book);
	}
	return sum;
}

static void the_tiles_of_all_stay_below_the_ceiling(void **state)
{
	const int64_t ceiling = 16 * 256 * 1024;
	struct room *r = room_of(state, ceiling);

	for (int i = 0; i < 1000; i++)
		assert_true(put_bytes(r, mem_printf(r->ctx, "tile %d", i), 20000));
	assert_true(held(r) <= ceiling);
	assert_true(held(r) > ceiling / 2);
	assert_true(tile_cache_counts(r->cache).dropped > 500);
	assert_true(has(r, "tile 999"));
	assert_false(has(r, "tile 0"));
}

static void what_was_used_again_outlives_what_was_not(void **state)
{
	struct room *r = room_of(state, 16 * 256 * 1024);
	const struct timespec long_ago[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

	assert_true(put_bytes(r, "used", 20000) && put_bytes(r, "unused", 20000));
	assert_int_equal(utimensat(AT_FDCWD, file_of(r, "used"), long_ago, 0), 0);
	assert_int_equal(utimensat(AT_FDCWD, file_of(r, "unused"), long_ago, 0), 0);
	assert_true(has(r, "used"));
	for (int i = 0; i < 180; i++)
		assert_true(put_bytes(r, mem_printf(r->ctx, "tile %d", i), 20000));
	assert_true(access(file_of(r, "used"), F_OK) == 0);
	assert_true(access(file_of(r, "unused"), F_OK) != 0);
}

static void a_file_too_large_for_its_shelf_is_not_kept(void **state)
{
	struct room *r = room_of(state, 16 * 64 * 1024);

	assert_false(put_bytes(r, "large", 60000));
	assert_false(has(r, "large"));
	assert_true(put_bytes(r, "small", 20000));
}

/* Ten processes want one tile: each that has its turn and finds none makes it, and says so. */
static void ten_who_come_at_once_make_it_once(void **state)
{
	struct room *r = room_of(state, 64 << 20);
	const char *name = tile_cache_name(r->ctx, version, "wanted");
	int made[2];
	char letters[20];

	assert_int_equal(pipe(made), 0);
	pid_t children[10];
	for (int i = 0; i < 10; i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		struct tile_cache *own = tile_cache_new(r->ctx, r->workspace, 64 << 20);
		struct tile_turn *turn = tile_cache_turn(own, r->ctx, name);
		struct tile_piece piece = { "tile", 4 };
		int why;
		bool done = turn != NULL;
		if (done && !tile_cache_read(&piece, own, r->ctx, name, 0)) {
			poll(NULL, 0, 50);
			done = write(made[1], "m", 1) == 1 && tile_cache_write(turn, &piece, 1, &why);
		}
		scratch_end(done && piece.n == 4 && memcmp(piece.bytes, "tile", 4) == 0);
	}
	close(made[1]);
	for (int i = 0; i < 10; i++)
		assert_true(scratch_ended_well(children[i]));
	assert_int_equal(read(made[0], letters, sizeof letters), 1);
	close(made[0]);
}

static void without_a_ceiling_nothing_is_kept(void **state)
{
	struct room *r = room_of(state, 0);

	assert_null(r->cache);
	assert_false(has(r, "z"));
	assert_null(tile_cache_turn(r->cache, r->ctx, "z"));
	assert_int_equal(tile_cache_counts(r->cache).made, 0);
}

static void where_nothing_can_be_written_that_is_told_once(void **state)
{
	struct room *r = room_of(state, 64 << 20);
	struct tile_piece piece = { "tile", 4 };
	const char *name = tile_cache_name(r->ctx, version, "z");
	int why;

	assert_true(put_bytes(r, "z", 10));
	assert_int_equal(unlink(file_of(r, "z")), 0);
	assert_int_equal(mkdir(mem_printf(r->ctx, "%s.new", file_of(r, "z")), 0777), 0);
	struct tile_turn *turn = tile_cache_turn(r->cache, r->ctx, name);
	assert_false(tile_cache_write(turn, &piece, 1, &why));
	assert_int_equal(why, EISDIR);
	assert_false(tile_cache_write(turn, &piece, 1, &why));
	assert_int_equal(why, 0);
	talloc_free(turn);
}

static bool is_live(void *arg, const char *v)
{
	return strcmp(v, arg) == 0;
}

static void a_sweep_leaves_what_is_live(void **state)
{
	struct room *r = room_of(state, 64 << 20);
	char *old = mem_strdup(r->ctx, version), *live = mem_strdup(r->ctx, version);
	struct tile_piece piece = { "tile", 4 };
	struct err err = { 0 };
	size_t removed = 0;

	old[5] = '0';
	for (int i = 0; i < 40; i++)
		assert_true(put(r, tile_cache_name(r->ctx, i % 2 ? old : live, mem_printf(r->ctx, "%d", i)), &piece, 1));
	assert_true(tile_cache_sweep(r->ctx, r->workspace, 64 << 20, is_live, live, &removed, &err));
	assert_int_equal(removed, 20);
	assert_true(has(r, "0") && has(r, "38"));
	assert_false(tile_cache_read(&piece, r->cache, r->ctx, tile_cache_name(r->ctx, old, "1"), 0));
	assert_int_equal(held(r), 20 * 4096);
}

static void a_workspace_without_tiles_is_swept_without_a_trace(void **state)
{
	struct room *r = room_of(state, 64 << 20);
	struct err err = { 0 };
	size_t removed = 0;

	assert_true(tile_cache_sweep(r->ctx, r->workspace, 64 << 20, is_live, r, &removed, &err));
	assert_int_equal(removed, 0);
	assert_int_not_equal(access(mem_printf(r->ctx, "%s/cache", r->workspace), F_OK), 0);
}

static int set_up(void **state)
{
	struct room *r = mem_new(NULL, struct room);

	r->ctx = r;
	r->workspace = scratch_new(r);
	*state = r;
	return 0;
}

static int tear_down(void **state)
{
	talloc_free(*state);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_written_together_is_read_piece_by_piece),
		TEST(another_version_or_another_rest_is_another_tile),
		TEST(a_damaged_file_is_as_none),
		TEST(the_tiles_of_all_stay_below_the_ceiling),
		TEST(what_was_used_again_outlives_what_was_not),
		TEST(a_file_too_large_for_its_shelf_is_not_kept),
		TEST(ten_who_come_at_once_make_it_once),
		TEST(without_a_ceiling_nothing_is_kept),
		TEST(where_nothing_can_be_written_that_is_told_once),
		TEST(a_sweep_leaves_what_is_live),
		TEST(a_workspace_without_tiles_is_swept_without_a_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
