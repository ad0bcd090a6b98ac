#include <math.h>

#include <cpl_string.h>

#include "geometry/vector_import.h"

enum geometry_kind import_geometry_type(struct import *im)
{
	static const OGRwkbGeometryType types[] = {
		[GEOMETRY_POINT] = wkbPoint, [GEOMETRY_LINE] = wkbMultiLineString,
		[GEOMETRY_POLYGON] = wkbMultiPolygon, [GEOMETRY_ANY] = wkbUnknown,
	};
	bool multi;
	enum geometry_kind kind = gdal_layer_kind(im->in, &multi);

	im->type = kind == GEOMETRY_POINT && multi ? wkbMultiPoint : types[kind];
	return kind;
}

static OGRGeometryH flat(struct import *im, OGRGeometryH geometry)
{
	if (OGR_G_Is3D(geometry) || OGR_G_IsMeasured(geometry)) {
		OGR_G_FlattenTo2D(geometry);
		OGR_G_SetMeasured(geometry, FALSE);
		im->flattened++;
	}
	if (!OGR_G_HasCurveGeometry(geometry, TRUE))
		return geometry;
	OGRGeometryH linear = OGR_G_GetLinearGeometry(geometry, 0, NULL);
	OGR_G_DestroyGeometry(geometry);
	return linear;
}

/* What of a repaired geometry is of the layer's kind: a polygon that touched itself may leave
   lines. */
static OGRGeometryH keep_kind(OGRGeometryH repaired, enum geometry_kind kind)
{
	if (kind == GEOMETRY_ANY || gdal_kind(OGR_G_GetGeometryType(repaired)) == kind)
		return repaired;
	OGRGeometryH kept = OGR_G_CreateGeometry(kind == GEOMETRY_POLYGON ? wkbMultiPolygon :
	                                         kind == GEOMETRY_LINE ? wkbMultiLineString :
	                                         wkbMultiPoint);
	for (int i = 0; i < OGR_G_GetGeometryCount(repaired); i++) {
		OGRGeometryH part = OGR_G_GetGeometryRef(repaired, i);
		if (gdal_kind(OGR_G_GetGeometryType(part)) != kind)
			continue;
		if (!gdal_is_multi(OGR_G_GetGeometryType(part)))
			OGR_G_AddGeometry(kept, part);
		for (int j = 0; gdal_is_multi(OGR_G_GetGeometryType(part)) &&
		     j < OGR_G_GetGeometryCount(part); j++)
			OGR_G_AddGeometry(kept, OGR_G_GetGeometryRef(part, j));
	}
	OGR_G_DestroyGeometry(repaired);
	return kept;
}

static OGRGeometryH repair(struct import *im, OGRGeometryH geometry)
{
	char **options = CSLSetNameValue(NULL, "METHOD", "STRUCTURE");
	OGRGeometryH repaired = OGR_G_MakeValidEx(geometry, options);

	CSLDestroy(options);
	if (repaired == NULL)
		return geometry;
	OGR_G_DestroyGeometry(geometry);
	im->info->n_repaired++;
	return keep_kind(repaired, im->info->geometry);
}

static bool finite_extent(OGRGeometryH geometry)
{
	OGREnvelope e;
	OGR_G_GetEnvelope(geometry, &e);
	return isfinite(e.MinX) && isfinite(e.MinY) && isfinite(e.MaxX) && isfinite(e.MaxY);
}

static OGRGeometryH promoted(const struct import *im, OGRGeometryH geometry)
{
	if (im->type == wkbMultiPolygon)
		return OGR_G_ForceToMultiPolygon(geometry);
	if (im->type == wkbMultiLineString)
		return OGR_G_ForceToMultiLineString(geometry);
	if (im->type == wkbMultiPoint)
		return OGR_G_ForceToMultiPoint(geometry);
	return geometry;
}

static void count_invalid(struct import *im, OGRGeometryH geometry, const char *label)
{
	char *why = finite_extent(geometry) ? gdal_invalid(im->ctx, geometry) :
		mem_strdup(im->ctx, "Infinite coordinate");
	if (why != NULL)
		sample_add(&im->invalid_samples, im->ctx, ++im->invalid, label, why);
	talloc_free(why);
}

static bool valid(OGRGeometryH geometry)
{
	return finite_extent(geometry) && OGR_G_IsValid(geometry);
}

bool import_geometry(struct import *im, OGRGeometryH *geometry, const char *label, struct err *err)
{
	OGRGeometryH g = *geometry;

	*geometry = NULL;
	if (g == NULL || OGR_G_IsEmpty(g)) {
		OGR_G_DestroyGeometry(g);
		im->empty++;
		return true;
	}
	g = flat(im, g);
	enum geometry_kind kind = gdal_kind(OGR_G_GetGeometryType(g));
	if (im->info->geometry != GEOMETRY_ANY && kind != im->info->geometry) {
		err_set(err, im->ctx, ERR_INVALID_PARAMETER, "SOURCE",
		        "Feature %s has a geometry of another kind (%s) than its layer.",
		        "L'objet %s a une géométrie d'un autre type (%s) que sa couche.", label,
		        OGR_G_GetGeometryName(g));
		OGR_G_DestroyGeometry(g);
		return false;
	}
	if (!valid(g) && im->job->repair && finite_extent(g))
		g = repair(im, g);
	if (!valid(g))
		count_invalid(im, g, label);
	if (OGR_G_IsEmpty(g)) {
		OGR_G_DestroyGeometry(g);
		im->vanished++;
		return true;
	}
	*geometry = promoted(im, g);
	return true;
}
