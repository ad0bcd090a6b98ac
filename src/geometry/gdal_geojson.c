#include "geometry/gdal_geojson.h"

#include <math.h>
#include <string.h>

#include <ogr_core.h>

enum { DECIMALS_MOST = 15 };

struct geojson {
	char *text;
	size_t used, room;
	double *points;               /* x, y, z by turns */
	size_t points_room;
	int decimals;
	double scale;
	bool y_first;
};

struct geojson *geojson_new(const void *ctx)
{
	struct geojson *j = mem_new(ctx, struct geojson);

	j->room = 4096;
	j->text = mem_array(j, char, j->room);
	return j;
}

static void reserve(struct geojson *j, size_t more)
{
	if (j->room - j->used > more)
		return;
	while (j->room - j->used <= more)
		j->room *= 2;
	j->text = mem_grow(j, j->text, char, j->room);
}

static void put(struct geojson *j, const char *s)
{
	size_t n = strlen(s);

	reserve(j, n);
	memcpy(j->text + j->used, s, n + 1);
	j->used += n;
}

/* What is too large for whole numbers, which no coordinate of ours is. */
static void put_large(struct geojson *j, double value)
{
	char *text = mem_printf(j, "%.*f", j->decimals, value);

	put(j, text);
	talloc_free(text);
}

/* Rounded to the decimals, final zeros left out. */
static void put_number(struct geojson *j, double value)
{
	double scaled = value * j->scale;
	char digits[32], *p = digits + sizeof digits;
	int decimals = j->decimals;

	if (!(fabs(scaled) < 9e15)) {
		put_large(j, isfinite(value) ? value : 0);
		return;
	}
	long long whole = llround(scaled);
	unsigned long long rest = whole < 0 ? 0 - (unsigned long long)whole : (unsigned long long)whole;
	*--p = '\0';
	for (; decimals > 0 && rest % 10 == 0; decimals--)
		rest /= 10;
	for (int i = decimals; i > 0; i--, rest /= 10)
		*--p = (char)('0' + rest % 10);
	if (decimals > 0)
		*--p = '.';
	do {
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (whole < 0)
		*--p = '-';
	put(j, p);
}

static void put_point(struct geojson *j, const double *p, bool has_z)
{
	put(j, "[");
	put_number(j, p[j->y_first ? 1 : 0]);
	put(j, ",");
	put_number(j, p[j->y_first ? 0 : 1]);
	if (has_z) {
		put(j, ",");
		put_number(j, p[2]);
	}
	put(j, "]");
}

/* Reads the points of a line or ring into j->points; how many. */
static int read_points(struct geojson *j, OGRGeometryH line)
{
	int n = OGR_G_GetPointCount(line);

	if (n <= 0)
		return 0;
	if ((size_t)n > j->points_room) {
		j->points_room = (size_t)n * 2;
		j->points = mem_grow(j, j->points, double, j->points_room * 3);
	}
	int stride = (int)(3 * sizeof(double));
	OGR_G_GetPoints(line, j->points, stride, j->points + 1, stride, j->points + 2, stride);
	return n;
}

static void put_points(struct geojson *j, int n, bool has_z, bool reversed)
{
	put(j, "[");
	for (int i = 0; i < n; i++) {
		if (i > 0)
			put(j, ",");
		put_point(j, j->points + 3 * (reversed ? n - 1 - i : i), has_z);
	}
	put(j, "]");
}

static bool clockwise(const double *points, int n)
{
	double area = 0;

	for (int i = 0; i + 1 < n; i++) {
		const double *a = points + 3 * i, *b = a + 3;
		area += (a[0] - points[0]) * (b[1] - points[1]) - (b[0] - points[0]) * (a[1] - points[1]);
	}
	return area < 0;
}

static void put_polygon(struct geojson *j, OGRGeometryH polygon, bool has_z)
{
	int rings = OGR_G_GetGeometryCount(polygon);

	put(j, "[");
	for (int i = 0; i < rings; i++) {
		int n = read_points(j, OGR_G_GetGeometryRef(polygon, i));
		bool exterior = i == 0;
		if (i > 0)
			put(j, ",");
		put_points(j, n, has_z, clockwise(j->points, n) == exterior);
	}
	put(j, "]");
}

static const char *type_name(OGRwkbGeometryType flat)
{
	static const struct {
		OGRwkbGeometryType type;
		const char *name;
	} names[] = {
		{ wkbPoint, "Point" },
		{ wkbLineString, "LineString" },
		{ wkbPolygon, "Polygon" },
		{ wkbMultiPoint, "MultiPoint" },
		{ wkbMultiLineString, "MultiLineString" },
		{ wkbMultiPolygon, "MultiPolygon" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].type == flat)
			return names[i].name;
	return "GeometryCollection";
}

static void put_coordinates(struct geojson *j, OGRGeometryH g, OGRwkbGeometryType flat);

static void put_parts(struct geojson *j, OGRGeometryH g, OGRwkbGeometryType part)
{
	bool some = false;

	put(j, "[");
	for (int i = 0; i < OGR_G_GetGeometryCount(g); i++) {
		OGRGeometryH one = OGR_G_GetGeometryRef(g, i);
		if (OGR_G_IsEmpty(one))
			continue;
		if (some)
			put(j, ",");
		some = true;
		put_coordinates(j, one, part);
	}
	put(j, "]");
}

static void put_coordinates(struct geojson *j, OGRGeometryH g, OGRwkbGeometryType flat)
{
	bool has_z = OGR_G_Is3D(g);
	int n;

	if (flat == wkbPoint || flat == wkbLineString) {
		n = read_points(j, g);
		if (flat == wkbPoint)
			put_point(j, j->points, has_z);
		else
			put_points(j, n, has_z, false);
	} else if (flat == wkbPolygon) {
		put_polygon(j, g, has_z);
	} else {
		put_parts(j, g, flat == wkbMultiPoint ? wkbPoint
		              : flat == wkbMultiLineString ? wkbLineString : wkbPolygon);
	}
}

static void put_geometry(struct geojson *j, OGRGeometryH g)
{
	OGRwkbGeometryType flat = OGR_GT_Flatten(OGR_G_GetGeometryType(g));
	const char *name = type_name(flat);
	bool some = false;

	put(j, "{\"type\":\"");
	put(j, name);
	if (strcmp(name, "GeometryCollection") != 0) {
		put(j, "\",\"coordinates\":");
		put_coordinates(j, g, flat);
		put(j, "}");
		return;
	}
	put(j, "\",\"geometries\":[");
	for (int i = 0; i < OGR_G_GetGeometryCount(g); i++) {
		OGRGeometryH one = OGR_G_GetGeometryRef(g, i);
		if (OGR_G_IsEmpty(one))
			continue;
		if (some)
			put(j, ",");
		some = true;
		put_geometry(j, one);
	}
	put(j, "]}");
}

const char *geojson_write(struct geojson *j, OGRGeometryH geometry, int decimals, bool y_first)
{
	if (geometry == NULL || OGR_G_IsEmpty(geometry))
		return NULL;
	j->used = 0;
	j->decimals = decimals < DECIMALS_MOST ? decimals : DECIMALS_MOST;
	j->scale = pow(10, j->decimals);
	j->y_first = y_first;
	put_geometry(j, geometry);
	return j->text;
}
