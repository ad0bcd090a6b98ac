/* Names of places brought to one writing: small letters without accents, spaces for hyphens,
   apostrophes and points, "saint" for "St", the article in front ("Mans (Le)", "Mans, Le" ->
   "le mans"). */
#ifndef JT_DOCTOR_FOLD_H
#define JT_DOCTOR_FOLD_H

#include <stddef.h>

#define FOLD_ROOM 200

/* Cut at the room. The length. */
size_t fold_name(const char *name, char to[FOLD_ROOM]);

/* Where the name goes on after an article: "mans" in "le mans"; the whole where there is none. */
const char *fold_without_article(const char *folded);

#endif
