/* Texts that nobody can guess and that do not come twice: keys, names of incoming files. */
#ifndef JT_CATALOGUE_RANDOM_H
#define JT_CATALOGUE_RANDOM_H

#include "base/mem.h"

#define RANDOM_TEXT 33  /* 32 digits of base 32 (a-z, 2-7): 160 bits; and the end */

/* From the kernel's generator; ends the process when there is none, as without memory. */
void random_text(char text[RANDOM_TEXT]);

#endif
