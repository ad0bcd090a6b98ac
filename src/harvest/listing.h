/* What another Table Joining Service has, by its own account: Capabilities, FrameworkDescriptions and DatasetDescriptions,
   read as a stream and as they are written in the field (any namespace or none, parts left out, any order). What such a
   document cannot be is an error that says why; the words of the other side are never part of it. */
#ifndef JT_HARVEST_LISTING_H
#define JT_HARVEST_LISTING_H

#include "base/xml.h"
#include "table/gdas.h"

/* Texts that were not there are "". */
struct listing_framework {
	struct gdas_head head;
	const char *keys[GDAS_KEYS]; size_t n_keys;    /* more are counted, and not kept */
	struct gdas_head *datasets; size_t n_datasets;
};

struct listing {
	const char *lang;             /* xml:lang */

	/* Capabilities */
	const char *title, *constraints, *provider, *site;
	const char **languages; size_t n_languages;
	bool says_operations;         /* it lists them */
	bool gives_data;              /* GetData is one of them */

	/* FrameworkDescriptions, and with datasets DatasetDescriptions */
	struct listing_framework *frameworks; size_t n_frameworks;
};

/* `root`: "Capabilities", "FrameworkDescriptions" or "DatasetDescriptions". At most `bytes` of it. */
bool listing_read(struct listing *l, const void *ctx, const struct xml_source *from, int64_t bytes, const char *root,
                  struct err *err);

#endif
