/* What a OneTjs server serves, as its folder says it: tables in files, each described by a document of YAML, and the
   frameworks that these name. Read into plain values; no table is read here. */
#ifndef JT_ONETJS_ONETJS_H
#define JT_ONETJS_ONETJS_H

#include "catalogue/catalogue.h"

struct onetjs_framework {
	const char *name, *uri;       /* "commune_2016", "fr/commune_2016" */
	const char *title;            /* or "" */
	const char *from, *to;        /* the days of which it is: "2016-01-01", "2016-12-31"; "" where that is not said */
	const char *key;              /* the column of keys in tables */
};

/* A framework that a table may be joined to. */
struct onetjs_link {
	const char *name, *uri;       /* as the table has them */
	const struct onetjs_framework *framework;     /* NULL: the folder does not describe it */
	bool many;                    /* several rows a key */
};

struct onetjs_column {
	struct attribute attribute;
	bool text;                    /* its values are texts, also where they look like numbers */
};

struct onetjs_dataset {
	const char *name, *uri;
	const char *organisation, *title, *abstract, *documentation;
	const char *period;           /* "2011", "2011-01-01/2011-12-31"; "" */
	const char *file;             /* path of the table; "" where `refused` is not */
	struct text substitute;       /* what is to be known of the file that was taken; or empty */
	const struct onetjs_link *links; size_t n_links;
	const struct onetjs_column *columns; size_t n_columns;
	struct text refused;          /* why it cannot be taken; or empty */
};

struct onetjs {
	enum lang lang;               /* of all texts */
	const struct onetjs_framework *frameworks; size_t n_frameworks;
	const struct onetjs_dataset *datasets; size_t n_datasets;   /* by name */
};

/* Reads the documents of a folder and of the folders in it (*.yml, *.yaml). Only a folder that cannot be read or holds nothing
   of the kind is an error; a document that is wrong makes a dataset that says why. Hangs from ctx. */
bool onetjs_read(struct onetjs *o, const void *ctx, const char *folder, struct err *err);

#endif
