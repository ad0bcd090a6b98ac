/* The words that an order's JSON has for values of enums: written and read by the same tables. */
#ifndef JT_JOINING_ORDER_NAMES_H
#define JT_JOINING_ORDER_NAMES_H

#include "joining/order.h"

#define ORDER_ACTS 6

extern const char *const order_acts[ORDER_ACTS];         /* enum order_act: "join", "dataset", "look" ... */
extern const char *const order_visibilities[2];          /* enum join_visibility: "listed", "private" */
extern const char *const order_scalings[2];              /* enum thematic_scaling: "area", "flannery" */

#endif
