/* Styles that need no more than one colour or hatching for each area and one line for all borders: what we draw by
   ourselves. Filters are bound to columns in memory. */
#ifndef JT_MAP_FLAT_H
#define JT_MAP_FLAT_H

#include "draw/paint.h"
#include "map/engine.h"
#include "map/sld.h"
#include "table/table.h"

/* Where the columns of a layer lie: of a joined one, those from `first` on in `joined`. NULL: not at hand. */
struct flat_columns {
	const struct layer *layer;
	const struct table *own, *joined;
};

struct flat {
	struct paint_class *classes; size_t n_classes;
	uint32_t line_color;
	double line_width;            /* pixels; 0: no borders */
	bool translucent;             /* what is below an area would be seen */
	const struct flat_rule *rules;
	bool first;                   /* only the first rule that is met counts, else all of them */
	bool labels;                  /* rules have labels, which are not drawn here */
};

/* Tells a style so, at a scale (0: whatever its limits say); false when it is none of these. `blocks`: it was one of CLASS
   blocks, of which a feature is drawn by the first that it meets, and which compare as they are written. */
bool flat_of_style(struct flat *f, const void *ctx, const struct sld_style *style, bool blocks,
                   const struct flat_columns *columns, double scale);

/* How many of the scales at which rules come or go are below this one: what flat_of_style makes is the same for scales of
   which that is so. */
size_t flat_step(const struct sld_style *style, double scale);

/* Whether a scale is within limits, 0 for none, as libmapserver takes them. */
bool flat_in_scale(double least, double most, double scale);

/* The class of a feature: row of the tables; PAINT_NOTHING where no rule is met. Where more than one class lies on it,
   which matters only where they are translucent, *several is set. */
uint8_t flat_place(const struct flat *f, size_t row, bool *several);

/* A flat style of a layer, with the class of each feature. */
struct flat_layer {
	bool good;                    /* it is flat, and can be drawn so */
	bool hides;                   /* features that no rule is for, or that filters leave out */
	const char *name;             /* of all that it depends on */
	struct flat flat;
	const uint8_t *places;        /* as flat_place */
};

/* Kept among the scenes. NULL where the style is not flat, the filters are none that flat_filtered takes, or the columns
   cannot be read. Lent as scenes.h does. */
const struct flat_layer *flat_layer_of(const struct exchange *x, const struct engine_drawn *drawn, double scale);

/* The features that the filters of a layer leave out: PAINT_NOTHING of each, 0 of the others. Kept among the scenes, and
   lent so, with a name of what it depends on; NULL where they cannot be held against columns. */
struct flat_filtered {
	bool good;
	const char *name;
	const uint8_t *places;
};
const struct flat_filtered *flat_filtered(const struct exchange *x, const struct engine_drawn *drawn);

#endif
