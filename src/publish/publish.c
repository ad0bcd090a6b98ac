#include "publish/publish.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "catalogue/data.h"
#include "geometry/mapped.h"
#include "geometry/raster.h"
#include "geometry/srs.h"
#include "publish/file_digest.h"
#include "publish/plan.h"

static void take_notes(struct plan *plan, const struct notes *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		notes_add_text(&plan->result->notes, plan->ctx, notes->items[i]);
}

/* The path of a referenced file from everywhere; of PostgreSQL the connection as it is. */
static bool find_source(struct plan *plan, struct err *err)
{
	const struct publish_request *r = plan->request;

	plan->source = r->source;
	if (r->source == NULL || *r->source == '\0')
		return err_set(err, plan->ctx, ERR_MISSING_PARAMETER, "SOURCE",
		               "Say which file, or which PG:..., holds the data.",
		               "Dites quel fichier, ou quel PG:..., contient les données.");
	plan->raster = raster_claims(r->source);
	if (!r->reference || text_starts(r->source, "PG:"))
		return true;
	if (strlen(r->source) > 4 && text_same(r->source + strlen(r->source) - 4, ".zip"))
		return err_set(err, plan->ctx, ERR_NOT_SUPPORTED, "--reference",
		               "A zipped source cannot be referenced; import it, or unpack it.",
		               "Une source zippée ne peut être référencée ; importez-la ou "
		               "décompressez-la.");
	char *whole = realpath(r->source, NULL);
	if (whole != NULL)
		plan->source = mem_strdup(plan->ctx, whole);
	free(whole);
	return true;
}

static bool raster_only(struct plan *plan, struct err *err)
{
	const struct publish_request *r = plan->request;

	if (!r->is_framework && r->key == NULL && r->where == NULL && r->table == NULL &&
	    r->time == NULL && r->n_dimensions == 0)
		return true;
	return err_set(err, plan->ctx, ERR_NOT_SUPPORTED, "SOURCE",
	               "A raster has no features: it cannot be a framework, and takes no --key, "
	               "--table, --where, --time, --dimension.",
	               "Un raster n'a pas d'objets : il ne peut être un référentiel et ne prend ni "
	               "--key, ni --table, --where, --time ou --dimension.");
}

static void describe_raster(struct plan *plan, const struct raster_info *info)
{
	struct layer *l = plan->layer;

	l->geometry = GEOMETRY_RASTER;
	l->srs = info->srs;
	l->bbox = info->bbox;
	l->geographic = info->geographic;
	l->extents = srs_extents(plan->ctx, l, bbox_move, NULL);
	l->n_features = -1;
	l->key = "";
	l->source.table = l->source.geometry_column = l->source.id_column = "";
	plan_columns(plan, NULL, 0);
}

static void describe_vector(struct plan *plan, const struct vector_info *info)
{
	struct layer *l = plan->layer;

	l->geometry = info->geometry;
	l->srs = info->srs;
	l->bbox = info->bbox;
	l->geographic = info->geographic;
	l->extents = srs_extents(plan->ctx, l, bbox_move, NULL);
	l->n_features = info->n_features;
	l->source.table = info->table;
	l->source.geometry_column = info->geometry_column;
	l->source.id_column = info->id_column;
	plan_columns(plan, info->columns, info->n_columns);
}

/* The columns as they will be stored, before they are. */
static void name_columns(struct plan *plan, struct vector_info *info)
{
	size_t n = info->n_columns;
	const char **stored = mem_array(plan->ctx, const char *, n + 1);

	plan->source_names = mem_array(plan->ctx, const char *, n + 2);
	plan->source_names[n] = "";  /* of a key made of several */
	for (size_t i = 0; i < n; i++)
		plan->source_names[i] = info->columns[i].name;
	column_names(stored, plan->ctx, plan->source_names, n);
	for (size_t i = 0; i < n; i++)
		info->columns[i].name = stored[i];
}

/* A column's name in the source; NULL and an error when there is none. */
static const char *in_source(struct plan *plan, const char *name, const char **stored, struct err *err)
{
	*stored = plan_column(plan, "--key", name, err);
	for (size_t i = 0; *stored != NULL && i < plan->layer->n_columns; i++)
		if (plan->layer->columns[i].name == *stored)
			return plan->source_names[i];
	return NULL;
}

/* "dep,num": a key made of these columns, which is there once they are imported. */
static bool find_key_parts(struct plan *plan, const char *list, struct err *err)
{
	const char *stored;
	size_t n;
	char **names = text_split(plan->ctx, list, ',', VECTOR_KEY_PARTS, &n);

	if (names == NULL)
		return err_set(err, plan->ctx, ERR_INVALID_PARAMETER, "--key", "A key has at most %d columns.",
		               "Une clé a au plus %d colonnes.", VECTOR_KEY_PARTS);
	if (plan->request->reference)
		return err_set(err, plan->ctx, ERR_NOT_SUPPORTED, "--key",
		               "A layer that is referenced has its key in one column; import it.",
		               "Une couche référencée a sa clé dans une colonne ; importez-la.");
	for (size_t i = 0; i < n; i++) {
		plan->key_parts[i] = in_source(plan, names[i] + strspn(names[i], " "), &stored, err);
		if (plan->key_parts[i] == NULL)
			return false;
	}
	plan->n_key_parts = n;
	return true;
}

