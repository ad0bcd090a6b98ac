/* One import on its way: what vector_import.c plans and import_copy.c carries over. */
#ifndef JT_GEOMETRY_VECTOR_IMPORT_H
#define JT_GEOMETRY_VECTOR_IMPORT_H

#include "geometry/gdal_feature.h"
#include "geometry/keys.h"
#include "geometry/vector.h"

struct import {
	const struct vector_import *job;
	struct vector_info *info;
	const void *ctx;
	progress_fn *progress;
	void *arg;

	struct gdal_source *from, *to;
	OGRLayerH in, out;
	OGRwkbGeometryType type;      /* that the layer gets */
	int *fields;                  /* of the source, one for each of info->columns */
	int key;                      /* field of the source, or -1 */
	int parts[VECTOR_KEY_PARTS]; size_t n_parts;  /* fields that the key is made of; it is the last column then */
	const char *fid;              /* name of the row number's column */
	bool keep_fid;

	struct key_tally keys;
	int64_t invalid, empty, vanished, flattened, cleaned, not_finite;
	char *invalid_samples;
};

/* Decides im->type from the source, and returns its kind. */
enum geometry_kind import_geometry_type(struct import *im);

/* The geometry as it is to be stored, of which the caller is the owner, or NULL: none. Takes
   `geometry`. What is not valid is repaired or counted. false and `err` when it does not belong in
   the layer. */
bool import_geometry(struct import *im, OGRGeometryH *geometry, const char *label, struct err *err);

/* Copies every feature; true when all could be, keys and geometries being what they must. */
bool import_copy(struct import *im, struct err *err);

/* The target does not take what is written. Returns false. */
bool import_cannot_write(struct import *im, struct err *err);

#endif
