#include "tiles/cache_shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

enum { BLOCK = 4096, LEFT_BEHIND = 3600, DIGITS_OF_LOCK = 15 };

char *shelf_path(const void *ctx, const char *workspace, char digit)
{
	return mem_printf(ctx, "%s/cache/tiles/%c", workspace, digit);
}

static void make_folders(const void *ctx, const char *workspace, char digit)
{
	mkdir(mem_printf(ctx, "%s/cache", workspace), 0777);
	mkdir(mem_printf(ctx, "%s/cache/tiles", workspace), 0777);
	mkdir(shelf_path(ctx, workspace, digit), 0777);
}

static int close_book(struct file *f)
{
	close(f->fd);
	return 0;
}

struct file *shelf_open(const void *ctx, const char *workspace, char digit)
{
	struct file *book = mem_new(ctx, struct file);
	const char *path = mem_printf(book, "%s/book", shelf_path(book, workspace, digit));

	book->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (book->fd < 0 && errno == ENOENT) {
		make_folders(book, workspace, digit);
		book->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	}
	if (book->fd < 0) {
		talloc_free(book);
		return NULL;
	}
	talloc_set_destructor(book, close_book);
	return book;
}

/* Of an open file, not of a process: two turns of one process exclude each other, too. */
static bool lock_byte(const struct file *book, off_t at)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1 };
	int done;

	do
		done = fcntl(book->fd, F_OFD_SETLKW, &lock);
	while (done != 0 && errno == EINTR);
	return done == 0;
}

/* Byte 0 is the account's; a name's is told by its last digits. */
bool shelf_lock(struct file *book, const char *name)
{
	size_t n = strlen(name);
	const char *end = name + (n > DIGITS_OF_LOCK ? n - DIGITS_OF_LOCK : 0);

	return lock_byte(book, 1 + (off_t)strtoull(end, NULL, 16));
}

bool shelf_lock_account(struct file *book)
{
	return lock_byte(book, 0);
}

int64_t shelf_size(int64_t bytes)
{
	return (bytes + BLOCK - 1) / BLOCK * BLOCK;
}

struct kept {
	char *path;
	int64_t size;
	struct timespec used;
};

struct looking {
	struct kept *all;
	size_t n, room;
	int64_t held;
	uint64_t removed;
	bool (*is_live)(void *arg, const char *version);
	void *arg;
};

static bool is_stale(struct looking *l, const struct stat *st, const char *name)
{
	if (text_ends(name, ".new"))
		return files_age(st) > LEFT_BEHIND;
	return strlen(name) == SHELF_NAME && l->is_live != NULL &&
	       !l->is_live(l->arg, mem_strndup(l->all, name, 64));
}

static bool look_at(void *arg, const char *path, const char *name)
{
	struct looking *l = arg;
	struct stat st;

	if (strcmp(name, "book") == 0 || lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return true;
	if (is_stale(l, &st, name)) {
		l->removed += unlink(path) == 0;
		return true;
	}
	if (l->n == l->room) {
		l->room = 2 * l->room + 64;
		l->all = mem_grow(NULL, l->all, struct kept, l->room);
	}
	l->all[l->n++] = (struct kept){ mem_strdup(l->all, path), shelf_size(st.st_size), st.st_mtim };
	l->held += shelf_size(st.st_size);
	return true;
}

static int by_use(const void *a, const void *b)
{
	const struct timespec *p = &((const struct kept *)a)->used, *q = &((const struct kept *)b)->used;

	if (p->tv_sec != q->tv_sec)
		return p->tv_sec < q->tv_sec ? -1 : 1;
	return (p->tv_nsec > q->tv_nsec) - (p->tv_nsec < q->tv_nsec);
}

/* Those used last stay: three quarters of what there may be, so that this is not due again at once. */
static void make_room(struct looking *l, int64_t most)
{
	if (l->held <= most)
		return;
	qsort(l->all, l->n, sizeof *l->all, by_use);
	for (size_t i = 0; i < l->n && l->held > most - most / 4; i++)
		if (unlink(l->all[i].path) == 0 || errno == ENOENT) {
			l->held -= l->all[i].size;
			l->removed++;
		}
}

static void set_account(const struct file *book, int64_t held)
{
	/* where it cannot be written, the next one counts anew */
	if (pwrite(book->fd, &held, sizeof held, 0) != (ssize_t)sizeof held && ftruncate(book->fd, 0) != 0)
		return;
}

uint64_t shelf_sweep(struct file *book, const char *folder, int64_t most,
                     bool (*is_live)(void *arg, const char *version), void *arg)
{
	void *scratch = mem_check(talloc_new(NULL));
	struct looking l = { .all = mem_array(NULL, struct kept, 64), .room = 64, .is_live = is_live, .arg = arg };

	files_each(scratch, folder, look_at, &l, &(struct err){ 0 });
	make_room(&l, most);
	set_account(book, l.held);
	talloc_free(l.all);
	talloc_free(scratch);
	return l.removed;
}

uint64_t shelf_add(struct file *book, const char *folder, int64_t size, int64_t most)
{
	int64_t held;

	if (pread(book->fd, &held, sizeof held, 0) != (ssize_t)sizeof held || held < 0)
		return shelf_sweep(book, folder, most, NULL, NULL);
	if (held > most - size)   /* the book may tell anything */
		return shelf_sweep(book, folder, most, NULL, NULL);
	set_account(book, held + size);
	return 0;
}