/* The key of what is replaced, as --key would say it. */
static const char *key_before(const struct plan *plan)
{
	const char *parts = plan->basis != NULL ? plan->basis->key_parts : NULL;

	if (parts == NULL || *parts == '\0')
		return plan->basis != NULL ? plan->basis->key : NULL;
	char *list = mem_strdup(plan->ctx, parts);
	for (char *space; (space = strchr(list, ' ')) != NULL;)
		*space = ',';
	return list;
}

/* Which column is the key: as it is stored; the name in the source goes to `source_name`. */
static bool find_key(struct plan *plan, const char **source_name, struct err *err)
{
	const char *key = plan->request->key != NULL ? plan->request->key : key_before(plan);

	plan->layer->key = "";
	*source_name = NULL;
	if (plan->raster || key == NULL || *key == '\0')
		return true;
	if (strchr(key, ',') != NULL)
		return find_key_parts(plan, key, err);
	*source_name = in_source(plan, key, &plan->layer->key, err);
	return *source_name != NULL;
}

static bool find_parent_column(struct plan *plan, struct err *err)
{
	struct publication *p = plan->publication;

	if (*p->parent_column == '\0')
		return true;
	p->parent_column = plan_column(plan, "--parent-column", p->parent_column, err);
	return p->parent_column != NULL;
}

static bool import(struct plan *plan, const char *to, const char *key, struct err *err)
{
	const struct publish_request *r = plan->request;
	const struct publisher *p = plan->publisher;

	if (plan->raster) {
		struct raster_info info;
		struct raster_import job = { .from = plan->source, .to = to, .srs = r->srs };
		if (!raster_import(&info, plan->ctx, &job, p->progress, p->progress_arg, err))
			return false;
		take_notes(plan, &info.notes);
		describe_raster(plan, &info);
		return true;
	}
	struct vector_info info;
	struct vector_import job = {
		.from = plan->source, .table = r->table, .to = to, .name = r->name, .srs = r->srs,
		.key = key, .where = r->where, .repair = r->repair,
		.parts = plan->key_parts, .n_parts = plan->n_key_parts,
	};
	if (!vector_import(&info, plan->ctx, &job, p->progress, p->progress_arg, err))
		return false;
	take_notes(plan, &info.notes);
	describe_vector(plan, &info);
	if (plan->n_key_parts > 0) {
		plan->layer->key = info.id_column;
		plan->layer->key_parts = info.key_parts;
	}
	return plan_dimensions(plan, to, err);
}

static bool import_and_take(struct plan *plan, const char *key, bool dry_run, struct err *err)
{
	const char *workspace = plan->publisher->workspace;
	struct source *source = &plan->layer->source;
	char *digest = mem_array(plan->ctx, char, DIGEST_TEXT);

	source->extension = plan->raster ? "tif" : "gpkg";
	source->uri = "";
	source->digest = digest;
	char *incoming = data_incoming(plan->ctx, workspace, source->extension, err);
	if (incoming == NULL)
		return false;
	if (!import(plan, incoming, key, err)) {
		unlink(incoming);
		return false;
	}
	if (!dry_run)
		return data_take(plan->ctx, workspace, incoming, source->extension, digest,
		                 &plan->publication->data_size, err);
	bool ok = file_digest(incoming, plan->ctx, digest, &plan->publication->data_size, err);
	unlink(incoming);
	return ok;
}

/* A referenced layer has to be as an imported one would be made: nothing can be mended on the
   way. */
static bool check_reference(struct plan *plan, const char *key, struct err *err)
{
	const struct publisher *p = plan->publisher;
	struct layer *l = plan->layer;
	struct vector_check check;

	for (size_t i = 0; i < l->n_columns; i++)
		if (strcmp(plan->source_names[i], l->columns[i].name) != 0)
			return err_set(err, plan->ctx, ERR_NOT_SUPPORTED, "--reference",
			               "Column \"%s\" cannot be served under its name; import the "
			               "source, or call it %s there.",
			               "La colonne « %s » ne peut être servie sous son nom ; "
			               "importez la source, ou renommez-la %s.",
			               plan->source_names[i], l->columns[i].name);
	if (!vector_check(&check, plan->ctx, plan->source, l->source.table, key, p->progress,
	                  p->progress_arg, err))
		return false;
	if (check.null_keys + check.duplicate_keys > 0)
		return err_set(err, plan->ctx, ERR_INVALID_PARAMETER, "--key",
		               "Every feature needs a key of its own in column %s; without: %lld, "
		               "repeated: %lld (%s).",
		               "Chaque objet doit avoir sa propre clé dans la colonne %s ; sans "
		               "clé : %lld, répétées : %lld (%s).",
		               key, (long long)check.null_keys, (long long)check.duplicate_keys,
		               check.key_samples);
	if (check.invalid_geometries > 0)
		notes_add(&plan->result->notes, plan->ctx, "Invalid geometries: %lld: %s.",
		          "Géométries invalides : %lld : %s.", (long long)check.invalid_geometries,
		          check.geometry_samples);
	return true;
}

