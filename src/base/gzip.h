/* Whole bodies as gzip (RFC 1952), in memory. */
#ifndef JT_BASE_GZIP_H
#define JT_BASE_GZIP_H

#include <stdbool.h>
#include <stddef.h>

/* What is kept is packed well, what is sent once quickly. */
enum gzip_effort { GZIP_QUICK = 1, GZIP_WELL = 6 };

/* The packed form in ctx; NULL when it is not smaller. */
void *gzip_pack(const void *ctx, const void *bytes, size_t n, enum gzip_effort effort, size_t *n_packed);

/* Whether it begins as the packed form does. */
bool gzip_is(const void *bytes, size_t n);

/* What was packed, in ctx; NULL when it is damaged, or more than `most` bytes. */
void *gzip_unpack(const void *ctx, const void *packed, size_t n_packed, size_t most, size_t *n);

#endif
