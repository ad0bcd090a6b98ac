#include "draw/scenes.h"

#include <string.h>

#include <uthash.h>

/* What a scene depends on; compared byte for byte, so it is filled with zeros first. */
struct key {
	char identity[160];
	struct scene_view view;
};

struct kept {
	UT_hash_handle hh;
	struct key key;
	struct scene *scene;
};

struct scenes {
	struct kept *kept;            /* the least recently used first */
	size_t bytes, most;
};

static int forget_all(struct scenes *s)
{
	HASH_CLEAR(hh, s->kept);
	return 0;
}

struct scenes *scenes_new(const void *ctx, size_t bytes)
{
	struct scenes *s = mem_new(ctx, struct scenes);

	s->most = bytes;
	talloc_set_destructor(s, forget_all);
	return s;
}

static void drop(struct scenes *s, struct kept *k)
{
	HASH_DEL(s->kept, k);
	s->bytes -= k->scene->bytes;
	talloc_free(k);
}

static void fill_key(struct key *key, const char *identity, const struct scene_view *view)
{
	memset(key, 0, sizeof *key);
	memcpy(key->identity, identity, strlen(identity));
	key->view.srs = view->srs;
	key->view.bbox = view->bbox;
	key->view.width = view->width;
	key->view.height = view->height;
	key->view.line_width = view->line_width;
}

static struct scene *make(const void *ctx, const void *told, const struct scenes_source *source,
                          const struct scene_view *view, struct err *err)
{
	const struct geometry_store *store = source->open(source->arg, err);
	struct scene *scene = store != NULL ? scene_make(ctx, store, view, err) : NULL;

	if (scene == NULL)
		err_keep(err, told);
	return scene;
}

static const struct scene *make_and_keep(struct scenes *s, const void *ctx, const struct key *key,
                                         const struct scenes_source *source, const struct scene_view *view,
                                         struct err *err)
{
	struct kept *k = mem_new(s, struct kept);

	k->key = *key;
	k->scene = make(k, ctx, source, view, err);
	if (k->scene == NULL) {
		talloc_free(k);
		return NULL;
	}
	while (s->kept != NULL && s->bytes + k->scene->bytes > s->most)
		drop(s, s->kept);
	HASH_ADD(hh, s->kept, key, sizeof k->key, k);
	s->bytes += k->scene->bytes;
	return k->scene;
}

const struct scene *scenes_get(struct scenes *scenes, const void *ctx, const struct scenes_source *source,
                               const struct scene_view *view, struct err *err)
{
	size_t about = (size_t)view->width * (size_t)view->height * 12;
	struct key key;
	struct kept *k;

	/* what would drive out all others is not kept */
	if (scenes == NULL || about > scenes->most / 2 || strlen(source->identity) >= sizeof key.identity)
		return make(ctx, ctx, source, view, err);
	fill_key(&key, source->identity, view);
	HASH_FIND(hh, scenes->kept, &key, sizeof key, k);
	if (k == NULL)
		return make_and_keep(scenes, ctx, &key, source, view, err);
	HASH_DEL(scenes->kept, k);
	HASH_ADD(hh, scenes->kept, key, sizeof k->key, k);
	return k->scene;
}

size_t scenes_count(const struct scenes *scenes)
{
	return HASH_COUNT(scenes->kept);
}
