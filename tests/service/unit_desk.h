/* A desk that does at once, in the test's own process, what is handed in; what it "fetches" is given
   beforehand. */
#ifndef JT_TESTS_UNIT_DESK_H
#define JT_TESTS_UNIT_DESK_H

#include <stdio.h>

#include "joining/joining.h"
#include "service/desk.h"

struct unit_desk {
	struct desk desk;
	const char *workspace;
	/* what there is elsewhere; any other address is not found */
	const char *url, *content, *type;
	bool slow;             /* nothing is done yet when the time is over: desk_wait does it */
	bool full;
};

static inline bool unit_desk_run(const struct desk *desk, const char *folder, int milliseconds, bool again,
                                 enum desk_state *state, const void *ctx, struct err *err)
{
	const struct unit_desk *u = desk->arg;

	(void)milliseconds;
	*state = DESK_WORKING;
	if (u->full)
		return err_set(err, ctx, ERR_UNAVAILABLE, NULL, "too many joins are in hand: come again",
		               "trop de jointures sont en cours : revenez plus tard");
	if (u->slow && !again)
		return true;
	joining_run_folder(u->workspace, folder);
	*state = desk_has_outcome(u->workspace, folder) ? DESK_DONE : DESK_LOST;
	if (*state == DESK_LOST)
		desk_leave_loss(u->workspace, folder, LOSS_CRASH);
	return true;
}

static inline bool unit_desk_fetch(const struct desk *desk, const char *url, const char *folder,
                                   const char *name, int64_t limit, const char **type,
                                   const void *ctx, struct err *err)
{
	const struct unit_desk *u = desk->arg;

	if (u->url == NULL || strcmp(u->url, url) != 0)
		return err_set(err, ctx, ERR_UPSTREAM, NULL, "the other side has no such table",
		               "l'autre serveur n'a pas ce tableau");
	if ((int64_t)strlen(u->content) > limit)
		return err_set(err, ctx, ERR_TOO_LARGE, NULL, "the table is too large",
		               "le tableau est trop gros");
	FILE *f = fopen(desk_path(ctx, u->workspace, folder, name), "wb");
	bool good = f != NULL && fwrite(u->content, 1, strlen(u->content), f) == strlen(u->content);
	*type = u->type;
	return f != NULL && fclose(f) == 0 && good;
}

/* Put &u->desk into x->desk. */
static inline const struct desk *unit_desk_open(struct unit_desk *u, const char *workspace)
{
	*u = (struct unit_desk){ .workspace = workspace };
	u->desk = (struct desk){ .run = unit_desk_run, .fetch = unit_desk_fetch, .arg = u };
	return &u->desk;
}

#endif
