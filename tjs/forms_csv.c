/* A dataset as text: CSV (RFC 4180) with its types (.csvt) and metadata (CSVW), CSV as French spreadsheets want it, and
   SDMX-CSV 1.0. Written row by row; no printf for a cell. */
#include <string.h>

#include "base/csv.h"
#include "base/json.h"
#include "tjs/forms.h"

struct csv {
	const struct tjs_sheet *s;
	struct out *out;
	char separator;
	bool excel;
};

static void cell(const struct csv *c, const char *text)
{
	csv_cell(c->out, c->separator, text);
}

/* Codes that a spreadsheet would take for a number: "01001" stays a text as ="01001". */
static void code(const struct csv *c, const char *text)
{
	bool digits = *text != '\0' && text[strspn(text, "0123456789Ee+-.")] == '\0';

	if (!c->excel || !digits) {
		cell(c, text);
		return;
	}
	out_text(c->out, "\"=\"\"");
	out_text(c->out, text);
	out_text(c->out, "\"\"\"");
}

/* The decimal comma of French spreadsheets. */
static void number(const struct csv *c, const char *text)
{
	const char *point = c->separator == ';' ? strchr(text, '.') : NULL;

	if (point == NULL) {
		out_text(c->out, text);
		return;
	}
	out_write(c->out, text, (size_t)(point - text));
	out_write(c->out, ",", 1);
	out_text(c->out, point + 1);
}

static void value(const struct csv *c, const struct table_column *column, uint32_t row)
{
	char room[TJS_VALUE_ROOM];
	const char *text = tjs_value(column, row, room);

	if (text == NULL)
		out_text(c->out, c->excel ? tjs_null_code((enum value_state)column->states[row]) : "");
	else if (column->type == CELL_TEXT)
		code(c, text);
	else
		number(c, text);
}

static void header(const struct csv *c)
{
	const struct tjs_sheet *s = c->s;

	cell(c, s->data->dataset->framework->key);
	if (c->excel && s->titles != NULL) {
		out_write(c->out, &c->separator, 1);
		cell(c, text_in((struct text){ "Territoire", "Territory" }, s->x->lang));
	}
	for (size_t j = 0; j < s->n_columns; j++) {
		out_write(c->out, &c->separator, 1);
		cell(c, c->excel ? tjs_column_title(s, j) : s->data->columns[s->columns[j]].attribute->name);
	}
	out_text(c->out, "\r\n");
}

static void rows(const struct csv *c)
{
	const struct tjs_sheet *s = c->s;
	size_t at = 0;
	uint32_t row;

	while (tjs_rows_next(s->rows, &at, &row)) {
		code(c, tjs_data_key(s->data, row));
		if (c->excel && s->titles != NULL) {
			out_write(c->out, &c->separator, 1);
			cell(c, tjs_label(s, row));
		}
		for (size_t j = 0; j < s->n_columns; j++) {
			out_write(c->out, &c->separator, 1);
			value(c, s->data->columns[s->columns[j]].values, row);
		}
		if (!out_text(c->out, "\r\n"))
			return;
	}
}

bool tjs_form_csv(const struct tjs_sheet *s, struct out *out, struct err *err JT_UNUSED)
{
	const struct csv c = { s, out, ',', false };

	header(&c);
	rows(&c);
	return true;
}

bool tjs_form_csvt(const struct tjs_sheet *s, struct out *out, struct err *err JT_UNUSED)
{
	out_text(out, "\"String\"");
	for (size_t j = 0; j < s->n_columns; j++) {
		enum cell_type type = s->data->columns[s->columns[j]].values->type;
		out_text(out, type == CELL_TEXT ? ",\"String\"" : type == CELL_INTEGER ? ",\"Integer64\"" : ",\"Real\"");
	}
	out_text(out, "\r\n");
	return true;
}

/* As in the tables of statistical offices, what is to be known stands below. */
bool tjs_form_excel(const struct tjs_sheet *s, struct out *out, struct err *err JT_UNUSED)
{
	struct csv c = { s, out, s->x->lang == LANG_FR ? ';' : ',', true };
	struct tjs_note notes[TJS_NOTES];

	tjs_notes(notes, s);
	out_text(out, "\xef\xbb\xbf");
	header(&c);
	rows(&c);
	out_text(out, "\r\n");
	for (size_t i = 0; i < TJS_NOTES; i++) {
		if (*notes[i].value == '\0')
			continue;
		cell(&c, mem_printf(s->x->ctx, "%s : %s", text_in(notes[i].name, s->x->lang), notes[i].value));
		out_text(out, "\r\n");
	}
	return true;
}

static void describe_column(struct json *w, const char *name, const char *title, const char *type, const char *unit)
{
	json_open_object(w, NULL);
	json_string(w, "name", name);
	json_string(w, "titles", title);
	json_string(w, "datatype", type);
	json_string_if(w, "schema:unitText", unit);
	json_close_object(w);
}

