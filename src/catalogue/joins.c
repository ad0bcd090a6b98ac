#include "catalogue/joins_row.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "catalogue/joined_layer.h"
#include "catalogue/order.h"

/* The part of joins_sequence that expiries move. */
enum { EXPIRED_BITS = 20 };

struct joins {
	struct stored_join **known;   /* by identifier; each its own talloc chunk tree */
	size_t n_known;
	uint64_t sequence;
	const struct catalogue *catalogue;
	uint64_t edition;
	struct layer *layers;         /* of those that can be shown, by name; owns all that layers add */
	size_t n_layers;
};

struct joins *joins_new(const void *ctx)
{
	return mem_new(ctx, struct joins);
}

static int order_known(const void *a, const void *b)
{
	return strcmp((*(struct stored_join *const *)a)->id, (*(struct stored_join *const *)b)->id);
}

static struct stored_join **find(const struct joins *joins, const char *id)
{
	const struct stored_join key = { .id = id }, *at = &key;

	return joins->n_known == 0 ? NULL :
		bsearch(&at, joins->known, joins->n_known, sizeof at, order_known);
}

static void forget_all(struct joins *joins)
{
	for (size_t i = 0; i < joins->n_known; i++)
		talloc_free(joins->known[i]);
	joins->n_known = 0;
	joins->sequence = 0;
}

/* What changed since, in order of the sequence. */
struct news {
	struct stored_join **came;
	size_t n_came;
	const char **went;
	size_t n_went;
	uint64_t sequence;
	bool afresh;                  /* what is known is of no use any more */
};

static bool read_sequence(struct joins *joins, struct db *db, struct news *news, struct err *err)
{
	struct db_query *q = db_prepare(db, db, "select number, forgotten from join_sequence", err);

	if (q == NULL)
		return false;
	bool there = db_step(q, err) == DB_ROW;
	if (there) {
		news->sequence = (uint64_t)db_int(q, 0);
		news->afresh = joins->sequence < (uint64_t)db_int(q, 1) ||
		               joins->sequence > news->sequence;
	}
	talloc_free(q);
	return there || err->code == ERR_NONE;
}

static bool take_row(struct joins *joins, struct news *news, const void *ctx, struct db_query *q,
                     struct err *err)
{
	if (db_int(q, 21) != 0) {
		news->went = mem_grow(ctx, news->went, const char *, news->n_went + 1);
		news->went[news->n_went++] = mem_strdup(ctx, db_text(q, 0));
		return true;
	}
	struct stored_join *j = mem_new(joins, struct stored_join);
	if (!join_row_read(j, j, q, err)) {
		talloc_free(j);
		return false;
	}
	talloc_steal(ctx, j);
	news->came = mem_grow(ctx, news->came, struct stored_join *, news->n_came + 1);
	news->came[news->n_came++] = j;
	return true;
}

static bool read_rows(struct joins *joins, struct db *db, struct news *news, const void *ctx,
                      struct err *err)
{
	struct db_query *q = db_prepare(
		db, ctx, "select " JOIN_COLUMNS ", gone from stored_join where sequence > $1"
		         " order by sequence", err);
	enum db_step step = DB_FAILED;

	if (q == NULL)
		return false;
	db_bind_int(q, 1, news->afresh ? 0 : (int64_t)joins->sequence);
	while ((step = db_step(q, err)) == DB_ROW)
		if (!take_row(joins, news, ctx, q, err))
			break;
	talloc_free(q);
	return step == DB_DONE;
}

static void remove_known(struct joins *joins, const char *id)
{
	struct stored_join **at = find(joins, id);

	if (at == NULL)
		return;
	size_t i = (size_t)(at - joins->known);
	talloc_free(*at);
	memmove(at, at + 1, (joins->n_known - i - 1) * sizeof *at);
	joins->n_known--;
}

static void apply(struct joins *joins, const struct news *news)
{
	if (news->afresh)
		forget_all(joins);
	for (size_t i = 0; i < news->n_went; i++)
		remove_known(joins, news->went[i]);
	for (size_t i = 0; i < news->n_came; i++)
		remove_known(joins, news->came[i]->id);
	size_t n = joins->n_known + news->n_came;
	joins->known = mem_grow(joins, joins->known, struct stored_join *, n > 0 ? n : 1);
	for (size_t i = 0; i < news->n_came; i++)
		joins->known[joins->n_known++] = talloc_steal(joins, news->came[i]);
	qsort(joins->known, joins->n_known, sizeof *joins->known, order_known);
	joins->sequence = news->sequence;
}

static const struct organisation *maker(const struct catalogue *c, int64_t id)
{
	for (size_t i = 0; i < c->n_organisations; i++)
		if (c->organisations[i].id == id)
			return &c->organisations[i];
	return NULL;
}

/* A join of a table of the catalogue is under that table's licence; of one that somebody sent nothing is
   known but what its maker said. */
