/* Settings files: [section], name = value, comments on lines of their own (";" or "#"). A line may be as
   long as it likes, and what stands in a value is part of it, ";" too. */
#ifndef JT_CONF_INI_H
#define JT_CONF_INI_H

#include <stdbool.h>

#include "base/mem.h"

#define INI_MOST_BYTES (1 << 20)

/* Texts are lent for the call. false ends the reading. */
typedef bool ini_set_fn(void *arg, const char *section, const char *name, const char *value);

/* Calls `set` for each setting. false with *line where that line is none of the above, or `set` returned
   false; with *line 0 and errno where the file cannot be read, or is larger than INI_MOST_BYTES. */
bool ini_read(const void *ctx, const char *path, ini_set_fn *set, void *arg, int *line);

#endif
