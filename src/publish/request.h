/* What is asked to be published: the members of a metadata file, with the options of the
   command line over them. */
#ifndef JT_PUBLISH_REQUEST_H
#define JT_PUBLISH_REQUEST_H

#include "catalogue/catalogue.h"

struct publish_style {
	const char *name;
	struct text title;
	const char *file;             /* ends in .sld: an SLD document; else CLASS blocks */
};

struct publish_column {
	const char *name;             /* as in the source, or as it is stored */
	struct text title;
	const char *unit;
};

struct publish_dimension {
	const char *name, *column, *units;
};

/* A member that is NULL was not said; lists have a flag, so that an empty one can be said. */
struct publish_request {
	const char *name;             /* of the layer, or the series */
	bool is_framework;
	const char *version, *parent_series, *parent_column;  /* "" for none */

	const char *source, *table, *where, *key;
	int srs;
	bool reference, repair;

	struct metadata metadata;
	const char *organisation, *theme;
	bool level_given;
	enum level level;

	const struct publish_column *columns; size_t n_columns;
	bool styles_given;
	const struct publish_style *styles; size_t n_styles;
	const char *time;             /* column */
	bool dimensions_given;
	const struct publish_dimension *dimensions; size_t n_dimensions;
	bool scales_given;
	double min_scale, max_scale;
};

/* Reads a metadata file (JSON, as jointure(1) describes it) into `request`, whose other members
   stay. File names in it are relative to its folder. A member that is not known is an error that
   names it. */
bool request_read(struct publish_request *request, const void *ctx, const char *file,
                  struct err *err);

/* Adds to the lists. "[NAME=]FILE": the first without a name is "default", others are named after
   their file; "NAME=COLUMN[:UNITS]". */
bool request_add_style(struct publish_request *request, const void *ctx, const char *text,
                       struct err *err);
bool request_add_dimension(struct publish_request *request, const void *ctx, const char *text,
                           struct err *err);

#endif
