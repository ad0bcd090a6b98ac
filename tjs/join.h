/* JoinData: where its table comes from, the order that it becomes, and the documents that tell of it. */
#ifndef JT_TJS_JOIN_H
#define JT_TJS_JOIN_H

#include "gdas/page.h"
#include "joining/order.h"
#include "table/gdas.h"
#include "tjs/request.h"

/* A JoinData being handed in. */
struct tjs_errand {
	const struct exchange *x;
	const struct tjs_request *request;
	const char *folder;           /* of the desk; "" before there is one */
	struct order order;
	const struct framework *framework;
	const char *source;           /* URI or URL of the table, for people and for the skeleton of a document */
	/* columns that are joined, as they are told of before the job has run: "pop:integer,name:string" */
	const char *columns;
	const char *left_out;         /* columns over the limit: "a, b"; "" */
};

/* Resolves the source, fetches it where it is elsewhere, and fills order, framework, source, columns. Makes the folder
   where it needs one. Errors name the parameters of JoinData. */
bool tjs_join_source(struct tjs_errand *e, struct err *err);

/* The wishes of a classification (our schema, tjs/classification.xsd) into the order's attributes. */
bool tjs_join_classification(struct tjs_errand *e, const char *url, struct err *err);
/* The same from the text of the document. */
bool tjs_join_classes(struct tjs_errand *e, const char *text, struct err *err);

/* The style document that StylingURL names, where it names one. */
bool tjs_join_style(struct tjs_errand *e, struct err *err);

/* A file of the desk's folder. */
bool tjs_join_put(struct tjs_errand *e, const char *name, struct span content, struct err *err);
/* The same by the fetcher; errors name `locator`. */
bool tjs_join_fetch(struct tjs_errand *e, const char *url, const char *name, int64_t limit, const char *locator,
                    struct err *err);

/* What is told of a join that is not there yet, or never will be. */
struct tjs_skeleton {
	const struct framework *framework;
	const char *source, *columns; /* as in struct tjs_errand */
};

/* The response to a join that is done; `words` is what Completed says beside the counts, or "". */
bool tjs_join_completed(const struct tjs_page *p, const struct layer *layer, const char *words, struct err *err);
/* ... that is in hand (`failure` NULL), or has failed. `href` is where to ask. */
bool tjs_join_pending(const struct tjs_page *p, const struct tjs_skeleton *s, const char *href,
                      const struct err *failure, struct err *err);

#endif
