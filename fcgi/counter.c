#include "fcgi/counter.h"

#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "fcgi/channel.h"
#include "fcgi/fetch_reasons.h"

#define MS           UINT64_C(1000000)
#define PROMPT       5000    /* milliseconds that the master's first answer may take */
#define FETCH_MARGIN 5000    /* beyond fetch_seconds: the master tells when they are over */

struct counter {
	struct desk desk;
	int fd;
	struct board *board;
	const struct gateway *gateway;
	uint32_t serial;
	bool accepts;
};

static void take_word(struct counter *c, const struct message *m)
{
	bool before = c->accepts;

	if (m->what == SAY_ACCEPT || m->what == SAY_REST)
		c->accepts = m->what == SAY_ACCEPT;
	if (c->accepts != before)
		prctl(PR_SET_NAME, c->accepts ? "jointure-fcgi" : "jointure-spare");
}

/* The master's next word on the question `serial`; HEARD_NOTHING when the time is over. */
static enum heard listen_for(struct counter *c, uint32_t serial, int64_t milliseconds,
                             struct message *m)
{
	uint64_t now = board_now(), end = now + (uint64_t)milliseconds * MS;

	for (;;) {
		enum heard heard = channel_hear(c->fd, m);
		if (heard == HEARD_END || (heard == HEARD && m->serial == serial))
			return heard;
		if (heard == HEARD) {
			/* or the end of something that was waited for no longer */
			take_word(c, m);
			continue;
		}
		now = board_now();
		if (now >= end)
			return HEARD_NOTHING;
		poll(&(struct pollfd){ .fd = c->fd, .events = POLLIN }, 1, (int)((end - now) / MS) + 1);
	}
}

static bool unavailable(const void *ctx, struct err *err)
{
	return err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the service is restarting: try again",
	               "le service redémarre : réessayez");
}

/* Asks, and waits for the second answer; *m is then the last that came. Time spent here is not the
   request's: neither the master nor the worker's own timer counts it. */
static bool ask(struct counter *c, struct message *m, int64_t milliseconds, const void *ctx,
                struct err *err)
{
	struct message *next = mem_new(ctx, struct message);
	enum heard end = HEARD;

	m->serial = ++c->serial;
	board_away(c->board, true);
	bool heard = channel_say(c->fd, m) && listen_for(c, m->serial, PROMPT, next) == HEARD;
	if (heard)
		*m = *next;
	if (heard && m->what == SAY_TAKEN &&
	    (end = listen_for(c, m->serial, milliseconds, next)) == HEARD)
		*m = *next;
	board_away(c->board, false);
	if (!heard || end == HEARD_END)
		return unavailable(ctx, err);
	if (m->what == SAY_FULL)
		return err_set(err, ctx, ERR_UNAVAILABLE, NULL,
		               "as much as this service takes is in hand already: come again in a few seconds",
		               "autant que ce service en prend est déjà en cours : revenez dans quelques secondes");
	return true;
}

static bool run(const struct desk *desk, const char *folder, int milliseconds, bool again,
                enum desk_state *state, const void *ctx, struct err *err)
{
	struct counter *c = desk->arg;
	struct message *m = mem_new(ctx, struct message);

	m->what = again ? SAY_WAIT : SAY_RUN;
	if (!channel_put(m->folder, sizeof m->folder, folder) || !ask(c, m, milliseconds, ctx, err))
		return false;
	*state = m->what == SAY_DONE ? DESK_DONE : m->what == SAY_LOST ? DESK_LOST : DESK_WORKING;
	return true;
}

static bool fetch(const struct desk *desk, const char *url, const char *folder, const char *name,
                  int64_t limit, const char **type, const void *ctx, struct err *err)
{
	struct counter *c = desk->arg;
	struct message *m = mem_new(ctx, struct message);
	const int64_t seconds = gateway_conf(c->gateway)->fetch_seconds;

	m->what = SAY_FETCH;
	m->limit = limit;
	if (!channel_put(m->text, sizeof m->text, url) || !channel_put(m->folder, sizeof m->folder, folder) ||
	    !channel_put(m->name, sizeof m->name, name))
		return fetch_explain(FETCH_URL, limit, seconds, ctx, err);
	if (!ask(c, m, seconds * 1000 + FETCH_MARGIN, ctx, err))
		return false;
	if (m->what != SAY_FETCHED)
		return fetch_explain(m->what == SAY_TAKEN ? FETCH_TIME : FETCH_FAILED, limit, seconds, ctx, err);
	*type = mem_strdup(ctx, m->text);
	return fetch_explain((enum fetch_reason)m->reason, limit, seconds, ctx, err);
}

/* Of a digest its first half is told, which is enough and has the form of a folder. */
static bool prepare(const struct desk *desk, const char *digest, int milliseconds, const void *ctx, struct err *err)
{
	struct counter *c = desk->arg;
	struct message *m = mem_new(ctx, struct message);

	m->what = SAY_STORE;
	return channel_put(m->folder, sizeof m->folder, mem_strndup(ctx, digest, sizeof m->folder - 1)) &&
	       ask(c, m, milliseconds, ctx, err) && m->what == SAY_DONE;
}

struct counter *counter_new(const void *ctx, int fd, struct board *board, const struct gateway *gateway)
{
	struct counter *c = mem_new(ctx, struct counter);

	*c = (struct counter){ .desk = { run, fetch, prepare, c }, .fd = fd, .board = board, .gateway = gateway,
	                       .accepts = fd < 0 };
	return c;
}

const struct desk *counter_desk(const struct counter *counter)
{
	return counter->fd >= 0 ? &counter->desk : NULL;
}

void counter_hear(struct counter *c)
{
	enum heard heard = HEARD_NOTHING;
	struct message m;

	while (c->fd >= 0 && (heard = channel_hear(c->fd, &m)) == HEARD)
		take_word(c, &m);
	if (heard == HEARD_END) {
		/* a master that is gone has signalled already */
		close(c->fd);
		c->fd = -1;
	}
}

bool counter_accepts(const struct counter *c)
{
	return c->accepts;
}
