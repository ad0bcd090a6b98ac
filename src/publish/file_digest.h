/* The digest of a file, as the data store would name it. */
#ifndef JT_PUBLISH_FILE_DIGEST_H
#define JT_PUBLISH_FILE_DIGEST_H

#include <stdint.h>

#include "base/digest.h"
#include "base/err.h"

bool file_digest(const char *path, const void *ctx, char digest[DIGEST_TEXT], int64_t *size,
                 struct err *err);

#endif