static struct metadata metadata_of(const struct stored_join *j, const struct dataset *dataset)
{
	struct metadata m = {
		.licence_url = "", .documentation_url = "", .reference_date = "",
		.contact = { "", "", "", "" },
	};

	if (dataset != NULL)
		m = dataset->metadata;
	if (dataset == NULL || !text_empty(j->title))
		m.title = j->title;
	if (text_empty(m.title))
		m.title = (struct text){ j->source, j->source };
	if (!text_empty(j->abstract))
		m.abstract = j->abstract;
	m.updated = j->refreshed;
	return m;
}

static enum level level_of(const struct stored_join *j, const struct layer *base,
                           const struct dataset *dataset)
{
	enum level level = base->level;

	if (j->visibility == JOIN_PRIVATE && j->organisation != 0)
		return LEVEL_INTERNAL;
	return dataset != NULL && dataset->level > level ? dataset->level : level;
}

/* False where what it stands on is not in the catalogue. */
static bool bind(struct layer *l, const void *ctx, const struct stored_join *j, const struct catalogue *c)
{
	const struct framework *f = catalogue_framework(c, j->series, j->framework_version);
	const struct dataset *d = *j->dataset != '\0' ? catalogue_dataset(c, j->dataset) : NULL;

	if (f == NULL || strcmp(f->layer->source.digest, j->base_digest) != 0 ||
	    (d == NULL && *j->dataset != '\0'))
		return false;
	struct joined *joined = mem_new(ctx, struct joined);
	*joined = (struct joined){
		.base = f->layer, .framework = f, .version = j->version, .attributes = j->attributes,
		.columns_path = joins_columns_path(ctx, j->id, j->version), .dataset = d, .join = j,
	};
	*l = (struct layer){
		.id = -(int64_t)j->sequence, .name = mem_printf(ctx, "join_%s", j->id),
		.metadata = metadata_of(j, d), .level = level_of(j, f->layer, d),
		.owner = maker(c, j->organisation), .changed = j->sequence,
		.columns = j->columns, .n_columns = j->n_columns,
		.styles = j->styles, .n_styles = j->n_styles,
		.min_scale = f->layer->min_scale, .max_scale = f->layer->max_scale,
	};
	joined_layer(l, ctx, joined);
	return true;
}

static void bind_all(struct joins *joins, const struct catalogue *catalogue)
{
	talloc_free(joins->layers);
	joins->layers = mem_array(joins, struct layer, joins->n_known + 1);
	joins->n_layers = 0;
	for (size_t i = 0; i < joins->n_known; i++)
		joins->n_layers += bind(&joins->layers[joins->n_layers], joins->layers, joins->known[i],
		                        catalogue);
	joins->catalogue = catalogue;
	joins->edition = catalogue->edition;
}

bool joins_refresh(struct joins *joins, struct db *db, const struct catalogue *catalogue, bool *changed,
                   struct err *err)
{
	void *scratch = talloc_new(joins);
	struct news news = { 0 };
	bool moved = joins->catalogue != catalogue || joins->edition != catalogue->edition;

	*changed = false;
	bool good = db_begin(db, err);
	if (good) {
		good = read_sequence(joins, db, &news, err) &&
		       (news.sequence == joins->sequence || read_rows(joins, db, &news, scratch, err));
		db_rollback(db);  /* it has only read */
	}
	bool came = good && (news.sequence != joins->sequence || news.afresh);
	if (came)
		apply(joins, &news);
	/* the layers point into both */
	if (good && (came || moved))
		bind_all(joins, catalogue);
	*changed = good && (came || moved);
	talloc_free(scratch);
	return good;
}

static bool is_expired(const struct stored_join *j, const char *now)
{
	return *j->expires != '\0' && strcmp(j->expires, now) <= 0;
}

bool joins_alive(const struct layer *layer, const char *now)
{
	return !is_expired(layer->joined->join, now);
}

uint64_t joins_sequence(const struct joins *joins)
{
	if (joins->n_known == 0)
		return joins->sequence << EXPIRED_BITS;
	char *now = text_now(joins);
	uint64_t expired = 0;

	for (size_t i = 0; i < joins->n_known; i++)
		expired += is_expired(joins->known[i], now);
	talloc_free(now);
	return (joins->sequence << EXPIRED_BITS) + expired;
}

const struct layer *joins_layers(const struct joins *joins, size_t *n)
{
	*n = joins->n_layers;
	return joins->layers;
}

const struct layer *joins_layer(const struct joins *joins, const char *name)
{
	const struct layer key = { .name = name };
	const struct layer *l = joins->n_layers == 0 ? NULL :
		bsearch(&key, joins->layers, joins->n_layers, sizeof key, order_layers);
	char *now = text_now(joins);
	bool alive = l != NULL && joins_alive(l, now);

	talloc_free(now);
	return alive ? l : NULL;
}

char *joins_columns_path(const void *ctx, const char *id, const char *version)
{
	return mem_printf(ctx, "joins/%s/%s.columns", id, version);
}
