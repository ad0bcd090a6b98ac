/* A joined layer for the tests of drawing: eight squares in a row, one degree each, from 0,45 to 8,46, and a table of
   what is known of them. */
#ifndef JT_TESTS_MAP_JOINED_H
#define JT_TESTS_MAP_JOINED_H

#include "tests/map/fixture.h"

#include "thematic/thematic.h"

#define JOINED_SQUARES 8

/* Columns of the layer "statistics":
   square        1      2      3      4      5        6       7              8
   rate  (%)     5      15     25     35     no data  secret  not applicable 20
   people        100    400    900    1600   no data  secret  2500           0
   kind          wood   field  wood   town   no data  secret  not applicable field
   rate_2016     1      2      3      4      no data  6       7              8
   rate_2017     11     12     13     14     15       16      17             18
   rate is a measure, people a count, kind a name, rate_2016 and rate_2017 one series. Its base "squares" has the key
   "code" ("S1" ...) and the names "nom" ("Carré 1" ...). Styles: "default" (the rate), and one for each column. */
struct fixture *joined_new(void);
/* The same over points in the middle of the squares, or lines through them from west to east. */
struct fixture *joined_over(enum geometry_kind kind);

/* The layer, to change it. */
struct layer *joined_layer_of(struct fixture *f);
const struct thematic *joined_style(struct fixture *f, const char *name);

#endif
