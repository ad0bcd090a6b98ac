#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct log {
	int fd;
	enum log_level least;
};

struct log *log_new(const void *ctx, int fd, enum log_level least)
{
	struct log *log = mem_new(ctx, struct log);
	*log = (struct log){ .fd = fd, .least = least };
	return log;
}

struct log_file {
	int fd;
};

static int close_file(struct log_file *f)
{
	close(f->fd);
	return 0;
}

struct log *log_open(const void *ctx, const char *folder, const char *name, struct err *err)
{
	if (strcmp(name, "-") == 0)
		return log_new(ctx, STDERR_FILENO, LOG_LEVEL_INFO);
	const char *path = *name == '/' ? name : mem_printf(ctx, "%s/%s", folder, name);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0) {
		err_set(err, ctx, ERR_INTERNAL, NULL, "the log file cannot be opened for writing",
		        "le fichier journal ne peut pas être ouvert en écriture");
		err_detail(err, ctx, "%s: %s", path, strerror(errno));
		return NULL;
	}
	struct log *log = log_new(ctx, fd, LOG_LEVEL_INFO);
	struct log_file *file = mem_new(log, struct log_file);
	file->fd = fd;
	talloc_set_destructor(file, close_file);
	return log;
}

static char *add(char *line, const char *s)
{
	return mem_check(talloc_strdup_append_buffer(line, s));
}

static char *add_value(char *line, const char *value)
{
	if (*value != '\0' && strpbrk(value, " \"\\=\n\r\t") == NULL)
		return add(line, value);
	line = add(line, "\"");
	for (const char *p = value; *p != '\0'; p++) {
		char c[8];
		if (*p == '"' || *p == '\\')
			snprintf(c, sizeof c, "\\%c", *p);
		else if ((unsigned char)*p < 0x20)
			snprintf(c, sizeof c, "\\u%04x", (unsigned)*p);
		else
			snprintf(c, sizeof c, "%c", *p);
		line = add(line, c);
	}
	return add(line, "\"");
}

static char *line_head(enum log_level level, const char *event)
{
	static const char *const names[] = { "error", "warning", "info", "debug" };
	struct timespec now;
	struct tm tm;
	char when[32];

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &tm);
	return mem_printf(NULL, "%s.%03ldZ %s %s", when, now.tv_nsec / 1000000, names[level], event);
}

void log_event(struct log *log, enum log_level level, const char *event,
               const struct log_field *fields)
{
	if (log == NULL || level > log->least)
		return;
	char *line = line_head(level, event);
	for (const struct log_field *f = fields; f->key != NULL; f++) {
		if (f->value == NULL)
			continue;
		line = mem_check(talloc_asprintf_append_buffer(line, " %s=", f->key));
		line = add_value(line, f->value);
	}
	line = add(line, "\n");
	/* a log that cannot be written must not stop the answer */
	ssize_t done = write(log->fd, line, strlen(line));
	(void)done;
	talloc_free(line);
}

void log_line(struct log *log, enum log_level level, const char *event, const char *fmt, ...)
{
	if (log == NULL || level > log->least)
		return;
	va_list ap;
	va_start(ap, fmt);
	char *s = mem_check(talloc_vasprintf(NULL, fmt, ap));
	va_end(ap);
	log_event(log, level, event, (struct log_field[]){ { "message", s }, { NULL, NULL } });
	talloc_free(s);
}
