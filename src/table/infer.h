/* What a column of text is: numbers in French or English writing, or text. A code stays text: a leading
   zero or a letter anywhere makes the whole column text (data.md: keys are text, always). */
#ifndef JT_TABLE_INFER_H
#define JT_TABLE_INFER_H

#include <stdbool.h>

#include "table/table.h"

/* Turns a text column of `n_rows` into integers or reals where every value that is present is a number,
   all written one way: "1234", "1 234,5" (space, U+00A0, U+202F), "1,234.5", "-3.2e5", "12,5 %". Marks
   what stands for no value: "", "n.d.", "-", "..", "NULL", "N/A" missing; "s", "c" secret; "///", "so" not
   applicable (in text columns only the empty cell is missing). The text is freed when it was turned, unless it is to be kept
   (written, in table.h). */
void column_infer(struct table_column *c, size_t n_rows);

/* What a text means that stands where there is no value ("n.d.", "s", "///"); false when it is none of these. */
bool value_marker(const char *s, enum value_state *state);

/* One number in either writing; false when it is none. */
bool number_parse(const char *s, bool decimal_comma, double *value, bool *whole);

#endif
