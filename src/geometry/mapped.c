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
	int64_t memory;               /* that making a file may take; 0: any */
	mapped_maker *maker;          /* of files that are missing; NULL: we are */
	void *maker_arg;
	int patience;                 /* milliseconds */
	struct moves *moves;
};

struct mapped *mapped_new(const void *ctx, const char *workspace, size_t most)
{
	struct mapped *m = mem_new(ctx, struct mapped);

	m->workspace = mem_strdup(m, workspace);
	m->most = most;
	m->files = mem_array(m, struct one *, most + 1);
	m->moves = moves_new(m);
	return m;
}

struct move *mapped_way(struct mapped *m, const void *ctx, int from_srs, int to_srs, struct err *err)
{
	return m != NULL ? moves_get(m->moves, ctx, from_srs, to_srs, err) : move_new(ctx, from_srs, to_srs, err);
}

void mapped_move(struct mapped *m, int srs)
{
	m->srs = srs;
}

void mapped_ceiling(struct mapped *m, int64_t memory)
{
	m->memory = memory;
}

void mapped_hand_over(struct mapped *m, mapped_maker *maker, void *arg, int milliseconds)
{
	m->maker = maker;
	m->maker_arg = arg;
	m->patience = milliseconds;
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

static bool is_there(const void *tmp, const char *workspace, char *name)
{
	return access(kept_path(tmp, workspace, name), F_OK) == 0;
}

/* A layer's files that there are. */
struct there {
	bool store, moved, columns;
};

static struct there look_there(const void *tmp, const char *workspace, const struct layer *layer, int srs)
{
	return (struct there){
		.store = is_there(tmp, workspace, geometry_store_name(tmp, layer)),
		.moved = srs == 0 || srs == layer->srs ||
		         is_there(tmp, workspace, geometry_moved_name(tmp, layer->source.digest, srs)),
		.columns = is_there(tmp, workspace, attributes_name(tmp, layer)),
	};
}

/* Whether what is asked for of a layer can be opened now, by what there is of it. */
static bool is_made(const struct mapped *m, const void *tmp, const struct layer *base, bool columns)
{
	const struct there t = look_there(tmp, m->workspace, base, m->srs);
	return columns ? t.columns : t.store && t.moved;
}

/* Whether it is there, or we are to make it. */
static bool wait_for(const struct mapped *m, const void *ctx, const struct layer *base, bool columns, struct err *err)
{
	const char *name = columns ? attributes_name(ctx, base) : geometry_store_name(ctx, base);
	struct err why = { 0 };

	if (m->maker == NULL || is_made(m, ctx, base, columns))
		return true;
	if (kept_refused(ctx, m->workspace, name, m->memory, err))
		return false;
	m->maker(m->maker_arg, base->source.digest, m->patience, ctx, &why);
	if (is_made(m, ctx, base, columns))
		return true;
	if (kept_refused(ctx, m->workspace, name, m->memory, err))
		return false;
	return err_set(err, ctx, ERR_UNAVAILABLE, NULL, "this layer is being prepared: come again in a few seconds",
	               "cette couche est en préparation : revenez dans quelques secondes");
}

static bool is_open(const struct mapped *m, const char *name)
{
	for (size_t i = m->n; i-- > 0;)
		if (strcmp(m->files[i]->name, name) == 0)
			return true;
	return false;
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

static char *store_key(const void *ctx, const struct layer *base)
{
	return mem_printf(ctx, "%s-%s", base->source.digest, base->key);
}

bool mapped_there(struct mapped *m, const void *ctx, const struct layer *layer)
{
	const struct layer *base = base_of(layer);
	struct err why = { 0 };

	if (m->maker == NULL || (is_open(m, store_key(ctx, base)) && is_open(m, attributes_name(ctx, base))))
		return true;
	if (is_made(m, ctx, base, false) && is_made(m, ctx, base, true))
		return true;
	if (!kept_refused(ctx, m->workspace, geometry_store_name(ctx, base), m->memory, &why) &&
	    !kept_refused(ctx, m->workspace, attributes_name(ctx, base), m->memory, &why))
		m->maker(m->maker_arg, base->source.digest, 0, ctx, &why);
	return false;
}

const struct geometry_store *mapped_geometry(struct mapped *m, const void *ctx, const struct layer *layer,
                                             struct err *err)
{
	const struct layer *base = base_of(layer);
	char *name = store_key(ctx, base);
	struct one *one = look_up(m, name);

	if (one != NULL)
		return &one->store->store;
	if (!suits(base, ctx, err) || !wait_for(m, ctx, base, false, err))
		return NULL;
	one = new_one(m, name);
	one->store = store_open_checked(one, m->workspace, base, m->memory, err);
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
	if (!wait_for(m, ctx, base, true, err))
		return NULL;
	one = new_one(m, name);
	one->columns = attributes_open(one, m->workspace, base, m->memory, err);
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

bool mapped_prepare(size_t *made, const void *ctx, const struct mapped_plan *plan, const struct layer *layer,
                    struct err *err)
{
	void *tmp = talloc_new(ctx);
	const char *workspace = plan->workspace;
	const struct there t = look_there(tmp, workspace, layer, plan->srs);
	bool done = t.store || geometry_store_make(ctx, workspace, layer, plan->memory, err);

	done = done && (t.moved || geometry_store_move(ctx, workspace, layer, plan->srs, err)) &&
	       (t.columns || attributes_make(ctx, workspace, layer, plan->memory, err));
	if (done)
		*made += !t.store + !t.moved + !t.columns;
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
