#include <math.h>
#include <string.h>

#include "base/text.h"
#include "geometry/vector_import.h"

bool import_cannot_write(struct import *im, struct err *err)
{
	if (err->code != ERR_NONE)
		return false;
	err_set(err, im->ctx, ERR_INTERNAL, NULL, "The data file could not be written.",
	        "Le fichier de données n'a pas pu être écrit.");
	return gdal_words(err, im->ctx);
}

/* Text without the control characters that no XML document can carry, or NULL when it is not
   UTF-8. */
static const char *clean(struct import *im, const void *tmp, const char *value)
{
	if (text_is_utf8(value, strlen(value)))
		return value;
	char *kept = mem_strdup(tmp, value), *to = kept;
	for (const char *p = value; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x20 || strchr("\t\n\r", *p) != NULL)
			*to++ = *p;
	*to = '\0';
	im->cleaned++;
	return text_is_utf8(kept, strlen(kept)) ? kept : NULL;
}

static bool not_text(struct import *im, const char *label, const char *column, struct err *err)
{
	return err_set(err, im->ctx, ERR_INVALID_PARAMETER, "SOURCE",
	               "Column %s of feature %s is not UTF-8 text: give the Shapefile a .cpg file "
	               "that names its encoding (ISO-8859-1, CP1252), or set SHAPE_ENCODING.",
	               "La colonne %s de l'objet %s n'est pas du texte UTF-8 : donnez au Shapefile "
	               "un fichier .cpg qui nomme son codage (ISO-8859-1, CP1252), ou fixez "
	               "SHAPE_ENCODING.",
	               column, label);
}

static void copy_moment(OGRFeatureH to, int i, OGRFeatureH from, int field)
{
	int year, month, day, hour, minute, zone;
	float second;

	OGR_F_GetFieldAsDateTimeEx(from, field, &year, &month, &day, &hour, &minute, &second,
	                           &zone);
	OGR_F_SetFieldDateTimeEx(to, i, year, month, day, hour, minute, second, zone);
}

static bool copy_text(struct import *im, OGRFeatureH to, int i, OGRFeatureH from, int field,
                      const void *tmp, struct err *err)
{
	const char *value = gdal_value(tmp, from, field);
	const char *cleaned = value != NULL ? clean(im, tmp, value) : NULL;

	if (value != NULL && cleaned == NULL)
		return not_text(im, gdal_feature_label(tmp, from, field == im->key ? -1 : im->key),
		                im->info->columns[i].name, err);
	if (field == im->key)
		key_tally_add(&im->keys, im->ctx, cleaned, OGR_F_GetFID(from));
	if (cleaned != NULL)
		OGR_F_SetFieldString(to, i, cleaned);
	else
		OGR_F_SetFieldNull(to, i);
	return true;
}

/* The key that is made of several columns; none where one of them is not there. */
static void make_key(struct import *im, OGRFeatureH to, int i, OGRFeatureH from, const void *tmp)
{
	const char *key = "";

	for (size_t k = 0; k < im->n_parts && key != NULL; k++) {
		const char *value = gdal_value(tmp, from, im->parts[k]);
		value = value != NULL ? clean(im, tmp, value) : NULL;
		key = value != NULL && *value != '\0' ? mem_printf(tmp, "%s%s", key, value) : NULL;
	}
	key_tally_add(&im->keys, im->ctx, key, OGR_F_GetFID(from));
	if (key != NULL)
		OGR_F_SetFieldString(to, i, key);
}

static void copy_real(struct import *im, OGRFeatureH to, int i, double value)
{
	if (isfinite(value)) {
		OGR_F_SetFieldDouble(to, i, value);
	} else {
		OGR_F_SetFieldNull(to, i);
		im->not_finite++;
	}
}

static bool copy_value(struct import *im, OGRFeatureH to, int i, OGRFeatureH from, const void *tmp,
                       struct err *err)
{
	int field = im->fields[i];
	enum column_type type = im->info->columns[i].type;

	if (field < 0) {
		make_key(im, to, i, from, tmp);
		return true;
	}
	if (type == COLUMN_STRING)
		return copy_text(im, to, i, from, field, tmp, err);
	if (!OGR_F_IsFieldSetAndNotNull(from, field))
		OGR_F_SetFieldNull(to, i);
	else if (type == COLUMN_REAL)
		copy_real(im, to, i, OGR_F_GetFieldAsDouble(from, field));
	else if (type == COLUMN_DATE || type == COLUMN_DATETIME)
		copy_moment(to, i, from, field);
	else
		OGR_F_SetFieldInteger64(to, i, OGR_F_GetFieldAsInteger64(from, field));
	return true;
}

static void extend(struct bbox *b, bool first, OGRGeometryH geometry)
{
	OGREnvelope e;

	OGR_G_GetEnvelope(geometry, &e);
	b->minx = first ? e.MinX : fmin(b->minx, e.MinX);
	b->miny = first ? e.MinY : fmin(b->miny, e.MinY);
	b->maxx = first ? e.MaxX : fmax(b->maxx, e.MaxX);
	b->maxy = first ? e.MaxY : fmax(b->maxy, e.MaxY);
}

