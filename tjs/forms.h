/* The data of a dataset in the forms that statisticians use, beside GDAS: the same selection, as a file. By outputFormat= of
   GetData, and at /data/{dataset}.{suffix}, where the parameters of GetData select, too. Each tells licence, source
   and reference period; CSV, which has no room for them, in the metadata that it is linked with (CSVW). */
#ifndef JT_TJS_FORMS_H
#define JT_TJS_FORMS_H

#include <string.h>

#include "tjs/select.h"
#include "tjs/titles.h"

/* What is written. */
struct tjs_sheet {
	const struct exchange *x;
	const struct tjs_data *data;
	const struct tjs_rows *rows;
	const size_t *columns; size_t n_columns;      /* of the data, in this order */
	const struct table_column *titles;            /* of the territories, per feature (titles.h); NULL: none is known */
};

typedef bool tjs_form_fn(const struct tjs_sheet *s, struct out *out, struct err *err);

struct tjs_form {
	const char *suffix;                           /* "csv" */
	const char *type, *content_type;              /* as asked for; as sent */
	tjs_form_fn *write;
};
extern const struct tjs_form tjs_forms[];             /* ends with a NULL suffix */

/* By suffix or media type (case, spaces and charset aside); NULL when there is none. */
const struct tjs_form *tjs_form_find(const char *name);

/* The writers. */
tjs_form_fn tjs_form_csv, tjs_form_csvt, tjs_form_csvw, tjs_form_excel, tjs_form_json_stat, tjs_form_sdmx,
	tjs_form_xlsx, tjs_form_ods, tjs_form_geojson, tjs_form_geopackage;

/* Answers GetData in a form. */
bool tjs_form_answer(const struct tjs_form *form, const struct exchange *x, const struct dataset *dataset,
                     const struct tjs_selection *selection, struct out *out, struct err *err);

/* Whether the request is for /data/{dataset}.{suffix}, and its answer. */
bool tjs_file_claims(const struct exchange *x);
bool tjs_file(const struct exchange *x, struct out *out, struct err *err);

/* A fact about the dataset, in the language of the answer: "Source", "Licence", "Période". NULL: not known. */
struct tjs_note {
	struct text name;
	const char *value;
};
enum { TJS_NOTES = 5 };
void tjs_notes(struct tjs_note notes[TJS_NOTES], const struct tjs_sheet *s);

/* The name of a row's territory; "" where it has none. */
static inline const char *tjs_label(const struct tjs_sheet *s, uint32_t row)
{
	const char *title = tjs_title(s->titles, tjs_data_feature(s->data, row));
	return title != NULL ? title : "";
}

/* Whether a column tells rows of one territory apart, and is no data. */
static inline bool tjs_is_qualifier(const struct tjs_column *c)
{
	return strcmp(c->purpose, "Attribute") != 0;
}

/* The header of a column with its unit: "Taux de chômage (%)". */
const char *tjs_column_title(const struct tjs_sheet *s, size_t column);
const char *tjs_title_of(const struct tjs_sheet *s, size_t column);   /* of the data, not of the sheet */

#endif
