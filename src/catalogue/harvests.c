#include "catalogue/harvests.h"

#include <assert.h>

#include "catalogue/editing.h"

/* --- reading --- */

static void read_source(struct db_query *q, const void *ctx, struct harvest_source *s)
{
	*s = (struct harvest_source){
		.kind = mem_strdup(ctx, db_text(q, 0)), .url = mem_strdup(ctx, db_text(q, 1)),
		.title = mem_strdup(ctx, db_text(q, 2)), .organisation = mem_strdup(ctx, db_text(q, 3)),
		.theme = mem_strdup(ctx, db_text(q, 4)), .prefix = mem_strdup(ctx, db_text(q, 5)),
		.harvested = mem_strdup(ctx, db_text(q, 7)), .most_bytes = db_int(q, 8),
		.picked = db_int(q, 9) != 0,
	};
	bool known = level_parse(&s->level, db_text(q, 6));
	assert(known);  /* the table checks it */
}

static bool read_frameworks(struct db *db, const void *ctx, struct harvest_source *s, struct err *err)
{
	struct harvest_framework *list = NULL;
	enum db_step step;
	struct db_query *q = db_prepare(db, ctx, "select uri, series, version, title, organization, reference_date,"
	                                " their_version from harvest_framework where url = $1 order by uri", err);

	if (q == NULL)
		return false;
	db_bind_text(q, 1, s->url);
	while ((step = db_step(q, err)) == DB_ROW) {
		list = mem_grow(ctx, list, struct harvest_framework, s->n_frameworks + 1);
		list[s->n_frameworks++] = (struct harvest_framework){
			.uri = mem_strdup(ctx, db_text(q, 0)), .series = mem_strdup(ctx, db_text(q, 1)),
			.version = mem_strdup(ctx, db_text(q, 2)), .title = mem_strdup(ctx, db_text(q, 3)),
			.organization = mem_strdup(ctx, db_text(q, 4)), .date = mem_strdup(ctx, db_text(q, 5)),
			.their_version = mem_strdup(ctx, db_text(q, 6)),
		};
	}
	s->frameworks = list;
	talloc_free(q);
	return step == DB_DONE;
}

bool harvests_list(struct db *db, const void *ctx, struct harvest_source **sources, size_t *n, struct err *err)
{
	enum db_step step;
	struct db_query *q = db_prepare(db, ctx, "select kind, url, title, organisation, theme, prefix, level, harvested,"
	                                " most_bytes, picked from harvest_source order by url", err);

	*sources = NULL;
	*n = 0;
	if (q == NULL)
		return false;
	while ((step = db_step(q, err)) == DB_ROW) {
		*sources = mem_grow(ctx, *sources, struct harvest_source, *n + 1);
		read_source(q, ctx, &(*sources)[(*n)++]);
	}
	talloc_free(q);
	for (size_t i = 0; step == DB_DONE && i < *n; i++)
		if (!read_frameworks(db, ctx, &(*sources)[i], err))
			return false;
	return step == DB_DONE;
}

bool harvests_items(struct db *db, const void *ctx, const char *url, struct harvest_item **items, size_t *n,
                    struct err *err)
{
	enum db_step step;
	struct db_query *q = db_prepare(db, ctx, "select i.url, i.framework_uri, i.dataset_uri, i.version, i.signature,"
	                                " o.name, i.harvested, p.version is not null from harvest_item i"
	                                " join object o on o.id = i.object left join present p on p.object = o.id"
	                                " where $1 is null or i.url = $1 order by o.name", err);

	*items = NULL;
	*n = 0;
	if (q == NULL)
		return false;
	db_bind_text(q, 1, url);
	while ((step = db_step(q, err)) == DB_ROW) {
		*items = mem_grow(ctx, *items, struct harvest_item, *n + 1);
		(*items)[(*n)++] = (struct harvest_item){
			.url = mem_strdup(ctx, db_text(q, 0)), .framework = mem_strdup(ctx, db_text(q, 1)),
			.dataset = mem_strdup(ctx, db_text(q, 2)), .version = mem_strdup(ctx, db_text(q, 3)),
			.signature = mem_strdup(ctx, db_text(q, 4)), .name = mem_strdup(ctx, db_text(q, 5)),
			.harvested = mem_strdup(ctx, db_text(q, 6)), .present = db_int(q, 7) != 0,
		};
	}
	talloc_free(q);
	return step == DB_DONE;
}

/* --- writing --- */

static bool write_source(struct change *c, const struct harvest_source *s)
{
	if (!change_run(c,
	                "insert into harvest_source (kind, url, title, organisation, theme, prefix, level, harvested,"
	                " most_bytes, picked) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (url) do update set"
	                " kind = excluded.kind, title = excluded.title, organisation = excluded.organisation,"
	                " theme = excluded.theme, prefix = excluded.prefix, level = excluded.level,"
	                " harvested = excluded.harvested, most_bytes = excluded.most_bytes, picked = excluded.picked",
	                VALUES(value_text(s->kind), value_text(s->url), value_text(s->title),
	                       value_text(s->organisation), value_text(s->theme), value_text(s->prefix),
	                       value_text(level_name(s->level)), value_text(s->harvested),
	                       value_int(s->most_bytes), value_int(s->picked))) ||
	    !change_run(c, "delete from harvest_framework where url = $1", VALUES(value_text(s->url))))
		return false;
	for (size_t i = 0; i < s->n_frameworks; i++) {
		const struct harvest_framework *f = &s->frameworks[i];
		if (!change_run(c,
		                "insert into harvest_framework (url, uri, series, version, title, organization,"
		                " reference_date, their_version) values ($1, $2, $3, $4, $5, $6, $7, $8)",
		                VALUES(value_text(s->url), value_text(f->uri), value_text(f->series),
		                       value_text(f->version), value_text(f->title), value_text(f->organization),
		                       value_text(f->date), value_text(f->their_version))))
			return false;
	}
	return true;
}

bool harvests_put(struct db *db, const void *ctx, const struct harvest_source *source, struct err *err)
{
	struct change c;

	return change_begin(&c, db, ctx, err) && change_end(&c, write_source(&c, source), NULL);
}

static bool remove_source(struct change *c, const char *url)
{
	int64_t there;

	if (!change_ask(c, &there, "select count(*) from harvest_source where url = $1", VALUES(value_text(url))))
		return false;
	if (there == 0)
		return err_set(c->err, c->ctx, ERR_NOT_FOUND, "URL", "Nothing is harvested from %s.",
		               "Rien n'est moissonné depuis %s.", url);
	return change_run(c, "delete from harvest_framework where url = $1", VALUES(value_text(url))) &&
	       change_run(c, "delete from harvest_item where url = $1", VALUES(value_text(url))) &&
	       change_run(c, "delete from harvest_source where url = $1", VALUES(value_text(url)));
}

bool harvests_forget(struct db *db, const void *ctx, const char *url, struct err *err)
{
	struct change c;

	return change_begin(&c, db, ctx, err) && change_end(&c, remove_source(&c, url), NULL);
}
