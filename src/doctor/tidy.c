#include "doctor/tidy.h"

#include <string.h>

uint32_t tidy(const struct shape *shape, const char *code, char to[RULE_ROOM])
{
	uint32_t applied = 0;
	size_t n = strnlen(code, RULE_ROOM - 1);

	memcpy(to, code, n);
	to[n] = '\0';
	for (int r = RULE_QUOTES; r <= RULE_LETTER_O; r++) {
		char room[RULE_ROOM];
		const char *meant = rule_entry((enum rule)r)->apply(shape, to, room);
		if (meant == NULL)
			continue;
		memcpy(to, meant, strlen(meant) + 1);
		applied |= RULE_BIT(r);
	}
	return applied;
}
