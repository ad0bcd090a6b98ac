#include "fcgi/crew_parts.h"

#include <signal.h>
#include <unistd.h>

#define MS        CREW_MS
#define HOPELESS  3
#define SPARE     1              /* workers that are ready and wait for another's end */
#define SPARES    3              /* while workers are lost one after another */
#define AWAY_MOST 16             /* that are stood in for while they wait for the master */
#define LINGER    (60000 * MS)   /* that one too many stays for: the next join may be near */

struct crew *crew_new(const void *ctx, const struct crew_plan *plan)
{
	struct crew *crew = mem_new(ctx, struct crew);
	crew->plan = *plan;
	crew->suspects = suspects_new(crew);
	return crew;
}

bool crew_settle(struct crew *crew, const struct conf *conf, struct log *log, size_t workers,
                 bool isolated, struct err *err)
{
	bool replace = isolated != crew->isolated;

	crew->conf = conf;
	crew->log = log;
	crew->isolated = isolated;
	for (size_t i = 0; i < crew->n && replace; i++)
		if (crew->slots[i].state != SLOT_NONE)
			slot_leave(&crew->slots[i]);
	if (workers < crew->wanted)
		crew->too_many_since = 1; /* long ago: none of them is to linger */
	crew->wanted = workers;
	while (crew->n < workers + SPARE) {
		crew->slots = mem_grow(crew, crew->slots, struct slot, crew->n + 1);
		if (!slot_new(&crew->slots[crew->n], crew, err))
			return false;
		crew->n++;
	}
	return true;
}

/* --- how many --- */

struct count {
	size_t present;               /* accept requests, or are at one */
	size_t away;                  /* of those told to accept, wait for the master */
	size_t spare, coming;
};

static struct count count(const struct crew *crew)
{
	struct count c = { 0 };

	for (size_t i = 0; i < crew->n; i++) {
		const struct slot *s = &crew->slots[i];
		if (s->state == SLOT_NONE || s->leaving)
			continue;
		if (s->state == SLOT_STARTING)
			c.coming++;
		else if (!s->accepting)
			c.spare++;
		else if (atomic_load(&s->board->away_since) != 0)
			c.away++;
		else
			c.present++;
	}
	return c;
}

/* The spare ones only once all are there that answer. */
static size_t target(const struct crew *crew, const struct count *c)
{
	size_t spares = board_now() < crew->losing_until ? SPARES : SPARE;

	return crew->wanted + (c->away < AWAY_MOST ? c->away : AWAY_MOST) + (crew->ever_full ? spares : 0);
}

static size_t alive(const struct count *c)
{
	return c->present + c->away + c->spare + c->coming;
}

static struct slot *free_slot(struct crew *crew)
{
	struct err err = { 0 };

	for (size_t i = 0; i < crew->n; i++)
		if (crew->slots[i].state == SLOT_NONE)
			return &crew->slots[i];
	if (crew->n >= 2 * (crew->wanted + SPARES) + AWAY_MOST)
		return NULL;
	crew->slots = mem_grow(crew, crew->slots, struct slot, crew->n + 1);
	return slot_new(&crew->slots[crew->n], crew, &err) ? &crew->slots[crew->n++] : NULL;
}

/* The one of this kind that has been there longest. */
static struct slot *oldest(struct crew *crew, bool accepting)
{
	struct slot *found = NULL;

	for (size_t i = 0; i < crew->n; i++) {
		struct slot *s = &crew->slots[i];
		if (s->state == SLOT_READY && !s->leaving && s->accepting == accepting && s->channel >= 0 &&
		    (!accepting || !slot_is_busy(s)) && (found == NULL || s->began < found->began))
			found = s;
	}
	return found;
}

/* As many accept as are wanted, beside those that are away. */
static void place(struct crew *crew)
{
	struct count c = count(crew);
	struct slot *s;

	for (; c.present < crew->wanted && (s = oldest(crew, false)) != NULL; c.present++)
		slot_accept(s, true);
	for (; c.present > crew->wanted && (s = oldest(crew, true)) != NULL; c.present--)
		slot_accept(s, false);
	crew->ever_full |= c.present >= crew->wanted;
}

static void hire(struct crew *crew, uint64_t now)
{
	struct count c = count(crew);
	size_t wanted = target(crew, &c);
	struct slot *s;

	for (size_t n = alive(&c); n < wanted && now >= crew->not_before; n++)
		if ((s = free_slot(crew)) == NULL)
			return;
		else
			slot_start(crew, s, now);
}

