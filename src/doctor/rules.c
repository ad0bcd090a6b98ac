#include "doctor/rules.h"

#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"

static bool all_digits(const char *s)
{
	return *s != '\0' && s[strspn(s, DIGITS)] == '\0';
}

/* `s` in the room, or NULL when it is what was written or does not fit. */
static const char *changed(const char *code, const char *s, size_t n, char *room)
{
	if (n == 0 || n >= RULE_ROOM || (strlen(code) == n && memcmp(code, s, n) == 0))
		return NULL;
	memmove(room, s, n);
	room[n] = '\0';
	return room;
}

static size_t mark_at(const char *s, const char *const *marks, size_t n)
{
	/* what most bytes of codes are */
	if (*s >= '0' && *s <= '9')
		return 0;
	for (size_t i = 0; i < n; i++)
		if (strncmp(s, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

static size_t quote_at(const char *s)
{
	static const char *const marks[] = {"'",
					    "\"",
					    "`",
					    "\xe2\x80\x99",
					    "\xe2\x80\x98",
					    "\xe2\x80\x9c",
					    "\xe2\x80\x9d",
					    "\xc2\xab",
					    "\xc2\xbb",
					    "\xc2\xb4",
					    "=\""};
	return mark_at(s, marks, sizeof marks / sizeof *marks);
}

static size_t blank_at(const char *s)
{
	static const char *const marks[] = {" ",
					    "\t",
					    "\n",
					    "\r",
					    "\xc2\xa0",
					    "\xe2\x80\xaf",
					    "\xe2\x80\x89",
					    "\xe2\x80\x87",
					    "\xe2\x80\x8b",
					    "\xef\xbb\xbf",
					    "\xe2\x81\xa0"};
	return mark_at(s, marks, sizeof marks / sizeof *marks);
}

static const char *without(const char *code, size_t (*at)(const char *), char *room)
{
	char kept[RULE_ROOM];
	size_t n = 0;

	for (const char *s = code; *s != '\0' && n < sizeof kept - 1;) {
		size_t skip = at(s);
		if (skip > 0)
			s += skip;
		else
			kept[n++] = *s++;
	}
	return changed(code, kept, n, room);
}

static const char *quotes(const struct shape *shape, const char *code, char *room)
{
	(void)shape;
	return without(code, quote_at, room);
}

static const char *spaces(const struct shape *shape, const char *code, char *room)
{
	if (!shape->spaces)
		return without(code, blank_at, room);
	size_t n = strlen(code);
	while (blank_at(code) > 0) {
		n -= blank_at(code);
		code += blank_at(code);
	}
	while (n > 0 && code[n - 1] == ' ')
		n--;
	return changed("", code, n, room);
}

static const char *letters(const struct shape *shape, const char *code, char *room)
{
	size_t n = strlen(code);

	if (!shape->upper || n >= RULE_ROOM)
		return NULL;
	char upper[RULE_ROOM];
	for (size_t i = 0; i <= n; i++)
		upper[i] = code[i] >= 'a' && code[i] <= 'z' ? (char)(code[i] - 'a' + 'A') : code[i];
	return changed(code, upper, n, room);
}

static const char *decimals(const struct shape *shape, const char *code, char *room)
{
	(void)shape;
	size_t n = strspn(code, DIGITS);
	if (n == 0 || (code[n] != '.' && code[n] != ',') || code[n + 1] != '0')
		return NULL;
	/* three zeros after a comma may be thousands */
	size_t zeros = strspn(code + n + 1, "0");
	return code[n + 1 + zeros] == '\0' && zeros != 3 ? changed(code, code, n, room) : NULL;
}

/* The digits of the mantissa in `digits` and the power of ten; false when it is not such a number.
 */
static bool scientific_parts(const char *code, char digits[RULE_ROOM], size_t *n, long *power)
{
	size_t whole = strspn(code, DIGITS);
	const char *s = code + whole;

	if (whole != 1 || strlen(code) >= RULE_ROOM)
		return false;
	digits[0] = *code;
	*n = 1;
	if (*s == '.' || *s == ',') {
		size_t fraction = strspn(s + 1, DIGITS);
		memcpy(digits + 1, s + 1, fraction);
		*n += fraction;
		s += 1 + fraction;
	}
	digits[*n] = '\0';
	if (*s != 'e' && *s != 'E')
		return false;
	s += s[1] == '+' ? 2 : 1;
	if (!all_digits(s) || strlen(s) > 2)
		return false;
	*power = strtol(s, NULL, 10);
	return true;
}

bool scientific_lost(const char *code)
{
	char digits[RULE_ROOM];
	size_t n;
	long power;
	return scientific_parts(code, digits, &n, &power) && n < (size_t)power + 1;
}

static const char *scientific(const struct shape *shape, const char *code, char *room)
{
	char digits[RULE_ROOM];
	size_t n;
	long power;

	(void)shape;
	if (!scientific_parts(code, digits, &n, &power) || n < (size_t)power + 1)
		return NULL;
	size_t whole = (size_t)power + 1;
	if (strspn(digits + whole, "0") < n - whole)
		return NULL;
	return changed(code, digits, whole, room);
}

static const char *thousands(const struct shape *shape, const char *code, char *room)
{
	(void)shape;
	size_t n = strspn(code, DIGITS), k = 0;
	char plain[RULE_ROOM], mark = code[n];

	if (n < 1 || n > 3 || *code == '0' || (mark != '.' && mark != ',') ||
	    strlen(code) >= RULE_ROOM)
		return NULL;
	memcpy(plain, code, k = n);
	for (const char *s = code + n; *s != '\0'; s += 4) {
		if (*s != mark || strspn(s + 1, DIGITS) < 3 || (s[4] != '\0' && s[4] != mark))
			return NULL;
		memcpy(plain + k, s + 1, 3);
		k += 3;
	}
	return changed(code, plain, k, room);
}

static const char *letter_o(const struct shape *shape, const char *code, char *room)
{
	char plain[RULE_ROOM];
	size_t n = strlen(code), others = 0;

	if (n >= RULE_ROOM || (!shape->digits && shape->codes == CODES_OTHER))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		plain[i] = code[i] == 'O' ? '0' : code[i];
		others += plain[i] < '0' || plain[i] > '9';
	}
	return others <= 1 ? changed(code, plain, n, room) : NULL;
}

static const char *marks(const struct shape *shape, const char *code, char *room)
{
	char plain[RULE_ROOM];
	size_t n = 0;

	if (shape->marks || shape->least != shape->most || strlen(code) >= RULE_ROOM)
		return NULL;
	for (const char *s = code; *s != '\0'; s++)
		if (strchr("-_./", *s) == NULL)
			plain[n++] = *s;
	return n == shape->most ? changed(code, plain, n, room) : NULL;
}

static const char *prefix(const struct shape *shape, const char *code, char *room)
{
	bool french = shape->codes == CODES_COMMUNE || shape->codes == CODES_DEPARTEMENT;

	if (!french || strncmp(code, "FR", 2) != 0)
		return NULL;
	code += 2;
	if (*code != '\0' && strchr("-_.:", *code) != NULL)
		code++;
	else if (shape->codes != CODES_COMMUNE || strlen(code) != 5)
		return NULL;
	return changed("", code, strlen(code), room);
}

static const char *leading_zero(const struct shape *shape, const char *code, char *room)
{
	size_t n = strlen(code);

	if (!all_digits(code) || *code == '0' || n >= shape->least || shape->least >= RULE_ROOM)
		return NULL;
	char padded[RULE_ROOM];
	memset(padded, '0', shape->least - n);
	memcpy(padded + shape->least - n, code, n);
	return changed(code, padded, shape->least, room);
}

static const char *extra_zeros(const struct shape *shape, const char *code, char *room)
{
	/* only overseas départements have three characters, and none begins with a zero */
	size_t most = shape->codes == CODES_DEPARTEMENT ? shape->least : shape->most;
	const char *s = code;

	while (*s == '0' && strlen(s) > most)
		s++;
	return changed(code, s, strlen(s), room);
}

static const char *corsica(const struct shape *shape, const char *code, char letter, char *room)
{
	if (shape->codes != CODES_COMMUNE || strlen(code) != 5 || !all_digits(code) ||
	    strncmp(code, "20", 2) != 0)
		return NULL;
	char key[] = {'2', letter, code[2], code[3], code[4], '\0'};
	return changed(code, key, 5, room);
}

static const char *corsica_a(const struct shape *shape, const char *code, char *room)
{
	return corsica(shape, code, 'A', room);
}

static const char *corsica_b(const struct shape *shape, const char *code, char *room)
{
	return corsica(shape, code, 'B', room);
}

/* The digits that may stand between département and commune. */
static const char *directions(const char *code)
{
	static const struct {
		const char *departement, *digits;
	} exceptions[] = {
	    {"13", "012"}, {"59", "012"}, {"92", "012"}, {"75", "045678"}, {"97", "12346"},
	};

	for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
		if (strncmp(code, exceptions[i].departement, 2) == 0)
			return exceptions[i].digits;
	return "0";
}

static const char *cadastre(const struct shape *shape, const char *code, char *room)
{
	char departement[4];

	if (shape->codes != CODES_COMMUNE || strlen(code) != 6 ||
	    strchr(directions(code), code[2]) == NULL)
		return NULL;
	char key[] = {code[0], code[1], code[3], code[4], code[5], '\0'};
	if (!commune_departement(key, departement) || (departement[2] != '\0' && key[2] != code[2]))
		return NULL;
	return changed(code, key, 5, room);
}

static const char *mayotte(const struct shape *shape, const char *code, char *room)
{
	if (shape->codes != CODES_COMMUNE || strlen(code) != 5 || !all_digits(code) ||
	    strncmp(code, "985", 3) != 0)
		return NULL;
	char key[] = {'9', '7', '6', code[3], code[4], '\0'};
	return changed(code, key, 5, room);
}

static const char *siret(const struct shape *shape, const char *code, char *room)
{
	if (shape->codes != CODES_EPCI || strlen(code) != 14 || !all_digits(code))
		return NULL;
	return changed(code, code, 9, room);
}

/* clang-format off */
static const struct rule_entry entries[RULES] = {
	[RULE_QUOTES] = { "quotes", { "guillemets ou apostrophe ôtés", "quotes or apostrophe taken off" }, quotes },
	[RULE_SPACES] = { "spaces", { "espaces ôtées", "spaces taken out" }, spaces },
	[RULE_CASE] = { "case", { "lettres mises en capitales", "letters set in capitals" }, letters },
	[RULE_DECIMALS] = { "decimals", { "décimales nulles ôtées (1001.0)", "zero decimals taken off (1001.0)" }, decimals },
	[RULE_SCIENTIFIC] = { "scientific", { "notation scientifique développée", "scientific notation written out" }, scientific },
	[RULE_THOUSANDS] = { "thousands", { "séparateur de milliers ôté", "thousands separator taken out" }, thousands },
	[RULE_LETTER_O] = { "letter-o", { "lettre O lue comme le chiffre zéro", "letter O read as the digit zero" }, letter_o },
	[RULE_MARKS] = { "marks", { "ponctuation ôtée du code (01-001)", "punctuation taken out of the code (01-001)" }, marks },
	[RULE_PREFIX] = { "prefix", { "préfixe du pays ôté (FR_)", "country prefix taken off (FR_)" }, prefix },
	[RULE_LEADING_ZERO] = { "leading-zero", { "zéro initial rétabli", "leading zero restored" }, leading_zero },
	[RULE_EXTRA_ZEROS] = { "extra-zeros", { "zéros initiaux en trop ôtés", "surplus leading zeros taken off" }, extra_zeros },
	[RULE_CORSICA_A] = { "corsica-2a", { "code 20xxx d'avant 1976 lu 2Axxx", "code 20xxx of before 1976 read as 2Axxx" }, corsica_a },
	[RULE_CORSICA_B] = { "corsica-2b", { "code 20xxx d'avant 1976 lu 2Bxxx", "code 20xxx of before 1976 read as 2Bxxx" }, corsica_b },
	[RULE_CADASTRE] = { "cadastre", { "code cadastral à six caractères (département, direction, commune)", "cadastral code of six characters (département, direction, commune)" }, cadastre },
	[RULE_MAYOTTE] = { "mayotte", { "code 985xx de Mayotte d'avant 2011 lu 976xx", "code 985xx of Mayotte of before 2011 read as 976xx" }, mayotte },
	[RULE_SIRET] = { "siret", { "SIREN pris dans le SIRET", "SIREN taken from the SIRET" }, siret },
	[RULE_ALIAS] = { "alias", { "code équivalent d'une autre nomenclature", "equivalent code of another list" }, NULL },
	[RULE_PARTS] = { "parts", { "code composé de deux colonnes", "code made of two columns" }, NULL },
	[RULE_NAME] = { "name", { "nom du territoire", "name of the territory" }, NULL },
	[RULE_NAME_IN_PARENT] = { "name-in-parent", { "nom, départagé par le territoire parent", "name, settled by the parent territory" }, NULL },
	[RULE_RENAMED] = { "renamed", { "code du même territoire en une autre année", "code of the same territory in another year" }, NULL },
	[RULE_SUCCESSOR] = { "successor", { "territoire fusionné, compté dans son successeur (demandé)", "merged territory counted in its successor (asked for)" }, NULL },
	[RULE_ARRONDISSEMENT] = { "arrondissement", { "arrondissement municipal compté dans sa commune (demandé)", "municipal arrondissement counted in its commune (asked for)" }, NULL },
};
/* clang-format on */

const struct rule_entry *rule_entry(enum rule rule)
{
	return &entries[rule];
}