static bool refer(struct plan *plan, const char *key, struct err *err)
{
	struct layer *l = plan->layer;

	l->source.referenced = true;
	l->source.digest = l->source.extension = "";
	l->source.uri = plan->source;
	if (strstr(plan->source, "password=") != NULL)
		notes_add(&plan->result->notes, plan->ctx,
		          "The catalogue keeps the password of this connection in clear; a "
		          "service= of pg_service.conf would keep it out.",
		          "Le catalogue garde en clair le mot de passe de cette connexion ; un "
		          "service= de pg_service.conf l'éviterait.");
	if (plan->raster)
		return true;
	if (plan->request->where != NULL || plan->request->repair)
		return err_set(err, plan->ctx, ERR_NOT_SUPPORTED, "--reference",
		               "--where and --repair change what is imported; a referenced source "
		               "stays as it is.",
		               "--where et --repair modifient ce qui est importé ; une source "
		               "référencée reste telle quelle.");
	if (key != NULL)
		l->source.id_column = key;
	if (*l->source.id_column == '\0')
		return err_set(err, plan->ctx, ERR_MISSING_PARAMETER, "--key",
		               "The source has no column that numbers its rows; name one with "
		               "--key.",
		               "La source n'a pas de colonne qui numérote ses lignes ; donnez-en "
		               "une par --key.");
	return check_reference(plan, key, err) && plan_dimensions(plan, plan->source, err);
}

static bool inspect(struct plan *plan, struct err *err)
{
	if (plan->raster) {
		struct raster_info info;
		if (!raster_only(plan, err) || !raster_inspect(&info, plan->ctx, plan->source, err))
			return false;
		describe_raster(plan, &info);
	} else {
		struct vector_info info;
		if (!vector_inspect(&info, plan->ctx, plan->source, plan->request->table, err))
			return false;
		name_columns(plan, &info);
		describe_vector(plan, &info);
	}
	if (plan->layer->srs == 0 && plan->request->srs == 0)
		return err_set(err, plan->ctx, ERR_CRS, "--srs",
		               "The source does not say its coordinate reference system in a way "
		               "that gives an EPSG code; give it with --srs (Lambert-93 is %d).",
		               "La source n'indique pas son système de référence d'une façon qui "
		               "donne un code EPSG ; donnez-le par --srs (Lambert-93 : %d).",
		               2154);
	if (plan->request->reference && plan->layer->srs == 0)
		return err_set(err, plan->ctx, ERR_CRS, "--srs",
		               "A referenced source must say its reference system itself.",
		               "Une source référencée doit indiquer elle-même son système de "
		               "référence.");
	return true;
}

static void plan_scales(struct plan *plan)
{
	const struct publish_request *r = plan->request;
	struct layer *l = plan->layer;

	if (r->scales_given || plan->basis == NULL) {
		l->min_scale = r->min_scale;
		l->max_scale = r->max_scale;
	} else {
		l->min_scale = plan->basis->min_scale;
		l->max_scale = plan->basis->max_scale;
	}
}

/* Before there is an edition that shows the layer, so that nobody who asks for it waits. What cannot be made now is made when it is asked for. */
static void make_store(struct plan *plan)
{
	const struct publisher *p = plan->publisher;
	const struct mapped_plan kept = { p->workspace, p->kept_srs, p->store_memory };
	struct err why = { 0 };
	size_t made = 0;

	if (mapped_suits(plan->layer) && !mapped_prepare(&made, plan->ctx, &kept, plan->layer, &why))
		notes_add_text(&plan->result->notes, plan->ctx, why.message);
}

bool publish_run(struct publish_result *result, const void *ctx, const struct publisher *publisher,
                 const struct publish_request *request, bool dry_run, struct err *err)
{
	struct plan plan = {
		.ctx = ctx, .publisher = publisher, .request = request, .result = result,
		.publication = &result->publication, .layer = &result->publication.layer,
	};
	const char *key;

	*result = (struct publish_result){ .before = NULL };
	if (!plan_identity(&plan, err) || !plan_metadata(&plan, err) || !find_source(&plan, err) ||
	    !inspect(&plan, err))
		return false;
	plan_scales(&plan);
	if (!find_key(&plan, &key, err) || !find_parent_column(&plan, err) ||
	    !plan_styles(&plan, err))
		return false;
	if (!(request->reference ? refer(&plan, key, err) :
	                           import_and_take(&plan, key, dry_run, err)))
		return false;
	if (dry_run)
		return true;
	make_store(&plan);
	bool level_given = request->level_given || result->before == NULL;
	return edit_publish(publisher->db, ctx, &result->publication, level_given, &result->edition, err);
}
