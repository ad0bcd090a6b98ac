#include "catalogue/data.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "catalogue/files.h"
#include "catalogue/random.h"

enum { CHUNK = 1 << 17, LEFT_BEHIND = 24 * 3600 };

static bool is_extension(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789");
	return n >= 1 && n <= 8 && s[n] == '\0';
}

char *data_path(const void *ctx, const char *workspace, const char *digest, const char *extension)
{
	return mem_printf(ctx, "%s/data/%.2s/%s.%s", workspace, digest, digest, extension);
}

char *data_open_name(const void *ctx, const char *workspace, const struct source *source)
{
	return source->referenced ? mem_strdup(ctx, source->uri)
	                          : data_path(ctx, workspace, source->digest, source->extension);
}

char *data_incoming(const void *ctx, const char *workspace, const char *extension, struct err *err)
{
	char name[RANDOM_TEXT];
	char *data = mem_printf(ctx, "%s/data", workspace);
	char *incoming = mem_printf(ctx, "%s/incoming", data);

	assert(is_extension(extension));
	if (!files_make_folder(ctx, workspace, data, err) || !files_make_folder(ctx, data, incoming, err))
		return NULL;
	random_text(name);
	return mem_printf(ctx, "%s/%s.%s", incoming, name, extension);
}

static bool digest_file(const void *ctx, int fd, const char *path, char text[DIGEST_TEXT],
                        int64_t *size, struct err *err)
{
	struct digest *d = digest_new(ctx);
	char *chunk = mem_array(d, char, CHUNK);
	ssize_t n;

	*size = 0;
	while ((n = read(fd, chunk, CHUNK)) > 0) {
		digest_add(d, chunk, (size_t)n);
		*size += n;
	}
	digest_text(d, text);
	bool done = n == 0 || files_failed(ctx, path, err);
	talloc_free(d);
	return done;
}

/* Complete, dated now, read-only and on the disk. */
static bool seal(const void *ctx, int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || futimens(fd, NULL) != 0 || fchmod(fd, st.st_mode & 0444) != 0 ||
	    fsync(fd) != 0)
		return files_failed(ctx, path, err);
	return true;
}

static bool move_in(const void *ctx, const char *workspace, const char *from, const char *to,
                    const char *digest, struct err *err)
{
	char *data = mem_printf(ctx, "%s/data", workspace);
	char *folder = mem_printf(ctx, "%s/%.2s", data, digest);

	if (!files_make_folder(ctx, data, folder, err))
		return false;
	struct file *lock = files_lock(ctx, data, err);
	/* over the same content where it is there already: the file is then as new */
	bool moved = lock != NULL && (rename(from, to) == 0 || files_failed(ctx, to, err));
	talloc_free(lock);
	return moved && files_sync_folder(ctx, folder, err);
}

bool data_take(const void *ctx, const char *workspace, const char *incoming, const char *extension,
               char digest[DIGEST_TEXT], int64_t *size, struct err *err)
{
	assert(is_extension(extension));
	struct file *f = files_open(ctx, incoming, O_RDONLY | O_NOFOLLOW, err);
	bool done = f != NULL && digest_file(ctx, f->fd, incoming, digest, size, err) &&
	            seal(ctx, f->fd, incoming, err) &&
	            move_in(ctx, workspace, incoming, data_path(ctx, workspace, digest, extension),
	                    digest, err);
	talloc_free(f);
	if (!done)
		unlink(incoming);
	return done;
}

struct sweep {
	const void *ctx;
	const char *data;
	bool (*keep)(void *arg, const char *digest, const char *extension, int64_t age);
	void *arg;
	struct err *err;
};

/* "<digest>.<extension>" in two; false for what is none of ours. */
static bool split_name(const char *name, char digest[DIGEST_TEXT], const char **extension)
{
	size_t n = strspn(name, "0123456789abcdef");

	if (n != DIGEST_TEXT - 1 || name[n] != '.' || !is_extension(name + n + 1))
		return false;
	memcpy(digest, name, n);
	digest[n] = '\0';
	*extension = name + n + 1;
	return true;
}

static bool sweep_data(void *arg, const char *path, const char *name)
{
	struct sweep *s = arg;
	char digest[DIGEST_TEXT];
	const char *extension;
	struct stat st;

	if (!split_name(name, digest, &extension))
		return true;
	struct file *lock = files_lock(s->ctx, s->data, s->err);
	bool done = lock != NULL &&
	            (lstat(path, &st) != 0 || s->keep(s->arg, digest, extension, files_age(&st)) ||
	             files_remove(s->ctx, path, s->err));
	talloc_free(lock);
	return done;
}

static bool sweep_incoming(void *arg, const char *path, const char *name)
{
	struct sweep *s = arg;
	struct stat st;

	(void)name;
	return lstat(path, &st) != 0 || !S_ISREG(st.st_mode) || files_age(&st) <= LEFT_BEHIND ||
	       files_remove(s->ctx, path, s->err);
}

static bool sweep_folder(void *arg, const char *path, const char *name)
{
	struct sweep *s = arg;

	if (strcmp(name, "incoming") == 0)
		return files_each(s->ctx, path, sweep_incoming, s, s->err);
	return strlen(name) != 2 || files_each(s->ctx, path, sweep_data, s, s->err);
}

bool data_sweep(const void *ctx, const char *workspace,
                bool (*keep)(void *arg, const char *digest, const char *extension, int64_t age),
                void *arg, struct err *err)
{
	struct sweep s = { .ctx = ctx, .data = mem_printf(ctx, "%s/data", workspace), .keep = keep,
	                   .arg = arg, .err = err };

	return files_each(ctx, s.data, sweep_folder, &s, err);
}
