#include "geometry/gdal_feature.h"

#include <cpl_error.h>
#include <math.h>
#include <string.h>

#include "base/text.h"

bool gdal_served(OGRFieldDefnH field)
{
	return OGR_Fld_GetType(field) != OFTBinary;
}

enum column_type gdal_column_type(OGRFieldDefnH field)
{
	static const struct { OGRFieldType ogr; enum column_type ours; } types[] = {
		{ OFTInteger, COLUMN_INTEGER }, { OFTInteger64, COLUMN_INTEGER },
		{ OFTReal, COLUMN_REAL }, { OFTDate, COLUMN_DATE },
		{ OFTDateTime, COLUMN_DATETIME },
	};

	if (OGR_Fld_GetSubType(field) == OFSTBoolean && OGR_Fld_GetType(field) == OFTInteger)
		return COLUMN_BOOLEAN;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (types[i].ogr == OGR_Fld_GetType(field))
			return types[i].ours;
	return COLUMN_STRING;
}

enum geometry_kind gdal_kind(OGRwkbGeometryType type)
{
	static const struct { OGRwkbGeometryType base; enum geometry_kind kind; } kinds[] = {
		{ wkbPoint, GEOMETRY_POINT }, { wkbMultiPoint, GEOMETRY_POINT },
		{ wkbCurve, GEOMETRY_LINE }, { wkbMultiCurve, GEOMETRY_LINE },
		{ wkbSurface, GEOMETRY_POLYGON }, { wkbMultiSurface, GEOMETRY_POLYGON },
	};

	type = OGR_GT_Flatten(type);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (OGR_GT_IsSubClassOf(type, kinds[i].base))
			return kinds[i].kind;
	return GEOMETRY_ANY;
}

bool gdal_is_multi(OGRwkbGeometryType type)
{
	return OGR_GT_IsSubClassOf(OGR_GT_Flatten(type), wkbGeometryCollection);
}

static enum geometry_kind common_kind(OGRLayerH layer, bool *multi)
{
	enum geometry_kind kind = GEOMETRY_ANY;
	bool first = true, mixed = false;
	OGRFeatureH feature;

	*multi = false;
	OGR_L_ResetReading(layer);
	while (!mixed && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
		OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
		if (geometry != NULL && !OGR_G_IsEmpty(geometry)) {
			enum geometry_kind one = gdal_kind(OGR_G_GetGeometryType(geometry));
			*multi |= gdal_is_multi(OGR_G_GetGeometryType(geometry));
			mixed = !first && one != kind;
			kind = one;
			first = false;
		}
		OGR_F_Destroy(feature);
	}
	OGR_L_ResetReading(layer);
	return mixed ? GEOMETRY_ANY : kind;
}

enum geometry_kind gdal_layer_kind(OGRLayerH layer, bool *multi)
{
	OGRwkbGeometryType type = OGR_GT_Flatten(OGR_L_GetGeomType(layer));

	if (type == wkbUnknown)
		return common_kind(layer, multi);
	*multi = gdal_is_multi(type);
	return gdal_kind(type);
}

static char *moment(const void *ctx, OGRFeatureH feature, int field, bool with_time)
{
	int year, month, day, hour, minute, zone;
	float second;

	OGR_F_GetFieldAsDateTimeEx(feature, field, &year, &month, &day, &hour, &minute, &second,
	                           &zone);
	if (!with_time)
		return mem_printf(ctx, "%04d-%02d-%02d", year, month, day);
	char *text = mem_printf(ctx, "%04d-%02d-%02dT%02d:%02d:", year, month, day, hour, minute);
	bool whole = fabsf(second - roundf(second)) < 0.0005f;
	text = mem_check(talloc_asprintf_append(text, whole ? "%02.0f" : "%06.3f", (double)second));
	if (zone == 100)
		return mem_check(talloc_strdup_append(text, "Z"));
	if (zone > 1) {   /* quarters of an hour around 100, which is UTC */
		int minutes = (zone - 100) * 15;
		text = mem_check(talloc_asprintf_append(text, "%c%02d:%02d",
		                                        minutes < 0 ? '-' : '+',
		                                        (minutes < 0 ? -minutes : minutes) / 60,
		                                        (minutes < 0 ? -minutes : minutes) % 60));
	}
	return text;
}

