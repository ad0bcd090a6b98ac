#include "table/infer.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* What some writers put where there is no number. */
static const struct {
	const char *text;
	enum value_state state;
} markers[] = {
	{ "", VALUE_MISSING }, { "-", VALUE_MISSING }, { "–", VALUE_MISSING }, { "—", VALUE_MISSING },
	{ "n.d.", VALUE_MISSING }, { "nd", VALUE_MISSING }, { "n.d", VALUE_MISSING },
	{ "n/a", VALUE_MISSING }, { "na", VALUE_MISSING }, { "#n/a", VALUE_MISSING },
	{ "null", VALUE_MISSING }, { "nan", VALUE_MISSING }, { "..", VALUE_MISSING },
	{ "...", VALUE_MISSING }, { "…", VALUE_MISSING }, { ":", VALUE_MISSING },
	{ "n.c.", VALUE_MISSING }, { "nr", VALUE_MISSING }, { "n.r.", VALUE_MISSING },
	{ "s", VALUE_SECRET }, { "c", VALUE_SECRET }, { "secret", VALUE_SECRET }, { "ss", VALUE_SECRET },
	{ "///", VALUE_NOT_APPLICABLE }, { "so", VALUE_NOT_APPLICABLE }, { "s.o.", VALUE_NOT_APPLICABLE },
	{ "sans objet", VALUE_NOT_APPLICABLE },
};

bool value_marker(const char *s, enum value_state *state)
{
	if (*s >= '0' && *s <= '9')
		return false;
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
		if (strcasecmp(markers[i].text, s) == 0) {
			*state = markers[i].state;
			return true;
		}
	}
	return false;
}

/* The bytes of a space that groups thousands, or 0: U+0020, U+00A0, U+202F, U+2009. */
static size_t space_at(const char *s)
{
	static const char *const spaces[] = { "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89" };

	if ((unsigned char)*s < 0x80)
		return *s == ' ';
	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
		if (strncmp(s, spaces[i], strlen(spaces[i])) == 0)
			return strlen(spaces[i]);
	return 0;
}

static bool three_digits(const char *s)
{
	return strspn(s, "0123456789") >= 3;
}

/* Digits, and perhaps a point and more digits: fifteen at most are exact in a double, and so is their quotient
   by a power of ten up to 10^22 rounded right (W. D. Clinger, 1990). Most cells are of this kind. */
static bool short_number(const char *s, char point, double *value, bool *whole)
{
	static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13,
	                                 1e14, 1e15 };
	bool negative = *s == '-';
	const char *begin = s + negative, *at = begin, *after = NULL;
	int64_t digits = 0;

	for (; at - begin < 16; at++) {
		if (*at >= '0' && *at <= '9')
			digits = digits * 10 + (*at - '0');
		else if (*at == point && after == NULL && at > begin)
			after = at + 1;
		else
			break;
	}
	if (*at != '\0' || at == begin || at == after || at - begin - (after != NULL) > 15)
		return false;
	double number = (double)digits / powers[after != NULL ? at - after : 0];
	*value = negative ? -number : number;
	*whole = after == NULL;
	return true;
}

bool number_parse(const char *s, bool decimal_comma, double *value, bool *whole)
{
	char plain[64];
	size_t n = 0;
	bool fraction = false;
	char point = decimal_comma ? ',' : '.';

	if (short_number(s, point, value, whole))
		return true;
	while (space_at(s) > 0)
		s += space_at(s);
	while (*s != '\0' && n < sizeof plain - 1) {
		size_t space = space_at(s);
		if (space > 0 && n > 0 && !fraction && three_digits(s + space)) {
			s += space;
		} else if (*s == point && !fraction) {
			fraction = true;
			plain[n++] = '.';
			s++;
		} else if (!decimal_comma && *s == ',' && !fraction && n > 0 && three_digits(s + 1)) {
			s++;
		} else if (strchr("0123456789+-eE", *s) != NULL) {
			fraction = fraction || *s == 'e' || *s == 'E';
			plain[n++] = *s++;
		} else {
			break;
		}
	}
	while (space_at(s) > 0)
		s += space_at(s);
	plain[n] = '\0';
	if (*s == '%' && s[1] == '\0')
		s++;
	if (*s != '\0' || strpbrk(plain, "0123456789") == NULL || !text_double(plain, value))
		return false;
	*whole = !fraction && fabs(*value) < 9007199254740992.0;
	return true;
}

static bool is_code(const char *s)
{
	while (space_at(s) > 0)
		s += space_at(s);
	return s[0] == '0' && s[1] >= '0' && s[1] <= '9';
}

enum writing { WRITING_PLAIN, WRITING_COMMA, WRITINGS };

/* Whether all values are numbers in one writing; `whole` when all of them are integers. */
static bool all_numbers(const struct table_column *c, size_t n_rows, enum writing writing,
                        bool *whole)
{
	bool any = false;
	enum value_state state;

	*whole = true;
	for (size_t i = 0; i < n_rows; i++) {
		const char *s = c->text.pool + c->text.offsets[i];
		double value;
		bool integer;
		if ((c->states != NULL && c->states[i] != VALUE_PRESENT) || value_marker(s, &state))
			continue;
		if (is_code(s) || !number_parse(s, writing == WRITING_COMMA, &value, &integer))
			return false;
		any = true;
		*whole = *whole && integer;
	}
	return any;
}

static bool is_plain(const char *s)
{
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

static void turn(struct table_column *c, size_t n_rows, enum writing writing, bool whole)
{
	char *pool = c->text.pool;
	uint32_t *offsets = c->text.offsets;
	void *owner = talloc_parent(offsets);
	int64_t *integers = whole ? mem_array(owner, int64_t, n_rows) : NULL;
	double *reals = whole ? NULL : mem_array(owner, double, n_rows);
	bool all_whole = true, all_plain = true;

	for (size_t i = 0; i < n_rows; i++) {
		const char *s = pool + offsets[i];
		enum value_state state = VALUE_PRESENT;
		double value = 0;
		bool integer;
		if (c->states[i] == VALUE_PRESENT && value_marker(s, &state))
			c->states[i] = (uint8_t)state;
		if (c->states[i] != VALUE_PRESENT)
			continue;
		size_t n = strlen(s);
		if (n > 0 && s[n - 1] == '%')
			c->unit = "%";
		number_parse(s, writing == WRITING_COMMA, &value, &integer);
		all_whole = all_whole && value == floor(value);
		all_plain = all_plain && is_plain(s);
		if (whole)
			integers[i] = (int64_t)value;
		else
			reals[i] = value;
	}
	if (all_whole && !all_plain) {
		c->written.pool = pool;
		c->written.offsets = offsets;
	} else {
		talloc_free(pool);
		talloc_free(offsets);
	}
	c->type = whole ? CELL_INTEGER : CELL_REAL;
	if (whole)
		c->integers = integers;
	else
		c->reals = reals;
}

void column_infer(struct table_column *c, size_t n_rows)
{
	/* "1,234" alone is ambiguous: read as French where the comma never groups thousands elsewhere */
	static const enum writing order[] = { WRITING_COMMA, WRITING_PLAIN };
	bool whole;

	for (size_t w = 0; w < WRITINGS; w++) {
		if (all_numbers(c, n_rows, order[w], &whole)) {
			turn(c, n_rows, order[w], whole);
			return;
		}
	}
}
