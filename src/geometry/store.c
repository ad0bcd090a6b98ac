#include "geometry/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalogue/data.h"
#include "geometry/store_parts.h"

bool geometry_store_suits(const struct layer *layer)
{
	return !layer->source.referenced && layer->geometry <= GEOMETRY_POLYGON;
}

/* A key column whose name would make the file's too long goes by its digest. */
static char *store_path(const void *ctx, const char *workspace, const struct layer *layer)
{
	char digest[DIGEST_TEXT];

	digest_of(layer->key, digest);
	return mem_printf(ctx, "%s/cache/geometry/%s-%s.store", workspace, layer->source.digest,
	                  strlen(layer->key) < DIGEST_TEXT ? layer->key : digest);
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

/* One store is made at a time: who waited finds it made. */
static struct lock *take_lock(const void *ctx, const char *workspace, struct err *err)
{
	char *cache = mem_printf(ctx, "%s/cache", workspace), *folder = mem_printf(ctx, "%s/geometry", cache);
	char *path = mem_printf(ctx, "%s/.lock", folder);

	if (!make_folder(ctx, cache, err) || !make_folder(ctx, folder, err))
		return NULL;
	int fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0) {
		no_room(ctx, path, err);
		return NULL;
	}
	struct lock *l = mem_new(ctx, struct lock);
	l->fd = fd;
	talloc_set_destructor(l, unlock);
	while (flock(fd, LOCK_EX) != 0)
		if (errno != EINTR) {
			no_room(ctx, path, err);
			return NULL;
		}
	return l;
}

/* Is there one that is whole, to the last coordinate? */
static bool good(const void *ctx, const char *path, const struct layer *layer)
{
	struct err why = { 0 };
	return store_map(ctx, path, layer, true, &why) != NULL;
}

static bool make(const void *tmp, const char *workspace, const char *path, const struct layer *layer,
                 struct err *err)
{
	struct store_whole *w = mem_new(tmp, struct store_whole);
	char *data = data_path(tmp, workspace, layer->source.digest, layer->source.extension);
	char *fresh = mem_printf(tmp, "%s.new", path);

	unlink(fresh);   /* of who was killed at it */
	if (!store_build(w, data, layer, err) || !store_write(tmp, fresh, w, err))
		return false;
	if (rename(fresh, path) == 0)
		return true;
	no_room(tmp, path, err);
	unlink(fresh);
	return false;
}

bool geometry_store_make(const void *ctx, const char *workspace, const struct layer *layer, struct err *err)
{
	void *tmp = talloc_new(ctx);
	char *path = store_path(tmp, workspace, layer);
	bool done = good(tmp, path, layer);

	if (!done) {
		struct lock *lock = take_lock(tmp, workspace, err);
		done = lock != NULL && (good(tmp, path, layer) || make(tmp, workspace, path, layer, err));
		if (!done)
			err_keep(err, ctx);
	}
	talloc_free(tmp);
	return done;
}

const struct geometry_store *geometry_store_open(const void *ctx, const char *workspace,
                                                 const struct layer *layer, struct err *err)
{
	void *tmp = talloc_new(ctx);
	char *path = store_path(tmp, workspace, layer);
	struct err why = { 0 };
	const struct store_whole *w = store_map(ctx, path, layer, false, &why);

	if (w == NULL && geometry_store_make(ctx, workspace, layer, err))
		w = store_map(ctx, path, layer, false, err);
	talloc_free(tmp);
	return w != NULL ? &w->store : NULL;
}

uint32_t geometry_store_feature(const struct geometry_store *s, int64_t id)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (s->ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->n && s->ids[low] == id ? (uint32_t)low : UINT32_MAX;
}

uint32_t geometry_store_keyed(const struct geometry_store *s, const char *key)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (strcmp(s->keys + s->key_offsets[s->by_key[middle]], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < s->n && strcmp(s->keys + s->key_offsets[s->by_key[low]], key) == 0;
	return found ? s->by_key[low] : UINT32_MAX;
}
