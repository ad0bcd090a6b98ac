/* What a text file is written in, told from its bytes. */
#ifndef JT_TABLE_ENCODING_H
#define JT_TABLE_ENCODING_H

#include "base/err.h"
#include "base/text.h"

struct encoding {
	const char *name;        /* as iconv knows it: "UTF-8", "WINDOWS-1252", "UTF-16LE" ... */
	size_t mark;             /* bytes of byte order mark */
};

/* By byte order mark, else UTF-8 where the bytes are valid UTF-8, else Windows-1252 (which holds all
   of ISO-8859-1's letters, and the œ and € that ISO-8859-1 lacks). */
struct encoding encoding_detect(struct span bytes);

/* The text in UTF-8 with "\n" line ends (CR LF and lone CR become LF), NUL-terminated, in ctx; NULL and
   `err` when a byte means nothing in that encoding, or a NUL is among them. `name` is an iconv name or NULL: detect. */
char *encoding_read(const void *ctx, struct span bytes, const char *name, struct encoding *found,
                    size_t *n, struct err *err);

/* The separator of a table: of ";", tab, "," and "|", the one that stands equally often, and at least once,
   outside quotes in the first lines; "," when none does. */
char separator_detect(const char *text);

#endif
