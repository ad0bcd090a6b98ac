#include "joining/publish.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "catalogue/data.h"
#include "joining/parts.h"
#include "publish/plan.h"
#include "table/text_column.h"
#include "table/write.h"

/* The table as it is published, in the making. */
struct data {
	const void *ctx;
	const struct joined_result *r;
	struct table *table;
};

/* The key that the doctor found; and a key as it was written, which may have been read as a number. */
static void add_key(struct data *d)
{
	const struct doctor_account *a = &d->r->account;
	struct text_column key = text_column_new(d->table, "");

	for (size_t row = 0; row < d->table->n_rows; row++) {
		uint32_t feature = a->rows.feature[row];
		if (feature != KEY_NONE)
			text_column_put(&key, row, a->framework->keys[feature]);
	}
	d->table->columns[0] = key.column;
}

static void add_written(struct data *d, size_t column)
{
	struct text_column written = text_column_new(d->table, "");
	char scratch[40];

	for (size_t row = 0; row < d->table->n_rows; row++)
		text_column_put(&written, row, table_written(d->r->table, column, row, scratch));
	d->table->columns[column + 1] = written.column;
}

static struct table *data_of(const void *ctx, const struct joined_result *r)
{
	struct data d = { .ctx = ctx, .r = r, .table = mem_new(ctx, struct table) };
	const struct table *t = r->table;

	d.table->n_rows = t->n_rows;
	d.table->n_columns = t->n_columns + 1;
	d.table->columns = mem_array(d.table, struct table_column, d.table->n_columns);
	add_key(&d);
	for (size_t c = 0; c < t->n_columns; c++) {
		if (work_is_key(r, c))
			add_written(&d, c);
		else
			d.table->columns[c + 1] = t->columns[c];
	}
	const char **names = work_data_names(ctx, r);
	for (size_t c = 0; c < d.table->n_columns; c++)
		d.table->columns[c].name = names[c];
	return d.table;
}

static bool write_data(struct plan *plan, const struct joining *on, const struct joined_result *r, bool keep,
                       struct err *err)
{
	struct layer *l = plan->layer;
	struct table *t = data_of(plan->ctx, r);
	char *incoming = data_incoming(plan->ctx, on->workspace, "gpkg", err);
	char *digest = mem_array(plan->ctx, char, DIGEST_TEXT);

	l->key = t->columns[0].name;
	l->source = (struct source){
		.digest = digest, .extension = "gpkg", .uri = "", .table = l->name, .geometry_column = "",
		.id_column = "jointure_row",
	};
	if (incoming == NULL ||
	    !table_write(plan->ctx, incoming, l->name, text_in(l->metadata.title, LANG_FR), t, err))
		return false;
	if (!keep) {
		unlink(incoming);
		return true;
	}
	return data_take(plan->ctx, on->workspace, incoming, "gpkg", digest, &plan->publication->data_size, err);
}

static struct dataset_publication *describe(const void *ctx, const struct joined_result *r)
{
	struct dataset_publication *d = mem_new(ctx, struct dataset_publication);

	*d = (struct dataset_publication){
		.series = r->framework->series, .version = r->framework->version, .columns = r->columns,
		.attributes = r->attributes, .n_attributes = r->n_columns, .columns_digest = r->columns_digest,
		.columns_size = r->columns_size, .base_digest = r->framework->layer->source.digest,
		.many = work_is_many(r),
	};
	return d;
}

static bool begin(struct plan *plan, const void *ctx, const struct joining *on, struct publisher *publisher,
                  const struct publish_dataset *asked, struct publish_result *result, struct err *err)
{
	*publisher = (struct publisher){ .workspace = on->workspace, .catalogue = on->catalogue };
	*result = (struct publish_result){ .before = NULL };
	*plan = (struct plan){
		.ctx = ctx, .publisher = publisher, .request = asked->request, .result = result,
		.publication = &result->publication, .layer = &result->publication.layer,
	};
	if (!plan_identity(plan, err))
		return false;
	if (plan->basis != NULL && (plan->basis->joined == NULL || plan->basis->joined->dataset == NULL))
		return err_set(err, ctx, ERR_CONFLICT, "NAME",
		               "%s is the name of a layer that is no dataset", "%s est le nom d'une couche qui "
		               "n'est pas un jeu de données", asked->request->name);
	return plan_metadata(plan, err);
}

bool joining_may_publish(const void *ctx, const struct joining *on, const struct publish_dataset *asked,
                         struct err *err)
{
	struct publisher publisher;
	struct publish_result result;
	struct plan plan;

	return begin(&plan, ctx, on, &publisher, asked, &result, err);
}

static bool take_columns(const void *ctx, const struct joining *on, const struct joined_result *r,
                         struct dataset_publication *d, struct err *err)
{
	char *digest = mem_array(ctx, char, DIGEST_TEXT);

	d->columns_digest = digest;
	return data_take(ctx, on->workspace, r->columns_file, "columns", digest, &d->columns_size, err);
}

bool joining_publish(struct publish_result *result, const void *ctx, struct db *db, const struct joining *on,
                     const struct publish_dataset *asked, const struct joined_result *r, struct err *err)
{
	struct publisher publisher;
	struct plan plan;
	struct publication *p = &result->publication;
	struct dataset_publication *d = describe(ctx, r);
	bool ok = begin(&plan, ctx, on, &publisher, asked, result, err) &&
	          write_data(&plan, on, r, !asked->dry_run, err);

	d->harvest = asked->harvest;
	p->dataset = d;
	p->layer.styles = r->styles;
	p->layer.n_styles = r->n_styles;
	if (!ok || asked->dry_run)
		unlink(r->columns_file);
	if (!ok || asked->dry_run)
		return ok;
	bool level_given = asked->request->level_given || result->before == NULL;
	return take_columns(ctx, on, r, d, err) && edit_publish(db, ctx, p, level_given, &result->edition, err);
}
