#include "catalogue/random.h"

#include <assert.h>

#include <sys/random.h>

void random_text(char text[RANDOM_TEXT])
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char raw[RANDOM_TEXT - 1];

	ssize_t got = getrandom(raw, sizeof raw, 0);
	assert(got == (ssize_t)sizeof raw);  /* up to 256 bytes come whole */
	for (size_t i = 0; i < sizeof raw; i++)
		text[i] = digits[raw[i] & 31];
	text[sizeof raw] = '\0';
}
