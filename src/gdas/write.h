/* A GDAS document as it is written: what all its rows have in common, then the rows one by one. */
#ifndef JT_GDAS_WRITE_H
#define JT_GDAS_WRITE_H

#include "base/xml_fast.h"
#include "gdas/blocks.h"

/* The type by which the standard names GDAS (12.3.2); the INFO_FORMAT of WMS (6.3), too. */
extern const char gdas_type[];

struct gdas_rows {
	const struct tjs_page *p;
	const struct tjs_data *data;
	const size_t *columns; size_t n_columns;      /* of the data, in this order */
	bool aid;                                     /* each value names its column */
	const char *row, *k, *v;                      /* names of the elements */
	struct xml_fast *fast;                        /* what they are written by */
};

/* Begins the document, up to its rows: one at least is to follow, then gdas_rows_close. `columns` are borrowed; `sheet`
   as in tjs_open. */
bool gdas_rows_open(struct gdas_rows *r, const struct tjs_page *p, const struct tjs_data *d, const size_t *columns,
                    size_t n_columns, bool aid, const char *sheet, struct err *err);
/* false: the client has gone. */
bool gdas_row(const struct gdas_rows *r, uint32_t row);
/* The end of the document. */
void gdas_rows_close(const struct gdas_rows *r);

#endif
