/* A WMS request, answered or refused, without a gateway. */
#ifndef JT_TESTS_MAP_WMS_GET_H
#define JT_TESTS_MAP_WMS_GET_H

#include "tests/map/fixture.h"

#include "map/wms.h"

static inline const char *wms_get(struct fixture *f, const char *path, const char *query)
{
	fixture_request(f, path, query);
	assert_true(wms_service.claims(&f->x));
	if (!wms_service.serve(&f->x, f->out, &f->err)) {
		assert_int_not_equal(f->err.code, ERR_NONE);
		out_restart(f->out);
		wms_service.refuse(&f->x, &f->err, f->out);
	}
	return fixture_body(f, NULL);
}

#endif
