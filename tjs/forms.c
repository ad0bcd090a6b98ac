#include "tjs/forms.h"

#include <string.h>

#include "service/ows.h"
#include "gdas/blocks.h"

#define JSON_STAT "application/json; profile=\"https://json-stat.org/\""

/* clang-format off */
const struct tjs_form tjs_forms[] = {
	{ "csv", "text/csv", "text/csv; charset=UTF-8; header=present", tjs_form_csv },
	{ "csvt", "text/csvt", "text/plain; charset=UTF-8", tjs_form_csvt },
	{ "csv-metadata.json", "application/csvm+json", "application/csvm+json", tjs_form_csvw },
	{ "excel.csv", "text/csv;profile=excel", "text/csv; charset=UTF-8; header=present", tjs_form_excel },
	{ "json", "application/json", JSON_STAT, tjs_form_json_stat },
	{ "sdmx.csv", "application/vnd.sdmx.data+csv", "application/vnd.sdmx.data+csv; version=1.0.0; labels=id",
	  tjs_form_sdmx },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", tjs_form_xlsx },
	{ "ods", "application/vnd.oasis.opendocument.spreadsheet",
	  "application/vnd.oasis.opendocument.spreadsheet", tjs_form_ods },
	{ "geojson", "application/geo+json", "application/geo+json", tjs_form_geojson },
	{ "gpkg", "application/geopackage+sqlite3", "application/geopackage+sqlite3", tjs_form_geopackage },
	{ NULL, NULL, NULL, NULL },
};
/* clang-format on */

/* The same but for case and spaces, and for parameters of `asked` that `type` has not. */
static bool same_type(const char *type, const char *asked)
{
	while (*type != '\0') {
		while (*asked == ' ' || *asked == '"')
			asked++;
		if ((*type | 32) != (*asked | 32))
			return false;
		type++;
		asked++;
	}
	asked += strspn(asked, " \"");
	return *asked == '\0' || strncasecmp(asked, ";charset", 8) == 0 || strncasecmp(asked, "; charset", 9) == 0 ||
	       strncasecmp(asked, ";version", 8) == 0 || strncasecmp(asked, "; version", 9) == 0;
}

const struct tjs_form *tjs_form_find(const char *name)
{
	for (const struct tjs_form *f = tjs_forms; f->suffix != NULL; f++)
		if (text_same(f->suffix, name) || same_type(f->type, name))
			return f;
	return NULL;
}

void tjs_notes(struct tjs_note notes[TJS_NOTES], const struct tjs_sheet *s)
{
	const struct dataset *d = s->data->dataset;
	const struct metadata *m = &d->metadata;
	enum lang lang = s->x->lang;
	const char *source = text_in(m->attribution, lang), *licence = text_in(m->licence, lang);
	const struct framework *f = d->framework;

	notes[0] = (struct tjs_note){ { "Source", "Source" }, *source != '\0' ? source
		: d->owner != NULL ? text_in(d->owner->title, lang) : "" };
	notes[1] = (struct tjs_note){ { "Licence", "Licence" },
		*m->licence_url != '\0' ? mem_printf(s->x->ctx, "%s %s", licence, m->licence_url) : licence };
	notes[2] = (struct tjs_note){ { "Période", "Reference period" }, m->reference_date };
	notes[3] = (struct tjs_note){ { "Territoires", "Territories" },
		mem_printf(s->x->ctx, "%s (%s)", text_in(f->layer->metadata.title, lang), f->version) };
	notes[4] = (struct tjs_note){ { "Mise à jour", "Updated" }, m->updated };
}

const char *tjs_column_title(const struct tjs_sheet *s, size_t column)
{
	return tjs_title_of(s, s->columns[column]);
}

const char *tjs_title_of(const struct tjs_sheet *s, size_t column)
{
	const struct attribute *a = s->data->columns[column].attribute;
	const char *title = text_in(a->title, s->x->lang);

	title = *title != '\0' ? title : a->name;
	return *a->unit != '\0' && strstr(title, a->unit) == NULL ? mem_printf(s->x->ctx, "%s (%s)", title, a->unit)
	                                                          : title;
}

/* Where the file may be fetched again, and what describes it. */
static void link_metadata(const struct exchange *x, const struct dataset *d, const struct tjs_form *form,
                          struct out *out)
{
	const char *path = mem_printf(x->ctx, "/data/%s.csv-metadata.json", d->name);

	if (form->write == tjs_form_csv)
		out_header(out, "Link", mem_printf(x->ctx, "<%s>; rel=\"describedby\"; type=\"application/csvm+json\"",
		                                   service_href(x, path, NULL)));
	out_header(out, "Content-Disposition", mem_printf(x->ctx, "inline; filename=\"%s.%s\"", d->name, form->suffix));
}

bool tjs_form_answer(const struct tjs_form *form, const struct exchange *x, const struct dataset *dataset,
                     const struct tjs_selection *selection, struct out *out, struct err *err)
{
	struct tjs_data data;
	struct tjs_rows rows;
	struct tjs_sheet s = { .x = x, .data = &data, .rows = &rows };

	out_header(out, "Content-Type", form->content_type);
	out_header(out, "Content-Language", lang_tag(x->lang));
	link_metadata(x, dataset, form, out);
	if (service_not_modified(x, out, form->suffix))
		return true;
	if (!tjs_data_open(&data, x, dataset, err) || !tjs_rows_select(&rows, x, &data, selection, err) ||
	    !tjs_columns_named(&s.columns, &s.n_columns, x, &data, selection->attributes, err) ||
	    !tjs_titles(&s.titles, x, dataset->framework, err))
		return false;
	return form->write(&s, out, err);
}

/* The dataset and the form of /data/NAME.SUFFIX: names may hold no dot, suffixes may. */
static const struct tjs_form *form_of(const struct exchange *x, const char **name)
{
	const char *file = x->request->path + strlen("/data/");
	const char *dot = strchr(file, '.');

	*name = dot != NULL ? mem_strndup(x->ctx, file, (size_t)(dot - file)) : file;
	const struct tjs_form *form = dot != NULL ? tjs_form_find(dot + 1) : NULL;
	const char *profile = kvp_get(&x->request->query, "profile");
	if (form != NULL && form->write == tjs_form_csv && profile != NULL && text_same(profile, "excel"))
		form = tjs_form_find("excel.csv");
	return form;
}

bool tjs_file_claims(const struct exchange *x)
{
	return strncmp(x->request->path, "/data/", strlen("/data/")) == 0;
}

bool tjs_file(const struct exchange *x, struct out *out, struct err *err)
{
	const char *name;
	const struct tjs_form *form = form_of(x, &name);
	const struct dataset *d = view_dataset(x->view, name);
	struct tjs_selection selection = {
		.attributes = ows_get(x, "Attributes"), .keys = ows_get(x, "LinkageKeys"),
		.filter_column = ows_get(x, "FilterColumn"), .filter_value = ows_get(x, "FilterValue"),
	};

	if (d == NULL)
		return err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "there is no dataset of this name",
		               "il n'y a pas de jeu de données de ce nom");
	if (form == NULL)
		return err_set(err, x->ctx, ERR_NOT_FOUND, NULL,
		               "a dataset is to be had as csv, excel.csv, xlsx, ods, json, sdmx.csv, geojson or gpkg",
		               "un jeu de données existe en csv, excel.csv, xlsx, ods, json, sdmx.csv, geojson ou gpkg");
	return tjs_form_answer(form, x, d, &selection, out, err);
}
