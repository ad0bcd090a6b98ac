#include "joining/parts.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define ROOM 128

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "19.." or "20.." */
static bool year_at(const char *s)
{
	return ((s[0] == '1' && s[1] == '9') || (s[0] == '2' && s[1] == '0')) && digit(s[2]) && digit(s[3]);
}

/* The period of a name and what is left of it: "population_2016", "pop2016" -> "2016"; "P16_POP", "C99_ACT" ->
   "2016", "1999". */
static bool split(const char *name, char period[8], char rest[ROOM])
{
	size_t n = strlen(name);

	if (n < 5 || n >= ROOM)
		return false;
	if (year_at(name + n - 4) && !digit(name[n - 5])) {
		snprintf(period, 8, "%s", name + n - 4);
		n -= 4;
		while (n > 0 && (name[n - 1] == '_' || name[n - 1] == '-' || name[n - 1] == '.'))
			n--;
		snprintf(rest, ROOM, "%.*s", (int)n, name);
		return n > 0;
	}
	if (strchr("PCDpcd", name[0]) != NULL && digit(name[1]) && digit(name[2]) && name[3] == '_') {
		snprintf(period, 8, "%s%.2s", name[1] < '5' ? "20" : "19", name + 1);
		snprintf(rest, ROOM, "%c_%s", name[0], name + 4);
		return true;
	}
	return false;
}

/* Attributes of a pivot have theirs already. */
static bool alone(const struct attribute *a)
{
	return *a->series == '\0';
}

void series_find(struct attribute *attributes, size_t n, const void *ctx)
{
	char period[8], rest[ROOM], other_period[8], other[ROOM];

	for (size_t i = 0; i < n; i++) {
		struct attribute *a = &attributes[i];
		bool several = false;
		if (!alone(a) || !split(a->name, period, rest))
			continue;
		for (size_t k = i + 1; k < n; k++) {
			struct attribute *b = &attributes[k];
			bool same = alone(b) && split(b->name, other_period, other) &&
			            text_same(rest, other) && a->kind == b->kind &&
			            strcmp(period, other_period) != 0;
			if (!same)
				continue;
			b->series = mem_strdup(ctx, rest);
			b->period = mem_strdup(ctx, other_period);
			several = true;
		}
		if (several) {
			a->series = mem_strdup(ctx, rest);
			a->period = mem_strdup(ctx, period);
		}
	}
}
