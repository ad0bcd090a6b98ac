#include "tjs/titles.h"

#include "catalogue/naming.h"
#include "geometry/mapped.h"

bool tjs_titles(const struct table_column **titles, const struct exchange *x, const struct framework *f, struct err *err)
{
	const struct column *c = naming_column(f->layer);

	*titles = NULL;
	if (c == NULL)
		return true;
	const struct columns_file *own = mapped_attributes(x->mapped, x->ctx, f->layer, err);
	if (own == NULL)
		return false;
	*titles = &own->table->columns[c - f->layer->columns];
	return true;
}
