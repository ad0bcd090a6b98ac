/* Words of the stored form that its writer and its reader share. */
#ifndef JT_THEMATIC_STORED_H
#define JT_THEMATIC_STORED_H

#include "thematic/thematic.h"

extern const char *const stored_scalings[];    /* by enum thematic_scaling */
extern const char *const stored_geometries[];  /* by enum geometry_kind */

#endif
