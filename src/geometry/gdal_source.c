#include "geometry/gdal_source.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>

#include "base/text.h"

static void start(void)
{
	if (GDALGetDriverByName("GPKG") == NULL)
		GDALAllRegister();
}

void gdal_hush(void)
{
	CPLPushErrorHandler(CPLQuietErrorHandler);
	CPLErrorReset();
}

void gdal_unhush(void)
{
	CPLPopErrorHandler();
}

bool gdal_words(struct err *err, const void *ctx)
{
	const char *words = CPLGetLastErrorMsg();
	size_t n = strlen(words);

	while (n > 0 && strchr(" \t\r\n", words[n - 1]) != NULL)
		n--;
	if (n == 0)
		return false;
	char *line = mem_strndup(ctx, words, n);
	for (char *p = line; *p != '\0'; p++)
		if (strchr("\t\r\n", *p) != NULL)
			*p = ' ';
	return err_detail(err, ctx, "%s", line);
}

bool gdal_unreadable(struct err *err, const void *ctx, const char *path)
{
	err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the data of this layer cannot be read at present",
	        "les données de cette couche ne peuvent pas être lues actuellement");
	gdal_words(err, ctx);
	return err->detail != NULL ? false : err_detail(err, ctx, "%s", path);
}

static int close_source(struct gdal_source *source)
{
	gdal_hush();
	if (source->dataset != NULL)
		GDALClose(source->dataset);
	gdal_unhush();
	return 0;
}

struct gdal_source *gdal_adopt(const void *ctx, GDALDatasetH dataset)
{
	struct gdal_source *source = mem_new(ctx, struct gdal_source);
	source->dataset = dataset;
	talloc_set_destructor(source, close_source);
	return source;
}

bool gdal_close(struct gdal_source *source)
{
	CPLErrorReset();
	GDALClose(source->dataset);
	source->dataset = NULL;
	talloc_free(source);
	return CPLGetLastErrorType() < CE_Failure;
}

/* Only what is a file here: no URL, no inline document, none of GDAL's other virtual file
   systems. */
static const char *file_name(const void *ctx, const char *name, struct err *err)
{
	struct stat st;
	if (stat(name, &st) != 0 || !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))) {
		err_set(err, ctx, ERR_NOT_FOUND, "SOURCE",
		        "The source is not a file that can be read here.",
		        "La source n'est pas un fichier lisible ici.");
		err_detail(err, ctx, "%s", name);
		return NULL;
	}
	size_t n = strlen(name);
	return n > 4 && text_same(name + n - 4, ".zip") ? mem_printf(ctx, "/vsizip/%s", name) : name;
}

static struct gdal_source *open_source(const void *ctx, const char *name, unsigned flags,
                                       const char *const *drivers, struct err *err)
{
	start();
	gdal_hush();
	GDALDatasetH dataset = GDALOpenEx(name, flags | GDAL_OF_READONLY, drivers, NULL, NULL);
	if (dataset == NULL) {
		bool raster = (flags & GDAL_OF_RASTER) != 0;
		err_set(err, ctx, ERR_INVALID_PARAMETER, "SOURCE",
		        "The source does not open as %s.", "La source ne s'ouvre pas comme %s.",
		        raster ? "GeoTIFF" :
		                 "GeoPackage, Shapefile, FlatGeobuf, GeoJSON, TopoJSON, PostGIS");
		gdal_words(err, ctx);
	}
	gdal_unhush();
	return dataset != NULL ? gdal_adopt(ctx, dataset) : NULL;
}

struct gdal_source *gdal_open_vector(const void *ctx, const char *name, struct err *err)
{
	static const char *const files[] = {
		"GPKG", "ESRI Shapefile", "FlatGeobuf", "GeoJSON", "TopoJSON", NULL
	};
	static const char *const postgresql[] = { "PostgreSQL", NULL };

	if (text_starts(name, "PG:"))
		return open_source(ctx, name, GDAL_OF_VECTOR, postgresql, err);
	name = file_name(ctx, name, err);
	return name != NULL ? open_source(ctx, name, GDAL_OF_VECTOR, files, err) : NULL;
}

