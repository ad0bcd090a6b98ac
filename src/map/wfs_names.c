#include "map/wfs_names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geometry/flatgeobuf.h"
#include "geometry/srs.h"

static const char *const versions[WFS_VERSIONS] = { "1.0.0", "1.1.0", "2.0.0" };

#define ALSO(...) (const char *const[]) { __VA_ARGS__, NULL }

/* clang-format off */
const struct wfs_format wfs_formats[] = {
	{ WFS_GML32, "application/gml+xml; version=3.2", "application/gml+xml; version=3.2", NULL,
	  ALSO("text/xml; subtype=gml/3.2", "text/xml; subtype=gml/3.2.1", "gml32", "gml3.2",
	       "application/gml+xml;version=3.2;profile=SF0") },
	{ WFS_GML31, "text/xml; subtype=gml/3.1.1", "text/xml; subtype=gml/3.1.1; charset=UTF-8", NULL,
	  ALSO("gml3", "gml31", "text/xml; subtype=gml/3.1", "text/gml; subtype=gml/3.1.1") },
	{ WFS_GML2, "text/xml; subtype=gml/2.1.2", "text/xml; subtype=gml/2.1.2; charset=UTF-8", NULL,
	  ALSO("gml2", "text/xml; subtype=gml/2", "text/gml; subtype=gml/2.1.2") },
	{ WFS_GEOJSON, "application/geo+json", "application/geo+json", NULL,
	  ALSO("application/json", "json", "geojson", "application/vnd.geo+json",
	       "application/json; subtype=geojson") },
	{ WFS_CSV, "text/csv", "text/csv; charset=UTF-8; header=present", "csv", ALSO("csv") },
	{ WFS_XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
	  ALSO("xlsx", "excel2007") },
	{ WFS_SHAPEFILE, "application/x-zipped-shp", "application/zip", "zip",
	  ALSO("shape-zip", "shapezip", "shp", "shapefile", "application/zip") },
	{ WFS_GEOPACKAGE, "application/geopackage+sqlite3", "application/geopackage+sqlite3", "gpkg",
	  ALSO("gpkg", "geopackage", "application/x-gpkg") },
	{ WFS_KML, "application/vnd.google-earth.kml+xml", "application/vnd.google-earth.kml+xml", "kml",
	  ALSO("kml") },
	{ WFS_FLATGEOBUF, FLATGEOBUF_TYPE, FLATGEOBUF_TYPE, "fgb",
	  ALSO("fgb", "flatgeobuf", "application/x-flatgeobuf", "application/vnd.flatgeobuf") },
};
/* clang-format on */
const size_t wfs_n_formats = sizeof wfs_formats / sizeof *wfs_formats;

const char *wfs_version_name(enum wfs_version version)
{
	return versions[version];
}

bool wfs_version_parse(enum wfs_version *version, const char *text)
{
	for (int v = 0; v < WFS_VERSIONS; v++) {
		/* "2.0" stands for 2.0.0, and so does a corrigendum such as 2.0.2 */
		if (strncmp(text, versions[v], 3) != 0)
			continue;
		if (text[3] == '\0' || (text[3] == '.' && isdigit((unsigned char)text[4]) &&
		                        text[5] == '\0')) {
			*version = (enum wfs_version)v;
			return true;
		}
	}
	return false;
}

enum wfs_encoding wfs_version_gml(enum wfs_version version)
{
	static const enum wfs_encoding own[WFS_VERSIONS] = { WFS_GML2, WFS_GML31, WFS_GML32 };
	return own[version];
}

/* Lower case, without what clients write differently. */
static char *plain(const void *ctx, const char *text)
{
	char *out = mem_array(ctx, char, strlen(text) + 1);
	size_t n = 0;

	for (; *text != '\0'; text++)
		if (strchr(" +\"'", *text) == NULL)
			out[n++] = (char)tolower((unsigned char)*text);
	return out;
}

const struct wfs_format *wfs_format_find(const void *ctx, enum wfs_version version, const char *text)
{
	enum wfs_encoding own = wfs_version_gml(version);
	const char *wanted = text != NULL ? plain(ctx, text) : "";
	/* what the schemas of 1.0.0 and 1.1.0 give as names of "GML as ever" */
	bool ever = *wanted == '\0' || strcmp(wanted, "text/xml") == 0 ||
	            strcmp(wanted, "application/xml") == 0 || strcmp(wanted, "xmlschema") == 0;

	for (size_t i = 0; i < wfs_n_formats; i++) {
		const struct wfs_format *f = &wfs_formats[i];
		if (ever ? f->encoding == own : strcmp(plain(ctx, f->name), wanted) == 0)
			return f;
		for (size_t j = 0; !ever && f->also[j] != NULL; j++)
			if (strcmp(plain(ctx, f->also[j]), wanted) == 0)
				return f;
	}
	return NULL;
}

