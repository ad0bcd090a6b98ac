#include "joining/look.h"

#include "joining/parts.h"

static void write_text(struct json *w, const char *key, struct text text)
{
	if (text_empty(text))
		return;
	json_open_object(w, key);
	json_string(w, "fr", text_in(text, LANG_FR));
	json_string(w, "en", text_in(text, LANG_EN));
	json_close_object(w);
}

static void write_column(const struct table *t, size_t column, size_t rows, struct json *w)
{
	static const char *const types[] = {
		[CELL_TEXT] = "string", [CELL_INTEGER] = "integer", [CELL_REAL] = "number",
	};
	const struct table_column *c = &t->columns[column];
	char scratch[40];

	json_open_object(w, NULL);
	json_string(w, "name", c->name);
	json_string(w, "type", types[c->type]);
	json_string(w, "kind", attribute_kind_name(kind_told(t, column, c->name, c->unit)));
	json_string_if(w, "unit", c->unit);
	json_open_array(w, "first");
	for (size_t row = 0; row < rows && row < t->n_rows; row++)
		json_string(w, NULL, table_written(t, column, row, scratch));
	json_close_array(w);
	json_close_object(w);
}

static void write_table(const struct joined_result *r, size_t rows, struct json *w)
{
	const char separator[2] = { r->origin.separator, '\0' };

	json_open_object(w, "table");
	json_string_if(w, "format", r->origin.format);
	json_string_if(w, "encoding", r->origin.encoding);
	json_bool(w, "byteOrderMark", r->origin.mark);
	json_string_if(w, "separator", separator);
	json_int(w, "rows", (int64_t)r->table->n_rows);
	json_open_array(w, "columns");
	for (size_t c = 0; c < r->table->n_columns; c++)
		write_column(r->table, c, rows, w);
	json_close_array(w);
	json_close_object(w);
}

static void write_proposal(const struct joined_result *r, const struct doctor_proposal *p,
                           const struct doctor_framework *list, struct json *w)
{
	json_open_object(w, NULL);
	json_string(w, "framework", list[p->framework].series);
	json_string(w, "version", list[p->framework].version);
	json_open_array(w, "columns");
	for (size_t i = 0; i < p->n_columns; i++)
		json_string(w, NULL, r->table->columns[p->column[i]].name);
	json_close_array(w);
	json_string(w, "reading", doctor_reading_name(p->reading));
	json_string(w, "verdict", doctor_verdict_name(p->verdict));
	json_double(w, "confidence", p->confidence);
	json_int(w, "rows", (int64_t)p->n_rows);
	json_int(w, "matchedAsWritten", (int64_t)p->n_exact);
	json_int(w, "repaired", (int64_t)p->n_repaired);
	json_int(w, "territories", (int64_t)p->n_features);
	write_text(w, "reason", p->reason);
	write_text(w, "warning", p->warning);
	json_close_object(w);
}

void look_write(const struct joined_result *r, size_t rows, struct json *w)
{
	write_table(r, rows, w);
	write_text(w, "summary", r->opinion.summary);
	json_open_array(w, "proposals");
	for (size_t i = 0; i < r->opinion.n; i++)
		write_proposal(r, &r->opinion.proposals[i], r->frameworks, w);
	if (r->opinion.n == 0 && r->framework != NULL)
		write_proposal(r, &r->account.proposal, r->frameworks, w);
	json_close_array(w);
}

void look_write_counts(const struct joined_result *r, struct json *w)
{
	const struct doctor_account *a = &r->account;

	json_string(w, "framework", r->framework->series);
	json_string(w, "version", r->framework->version);
	json_int(w, "rows", (int64_t)a->rows.n_rows);
	json_int(w, "matched", (int64_t)(a->framework->n - a->n_keys_without_row));
	json_int(w, "withoutRow", (int64_t)a->n_keys_without_row);
	json_int(w, "unmatchedRows", (int64_t)(a->rows.n_rows - a->by_reason[ROW_MATCHED]));
	json_int(w, "repaired", (int64_t)a->rows.n_repaired);
	json_int(w, "duplicates", (int64_t)a->n_rows_duplicated);
	json_open_array(w, "attributes");
	for (size_t i = 0; i < r->n_columns; i++)
		json_string(w, NULL, r->columns[i].name);
	json_close_array(w);
}
