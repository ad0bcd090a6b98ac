#include "map/crs.h"

#include <string.h>

#include "base/text.h"

#define FRANCE { -10, 40, 12, 52 }
#define ANTILLES { -63.7, 14, -60, 18.6 }

const struct crs crs_common[] = {
	{ 4326, { -180, -90, 180, 90 } },
	{ 3857, { -180, -85.06, 180, 85.06 } },
	{ 4258, { -32, 27, 45, 84.8 } },
	{ 4171, FRANCE },
	{ 2154, FRANCE },
	{ 27572, FRANCE },
	{ 3035, { -32, 24, 45, 84.8 } },
	{ 3942, FRANCE }, { 3943, FRANCE }, { 3944, FRANCE }, { 3945, FRANCE }, { 3946, FRANCE },
	{ 3947, FRANCE }, { 3948, FRANCE }, { 3949, FRANCE }, { 3950, FRANCE },
	{ 32630, { -6, 0, 0, 84 } }, { 32631, { 0, 0, 6, 84 } }, { 32632, { 6, 0, 12, 84 } },
	{ 25830, { -6, 35, 0, 62 } }, { 25831, { 0, 37, 6, 83 } }, { 25832, { 6, 38, 12, 84 } },
	{ 5490, ANTILLES },                         /* Guadeloupe, Martinique: RGAF09 */
	{ 4559, ANTILLES },                         /* the same: RRAF91 */
	{ 32620, { -66, 0, -60, 84 } },
	{ 2972, { -54.7, 2, -49.4, 8.9 } },         /* Guyane */
	{ 32622, { -54, 0, -48, 84 } },
	{ 2975, { 51.8, -24.8, 58.3, -18.2 } },     /* La Réunion */
	{ 32740, { 54, -80, 60, 0 } },
	{ 4471, { 43.6, -14.6, 46.8, -11.3 } },     /* Mayotte */
	{ 32738, { 42, -80, 48, 0 } },
	{ 4467, { -57.2, 43.3, -55.9, 47.4 } },     /* Saint-Pierre-et-Miquelon */
	{ 32621, { -60, 0, -54, 84 } },
	{ 3163, { 156, -27, 174.3, -14 } },         /* Nouvelle-Calédonie */
	{ 3297, { -154, -31.3, -148, -4.5 } },      /* Polynésie française */
};
const size_t crs_n_common = sizeof crs_common / sizeof *crs_common;

const struct crs *crs_find(int code)
{
	for (size_t i = 0; i < crs_n_common; i++)
		if (crs_common[i].code == code)
			return &crs_common[i];
	return NULL;
}

static bool starts_same(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_crs84(const char *text)
{
	static const char *const names[] = { "CRS:84", "OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84",
	                                     "urn:ogc:def:crs:OGC::CRS84",
	                                     "http://www.opengis.net/def/crs/OGC/1.3/CRS84" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_same(text, names[i]))
			return true;
	return false;
}

bool crs_parse(struct crs_name *name, const char *text)
{
	static const char *const prefixes[] = { "EPSG:", "urn:ogc:def:crs:EPSG:",
	                                        "http://www.opengis.net/def/crs/EPSG/",
	                                        "http://www.opengis.net/gml/srs/epsg.xml#" };
	int64_t code;

	if (is_crs84(text)) {
		*name = (struct crs_name){ 4326, true };
		return true;
	}
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		if (!starts_same(text, prefixes[i]))
			continue;
		const char *rest = text + strlen(prefixes[i]);
		const char *last = i == 1 ? strrchr(rest, ':') : i == 2 ? strrchr(rest, '/') : NULL;
		if (!text_int(last != NULL ? last + 1 : rest, &code) || code < 1 || code > 999999)
			return false;
		*name = (struct crs_name){ (int)code, false };
		return true;
	}
	return false;
}
