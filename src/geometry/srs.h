/* Reference systems by EPSG code: which a layer is offered in, and where each may be used. Boxes have x (easting, longitude) first throughout. */
#ifndef JT_GEOMETRY_SRS_H
#define JT_GEOMETRY_SRS_H

#include "catalogue/catalogue.h"

#define SRS_OFFERED_MOST 48

/* The systems that a layer is offered in, its own first, then 4326, 3857 and those of metropolitan
   and overseas France, of Europe and of UTM whose area of use meets the layer's extent. */
size_t srs_offered(int codes[SRS_OFFERED_MOST], const struct layer *layer);

/* Where a system may be used, in degrees; false when it is not one of the table. */
bool srs_area(struct bbox *area, int srs);

#endif
