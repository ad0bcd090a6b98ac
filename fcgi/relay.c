#include "fcgi/relay.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LINE_MOST 2000   /* the rest of a longer line is a line of its own */

struct relay {
	int in, out;
	size_t used;
	char line[LINE_MOST + 1];
};

static int close_relay(struct relay *relay)
{
	close(relay->in);
	close(relay->out);
	return 0;
}

struct relay *relay_new(const void *ctx)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) != 0)
		return NULL;
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	struct relay *relay = mem_new(ctx, struct relay);
	relay->out = fds[0];
	relay->in = fds[1];
	talloc_set_destructor(relay, close_relay);
	return relay;
}

int relay_in(const struct relay *relay)
{
	return relay->in;
}

int relay_out(const struct relay *relay)
{
	return relay->out;
}

char *relay_without_queries(const void *ctx, const char *line)
{
	char *clean = mem_strdup(ctx, "");

	while (*line != '\0') {
		size_t n = strcspn(line, "?");
		clean = mem_check(talloc_strndup_append_buffer(clean, line, n));
		line += n;
		if (*line == '\0')
			break;
		line++;
		n = strcspn(line, " \",");
		clean = mem_check(talloc_strdup_append_buffer(clean, n > 0 ? "?..." : "?"));
		line += n;
	}
	return clean;
}

static void log_one(struct relay *relay, size_t n, struct log *log, const char *event)
{
	void *ctx = mem_check(talloc_new(NULL));
	const char *line = mem_strndup(ctx, relay->line, n);

	if (n > 0)
		log_event(log, LOG_LEVEL_INFO, event, (struct log_field[]){
			{ "message", relay_without_queries(ctx, line) }, { NULL, NULL } });
	talloc_free(ctx);
}

void relay_pass(struct relay *relay, struct log *log, const char *event)
{
	ssize_t n;

	while ((n = read(relay->out, relay->line + relay->used, LINE_MOST - relay->used)) > 0) {
		relay->used += (size_t)n;
		relay->line[relay->used] = '\0';
		char *end;
		while ((end = memchr(relay->line, '\n', relay->used)) != NULL ||
		       relay->used == LINE_MOST) {
			size_t length = end != NULL ? (size_t)(end - relay->line) : LINE_MOST;
			size_t taken = end != NULL ? length + 1 : length;
			log_one(relay, length, log, event);
			memmove(relay->line, relay->line + taken, relay->used - taken);
			relay->used -= taken;
		}
	}
}
