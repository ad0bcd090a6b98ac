#include "doctor/shape.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_digits(const char *s, size_t n)
{
	return strspn(s, "0123456789") >= n;
}

bool commune_departement(const char *s, char to[4])
{
	bool corsica = s[0] == '2' && (s[1] == 'A' || s[1] == 'B');

	if (strlen(s) != 5 || !(corsica || is_digits(s, 2)) || !is_digits(s + 2, 3))
		return false;
	size_t n = s[0] == '9' && s[1] > '6' ? 3 : 2;
	memcpy(to, s, n);
	to[n] = '\0';
	return true;
}

static bool is_departement(const char *s)
{
	size_t n = strlen(s);
	bool corsica = n == 2 && s[0] == '2' && (s[1] == 'A' || s[1] == 'B');
	return corsica || (n == 2 && is_digits(s, 2)) || (n == 3 && s[0] == '9' && is_digits(s, 3));
}

static bool is_siren(const char *s)
{
	return strlen(s) == 9 && is_digits(s, 9) && *s == '2';
}

static bool is_corsican(const char *s)
{
	return s[0] == '2' && (s[1] == 'A' || s[1] == 'B');
}

static bool named(const struct doctor_framework *f, const char *word)
{
	const char *texts[] = {f->series, f->title.fr, f->title.en};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i] != NULL && strcasestr(texts[i], word) != NULL)
			return true;
	return false;
}

/* All keys in the form of a list are not enough: counties of the United States have five digits
 * too. */
static enum doctor_codes told(const struct doctor_framework *f)
{
	bool communes = true, departements = true, sirens = true, corsica = false;
	char departement[4];

	for (size_t i = 0; i < f->n; i++) {
		if (f->keys[i] == NULL)
			continue;
		communes = communes && commune_departement(f->keys[i], departement);
		departements = departements && is_departement(f->keys[i]);
		sirens = sirens && is_siren(f->keys[i]);
		corsica = corsica || is_corsican(f->keys[i]);
	}
	if (communes && (corsica || named(f, "commune")))
		return CODES_COMMUNE;
	if (departements && (corsica || named(f, "depart") || named(f, "départ")))
		return CODES_DEPARTEMENT;
	return sirens ? CODES_EPCI : CODES_OTHER;
}

struct shape shape_of(const struct doctor_framework *f)
{
	struct shape s = {.codes = f->codes, .least = (size_t)-1, .digits = true, .upper = true};

	for (size_t i = 0; i < f->n; i++) {
		if (f->keys[i] == NULL)
			continue;
		size_t n = strlen(f->keys[i]);
		s.least = n < s.least ? n : s.least;
		s.most = n > s.most ? n : s.most;
		for (const char *c = f->keys[i]; *c != '\0'; c++) {
			s.digits = s.digits && *c >= '0' && *c <= '9';
			s.upper = s.upper && !(*c >= 'a' && *c <= 'z');
			s.spaces = s.spaces || *c == ' ';
			s.marks = s.marks || strchr("-_./", *c) != NULL;
		}
	}
	if (s.codes == CODES_TOLD)
		s.codes = told(f);
	return s;
}
