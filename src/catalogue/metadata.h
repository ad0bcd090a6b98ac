/* What is said of all that is published: by whom, under which licence, for whom. */
#ifndef JT_CATALOGUE_METADATA_H
#define JT_CATALOGUE_METADATA_H

#include <stdint.h>

#include "base/err.h"

enum level { LEVEL_PUBLIC, LEVEL_PROFESSIONAL, LEVEL_INTERNAL };
/* "public", "professional", "internal" (product.md); false when it is none of them. */
bool level_parse(enum level *level, const char *name);
const char *level_name(enum level level);

struct contact {
	const char *person, *organisation, *email, *url;  /* "" where unknown */
};

/* The member "contact", with what is known of it. */
struct json;
void contact_write(struct json *w, const struct contact *contact);

struct metadata {
	struct text title, abstract;
	struct text keywords;         /* comma-separated in each language */
	struct text licence;          /* its name: "Licence Ouverte 2.0" */
	const char *licence_url;      /* "" or a URL */
	struct text attribution;
	struct contact contact;
	const char *documentation_url;
	const char *reference_date;   /* which the data describe: YYYY, YYYY-MM, YYYY-MM-DD; a period "2019/2023"; "" */
	const char *updated;          /* when this version was published: ISO 8601, UTC */
};

struct organisation {
	int64_t id;
	const char *name;             /* identifier, text_is_name */
	struct text title;
	struct contact contact;
};

struct theme {
	int64_t id;
	const char *name;
	struct metadata metadata;     /* title, abstract, keywords, contact */
};

#endif
