#include "table/book.h"

#include <string.h>

#include <cpl_error.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>

#include "base/csv.h"
#include "base/text.h"

#define CHUNK 65536

struct book {
	char *path;                   /* in GDAL's memory */
	GDALDatasetH dataset;
};

static int forget(struct book *b)
{
	if (b->dataset != NULL)
		GDALClose(b->dataset);
	if (b->path != NULL)
		VSIUnlink(b->path);
	return 0;
}

static bool cannot(struct err *err, const void *ctx)
{
	err_set(err, ctx, ERR_INTERNAL, NULL, "the workbook could not be made", "le classeur n'a pas pu être fabriqué");
	err_detail(err, ctx, "%s", CPLGetLastErrorMsg());
	return false;
}

static bool add_columns(OGRLayerH layer, const struct book_sheet *s)
{
	static const OGRFieldType types[] = {
		[CELL_TEXT] = OFTString, [CELL_INTEGER] = OFTInteger64, [CELL_REAL] = OFTReal,
	};
	bool ok = true;

	for (size_t i = 0; ok && i < s->n_columns; i++) {
		OGRFieldDefnH field = OGR_Fld_Create(s->columns[i].title, types[s->columns[i].type]);
		ok = OGR_L_CreateField(layer, field, TRUE) == OGRERR_NONE;
		OGR_Fld_Destroy(field);
	}
	return ok;
}

static void set_text(OGRFeatureH row, int column, const char *text, const void *ctx)
{
	char *safe = csv_is_formula(text) ? mem_printf(ctx, "'%s", text) : NULL;

	OGR_F_SetFieldString(row, column, safe != NULL ? safe : text);
	talloc_free(safe);
}

static void set_cell(OGRFeatureH row, const struct book_sheet *s, size_t i, size_t column, const void *ctx)
{
	char room[BOOK_ROOM];
	const char *text = s->cell(s->arg, i, column, room);
	double real;
	int64_t whole;

	if (text == NULL)
		return;
	switch (s->columns[column].type) {
	case CELL_TEXT:
		set_text(row, (int)column, text, ctx);
		break;
	case CELL_INTEGER:
		if (text_int(text, &whole))
			OGR_F_SetFieldInteger64(row, (int)column, whole);
		break;
	case CELL_REAL:
		if (text_double(text, &real))
			OGR_F_SetFieldDouble(row, (int)column, real);
		break;
	}
}

static bool add_sheet(const struct book *b, const struct book_sheet *s)
{
	OGRLayerH layer = GDALDatasetCreateLayer(b->dataset, s->name, NULL, wkbNone, NULL);
	bool ok = layer != NULL && add_columns(layer, s);

	for (size_t i = 0; ok && i < s->n_rows; i++) {
		OGRFeatureH row = OGR_F_Create(OGR_L_GetLayerDefn(layer));
		for (size_t j = 0; j < s->n_columns; j++)
			set_cell(row, s, i, j, b);
		ok = OGR_L_CreateFeature(layer, row) == OGRERR_NONE;
		OGR_F_Destroy(row);
	}
	return ok;
}

static bool send(const struct book *b, struct out *out)
{
	VSILFILE *f = VSIFOpenL(b->path, "rb");
	char *chunk = mem_array(b, char, CHUNK);
	size_t n;

	if (f == NULL)
		return false;
	while ((n = VSIFReadL(chunk, 1, CHUNK, f)) > 0 && out_write(out, chunk, n))
		;
	VSIFCloseL(f);
	return true;
}

bool book_write(struct out *out, const void *ctx, enum book_kind kind, const struct book_sheet *sheets, size_t n,
                struct err *err)
{
	struct book *b = mem_new(ctx, struct book);
	bool ok;

	if (GDALGetDriverCount() == 0)
		GDALAllRegister();
	GDALDriverH driver = GDALGetDriverByName(kind == BOOK_ODS ? "ODS" : "XLSX");
	talloc_set_destructor(b, forget);
	b->path = mem_printf(b, "/vsimem/book-%p.%s", (void *)b, kind == BOOK_ODS ? "ods" : "xlsx");
	CPLPushErrorHandler(CPLQuietErrorHandler);
	b->dataset = driver != NULL ? GDALCreate(driver, b->path, 0, 0, 0, GDT_Unknown, NULL) : NULL;
	ok = b->dataset != NULL;
	for (size_t i = 0; ok && i < n; i++)
		ok = add_sheet(b, &sheets[i]);
	if (b->dataset != NULL) {
		CPLErrorReset();
		GDALClose(b->dataset);
		b->dataset = NULL;
		ok = ok && CPLGetLastErrorType() < CE_Failure;
	}
	ok = ok ? send(b, out) : cannot(err, ctx);
	CPLPopErrorHandler();
	talloc_free(b);
	return ok;
}
