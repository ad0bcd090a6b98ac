/* Scenes that a process keeps: the same view with another indicator, classes or colours needs no geometry. */
#ifndef JT_DRAW_SCENES_H
#define JT_DRAW_SCENES_H

#include "draw/scene.h"

struct scenes;

/* At most so many bytes of scenes; the least recently used go first. */
struct scenes *scenes_new(const void *ctx, size_t bytes);

/* The scene of a view over the store named `identity` (what names its content), kept or made from what `open` gives: it
   is only called when the scene has to be made. Lent until the next call but one. `scenes` NULL: made in ctx. */
struct scenes_source {
	const char *identity;
	const struct geometry_store *(*open)(void *arg, struct err *err);
	void *arg;
};
const struct scene *scenes_get(struct scenes *scenes, const void *ctx, const struct scenes_source *source,
                               const struct scene_view *view, struct err *err);

/* What else depends on a layer and its style alone, kept among the scenes under a name: made by `make` in the ctx that it
   gets, when it is not there; *bytes: what it takes, about. NULL and `err` where `make` says so. Lent until the next
   call but one. */
typedef void *scenes_make_fn(const void *ctx, void *arg, size_t *bytes, struct err *err);
const void *scenes_other(struct scenes *scenes, const void *ctx, const char *name, scenes_make_fn *make, void *arg,
                         struct err *err);

/* How many are kept now. */
size_t scenes_count(const struct scenes *scenes);

#endif
