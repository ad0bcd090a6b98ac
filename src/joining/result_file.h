/* A join as a file, without a catalogue entry: the framework's features with the joined columns. */
#ifndef JT_JOINING_RESULT_FILE_H
#define JT_JOINING_RESULT_FILE_H

#include "joining/joining.h"

/* Whether a file of that name can be made: it ends in .csv, .geojson, .gpkg, .xlsx, .shp.zip or .kml. */
bool result_file_known(const char *path);

/* Writes `path`, which is replaced when it is whole. */
bool result_file_write(const char *path, const void *ctx, const struct joining *on, const struct joined_result *r,
                       struct text title, enum lang lang, struct err *err);

#endif
