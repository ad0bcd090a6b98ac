#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct log {
	int fd;
	enum log_level least;
	time_t second;                /* as `when` tells it */
	char when[32];
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

/* A line in the making. Put together by hand, as it is written for every request: libraries in
   the process register printf hooks, which make each printf several times slower. */
struct line {
	char *text;
	size_t n, room;
	char own[1024];               /* room enough for nearly all */
};

static void begin_line(struct line *l)
{
	l->text = l->own;
	l->n = 0;
	l->room = sizeof l->own;
}

static void add_bytes(struct line *l, const char *s, size_t n)
{
	if (l->n + n > l->room) {
		l->room = (l->n + n) * 2;
		char *more = mem_grow(NULL, l->text != l->own ? l->text : NULL, char, l->room);
		if (l->text == l->own)
			memcpy(more, l->own, l->n);
		l->text = more;
	}
	memcpy(l->text + l->n, s, n);
	l->n += n;
}

static void add(struct line *l, const char *s)
{
	add_bytes(l, s, strlen(s));
}

static void add_escaped(struct line *l, char c)
{
	static const char hex[] = "0123456789abcdef";
	char code[] = { '\\', 'u', '0', '0', hex[c >> 4 & 15], hex[c & 15] };

	if (c == '"' || c == '\\')
		add_bytes(l, (const char[]){ '\\', c }, 2);
	else
		add_bytes(l, code, sizeof code);
}

/* Control characters would reach the terminal of who reads the log. */
static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool is_bare(const char *value)
{
	const char *p = value;

	while (*p != '\0' && !is_control(*p) && strchr(" \"\\=", *p) == NULL)
		p++;
	return *value != '\0' && *p == '\0';
}

static void add_value(struct line *l, const char *value)
{
	if (is_bare(value)) {
		add(l, value);
		return;
	}
	add(l, "\"");
	for (const char *p = value; *p != '\0'; p++) {
		const char *plain = p;
		while (!is_control(*p) && *p != '"' && *p != '\\')
			p++;
		add_bytes(l, plain, (size_t)(p - plain));
		if (*p == '\0')
			break;
		add_escaped(l, *p);
	}
	add(l, "\"");
}

/* The second is told once for all lines of it. */
static void add_moment(struct log *log, struct line *l)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec != log->second || *log->when == '\0') {
		struct tm tm;
		gmtime_r(&now.tv_sec, &tm);
		strftime(log->when, sizeof log->when, "%Y-%m-%dT%H:%M:%S", &tm);
		log->second = now.tv_sec;
	}
	int ms = (int)(now.tv_nsec / 1000000);
	char rest[] = { '.', (char)('0' + ms / 100), (char)('0' + ms / 10 % 10), (char)('0' + ms % 10),
	                'Z', ' ' };
	add(l, log->when);
	add_bytes(l, rest, sizeof rest);
}

/* Each with a space before it. */
static void add_fields(struct line *l, const struct log_field *fields)
{
	for (const struct log_field *f = fields; f->key != NULL; f++) {
		if (f->value == NULL)
			continue;
		add(l, " ");
		add(l, f->key);
		add(l, "=");
		add_value(l, f->value);
	}
}

static void end_line(struct line *l)
{
	if (l->text != l->own)
		talloc_free(l->text);
}

char *log_text(const void *ctx, const struct log_field *fields)
{
	struct line l;

	begin_line(&l);
	add_fields(&l, fields);
	size_t skipped = l.n > 0;
	char *text = mem_strndup(ctx, l.text + skipped, l.n - skipped);
	end_line(&l);
	return text;
}

void log_with(struct log *log, enum log_level level, const char *event, const char *text,
              const struct log_field *fields)
{
	static const char *const names[] = { "error", "warning", "info", "debug" };
	struct line l;

	if (log == NULL || level > log->least)
		return;
	begin_line(&l);
	add_moment(log, &l);
	add(&l, names[level]);
	add(&l, " ");
	add(&l, event);
	if (text != NULL && *text != '\0') {
		add(&l, " ");
		add(&l, text);
	}
	add_fields(&l, fields);
	add(&l, "\n");
	/* a log that cannot be written must not stop the answer */
	ssize_t done = write(log->fd, l.text, l.n);
	(void)done;
	end_line(&l);
}

void log_event(struct log *log, enum log_level level, const char *event,
               const struct log_field *fields)
{
	log_with(log, level, event, NULL, fields);
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
