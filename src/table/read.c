#include "table/read.h"

#include <string.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>

#include "base/text.h"
#include "table/archive.h"
#include "table/csv.h"
#include "table/encoding.h"
#include "table/gdas.h"

#define ARCHIVE_MEMBERS 200
#define ARCHIVE_RATIO   100
#define ARCHIVE_SIZE    4      /* times the limit of what is packed */

struct opened {
	GDALDatasetH dataset;    /* or NULL: */
	char *text;              /* separated values, in UTF-8 */
};

static int close_opened(struct opened *o)
{
	if (o->dataset != NULL)
		GDALClose(o->dataset);
	return 0;
}

static struct opened *opened_new(const void *ctx)
{
	struct opened *o = mem_new(ctx, struct opened);
	talloc_set_destructor(o, close_opened);
	return o;
}

static bool open_by(struct opened *o, const void *ctx, const char *name, const char *driver,
                    const char *const *options, struct err *err)
{
	const char *drivers[] = { driver, NULL };

	GDALAllRegister();
	CPLPushErrorHandler(CPLQuietErrorHandler);
	o->dataset = GDALOpenEx(name, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, options, NULL);
	CPLPopErrorHandler();
	if (o->dataset != NULL)
		return true;
	err_set(err, ctx, ERR_INVALID_PARAMETER, NULL, "the file cannot be read as a %s table",
	        "le fichier ne peut pas être lu comme une table %s", driver);
	return err_detail(err, ctx, "%s", CPLGetLastErrorMsg());
}

static bool read_file(const void *ctx, const char *path, int64_t most, struct span *bytes,
                      struct err *err)
{
	VSILFILE *f = VSIFOpenL(path, "rb");

	if (f == NULL)
		return err_set(err, ctx, ERR_NOT_FOUND, NULL, "the table's file cannot be opened",
		               "le fichier de la table ne peut pas être ouvert");
	VSIFSeekL(f, 0, SEEK_END);
	vsi_l_offset size = VSIFTellL(f);
	VSIFSeekL(f, 0, SEEK_SET);
	bool fits = most <= 0 || size <= (vsi_l_offset)most;
	char *data = fits ? mem_array(ctx, char, size + 1) : NULL;
	size_t n = fits ? VSIFReadL(data, 1, size, f) : 0;
	VSIFCloseL(f);
	if (!fits)
		return err_set(err, ctx, ERR_TOO_LARGE, NULL, "the table is over the limit of %lld bytes",
		               "la table dépasse la limite de %lld octets", (long long)most);
	*bytes = (struct span){ data, n };
	return true;
}

static bool open_text(struct opened *o, const void *ctx, struct span bytes,
                      const struct table_options *options, struct table_origin *origin,
                      struct err *err)
{
	struct encoding encoding;
	size_t n;

	o->text = encoding_read(o, bytes, options->encoding, &encoding, &n, err);
	if (o->text == NULL)
		return false;
	origin->format = "CSV";
	origin->encoding = encoding.name;
	origin->mark = encoding.mark > 0;
	origin->separator = options->separator != 0 ? options->separator : separator_detect(o->text);
	return strchr(";,\t| ", origin->separator) != NULL ||
	       err_set(err, ctx, ERR_INVALID_PARAMETER, "separator",
	               "the separator is one of ; , | a tab or a space",
	               "le séparateur est l'un de ; , | une tabulation ou une espace");
}

/* GDAL takes these for the thread while a workbook is opened: every cell comes as text. */
static void as_text(bool on)
{
	static const char *const names[] = { "OGR_XLSX_HEADERS", "OGR_XLSX_FIELD_TYPES",
	                                     "OGR_ODS_HEADERS", "OGR_ODS_FIELD_TYPES" };
	static const char *const values[] = { "DISABLE", "STRING", "DISABLE", "STRING" };

	for (size_t i = 0; i < 4; i++)
		CPLSetThreadLocalConfigOption(names[i], on ? values[i] : NULL);
}

static bool open_workbook(struct opened *o, const void *ctx, const char *path, struct span bytes,
                          struct table_origin *origin, struct err *err)
{
	bool ods = memmem(bytes.at, bytes.n < 200 ? bytes.n : 200, "opendocument.spreadsheet", 24) != NULL;

