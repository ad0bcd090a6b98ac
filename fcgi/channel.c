#include "fcgi/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool channel_open(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0;
}

bool channel_say(int fd, const struct message *m)
{
	ssize_t n;

	while ((n = send(fd, m, sizeof *m, MSG_NOSIGNAL)) < 0 && errno == EINTR)
		;
	return n == (ssize_t)sizeof *m;
}

enum heard channel_hear(int fd, struct message *m)
{
	for (;;) {
		ssize_t n = recv(fd, m, sizeof *m, 0);
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
			return HEARD_END;
		if (n < 0 && errno == EAGAIN)
			return HEARD_NOTHING;
		if (n != (ssize_t)sizeof *m || m->what >= SAYINGS)
			continue;
		m->folder[sizeof m->folder - 1] = '\0';
		m->name[sizeof m->name - 1] = '\0';
		m->text[sizeof m->text - 1] = '\0';
		return HEARD;
	}
}

bool channel_put(char *room, uint64_t size, const char *value)
{
	size_t n = strlen(value);

	if (n >= size)
		return false;
	memcpy(room, value, n + 1);
	return true;
}
