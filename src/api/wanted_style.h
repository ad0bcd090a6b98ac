/* The fields of a form that say how a join is drawn. */
#ifndef JT_API_WANTED_STYLE_H
#define JT_API_WANTED_STYLE_H

#include "api/form.h"
#include "joining/order.h"

/* Sets them in the order where the form has them; its attributes are read before. */
bool wanted_style(struct order *o, const struct posted *f, struct err *err);

#endif