static void let_go(struct crew *crew, uint64_t now)
{
	struct count c = count(crew);
	struct slot *s = oldest(crew, false);

	if (alive(&c) <= target(crew, &c) || c.spare <= SPARE || s == NULL) {
		crew->too_many_since = 0;
		return;
	}
	if (crew->too_many_since == 0)
		crew->too_many_since = now;
	for (size_t n = alive(&c); now - crew->too_many_since > LINGER && n > target(crew, &c) && s != NULL; n--) {
		slot_leave(s);
		s = oldest(crew, false);
	}
}

void crew_tick(struct crew *crew)
{
	uint64_t now = board_now();

	for (size_t i = 0; i < crew->n; i++) {
		struct slot *s = &crew->slots[i];
		if (s->state == SLOT_NONE)
			continue;
		slot_hear(crew, s, now);
		slot_watch(crew, s, now);
		if (s->state == SLOT_READY && s->began >= crew->failed && slot_has_settled(s, now))
			crew->failures = 0;
	}
	if (crew->dismissed)
		return;
	place(crew);
	hire(crew, now);
	let_go(crew, now);
}

int crew_patience(const struct crew *crew)
{
	uint64_t now = board_now();
	struct count c = count(crew);
	int least = 1000;

	if (alive(&c) < target(crew, &c) && !crew->dismissed)
		least = now >= crew->not_before ? 10 : (int)((crew->not_before - now) / MS) + 1;
	for (size_t i = 0; i < crew->n; i++)
		if (crew->slots[i].state == SLOT_READY && slot_is_busy(&crew->slots[i]) && least > 200)
			least = 200;
	return least < 1000 ? least : 1000;
}

size_t crew_poll(const struct crew *crew, struct pollfd *fds, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < crew->n && n + 1 < room; i++) {
		if (crew->slots[i].state == SLOT_STARTING && crew->slots[i].ready >= 0)
			fds[n++] = (struct pollfd){ .fd = crew->slots[i].ready, .events = POLLIN };
		if (crew->slots[i].channel >= 0)
			fds[n++] = (struct pollfd){ .fd = crew->slots[i].channel, .events = POLLIN };
	}
	return n;
}

void crew_listen(struct crew *crew, void (*take)(void *arg, pid_t worker, const struct message *m), void *arg)
{
	struct message m;

	for (size_t i = 0; i < crew->n; i++) {
		struct slot *s = &crew->slots[i];
		enum heard heard = HEARD;
		while (s->channel >= 0 && heard == HEARD)
			if ((heard = channel_hear(s->channel, &m)) == HEARD)
				take(arg, s->pid, &m);
		if (heard != HEARD_END)
			continue;
		/* it has ended, or is about to: there is nothing to wait for */
		close(s->channel);
		s->channel = -1;
	}
}

void crew_tell(const struct crew *crew, pid_t worker, const struct message *m)
{
	for (size_t i = 0; i < crew->n; i++)
		if (crew->slots[i].pid == worker && crew->slots[i].channel >= 0)
			channel_say(crew->slots[i].channel, m);
}

bool crew_reap(struct crew *crew, pid_t pid, int status)
{
	uint64_t now = board_now();

	for (size_t i = 0; i < crew->n; i++) {
		struct slot *s = &crew->slots[i];
		if (s->state == SLOT_NONE || s->pid != pid)
			continue;
		slot_end(crew, s, status, now);
		return true;
	}
	return false;
}

void crew_signal(struct crew *crew, int signo)
{
	for (size_t i = 0; i < crew->n; i++)
		if (crew->slots[i].state != SLOT_NONE)
			kill(crew->slots[i].pid, signo);
}

void crew_dismiss(struct crew *crew)
{
	crew->dismissed = true;
	for (size_t i = 0; i < crew->n; i++)
		if (crew->slots[i].state != SLOT_NONE)
			slot_leave(&crew->slots[i]);
}

size_t crew_alive(const struct crew *crew)
{
	size_t n = 0;

	for (size_t i = 0; i < crew->n; i++)
		n += crew->slots[i].state != SLOT_NONE;
	return n;
}

size_t crew_ready(const struct crew *crew)
{
	struct count c = count(crew);

	return c.present + c.away;
}

bool crew_hopeless(const struct crew *crew)
{
	return !crew->ever_ready && crew->failures >= HOPELESS;
}
