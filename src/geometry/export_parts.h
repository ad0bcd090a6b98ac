/* A file being made by GDAL: between export.c and export_rows.c. */
#ifndef JT_GEOMETRY_EXPORT_PARTS_H
#define JT_GEOMETRY_EXPORT_PARTS_H

#include "geometry/export.h"
#include "geometry/gdal_source.h"

struct export {
	const void *ctx;
	enum export_kind kind;
	char *folder, *path;          /* in GDAL's memory */
	struct gdal_source *dataset;
};

/* Nothing of the file stays when it is freed. */
struct export *export_new(const void *ctx, enum export_kind kind);
bool export_open(struct export *e, const char *name, struct err *err);
bool export_copy(struct export *e, const struct export_layer *l, struct err *err);
bool export_field(OGRLayerH layer, const struct column *c);
void export_set(OGRFeatureH row, int at, const struct column *c, const struct feature_value *v, enum export_kind kind);
/* Closes the file and sends it. */
bool export_send(struct export *e, struct out *out, struct err *err);
bool export_cannot(struct err *err, const void *ctx);

#endif
