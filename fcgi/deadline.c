#include "fcgi/deadline.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#define SECOND UINT64_C(1000000000)

struct deadline {
	const struct board *board;
	timer_t timer;
	_Atomic uint64_t limit;        /* nanoseconds */
	uint64_t armed;                /* when the timer was set by deadline_watch */
	volatile sig_atomic_t runs;
};

static void set(const struct deadline *d, uint64_t nanoseconds)
{
	const struct itimerspec when = { .it_value = { .tv_sec = (time_t)(nanoseconds / SECOND),
	                                               .tv_nsec = (long)(nanoseconds % SECOND) } };

	timer_settime(d->timer, 0, &when, NULL);
}

/* Only what a handler of signals may call. */
static void look(int number, siginfo_t *info, void *context JT_UNUSED)
{
	struct deadline *d = info->si_value.sival_ptr;
	uint64_t limit, busy, since;

	if (info->si_code != SI_TIMER || d == NULL) {
		signal(number, SIG_DFL);
		raise(number);
		return;
	}
	limit = atomic_load(&d->limit);
	since = atomic_load(&d->board->busy_since);
	if (since == 0) {
		d->runs = 0;
		return;
	}
	busy = board_now() - since;
	if (atomic_load(&d->board->away_since) != 0)
		busy = 0;
	if (busy >= limit) {
		signal(number, SIG_DFL);
		raise(number);
	} else {
		set(d, limit - busy);
	}
}

static int stop(struct deadline *d)
{
	timer_delete(d->timer);
	return 0;
}

struct deadline *deadline_new(const void *ctx, const struct board *board, struct err *err)
{
	const struct sigaction action = { .sa_sigaction = look, .sa_flags = SA_SIGINFO | SA_RESTART };
	struct deadline *d = mem_new(ctx, struct deadline);
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM, .sigev_value = { .sival_ptr = d } };

	d->board = board;
	if (sigaction(SIGALRM, &action, NULL) != 0 || timer_create(CLOCK_MONOTONIC, &event, &d->timer) != 0) {
		err_set(err, ctx, ERR_INTERNAL, NULL, "the timer of deadlines cannot be made",
		        "la minuterie des délais ne peut pas être créée");
		err_detail(err, ctx, "timer_create: %s", strerror(errno));
		return NULL;
	}
	talloc_set_destructor(d, stop);
	return d;
}

void deadline_watch(struct deadline *d, unsigned seconds)
{
	uint64_t limit = seconds * SECOND, now = atomic_load(&d->board->busy_since);

	/* it never goes off soon after this: a signal would make libfcgi drop a connection whose request has not come yet */
	if (d->runs && limit == atomic_load(&d->limit) && now - d->armed < limit / 2)
		return;
	atomic_store(&d->limit, limit);
	d->armed = now;
	d->runs = 1;
	set(d, limit);
}
