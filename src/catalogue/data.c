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

#include "catalogue/random.h"

enum { CHUNK = 1 << 17, LEFT_BEHIND = 24 * 3600 };

struct file {
	int fd;
};

static int close_file(struct file *f)
{
	close(f->fd);
	return 0;
}

static bool failed(const void *ctx, const char *path, struct err *err)
{
	int why = errno;

	if (why == ENOSPC || why == EDQUOT || why == EFBIG)
		err_set(err, ctx, ERR_UNAVAILABLE, NULL,
		        "the disk is full: nothing was published; make room and try again",
		        "le disque est plein : rien n'a été publié ; faites de la place et "
		        "réessayez");
	else
		err_set(err, ctx, ERR_UNAVAILABLE, NULL,
		        "the folder of the data files cannot be read or written: is it there, and "
		        "may "
		        "this user write in it?",
		        "le dossier des fichiers de données ne peut pas être lu ou écrit : "
		        "existe-t-il, "
		        "et cet utilisateur a-t-il le droit d'y écrire ?");
	return err_detail(err, ctx, "%s: %s", path, strerror(why));
}

static struct file *open_file(const void *ctx, const char *path, int flags, struct err *err)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0) {
		failed(ctx, path, err);
		return NULL;
	}
	struct file *f = mem_new(ctx, struct file);
	f->fd = fd;
	talloc_set_destructor(f, close_file);
	return f;
}

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

static bool sync_folder(const void *ctx, const char *path, struct err *err)
{
	struct file *f = open_file(ctx, path, O_RDONLY | O_DIRECTORY, err);
	bool done = f != NULL && (fsync(f->fd) == 0 || failed(ctx, path, err));

	talloc_free(f);
	return done;
}

/* Makes the folder where it is not there, and syncs the one above it then. */
static bool make_folder(const void *ctx, const char *above, const char *path, struct err *err)
{
	if (mkdir(path, 0777) == 0)
		return sync_folder(ctx, above, err);
	return errno == EEXIST || failed(ctx, path, err);
}

char *data_incoming(const void *ctx, const char *workspace, const char *extension, struct err *err)
{
	char name[RANDOM_TEXT];
	char *data = mem_printf(ctx, "%s/data", workspace);
	char *incoming = mem_printf(ctx, "%s/incoming", data);

	assert(is_extension(extension));
	if (!make_folder(ctx, workspace, data, err) || !make_folder(ctx, data, incoming, err))
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
	bool done = n == 0 || failed(ctx, path, err);
	talloc_free(d);
	return done;
}

/* Complete, dated now, read-only and on the disk. */
static bool seal(const void *ctx, int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || futimens(fd, NULL) != 0 || fchmod(fd, st.st_mode & 0444) != 0 ||
	    fsync(fd) != 0)
		return failed(ctx, path, err);
	return true;
}

/* While it is held, no file comes into the store and none is swept out. */
static struct file *lock_store(const void *ctx, const char *data, struct err *err)
{
	struct file *f = open_file(ctx, data, O_RDONLY | O_DIRECTORY, err);

	if (f == NULL || flock(f->fd, LOCK_EX) == 0)
		return f;
	failed(ctx, data, err);
	talloc_free(f);
	return NULL;
}

static bool move_in(const void *ctx, const char *workspace, const char *from, const char *to,
                    const char *digest, struct err *err)
{
	char *data = mem_printf(ctx, "%s/data", workspace);
	char *folder = mem_printf(ctx, "%s/%.2s", data, digest);

	if (!make_folder(ctx, data, folder, err))
		return false;
	struct file *lock = lock_store(ctx, data, err);
	/* over the same content where it is there already: the file is then as new */
	bool moved = lock != NULL && (rename(from, to) == 0 || failed(ctx, to, err));
	talloc_free(lock);
	return moved && sync_folder(ctx, folder, err);
}

bool data_take(const void *ctx, const char *workspace, const char *incoming, const char *extension,
               char digest[DIGEST_TEXT], int64_t *size, struct err *err)
{
	assert(is_extension(extension));
	struct file *f = open_file(ctx, incoming, O_RDONLY | O_NOFOLLOW, err);
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

static int64_t age_of(const struct stat *st)
{
	int64_t age = (int64_t)(time(NULL) - st->st_mtime);
	return age > 0 ? age : 0;
}

static bool remove_file(struct sweep *s, const char *path)
{
	return unlink(path) == 0 || errno == ENOENT || failed(s->ctx, path, s->err);
}

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

static bool sweep_data(struct sweep *s, const char *path, const char *name)
{
	char digest[DIGEST_TEXT];
	const char *extension;
	struct stat st;

	if (!split_name(name, digest, &extension))
		return true;
	struct file *lock = lock_store(s->ctx, s->data, s->err);
	bool done = lock != NULL &&
	            (lstat(path, &st) != 0 || s->keep(s->arg, digest, extension, age_of(&st)) ||
	             remove_file(s, path));
	talloc_free(lock);
	return done;
}

static bool sweep_incoming(struct sweep *s, const char *path, const char *name)
{
	struct stat st;

	(void)name;
	return lstat(path, &st) != 0 || !S_ISREG(st.st_mode) || age_of(&st) <= LEFT_BEHIND ||
	       remove_file(s, path);
}

struct folder {
	DIR *dir;
};

static int close_folder(struct folder *f)
{
	closedir(f->dir);
	return 0;
}

typedef bool visit_fn(struct sweep *s, const char *path, const char *name);

/* Every name of the folder but hidden ones; a folder that is not there has none. */
static bool each_name(struct sweep *s, const char *path, visit_fn *visit)
{
	DIR *dir = opendir(path);
	if (dir == NULL)
		return errno == ENOENT || errno == ENOTDIR || failed(s->ctx, path, s->err);
	struct folder *f = mem_new(s->ctx, struct folder);
	f->dir = dir;
	talloc_set_destructor(f, close_folder);

	bool done = true;
	for (struct dirent *e; done && (e = readdir(dir)) != NULL;)
		if (e->d_name[0] != '.') {
			char *file = mem_printf(f, "%s/%s", path, e->d_name);
			done = visit(s, file, e->d_name);
			talloc_free(file);
		}
	talloc_free(f);
	return done;
}

static bool sweep_folder(struct sweep *s, const char *path, const char *name)
{
	if (strcmp(name, "incoming") == 0)
		return each_name(s, path, sweep_incoming);
	return strlen(name) != 2 || each_name(s, path, sweep_data);
}

bool data_sweep(const void *ctx, const char *workspace,
                bool (*keep)(void *arg, const char *digest, const char *extension, int64_t age),
                void *arg, struct err *err)
{
	struct sweep s = { .ctx = ctx, .data = mem_printf(ctx, "%s/data", workspace), .keep = keep,
	                   .arg = arg, .err = err };

	return each_name(&s, s.data, sweep_folder);
}
