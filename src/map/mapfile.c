#include "map/mapfile.h"

#include <string.h>

#include "map/mapfile_request.h"
#include "map/wfs_request.h"
#include "service/exception.h"
#include "service/ows.h"

#define MOST_STEPS 6  /* {name}/ogcapi/collections/{id}/items/{id} */

static bool claims(const struct exchange *x)
{
	return strncmp(x->request->path, "/map/", 5) == 0;
}

static bool none(const struct exchange *x, struct err *err)
{
	return err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "there is no map of this name",
	               "aucune carte ne porte ce nom");
}

static bool serve(const struct exchange *x, struct out *out, struct err *err)
{
	size_t n;
	char **steps = text_split(x->ctx, x->request->path + 5, '/', MOST_STEPS + 1, &n);

	if (steps != NULL && n > 1 && *steps[n - 1] == '\0')
		n--;
	if (steps == NULL || n == 0 || n > MOST_STEPS || !text_is_name(steps[0]) ||
	    view_mapfile(x->view, steps[0]) == NULL)
		return none(x, err);
	bool api = n > 1 && strcmp(steps[1], "ogcapi") == 0;
	if (n > 1 && !api)
		return none(x, err);
	const char *path = mem_printf(x->ctx, "/map/%s", steps[0]), *href = service_href(x, path, NULL);
	struct engine_mapfile m = {
		.name = steps[0],
		.path = mem_printf(x->ctx, "%s/mapfiles/%s.map", x->conf->workspace, steps[0]),
		.api = api ? (const char *const *)steps + 2 : NULL,
		.n_api = api ? n - 2 : 0,
		/* libmapserver puts paths behind that of its API: no key can stand there */
		.online_resource = api ? mem_printf(x->ctx, "%s%s/ogcapi", x->conf->base_url, path)
		                       : mem_printf(x->ctx, "%s%c", href, strchr(href, '?') ? '&' : '?'),
	};
	out_header(out, "Cache-Control", x->view->subject != NULL ? "private, no-cache" : "no-cache");
	out_header(out, "Vary", "Authorization");
	return (api ? mapfile_read_api : mapfile_read_ows)(&m, x, err) &&
	       engine_mapfile(x->engine, x, &m, out, err);
}

static void refuse(const struct exchange *x, const struct err *err, struct out *out)
{
	static const enum dialect of_wfs[WFS_VERSIONS] = {
		DIALECT_WFS_100, DIALECT_OWS_100, DIALECT_OWS_110
	};
	const char *version = ows_get(x, "VERSION"), *steps = strchr(x->request->path + 5, '/');
	enum dialect d = of_wfs[wfs_request_version(x)];
	struct err told = *err;

	if (steps != NULL && text_starts(steps, "/ogcapi"))
		d = DIALECT_PROBLEM;
	else if (mapfile_is_wms(x))
		d = version != NULL && text_starts(version, "1.1") ? DIALECT_WMS_111 : DIALECT_WMS_130;
	if (told.code == ERR_CRS && ows_get(x, "CRS") != NULL)
		told.locator = "CRS";
	exception_draw(x, d, &told, out);
}

static const char *operation(const struct exchange *x)
{
	return ows_get(x, "REQUEST");
}

const struct service mapfile_service = {
	.name = "mapfile", .claims = claims, .serve = serve, .refuse = refuse, .operation = operation,
};
