/* One worker as its master sees it; for fcgi/crew*.c alone. */
#ifndef JT_FCGI_CREW_PARTS_H
#define JT_FCGI_CREW_PARTS_H

#include "fcgi/board.h"
#include "fcgi/crew.h"
#include "fcgi/suspects.h"

#define CREW_MS UINT64_C(1000000)

enum slot_state { SLOT_NONE, SLOT_STARTING, SLOT_READY };

struct slot {
	enum slot_state state;
	pid_t pid;
	int board_fd, ready;          /* ready: our end of the pipe, -1 once it has spoken */
	int channel;                  /* our end, -1 without a process */
	struct board *board;
	uint64_t began;
	const char *killed;           /* why we killed it, or NULL */
	bool accepting;               /* told to; else it is a spare one */
	bool leaving;                 /* told to; its end is no surprise */
};

struct crew {
	struct crew_plan plan;
	const struct conf *conf;
	struct log *log;
	struct slot *slots;           /* as many as there ever were at once */
	size_t n, wanted;
	bool isolated, dismissed, ever_ready, ever_full;
	struct suspects *suspects;
	unsigned failures;            /* starts in a row that came to nothing */
	uint64_t failed, not_before;  /* the last of these; no start earlier than this */
	uint64_t too_many_since;      /* 0: there are not */
	uint64_t lost, losing_until;  /* the last worker lost; while they are lost one after another */
};

bool slot_new(struct slot *slot, const struct crew *crew, struct err *err);

/* Starts a worker in a free slot. */
void slot_start(struct crew *crew, struct slot *s, uint64_t now);

/* Ready? */
void slot_hear(struct crew *crew, struct slot *s, uint64_t now);

/* Kills it beyond a deadline or a ceiling of memory. */
void slot_watch(struct crew *crew, struct slot *s, uint64_t now);

/* Its process has ended: says what that was, and frees the slot. */
void slot_end(struct crew *crew, struct slot *s, int status, uint64_t now);

void slot_leave(struct slot *s);

/* Tells it to accept requests from now on, or to stop doing so. */
void slot_accept(struct slot *s, bool accept);

/* It has shown that it works: by an answer, or by staying. */
bool slot_has_settled(const struct slot *s, uint64_t now);

static inline bool slot_is_busy(const struct slot *s)
{
	return atomic_load(&s->board->busy_since) != 0;
}

#endif
