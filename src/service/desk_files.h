/* What desk.c asks of the folders of orders. */
#ifndef JT_SERVICE_DESK_FILES_H
#define JT_SERVICE_DESK_FILES_H

#include "service/desk.h"

#define DESK_OUTCOME "outcome.json"

/* A whole file as text; NULL where there is none, or it is not an ordinary one of at most `most` bytes. */
char *desk_read(const void *ctx, const char *path, size_t most);

/* The code that desk_leave_outcome wrote by this name; ERR_INTERNAL for any other (or NULL). */
enum err_code desk_code(const char *name);

/* Whether there is a folder of this name. */
bool desk_is_there(const char *workspace, const char *folder);

/* true when desk_leave_loss has left a note. */
bool desk_loss(enum desk_loss *loss, const void *ctx, const char *workspace, const char *folder);

#endif
