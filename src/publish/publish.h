/* From a source to a publication: what is asked for is checked and completed, the source is
   imported into a data file, and one transaction points the catalogue to it. The command line
   and, later, the REST verbs ask through here. */
#ifndef JT_PUBLISH_PUBLISH_H
#define JT_PUBLISH_PUBLISH_H

#include "catalogue/edit.h"
#include "geometry/vector.h"
#include "publish/request.h"

/* Whether a style can be drawn on `layer`; the layer's data need not be there yet. */
typedef bool check_style_fn(void *arg, const struct layer *layer, const struct style *style,
                            struct err *err);

/* What publishing stands on. */
struct publisher {
	const char *workspace;
	struct db *db;                        /* may be NULL for a dry run */
	const struct catalogue *catalogue;    /* the present edition */
	check_style_fn *check_style; void *check_arg;
	progress_fn *progress; void *progress_arg;
	int kept_srs;                         /* a second system that geometry is kept ready in; 0: none */
	int64_t store_memory;                 /* bytes that preparing a layer may take; 0: any */
};

struct publish_result {
	struct publication publication;       /* as it was written, or would be */
	const struct layer *before;           /* what it replaces, or NULL */
	struct notes notes;                   /* what was changed on the way in */
	uint64_t edition;                     /* 0: a dry run, which leaves nothing behind */
};

/* What a request leaves unsaid is as it was in the version that it replaces (of a framework: in
   that version, else in the newest one of the series), but for the reference date; a title is then
   the name, and the organisation the only one there is. */
bool publish_run(struct publish_result *result, const void *ctx, const struct publisher *publisher,
                 const struct publish_request *request, bool dry_run, struct err *err);

/* The name that a framework version has as a layer when it is not the newest of its series. */
const char *publish_version_name(const void *ctx, const char *series, const char *version);

#endif
