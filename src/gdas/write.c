#include "gdas/write.h"

const char gdas_type[] = "text/xml; subtype=gdas/1.0";

static void value(const struct gdas_rows *r, const struct tjs_column *c, uint32_t row)
{
	char room[TJS_VALUE_ROOM];
	const char *text = tjs_value(c->values, row, room);

	xml_fast_start(r->fast, r->v);
	if (r->aid)
		xml_fast_attribute(r->fast, "aid", c->attribute->name);
	if (text == NULL) {
		xml_fast_attribute(r->fast, "null", "true");
		text = tjs_null_code((enum value_state)c->values->states[row]);
	}
	if (*text == '\0') {
		xml_fast_empty(r->fast);
		return;
	}
	xml_fast_inside(r->fast);
	xml_fast_text(r->fast, text);
	xml_fast_end(r->fast, r->v);
}

bool gdas_row(const struct gdas_rows *r, uint32_t row)
{
	xml_fast_start(r->fast, r->row);
	xml_fast_inside(r->fast);
	tjs_keys_write(r->fast, &r->data->key, r->k, tjs_data_feature(r->data, row));
	for (size_t j = 0; j < r->n_columns; j++)
		value(r, &r->data->columns[r->columns[j]], row);
	xml_fast_end(r->fast, r->row);
	return !r->fast->gone;
}

void gdas_rows_close(const struct gdas_rows *r)
{
	xml_fast_close(r->fast);
	tjs_close(r->p);
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
	r->fast = mem_new(p->x->ctx, struct xml_fast);
	xml_fast_open(r->fast, p->w, p->out);
	return true;
}
