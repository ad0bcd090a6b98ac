#include "base/lang.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

const char *text_in(struct text text, enum lang lang)
{
	const char *first = lang == LANG_FR ? text.fr : text.en;
	const char *second = lang == LANG_FR ? text.en : text.fr;

	if (first != NULL && *first != '\0')
		return first;
	return second != NULL ? second : "";
}

bool text_empty(struct text text)
{
	return *text_in(text, LANG_FR) == '\0';
}

const char *lang_tag(enum lang lang)
{
	return lang == LANG_FR ? "fr" : "en";
}

bool lang_parse(enum lang *lang, const char *tag)
{
	size_t n = strcspn(tag, "-_.;, \t");
	static const struct { const char *tag; enum lang lang; } tags[] = {
		{ "fr", LANG_FR }, { "fre", LANG_FR }, { "fra", LANG_FR },
		{ "en", LANG_EN }, { "eng", LANG_EN },
	};

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		if (strlen(tags[i].tag) == n && strncasecmp(tags[i].tag, tag, n) == 0) {
			*lang = tags[i].lang;
			return true;
		}
	}
	return false;
}

enum lang lang_negotiate(const char *accept_language, enum lang otherwise)
{
	enum lang lang, best = otherwise;
	double best_weight = 0;

	for (const char *p = accept_language; p != NULL && *p != '\0'; p += *p == ',') {
		struct span entry = { p, strcspn(p, ",") };
		double weight = text_weight(entry);
		p += entry.n;
		if (lang_parse(&lang, entry.at + strspn(entry.at, " \t")) && weight > best_weight) {
			best = lang;
			best_weight = weight;
		}
	}
	return best;
}
