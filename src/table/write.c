#include "table/write.h"

#include <string.h>
#include <unistd.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <ogr_api.h>

const char *const table_states[4] = {
	[VALUE_SECRET] = "secret", [VALUE_NOT_APPLICABLE] = "not-applicable",
};

struct writing {
	const struct table *table;
	GDALDatasetH dataset;
	OGRLayerH layer;
	bool *states;            /* per column: has a column of states */
};

static int close_writing(struct writing *w)
{
	if (w->dataset != NULL)
		GDALClose(w->dataset);
	return 0;
}

static uint8_t state_at(const struct table_column *c, size_t row)
{
	return c->states != NULL ? c->states[row] : VALUE_PRESENT;
}

static bool has_states(const struct table_column *c, size_t n_rows)
{
	for (size_t i = 0; i < n_rows; i++)
		if (table_states[state_at(c, i)] != NULL)
			return true;
	return false;
}

static bool add_field(OGRLayerH layer, const char *name, OGRFieldType type)
{
	OGRFieldDefnH field = OGR_Fld_Create(name, type);
	bool ok = OGR_L_CreateField(layer, field, TRUE) == OGRERR_NONE;

	OGR_Fld_Destroy(field);
	return ok;
}

static bool create(struct writing *w, const char *path, const char *name, const char *title)
{
	static const OGRFieldType types[] = {
		[CELL_TEXT] = OFTString, [CELL_INTEGER] = OFTInteger64, [CELL_REAL] = OFTReal,
	};
	const struct table *t = w->table;
	char **options = CSLSetNameValue(NULL, "FID", "jointure_row");
	bool ok = true;

	GDALAllRegister();
	options = CSLSetNameValue(options, "IDENTIFIER", title);
	w->dataset = GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
	w->layer = w->dataset != NULL ? GDALDatasetCreateLayer(w->dataset, name, NULL, wkbNone, options) : NULL;
	CSLDestroy(options);
	if (w->layer == NULL)
		return false;
	for (size_t i = 0; ok && i < t->n_columns; i++)
		ok = add_field(w->layer, t->columns[i].name, types[t->columns[i].type]);
	for (size_t i = 0; ok && i < t->n_columns; i++) {
		char *state = mem_printf(w, "%s" TABLE_STATE, t->columns[i].name);
		w->states[i] = has_states(&t->columns[i], t->n_rows);
		ok = !w->states[i] || add_field(w->layer, state, OFTString);
	}
	return ok && GDALDatasetStartTransaction(w->dataset, FALSE) == OGRERR_NONE;
}

static void set_value(OGRFeatureH f, int at, const struct table_column *c, size_t row)
{
	if (state_at(c, row) != VALUE_PRESENT)
		OGR_F_SetFieldNull(f, at);
	else if (c->type == CELL_TEXT)
		OGR_F_SetFieldString(f, at, c->text.pool + c->text.offsets[row]);
	else if (c->type == CELL_INTEGER)
		OGR_F_SetFieldInteger64(f, at, c->integers[row]);
	else
		OGR_F_SetFieldDouble(f, at, c->reals[row]);
}

static bool add_row(const struct writing *w, size_t row)
{
	const struct table *t = w->table;
	OGRFeatureH f = OGR_F_Create(OGR_L_GetLayerDefn(w->layer));
	int at = 0;

	for (size_t i = 0; i < t->n_columns; i++)
		set_value(f, at++, &t->columns[i], row);
	for (size_t i = 0; i < t->n_columns; i++) {
		const char *word = table_states[state_at(&t->columns[i], row)];
		if (w->states[i] && word != NULL)
			OGR_F_SetFieldString(f, at, word);
		else if (w->states[i])
			OGR_F_SetFieldNull(f, at);
		at += w->states[i];
	}
	bool ok = OGR_L_CreateFeature(w->layer, f) == OGRERR_NONE;
	OGR_F_Destroy(f);
	return ok;
}

static bool write_all(struct writing *w, const char *path, const char *name, const char *title)
{
	if (!create(w, path, name, title))
		return false;
	for (size_t row = 0; row < w->table->n_rows; row++)
		if (!add_row(w, row))
			return false;
	if (GDALDatasetCommitTransaction(w->dataset) != OGRERR_NONE)
		return false;
	CPLErrorReset();
	GDALClose(w->dataset);
	w->dataset = NULL;
	return CPLGetLastErrorType() < CE_Failure;
}

bool table_write(const void *ctx, const char *path, const char *name, const char *title, const struct table *table,
                 struct err *err)
{
	struct writing *w = mem_new(ctx, struct writing);

	w->table = table;
	w->states = mem_array(w, bool, table->n_columns + 1);
	talloc_set_destructor(w, close_writing);
	CPLPushErrorHandler(CPLQuietErrorHandler);
	CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z");
	bool ok = write_all(w, path, name, title);
	CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", NULL);
	CPLPopErrorHandler();
	if (!ok) {
		err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the table's data file could not be written",
		        "le fichier de données de la table n'a pas pu être écrit");
		err_detail(err, ctx, "%s: %s", path, CPLGetLastErrorMsg());
	}
	talloc_free(w);
	if (!ok)
		unlink(path);
	return ok;
}

/* The column whose states a column holds by its name, or -1. */
static int column_of_states(const struct table *t, size_t states)
{
	const char *name = t->columns[states].name;
	size_t n = strlen(name), k = strlen(TABLE_STATE);

	if (t->columns[states].type != CELL_TEXT || n <= k || strcmp(name + n - k, TABLE_STATE) != 0)
		return -1;
	for (size_t i = 0; i < t->n_columns; i++)
		if (strlen(t->columns[i].name) == n - k && strncmp(t->columns[i].name, name, n - k) == 0)
			return (int)i;
	return -1;
}

void table_take_states(struct table *t)
{
	size_t kept = 0;

	for (size_t c = 0; c < t->n_columns; c++) {
		int to = column_of_states(t, c);
		const struct table_column *states = &t->columns[c];
		if (to < 0) {
			t->columns[kept++] = t->columns[c];
			continue;
		}
		struct table_column *column = &t->columns[to];
		if (column->states == NULL)
			column->states = mem_array(t, uint8_t, t->n_rows + 1);
		for (size_t row = 0; row < t->n_rows; row++) {
			bool said = state_at(states, row) == VALUE_PRESENT;
			const char *word = said ? states->text.pool + states->text.offsets[row] : "";
			for (int s = VALUE_SECRET; s <= VALUE_NOT_APPLICABLE; s++)
				if (strcmp(word, table_states[s]) == 0)
					column->states[row] = (uint8_t)s;
		}
	}
	t->n_columns = kept;
}
