#include "publish/check.h"

#include <string.h>

#include "catalogue/data.h"
#include "geometry/raster.h"
#include "publish/file_digest.h"
#include "table/columns_file.h"

struct check {
	struct check_result *result;
	const void *ctx;
	const char *open_name;
	progress_fn *progress;
	void *arg;
};

static void problem(struct check *c, const struct err *err)
{
	struct text text = err->message;

	if (err->detail != NULL) {
		text.fr = mem_printf(c->ctx, "%s (%s)", text.fr, err->detail);
		text.en = mem_printf(c->ctx, "%s (%s)", text.en, err->detail);
	}
	notes_add_text(&c->result->problems, c->ctx, text);
}

static bool check_file(struct check *c, const char *path, const char *expected)
{
	char digest[DIGEST_TEXT];
	int64_t size;
	struct err err = { 0 };

	if (!file_digest(path, c->ctx, digest, &size, &err)) {
		problem(c, &err);
		return false;
	}
	if (strcmp(digest, expected) == 0)
		return true;
	notes_add(&c->result->problems, c->ctx,
	          "The data file is not what was published any more: its digest is now %s.",
	          "Le fichier de données n'est plus celui qui a été publié : son empreinte est "
	          "maintenant %s.", digest);
	return false;
}

static bool check_bytes(struct check *c, const struct layer *layer)
{
	return layer->source.referenced || check_file(c, c->open_name, layer->source.digest);
}

static void check_counts(struct check *c, const struct layer *layer, const struct vector_check *v)
{
	struct notes *problems = &c->result->problems;

	if (v->null_keys + v->duplicate_keys > 0)
		notes_add(problems, c->ctx, "Key %s: missing %lld times, repeated %lld times: %s.",
		          "Clé %s : absente %lld fois, répétée %lld fois : %s.", layer->key,
		          (long long)v->null_keys, (long long)v->duplicate_keys, v->key_samples);
	if (v->invalid_geometries > 0)
		notes_add(problems, c->ctx, "Invalid geometries: %lld: %s.",
		          "Géométries invalides : %lld : %s.", (long long)v->invalid_geometries,
		          v->geometry_samples);
	if (!layer->source.referenced && v->n_features != layer->n_features)
		notes_add(problems, c->ctx, "Features: %lld, and the catalogue says %lld.",
		          "Objets : %lld, et le catalogue en annonce %lld.",
		          (long long)v->n_features, (long long)layer->n_features);
	if (v->empty_geometries > 0)
		notes_add(&c->result->remarks, c->ctx, "Features without a geometry: %lld.",
		          "Objets sans géométrie : %lld.", (long long)v->empty_geometries);
}

/* The columns that the catalogue names are in the source. */
static void check_columns(struct check *c, const struct layer *layer)
{
	struct vector_info info;
	struct err err = { 0 };

	if (!vector_inspect(&info, c->ctx, c->open_name, layer->source.table, &err)) {
		problem(c, &err);
		return;
	}
	struct layer found = { .columns = info.columns, .n_columns = info.n_columns };
	for (size_t i = 0; i < layer->n_columns; i++)
		if (layer_column(&found, layer->columns[i].name) == NULL)
			notes_add(&c->result->problems, c->ctx,
			          "Column %s is not in the source any more.",
			          "La colonne %s n'est plus dans la source.",
			          layer->columns[i].name);
}

static bool check_vector(struct check *c, const struct layer *layer, struct err *err)
{
	struct vector_check counts;
	struct err own = { 0 };

	if (vector_check(&counts, c->ctx, c->open_name, layer->source.table, layer->key,
	                 c->progress, c->arg, &own)) {
		check_counts(c, layer, &counts);
		check_columns(c, layer);
		return true;
	}
	if (own.code == ERR_UNAVAILABLE) {
		*err = own;
		return false;
	}
	problem(c, &own);
	return true;
}

/* The table as it was published, and its columns in the order of the framework's features; these and the
   base's are checked with the base, which is a layer of its own. */
static bool check_dataset(struct check *c, const char *workspace, const struct layer *layer)
{
	const struct dataset *d = layer->joined->dataset;
	const char *path = data_path(c->ctx, workspace, d->columns_digest, "columns");
	struct err err = { 0 };

	if (!check_file(c, data_open_name(c->ctx, workspace, &d->source), d->source.digest) ||
	    !check_file(c, path, d->columns_digest))
		return true;
	const struct columns_file *file = columns_open(c->ctx, path, &err);
	if (file == NULL)
		problem(c, &err);
	else if ((int64_t)file->table->n_rows != layer->n_features || file->table->n_columns != d->n_attributes)
		notes_add(&c->result->problems, c->ctx,
		          "The joined columns are not those of the framework: rows %zu, columns %zu.",
		          "Les colonnes jointes ne sont pas celles du référentiel : lignes %zu, colonnes %zu.",
		          file->table->n_rows, file->table->n_columns);
	return true;
}

bool check_layer(struct check_result *result, const void *ctx, const char *workspace,
                 const struct layer *layer, progress_fn *progress, void *arg, struct err *err)
{
	struct check c = { .result = result, .ctx = ctx, .progress = progress, .arg = arg };
	struct raster_info raster;
	struct err own = { 0 };

	*result = (struct check_result){ .layer = layer };
	if (layer->joined != NULL)
		return check_dataset(&c, workspace, layer);
	c.open_name = data_open_name(ctx, workspace, &layer->source);
	if (!check_bytes(&c, layer))
		return true;
	if (layer->geometry != GEOMETRY_RASTER)
		return check_vector(&c, layer, err);
	if (!raster_inspect(&raster, ctx, c.open_name, &own))
		problem(&c, &own);
	return true;
}
