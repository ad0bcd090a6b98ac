/* The two languages of the gateway, and text that exists in both. */
#ifndef JT_BASE_LANG_H
#define JT_BASE_LANG_H

#include <stdbool.h>

enum lang { LANG_FR, LANG_EN };

struct text {
	const char *fr, *en;  /* either may be NULL or empty: then the other stands in */
};

/* The text in `lang`, else in the other language, else "". Never NULL. */
const char *text_in(struct text text, enum lang lang);

/* True when there is no text in either language. */
bool text_empty(struct text text);

/* "fr" or "en": the tag of RFC 5646, as xml:lang and Content-Language want it. */
const char *lang_tag(enum lang lang);

/* Reads "fr", "fr-FR", "en_GB", "fre", "eng"...; false when it is neither language. */
bool lang_parse(enum lang *lang, const char *tag);

/* The better of an Accept-Language value (RFC 9110, 12.5.4; q honoured), or `otherwise`. */
enum lang lang_negotiate(const char *accept_language, enum lang otherwise);

#endif
