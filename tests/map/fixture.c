#include "tests/map/fixture.h"

#include <stdlib.h>
#include <unistd.h>

#include <gdal.h>
#include <ogr_srs_api.h>

#include "service/document.h"

#define TEXT(f, e) { .fr = (f), .en = (e) }

static const struct column station_columns[] = {
	{ "code", COLUMN_STRING, TEXT("Code", "Code"), "", false },
	{ "nom", COLUMN_STRING, TEXT("Nom", "Name"), "", true },
	{ "year", COLUMN_DATE, TEXT("Année", "Year"), "", true },
	{ "depth", COLUMN_INTEGER, TEXT("Profondeur", "Depth"), "m", true },
	{ "value", COLUMN_REAL, TEXT("Valeur", "Value"), "", true },
};
static const struct column zone_columns[] = {
	{ "code", COLUMN_STRING, TEXT("Code", "Code"), "", false },
	{ "class", COLUMN_STRING, TEXT("Classe", "Class"), "", true },
	{ "pop", COLUMN_INTEGER, TEXT("Population", "Population"), "hab", true },
};
static const struct column code_column[] = {
	{ "code", COLUMN_STRING, TEXT("Code", "Code"), "", false },
};
static const struct column dep_columns[] = {
	{ "code", COLUMN_STRING, TEXT("Code", "Code"), "", false },
	{ "nom", COLUMN_STRING, TEXT("Nom", "Name"), "", true },
	{ "reg", COLUMN_STRING, TEXT("Région", "Region"), "", true },
};
static const struct style plain[] = { { "default", TEXT("Par défaut", "Default"), STYLE_CLASSES, "" } };
static const char population_body[] =
	"CLASSITEM \"class\"\n"
	"CLASS NAME \"bas\" TITLE \"Peu\" EXPRESSION \"low\" STYLE COLOR 255 0 0 END END\n"
	"CLASS NAME \"haut\" TITLE \"Beaucoup\" EXPRESSION \"high\" STYLE COLOR 0 0 255 END END\n";
static const struct style zone_styles[] = {
	{ "default", TEXT("Par défaut", "Default"), STYLE_CLASSES,
	  "CLASS NAME \"zone\" STYLE COLOR 0 128 0 END END" },
	{ "population", TEXT("Population", "Population"), STYLE_CLASSES, population_body },
};
static const struct dimension station_dimensions[] = {
	{ "time", "year", "ISO8601", "2016-01-01,2017-01-01,2018-01-01", "2018-01-01" },
	{ "depth", "depth", "m", "10,20,30", "" },
};

static struct theme themes[2];
static struct organisation organisations[1];

static const char *here(const void *ctx, const char *name)
{
	const char *srcdir = getenv("srcdir");
	char *path = mem_printf(ctx, "%s/tests/map/%s", srcdir != NULL ? srcdir : ".", name);
	char *full = realpath(path, NULL);
	assert_non_null(full);
	path = mem_strdup(ctx, full);
	free(full);
	return path;
}

static const char *shared(const void *ctx, const char *name)
{
	const char *folder = getenv("JOINTURE_SHARED"), *srcdir = getenv("srcdir");
	char *path = folder != NULL ? mem_printf(ctx, "%s/%s", folder, name) :
		mem_printf(ctx, "%s/../shared/%s", srcdir != NULL ? srcdir : ".", name);
	return access(path, R_OK) == 0 ? path : NULL;
}

bool fixture_shared(void)
{
	void *ctx = talloc_new(NULL);
	bool there = shared(ctx, "data/geo/departements.gpkg") != NULL;
	talloc_free(ctx);
	return there;
}