static void append(char **text, const char *item)
{
	*text = mem_check(talloc_asprintf_append(*text, "%s%s", **text != '\0' ? "," : "", item));
}

static char *list(const void *ctx, OGRFeatureH feature, int field, OGRFieldType type)
{
	char *text = mem_strdup(ctx, "");
	int n = 0;

	if (type == OFTStringList) {
		for (char **s = OGR_F_GetFieldAsStringList(feature, field); s != NULL && *s != NULL;
		     s++)
			append(&text, *s);
	} else if (type == OFTRealList) {
		const double *values = OGR_F_GetFieldAsDoubleList(feature, field, &n);
		for (int i = 0; i < n; i++)
			append(&text, text_from_double(text, values[i]));
	} else if (type == OFTIntegerList) {
		const int *values = OGR_F_GetFieldAsIntegerList(feature, field, &n);
		for (int i = 0; i < n; i++)
			append(&text, mem_printf(text, "%d", values[i]));
	} else {
		const GIntBig *values = OGR_F_GetFieldAsInteger64List(feature, field, &n);
		for (int i = 0; i < n; i++)
			append(&text, mem_printf(text, "%lld", (long long)values[i]));
	}
	return text;
}

char *gdal_value(const void *ctx, OGRFeatureH feature, int field)
{
	if (!OGR_F_IsFieldSetAndNotNull(feature, field))
		return NULL;
	OGRFieldDefnH defn = OGR_F_GetFieldDefnRef(feature, field);
	OGRFieldType type = OGR_Fld_GetType(defn);
	if (type == OFTDate || type == OFTDateTime)
		return moment(ctx, feature, field, type == OFTDateTime);
	if (type == OFTStringList || type == OFTRealList || type == OFTIntegerList ||
	    type == OFTInteger64List)
		return list(ctx, feature, field, type);
	if (gdal_column_type(defn) == COLUMN_BOOLEAN)
		return mem_strdup(ctx, OGR_F_GetFieldAsInteger(feature, field) ? "true" : "false");
	if (type == OFTReal)
		return text_from_double(ctx, OGR_F_GetFieldAsDouble(feature, field));
	return mem_strdup(ctx, OGR_F_GetFieldAsString(feature, field));
}

char *gdal_moment(const void *ctx, OGRFeatureH row, int field, bool whole)
{
	int year, month, day, hour, minute, zone;
	float second;

	if (!OGR_F_GetFieldAsDateTimeEx(row, field, &year, &month, &day, &hour, &minute, &second, &zone))
		return mem_strdup(ctx, OGR_F_GetFieldAsString(row, field));
	if (!whole)
		return mem_printf(ctx, "%04d-%02d-%02d", year, month, day);
	int milliseconds = (int)(second * 1000 + 0.5F), offset = zone > 1 ? (zone - 100) * 15 : 0;
	char *text = mem_printf(ctx, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, hour, minute,
	                        milliseconds / 1000);
	if (milliseconds % 1000 != 0)
		text = mem_check(talloc_asprintf_append(text, ".%03d", milliseconds % 1000));
	if (offset == 0)
		return mem_check(talloc_strdup_append(text, "Z"));
	int away = offset < 0 ? -offset : offset;
	return mem_check(talloc_asprintf_append(text, "%c%02d:%02d", offset < 0 ? '-' : '+', away / 60,
	                                        away % 60));
}

char *gdal_invalid(const void *ctx, OGRGeometryH geometry)
{
	CPLErrorReset();
	if (OGR_G_IsValid(geometry))
		return NULL;
	const char *words = CPLGetLastErrorMsg();
	return mem_strdup(ctx, *words != '\0' ? words : "Invalid geometry");
}

char *gdal_feature_label(const void *ctx, OGRFeatureH feature, int key)
{
	char *label = key >= 0 ? gdal_value(ctx, feature, key) : NULL;
	return label != NULL ? label :
	                       mem_printf(ctx, "fid %lld", (long long)OGR_F_GetFID(feature));
}
