#include "fcgi/suspects.h"

#define SECOND   UINT64_C(1000000000)
#define MEMORY   (600 * SECOND)
#define LEAST    UINT64_C(60)
#define MOST     UINT64_C(3600)
#define STRIKES  2

struct suspect {
	uint64_t key, last, until;
	unsigned strikes;
};

struct suspects {
	struct suspect of[BOARD_REFUSED];
};

struct suspects *suspects_new(const void *ctx)
{
	return mem_new(ctx, struct suspects);
}

/* The one of this key, else the one in whose place it may come: the longest unheard of. */
static struct suspect *find(struct suspects *suspects, uint64_t key)
{
	struct suspect *oldest = &suspects->of[0];

	for (size_t i = 0; i < BOARD_REFUSED; i++) {
		struct suspect *s = &suspects->of[i];
		if (s->key == key)
			return s;
		if (s->last < oldest->last)
			oldest = s;
	}
	return oldest;
}

uint64_t suspects_strike(struct suspects *suspects, uint64_t key)
{
	uint64_t now = board_now();
	struct suspect *s = find(suspects, key);

	/* while it is refused it cannot strike: what counts is the time that it was let in */
	if (s->key != key || now - s->last > MEMORY + (s->until > s->last ? s->until - s->last : 0))
		*s = (struct suspect){ .key = key };
	s->strikes++;
	s->last = now;
	if (s->strikes < STRIKES)
		return 0;
	unsigned doublings = s->strikes - STRIKES;
	uint64_t seconds = doublings < 6 ? LEAST << doublings : MOST;
	s->until = now + seconds * SECOND;
	return seconds;
}

void suspects_post(const struct suspects *suspects, struct board *board)
{
	for (size_t i = 0; i < BOARD_REFUSED; i++) {
		atomic_store(&board->refused[i].until, 0);
		atomic_store(&board->refused[i].key, suspects->of[i].key);
		atomic_store(&board->refused[i].until, suspects->of[i].until);
	}
}
