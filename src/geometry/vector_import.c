#include "geometry/vector_import.h"

#include <string.h>
#include <unistd.h>

#include <cpl_conv.h>
#include <cpl_string.h>

#include "base/text.h"

/* The moment that files say they were made at, so that the same source gives the same digest. */
static const char file_moment[] = "2000-01-01T00:00:00.000Z";

/* The field of the source that is the key or a part of it; -1 and an error when it cannot be. */
static int key_field(const struct import *im, const char *wanted, struct err *err)
{
	OGRFeatureDefnH defn = OGR_L_GetLayerDefn(im->in);
	char *names = mem_strdup(im->ctx, "");
	int found = -1;

	for (int i = 0; i < OGR_FD_GetFieldCount(defn); i++) {
		OGRFieldDefnH field = OGR_FD_GetFieldDefn(defn, i);
		const char *name = OGR_Fld_GetNameRef(field);
		if (strcmp(name, wanted) == 0 && gdal_served(field))
			found = i;
		names = mem_check(talloc_asprintf_append(names, "%s%s", i > 0 ? ", " : "", name));
	}
	if (found < 0) {
		err_set(err, im->ctx, ERR_INVALID_PARAMETER, "--key",
		        "The source has no column %s; its columns: %s.",
		        "La source n'a pas de colonne %s ; ses colonnes : %s.", wanted, names);
		return -1;
	}
	enum column_type type = gdal_column_type(OGR_FD_GetFieldDefn(defn, found));
	if (type == COLUMN_STRING || type == COLUMN_INTEGER)
		return found;
	err_set(err, im->ctx, ERR_INVALID_PARAMETER, "--key",
	        "Column %s is neither text nor whole numbers, so it cannot be a key.",
	        "La colonne %s n'est ni du texte ni des nombres entiers : ce ne peut être une clé.", wanted);
	return -1;
}

static void note_digits(struct import *im, int field, const char *name)
{
	if (gdal_column_type(OGR_FD_GetFieldDefn(OGR_L_GetLayerDefn(im->in), field)) == COLUMN_INTEGER)
		notes_add(&im->info->notes, im->ctx,
		          "The key column %s holds numbers: they are stored as text, digit for "
		          "digit. If the codes began with zeros, these were lost before.",
		          "La colonne clé %s contient des nombres : ils sont conservés en texte, "
		          "chiffre par chiffre. Si les codes commençaient par des zéros, ils "
		          "étaient déjà perdus.", name);
}

static bool find_key(struct import *im, struct err *err)
{
	const struct vector_import *job = im->job;

	im->key = -1;
	im->n_parts = job->n_parts < VECTOR_KEY_PARTS ? job->n_parts : VECTOR_KEY_PARTS;
	for (size_t i = 0; i < im->n_parts; i++) {
		im->parts[i] = key_field(im, job->parts[i], err);
		if (im->parts[i] < 0)
			return false;
		note_digits(im, im->parts[i], job->parts[i]);
	}
	if (job->key == NULL)
		return true;
	im->key = key_field(im, job->key, err);
	if (im->key >= 0)
		note_digits(im, im->key, job->key);
	return im->key >= 0;
}

static bool has_column(const struct vector_info *info, const char *name)
{
	for (size_t i = 0; i < info->n_columns; i++)
		if (text_same(info->columns[i].name, name))
			return true;
	return false;
}

/* `wanted`, or with a number behind when a column has that name. */
static const char *free_name(const struct import *im, const char *wanted)
{
	const char *name = wanted;
	for (int k = 2; has_column(im->info, name); k++)
		name = mem_printf(im->ctx, "%s_%d", wanted, k);
	return name;
}

static bool is_part(const struct import *im, int field)
{
	for (size_t i = 0; i < im->n_parts; i++)
		if (im->parts[i] == field)
			return true;
	return false;
}