static bool starts_with_digit(const char *name)
{
	return isdigit((unsigned char)name[strspn(name, "_")]);
}

char *wfs_type_name(const void *ctx, const struct layer *layer)
{
	return mem_printf(ctx, "%s%s", starts_with_digit(layer->name) ? "_" : "", layer->name);
}

static bool served(const struct exchange *x, const struct layer *layer)
{
	return layer->geometry != GEOMETRY_RASTER && (x->theme == NULL || layer->theme == x->theme);
}

const struct layer *wfs_type_find(const struct exchange *x, const char *name, const char *locator,
                                  struct err *err)
{
	const char *local = text_starts(name, WFS_PREFIX ":") ? name + strlen(WFS_PREFIX) + 1 : name;

	if (*local == '_' && starts_with_digit(local))
		local++;
	const struct layer *layer = view_layer(x->view, local);
	if (layer != NULL && served(x, layer))
		return layer;
	err_set(err, x->ctx, ERR_INVALID_PARAMETER, locator,
	        "there is no feature type \"%s\": GetCapabilities lists those there are",
	        "il n'y a pas de type d'objets « %s » : GetCapabilities donne la liste", name);
	return NULL;
}

const struct layer **wfs_types(const struct exchange *x, size_t *n)
{
	size_t all, kept = 0;
	const struct layer **layers = view_layers(x->view, x->ctx, x->theme, &all);

	for (size_t i = 0; i < all; i++)
		if (served(x, layers[i]))
			layers[kept++] = layers[i];
	*n = kept;
	return layers;
}

/* The code point at *p, which moves behind it; `s` is valid UTF-8. */
static unsigned code_point(const char **p)
{
	const unsigned char *s = (const unsigned char *)*p;
	int more = *s >= 0xf0 ? 3 : *s >= 0xe0 ? 2 : *s >= 0xc0 ? 1 : 0;
	unsigned c = more == 0 ? *s : *s & (0x3fu >> more);

	for (int i = 1; i <= more && s[i] != '\0'; i++)
		c = c << 6 | (s[i] & 0x3f);
	*p += strnlen(*p, (size_t)more + 1);
	return c;
}

/* NameChar of XML 1.0 without ":", narrowed to what editions 4 and 5 both allow; and without ".", so that
   the last one of a feature's identifier stands before the id. */
static bool name_char(unsigned c)
{
	if (c < 0x80)
		return isalnum((int)c) || c == '_' || c == '-';
	return (c >= 0xc0 && c <= 0x131 && c != 0xd7 && c != 0xf7) || (c >= 0x134 && c <= 0x13e);
}

static bool is_escape(const char *p)
{
	if (p[0] != '_' || p[1] != 'x')
		return false;
	size_t n = strspn(p + 2, "0123456789ABCDEF");
	return n >= 4 && n <= 6 && p[2 + n] == '_';
}

static void put_id(struct pen *to, const char *id)
{
	enum { ESCAPE_MOST = 12 };
	const char *at = id;

	for (; *id != '\0'; at = id) {
		while (isalnum((unsigned char)*id) || *id == '-')
			id++;
		if (at == id) {
			unsigned c = code_point(&id);
			/* "_x" is never written but to begin an escape, whatever follows it */
			if (!name_char(c) || (at[0] == '_' && at[1] == 'x')) {
				to->used += (size_t)snprintf(pen_room(to, ESCAPE_MOST), ESCAPE_MOST, "_x%04X_", c);
				continue;
			}
		}
		pen_write(to, at, (size_t)(id - at));
	}
}

struct wfs_ids wfs_ids_of(const void *ctx, const char *type_name)
{
	struct wfs_ids ids = { .text = { .ctx = ctx } };

	pen_text(&ids.text, type_name);
	pen_char(&ids.text, '.');
	ids.type = ids.text.used;
	return ids;
}

const char *wfs_feature_id(struct wfs_ids *ids, const char *id)
{
	ids->text.used = ids->type;
	put_id(&ids->text, id);
	return pen_end(&ids->text);
}

static size_t utf8_put(char *to, unsigned c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3f));
	to[0] = (char)((0xf00u >> n & 0xff) | c);
	return n;
}

static char *id_decode(const void *ctx, const char *text)
{
	char *out = mem_array(ctx, char, strlen(text) + 1);
	size_t n = 0;

	while (*text != '\0') {
		unsigned long c = is_escape(text) ? strtoul(text + 2, NULL, 16) : 0;
		if (c > 0 && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff)) {
			n += utf8_put(out + n, (unsigned)c);
			text = strchr(text + 2, '_') + 1;
		} else {
			out[n++] = *text++;
		}
	}
	return out;
}

bool wfs_feature_id_parse(const void *ctx, const char *text, const char **type_name,
                          const char **id)
{
	const char *dot = strrchr(text, '.');

	if (dot == NULL || dot == text || dot[1] == '\0')
		return false;
	*type_name = mem_strndup(ctx, text, (size_t)(dot - text));
	*id = id_decode(ctx, dot + 1);
	return true;
}

