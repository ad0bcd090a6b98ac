#include "table/archive.h"

#include <string.h>

#define END          22       /* bytes of the record at the end, without its comment */
#define COMMENT      65535
#define ENTRY        46       /* bytes of an entry of the directory, without what varies */
#define ELSEWHERE    0xffffffffu   /* stands for a size that the extra field holds */
#define EXTRA_ZIP64  1

static uint64_t number(const char *at, int bytes)
{
	const unsigned char *p = (const unsigned char *)at;
	uint64_t n = 0;

	while (bytes-- > 0)
		n = n << 8 | p[bytes];
	return n;
}

static bool broken(const void *ctx, struct err *err)
{
	return err_set(err, ctx, ERR_INVALID_PARAMETER, NULL, "the workbook is damaged: it is no whole zip archive",
	               "le classeur est endommagé : ce n'est pas une archive zip entière");
}

static const char *find_end(struct span bytes)
{
	size_t least = bytes.n > END + COMMENT ? bytes.n - END - COMMENT : 0;

	for (size_t at = bytes.n >= END ? bytes.n - END + 1 : 0; at-- > least;)
		if (memcmp(bytes.at + at, "PK\5\6", 4) == 0)
			return bytes.at + at;
	return NULL;
}

/* The size that stands in the extra field, where there is one. */
static uint64_t long_size(const char *extra, size_t n)
{
	while (n >= 4) {
		size_t length = (size_t)number(extra + 2, 2);
		if (length + 4 > n)
			break;
		if (number(extra, 2) == EXTRA_ZIP64 && length >= 8)
			return number(extra + 4, 8);
		extra += length + 4;
		n -= length + 4;
	}
	return UINT64_MAX;
}

static bool too_large(const struct archive_limits *limits, const void *ctx, struct err *err)
{
	return err_set(err, ctx, ERR_TOO_LARGE, NULL,
	               "the workbook unpacks to more than is taken (%llu MB, %llu times its size, %llu parts): "
	               "send the sheet as CSV",
	               "le classeur, une fois décompressé, dépasse ce qui est admis (%llu Mo, %llu fois sa "
	               "taille, %llu parties) : envoyez la feuille en CSV",
	               (unsigned long long)(limits->unpacked >> 20), (unsigned long long)limits->ratio,
	               (unsigned long long)limits->members);
}

bool archive_check(struct span bytes, const struct archive_limits *limits, const void *ctx, struct err *err)
{
	const char *end = find_end(bytes);
	uint64_t unpacked = 0;

	if (end == NULL)
		return broken(ctx, err);
	uint64_t members = number(end + 10, 2), size = number(end + 12, 4), offset = number(end + 16, 4);
	if (members > limits->members)
		return too_large(limits, ctx, err);
	if (offset > bytes.n || size > bytes.n - offset)
		return broken(ctx, err);
	const char *at = bytes.at + offset, *stop = at + size;
	for (uint64_t i = 0; i < members; i++) {
		if (stop - at < ENTRY || memcmp(at, "PK\1\2", 4) != 0)
			return broken(ctx, err);
		uint64_t one = number(at + 24, 4);
		size_t name = (size_t)number(at + 28, 2), extra = (size_t)number(at + 30, 2);
		size_t comment = (size_t)number(at + 32, 2);
		if ((size_t)(stop - at) < ENTRY + name + extra + comment)
			return broken(ctx, err);
		if (one == ELSEWHERE)
			one = long_size(at + ENTRY + name, extra);
		if (one > limits->unpacked || (unpacked += one) > limits->unpacked ||
		    unpacked / limits->ratio > bytes.n)
			return too_large(limits, ctx, err);
		at += ENTRY + name + extra + comment;
	}
	return true;
}
