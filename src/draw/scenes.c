#include "draw/scenes.h"

#include <string.h>

#include "base/lru.h"

/* What a scene depends on; compared byte for byte, so it is filled with zeros first. */
struct key {
	char identity[160];
	struct scene_view view;
};

struct scenes {
	struct lru *kept;             /* struct scene, or what scenes_other made */
	size_t most;
	struct moves *moves;
};

struct scenes *scenes_new(const void *ctx, size_t bytes)
{
	struct scenes *s = mem_new(ctx, struct scenes);

	s->most = bytes;
	s->moves = moves_new(s);
	/* what was lent before the last may still be in use */
	s->kept = lru_new(s, &(struct lru_rules){ .most = bytes, .spare = 1 });
	return s;
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

static struct scene *make(struct scenes *s, const void *ctx, const void *told, const struct scenes_source *source,
                          const struct scene_view *view, struct err *err)
{
	const struct geometry_store *store = source->open(source->arg, err);
	struct moves *moves = s != NULL ? s->moves : moves_new(ctx);
	struct scene *scene = store != NULL ? scene_make(ctx, store, moves, view, err) : NULL;

	if (scene == NULL)
		err_keep(err, told);
	return scene;
}

static const void *find(struct scenes *s, const struct key *key)
{
	return lru_find(s->kept, key, sizeof *key);
}

/* Keeps what is in a context of lru_begin, and makes room; or lets it go. Without such a context there is nothing to keep. */
static const void *keep(struct scenes *s, void *ctx, const struct key *key, const void *what, size_t bytes)
{
	if (ctx == NULL || what == NULL) {
		talloc_free(ctx);
		return what;
	}
	lru_trim(s->kept, bytes);
	lru_keep(s->kept, ctx, key, sizeof *key, what, bytes);
	return what;
}

const struct scene *scenes_get(struct scenes *scenes, const void *ctx, const struct scenes_source *source,
                               const struct scene_view *view, struct err *err)
{
	size_t about = (size_t)view->width * (size_t)view->height * 12;
	struct key key;

	/* what would drive out all others is not kept */
	if (scenes == NULL || about > scenes->most / 2 || strlen(source->identity) >= sizeof key.identity)
		return make(scenes, ctx, ctx, source, view, err);
	fill_key(&key, source->identity, view);
	const struct scene *scene = find(scenes, &key);
	if (scene != NULL)
		return scene;
	void *k = lru_begin(scenes->kept);
	struct scene *made = make(scenes, k, ctx, source, view, err);
	return keep(scenes, k, &key, made, made != NULL ? made->bytes : 0);
}

const void *scenes_other(struct scenes *scenes, const void *ctx, const char *name, scenes_make_fn *make_other, void *arg,
                         struct err *err)
{
	static const struct scene_view nowhere = { .srs = -1 };
	size_t bytes = 0;
	struct key key;
	void *k = NULL;

	if (scenes != NULL && strlen(name) < sizeof key.identity) {
		fill_key(&key, name, &nowhere);
		const void *what = find(scenes, &key);
		if (what != NULL)
			return what;
		k = lru_begin(scenes->kept);
	}
	void *made = make_other(k != NULL ? k : ctx, arg, &bytes, err);
	if (made == NULL)
		err_keep(err, ctx);
	return keep(scenes, k, &key, made, bytes);
}

size_t scenes_count(const struct scenes *scenes)
{
	return lru_count(scenes->kept);
}
