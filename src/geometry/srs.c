#include "geometry/srs.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "geometry/gdal_source.h"

struct known {
	int code;
	bool geographic, y_first;
	struct bbox area;
};

/* Areas of use and axis order as the EPSG register has them. */
/* clang-format off */
static const struct known table[] = {
	{ 4326, true, true, { -180, -90, 180, 90 } },                  /* WGS 84 */
	{ 3857, false, false, { -180, -85.06, 180, 85.06 } },          /* Web Mercator */
	{ 2154, false, false, { -9.86, 41.15, 10.38, 51.56 } },        /* Lambert-93 */
	{ 4258, true, true, { -16.1, 32.88, 40.18, 84.73 } },          /* ETRS89 */
	{ 4171, true, true, { -9.86, 41.15, 10.38, 51.56 } },          /* RGF93 */
	{ 3942, false, false, { -1.06, 41.31, 9.63, 43.07 } },         /* CC42 ... CC50 */
	{ 3943, false, false, { -1.79, 42.33, 7.65, 44.01 } },
	{ 3944, false, false, { -1.79, 42.92, 7.71, 45.0 } },
	{ 3945, false, false, { -1.46, 44.0, 7.71, 46.0 } },
	{ 3946, false, false, { -2.21, 45.0, 7.16, 47.0 } },
	{ 3947, false, false, { -4.77, 46.0, 7.63, 48.0 } },
	{ 3948, false, false, { -4.87, 47.0, 8.23, 49.0 } },
	{ 3949, false, false, { -4.87, 48.0, 8.23, 50.0 } },
	{ 3950, false, false, { -2.03, 49.0, 8.08, 51.14 } },
	{ 27572, false, false, { -4.87, 42.33, 8.23, 51.14 } },        /* NTF, Lambert II étendu */
	{ 3035, false, true, { -35.58, 24.6, 44.83, 84.73 } },         /* LAEA Europe */
	{ 25830, false, false, { -6.0, 35.26, 0.01, 80.49 } },         /* ETRS89, UTM 30N ... 32N */
	{ 25831, false, false, { 0.0, 37.0, 6.01, 82.45 } },
	{ 25832, false, false, { 6.0, 38.76, 12.01, 84.33 } },
	{ 32630, false, false, { -6.0, 0.0, 0.0, 84.0 } },             /* WGS 84, UTM 30N ... 32N */
	{ 32631, false, false, { 0.0, 0.0, 6.0, 84.0 } },
	{ 32632, false, false, { 6.0, 0.0, 12.0, 84.0 } },
	{ 5490, false, false, { -63.66, 14.08, -60.0, 18.31 } },       /* Guadeloupe, Martinique */
	{ 32620, false, false, { -66.0, 0.0, -60.0, 84.0 } },
	{ 2972, false, false, { -54.0, 2.17, -49.45, 8.88 } },         /* Guyane */
	{ 2975, false, false, { 54.0, -24.72, 58.24, -18.28 } },       /* La Réunion */
	{ 4471, false, false, { 43.68, -14.49, 46.7, -11.33 } },       /* Mayotte */
	{ 4467, false, false, { -57.1, 43.41, -55.9, 47.37 } },        /* Saint-Pierre-et-Miquelon */
	{ 3163, false, false, { 163.54, -22.73, 168.19, -19.5 } },     /* Nouvelle-Calédonie */
	{ 3296, false, false, { -158.13, -26.7, -150.0, -12.5 } },     /* Polynésie, UTM 5S, 6S */
	{ 3297, false, false, { -150.0, -31.2, -144.0, -7.29 } },
};
/* clang-format on */
enum { KNOWN = sizeof table / sizeof *table };
_Static_assert(KNOWN < SRS_OFFERED_MOST, "a layer may be offered in all, and its own");

static const struct known *find(int srs)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (table[i].code == srs)
			return &table[i];
	return NULL;
}

static bool meets(const struct bbox *a, const struct bbox *b)
{
	return a->minx <= b->maxx && b->minx <= a->maxx && a->miny <= b->maxy && b->miny <= a->maxy;
}

size_t srs_offered(int codes[SRS_OFFERED_MOST], const struct layer *layer)
{
	size_t n = 0;

	if (layer->srs > 0)
		codes[n++] = layer->srs;
	for (size_t i = 0; i < KNOWN; i++)
		if (table[i].code != layer->srs && meets(&table[i].area, &layer->geographic))
			codes[n++] = table[i].code;
	return n;
}

bool srs_area(struct bbox *area, int srs)
{
	const struct known *known = find(srs);

	if (known != NULL)
		*area = known->area;
	return known != NULL;
}

