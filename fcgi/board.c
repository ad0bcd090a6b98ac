#include "fcgi/board.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/digest.h"

#define SECOND UINT64_C(1000000000)

uint64_t board_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

struct page {
	struct board *board;
};

static int unmap(struct page *page)
{
	munmap(page->board, sizeof *page->board);
	return 0;
}

static struct board *map(const void *ctx, int fd, struct err *err)
{
	void *at = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (at == MAP_FAILED) {
		err_set(err, ctx, ERR_INTERNAL, NULL, "the shared page cannot be mapped",
		        "la page partagée ne peut pas être projetée en mémoire");
		err_detail(err, ctx, "mmap: %s", strerror(errno));
		return NULL;
	}
	struct page *page = mem_new(ctx, struct page);
	page->board = at;
	talloc_set_destructor(page, unmap);
	return page->board;
}

struct board *board_new(const void *ctx, int *fd, struct err *err)
{
	*fd = memfd_create("jointure-board", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*fd < 0 || ftruncate(*fd, sizeof(struct board)) != 0 ||
	    fcntl(*fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
		err_set(err, ctx, ERR_INTERNAL, NULL, "the shared page cannot be made",
		        "la page partagée ne peut pas être créée");
		err_detail(err, ctx, "memfd: %s", strerror(errno));
		if (*fd >= 0)
			close(*fd);
		return NULL;
	}
	return map(ctx, *fd, err);
}

struct board *board_attach(const void *ctx, int fd, struct err *err)
{
	struct stat st;

	if (fd < 0)
		return mem_new(ctx, struct board);
	if (fstat(fd, &st) != 0 || st.st_size < (off_t)sizeof(struct board)) {
		err_set(err, ctx, ERR_INVALID_PARAMETER, "--board-fd",
		        "--board-fd: descriptor %d is not a master's page",
		        "--board-fd : le descripteur %d n'est pas la page d'un maître", fd);
		return NULL;
	}
	return map(ctx, fd, err);
}

/* Text of the page from `at` on, cut where the page's room ends; the new end. */
static size_t put_text(struct board *board, size_t at, const char *text)
{
	size_t room = sizeof board->what - 1 - at, n = strlen(text);

	n = n < room ? n : room;
	memcpy(board->what + at, text, n);
	board->what[at + n] = '\0';
	return at + n;
}

void board_begin(struct board *board)
{
	board_name(board, "", "(not read yet)", 0);
	atomic_store(&board->busy_since, board_now());
}

void board_name(struct board *board, const char *method, const char *path, uint64_t key)
{
	size_t n = put_text(board, 0, method);

	n = put_text(board, n, " ");
	put_text(board, n, path);
	atomic_store(&board->key, key);
}

uint64_t board_key(const char *method, const char *path, const char *query, struct span body)
{
	char text[DIGEST_TEXT];
	void *ctx = mem_check(talloc_new(NULL));
	struct digest *d = digest_new(ctx);

	digest_add_text(d, method);
	digest_add_text(d, path);
	digest_add_text(d, query);
	digest_add(d, body.at, body.n);
	digest_text(d, text);
	talloc_free(ctx);
	text[16] = '\0';
	uint64_t key = strtoull(text, NULL, 16);
	return key != 0 ? key : 1;
}

uint64_t board_refuses(const struct board *board, uint64_t key)
{
	uint64_t now = board_now();

	for (size_t i = 0; i < BOARD_REFUSED; i++) {
		uint64_t until = atomic_load(&board->refused[i].until);
		if (until > now && atomic_load(&board->refused[i].key) == key)
			return (until - now) / SECOND + 1;
	}
	return 0;
}

void board_end(struct board *board, bool answered)
{
	if (answered)
		atomic_fetch_add(&board->answered, 1);
	atomic_store(&board->busy_since, 0);
}

void board_away(struct board *board, bool away)
{
	uint64_t now = board_now(), since = atomic_load(&board->away_since);

	if (!away && since != 0)
		atomic_fetch_add(&board->busy_since, now - since);
	atomic_store(&board->away_since, away ? now : 0);
}

uint64_t board_memory(int pid)
{
	char path[64], text[128] = "";

	if (pid == 0)
		snprintf(path, sizeof path, "/proc/self/statm");
	else
		snprintf(path, sizeof path, "/proc/%d/statm", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0)
		return 0;
	/* "size resident shared ...", in pages */
	char *end;
	strtoull(text, &end, 10);
	unsigned long long resident = strtoull(end, &end, 10);
	unsigned long long shared = strtoull(end, &end, 10);
	return (resident > shared ? resident - shared : 0) * (uint64_t)sysconf(_SC_PAGESIZE);
}
