#include "catalogue/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

static int close_file(struct file *f)
{
	close(f->fd);
	return 0;
}

bool files_failed(const void *ctx, const char *path, struct err *err)
{
	int why = errno;

	if (why == ENOSPC || why == EDQUOT || why == EFBIG)
		err_set(err, ctx, ERR_UNAVAILABLE, NULL,
		        "the disk is full: nothing was stored; make room and try again",
		        "le disque est plein : rien n'a été conservé ; faites de la place et "
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

struct file *files_open(const void *ctx, const char *path, int flags, struct err *err)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0) {
		files_failed(ctx, path, err);
		return NULL;
	}
	struct file *f = mem_new(ctx, struct file);
	f->fd = fd;
	talloc_set_destructor(f, close_file);
	return f;
}

bool files_sync_folder(const void *ctx, const char *path, struct err *err)
{
	struct file *f = files_open(ctx, path, O_RDONLY | O_DIRECTORY, err);
	bool done = f != NULL && (fsync(f->fd) == 0 || files_failed(ctx, path, err));

	talloc_free(f);
	return done;
}

bool files_make_folder(const void *ctx, const char *above, const char *path, struct err *err)
{
	if (mkdir(path, 0777) == 0)
		return files_sync_folder(ctx, above, err);
	return errno == EEXIST || files_failed(ctx, path, err);
}

struct file *files_lock(const void *ctx, const char *folder, struct err *err)
{
	struct file *f = files_open(ctx, folder, O_RDONLY | O_DIRECTORY, err);

	if (f == NULL || flock(f->fd, LOCK_EX) == 0)
		return f;
	files_failed(ctx, folder, err);
	talloc_free(f);
	return NULL;
}

struct folder {
	DIR *dir;
};

static int close_folder(struct folder *f)
{
	closedir(f->dir);
	return 0;
}

bool files_each(const void *ctx, const char *folder,
                bool (*visit)(void *arg, const char *path, const char *name), void *arg, struct err *err)
{
	DIR *dir = opendir(folder);
	if (dir == NULL)
		return errno == ENOENT || errno == ENOTDIR || files_failed(ctx, folder, err);
	struct folder *f = mem_new(ctx, struct folder);
	f->dir = dir;
	talloc_set_destructor(f, close_folder);

	bool done = true;
	for (struct dirent *e; done && (e = readdir(dir)) != NULL;)
		if (e->d_name[0] != '.') {
			char *path = mem_printf(f, "%s/%s", folder, e->d_name);
			done = visit(arg, path, e->d_name);
			talloc_free(path);
		}
	talloc_free(f);
	return done;
}

bool files_remove(const void *ctx, const char *path, struct err *err)
{
	return unlink(path) == 0 || errno == ENOENT || files_failed(ctx, path, err);
}

int64_t files_age(const struct stat *st)
{
	int64_t age = (int64_t)(time(NULL) - st->st_mtime);
	return age > 0 ? age : 0;
}
