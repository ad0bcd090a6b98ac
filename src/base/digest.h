/* SHA-256 (FIPS 180-4) by libnettle: names of data files, hashes of keys, ETags. */
#ifndef JT_BASE_DIGEST_H
#define JT_BASE_DIGEST_H

#include <stddef.h>

#include "base/mem.h"

#define DIGEST_TEXT 65  /* 64 hexadecimal digits and the end */

struct digest;

/* Gather bytes, then read the text once. */
struct digest *digest_new(const void *ctx);
void digest_add(struct digest *d, const void *data, size_t n);
void digest_add_text(struct digest *d, const char *s);  /* with its NUL, so that "ab","c" is not "a","bc" */
void digest_text(struct digest *d, char text[DIGEST_TEXT]);

/* The digest of one text (without its NUL), as sha256sum prints it. */
void digest_of(const char *s, char text[DIGEST_TEXT]);

#endif