struct gdal_source *gdal_open_raster(const void *ctx, const char *name, struct err *err)
{
	static const char *const drivers[] = { "GTiff", NULL };

	name = file_name(ctx, name, err);
	return name != NULL ? open_source(ctx, name, GDAL_OF_RASTER, drivers, err) : NULL;
}

OGRLayerH gdal_layer(const struct gdal_source *source, const void *ctx, const char *table,
                     struct err *err)
{
	OGRLayerH found = NULL;
	char *names = mem_strdup(ctx, "");
	int n_found = 0;

	for (int i = 0; i < GDALDatasetGetLayerCount(source->dataset); i++) {
		OGRLayerH layer = GDALDatasetGetLayer(source->dataset, i);
		const char *name = OGR_L_GetName(layer);
		if (table != NULL && *table != '\0' && strcmp(name, table) == 0)
			return layer;
		if (OGR_L_GetGeomType(layer) == wkbNone)
			continue;
		found = layer;
		if (++n_found <= 50)
			names = mem_check(talloc_asprintf_append(names, "%s%s",
			                                         n_found > 1 ? ", " : "", name));
	}
	if (table != NULL && *table != '\0') {
		err_set(err, ctx, ERR_NOT_FOUND, "--table",
		        "The source has no layer %s; it has: %s.",
		        "La source n'a pas de couche %s ; elle a : %s.", table, names);
		return NULL;
	}
	if (n_found == 0)
		err_set(err, ctx, ERR_INVALID_PARAMETER, "SOURCE",
		        "The source has no layer with geometries.",
		        "La source n'a aucune couche avec des géométries.");
	else if (n_found > 1)
		err_set(err, ctx, ERR_MISSING_PARAMETER, "--table",
		        "The source has %d layers; choose one with --table: %s.",
		        "La source a %d couches ; choisissez-en une avec --table : %s.", n_found,
		        names);
	return n_found == 1 ? found : NULL;
}

struct srs_holder {
	OGRSpatialReferenceH srs;
};

static int release_srs(struct srs_holder *holder)
{
	OSRRelease(holder->srs);
	return 0;
}

OGRSpatialReferenceH gdal_srs(const void *ctx, int epsg, struct err *err)
{
	struct srs_holder *holder = mem_new(ctx, struct srs_holder);
	holder->srs = OSRNewSpatialReference(NULL);
	talloc_set_destructor(holder, release_srs);
	OSRSetAxisMappingStrategy(holder->srs, OAMS_TRADITIONAL_GIS_ORDER);
	gdal_hush();
	OGRErr failed = OSRImportFromEPSG(holder->srs, epsg);
	gdal_unhush();
	if (failed != OGRERR_NONE) {
		err_set(err, ctx, ERR_CRS, "--srs", "EPSG:%d is not a known reference system.",
		        "EPSG:%d n'est pas un système de référence connu.", epsg);
		return NULL;
	}
	return holder->srs;
}

static int declared_code(OGRSpatialReferenceH srs)
{
	const char *authority = OSRGetAuthorityName(srs, NULL),
		   *code = OSRGetAuthorityCode(srs, NULL);
	int64_t number;

	if (authority == NULL || code == NULL)
		return 0;
	if (text_same(authority, "OGC") && text_same(code, "CRS84"))
		return 4326;
	if (!text_same(authority, "EPSG") || !text_int(code, &number) || number < 1 ||
	    number > 999999)
		return 0;
	return (int)number;
}

/* The best EPSG match of a definition that carries no code (ESRI's .prj), when PROJ is sure of
   it. */
static int matched_code(OGRSpatialReferenceH srs)
{
	int n = 0, *confidence = NULL, code = 0, best = 89;
	OGRSpatialReferenceH *matches = OSRFindMatches(srs, NULL, &n, &confidence);

	for (int i = 0; i < n; i++) {
		int one = declared_code(matches[i]);
		if (one != 0 && confidence[i] > best) {
			best = confidence[i];
			code = one;
		}
	}
	OSRFreeSRSArray(matches);
	CPLFree(confidence);
	return code;
}