bool tjs_form_csvw(const struct tjs_sheet *s, struct out *out, struct err *err JT_UNUSED)
{
	const struct dataset *d = s->data->dataset;
	struct json writer = json_writer(out), *w = &writer;
	struct tjs_note notes[TJS_NOTES];

	tjs_notes(notes, s);
	json_open_object(w, NULL);
	json_string(w, "@context", "http://www.w3.org/ns/csvw");
	json_string(w, "url", service_href(s->x, mem_printf(s->x->ctx, "/data/%s.csv", d->name), NULL));
	json_string(w, "dc:title", text_in(d->metadata.title, s->x->lang));
	json_string_if(w, "dc:description", text_in(d->metadata.abstract, s->x->lang));
	json_string_if(w, "dc:source", notes[0].value);
	json_string_if(w, "dc:license", *d->metadata.licence_url != '\0' ? d->metadata.licence_url : notes[1].value);
	json_string_if(w, "dc:temporal", notes[2].value);
	json_string_if(w, "dc:spatial", notes[3].value);
	json_string_if(w, "dc:modified", notes[4].value);
	json_open_object(w, "tableSchema");
	json_open_array(w, "columns");
	describe_column(w, d->framework->key, d->framework->key, "string", "");
	for (size_t j = 0; j < s->n_columns; j++) {
		const struct tjs_column *c = &s->data->columns[s->columns[j]];
		describe_column(w, c->attribute->name, tjs_column_title(s, j), c->type, c->attribute->unit);
	}
	json_close_array(w);
	if (!d->many)
		json_string(w, "primaryKey", d->framework->key);
	json_close_object(w);
	json_close_object(w);
	return true;
}

/* OBS_STATUS of SDMX's code list: A normal, M missing, C (confidential) and L (does not exist) of older lists. */
static const char *status(const struct table_column *c, uint32_t row)
{
	enum value_state state = c->states != NULL ? (enum value_state)c->states[row] : VALUE_PRESENT;

	return state == VALUE_PRESENT ? "A" : state == VALUE_SECRET ? "Q" : state == VALUE_NOT_APPLICABLE ? "L" : "M";
}

/* What stands in every line of SDMX-CSV; and the columns of the sheet that are dimensions. */
struct flow {
	const char *name, *source, *licence;
	int time;                     /* among the columns of the sheet, or -1: the table is of one time */
};

static const struct tjs_column *sheet_column(const struct tjs_sheet *s, size_t j)
{
	return &s->data->columns[s->columns[j]];
}

static bool is_dimension(const struct tjs_sheet *s, const struct flow *flow, size_t j)
{
	return (int)j != flow->time && tjs_is_qualifier(sheet_column(s, j));
}

static void sdmx_value(const struct csv *c, const struct table_column *column, uint32_t row)
{
	char room[TJS_VALUE_ROOM];
	const char *text = tjs_value(column, row, room);

	cell(c, text != NULL ? text : "");
}

static void sdmx_time(const struct csv *c, const struct flow *flow, uint32_t row, const struct attribute *a)
{
	if (flow->time >= 0)
		sdmx_value(c, sheet_column(c->s, (size_t)flow->time)->values, row);
	else
		cell(c, *a->series != '\0' ? a->period : c->s->data->dataset->metadata.reference_date);
}

static void observation(const struct csv *c, const struct flow *flow, uint32_t row, const struct tjs_column *column)
{
	const struct attribute *a = column->attribute;
	const char *before[] = { flow->name, tjs_data_key(c->s->data, row), *a->series != '\0' ? a->series : a->name };
	const char *behind[] = { status(column->values, row), a->unit, flow->source, flow->licence };

	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		cell(c, before[i]);
		out_text(c->out, ",");
	}
	for (size_t j = 0; j < c->s->n_columns; j++)
		if (is_dimension(c->s, flow, j)) {
			sdmx_value(c, sheet_column(c->s, j)->values, row);
			out_text(c->out, ",");
		}
	sdmx_time(c, flow, row, a);
	out_text(c->out, ",");
	sdmx_value(c, column->values, row);
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
		out_text(c->out, ",");
		cell(c, behind[i]);
	}
	out_text(c->out, "\r\n");
}

static void sdmx_header(const struct csv *c, const struct flow *flow)
{
	out_text(c->out, "DATAFLOW,REF_AREA,INDICATOR,");
	for (size_t j = 0; j < c->s->n_columns; j++)
		if (is_dimension(c->s, flow, j)) {
			cell(c, sheet_column(c->s, j)->attribute->name);
			out_text(c->out, ",");
		}
	out_text(c->out, "TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,SOURCE,LICENCE\r\n");
}

bool tjs_form_sdmx(const struct tjs_sheet *s, struct out *out, struct err *err JT_UNUSED)
{
	const struct csv c = { s, out, ',', false };
	const struct dataset *d = s->data->dataset;
	struct tjs_note notes[TJS_NOTES];
	size_t at = 0;
	uint32_t row;

	tjs_notes(notes, s);
	struct flow flow = { mem_printf(s->x->ctx, "%s:%s(1.0)", d->owner != NULL ? d->owner->name : "jointure", d->name),
	                     notes[0].value, notes[1].value, -1 };
	for (size_t j = 0; j < s->n_columns && flow.time < 0; j++)
		if (strcmp(sheet_column(s, j)->purpose, "TemporalIdentifier") == 0)
			flow.time = (int)j;
	sdmx_header(&c, &flow);
	while (tjs_rows_next(s->rows, &at, &row))
		for (size_t j = 0; j < s->n_columns; j++)
			if (!tjs_is_qualifier(sheet_column(s, j)))
				observation(&c, &flow, row, sheet_column(s, j));
	return true;
}
