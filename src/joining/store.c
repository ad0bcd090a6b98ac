#include "joining/joining.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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

/* The one that is refreshed, which must be the subject's own; NULL with no error where it is a new one. */
static const struct stored_join *find(const void *ctx, struct db *db, const struct order *o, const char *id,
                                      struct err *err)
{
	const struct stored_join *old = joins_get(db, ctx, id, err);

	if (err->code != ERR_NONE)
		return NULL;
	bool own = old != NULL && old->organisation == o->organisation && old->level == o->level;
	if (o->join != NULL && !own)
		err_set(err, ctx, ERR_NOT_FOUND, "join", "there is no join %s", "il n'y a pas de jointure %s", id);
	return old;
}

static bool sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static bool place(const char *from, const char *to, const void *ctx, struct err *err)
{
	const char *folder = mem_strndup(ctx, to, (size_t)(strrchr(to, '/') - to));

	if ((mkdir(folder, 0777) == 0 || errno == EEXIST) && rename(from, to) == 0 && sync_folder(folder))
		return true;
	int why = errno;
	unlink(from);
	rmdir(folder);
	err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the join could not be kept in the workspace",
	        "la jointure n'a pas pu être conservée dans l'espace de travail");
	return err_detail(err, ctx, "%s: %s", to, strerror(why));
}

static void take_back(const char *path, const void *ctx)
{
	unlink(path);
	rmdir(mem_strndup(ctx, path, (size_t)(strrchr(path, '/') - path)));
}

static struct stored_join row_of(const void *ctx, const struct joining *on, const struct order *o,
                                 const struct joined_result *r, const char *id)
{
	return (struct stored_join){
		.id = id, .version = r->columns_digest,
		.created = text_now(ctx), .refreshed = text_now(ctx),
		.expires = o->life > 0 ? text_time(ctx, (int64_t)time(NULL) + o->life) : "",
		.organisation = o->organisation, .level = o->level, .visibility = o->visibility,
		.series = r->framework->series, .framework_version = r->framework->version,
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
	const struct stored_join *old = find(ctx, db, o, id, err);
	struct stored_join row = row_of(ctx, on, o, r, id);
	const char *path = mem_printf(ctx, "%s/%s", on->workspace, joins_columns_path(ctx, id, row.version));
	const char *replaced;

	if (err->code != ERR_NONE) {
		unlink(r->columns_file);
		return false;
	}
	if (!place(r->columns_file, path, ctx, err))
		return false;
	if (!joins_put(db, ctx, &row, limits, &replaced, err)) {
		if (old == NULL || strcmp(old->version, row.version) != 0)
			take_back(path, ctx);
		return false;
	}
	*created = old == NULL;
	*join = joins_get(db, ctx, id, err);
	return *join != NULL;
}