void fixture_raster(struct fixture *f, const char *path)
{
	uint8_t row[] = { 0, 10, 20, 30, 40, 50 };
	double transform[] = { 0, 1, 0, 47, 0, -1 };
	char *wkt;

	(void)f;
	GDALAllRegister();
	GDALDatasetH d = GDALCreate(GDALGetDriverByName("GTiff"), path, 6, 2, 1, GDT_Byte, NULL);
	assert_non_null(d);
	OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
	OSRImportFromEPSG(srs, 4326);
	OSRExportToWkt(srs, &wkt);
	GDALSetProjection(d, wkt);
	GDALSetGeoTransform(d, transform);
	for (int y = 0; y < 2; y++)
		assert_int_equal(GDALRasterIO(GDALGetRasterBand(d, 1), GF_Write, 0, y, 6, 1, row, 6, 1,
		                              GDT_Byte, 0, 0), CE_None);
	GDALClose(d);
	OSRDestroySpatialReference(srs);
	VSIFree(wkt);
}

static struct layer layer(const char *name, const char *fr, const char *en, enum geometry_kind kind,
                          struct bbox box, const struct column *columns, size_t n_columns)
{
	return (struct layer){
		.name = name, .geometry = kind, .srs = 4326, .bbox = box, .geographic = box,
		.metadata = { .title = TEXT(fr, en), .abstract = TEXT("Résumé & <b>", "Abstract & <b>"),
		              .keywords = TEXT("mer,côte", "sea,coast"), .licence = TEXT("Licence Ouverte", ""),
		              .licence_url = "https://example.org/licence", .attribution = TEXT("© A", "© A"),
		              .contact = { "", "", "", "" }, .documentation_url = "", .reference_date = "2018",
		              .updated = "2026-11-22T10:00:00Z" },
		.level = LEVEL_PUBLIC, .owner = &organisations[0], .theme = &themes[1],
		.columns = columns, .n_columns = n_columns, .key = "code", .styles = plain, .n_styles = 1,
		.source = { .referenced = true, .digest = "", .extension = "", .table = name,
		            .geometry_column = "geom", .id_column = "code" },
		.changed = 1, .n_features = 4,
	};
}

static void fill_layers(struct fixture *f)
{
	const char *departements = shared(f->ctx, "data/geo/departements.gpkg");
	struct layer *l = mem_array(f->ctx, struct layer, 6);
	struct bbox france = { -5, 42, 9, 51 }, zones = { 0, 45, 6, 47 };
	size_t n = 0;

	if (departements != NULL) {
		l[n] = layer("departements", "Départements", "Departments", GEOMETRY_POLYGON,
		             (struct bbox){ -61.9, -21.4, 55.9, 51.1 }, dep_columns, 3);
		l[n].metadata.attribution = (struct text){ 0 };
		l[n++].source.uri = departements;
	}
	l[n] = layer("hidden", "Caché", "Hidden", GEOMETRY_POINT, france, station_columns, 5);
	l[n].level = LEVEL_INTERNAL;
	l[n].theme = &themes[0];
	l[n].source.table = "stations";
	l[n++].source.uri = here(f->ctx, "stations.geojson");
	l[n] = layer("mixed", "Mélange", "Mixed", GEOMETRY_ANY, france, code_column, 1);
	l[n++].source.uri = here(f->ctx, "mixed.geojson");
	l[n] = layer("relief", "Relief", "Relief", GEOMETRY_RASTER, zones, NULL, 0);
	l[n].source.table = "";
	fixture_raster(f, "/vsimem/relief.tif");
	l[n++].source.uri = "/vsimem/relief.tif";
	l[n] = layer("stations", "Stations", "Stations", GEOMETRY_POINT, france, station_columns, 5);
	l[n].theme = &themes[0];
	l[n].dimensions = station_dimensions;
	l[n].n_dimensions = 2;
	l[n++].source.uri = here(f->ctx, "stations.geojson");
	l[n] = layer("zones", "Zones", "Zones", GEOMETRY_POLYGON, zones, zone_columns, 3);
	l[n].styles = zone_styles;
	l[n].n_styles = 2;
	l[n].max_scale = 100000000;
	l[n++].source.uri = here(f->ctx, "zones.geojson");
	f->catalogue.layers = f->layers = l;
	f->catalogue.n_layers = n;
}

