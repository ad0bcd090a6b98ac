/* A dataset as a workbook: the values with the names of the territories, and a dictionary with the columns, their units,
   what stands for a value that is not there, source, licence and period. */
#include "table/book.h"
#include "tjs/forms.h"

_Static_assert(BOOK_ROOM >= TJS_VALUE_ROOM, "a cell has room for a value");

struct values {
	const struct tjs_sheet *s;
	uint32_t *rows; size_t n;
	size_t before;                /* columns before the values: key, name */
};

static const char *value_cell(void *arg, size_t row, size_t column, char room[BOOK_ROOM])
{
	const struct values *v = arg;
	uint32_t at = v->rows[row];

	if (column == 0)
		return tjs_data_key(v->s->data, at);
	if (column < v->before)
		return tjs_label(v->s, at);
	return tjs_value(v->s->data->columns[v->s->columns[column - v->before]].values, at, room);
}

static struct book_sheet values_sheet(struct values *v, const struct tjs_sheet *s)
{
	struct book_column *columns = mem_array(s->x->ctx, struct book_column, s->n_columns + 2);
	size_t at = 0;

	*v = (struct values){ .s = s, .rows = mem_array(s->x->ctx, uint32_t, s->data->n_rows + 1),
	                      .before = s->titles != NULL ? 2 : 1 };
	while (tjs_rows_next(s->rows, &at, &v->rows[v->n]))
		v->n++;
	columns[0] = (struct book_column){ s->data->dataset->framework->key, CELL_TEXT };
	columns[1] = (struct book_column){ text_in((struct text){ "Territoire", "Territory" }, s->x->lang), CELL_TEXT };
	for (size_t j = 0; j < s->n_columns; j++) {
		const struct tjs_column *c = &s->data->columns[s->columns[j]];
		columns[v->before + j] = (struct book_column){ c->attribute->name, c->values->type };
	}
	return (struct book_sheet){ text_in((struct text){ "Données", "Data" }, s->x->lang), columns,
	                            s->n_columns + v->before, v->n, value_cell, v };
}

struct dictionary {
	const struct tjs_sheet *s;
	struct tjs_note notes[TJS_NOTES];
};

enum { DICTIONARY_COLUMNS = 5 };

static const char *states_word(const struct tjs_column *c, enum lang lang)
{
	static const struct text secret = { "s : secret statistique", "s: confidential" };
	static const struct text nothing = { "so : sans objet", "so: not applicable" };
	static const struct text both = { "s : secret statistique ; so : sans objet", "s: confidential; so: not applicable" };

	return c->secret && c->not_applicable ? text_in(both, lang) : c->secret ? text_in(secret, lang)
	     : c->not_applicable ? text_in(nothing, lang) : "";
}

static const char *column_cell(const struct dictionary *d, const struct tjs_column *c, size_t column)
{
	enum lang lang = d->s->x->lang;

	switch (column) {
	case 0: return c->attribute->name;
	case 1: return text_in(c->attribute->title, lang);
	case 2: return attribute_kind_name(c->attribute->kind);
	case 3: return c->attribute->unit;
	default: return states_word(c, lang);
	}
}

static const char *dictionary_cell(void *arg, size_t row, size_t column, char room[BOOK_ROOM] JT_UNUSED)
{
	const struct dictionary *d = arg;

	if (row < d->s->n_columns)
		return column_cell(d, &d->s->data->columns[d->s->columns[row]], column);
	const struct tjs_note *note = &d->notes[row - d->s->n_columns];
	return column == 0 ? text_in(note->name, d->s->x->lang) : column == 1 ? note->value : NULL;
}

static struct book_sheet dictionary_sheet(struct dictionary *d, const struct tjs_sheet *s)
{
	static const struct text titles[DICTIONARY_COLUMNS] = {
		{ "Colonne", "Column" }, { "Libellé", "Title" }, { "Nature", "Kind" }, { "Unité", "Unit" },
		{ "Valeurs absentes", "Missing values" },
	};
	struct book_column *columns = mem_array(s->x->ctx, struct book_column, DICTIONARY_COLUMNS);

	d->s = s;
	tjs_notes(d->notes, s);
	for (size_t i = 0; i < DICTIONARY_COLUMNS; i++)
		columns[i] = (struct book_column){ text_in(titles[i], s->x->lang), CELL_TEXT };
	return (struct book_sheet){ text_in((struct text){ "Dictionnaire", "Dictionary" }, s->x->lang), columns,
	                            DICTIONARY_COLUMNS, s->n_columns + TJS_NOTES, dictionary_cell, d };
}

static bool write_book(const struct tjs_sheet *s, enum book_kind kind, struct out *out, struct err *err)
{
	struct values values;
	struct dictionary dictionary;
	const struct book_sheet sheets[] = { values_sheet(&values, s), dictionary_sheet(&dictionary, s) };

	return book_write(out, s->x->ctx, kind, sheets, 2, err);
}

bool tjs_form_xlsx(const struct tjs_sheet *s, struct out *out, struct err *err)
{
	return write_book(s, BOOK_XLSX, out, err);
}

bool tjs_form_ods(const struct tjs_sheet *s, struct out *out, struct err *err)
{
	return write_book(s, BOOK_ODS, out, err);
}
