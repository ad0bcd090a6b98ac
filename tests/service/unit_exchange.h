/* An exchange over a small catalogue in memory, for tests of services. */
#ifndef JT_TESTS_UNIT_EXCHANGE_H
#define JT_TESTS_UNIT_EXCHANGE_H

#include "service/document.h"
#include "service/service.h"

struct fixture {
	struct conf conf;
	struct catalogue catalogue;
	struct view view;
	struct request request;
	struct exchange x;
};

/* Anonymous, French, edition 7, an empty catalogue, GET /ows; `query` as a URL carries it. */
static inline struct exchange *fixture_make(struct fixture *f, void *ctx, const char *query)
{
	struct err err = { 0 };

	*f = (struct fixture){
		.conf = { .base_url = "http://test/geo", .base_path = "/geo" },
		.catalogue = { .edition = 7, .published = "2026-11-22T15:04:05Z" },
		.request = { .method = METHOD_GET, .path = "/ows", .content_type = "" },
	};
	f->view = (struct view){ .catalogue = &f->catalogue, .hash = "0123456789abcdef" };
	assert_true(kvp_parse(&f->request.query, ctx, query, &err));
	f->x = (struct exchange){ .ctx = ctx, .conf = &f->conf, .request = &f->request, .view = &f->view,
	                          .lang = LANG_FR, .documents = documents_new(ctx, 1 << 20) };
	return &f->x;
}

#endif
