#include "fcgi/attention.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum from { FROM_LISTENER, FROM_SIGNALS, FROM_DESK };

struct attention {
	int epoll, signals, listener;
	bool accepts;
};

static int close_both(struct attention *a)
{
	close(a->epoll);
	close(a->signals);
	return 0;
}

static bool add(const struct attention *a, int fd, enum from from, uint32_t how)
{
	return epoll_ctl(a->epoll, EPOLL_CTL_ADD, fd,
	                 &(struct epoll_event){ .events = EPOLLIN | how, .data.u32 = from }) == 0;
}

static bool hold_signals(struct attention *a)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGHUP);
	signal(SIGPIPE, SIG_IGN);
	return sigprocmask(SIG_BLOCK, &set, NULL) == 0 &&
	       (a->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) >= 0;
}

struct attention *attention_new(const void *ctx, int listener, int desk, struct err *err)
{
	struct attention *a = mem_new(ctx, struct attention);

	*a = (struct attention){ .epoll = epoll_create1(EPOLL_CLOEXEC), .signals = -1, .listener = listener };
	talloc_set_destructor(a, close_both);
	if (a->epoll >= 0 && hold_signals(a) && add(a, a->signals, FROM_SIGNALS, 0) &&
	    (desk < 0 || add(a, desk, FROM_DESK, 0)))
		return a;
	err_set(err, ctx, ERR_INTERNAL, NULL, "signals cannot be held back", "les signaux ne peuvent pas être retenus");
	err_detail(err, ctx, "%s", strerror(errno));
	return NULL;
}

/* Without EPOLLEXCLUSIVE each connection would wake all workers at rest, and all but one in vain. */
static void accept_or_not(struct attention *a, bool accepts)
{
	if (accepts == a->accepts)
		return;
	a->accepts = accepts;
	if (accepts)
		add(a, a->listener, FROM_LISTENER, EPOLLEXCLUSIVE);
	else
		epoll_ctl(a->epoll, EPOLL_CTL_DEL, a->listener, NULL);
}

static void take_signals(const struct attention *a, struct attention_event *e)
{
	struct signalfd_siginfo info;

	while (read(a->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo == SIGHUP)
			e->reload = true;
		else
			e->leave = true;
	}
}

struct attention_event attention_wait(struct attention *a, bool accepts, int milliseconds)
{
	struct epoll_event events[3];
	struct attention_event e = { .nothing = false };

	accept_or_not(a, accepts);
	int n = epoll_wait(a->epoll, events, 3, milliseconds);
	e.nothing = n == 0;
	for (int i = 0; i < n; i++) {
		switch ((enum from)events[i].data.u32) {
		case FROM_LISTENER: e.request = true; break;
		case FROM_SIGNALS:  take_signals(a, &e); break;
		case FROM_DESK:     e.word = true; break;
		}
	}
	return e;
}