/* A key made of several columns is one more, the last. */
static void plan_made_key(struct import *im)
{
	struct vector_info *info = im->info;
	const char *name = "", *parts = "";

	for (size_t i = 0; i < im->n_parts; i++)
		for (size_t j = 0; j < info->n_columns; j++)
			if (im->fields[j] == im->parts[i]) {
				name = mem_printf(im->ctx, "%s%s%s", name, i > 0 ? "_" : "", info->columns[j].name);
				parts = mem_printf(im->ctx, "%s%s%s", parts, i > 0 ? " " : "", info->columns[j].name);
			}
	info->key_parts = parts;
	info->id_column = free_name(im, name);
	im->fields[info->n_columns] = -1;
	info->columns[info->n_columns++] = (struct column){ .name = info->id_column, .type = COLUMN_STRING,
	                                                    .title = { "", "" }, .unit = "" };
}

/* The columns to write, under the names they are stored by. */
static void plan_columns(struct import *im)
{
	OGRFeatureDefnH defn = OGR_L_GetLayerDefn(im->in);
	int n = OGR_FD_GetFieldCount(defn);
	struct vector_info *info = im->info;
	const char **names = mem_array(im->ctx, const char *, (size_t)n + 1);
	const char **stored = mem_array(im->ctx, const char *, (size_t)n + 1);

	im->fields = mem_array(im->ctx, int, (size_t)n + 2);
	info->columns = mem_array(im->ctx, struct column, (size_t)n + 2);
	for (int i = 0; i < n; i++) {
		OGRFieldDefnH field = OGR_FD_GetFieldDefn(defn, i);
		const char *title = OGR_Fld_GetAlternativeNameRef(field);
		if (!gdal_served(field)) {
			notes_add(&info->notes, im->ctx, "Column %s is binary and is left out.",
			          "La colonne %s est binaire et n'est pas reprise.",
			          OGR_Fld_GetNameRef(field));
			continue;
		}
		struct column *c = &info->columns[info->n_columns];
		names[info->n_columns] = OGR_Fld_GetNameRef(field);
		im->fields[info->n_columns++] = i;
		c->type = i == im->key || is_part(im, i) ? COLUMN_STRING : gdal_column_type(field);
		c->title.fr = c->title.en = mem_strdup(im->ctx, title != NULL ? title : "");
		c->unit = "";
		c->nullable = i != im->key && OGR_Fld_IsNullable(field);
	}
	column_names(stored, im->ctx, names, info->n_columns);
	for (size_t i = 0; i < info->n_columns; i++) {
		info->columns[i].name = stored[i];
		if (strcmp(stored[i], names[i]) != 0)
			notes_add(&info->notes, im->ctx, "Column \"%s\" is named %s here.",
			          "La colonne « %s » s'appelle ici %s.", names[i], stored[i]);
		if (im->fields[i] == im->key)
			info->id_column = stored[i];
	}
	if (im->n_parts > 0)
		plan_made_key(im);
}

static bool plan(struct import *im, struct err *err)
{
	const struct vector_import *job = im->job;
	struct vector_info *info = im->info;

	im->from = gdal_open_vector(im->ctx, job->from, err);
	im->in = im->from != NULL ? gdal_layer(im->from, im->ctx, job->table, err) : NULL;
	if (im->in == NULL || !find_key(im, err) ||
	    !gdal_choose_srs(&info->srs, im->ctx, OGR_L_GetSpatialRef(im->in), job->srs, err))
		return false;
	if (job->where != NULL && OGR_L_SetAttributeFilter(im->in, job->where) != OGRERR_NONE) {
		err_set(err, im->ctx, ERR_INVALID_PARAMETER, "--where",
		        "The condition is not one that OGR understands.",
		        "La condition n'est pas comprise par OGR.");
		return gdal_words(err, im->ctx);
	}
	info->table = mem_strdup(im->ctx, job->name);
	info->geometry = import_geometry_type(im);
	plan_columns(im);
	const char *fid = OGR_L_GetFIDColumn(im->in);
	im->keep_fid = *fid != '\0';
	im->fid = free_name(im, "fid");
	info->geometry_column = free_name(im, "geom");
	if (info->id_column == NULL)
		info->id_column = im->fid;
	return true;
}

