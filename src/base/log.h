/* The logs: one line an event, "2026-11-22T15:04:05.123Z level event key=value ...".
   Values with spaces, quotes or control characters are quoted and escaped as in
   JSON, so that a line stays a line. */
#ifndef JT_BASE_LOG_H
#define JT_BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

struct log;

/* A log to file descriptor `fd` (2 is stderr), opened by the caller and kept open;
   lines are written by one write(2) each, so that several processes may share it. */
struct log *log_new(const void *ctx, int fd, enum log_level least);

/* A log that appends to the file `name` of `folder` (or an absolute path), or to stderr where it is "-";
   closed with the log. NULL and `err` when it cannot be opened. Opening the same again is how
   a log that was moved away begins anew. */
struct log *log_open(const void *ctx, const char *folder, const char *name, struct err *err);

struct log_field {
	const char *key, *value;  /* a NULL value leaves the field out */
};

/* One line; `fields` ends with a NULL key. `log` may be NULL: then nothing is written. */
void log_event(struct log *log, enum log_level level, const char *event,
               const struct log_field *fields);

/* Fields as they would stand in a line, to be put into one or more of them. */
char *log_text(const void *ctx, const struct log_field *fields);
/* log_event, with such a text before the fields. */
void log_with(struct log *log, enum log_level level, const char *event, const char *text,
              const struct log_field *fields);

/* The same for a sentence: message="...". */
void log_line(struct log *log, enum log_level level, const char *event, const char *fmt, ...)
	JT_PRINTF(4, 5);

#endif
