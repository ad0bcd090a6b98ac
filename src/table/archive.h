/* What a zip archive says that it unpacks to (APPNOTE 6.3.10), looked at before anything is unpacked: workbooks are such
   archives, and a small one may hold a sheet that fills the memory. */
#ifndef JT_TABLE_ARCHIVE_H
#define JT_TABLE_ARCHIVE_H

#include "base/err.h"
#include "base/text.h"

struct archive_limits {
	uint64_t members;
	uint64_t unpacked;       /* bytes of all members together */
	uint64_t ratio;          /* bytes unpacked for one packed */
};

/* ERR_TOO_LARGE beyond a limit, ERR_INVALID_PARAMETER for what is no archive, or is broken. */
bool archive_check(struct span bytes, const struct archive_limits *limits, const void *ctx, struct err *err);

#endif