static bool create_field(OGRLayerH out, const struct column *c)
{
	static const OGRFieldType types[] = {
		[COLUMN_STRING] = OFTString, [COLUMN_INTEGER] = OFTInteger64,
		[COLUMN_REAL] = OFTReal,     [COLUMN_BOOLEAN] = OFTInteger,
		[COLUMN_DATE] = OFTDate,     [COLUMN_DATETIME] = OFTDateTime,
	};
	OGRFieldDefnH field = OGR_Fld_Create(c->name, types[c->type]);

	if (c->type == COLUMN_BOOLEAN)
		OGR_Fld_SetSubType(field, OFSTBoolean);
	OGR_Fld_SetNullable(field, c->nullable);
	bool ok = OGR_L_CreateField(out, field, FALSE) == OGRERR_NONE;
	OGR_Fld_Destroy(field);
	return ok;
}

static bool create(struct import *im, struct err *err)
{
	char **dataset_options = CSLSetNameValue(NULL, "DATETIME_FORMAT", "UTC");
	GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GPKG"), im->job->to, 0, 0, 0,
	                                  GDT_Unknown, dataset_options);
	char **options = CSLSetNameValue(NULL, "FID", im->fid);

	CSLDestroy(dataset_options);
	options = CSLSetNameValue(options, "GEOMETRY_NAME", im->info->geometry_column);
	options = CSLSetNameValue(options, "SPATIAL_INDEX", "YES");
	if (dataset != NULL) {
		im->to = gdal_adopt(im->ctx, dataset);
		OGRSpatialReferenceH srs = gdal_srs(im->ctx, im->info->srs, err);
		im->out = GDALDatasetCreateLayer(dataset, im->job->name, srs, im->type, options);
	}
	CSLDestroy(options);
	bool ok = im->out != NULL;
	for (size_t i = 0; ok && i < im->info->n_columns; i++)
		ok = create_field(im->out, &im->info->columns[i]);
	ok = ok && GDALDatasetStartTransaction(im->to->dataset, FALSE) == OGRERR_NONE;
	return ok || import_cannot_write(im, err);
}

static bool index_key(struct import *im, struct err *err)
{
	if (im->key < 0 && im->n_parts == 0)
		return true;
	CPLErrorReset();
	char *sql = mem_printf(im->ctx, "CREATE UNIQUE INDEX \"key_%s\" ON \"%s\" (\"%s\")",
	                       im->job->name, im->job->name, im->info->id_column);
	OGRLayerH none = GDALDatasetExecuteSQL(im->to->dataset, sql, NULL, NULL);
	GDALDatasetReleaseResultSet(im->to->dataset, none);
	return CPLGetLastErrorType() < CE_Failure || import_cannot_write(im, err);
}

static bool run(struct import *im, struct err *err)
{
	if (!plan(im, err) || !create(im, err) || !import_copy(im, err))
		return false;
	if (GDALDatasetCommitTransaction(im->to->dataset) != OGRERR_NONE)
		return import_cannot_write(im, err);
	if (!index_key(im, err))
		return false;
	struct gdal_source *to = im->to;
	im->to = NULL;
	if (!gdal_close(to))
		return import_cannot_write(im, err);
	if (im->progress != NULL)
		im->progress(im->arg, 1);
	return gdal_geographic(&im->info->geographic, &im->info->bbox, im->info->srs, im->ctx, err);
}

static void set_options(const char *date, const char *synchronous)
{
	CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", date);
	CPLSetThreadLocalConfigOption("OGR_SQLITE_SYNCHRONOUS", synchronous);
}

bool vector_import(struct vector_info *info, const void *ctx, const struct vector_import *job,
                   progress_fn *progress, void *arg, struct err *err)
{
	struct import im = {
		.job = job, .info = info, .ctx = ctx, .progress = progress, .arg = arg
	};

	*info = (struct vector_info){ 0 };
	gdal_hush();
	set_options(file_moment, "OFF");
	bool ok = run(&im, err);
	talloc_free(im.to);
	talloc_free(im.from);
	set_options(NULL, NULL);
	gdal_unhush();
	if (!ok)
		unlink(job->to);
	return ok;
}
