#include "geometry/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "geometry"

char *kept_path(const void *ctx, const char *workspace, const char *name)
{
	return mem_printf(ctx, "%s/cache/" FOLDER "/%s", workspace, name);
}

struct lock {
	int fd;
};

static int unlock(struct lock *l)
{
	close(l->fd);
	return 0;
}

static bool no_room(const void *ctx, const char *path, struct err *err)
{
	int why = errno;

	err_set(err, ctx, ERR_UNAVAILABLE, NULL,
	        "the folder cache/ of the workspace cannot be written: is it there, and may this user write in it?",
	        "le dossier cache/ de l'espace de travail ne peut pas être écrit : existe-t-il, et cet utilisateur "
	        "a-t-il le droit d'y écrire ?");
	return err_detail(err, ctx, "%s: %s", path, strerror(why));
}

static bool make_folder(const void *ctx, const char *path, struct err *err)
{
	return mkdir(path, 0777) == 0 || errno == EEXIST || no_room(ctx, path, err);
}

/* A byte of the lock's file for each name: those that share one only wait longer. */
static off_t byte_of(const char *name)
{
	uint32_t h = 2166136261U;

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 16777619U;
	return (off_t)(h % (1U << 30));
}

/* One file is made at a time by one process: who waited finds it made. */
static struct lock *take_lock(const void *ctx, const char *workspace, const char *name, struct err *err)
{
	char *path = kept_path(ctx, workspace, ".lock");
	struct flock byte = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte_of(name), .l_len = 1 };

	if (!make_folder(ctx, mem_printf(ctx, "%s/cache", workspace), err) ||
	    !make_folder(ctx, mem_printf(ctx, "%s/cache/" FOLDER, workspace), err))
		return NULL;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0) {
		no_room(ctx, path, err);
		return NULL;
	}
	struct lock *l = mem_new(ctx, struct lock);
	l->fd = fd;
	talloc_set_destructor(l, unlock);
	while (fcntl(fd, F_OFD_SETLKW, &byte) != 0)
		if (errno != EINTR) {
			no_room(ctx, path, err);
			return NULL;
		}
	return l;
}

static bool make(const void *tmp, const char *path, const struct kept *kept, struct err *err)
{
	char *fresh = mem_printf(tmp, "%s.new", path);

	unlink(fresh);   /* of who was killed at it */
	if (!kept->make(tmp, fresh, kept->arg, err))
		return false;
	if (rename(fresh, path) == 0)
		return true;
	no_room(tmp, path, err);
	unlink(fresh);
	return false;
}

bool kept_make(const void *ctx, const char *workspace, const char *name, const struct kept *kept, struct err *err)
{
	void *tmp = talloc_new(ctx);
	char *path = kept_path(tmp, workspace, name);
	bool done = kept->good(tmp, path, kept->arg);

	if (!done) {
		struct lock *lock = take_lock(tmp, workspace, name, err);
		done = lock != NULL && (kept->good(tmp, path, kept->arg) || make(tmp, path, kept, err));
		if (!done)
			err_keep(err, ctx);
	}
	talloc_free(tmp);
	return done;
}
