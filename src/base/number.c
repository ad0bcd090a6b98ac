#include "base/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POWERS = 19 };

static const uint64_t powers[POWERS] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
	1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
	1000000000000000000,
};

static const char pairs[] =
	"0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
	"5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/* The last `n` digits of `value`, to[0] to to[n - 1]. */
static void put_last(char *to, uint32_t value, int n)
{
	for (; n > 1; value /= 100)
		memcpy(to + (n -= 2), pairs + (size_t)2 * (value % 100), 2);
	if (n == 1)
		*to = (char)('0' + value % 10);
}

static void put_digits(char *to, uint64_t value, int n)
{
	for (; n > 8; value /= powers[8])
		put_last(to + (n -= 8), (uint32_t)(value % powers[8]), 8);
	put_last(to, (uint32_t)value, n);
}

static int count_digits(uint64_t value)
{
	int n = 1;

	while (n < POWERS && value >= powers[n])
		n++;
	return n;
}

static size_t put_whole(char *to, uint64_t value)
{
	int n = count_digits(value);

	put_digits(to, value, n);
	return (size_t)n;
}

/* value / 10^decimals, without final zeros; `value` has less than 19 digits, decimals are at most 20. */
static size_t put_scaled(char *to, bool negative, uint64_t value, int decimals)
{
	uint64_t power = decimals < POWERS ? powers[decimals] : UINT64_MAX;
	uint64_t whole = value / power, part = value % power;
	char *p = to;

	if (negative && value > 0)
		*p++ = '-';
	p += put_whole(p, whole);
	if (part == 0)
		return (size_t)(p - to);
	*p++ = '.';
	put_digits(p, part, decimals);
	p += decimals;
	while (p[-1] == '0')
		p--;
	return (size_t)(p - to);
}

size_t number_fixed(char to[NUMBER_MOST], double value, int decimals)
{
	double scaled = fabs(value) * (double)powers[decimals];

	if (scaled < 9e15)
		return put_scaled(to, value < 0, (uint64_t)(scaled + 0.5), decimals);
	if (!isfinite(value))
		value = 0;
	return number_double(to, value);
}

size_t number_int(char to[NUMBER_MOST], int64_t value)
{
	size_t n = value < 0;

	*to = '-';
	n += put_whole(to + n, value < 0 ? -(uint64_t)value : (uint64_t)value);
	to[n] = '\0';
	return n;
}

/* A number times a power of ten that makes 17 digits of it: `whole` + `rest`, which is exact. */
struct seventeen {
	int64_t whole;
	double rest;                  /* 0 to 1 */
	double reach;                 /* what lies nearer than this reads back as the same double */
};

/* to the nearest, a half to the even one. */
static int64_t rounded(const struct seventeen *a, int64_t unit)
{
	int64_t least = a->whole / unit;
	double over = (double)(a->whole % unit) + a->rest, half = (double)unit / 2;

	if (over > half || (over == half && least % 2 != 0))
		least++;
	return least;
}

static bool reads_back(const struct seventeen *a, int64_t value)
{
	return fabs((double)(value - a->whole) - a->rest) < a->reach;
}

/* `size` is 1e-4 to 1e15. Of 15 digits there is at most one decimal for a double, of 17 at least one. */
static size_t put_double(char *to, bool negative, double size)
{
	int exponent = -4;

	for (double least = 1e-3; exponent < 14 && size >= least; least *= 10)
		exponent++;
	/* powers up to 1e22 are doubles: this is exact */
	double power = 1;
	for (int i = 16 - exponent; i > 0; i--)
		power *= 10;
	double whole = size * power, below = size - nextafter(size, 0), rest = fma(size, power, -whole);
	struct seventeen a = { (int64_t)whole + (int64_t)floor(rest), rest - floor(rest), below / 2 * power };
	int64_t unit = 100, value;
	int decimals = 14 - exponent;

	while (value = rounded(&a, unit), unit > 1 && !reads_back(&a, value * unit)) {
		unit /= 10;
		decimals++;
	}
	return put_scaled(to, negative, (uint64_t)value, decimals);
}

size_t number_double(char to[NUMBER_MOST], double value)
{
	double size = fabs(value);
	size_t n = 0;

	if (size >= 1e-4 && size < 1e15) {
		n = put_double(to, value < 0, size);
		to[n] = '\0';
		return n;
	}
	if (value == 0 && !signbit(value))
		return number_int(to, 0);
	for (int digits = 15; digits <= 17; digits++) {
		n = (size_t)snprintf(to, NUMBER_MOST, "%.*g", digits, value);
		if (strtod(to, NULL) == value)
			break;
	}
	return n;
}
