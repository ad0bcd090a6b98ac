/* GetData: the rows of a dataset as GDAS, written as they are read. */
#include <string.h>

#include "tjs/blocks.h"
#include "tjs/forms.h"
#include "tjs/operations.h"
#include "tjs/select.h"

/* The type by which the standard names GDAS (12.3.2). */
static const char gdas_type[] = "text/xml; subtype=gdas/1.0";

struct rowset {
	const struct tjs_page *p;
	const struct tjs_data *data;
	const size_t *columns; size_t n_columns;
	bool aid;
	const char *row, *k, *v;      /* names of the elements */
};

static void value(const struct rowset *s, const struct tjs_column *c, uint32_t row)
{
	char room[TJS_VALUE_ROOM];
	const char *text = tjs_value(c->values, row, room);

	xmlTextWriterStartElement(s->p->w, X(s->v));
	if (s->aid)
		xmlTextWriterWriteAttribute(s->p->w, X("aid"), X(c->attribute->name));
	if (text == NULL) {
		xmlTextWriterWriteAttribute(s->p->w, X("null"), X("true"));
		text = tjs_null_code((enum value_state)c->values->states[row]);
	}
	if (*text != '\0')
		xml_text(s->p->w, text);
	xmlTextWriterEndElement(s->p->w);
}

static void write_row(const struct rowset *s, uint32_t row)
{
	xmlTextWriterStartElement(s->p->w, X(s->row));
	xmlTextWriterWriteElement(s->p->w, X(s->k), X(tjs_data_key(s->data, row)));
	for (size_t j = 0; j < s->n_columns; j++)
		value(s, &s->data->columns[s->columns[j]], row);
	xmlTextWriterEndElement(s->p->w);
}

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
	struct rowset s = {
		.p = p, .data = d, .aid = r->aid,
		.row = tjs_name(p, "tjs:Row"), .k = tjs_name(p, "tjs:K"), .v = tjs_name(p, "tjs:V"),
	};
	size_t at = 0;
	uint32_t row;

	if (!tjs_columns_named(&s.columns, &s.n_columns, p->x, d, r->selection.attributes, err))
		return false;
	tjs_open(p, "tjs:GDAS", r->xsl);
	tjs_start(p, "tjs:Framework");
	if (!tjs_framework_head(p, d->dataset->framework, err))
		return false;
	tjs_datasets_link(p, d->dataset->framework);
	tjs_start(p, "tjs:Dataset");
	tjs_dataset_head(p, d->dataset);
	tjs_columnset(p, d, s.columns, s.n_columns);
	tjs_start(p, "tjs:Rowset");
	while (tjs_rows_next(rows, &at, &row))
		write_row(&s, row);
	tjs_close(p);
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
