/* Reference systems by EPSG code: which a layer is offered in, and what must be known of one to
   read and write coordinates in it. Boxes have x (easting, longitude) first throughout. */
#ifndef JT_GEOMETRY_SRS_H
#define JT_GEOMETRY_SRS_H

#include "catalogue/catalogue.h"

#define SRS_OFFERED_MOST 48

/* The systems that a layer is offered in, its own first, then 4326, 3857 and those of metropolitan
   and overseas France, of Europe and of UTM whose area of use meets the layer's extent. */
size_t srs_offered(int codes[SRS_OFFERED_MOST], const struct layer *layer);

/* Where a system may be used, in degrees; false when it is not one of the table. */
bool srs_area(struct bbox *area, int srs);

struct srs_facts {
	bool geographic;              /* degrees, else a length (metres in all that we offer) */
	bool y_first;                 /* its definition has latitude or northing first */
};

/* false when PROJ does not know the code. */
bool srs_facts(struct srs_facts *facts, int srs);

/* Moves a box, its edges followed closely; false when that has no meaning. */
bool bbox_transform(struct bbox *to, const struct bbox *from, int from_srs, int to_srs);

#endif
