/* GetData: the rows of a dataset as GDAS, written as they are read. */
#include <string.h>

#include "gdas/write.h"
#include "tjs/forms.h"
#include "tjs/operations.h"
#include "tjs/select.h"

/* Only what this site serves itself may transform its documents in a browser. */
static bool check_sheet(const struct exchange *x, const char *url, struct err *err)
{
	size_t n = strlen(x->conf->base_url);

	if (url == NULL || (strncmp(url, x->conf->base_url, n) == 0 && (url[n] == '/' || url[n] == '\0') &&
	                    strstr(url, "..") == NULL))
		return true;
	return err_set(err, x->ctx, ERR_OPTION, "XSL",
	               "a style sheet must be at an address below %s",
	               "une feuille de style doit être à une adresse sous %s", x->conf->base_url);
}

static bool write_gdas(const struct tjs_request *r, const struct tjs_page *p, const struct tjs_data *d,
                       const struct tjs_rows *rows, struct err *err)
{
	struct gdas_rows written;
	const size_t *columns;
	size_t n, at = 0;
	uint32_t row;

	if (!tjs_columns_named(&columns, &n, p->x, d, r->selection.attributes, err) ||
	    !gdas_rows_open(&written, p, d, columns, n, r->aid, r->xsl, err))
		return false;
	while (tjs_rows_next(rows, &at, &row) && gdas_row(&written, row))
		;
	gdas_rows_close(&written);
	return true;
}

/* The form asked for; *gdas for none, and for the standard's own. */
static const struct tjs_form *form_asked(bool *gdas, const struct tjs_request *r, const struct exchange *x,
                                         struct err *err)
{
	const char *format = r->output_format;

	*gdas = format == NULL || text_starts(format, "text/xml") || text_same(format, "gdas");
	const struct tjs_form *form = *gdas ? NULL : tjs_form_find(format);
	if (!*gdas && form == NULL)
		err_set(err, x->ctx, ERR_INVALID_PARAMETER, "outputFormat",
		        "data are to be had as text/xml; subtype=gdas/1.0, csv, excel.csv, xlsx, ods, json, sdmx.csv, "
		        "geojson or gpkg",
		        "les données existent en text/xml; subtype=gdas/1.0, csv, excel.csv, xlsx, ods, json, sdmx.csv, "
		        "geojson ou gpkg");
	return form;
}

bool tjs_get_data(const struct tjs_request *r, const struct exchange *x, struct out *out,
                  struct err *err)
{
	struct tjs_group *groups;
	struct tjs_data data;
	struct tjs_rows rows;
	bool gdas;
	size_t n;

	const struct tjs_form *form = form_asked(&gdas, r, x, err);
	if ((form == NULL && !gdas) || !check_sheet(x, r->xsl, err) ||
	    !tjs_groups(&groups, &n, x, r->selection.framework, r->selection.dataset, err))
		return false;
	if (form != NULL)
		return tjs_form_answer(form, x, groups[0].datasets[0], &r->selection, out, err);
	out_header(out, "Content-Type", r->soap ? tjs_media_type : gdas_type);
	out_header(out, "Content-Language", lang_tag(x->lang));
	if (service_not_modified(x, out, NULL))
		return true;
	if (!tjs_data_open(&data, x, groups[0].datasets[0], err) ||
	    !tjs_rows_select(&rows, x, &data, &r->selection, err))
		return false;
	const struct tjs_page p = tjs_page(x, out, r->soap);
	return write_gdas(r, &p, &data, &rows, err);
}
