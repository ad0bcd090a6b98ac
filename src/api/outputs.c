#include "api/outputs.h"

#include <string.h>

#include "api/links.h"

#define CONF     "http://www.opengis.net/spec/ogcapi-joins-1/1.0/conf/"
#define OUR_CONF "http://www.jointure.org/spec/joins/1.0/conf/"

/* clang-format off */
static const struct {
	const char *name;
	bool ours;
	const char *type;             /* media type of the link */
	struct text title;
} outputs[OUTPUTS] = {
	[OUTPUT_GEOJSON] = { "output-geojson", false, "application/geo+json",
	  { "tous les objets, en GeoJSON", "all items as GeoJSON" } },
	[OUTPUT_DIRECT] = { "output-geojson-direct", false, "application/geo+json", { NULL, NULL } },
	[OUTPUT_WMS] = { "output-wms", true, "text/xml",
	  { "la carte, par WMS", "the map, by WMS" } },
	[OUTPUT_WFS] = { "output-wfs", true, "text/xml",
	  { "les objets, par WFS", "the items, by WFS" } },
	[OUTPUT_GEOPACKAGE] = { "output-geopackage", true, "application/geopackage+sqlite3",
	  { "tous les objets, en GeoPackage", "all items as a GeoPackage" } },
	[OUTPUT_CSV] = { "output-csv", true, "text/csv",
	  { "le tableau joint, en CSV", "the joined table as CSV" } },
	[OUTPUT_REPORT] = { "output-report", true, "application/json",
	  { "le compte rendu de la jointure", "the report of the join" } },
	[OUTPUT_SLD] = { "output-sld", true, "application/vnd.ogc.sld+xml",
	  { "le style, en SLD", "the style as SLD" } },
	[OUTPUT_QML] = { "output-qml", true, "application/xml",
	  { "le style, pour QGIS (QML)", "the style for QGIS (QML)" } },
	[OUTPUT_MAPLIBRE] = { "output-maplibre", true, "application/vnd.mapbox.style+json",
	  { "le style, pour MapLibre", "the style for MapLibre" } },
	[OUTPUT_LEGEND] = { "output-legend", true, "application/json",
	  { "la légende", "the legend" } },
};

static const struct input inputs[] = {
	{ "input-csv", false, NULL, true, { "texte à séparateurs (CSV, TSV)", "separated text (CSV, TSV)" } },
	{ "input-xlsx", true, NULL, false, { "classeur Excel", "Excel workbook" } },
	{ "input-ods", true, NULL, false, { "classeur OpenDocument", "OpenDocument spreadsheet" } },
	{ "input-dbf", true, NULL, false, { "dBASE", "dBASE" } },
	{ "input-gdas", true, "gdas", false, { "GDAS du TJS 1.0", "GDAS of TJS 1.0" } },
	{ "input-detect", true, NULL, false, { "reconnu d'après le contenu", "told from the content" } },
};

/* The classes that are neither an input nor an output. */
static const struct {
	const char *name;
	bool ours;
} classes[] = {
	{ "core", false }, { "data-joining", false }, { "file-joining", false }, { "join-delete", false },
	{ "input-file-upload", false }, { "input-http-ref", false }, { "input-geojson", false },
	{ "json", false }, { "html", false }, { "geojson", false }, { "join-update", true },
	{ "key-values", true },
};
/* clang-format on */

enum {
	CLASSES = sizeof classes / sizeof *classes,
	INPUTS = sizeof inputs / sizeof *inputs,
	URIS_MOST = 64,
};

char *outputs_uri(const void *ctx, const char *name, bool ours)
{
	return mem_printf(ctx, "%s%s", ours ? OUR_CONF : CONF, name);
}

char *outputs_class(const void *ctx, size_t i)
{
	if (i < CLASSES)
		return outputs_uri(ctx, classes[i].name, classes[i].ours);
	i -= CLASSES;
	if (i < INPUTS)
		return outputs_uri(ctx, inputs[i].name, inputs[i].ours);
	i -= INPUTS;
	return i < OUTPUTS ? outputs_uri(ctx, outputs[i].name, outputs[i].ours) : NULL;
}

/* The requirements write ".../conf/output-geojson", the example of the API ".../conf/output/geojson". */
static bool is_uri(const char *uri, const char *name, bool ours)
{
	const char *base = ours ? OUR_CONF : CONF;
	size_t n = strlen(base), dash = strcspn(name, "-");

	return strncmp(uri, base, n) == 0 && strncmp(uri + n, name, dash) == 0 &&
	       (uri[n + dash] == '-' || uri[n + dash] == '/') && strcmp(uri + n + dash + 1, name + dash + 1) == 0;
}

