#include "fcgi/operator.h"

#include <stdlib.h>

enum lang operator_lang(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	enum lang lang = LANG_EN;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && *value != '\0') {
			lang_parse(&lang, value);
			break;
		}
	}
	return lang;
}
