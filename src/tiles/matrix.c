#include "tiles/matrix.h"

#include <math.h>
#include <string.h>

#define PIXEL_METRES  0.00028
#define HALF_EQUATOR  20037508.342789244

#define DEGREE        111319.49079327358
#define EPSG(code)    "http://www.opengis.net/def/crs/EPSG/0/" code, "urn:ogc:def:crs:EPSG::" code
#define CRS84         "http://www.opengis.net/def/crs/OGC/1.3/CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84"
#define REGISTERED(name) name, "http://www.opengis.net/def/tilematrixset/OGC/1.0/" name
#define SCALES(name)  "http://www.opengis.net/def/wkss/OGC/1.0/" name

/* LAMB93_10cm is IGN's: 10 cm a pixel in its last matrix. */
static const struct matrix_set sets[] = {
	{ REGISTERED("WebMercatorQuad"), { "Google Maps (pseudo-Mercator)", "Google Maps Compatible for the World" }, 3857,
	  EPSG("3857"), SCALES("GoogleMapsCompatible"), 1, -HALF_EQUATOR, HALF_EQUATOR, 2 * HALF_EQUATOR / MATRIX_PIXELS, 25,
	  { -HALF_EQUATOR, -HALF_EQUATOR, HALF_EQUATOR, HALF_EQUATOR } },
	{ "LAMB93_10cm", "", { "Lambert-93 (France métropolitaine)", "Lambert-93 (metropolitan France)" }, 2154,
	  EPSG("2154"), "", 1, 0, 12000000, 209715.2, 22, { 0, 6000000, 1300000, 7200000 } },
	{ REGISTERED("WorldCRS84Quad"), { "Longitudes et latitudes (WGS 84)", "Longitudes and latitudes (WGS 84)" }, 4326,
	  CRS84, SCALES("GoogleCRS84Quad"), DEGREE, -180, 90, 180.0 / MATRIX_PIXELS, 18, { -180, -90, 180, 90 } },
};

const struct matrix_set *matrix_sets(size_t *n)
{
	*n = sizeof sets / sizeof *sets;
	return sets;
}

const struct matrix_set *matrix_set_find(const char *name)
{
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		if (strcmp(sets[i].name, name) == 0)
			return &sets[i];
	return NULL;
}

double matrix_resolution(const struct matrix_set *set, int z)
{
	return ldexp(set->resolution, -z);
}

double matrix_scale(const struct matrix_set *set, int z)
{
	return matrix_resolution(set, z) * set->metres / PIXEL_METRES;
}

static double side(const struct matrix_set *set, int z)
{
	return matrix_resolution(set, z) * MATRIX_PIXELS;
}

/* A border that lies on that of a tile does not reach into the next one. */
static int64_t before(double tiles)
{
	double nearest = round(tiles);

	return (int64_t)(fabs(tiles - nearest) < 1e-9 * (1 + fabs(tiles)) ? nearest : ceil(tiles)) - 1;
}

static int64_t after(double tiles)
{
	double nearest = round(tiles);

	return (int64_t)(fabs(tiles - nearest) < 1e-9 * (1 + fabs(tiles)) ? nearest : floor(tiles));
}

void matrix_size(const struct matrix_set *set, int z, int64_t *width, int64_t *height)
{
	*width = before((set->bbox.maxx - set->left) / side(set, z)) + 1;
	*height = before((set->top - set->bbox.miny) / side(set, z)) + 1;
}

bool matrix_tile(struct bbox *box, const struct matrix_set *set, int z, int64_t column, int64_t row)
{
	int64_t width, height;

	if (z < 0 || z >= set->n || column < 0 || row < 0)
		return false;
	matrix_size(set, z, &width, &height);
	double s = side(set, z);
	*box = (struct bbox){ set->left + (double)column * s, set->top - (double)(row + 1) * s,
	                      set->left + (double)(column + 1) * s, set->top - (double)row * s };
	return column < width && row < height;
}

static int64_t within(int64_t v, int64_t most)
{
	return v < 0 ? 0 : v > most ? most : v;
}

bool matrix_range(struct tile_range *range, const struct matrix_set *set, int z, const struct bbox *box)
{
	int64_t width, height;
	double s = side(set, z);

	matrix_size(set, z, &width, &height);
	struct tile_range r = {
		.left = after((box->minx - set->left) / s), .right = before((box->maxx - set->left) / s),
		.top = after((set->top - box->maxy) / s), .bottom = before((set->top - box->miny) / s),
	};
	/* a box without an inside still lies in a tile */
	r.right = r.right < r.left ? r.left : r.right;
	r.bottom = r.bottom < r.top ? r.top : r.bottom;
	if (r.right < 0 || r.left >= width || r.bottom < 0 || r.top >= height)
		return false;
	*range = (struct tile_range){ within(r.left, width - 1), within(r.right, width - 1),
	                              within(r.top, height - 1), within(r.bottom, height - 1) };
	return true;
}
