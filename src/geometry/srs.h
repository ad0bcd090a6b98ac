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

/* The systems of the French territories, in which capabilities tell the box of what lies in one of them. */
#define SRS_NATIONAL 6
extern const int srs_national[SRS_NATIONAL];

/* layer->extents: "3857 minx miny maxx maxy;2154 ...", x first. The box of a layer with those of degrees, web Mercator and each territory that it lies in, as layer->extents has
   it; in ctx. `move` is bbox_transform, or does the same at less cost where many are asked for. */
typedef bool srs_move_fn(void *arg, struct bbox *to, const struct bbox *from, int from_srs, int to_srs);
char *srs_extents(const void *ctx, const struct layer *layer, srs_move_fn *move, void *arg);

/* One box of such a text: the numbers as they are printed. */
struct srs_extent {
	int srs;
	char number[4][32];           /* minx, miny, maxx, maxy; x is easting or longitude */
};
/* The next one; false at the end. *at begins as layer->extents. */
bool srs_extent_next(const char **at, struct srs_extent *extent);

/* The one of them that is in `srs`; false where there is none. */
bool srs_extent_of(struct bbox *box, const struct layer *layer, int srs);

/* What of a box in web Mercator lies in the world: PROJ goes round it. minx > maxx where nothing does. */
void srs_clip_mercator(struct bbox *box);

/* Latitude and longitude as web Mercator: what lies beyond its end is at its end. */
struct bbox srs_mercator(const struct bbox *geographic);

/* Moves a box, its edges followed closely; false when that has no meaning. */
bool bbox_transform(struct bbox *to, const struct bbox *from, int from_srs, int to_srs);
bool bbox_move(void *none, struct bbox *to, const struct bbox *from, int from_srs, int to_srs);  /* for srs_extents */

#endif
