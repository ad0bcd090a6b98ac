/* A shelf of the tile cache: a folder of files, and a book beside them that says how much they are and that locks are
   taken on. There are SHELVES of them, so that looking through one is quick; each may hold its part of the ceiling. */
#ifndef JT_TILES_CACHE_SHELF_H
#define JT_TILES_CACHE_SHELF_H

#include <stdint.h>

#include "catalogue/files.h"

enum { SHELVES = 16, SHELF_NAME = 64 + 1 + 32 };

/* Of the files whose name ends in this digit: <workspace>/cache/tiles/<digit>; in ctx. */
char *shelf_path(const void *ctx, const char *workspace, char digit);

/* Opens the book of a shelf, which is made where it is not there; NULL when it cannot be. */
struct file *shelf_open(const void *ctx, const char *workspace, char digit);

/* Waits for the lock of a name, or of the account; it goes with the book. */
bool shelf_lock(struct file *book, const char *name);
bool shelf_lock_account(struct file *book);

/* What a file of so many bytes takes on disk. */
int64_t shelf_size(int64_t bytes);

/* Adds to the account, whose lock is held until the book goes; makes room when it comes to more than `most`. Returns how
   many files had to go. */
uint64_t shelf_add(struct file *book, const char *folder, int64_t size, int64_t most);

/* Removes what `is_live` does not know, what was left half made and what is too much, and sets the account anew; with
   its lock held. */
uint64_t shelf_sweep(struct file *book, const char *folder, int64_t most,
                     bool (*is_live)(void *arg, const char *version), void *arg);

#endif
