#include "thematic/number.h"

#include <string.h>

#include "base/text.h"

static const char *const separators[] = { [LANG_FR] = "\u202f", [LANG_EN] = "," };
static const char *const points[] = { [LANG_FR] = ",", [LANG_EN] = "." };

static char *add(char *text, const char *piece, size_t n)
{
	return (char *)mem_check(talloc_strndup_append_buffer(text, piece, n));
}

/* Digits in threes from the right. */
static char *add_grouped(char *text, const char *digits, size_t n, enum lang lang)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			text = add(text, separators[lang], strlen(separators[lang]));
		text = add(text, digits + i, 1);
	}
	return text;
}

static char *add_power(char *text, const char *exponent)
{
	static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };

	text = add(text, " × 10", strlen(" × 10"));
	if (*exponent == '-')
		text = add(text, "⁻", strlen("⁻"));
	exponent += *exponent == '-' || *exponent == '+';
	exponent += strspn(exponent, "0");
	for (; *exponent != '\0'; exponent++)
		text = add(text, raised[*exponent - '0'], strlen(raised[*exponent - '0']));
	return text;
}

int number_decimals(double value)
{
	char *plain = text_from_double(NULL, value);
	const char *point = strchr(plain, '.');
	int n = point != NULL ? (int)strspn(point + 1, "0123456789") : 0;

	talloc_free(plain);
	return n;
}

char *number_text(const void *ctx, double value, int decimals, enum lang lang)
{
	char *plain = text_from_double(ctx, value), *p = plain;
	char *text = mem_strdup(ctx, *p == '-' && value != 0 ? "−" : "");

	p += *p == '-';
	size_t whole = strspn(p, "0123456789");
	text = add_grouped(text, p, whole, lang);
	p += whole;
	int there = *p == '.' ? (int)strspn(p + 1, "0123456789") : 0;
	bool pad = value != 0 && p[there + (there > 0)] == '\0';
	if (there > 0 || (pad && decimals > 0))
		text = add(text, points[lang], 1);
	text = add(text, p + (there > 0), (size_t)there);
	for (int i = there; pad && i < decimals; i++)
		text = add(text, "0", 1);
	p += there > 0 ? there + 1 : 0;
	if (*p == 'e')
		text = add_power(text, p + 1);
	talloc_free(plain);
	return text;
}

struct text number_words(const void *ctx, double value, int decimals)
{
	return (struct text){ number_text(ctx, value, decimals, LANG_FR),
		              number_text(ctx, value, decimals, LANG_EN) };
}

struct text words_join(const void *ctx, const struct text *parts, size_t n)
{
	char *fr = mem_strdup(ctx, ""), *en = mem_strdup(ctx, "");

	for (size_t i = 0; i < n; i++) {
		const char *a = text_in(parts[i], LANG_FR), *b = text_in(parts[i], LANG_EN);
		fr = add(fr, a, strlen(a));
		en = add(en, b, strlen(b));
	}
	return (struct text){ fr, en };
}
