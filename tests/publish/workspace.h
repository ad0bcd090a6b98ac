/* A workspace with an organisation, a theme, and publications into it. */
#ifndef JT_TESTS_PUBLISH_WORKSPACE_H
#define JT_TESTS_PUBLISH_WORKSPACE_H

#include "tests/catalogue/sample.h"
#include "tests/geometry/sources.h"

#include "publish/publish.h"

struct workspace {
	struct sample *sample;
	char *folder;                 /* for sources */
	struct publish_result result;
	struct err err;
};

static inline int workspace_set_up(void **state)
{
	void *sample;
	struct workspace *w = mem_new(NULL, struct workspace);
	sample_set_up(&sample);
	w->sample = talloc_steal(w, sample);
	w->folder = scratch_new(w);
	*state = w;
	return 0;
}

static inline int workspace_tear_down(void **state)
{
	return talloc_free(*state);
}

static inline bool workspace_publish_as(struct workspace *w, struct publish_request request,
                                        bool dry_run)
{
	struct publisher publisher = {
		.workspace = w->sample->workspace, .db = w->sample->db,
		.catalogue = sample_load(w->sample),
	};
	if (request.organisation == NULL)
		request.organisation = "insee";
	w->err = (struct err){ 0 };
	return publish_run(&w->result, w, &publisher, &request, dry_run, &w->err);
}

static inline bool workspace_publish(struct workspace *w, struct publish_request request)
{
	return workspace_publish_as(w, request, false);
}

static inline const struct layer *workspace_layer(struct workspace *w, const char *name)
{
	return sample_find(w->sample, name);
}

static inline const char *workspace_note(const struct workspace *w, const char *words)
{
	for (size_t i = 0; i < w->result.notes.n; i++)
		if (strstr(w->result.notes.items[i].en, words) != NULL)
			return w->result.notes.items[i].en;
	return NULL;
}

#endif