int gdal_epsg(OGRSpatialReferenceH srs)
{
	if (srs == NULL)
		return 0;
	gdal_hush();
	OGRSpatialReferenceH flat = OSRClone(srs);
	if (OSRIsCompound(flat))
		OSRStripVertical(flat);
	else if (OSRGetAxesCount(flat) == 3)
		OSRDemoteTo2D(flat, NULL);
	int code = declared_code(flat);
	if (code == 0 && OSRAutoIdentifyEPSG(flat) == OGRERR_NONE)
		code = declared_code(flat);
	if (code == 0)
		code = matched_code(flat);
	OSRRelease(flat);
	gdal_unhush();
	return code;
}

bool gdal_choose_srs(int *srs, const void *ctx, OGRSpatialReferenceH declared, int given,
                     struct err *err)
{
	int code = gdal_epsg(declared);

	if (given != 0 && code != 0 && given != code)
		return err_set(err, ctx, ERR_CRS, "--srs",
		               "The source says itself that it is in EPSG:%d; leave --srs out.",
		               "La source indique elle-même EPSG:%d ; n'utilisez pas --srs.", code);
	*srs = code != 0 ? code : given;
	if (*srs == 0)
		return err_set(err, ctx, ERR_CRS, "--srs",
		               "The source does not say its coordinate reference system in a way "
		               "that gives an EPSG code; give it with --srs (Lambert-93 is %d).",
		               "La source n'indique pas son système de référence d'une façon qui "
		               "donne un code EPSG ; donnez-le par --srs (Lambert-93 : %d).",
		               2154);
	return gdal_srs(ctx, *srs, err) != NULL;
}

/* GDAL takes whole turns off what lies beyond the world one by one. */
#define FAR 1e9

static bool is_far(const struct bbox *b)
{
	return !(fabs(b->minx) <= FAR && fabs(b->miny) <= FAR && fabs(b->maxx) <= FAR && fabs(b->maxy) <= FAR);
}

bool gdal_move_bbox(struct bbox *to, const struct bbox *from, OGRSpatialReferenceH from_srs,
                    OGRSpatialReferenceH to_srs)
{
	enum { STEPS = 21 };
	struct bbox moved;

	if (is_far(from))
		return false;
	gdal_hush();
	OGRCoordinateTransformationH ct = OCTNewCoordinateTransformation(from_srs, to_srs);
	bool ok = ct != NULL &&
		OCTTransformBounds(ct, from->minx, from->miny, from->maxx, from->maxy, &moved.minx,
		                   &moved.miny, &moved.maxx, &moved.maxy, STEPS) &&
		isfinite(moved.minx) && isfinite(moved.miny) && isfinite(moved.maxx) &&
		isfinite(moved.maxy);
	if (ct != NULL)
		OCTDestroyCoordinateTransformation(ct);
	gdal_unhush();
	if (ok)
		*to = moved;
	return ok;
}

bool gdal_geographic(struct bbox *to, const struct bbox *from, int srs, const void *ctx,
                     struct err *err)
{
	OGRSpatialReferenceH source = gdal_srs(ctx, srs, err);
	OGRSpatialReferenceH degrees = source != NULL ? gdal_srs(ctx, 4326, err) : NULL;

	if (degrees == NULL)
		return false;
	if (!gdal_move_bbox(to, from, source, degrees))
		return err_set(err, ctx, ERR_CRS, "--srs",
		               "The coordinates do not lie where EPSG:%d has a meaning.",
		               "Les coordonnées sont hors du domaine de validité de EPSG:%d.", srs);
	if (to->minx > to->maxx) {   /* over the 180th meridian */
		to->minx = -180;
		to->maxx = 180;
	}
	to->minx = fmax(to->minx, -180);
	to->maxx = fmin(to->maxx, 180);
	to->miny = fmax(to->miny, -90);
	to->maxy = fmin(to->maxy, 90);
	return true;
}