const char *wfs_geometry_name(const struct layer *layer)
{
	const char *column = layer->source.geometry_column;
	return column != NULL && *column != '\0' ? column : "geometry";
}

static char *local_name(const void *ctx, const char *step, size_t n)
{
	char *name = mem_strndup(ctx, step, n);
	char *colon = strchr(name, ':');

	return colon != NULL ? colon + 1 : name;
}

bool wfs_property_find(struct wfs_property *property, const void *ctx, const struct layer *layer,
                       const char *name, const char *locator, struct err *err)
{
	const char *slash = strchr(name, '/');
	const char *step = slash != NULL ? slash + 1 : name;
	/* "nom[1]" is what "nom" is: there is one of each */
	size_t n = text_ends(step, "[1]") ? strlen(step) - 3 : strlen(step);
	const char *local = local_name(ctx, step, n);
	const char *type = slash != NULL ? local_name(ctx, name, (size_t)(slash - name)) : NULL;

	*property = (struct wfs_property){ 0 };
	if (type == NULL || strcmp(type, wfs_type_name(ctx, layer)) == 0) {
		property->column = *step != '@' ? layer_column(layer, local) : NULL;
		property->id = strcmp(step, "@gml:id") == 0 || strcmp(step, "@fid") == 0;
		property->geometry = property->column == NULL &&
		                     (strcmp(local, wfs_geometry_name(layer)) == 0 ||
		                      strcmp(step, "gml:boundedBy") == 0);
	}
	return property->column != NULL || property->geometry || property->id ||
	       err_set(err, ctx, ERR_INVALID_PARAMETER, locator,
	               "%s has no property \"%s\": DescribeFeatureType lists those it has",
	               "%s n'a pas de propriété « %s » : DescribeFeatureType en donne la liste",
	               layer->name, name);
}

static bool code_of(int *srs, const char *text)
{
	int64_t n;

	if (!text_int(text, &n) || n < 1 || n > INT32_MAX)
		return false;
	*srs = (int)n;
	return true;
}

/* clang-format off */
static const struct {
	const char *prefix;
	bool as_defined;              /* axes as the register has them, else x first */
	bool ogc;                     /* what follows is CRS84 */
} crs_forms[] = {
	{ "urn:ogc:def:crs:EPSG:", true, false },
	{ "urn:x-ogc:def:crs:EPSG:", true, false },
	{ "http://www.opengis.net/def/crs/EPSG/", true, false },
	{ "https://www.opengis.net/def/crs/EPSG/", true, false },
	{ "http://www.opengis.net/gml/srs/epsg.xml#", false, false },
	{ "EPSG:", false, false },
	{ "urn:ogc:def:crs:OGC:", false, true },
	{ "http://www.opengis.net/def/crs/OGC/", false, true },
	{ "https://www.opengis.net/def/crs/OGC/", false, true },
	{ "CRS:", false, true },
	{ "OGC:", false, true },
};
/* clang-format on */

bool wfs_crs_parse(struct wfs_crs *crs, const void *ctx, const char *name, const char *locator,
                   struct err *err)
{
	struct srs_facts facts = { 0 };
	int srs = 0;
	size_t i = 0, n = sizeof crs_forms / sizeof *crs_forms;

	while (i < n && strncasecmp(name, crs_forms[i].prefix, strlen(crs_forms[i].prefix)) != 0)
		i++;
	if (i < n) {
		const char *rest = name + strlen(crs_forms[i].prefix);
		const char *cut = strpbrk(rest, ":/");  /* the register's version, often empty or 0 */
		const char *code = cut != NULL ? cut + 1 : rest;
		if (!crs_forms[i].ogc)
			code_of(&srs, code);
		else if (text_same(code, "CRS84") || strcmp(code, "84") == 0)
			srs = 4326;
	}
	if (srs == 0 || !srs_facts(&facts, srs))
		return err_set(err, ctx, ERR_CRS, locator,
		               "\"%s\" is not a reference system of this service: write it as "
		               "EPSG:2154 or urn:ogc:def:crs:EPSG::2154",
		               "« %s » n'est pas un système de référence de ce service : écrivez-le "
		               "EPSG:2154 ou urn:ogc:def:crs:EPSG::2154", name);
	*crs = (struct wfs_crs){ srs, crs_forms[i].as_defined && facts.y_first, facts.geographic, name };
	return true;
}

struct wfs_crs wfs_crs_of(const void *ctx, int srs, enum wfs_version version)
{
	struct srs_facts facts = { 0 };

	srs_facts(&facts, srs);
	return (struct wfs_crs){
		srs, version != WFS_100 && facts.y_first, facts.geographic,
		mem_printf(ctx, "%s:%d", version == WFS_100 ? "EPSG" : "urn:ogc:def:crs:EPSG:", srs),
	};
}
