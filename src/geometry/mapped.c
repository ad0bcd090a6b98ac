#include "geometry/mapped.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "geometry/attributes.h"
#include "geometry/kept.h"
#include "geometry/store_parts.h"

/* One file: a store, or columns. The one used last comes last. */
struct one {
	char *name;
	struct store_whole *store;
	const struct store_moved *moved;      /* of the store; NULL: not asked for, or no room for it */
	struct columns_file *columns;
	const struct pack *pack;      /* of store or columns */
	uint64_t seen;                /* the request in which the file was last looked at */
};

struct mapped {
	const char *workspace;
	struct one **files;
	size_t n, most;
	uint64_t request;             /* they are counted */
	const struct one *opening;    /* the file in hand, or NULL */
	int srs;                      /* that stores come in, too; 0: none */
};

struct mapped *mapped_new(const void *ctx, const char *workspace, size_t most)
{
	struct mapped *m = mem_new(ctx, struct mapped);

	m->workspace = mem_strdup(m, workspace);
	m->most = most;
	m->files = mem_array(m, struct one *, most + 1);
	return m;
}

void mapped_move(struct mapped *m, int srs)
{
	m->srs = srs;
}

bool mapped_suits(const struct layer *layer)
{
	return geometry_store_suits(layer->joined != NULL ? layer->joined->base : layer);
}

static void put_last(struct mapped *m, size_t i, struct one *one)
{
	memmove(&m->files[i], &m->files[i + 1], (m->n - i - 1) * sizeof *m->files);
	m->files[m->n - 1] = one;
}

/* Between requests a file may have been changed or replaced: then it is not open any more. */
static bool is_current(const struct mapped *m, struct one *one)
{
	if (one->seen == m->request)
		return true;
	one->seen = m->request;
	return pack_current(one->pack) && (one->moved == NULL || pack_current(one->moved->pack));
}

/* The file of that name, as the one used last; NULL when it is not open. */
static struct one *look_up(struct mapped *m, const char *name)
{
	for (size_t i = m->n; i-- > 0;) {
		struct one *one = m->files[i];
		if (strcmp(one->name, name) != 0)
			continue;
		put_last(m, i, one);
		if (is_current(m, one))
			return one;
		m->n--;
		talloc_free(one);
		return NULL;
	}
	return NULL;
}

static struct one *new_one(struct mapped *m, const char *name)
{
	struct one *one = mem_new(m, struct one);

	one->name = mem_strdup(one, name);
	one->seen = m->request;
	m->opening = one;
	return one;
}

static struct one *keep(struct mapped *m, struct one *one, const struct pack *pack)
{
	one->pack = pack;
	m->opening = NULL;
	m->files = mem_grow(m, m->files, struct one *, m->n + 1);
	m->files[m->n++] = one;
	return one;
}

/* What did not open goes, its error stays with who asked. */
static void *give_up(struct mapped *m, struct one *one, const void *ctx, struct err *err)
{
	err_keep(err, ctx);
	m->opening = NULL;
	talloc_free(one);
	return NULL;
}

static const struct layer *base_of(const struct layer *layer)
{
	return layer->joined != NULL ? layer->joined->base : layer;
}

static bool suits(const struct layer *base, const void *ctx, struct err *err)
{
	return geometry_store_suits(base) ||
	       err_set(err, ctx, ERR_NOT_SUPPORTED, NULL, "this layer has no stored geometry",
	               "cette couche n'a pas de géométrie enregistrée");
}
/* Who draws does so without it where it cannot be kept. */
static void move_one(const struct mapped *m, struct one *one)
{
	struct err why = { 0 };

	if (m->srs == 0 || one->store->store.srs == m->srs)
		return;
	one->moved = store_moved_open(one, m->workspace, one->store, m->srs, &why);
	if (one->moved != NULL && !one->moved->absent)
		one->store->store.moved = &one->moved->moved;
}

const struct geometry_store *mapped_geometry(struct mapped *m, const void *ctx, const struct layer *layer,
                                             struct err *err)
{
	const struct layer *base = base_of(layer);
	char *name = mem_printf(ctx, "%s-%s", base->source.digest, base->key);
	struct one *one = look_up(m, name);

	if (one != NULL)
		return &one->store->store;
	if (!suits(base, ctx, err))
		return NULL;
	one = new_one(m, name);
	one->store = store_open_checked(one, m->workspace, base, err);
	if (one->store == NULL)
		return give_up(m, one, ctx, err);
	move_one(m, one);
	return &keep(m, one, one->store->pack)->store->store;
}

