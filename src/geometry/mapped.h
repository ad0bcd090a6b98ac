/* The files that a process keeps mapped between requests: geometry stores, the columns of their layers, and columns of
   joins. Those used last stay; nothing is opened before it is asked for. What is lent stays valid until the request
   ends (mapped_trim), also where its file was changed meanwhile: whoever asks in the next request gets it opened, and
   checked, anew. */
#ifndef JT_GEOMETRY_MAPPED_H
#define JT_GEOMETRY_MAPPED_H

#include "geometry/move.h"
#include "geometry/store.h"
#include "table/columns_file.h"

struct mapped;

/* At most `most` files stay over from one request to the next. */
struct mapped *mapped_new(const void *ctx, const char *workspace, size_t most);

/* From now on, making a file may take so many bytes; 0, at first: any. */
void mapped_ceiling(struct mapped *m, int64_t memory);

/* From now on, stores come with their geometry in this system, too (geometry_store.moved), where the data are in another
   one and have a place there; 0: none do. */
void mapped_move(struct mapped *m, int srs);

/* From now on, geometry and columns that are missing are made by somebody else: `maker` says whether they are there within so
   many milliseconds. Whoever asks for them waits as long, then gets ERR_UNAVAILABLE. NULL, at first: made by who asks. */
typedef bool mapped_maker(void *arg, const char *digest, int milliseconds, const void *ctx, struct err *err);
void mapped_hand_over(struct mapped *m, mapped_maker *maker, void *arg, int milliseconds);

/* For those who can do without: whether geometry and columns of a layer that suits are there, or would be made by who asks. Where
   somebody else is to make them, he is told. */
bool mapped_there(struct mapped *m, const void *ctx, const struct layer *layer);

/* The way from one reference system to another, kept from one request to the next (moves_get); where `m` is NULL a new one,
   which goes with ctx. */
struct move *mapped_way(struct mapped *m, const void *ctx, int from_srs, int to_srs, struct err *err);

/* Whether a layer has what mapped_geometry and mapped_attributes lend: it is imported, of one kind of geometry. */
bool mapped_suits(const struct layer *layer);

/* The geometry of a layer that suits; of a joined layer, that of its base. Made where it is missing. Errors:
   ERR_UNAVAILABLE; ERR_TOO_LARGE; ERR_NOT_SUPPORTED for a layer that does not suit. */
const struct geometry_store *mapped_geometry(struct mapped *m, const void *ctx, const struct layer *layer,
                                             struct err *err);

/* The own columns of a layer that suits; of a joined layer, those of its base. Row i is feature i of mapped_geometry,
   column j is columns[j] of the layer (of the base: columns[0] up to columns[joined->first - 1]). Whole numbers and
   booleans (0 or 1) are CELL_INTEGER, numbers CELL_REAL, all else CELL_TEXT, dates and times as features.h
   tells them; a null is VALUE_MISSING. Made where it is missing. Errors as above. */
const struct columns_file *mapped_attributes(struct mapped *m, const void *ctx, const struct layer *layer,
                                             struct err *err);

/* The joined columns of a joined layer (layer->joined != NULL): row i is feature i, column j is
   layer->columns[layer->joined->first + j]. */
const struct columns_file *mapped_columns(struct mapped *m, const void *ctx, const struct layer *layer,
                                          struct err *err);

/* Makes what a layer that suits lacks of these files; those that are there are not looked at. Adds to *made. What cannot be
   made now (ERR_UNAVAILABLE) is made when it is asked for; ERR_TOO_LARGE. */
struct mapped_plan {
	const char *workspace;
	int srs;                      /* as for mapped_move */
	int64_t memory;               /* as for mapped_ceiling */
};
bool mapped_prepare(size_t *made, const void *ctx, const struct mapped_plan *plan, const struct layer *layer,
                    struct err *err);

/* The path (in ctx) of the file that is mapped at an address, or NULL: what a guard (base/guard.h) found gone. One that can be made
   anew is removed, so that it will be. */
char *mapped_lost(const struct mapped *m, const void *ctx, const void *at);

/* Between requests: closes those that were not used lately, beyond `most`. */
void mapped_trim(struct mapped *m);

#endif
