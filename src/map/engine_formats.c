#include "map/engine_ms.h"

/* The map that all others are copies of, in libmapserver's own language. Symbols have the names
   that SLD gives to marks; a CLASS block may use them too. */
static const char head_text[] =
"MAP NAME \"jointure\" UNITS METERS MAXSIZE 16384 RESOLUTION 90.7 DEFRESOLUTION 90.7 IMAGETYPE \"png\"\n"
"SYMBOL NAME \"circle\" TYPE ELLIPSE FILLED TRUE POINTS 1 1 END END\n"
"SYMBOL NAME \"square\" TYPE VECTOR FILLED TRUE POINTS 0 0 0 1 1 1 1 0 0 0 END END\n"
"SYMBOL NAME \"triangle\" TYPE VECTOR FILLED TRUE POINTS 0 1 .5 0 1 1 0 1 END END\n"
"SYMBOL NAME \"star\" TYPE VECTOR FILLED TRUE POINTS 0 .375 .35 .375 .5 0 .65 .375 1 .375 "
"  .75 .625 .875 1 .5 .75 .125 1 .25 .625 0 .375 END END\n"
"SYMBOL NAME \"cross\" TYPE VECTOR FILLED TRUE POINTS .4 0 .6 0 .6 .4 1 .4 1 .6 .6 .6 .6 1 .4 1 "
"  .4 .6 0 .6 0 .4 .4 .4 .4 0 END END\n"
"SYMBOL NAME \"x\" TYPE VECTOR FILLED TRUE POINTS .14 0 .5 .36 .86 0 1 .14 .64 .5 1 .86 .86 1 "
"  .5 .64 .14 1 0 .86 .36 .5 0 .14 .14 0 END END\n"
"SYMBOL NAME \"diamond\" TYPE VECTOR FILLED TRUE POINTS .5 0 1 .5 .5 1 0 .5 .5 0 END END\n"
"SYMBOL NAME \"hatch\" TYPE HATCH END\n"
"SYMBOL NAME \"arrow\" TYPE VECTOR FILLED TRUE POINTS 0 0 1 .5 0 1 0 0 END END\n"
"LEGEND STATUS ON KEYSIZE 20 14 KEYSPACING 6 5 IMAGECOLOR 255 255 255\n"
"  LABEL TYPE TRUETYPE SIZE 9 COLOR 30 30 30 END END\n"
"QUERYMAP STATUS OFF END\n"
"OUTPUTFORMAT NAME \"png\" DRIVER AGG/PNG MIMETYPE \"image/png\" IMAGEMODE RGB EXTENSION \"png\"\n"
"  FORMATOPTION \"COMPRESSION=3\" END\n"
"OUTPUTFORMAT NAME \"png8\" DRIVER AGG/PNG8 MIMETYPE \"image/png; mode=8bit\" IMAGEMODE RGB\n"
"  EXTENSION \"png\" FORMATOPTION \"QUANTIZE_FORCE=ON\" FORMATOPTION \"QUANTIZE_COLORS=256\" END\n"
"OUTPUTFORMAT NAME \"jpeg\" DRIVER AGG/JPEG MIMETYPE \"image/jpeg\" IMAGEMODE RGB EXTENSION \"jpg\"\n"
"  FORMATOPTION \"QUALITY=85\" END\n"
"OUTPUTFORMAT NAME \"svg\" DRIVER CAIRO/SVG MIMETYPE \"image/svg+xml\" IMAGEMODE RGB EXTENSION \"svg\" END\n"
"OUTPUTFORMAT NAME \"pdf\" DRIVER CAIRO/PDF MIMETYPE \"application/pdf\" IMAGEMODE RGB EXTENSION \"pdf\" END\n"
"END\n";

mapObj *head_new(const void *ctx, struct err *err)
{
	union { const char *text; char *buffer; } u = { .text = head_text };
	mapObj *map = engine_own_map(ctx, msLoadMapFromString(u.buffer, NULL));

	if (map == NULL) {
		engine_failed(ctx, err);
		return NULL;
	}
	/* only where GDAL was built with it */
	if (msCreateDefaultOutputFormat(map, "GDAL/WEBP", "webp", "image/webp") == NULL)
		msResetErrorList();
	return map;
}