	origin->format = ods ? "ODS" : "XLSX";
	as_text(true);
	bool ok = open_by(o, ctx, path, origin->format, NULL, err);
	/* the sheets are read when they are first asked for, still as text */
	for (int i = 0; ok && i < GDALDatasetGetLayerCount(o->dataset); i++)
		OGR_L_GetFeatureCount(GDALDatasetGetLayer(o->dataset, i), TRUE);
	as_text(false);
	return ok;
}

/* Where the size of a source has a limit, what it unpacks to has one too. */
static bool check_workbook(const void *ctx, struct span bytes, const struct table_limits *limits, struct err *err)
{
	const struct archive_limits archive = { .members = ARCHIVE_MEMBERS, .ratio = ARCHIVE_RATIO,
	                                        .unpacked = (uint64_t)limits->bytes * ARCHIVE_SIZE };

	return limits->bytes <= 0 || archive_check(bytes, &archive, ctx, err);
}

static bool open_source(struct opened *o, const void *ctx, const char *path,
                        const struct table_options *options, const struct table_limits *limits,
                        struct table_origin *origin, struct err *err)
{
	struct span bytes;
	const char *dot = strrchr(path, '.');

	if (!read_file(o, path, limits->bytes, &bytes, err))
		return false;
	if (bytes.n > 4 && memcmp(bytes.at, "PK\x03\x04", 4) == 0)
		return check_workbook(ctx, bytes, limits, err) && open_workbook(o, ctx, path, bytes, origin, err);
	if (bytes.n > 16 && memcmp(bytes.at, "SQLite format 3", 16) == 0) {
		origin->format = "GPKG";
		return open_by(o, ctx, path, "GPKG", NULL, err);
	}
	if (dot != NULL && text_same(dot, ".dbf")) {
		origin->format = "DBF";
		return open_by(o, ctx, path, "ESRI Shapefile", NULL, err);
	}
	return open_text(o, ctx, bytes, options, origin, err);
}

static OGRLayerH choose_layer(struct opened *o, const void *ctx, const char *sheet, struct err *err)
{
	OGRLayerH layer = sheet != NULL ? GDALDatasetGetLayerByName(o->dataset, sheet)
	                                : GDALDatasetGetLayer(o->dataset, 0);

	if (layer == NULL)
		err_set(err, ctx, ERR_INVALID_PARAMETER, "sheet", "the file has no sheet of that name",
		        "le fichier n'a pas de feuille de ce nom");
	return layer;
}

/* A row as it is read; cells are lent until the next one. */
struct row {
	const char **cells;
	size_t n;
	bool empty;
	void *scratch;           /* what cells of a feature hang from that are not its own */
};

/* GDAL lends texts, but keeps one writing of a number only, and that one cut short. */
static const char *read_cell(const void *scratch, OGRFeatureH f, int i)
{
	OGRFieldType type = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(f, i));

	if (!OGR_F_IsFieldSetAndNotNull(f, i))
		return "";
	if (type == OFTReal)
		return text_from_double(scratch, OGR_F_GetFieldAsDouble(f, i));
	const char *text = OGR_F_GetFieldAsString(f, i);
	return type == OFTString ? text : mem_strdup(scratch, text);
}

static void read_row(struct row *r, OGRFeatureH f)
{
	mem_free(r->scratch);
	r->scratch = mem_check(talloc_new(r->cells));
	r->empty = true;
	for (size_t i = 0; i < r->n; i++) {
		r->cells[i] = read_cell(r->scratch, f, (int)i);
		r->empty = r->empty && *r->cells[i] == '\0';
	}
}

/* Formats that carry no header of their own: the header is a row. */
static bool header_is_row(const struct table_origin *origin)
{
	return strcmp(origin->format, "CSV") == 0 || strcmp(origin->format, "XLSX") == 0 ||
	       strcmp(origin->format, "ODS") == 0;
}

/* The number of leading columns that are in use: trailing empty headers are not columns. */
static size_t used_columns(const struct row *r)
{
	size_t n = r->n;
	while (n > 1 && *r->cells[n - 1] == '\0')
		n--;
	return n;
}

struct reading {
	const void *ctx;
	const struct table_options *options;
	const struct table_limits *limits;
	struct table_origin *origin;
	struct table_builder *builder;
	struct row row;
};