static void fill_catalogue(struct fixture *f)
{
	organisations[0] = (struct organisation){ .id = 1, .name = "insee", .title = TEXT("Insee", "Insee"),
		.contact = { "Jeanne", "Insee", "a@example.org", "" } };
	themes[0] = (struct theme){ .id = 1, .name = "coast", .metadata = {
		.title = TEXT("Littoral", "Coast"), .abstract = TEXT("La mer", "The sea"),
		.contact = { "", "", "", "" } } };
	themes[1] = (struct theme){ .id = 2, .name = "land", .metadata = {
		.title = TEXT("Terre", "Land"), .contact = { "", "", "", "" } } };
	f->catalogue = (struct catalogue){ .edition = 7, .published = "2026-11-22T10:00:00Z",
		.organisations = organisations, .n_organisations = 1, .themes = themes, .n_themes = 2 };
	fill_layers(f);
}

struct fixture *fixture_new(void)
{
	struct fixture *f = mem_new(NULL, struct fixture);

	f->ctx = f;
	f->conf = (struct conf){
		.workspace = "", .base_url = "http://maps.example.org/geo", .base_path = "/geo",
		.language = LANG_FR, .title = TEXT("Catalogue d'essai", "Test catalogue"),
		.abstract = TEXT("Pour les tests", "For the tests"), .contact_person = "Claude",
		.contact_organisation = "Région", .contact_email = "sig@example.org", .cors_origin = "*",
		.open_sources = 3, .max_body = 1 << 20, .max_pixels = 16000000, .max_layers = 64,
		.max_features = 10000, .default_features = 1000, .max_filter_bytes = 262144,
		.max_predicates = 500, .max_filter_depth = 32, .max_ids = 100, .max_sld_bytes = 262144,
		.max_sld_rules = 100, .max_url = 8192, .document_cache = 1 << 20,
	};
	fill_catalogue(f);
	f->view = (struct view){ .catalogue = &f->catalogue, .grants = { { LEVEL_PUBLIC, NULL } },
		.n_grants = 1, .hash = "0123456789abcdef" };
	f->x = (struct exchange){ .ctx = f->ctx, .conf = &f->conf, .request = &f->request,
		.view = &f->view, .lang = LANG_FR };
	f->x.engine = engine_new(f, &f->conf, NULL, &f->err);
	assert_non_null(f->x.engine);
	engine_edition(f->x.engine, &f->catalogue);
	f->x.documents = documents_new(f, 1 << 20);
	fixture_request(f, "/ows", "");
	return f;
}

void fixture_free(struct fixture *f)
{
	talloc_free(f);
}

int fixture_close(void **state)
{
	fixture_free(*state);
	return 0;
}

void fixture_request(struct fixture *f, const char *path, const char *query)
{
	TALLOC_FREE(f->out);
	f->err = (struct err){ 0 };
	f->out = out_new_buffer(f);
	f->request = (struct request){ .method = METHOD_GET, .path = path, .content_type = "" };
	f->x.theme = strncmp(path, "/ows/", 5) == 0 ? catalogue_theme(&f->catalogue, path + 5) : NULL;
	assert_true(kvp_parse(&f->request.query, f, query, &f->err));
}

const struct layer *fixture_layer(struct fixture *f, const char *name)
{
	for (size_t i = 0; i < f->catalogue.n_layers; i++)
		if (strcmp(f->catalogue.layers[i].name, name) == 0)
			return &f->catalogue.layers[i];
	return NULL;
}

struct layer *fixture_change(struct fixture *f, const char *name)
{
	for (size_t i = 0; i < f->catalogue.n_layers; i++) {
		if (strcmp(f->layers[i].name, name) == 0) {
			f->layers[i].changed++;
			return &f->layers[i];
		}
	}
	fail_msg("no layer %s", name);
	return f->layers;
}

const char *fixture_body(struct fixture *f, size_t *n)
{
	size_t length;
	const void *at = out_held(f->out, &length);
	if (n != NULL)
		*n = length;
	char *copy = mem_array(f, char, length + 1);
	memcpy(copy, at, length);
	return copy;
}
