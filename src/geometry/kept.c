#include "geometry/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

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

bool kept_too_large(const void *ctx, int64_t memory, struct err *err)
{
	return err_set(err, ctx, ERR_TOO_LARGE, NULL,
	               "this layer is served from its data file alone: to prepare it would take more memory than the setting "
	               "store_memory allows (%lld bytes)",
	               "cette couche n'est servie que depuis son fichier de données : la préparer prendrait plus de mémoire "
	               "que le réglage store_memory ne le permet (%lld octets)", (long long)memory);
}

/* What a file was too large for stands beside it. */
static char *note_path(const void *ctx, const char *path)
{
	return mem_printf(ctx, "%s.large", path);
}

static int64_t noted(const void *tmp, const char *path)
{
	char text[24] = "";
	int64_t memory = 0;
	int fd = open(note_path(tmp, path), O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;

	if (fd >= 0)
		close(fd);
	return n > 0 && text_int(text, &memory) && memory > 0 ? memory : 0;
}

static void note(const void *tmp, const char *path, int64_t memory)
{
	const char *text = mem_printf(tmp, "%lld", (long long)memory);
	int fd = open(note_path(tmp, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		return;
	/* one that cannot be written is no note: the next one tries again */
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		unlink(note_path(tmp, path));
	close(fd);
}

bool kept_refused(const void *ctx, const char *workspace, const char *name, int64_t memory, struct err *err)
{
	void *tmp = talloc_new(ctx);
	int64_t large = noted(tmp, kept_path(tmp, workspace, name));

	talloc_free(tmp);
	if (large == 0 || memory > large)
		return false;
	kept_too_large(ctx, large, err);
	return true;
}

static bool make(const void *tmp, const char *path, const struct kept *kept, struct err *err)
{
	char *fresh = mem_printf(tmp, "%s.new", path);

	unlink(fresh);   /* of who was killed at it */
	if (!kept->make(tmp, fresh, kept->arg, err)) {
		if (err->code == ERR_TOO_LARGE && kept->memory > 0)
			note(tmp, path, kept->memory);
		return false;
	}
	unlink(note_path(tmp, path));
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
		done = lock != NULL && (kept->good(tmp, path, kept->arg) ||
		                        (!kept_refused(tmp, workspace, name, kept->memory, err) && make(tmp, path, kept, err)));
		if (!done)
			err_keep(err, ctx);
	}
	talloc_free(tmp);
	return done;
}
