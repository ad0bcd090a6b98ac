/* Numbers as decimal text, without printf and without memory of their own: the writers of features spend most of
   their time here. Nothing is terminated but where it says so. */
#ifndef JT_BASE_NUMBER_H
#define JT_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pen.h"

enum {
	NUMBER_MOST = 40,             /* room for any number, with its end */
	NUMBER_DECIMALS = 15,         /* that number_fixed takes */
};

/* Rounded to that many decimals, half away from zero, final zeros left out ("12.5", "-3", never "-0"). What is too
   large for that (9e15 units of the last decimal) comes as number_double has it, what is not finite as "0".
   Returns how many bytes. */
size_t number_fixed(char to[NUMBER_MOST], double value, int decimals);

/* How points are written: where in the bytes of one its numbers (doubles) lie, and what stands around them. */
struct number_points {
	int decimals;
	size_t first, second, third;  /* third 0: points have two numbers */
	bool brackets;
	char between, after;          /* of numbers; of points */
};

/* Adds n points that lie `step` bytes apart, numbers as number_fixed has them. */
void number_points(struct pen *to, const unsigned char *points, ptrdiff_t step, size_t n,
                   const struct number_points *how);

/* The shortest decimal text that reads back as `value` ("0.1", "1e+21"), NUL-terminated. */
size_t number_double(char to[NUMBER_MOST], double value);

/* NUL-terminated. */
size_t number_int(char to[NUMBER_MOST], int64_t value);

#endif
