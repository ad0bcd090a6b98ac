#include "joining/joining.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "catalogue/access.h"

/* What a join is called that nobody gave a title: as its file, or as its dataset. */
static struct text title_of(const void *ctx, const struct joining *on, const struct order *o,
                            const struct joined_result *r)
{
	const struct dataset *d = o->dataset != NULL ? view_dataset(on->view, o->dataset) : NULL;

	if (!text_empty(o->title))
		return o->title;
	if (d != NULL)
		return d->metadata.title;
	if (o->source == NULL || *o->source == '\0')
		return r->attributes[0].title;
	const char *slash = strrchr(o->source, '/');
	const char *name = slash != NULL && slash[1] != '\0' ? slash + 1 : o->source;
	const char *dot = strrchr(name, '.');
	char *plain = mem_strndup(ctx, name, dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name));
	return (struct text){ plain, plain };
}

static const char *mapping_of(const void *ctx, const struct order *o)
{
	struct json w = json_writer(out_new_buffer(ctx));
	size_t n;

	order_write(o, &w);
	const char *bytes = out_held(w.out, &n);
	return mem_strndup(ctx, bytes, n);
}

/* The one that is refreshed must be the subject's own. */
static bool is_own(const void *ctx, struct db *db, const struct order *o, struct err *err)
{
	const struct stored_join *old = joins_get(db, ctx, o->join, err);

	if (err->code != ERR_NONE)
		return false;
	return (old != NULL && old->organisation == o->organisation && old->level == o->level) ||
	       err_set(err, ctx, ERR_NOT_FOUND, "join", "there is no join %s", "il n'y a pas de jointure %s",
	               o->join);
}

static struct stored_join row_of(const void *ctx, const struct joining *on, const struct order *o,
                                 const struct joined_result *r, const char *id)
{
	return (struct stored_join){
		.id = id, .version = r->columns_digest,
		.expires = o->life > 0 ? text_time(ctx, (int64_t)time(NULL) + o->life) : "",
		.organisation = o->organisation, .level = o->level, .visibility = o->visibility,
		.series = r->framework->series, .framework_version = r->framework->version,
		.base_digest = r->framework->layer->source.digest, .abstract = o->abstract,
		.dataset = o->dataset != NULL ? o->dataset : "", .source = o->source != NULL ? o->source : "",
		.title = title_of(ctx, on, o, r), .mapping = mapping_of(ctx, o),
		.rows = (int64_t)r->table->n_rows, .matched = (int64_t)r->join.n_matched, .bytes = r->columns_size,
		.columns = r->columns, .n_columns = r->n_columns, .attributes = r->attributes,
		.styles = r->styles, .n_styles = r->n_styles,
	};
}

bool joining_store(const struct stored_join **join, bool *created, const void *ctx, struct db *db,
                   const struct joining *on, const struct order *o, const struct joined_result *r,
                   const struct join_limits *limits, struct err *err)
{
	const char *id = o->join != NULL ? o->join
		: order_identifier(ctx, o, r->framework->series, r->framework->version, r->source_digest);
	const char *replaced;

	if (o->join != NULL && !is_own(ctx, db, o, err)) {
		unlink(r->columns_file);
		return false;
	}
	struct stored_join row = row_of(ctx, on, o, r, id);
	if (!joins_store(db, ctx, on->workspace, r->columns_file, &row, limits, &replaced, err))
		return false;
	*created = replaced == NULL;
	*join = joins_get(db, ctx, id, err);
	return *join != NULL;
}