static bool take_row(struct reading *r, int64_t number, struct err *err)
{
	const struct table_options *o = r->options;

	if (r->builder == NULL) {
		if (o->header_row > 0 ? number != o->header_row : r->row.empty)
			return true;
		r->origin->header_row = number;
		r->builder = table_builder_new(r->ctx, r->row.cells, used_columns(&r->row), r->limits, err);
		return r->builder != NULL;
	}
	if (r->row.empty || (o->first_row > 0 && number < o->first_row))
		return true;
	return table_builder_row(r->builder, r->row.cells, r->row.n, err);
}

static bool read_rows(struct reading *r, OGRLayerH layer, struct err *err)
{
	OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
	int64_t number = 0;
	bool ok = true;

	r->row.n = (size_t)OGR_FD_GetFieldCount(definition);
	r->row.cells = mem_array(r->ctx, const char *, r->row.n + 1);
	if (!header_is_row(r->origin)) {
		for (size_t i = 0; i < r->row.n; i++)
			r->row.cells[i] = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, (int)i));
		r->builder = table_builder_new(r->ctx, r->row.cells, r->row.n, r->limits, err);
		ok = r->builder != NULL;
	}
	CPLPushErrorHandler(CPLQuietErrorHandler);
	OGR_L_ResetReading(layer);
	for (OGRFeatureH f; ok && (f = OGR_L_GetNextFeature(layer)) != NULL; OGR_F_Destroy(f)) {
		read_row(&r->row, f);
		ok = take_row(r, ++number, err);
	}
	CPLPopErrorHandler();
	return ok;
}

/* Rows are numbered as they come, empty lines too. */
static bool read_text(struct reading *r, char *text, struct err *err)
{
	struct csv csv = csv_of(r->ctx, text, r->origin->separator);
	int64_t number = 0;

	while (csv_next(&csv)) {
		r->row = (struct row){ csv.cells, csv.n, csv.empty, NULL };
		number++;
		if (csv.open)
			return err_set(err, r->ctx, ERR_INVALID_PARAMETER, NULL,
			               "row %lld opens a quote that is never closed",
			               "la ligne %lld ouvre des guillemets qui ne sont jamais fermés",
			               (long long)number);
		if (!take_row(r, number, err))
			return false;
	}
	mem_free(csv.cells);
	return true;
}

static bool read_source(struct reading *r, struct opened *o, struct err *err)
{
	if (o->text != NULL)
		return read_text(r, o->text, err);
	OGRLayerH layer = choose_layer(o, r->ctx, r->options->sheet, err);
	return layer != NULL && read_rows(r, layer, err);
}

static bool begins_as_xml(const char *path)
{
	char head[512];
	VSILFILE *f = VSIFOpenL(path, "rb");
	size_t n = f != NULL ? VSIFReadL(head, 1, sizeof head, f) : 0;

	if (f != NULL)
		VSIFCloseL(f);
	return gdas_is((struct span){ head, n });
}

static struct table *read_gdas(const void *ctx, const char *path, const struct table_limits *limits,
                               struct table_origin *origin, struct err *err)
{
	const struct xml_source from = { .path = path };
	struct gdas *g = mem_new(ctx, struct gdas);

	*origin = (struct table_origin){ .format = "GDAS", .encoding = "", .gdas = g };
	return gdas_read(g, ctx, &from, limits, err) ? g->table : NULL;
}

struct table *table_read(const void *ctx, const char *path, const struct table_options *options,
                         const struct table_limits *limits, struct table_origin *origin,
                         struct err *err)
{
	struct reading r = { .ctx = ctx, .options = options, .limits = limits, .origin = origin };
	struct table *t = NULL;

	if (begins_as_xml(path))
		return read_gdas(ctx, path, limits, origin, err);
	struct opened *o = opened_new(ctx);
	*origin = (struct table_origin){ .format = "", .encoding = "" };
	if (open_source(o, ctx, path, options, limits, origin, err)) {
		if (read_source(&r, o, err)) {
			if (r.builder != NULL)
				t = table_builder_end(r.builder);
			else
				err_set(err, ctx, ERR_INVALID_PARAMETER, NULL,
				        "the table is empty: it has no row of column names",
				        "la table est vide : elle n'a pas de ligne de noms de colonnes");
		}
	}
	/* what went wrong may be told in memory of o: it then goes with ctx */
	if (t != NULL)
		talloc_free(o);
	return t;
}
