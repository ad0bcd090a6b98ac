/* A small published country for the tests of tjs: a real workspace with two frameworks and four datasets.

   departements 2026-01-01 (keys 75, 01, 2A, 02, 2B, FR-93 in this order; names), regions 2026-01-01 (no dataset).
   menages (theme territories; FR-93 has no row): pop count, taux measure, type nominal, densite ordinal, note text.
   prix (theme eau): eur measure, a row for all. secret (internal). annees (many rows a key; theme eau). */
#ifndef JT_TESTS_TJS_COUNTRY_H
#define JT_TESTS_TJS_COUNTRY_H

#include "tests/publish/workspace.h"

#include "service/document.h"
#include "catalogue/joins.h"
#include "tests/service/unit_desk.h"
#include "tjs/tjs.h"

struct country {
	struct workspace *workspace;
	const struct catalogue *catalogue;
	const struct view *view;
	struct conf conf;
	struct request request;
	struct exchange x;
	struct out *out;
	struct err err;
	struct joins *joins;
	struct unit_desk desk;        /* what JoinData hands in is done at once; what it fetches is given here */
};

struct country *country_new(void);

/* A request of `query` at `path`; or of a document, posted. The body of the answer, or of the refusal. */
const char *country_get(struct country *c, const char *path, const char *query);
const char *country_post(struct country *c, const char *path, const char *document);
const char *country_form(struct country *c, const char *path, const char *form);

/* "FrameworkURI=...&DatasetURI=..." of departements and a dataset. */
const char *country_uris(struct country *c, const char *dataset);

void assert_valid_tjs(struct country *c, const char *body);
void assert_valid_ows(struct country *c, const char *body);
void assert_has(const char *body, const char *text);
void assert_has_not(const char *body, const char *text);
/* An ExceptionReport, valid, of this code and locator (NULL: none) with this status. */
void assert_exception(struct country *c, const char *body, const char *code, const char *locator, int status);

#define BASE "http://test/geo"
#define DEPARTEMENTS BASE "/tjs/frameworks/departements/2026-01-01"

int country_set_up(void **state);
int country_tear_down(void **state);

#endif
