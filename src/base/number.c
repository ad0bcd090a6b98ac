#include "base/number.h"

#include <math.h>
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

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the first of eight digits is the lowest byte: this needs a little-endian machine"
#endif

#define ZEROS 0x3030303030303030U

/* The eight digits of a number below 10^8, a byte each, the first one lowest: halves of four digits, then of two, then
   digits, each step for all of them at once. */
static inline uint64_t eight_digits(uint32_t value)
{
	uint64_t x = value / 10000 | (uint64_t)(value % 10000) << 32;
	uint64_t hundreds = (x * 10486 >> 20) & 0x0000007f0000007fU;

	x = hundreds | (x - 100 * hundreds) << 16;
	uint64_t tens = (x * 103 >> 10) & 0x000f000f000f000fU;
	return tens | (x - 10 * tens) << 8;
}

/* Writes eight bytes, whatever the number. */
static char *put_long(char *to, uint64_t value)
{
	uint64_t digits;

	if (value >= powers[8]) {
		to = put_long(to, value / powers[8]);
		digits = eight_digits((uint32_t)(value % powers[8])) | ZEROS;
		memcpy(to, &digits, sizeof digits);
		return to + sizeof digits;
	}
	digits = eight_digits((uint32_t)value);
	int leading = __builtin_ctzll(digits) / 8;
	digits = (digits | ZEROS) >> 8 * leading;
	memcpy(to, &digits, sizeof digits);
	return to + sizeof digits - leading;
}

/* Most are short: degrees are. */
static inline char *put_whole(char *to, uint64_t value)
{
	if (value < 10) {
		*to = (char)('0' + value);
		return to + 1;
	}
	if (value >= 100)
		return put_long(to, value);
	memcpy(to, pairs + 2 * value, 2);
	return to + 2;
}

/* So many decimals, and what follows from that. */
struct fixed {
	int decimals;                 /* at most NUMBER_DECIMALS */
	uint64_t power, fill;         /* 10^decimals; what makes eight digits of that many, where it is not more */
	double scale;                 /* as power */
};

static uint64_t fill_of(int decimals)
{
	return decimals <= 8 ? powers[8 - decimals] : 0;
}

static struct fixed fixed(int decimals)
{
	uint64_t power = powers[decimals];

	return (struct fixed){ decimals, power, fill_of(decimals), (double)power };
}

/* part / 10^decimals, which is neither 0 nor 1, without final zeros. */
static inline char *put_part(char *to, uint64_t part, int decimals, uint64_t fill)
{
	*to++ = '.';
	if (fill > 0) {
		/* what fills up to eight is zeros, which go again */
		uint64_t digits = eight_digits((uint32_t)(part * fill)), text = digits | ZEROS;
		memcpy(to, &text, sizeof text);
		return to + sizeof text - __builtin_clzll(digits) / 8;
	}
	put_digits(to, part, decimals);
	to += decimals;
	while (to[-1] == '0')
		to--;
	return to;
}

/* value / 10^decimals; `value` has less than 19 digits, decimals are at most 20. */
static size_t put_scaled(char *to, bool negative, uint64_t value, int decimals)
{
	uint64_t power = decimals < POWERS ? powers[decimals] : UINT64_MAX;
	uint64_t whole = value / power, part = value % power;
	char *p = to;

	if (negative && value > 0)
		*p++ = '-';
	p = put_whole(p, whole);
	if (part != 0)
		p = put_part(p, part, decimals, fill_of(decimals));
	return (size_t)(p - to);
}

static inline char *put_fixed(char *to, double value, struct fixed as)
{
	double size = fabs(value), scaled = size * as.scale;
	char *p = to;

	if (!(scaled < 9e15))
		return to + number_double(to, isfinite(value) ? value : 0);
	/* what put_scaled does, without a division */
	uint64_t all = (uint64_t)(int64_t)(scaled + 0.5), whole = (uint64_t)(int64_t)size, part = all - whole * as.power;
	if (part >= as.power) {
		part -= as.power;
		whole++;
	}
	if (value < 0 && all > 0)
		*p++ = '-';
	p = put_whole(p, whole);
	return part != 0 ? put_part(p, part, as.decimals, as.fill) : p;
}

size_t number_fixed(char to[NUMBER_MOST], double value, int decimals)
{
	return (size_t)(put_fixed(to, value, fixed(decimals)) - to);
}

/* `how` and `as` are copies: what is written may be anything but these. */
static inline char *put_point(char *to, const unsigned char *point, struct number_points how, struct fixed as)
{
	double x, y, z;

	*to = '[';
	to += how.brackets;
	memcpy(&x, point + how.first, sizeof x);
	memcpy(&y, point + how.second, sizeof y);
	to = put_fixed(to, x, as);
	*to++ = how.between;
	to = put_fixed(to, y, as);
	if (how.third != 0) {
		memcpy(&z, point + how.third, sizeof z);
		*to++ = how.between;
		to = put_fixed(to, z, as);
	}
	*to = ']';
	to += how.brackets;
	*to++ = how.after;
	return to;
}

void number_points(struct pen *to, const unsigned char *points, ptrdiff_t step, size_t n,
                   const struct number_points *how)
{
	enum { AT_ONCE = 32, POINT_MOST = 3 * NUMBER_MOST + 5 };
	const struct fixed as = fixed(how->decimals);

	while (n > 0) {
		char *at = pen_room(to, AT_ONCE * POINT_MOST);
		size_t some = n < AT_ONCE ? n : AT_ONCE;
		for (size_t i = 0; i < some; i++, points += step)
			at = put_point(at, points, *how, as);
		n -= some;
		/* nothing comes after the last */
		to->used = (size_t)(at - to->text) - (n == 0);
	}
}

size_t number_int(char to[NUMBER_MOST], int64_t value)
{
	bool n = value < 0;

	*to = '-';
	char *end = put_whole(to + n, value < 0 ? -(uint64_t)value : (uint64_t)value);
	*end = '\0';
	return (size_t)(end - to);
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

/* Most numbers of tables have few decimals: a whole number over 10^4 that is this double is of less than 15 digits, and
   so its shortest text. */
static bool put_short(size_t *n, char *to, double value, double size)
{
	double units = (double)(int64_t)(size * 1e4 + 0.5);

	if (units / 1e4 != size)
		return false;
	uint64_t all = (uint64_t)(int64_t)units, whole = all / 10000, part = all % 10000;
	char *p = to;

	*p = '-';
	p = put_whole(p + (value < 0), whole);
	p = part != 0 ? put_part(p, part, 4, 10000) : p;
	*p = '\0';
	*n = (size_t)(p - to);
	return true;
}

size_t number_double(char to[NUMBER_MOST], double value)
{
	double size = fabs(value);
	size_t n = 0;

	if (size >= 1e-4 && size < 1e10 && put_short(&n, to, value, size))
		return n;
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
