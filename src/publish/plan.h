/* One publication being made: between publish.c, which leads, and the files that complete it. */
#ifndef JT_PUBLISH_PLAN_H
#define JT_PUBLISH_PLAN_H

#include "geometry/vector.h"
#include "publish/publish.h"

struct plan {
	const void *ctx;
	const struct publisher *publisher;
	const struct publish_request *request;
	struct publish_result *result;
	struct publication *publication;      /* result's */
	struct layer *layer;                  /* publication's */
	const struct layer *basis;            /* what is not said is as here; or NULL */
	bool raster;
	const char *source; /* what GDAL opens: of a referenced file its whole path */
	const char **source_names;            /* of the layer's columns, in the source */
	const char *key_parts[VECTOR_KEY_PARTS]; size_t n_key_parts;  /* source names of the columns that the key is made of */
};

/* identity.c: name, series, owner, theme and level; texts, dates and contact. */
bool plan_identity(struct plan *plan, struct err *err);
bool plan_metadata(struct plan *plan, struct err *err);

/* columns.c: the layer's columns from what was found or made, with their titles; and the stored
   name of a column named as in the source or as stored (NULL: none such; `option` is what asked for
   it). */
void plan_columns(struct plan *plan, const struct column *columns, size_t n);
const char *plan_column(struct plan *plan, const char *option, const char *name, struct err *err);

/* styles.c: reads the style files, or takes those of the basis, or the default; checks each. */
bool plan_styles(struct plan *plan, struct err *err);

/* dimensions.c: time and the others with their values, read from the data as `open_name` opens
   them. */
bool plan_dimensions(struct plan *plan, const char *open_name, struct err *err);

#endif
