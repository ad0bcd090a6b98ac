#include "geometry/mapped.h"

#include <string.h>

/* One file: a store, or columns. The one used last comes last. */
struct one {
	char *name;
	const struct geometry_store *store;
	struct columns_file *columns;
};

struct mapped {
	const char *workspace;
	struct one **files;
	size_t n, most;
};

struct mapped *mapped_new(const void *ctx, const char *workspace, size_t most)
{
	struct mapped *m = mem_new(ctx, struct mapped);

	m->workspace = mem_strdup(m, workspace);
	m->most = most;
	m->files = mem_array(m, struct one *, most + 1);
	return m;
}

bool mapped_suits(const struct layer *layer)
{
	return geometry_store_suits(layer->joined != NULL ? layer->joined->base : layer);
}

/* The file of that name, as the one used last; NULL when it is not open. */
static struct one *look_up(struct mapped *m, const char *name)
{
	for (size_t i = m->n; i-- > 0;) {
		struct one *one = m->files[i];
		if (strcmp(one->name, name) != 0)
			continue;
		memmove(&m->files[i], &m->files[i + 1], (m->n - i - 1) * sizeof *m->files);
		m->files[m->n - 1] = one;
		return one;
	}
	return NULL;
}

static void keep(struct mapped *m, struct one *one)
{
	m->files = mem_grow(m, m->files, struct one *, m->n + 1);
	m->files[m->n++] = one;
}

static struct one *new_one(struct mapped *m, const char *name)
{
	struct one *one = mem_new(m, struct one);

	one->name = mem_strdup(one, name);
	return one;
}

/* What did not open goes, its error stays with who asked. */
static void *give_up(struct one *one, const void *ctx, struct err *err)
{
	err_keep(err, ctx);
	talloc_free(one);
	return NULL;
}

const struct geometry_store *mapped_geometry(struct mapped *m, const void *ctx, const struct layer *layer,
                                             struct err *err)
{
	const struct layer *base = layer->joined != NULL ? layer->joined->base : layer;
	char *name = mem_printf(ctx, "%s-%s", base->source.digest, base->key);
	struct one *one = look_up(m, name);

	if (one == NULL) {
		one = new_one(m, name);
		/* what stays open for long is looked at to the last coordinate first */
		if (geometry_store_make(one, m->workspace, base, err))
			one->store = geometry_store_open(one, m->workspace, base, err);
		if (one->store == NULL)
			return give_up(one, ctx, err);
		keep(m, one);
	}
	return one->store;
}

/* A table of this layer's columns and of as many rows as there are features, as far as it can be told here. */
static bool suits(const struct table *t, const struct layer *layer, const struct geometry_store *store)
{
	size_t first = layer->joined->first;
	return t->n_rows == store->n && t->n_columns == layer->n_columns - first;
}

static bool cannot_use(struct err *err, const void *ctx, const char *path)
{
	err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the joined columns of this layer cannot be read at present",
	        "les colonnes jointes de cette couche ne peuvent pas être lues actuellement");
	return err_detail(err, ctx, "%s", path);
}

const struct columns_file *mapped_columns(struct mapped *m, const void *ctx, const struct layer *layer,
                                          struct err *err)
{
	const char *path = mem_printf(ctx, "%s/%s", m->workspace, layer->joined->columns_path);
	struct one *one = look_up(m, path);

	if (one != NULL)
		return one->columns;
	const struct geometry_store *store = mapped_geometry(m, ctx, layer, err);
	if (store == NULL)
		return NULL;
	struct err why = { 0 };
	one = new_one(m, path);
	one->columns = columns_open(one, path, &why);
	if (one->columns == NULL || !suits(one->columns->table, layer, store)) {
		cannot_use(err, ctx, why.detail != NULL ? why.detail : path);
		return give_up(one, ctx, err);
	}
	keep(m, one);
	return one->columns;
}

void mapped_trim(struct mapped *m)
{
	size_t over = m->n > m->most ? m->n - m->most : 0;

	for (size_t i = 0; i < over; i++)
		talloc_free(m->files[i]);
	memmove(m->files, &m->files[over], (m->n - over) * sizeof *m->files);
	m->n -= over;
}
