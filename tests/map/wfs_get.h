/* A WFS request, answered or refused, without a gateway. */
#ifndef JT_TESTS_MAP_WFS_GET_H
#define JT_TESTS_MAP_WFS_GET_H

#include "tests/map/fixture.h"

#include "map/wfs.h"

static inline const char *wfs_answer(struct fixture *f)
{
	if (!wfs_service.serve(&f->x, f->out, &f->err)) {
		assert_int_not_equal(f->err.code, ERR_NONE);
		out_restart(f->out);
		wfs_service.refuse(&f->x, &f->err, f->out);
	}
	return fixture_body(f, NULL);
}

/* `query` comes behind SERVICE=WFS. */
static inline const char *wfs_get_at(struct fixture *f, const char *path, const char *query)
{
	fixture_request(f, path, mem_printf(f, "SERVICE=WFS&%s", query));
	assert_true(wfs_service.claims(&f->x));
	return wfs_answer(f);
}

static inline const char *wfs_get(struct fixture *f, const char *query)
{
	return wfs_get_at(f, "/ows", query);
}

static inline const char *wfs_post(struct fixture *f, const char *document)
{
	fixture_request(f, "/ows", "");
	f->request.method = METHOD_POST;
	f->request.content_type = "text/xml";
	f->request.body = (struct span){ document, strlen(document) };
	assert_true(wfs_service.claims(&f->x));
	return wfs_answer(f);
}

#define WFS_20 "service=\"WFS\" version=\"2.0.0\" xmlns=\"http://www.opengis.net/wfs/2.0\" " \
	"xmlns:fes=\"http://www.opengis.net/fes/2.0\" xmlns:gml=\"http://www.opengis.net/gml/3.2\" " \
	"xmlns:jt=\"http://www.jointure.org/ns\""
#define WFS_11 "service=\"WFS\" version=\"1.1.0\" xmlns=\"http://www.opengis.net/wfs\" " \
	"xmlns:ogc=\"http://www.opengis.net/ogc\" xmlns:gml=\"http://www.opengis.net/gml\""

static inline void assert_has(const char *body, const char *text)
{
	if (strstr(body, text) == NULL)
		fail_msg("\"%s\" is not in: %.3000s", text, body);
}

static inline void assert_has_not(const char *body, const char *text)
{
	if (strstr(body, text) != NULL)
		fail_msg("\"%s\" is in: %.3000s", text, body);
}

static inline int wfs_setup(void **state)
{
	*state = fixture_new();
	return 0;
}

#endif