static void cannot_use(struct err *err, const void *ctx, bool joined, const char *path)
{
	if (joined)
		err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the joined columns of this layer cannot be read at present",
		        "les colonnes jointes de cette couche ne peuvent pas être lues actuellement");
	else
		err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the columns of this layer cannot be read at present",
		        "les colonnes de cette couche ne peuvent pas être lues actuellement");
	err_detail(err, ctx, "%s", path);
}

const struct columns_file *mapped_attributes(struct mapped *m, const void *ctx, const struct layer *layer,
                                             struct err *err)
{
	const struct layer *base = base_of(layer);
	const struct geometry_store *store = mapped_geometry(m, ctx, layer, err);
	char *name = store != NULL ? attributes_name(ctx, base) : NULL;
	struct one *one = name != NULL ? look_up(m, name) : NULL;

	if (store == NULL || one != NULL)
		return one != NULL ? one->columns : NULL;
	one = new_one(m, name);
	one->columns = attributes_open(one, m->workspace, base, err);
	if (one->columns == NULL)
		return give_up(m, one, ctx, err);
	if (one->columns->table->n_rows == store->n)
		return keep(m, one, one->columns->pack)->columns;
	cannot_use(err, ctx, false, one->columns->pack->path);
	return give_up(m, one, ctx, err);
}

/* A table of this layer's columns and of as many rows as there are features, as far as it can be told here. */
static bool fits(const struct table *t, const struct layer *layer, const struct geometry_store *store)
{
	size_t first = layer->joined->first;
	return t->n_rows == store->n && t->n_columns == layer->n_columns - first;
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
	if (one->columns == NULL || !fits(one->columns->table, layer, store)) {
		cannot_use(err, ctx, true, why.detail != NULL ? why.detail : path);
		return give_up(m, one, ctx, err);
	}
	return keep(m, one, one->columns->pack)->columns;
}

static bool is_there(const void *tmp, const char *workspace, char *name)
{
	return access(kept_path(tmp, workspace, name), F_OK) == 0;
}

bool mapped_prepare(size_t *made, const void *ctx, const char *workspace, const struct layer *layer, int srs,
                    struct err *err)
{
	void *tmp = talloc_new(ctx);
	bool store = is_there(tmp, workspace, geometry_store_name(tmp, layer)), done = true;
	bool moved = srs == 0 || srs == layer->srs ||
	             is_there(tmp, workspace, geometry_moved_name(tmp, layer->source.digest, srs));
	bool columns = is_there(tmp, workspace, attributes_name(tmp, layer));

	if (!store)
		done = geometry_store_make(ctx, workspace, layer, err);
	if (done && !moved)
		done = geometry_store_move(ctx, workspace, layer, srs, err);
	if (done && !columns)
		done = attributes_make(ctx, workspace, layer, err);
	if (done)
		*made += !store + !moved + !columns;
	talloc_free(tmp);
	return done;
}

static bool stands_at(const struct pack *p, const void *at)
{
	uintptr_t base = (uintptr_t)p->base, where = (uintptr_t)at;

	return where >= base && where - base < p->size;
}

char *mapped_lost(const struct mapped *m, const void *ctx, const void *at)
{
	const char *cache = mem_printf(ctx, "%s/cache/", m->workspace);

	for (size_t i = 0; i < m->n; i++) {
		const struct one *one = m->files[i];
		const struct pack *packs[] = { one->pack, one->moved != NULL ? one->moved->pack : NULL };
		for (size_t k = 0; k < 2; k++) {
			if (packs[k] == NULL || !stands_at(packs[k], at))
				continue;
			/* another process may have put a good one in its place */
			if (text_starts(packs[k]->path, cache) && pack_in_place(packs[k]))
				unlink(packs[k]->path);
			return mem_strdup(ctx, packs[k]->path);
		}
	}
	return m->opening != NULL ? mem_strdup(ctx, m->opening->name) : NULL;
}

void mapped_trim(struct mapped *m)
{
	size_t over = m->n > m->most ? m->n - m->most : 0;

	for (size_t i = 0; i < over; i++)
		talloc_free(m->files[i]);
	memmove(m->files, &m->files[over], (m->n - over) * sizeof *m->files);
	m->n -= over;
	m->request++;
}
