/* Cells of CSV (RFC 4180) being written. */
#ifndef JT_BASE_CSV_H
#define JT_BASE_CSV_H

#include "base/out.h"

/* Whether a spreadsheet would run it: it begins with = + - @, a tab or a carriage return, and is no number. */
bool csv_is_formula(const char *text);

/* A cell, in quotes where it needs them; one that a spreadsheet would run gets an apostrophe in front. */
void csv_cell(struct out *out, char separator, const char *text);

/* The same without a look at what it begins with: for what we wrote ourselves, as numbers and WKT. */
void csv_plain(struct out *out, char separator, const char *text);

#endif
