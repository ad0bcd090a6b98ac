/* Sections of bytes in one immutable file that all processes map: the form of geometry stores and of
   stored columns. The file begins with what it is, in which version, and a directory of its sections with
   their checksums; a reader refuses what is truncated, of another kind or version, or changed. Numbers are
   those of the machine (the mark at the beginning tells which byte order that is); sections begin on 64
   bytes, so that arrays of any type can lie in them. */
#ifndef JT_PACK_PACK_H
#define JT_PACK_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define PACK_NAME 15             /* letters of a kind or of a section's name */

/* A pack in the making; without pack_writer_end nothing of it stays. */
struct pack_writer;

/* Writes to `path`, which must not exist: whoever makes it renames it to its place. `kind` and `version`
   are what pack_open asks for. Errors: no room, no such folder. */
struct pack_writer *pack_writer_new(const void *ctx, const char *path, const char *kind, uint32_t version,
                                    struct err *err);

/* One section, whole; names are unique in a pack. */
bool pack_write(struct pack_writer *w, const char *name, const void *data, size_t size, struct err *err);

/* The directory, and all of it on the disk (fsync). Frees the writer; on failure the file is gone. */
bool pack_writer_end(struct pack_writer *w, struct err *err);

/* A pack that is mapped, until its talloc parent goes. */
struct pack {
	const char *path;
	const void *base;        /* its first byte */
	size_t size;             /* bytes of the file */
	const struct pack_section *sections; size_t n_sections;
};

struct pack_section {
	char name[PACK_NAME + 1];
	uint64_t offset, size;
	uint32_t checksum, reserved;
};

/* NULL with ERR_NOT_FOUND where there is no such file; with ERR_UNAVAILABLE (file named in the detail, not in the
   message) when it is not a whole pack of that kind and version. `check` compares all checksums, too. */
struct pack *pack_open(const void *ctx, const char *path, const char *kind, uint32_t version, bool check,
                       struct err *err);

/* Whether the file at the pack's path is still the one that is mapped, and nobody wrote to it: who reads one that was cut
   short meanwhile reads memory that is not there (base/guard.h). */
bool pack_current(const struct pack *p);

/* Whether it is the same file, though it may have been written to. */
bool pack_in_place(const struct pack *p);

/* A section's bytes, or NULL when there is none of that name; *size in bytes. */
const void *pack_section(const struct pack *p, const char *name, size_t *size);

/* Whether a section has the checksum that it was written with: for a pack that was opened without `check`. */
bool pack_intact(const struct pack *p, const char *name);

/* The same as `n` values of `each` bytes; false when there is none, or another number of bytes. */
bool pack_array(const struct pack *p, const char *name, size_t each, size_t n, const void **data);

#endif
