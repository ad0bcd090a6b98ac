/* What JoinData can do: the forms that a join comes out in, and the languages of styles. */
#ifndef JT_TJS_ABILITIES_H
#define JT_TJS_ABILITIES_H

#include "gdas/page.h"

struct tjs_mechanism {
	const char *identifier;
	struct text title, abstract;
	const char *reference;        /* URL of what defines the form */
};

extern const struct tjs_mechanism tjs_mechanisms[];
extern const size_t tjs_n_mechanisms;

/* Identifier to Reference, into an open tjs:Mechanism or tjs:Styling. */
void tjs_mechanism_write(const struct tjs_page *p, const struct tjs_mechanism *m);

#endif
