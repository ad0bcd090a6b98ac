#include "doctor/fold.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* clang-format off */
/* U+00C0 to U+017F without accents, two bytes each at most. A space where it is no letter. */
static const char latin[][3] = {
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "o", " ", "o", "u", "u", "u", "u", "y", "th", "ss",
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "o", " ", "o", "u", "u", "u", "u", "y", "th", "y",
	"a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",
	"d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
	"g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",
	"i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
	"l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",
	"o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
	"s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",
	"u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
};
/* clang-format on */

/* One character of the name as it is folded, in `to`; the bytes it took. */
static size_t fold_character(const char *s, char to[3])
{
	unsigned char a = (unsigned char)s[0], b = (unsigned char)s[1];

	to[1] = '\0';
	if (a < 0x80) {
		bool letter = (a >= 'a' && a <= 'z') || (a >= '0' && a <= '9');
		to[0] = letter ? (char)a : a >= 'A' && a <= 'Z' ? (char)(a - 'A' + 'a') : ' ';
		if (a == '/' || a == '(' || a == ')' || a == ',')
			to[0] = (char)a;
		return 1;
	}
	size_t n = a >= 0xf0 ? 4 : a >= 0xe0 ? 3 : 2;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			n = i;
	to[0] = ' ';
	uint32_t code = n == 2 ? ((uint32_t)(a & 0x1f) << 6 | (b & 0x3f)) : 0;
	if (code >= 0xc0 && code < 0x180)
		memcpy(to, latin[code - 0xc0], 3);
	/* an accent that stands by itself (U+0300 to U+036F) is dropped */
	if (n == 2 && code >= 0x300 && code < 0x370)
		to[0] = '\0';
	return n;
}

/* Words that are written short, whole words only. */
static const struct {
	const char *is, *means;
	bool first;
} words[] = {
    {"st", "saint", false},
    {"ste", "sainte", false},
    {"sts", "saints", false},
    {"stes", "saintes", false},
    {"s/", "sur", false},
    {"ss", "sous", false},
    {"cc", "communaute de communes", true},
    {"ca", "communaute d agglomeration", true},
    {"cu", "communaute urbaine", true},
};

static const char *const articles[] = {"l", "le", "la", "les", "los", "las"};

static bool is_article(const char *s, size_t n)
{
	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
		if (strlen(articles[i]) == n && memcmp(articles[i], s, n) == 0)
			return true;
	return false;
}

static size_t put(char *to, size_t n, const char *s, size_t length)
{
	if (length == 0 || n + length + 2 > FOLD_ROOM)
		return n;
	if (n > 0)
		to[n++] = ' ';
	memcpy(to + n, s, length);
	to[n + length] = '\0';
	return n + length;
}

static size_t put_word(char *to, size_t n, const char *s, size_t length)
{
	for (size_t i = 0; length <= 4 && i < sizeof words / sizeof *words; i++)
		if (strlen(words[i].is) == length && memcmp(words[i].is, s, length) == 0 &&
		    (!words[i].first || n == 0))
			return put(to, n, words[i].means, strlen(words[i].means));
	return put(to, n, s, length);
}

/* "mans (le)" and "mans, le": where the article stands, cut off from the rest. */
static const char *article_behind(char *letters, size_t *length)
{
	size_t n = strlen(letters);

	while (n > 0 && (letters[n - 1] == ' ' || letters[n - 1] == ')'))
		n--;
	size_t from = n;
	while (from > 0 && strchr(" (,", letters[from - 1]) == NULL)
		from--;
	size_t mark = from;
	while (mark > 0 && letters[mark - 1] == ' ')
		mark--;
	if (mark == 0 || (letters[mark - 1] != '(' && letters[mark - 1] != ',') ||
	    !is_article(letters + from, n - from))
		return NULL;
	letters[mark - 1] = '\0';
	*length = n - from;
	return letters + from;
}

size_t fold_name(const char *name, char to[FOLD_ROOM])
{
	char letters[FOLD_ROOM * 2];
	size_t n = 0, length;

	for (const char *s = name; *s != '\0' && n < sizeof letters - 3;) {
		char c[3];
		s += fold_character(s, c);
		for (size_t i = 0; c[i] != '\0'; i++)
			letters[n++] = c[i];
	}
	letters[n] = '\0';
	*to = '\0';
	n = 0;
	const char *article = article_behind(letters, &length);
	if (article != NULL)
		n = put(to, n, article, length);
	for (const char *s = letters; *s != '\0';) {
		s += strspn(s, " (),");
		size_t word = strcspn(s, " (),/");
		bool over = s[word] == '/' && word == 1 && *s == 's';
		n = put_word(to, n, s, over ? word + 1 : word);
		s += word + (s[word] == '/' ? 1 : 0);
	}
	return n;
}

const char *fold_without_article(const char *folded)
{
	size_t n = strcspn(folded, " ");
	return folded[n] == ' ' && is_article(folded, n) ? folded + n + 1 : folded;
}