static const char *trimmed(const void *ctx, const char *s)
{
	s += strspn(s, " \t\r\n");
	size_t n = strlen(s);

	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	return mem_strndup(ctx, s, n);
}

bool outputs_parse(unsigned *flags, const struct call *c, const char *list, struct err *err)
{
	size_t n;
	char **uris = text_split(c->x->ctx, list != NULL ? list : CONF "output-geojson", ',', URIS_MOST, &n);

	*flags = 0;
	for (size_t i = 0; uris != NULL && i < n; i++) {
		const char *uri = trimmed(c->x->ctx, uris[i]);
		size_t o = 0;
		while (o < OUTPUTS && !is_uri(uri, outputs[o].name, outputs[o].ours))
			o++;
		if (o == OUTPUTS)
			return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, "output-formats",
			               "%s is not an output format; /api/conformance lists them (…/conf/output-…)",
			               "%s n'est pas un format de sortie ; /api/conformance les énumère (…/conf/output-…)",
			               uri);
		*flags |= 1u << o;
	}
	return *flags != 0 || err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, "output-formats",
	                              "output-formats is a list of at most %d URIs, comma-separated",
	                              "output-formats est une liste d'au plus %d URI, séparés par des virgules",
	                              URIS_MOST);
}

const struct input *input_parse(const struct call *c, const char *field, const char *uri, struct err *err)
{
	const char *names = "";

	for (size_t i = 0; i < INPUTS; i++) {
		if (is_uri(uri, inputs[i].name, inputs[i].ours) || strcmp(uri, inputs[i].name) == 0 ||
		    strcmp(uri, inputs[i].name + strlen("input-")) == 0)
			return &inputs[i];
		names = mem_printf(c->x->ctx, "%s%s%s", names, *names != '\0' ? ", " : "",
		                   outputs_uri(c->x->ctx, inputs[i].name, inputs[i].ours));
	}
	err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, field, "%s is one of: %s", "%s vaut l'un de : %s", field, names);
	return NULL;
}

/* Where an output is; NULL for one that the layer does not have. */
static const char *href_of(const struct call *c, const struct layer *layer, enum output output)
{
	const char *name = layer->name;
	const char *export = links_path(c, "collections", name, "export", NULL);
	const char *style = links_path(c, "collections", name, "styles", layer->styles[0].name, NULL);

	switch (output) {
	case OUTPUT_GEOJSON: return links_href(c, export, "f=geojson");
	case OUTPUT_GEOPACKAGE: return links_href(c, export, "f=gpkg");
	case OUTPUT_CSV: return links_href(c, export, "f=csv");
	case OUTPUT_WMS:
		return service_href(c->x, "/ows", "service=WMS&request=GetCapabilities&version=1.3.0");
	case OUTPUT_WFS:
		return service_href(c->x, "/ows", "service=WFS&request=GetCapabilities&version=2.0.0");
	case OUTPUT_REPORT:
		return links_href(c, links_path(c, "collections", name, "report", NULL), "f=json");
	case OUTPUT_SLD:
		return service_href(c->x, "/ows", mem_printf(c->x->ctx,
			"service=WMS&version=1.1.1&request=GetStyles&layers=%s", text_url_encode(c->x->ctx, name)));
	case OUTPUT_QML: return links_href(c, style, "f=qml");
	case OUTPUT_MAPLIBRE: return links_href(c, style, "f=maplibre");
	case OUTPUT_LEGEND: return links_href(c, style, "f=json");
	case OUTPUT_DIRECT:
	case OUTPUTS: break;
	}
	return NULL;
}

void outputs_each(const struct call *c, const struct layer *layer, unsigned flags, output_fn *each, void *to)
{
	for (enum output o = 0; o < OUTPUTS; o++) {
		const char *href = (flags & 1u << o) != 0 ? href_of(c, layer, o) : NULL;
		if (href == NULL)
			continue;
		const char *title = text_in(outputs[o].title, c->x->lang);
		if (o == OUTPUT_WMS || o == OUTPUT_WFS)
			title = mem_printf(c->x->ctx, "%s (%s)", title, layer->name);
		each(to, &(struct link){ "output", href, outputs[o].type, title, NULL });
	}
}

static void write_link(void *to, const struct link *link)
{
	links_write(to, link);
}

void outputs_write(struct json *w, const struct call *c, const struct layer *layer, unsigned flags)
{
	outputs_each(c, layer, flags, write_link, w);
}