bool srs_facts(struct srs_facts *facts, int srs)
{
	const struct known *known = find(srs);

	if (known != NULL) {
		*facts = (struct srs_facts){ known->geographic, known->y_first };
		return true;
	}
	void *tmp = talloc_new(NULL);
	struct err err = { 0 };
	OGRSpatialReferenceH one = gdal_srs(tmp, srs, &err);
	if (one != NULL)
		*facts = (struct srs_facts){
			OSRIsGeographic(one),
			OSREPSGTreatsAsLatLong(one) || OSREPSGTreatsAsNorthingEasting(one),
		};
	talloc_free(tmp);
	return one != NULL;
}

bool bbox_transform(struct bbox *to, const struct bbox *from, int from_srs, int to_srs)
{
	void *tmp = talloc_new(NULL);
	struct err err = { 0 };
	OGRSpatialReferenceH a = gdal_srs(tmp, from_srs, &err);
	OGRSpatialReferenceH b = a != NULL ? gdal_srs(tmp, to_srs, &err) : NULL;
	bool ok = b != NULL && gdal_move_bbox(to, from, a, b);

	talloc_free(tmp);
	return ok;
}

/* EPSG:3857 is a sphere of WGS 84's semi-major axis, up to the latitude that makes it a square. */
#define EARTH        6378137.0
#define MERCATOR_END 85.06

const int srs_national[SRS_NATIONAL] = { 2154, 5490, 2972, 2975, 4471, 4467 };

static double northing(double latitude)
{
	double limited = fmin(fmax(latitude, -MERCATOR_END), MERCATOR_END);

	return EARTH * log(tan(M_PI / 4 + limited * M_PI / 360));
}

struct bbox srs_mercator(const struct bbox *geographic)
{
	const struct bbox *g = geographic;

	return (struct bbox){ g->minx * EARTH * M_PI / 180, northing(g->miny), g->maxx * EARTH * M_PI / 180,
	                      northing(g->maxy) };
}

static bool within(const struct bbox *inner, const struct bbox *outer)
{
	return inner->minx >= outer->minx && inner->maxx <= outer->maxx && inner->miny >= outer->miny &&
	       inner->maxy <= outer->maxy;
}

static char *add_extent(char *text, int srs, const struct bbox *b)
{
	return mem_check(talloc_asprintf_append_buffer(text, "%s%d %.12g %.12g %.12g %.12g", *text != '\0' ? ";" : "",
	                                               srs, b->minx, b->miny, b->maxx, b->maxy));
}

bool bbox_move(void *none JT_UNUSED, struct bbox *to, const struct bbox *from, int from_srs, int to_srs)
{
	return bbox_transform(to, from, from_srs, to_srs);
}

char *srs_extents(const void *ctx, const struct layer *layer, srs_move_fn *move, void *arg)
{
	const struct bbox *g = &layer->geographic;
	struct bbox b = srs_mercator(g), area;
	char *text = mem_strdup(ctx, "");

	if (layer->srs != 4326)
		text = add_extent(text, 4326, g);
	if (layer->srs != 3857)
		text = add_extent(text, 3857, &b);
	for (size_t i = 0; i < SRS_NATIONAL; i++)
		if (srs_national[i] != layer->srs && srs_area(&area, srs_national[i]) && within(g, &area) &&
		    move(arg, &b, g, 4326, srs_national[i]))
			text = add_extent(text, srs_national[i], &b);
	return add_extent(text, layer->srs, &layer->bbox);
}

bool srs_extent_next(const char **at, struct srs_extent *extent)
{
	const char *p = *at;
	size_t n = strcspn(p, ";");
	int64_t code;
	char whole[160];

	if (n == 0 || n >= sizeof whole)
		return false;
	memcpy(whole, p, n);
	whole[n] = '\0';
	*at = p + n + (p[n] == ';');
	char *word = whole;
	for (int i = -1; i < 4; i++) {
		size_t length = strcspn(word, " ");
		bool last = word[length] == '\0';
		word[length] = '\0';
		if (length == 0 || last != (i == 3) || (i < 0 ? !text_int(word, &code) : length >= sizeof extent->number[i]))
			return false;
		if (i >= 0)
			memcpy(extent->number[i], word, length + 1);
		word += length + 1;
	}
	extent->srs = (int)code;
	return true;
}

bool srs_extent_of(struct bbox *box, const struct layer *layer, int srs)
{
	const char *at = layer->extents != NULL ? layer->extents : "";
	struct srs_extent e;

	while (srs_extent_next(&at, &e))
		if (e.srs == srs)
			return text_double(e.number[0], &box->minx) && text_double(e.number[1], &box->miny) &&
			       text_double(e.number[2], &box->maxx) && text_double(e.number[3], &box->maxy);
	return false;
}

void srs_clip_mercator(struct bbox *box)
{
	/* the latitude of twice that is the pole's to the last digit */
	const double end = EARTH * M_PI, pole = 20 * EARTH * M_PI;

	box->minx = fmax(box->minx, -end);
	box->miny = fmax(box->miny, -pole);
	box->maxx = fmin(box->maxx, end);
	box->maxy = fmin(box->maxy, pole);
}
