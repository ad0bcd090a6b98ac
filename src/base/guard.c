#include "base/guard.h"

#include <setjmp.h>
#include <signal.h>

struct guard {
	sigjmp_buf back;
	const void *at;
	struct guard *outer;
};

/* A signal has no argument of ours: where it leads is kept here, as a sig_atomic_t would be (doc/architecture.md, 12). */
static struct guard *volatile innermost;
static volatile sig_atomic_t stays;

/* Only what the system raises for memory that is gone; a wrong address or a kill ends the process as ever. */
static void catch(int number, siginfo_t *info, void *context JT_UNUSED)
{
	struct guard *g = innermost;

	if (g == NULL || (info->si_code != BUS_ADRERR && info->si_code != BUS_OBJERR)) {
		signal(number, SIG_DFL);
		if (info->si_code <= 0)
			raise(number);
		return;
	}
	g->at = info->si_addr;
	siglongjmp(g->back, 1);
}

static void watch(struct sigaction *before)
{
	/* the mask stays as it is (SA_NODEFER), so that neither end need save it */
	struct sigaction ours = { .sa_sigaction = catch, .sa_flags = SA_SIGINFO | SA_NODEFER };

	sigemptyset(&ours.sa_mask);
	sigaction(SIGBUS, &ours, before);
}

void guard_stay(void)
{
	watch(NULL);
	stays = true;
}

bool guard_run(void (*work)(void *arg), void *arg, const void **at)
{
	struct guard g = { .at = NULL, .outer = innermost };
	struct sigaction before;
	volatile bool whole = false;

	if (!stays)
		watch(&before);
	if (sigsetjmp(g.back, 0) == 0) {
		innermost = &g;
		work(arg);
		whole = true;
	}
	innermost = g.outer;
	if (!stays)
		sigaction(SIGBUS, &before, NULL);
	*at = g.at;
	return whole;
}

bool guard_refuse(struct err *err, const void *ctx, const char *file)
{
	err_set(err, ctx, ERR_UNAVAILABLE, NULL, "a stored file was changed while it was read: try again",
	        "un fichier enregistré a été modifié pendant sa lecture : réessayez");
	return err_detail(err, ctx, "SIGBUS: %s", file != NULL ? file : "memory of no file that is known");
}
