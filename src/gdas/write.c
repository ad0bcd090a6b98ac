#include "gdas/write.h"

const char gdas_type[] = "text/xml; subtype=gdas/1.0";

static void value(const struct gdas_rows *r, const struct tjs_column *c, uint32_t row)
{
	char room[TJS_VALUE_ROOM];
	const char *text = tjs_value(c->values, row, room);

	xmlTextWriterStartElement(r->p->w, X(r->v));
	if (r->aid)
		xmlTextWriterWriteAttribute(r->p->w, X("aid"), X(c->attribute->name));
	if (text == NULL) {
		xmlTextWriterWriteAttribute(r->p->w, X("null"), X("true"));
		text = tjs_null_code((enum value_state)c->values->states[row]);
	}
	if (*text != '\0')
		xml_text(r->p->w, text);
	xmlTextWriterEndElement(r->p->w);
}

void gdas_row(const struct gdas_rows *r, uint32_t row)
{
	xmlTextWriterStartElement(r->p->w, X(r->row));
	xmlTextWriterWriteElement(r->p->w, X(r->k), X(tjs_data_key(r->data, row)));
	for (size_t j = 0; j < r->n_columns; j++)
		value(r, &r->data->columns[r->columns[j]], row);
	xmlTextWriterEndElement(r->p->w);
}

bool gdas_rows_open(struct gdas_rows *r, const struct tjs_page *p, const struct tjs_data *d, const size_t *columns,
                    size_t n_columns, bool aid, const char *sheet, struct err *err)
{
	*r = (struct gdas_rows){
		.p = p, .data = d, .columns = columns, .n_columns = n_columns, .aid = aid,
		.row = tjs_name(p, "tjs:Row"), .k = tjs_name(p, "tjs:K"), .v = tjs_name(p, "tjs:V"),
	};
	tjs_open(p, "tjs:GDAS", sheet);
	tjs_start(p, "tjs:Framework");
	if (!tjs_framework_head(p, d->dataset->framework, err))
		return false;
	tjs_datasets_link(p, d->dataset->framework);
	tjs_start(p, "tjs:Dataset");
	tjs_dataset_head(p, d->dataset);
	tjs_columnset(p, d, columns, n_columns);
	tjs_start(p, "tjs:Rowset");
	return true;
}
