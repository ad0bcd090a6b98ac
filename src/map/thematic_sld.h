/* Thematic styles as SLD: a rule for each class and each state, with the title of the legend. What sld_parse reads
   back draws the same here, but for areas of a few pixels, which keep their outlines in SLD; elsewhere, where a feature is not told why it has no value, all of these have the look of
   "no data". */
#ifndef JT_MAP_THEMATIC_SLD_H
#define JT_MAP_THEMATIC_SLD_H

#include "map/sld.h"
#include "thematic/thematic.h"

const struct sld_style *thematic_sld(const void *ctx, const struct thematic *t, enum lang lang);

/* What a class, a state and (under symbols) an area is drawn with. */
struct sld_symbolizer thematic_class_symbol(const struct thematic *t, size_t i);
struct sld_symbolizer thematic_state_symbol(const struct thematic *t, const struct thematic_hatch *h);
struct sld_symbolizer thematic_area_symbol(const struct thematic *t);
/* Symbols stand over areas: two layers. */
bool thematic_over_areas(const struct thematic *t);

/* "no-data", "secret", "not-applicable"; "" of what is there. */
const char *thematic_state_word(enum value_state state);

/* Beside each joined column stands, for styles alone, one that holds such a word: "NAME.state". The joined column that
   `name` speaks of in this way, in ctx; NULL when it speaks of none. */
const char *thematic_state_column(const void *ctx, const struct layer *layer, const char *name);

#endif
