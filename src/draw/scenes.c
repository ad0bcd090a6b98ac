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
	void *what;                   /* struct scene, or what scenes_other made */
	size_t bytes;
};

struct scenes {
	struct kept *kept;            /* the least recently used first */
	size_t bytes, most;
	struct moves *moves;
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
	s->moves = moves_new(s);
	talloc_set_destructor(s, forget_all);
	return s;
}

static void drop(struct scenes *s, struct kept *k)
{
	HASH_DEL(s->kept, k);
	s->bytes -= k->bytes;
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

/* What is kept under that key, now the last one used; NULL when nothing is. */
static const void *find(struct scenes *s, const struct key *key)
{
	struct kept *k;

	HASH_FIND(hh, s->kept, key, sizeof *key, k);
	if (k == NULL)
		return NULL;
	HASH_DEL(s->kept, k);
	HASH_ADD(hh, s->kept, key, sizeof k->key, k);
	return k->what;
}

/* Keeps what `k` has, a child of it, and makes room; or lets it go. */
static const void *keep(struct scenes *s, struct kept *k, const struct key *key, void *what, size_t bytes)
{
	if (what == NULL) {
		talloc_free(k);
		return NULL;
	}
	k->key = *key;
	k->what = what;
	k->bytes = bytes;
	/* what was lent before this may still be in use */
	while (s->kept != NULL && s->kept->hh.next != NULL && s->bytes + bytes > s->most)
		drop(s, s->kept);
	HASH_ADD(hh, s->kept, key, sizeof k->key, k);
	s->bytes += bytes;
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
	struct kept *k = mem_new(scenes, struct kept);
	struct scene *made = make(scenes, k, ctx, source, view, err);
	return keep(scenes, k, &key, made, made != NULL ? made->bytes : 0);
}

const void *scenes_other(struct scenes *scenes, const void *ctx, const char *name, scenes_make_fn *make_other, void *arg,
                         struct err *err)
{
	static const struct scene_view nowhere = { .srs = -1 };
	size_t bytes = 0;
	struct key key;

	if (scenes == NULL || strlen(name) >= sizeof key.identity)
		/* what it makes is in ctx */
		// cppcheck-suppress returnDanglingLifetime
		return make_other(ctx, arg, &bytes, err);
	fill_key(&key, name, &nowhere);
	const void *what = find(scenes, &key);
	if (what != NULL)
		return what;
	struct kept *k = mem_new(scenes, struct kept);
	void *made = make_other(k, arg, &bytes, err);
	if (made == NULL)
		err_keep(err, ctx);
	return keep(scenes, k, &key, made, bytes);
}

size_t scenes_count(const struct scenes *scenes)
{
	return HASH_COUNT(scenes->kept);
}