static bool fill(struct import *im, OGRFeatureH to, OGRFeatureH from, const void *tmp,
                 struct err *err)
{
	struct vector_info *info = im->info;

	if (im->keep_fid)
		OGR_F_SetFID(to, OGR_F_GetFID(from));
	for (size_t i = 0; i < info->n_columns; i++)
		if (!copy_value(im, to, (int)i, from, tmp, err))
			return false;
	OGRGeometryH geometry = OGR_F_StealGeometry(from);
	if (!import_geometry(im, &geometry, gdal_feature_label(tmp, from, im->key), err))
		return false;
	if (geometry != NULL)
		extend(&info->bbox, info->n_features == im->empty + im->vanished, geometry);
	info->n_features++;
	return OGR_F_SetGeometryDirectly(to, geometry) == OGRERR_NONE ||
	       import_cannot_write(im, err);
}

static bool copy_feature(struct import *im, OGRFeatureH from, struct err *err)
{
	void *tmp = talloc_new(NULL);
	OGRFeatureH to = OGR_F_Create(OGR_L_GetLayerDefn(im->out));
	bool ok = fill(im, to, from, tmp, err);
	bool hopeless = im->invalid + im->keys.missing + im->keys.repeated > 0;

	if (ok && !hopeless && OGR_L_CreateFeature(im->out, to) != OGRERR_NONE)
		ok = import_cannot_write(im, err);
	OGR_F_Destroy(to);
	talloc_free(tmp);
	return ok;
}

static bool refuse(struct import *im, struct err *err)
{
	if (im->keys.missing + im->keys.repeated > 0)
		return err_set(err, im->ctx, ERR_INVALID_PARAMETER, "--key",
		               "Every feature needs a key of its own in column %s; without: %lld, "
		               "repeated: %lld (%s).",
		               "Chaque objet doit avoir sa propre clé dans la colonne %s ; sans "
		               "clé : %lld, répétées : %lld (%s).",
		               im->info->id_column, (long long)im->keys.missing,
		               (long long)im->keys.repeated, im->keys.samples);
	if (im->invalid > 0)
		return err_set(err, im->ctx, ERR_INVALID_PARAMETER, "--repair",
		               "Invalid geometries: %lld: %s. --repair makes them valid.",
		               "Géométries invalides : %lld : %s. --repair les rend valides.",
		               (long long)im->invalid, im->invalid_samples);
	if (im->info->n_features == im->empty + im->vanished)
		return err_set(err, im->ctx, ERR_INVALID_PARAMETER, "SOURCE",
		               "No feature of the source has a geometry.",
		               "Aucun objet de la source n'a de géométrie.");
	return true;
}

static void tell(struct import *im)
{
	const struct { int64_t n; const char *en, *fr; } counts[] = {
		{ im->info->n_repaired, "Invalid geometries that were repaired",
		  "Géométries invalides réparées" },
		{ im->empty, "Features without a geometry", "Objets sans géométrie" },
		{ im->vanished, "Geometries that had no extent left once repaired",
		  "Géométries sans étendue une fois réparées" },
		{ im->flattened, "Geometries with heights or measures, which are left out",
		  "Géométries avec des altitudes ou des mesures, non reprises" },
		{ im->cleaned, "Texts with control characters, which are left out",
		  "Textes avec des caractères de contrôle, non repris" },
		{ im->not_finite, "Numbers that are not finite, stored as missing",
		  "Nombres non finis, enregistrés comme manquants" },
	};

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct text text = {
			.fr = mem_printf(im->ctx, "%s : %lld.", counts[i].fr,
			                 (long long)counts[i].n),
			.en = mem_printf(im->ctx, "%s: %lld.", counts[i].en,
			                 (long long)counts[i].n),
		};
		if (counts[i].n > 0)
			notes_add_text(&im->info->notes, im->ctx, text);
	}
}

bool import_copy(struct import *im, struct err *err)
{
	GIntBig total = OGR_L_GetFeatureCount(im->in, TRUE);
	OGRFeatureH feature;
	bool ok = true;

	im->keys = key_tally_new(im->ctx);
	OGR_L_ResetReading(im->in);
	while (ok && (feature = OGR_L_GetNextFeature(im->in)) != NULL) {
		ok = copy_feature(im, feature, err);
		OGR_F_Destroy(feature);
		if (ok && im->progress != NULL && im->info->n_features % 500 == 0 && total > 0 &&
		    !im->progress(im->arg, 0.95 * (double)im->info->n_features / (double)total))
			ok = err_set(err, im->ctx, ERR_UNAVAILABLE, NULL, "The import was stopped.",
			             "L'import a été arrêté.");
	}
	if (ok && total >= 0 && im->info->n_features < total) {
		err_set(err, im->ctx, ERR_INVALID_PARAMETER, "SOURCE",
		        "Only %lld of %lld features could be read.",
		        "Seuls %lld objets sur %lld ont pu être lus.",
		        (long long)im->info->n_features, (long long)total);
		ok = gdal_words(err, im->ctx);
	}
	if (!ok || !refuse(im, err))
		return false;
	tell(im);
	return true;
}
