/* Numbers and pairs of texts as French and English write them. */
#ifndef JT_THEMATIC_NUMBER_H
#define JT_THEMATIC_NUMBER_H

#include "base/lang.h"
#include "base/mem.h"

/* "1 234,5" with narrow no-break spaces | "1,234.5"; the minus is U+2212, very large and very small ones are
   "1,5 × 10¹⁸". As many digits as the value has, and at least `decimals` where it is neither 0 nor one of
   these. */
char *number_text(const void *ctx, double value, int decimals, enum lang lang);
struct text number_words(const void *ctx, double value, int decimals);

/* How many decimals a value has as number_text writes it with 0. */
int number_decimals(double value);

/* The parts, one after the other, in each language. */
struct text words_join(const void *ctx, const struct text *parts, size_t n);

#endif
