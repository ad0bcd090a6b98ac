#include "geometry/raster.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cpl_string.h>
#include <gdal_utils.h>

#include "base/text.h"
#include "geometry/gdal_source.h"

bool raster_claims(const char *name)
{
	size_t n = strlen(name);
	return (n > 4 && text_same(name + n - 4, ".tif")) ||
	       (n > 5 && text_same(name + n - 5, ".tiff"));
}

static bool place(struct raster_info *info, const void *ctx, GDALDatasetH dataset, struct err *err)
{
	double t[6];

	if (GDALGetGeoTransform(dataset, t) != CE_None)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "SOURCE",
		               "The raster is not placed on the ground (it has no geotransform).",
		               "Le raster n'est pas géoréférencé.");
	if (t[2] != 0 || t[4] != 0 || t[1] <= 0 || t[5] >= 0)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "SOURCE",
		               "The raster is turned; bring it north up first (gdalwarp).",
		               "Le raster est tourné ; orientez-le d'abord au nord (gdalwarp).");
	info->bbox = (struct bbox){
		.minx = t[0],
		.maxy = t[3],
		.maxx = t[0] + t[1] * (double)info->width,
		.miny = t[3] + t[5] * (double)info->height,
	};
	info->srs = gdal_epsg(GDALGetSpatialRef(dataset));
	return info->srs == 0 ||
	       gdal_geographic(&info->geographic, &info->bbox, info->srs, ctx, err);
}

static bool describe(struct raster_info *info, const void *ctx, GDALDatasetH dataset,
                     struct err *err)
{
	const char *layout = GDALGetMetadataItem(dataset, "LAYOUT", "IMAGE_STRUCTURE");

	*info = (struct raster_info){
		.width = GDALGetRasterXSize(dataset), .height = GDALGetRasterYSize(dataset),
		.bands = GDALGetRasterCount(dataset),
		.optimised = layout != NULL && text_same(layout, "COG"),
	};
	if (info->bands < 1)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "SOURCE",
		               "The raster has no bands.", "Le raster n'a aucune bande.");
	GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
	info->type = mem_strdup(ctx, GDALGetDataTypeName(GDALGetRasterDataType(band)));
	info->palette = GDALGetRasterColorTable(band) != NULL;
	return place(info, ctx, dataset, err);
}

bool raster_inspect(struct raster_info *info, const void *ctx, const char *name, struct err *err)
{
	gdal_hush();
	struct gdal_source *source = gdal_open_raster(ctx, name, err);
	bool ok = source != NULL && describe(info, ctx, source->dataset, err);
	talloc_free(source);
	gdal_unhush();
	return ok;
}

struct report {
	progress_fn *progress;
	void *arg;
};

static int tell(double done, const char *message JT_UNUSED, void *arg)
{
	struct report *report = arg;
	return report->progress == NULL || report->progress(report->arg, done);
}

static bool cannot_write(const void *ctx, struct err *err)
{
	err_set(err, ctx, ERR_INTERNAL, NULL, "The data file could not be written.",
	        "Le fichier de données n'a pas pu être écrit.");
	return gdal_words(err, ctx);
}

static bool copy_file(const void *ctx, const char *from, const char *to, struct report *report,
                      struct err *err)
{
	static const size_t piece = 1 << 20;
	void *buffer = mem_array(ctx, char, piece);
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	bool ok = in != NULL && out != NULL;
	size_t n;

	while (ok && (n = fread(buffer, 1, piece, in)) > 0)
		ok = fwrite(buffer, 1, n, out) == n && tell(0.5, NULL, report);
	ok = ok && !ferror(in);
	if (out != NULL && fclose(out) != 0)
		ok = false;
	if (in != NULL)
		fclose(in);
	return ok || cannot_write(ctx, err);
}

/* The source under another reference system, as a dataset in memory that reads from it. */
static struct gdal_source *assigned(const void *ctx, GDALDatasetH dataset, int srs, struct err *err)
{
	char *code = mem_printf(ctx, "EPSG:%d", srs);
	char **words = CSLAddString(CSLAddString(NULL, "-of"), "VRT");
	words = CSLAddString(CSLAddString(words, "-a_srs"), code);
	GDALTranslateOptions *options = GDALTranslateOptionsNew(words, NULL);
	GDALDatasetH placed = GDALTranslate("", dataset, options, NULL);

	GDALTranslateOptionsFree(options);
	CSLDestroy(words);
	if (placed == NULL)
		cannot_write(ctx, err);
	return placed != NULL ? gdal_adopt(ctx, placed) : NULL;
}

static bool optimise(const struct raster_info *info, const void *ctx, GDALDatasetH dataset,
                     const char *to, struct report *report, struct err *err)
{
	char **options = CSLSetNameValue(NULL, "COMPRESS", "DEFLATE");

	options = CSLSetNameValue(options, "PREDICTOR", "YES");
	options = CSLSetNameValue(options, "BLOCKSIZE", "512");
	options = CSLSetNameValue(options, "BIGTIFF", "IF_SAFER");
	options = CSLSetNameValue(options, "OVERVIEWS", "AUTO");
	options = CSLSetNameValue(options, "OVERVIEW_RESAMPLING",
	                          info->palette ? "NEAREST" : "AVERAGE");
	GDALDatasetH made = GDALCreateCopy(GDALGetDriverByName("COG"), to, dataset, FALSE, options,
	                                   tell, report);
	CSLDestroy(options);
	if (made == NULL)
		return cannot_write(ctx, err);
	return gdal_close(gdal_adopt(ctx, made)) || cannot_write(ctx, err);
}

static bool convert(struct raster_info *info, const void *ctx, GDALDatasetH dataset,
                    const struct raster_import *job, struct report *report, struct err *err)
{
	if (!describe(info, ctx, dataset, err))
		return false;
	bool declared = info->srs != 0;
	if (!gdal_choose_srs(&info->srs, ctx, GDALGetSpatialRef(dataset), job->srs, err) ||
	    !gdal_geographic(&info->geographic, &info->bbox, info->srs, ctx, err))
		return false;
	if (declared && info->optimised)
		return copy_file(ctx, job->from, job->to, report, err);
	if (declared)
		return optimise(info, ctx, dataset, job->to, report, err);
	struct gdal_source *placed = assigned(ctx, dataset, info->srs, err);
	bool ok = placed != NULL && optimise(info, ctx, placed->dataset, job->to, report, err);
	talloc_free(placed);
	return ok;
}

bool raster_import(struct raster_info *info, const void *ctx, const struct raster_import *job,
                   progress_fn *progress, void *arg, struct err *err)
{
	struct report report = { progress, arg };

	gdal_hush();
	struct gdal_source *source = gdal_open_raster(ctx, job->from, err);
	bool ok = source != NULL && convert(info, ctx, source->dataset, job, &report, err);
	talloc_free(source);
	gdal_unhush();
	if (!ok)
		unlink(job->to);
	return ok;
}
