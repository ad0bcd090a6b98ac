#include "gate/routes.h"

#include <string.h>
#include <unistd.h>

#include "api/api.h"
#include "api/portal.h"
#include "base/json.h"
#include "map/mapfile.h"
#include "map/wms.h"
#include "map/wfs.h"
#include "map/wmts.h"
#include "service/exception.h"
#include "service/ows.h"
#include "tjs/tjs.h"

const struct service *const routes[] = {
	&health_service,
	&api_service,
	&wms_service,
	&wmts_service,
	&mapfile_service,
	&wfs_service,
	&tjs_service,
	&portal_service,
	NULL,
};

static bool claims_health(const struct exchange *x)
{
	return strcmp(x->request->path, "/health") == 0;
}

static bool serve_health(const struct exchange *x, struct out *out, struct err *err)
{
	struct json w = json_writer(out);

	(void)err;
	out_header(out, "Content-Type", "application/json");
	out_header(out, "Cache-Control", "no-store");
	json_open_object(&w, NULL);
	json_string(&w, "status", "ok");
	json_string(&w, "version", PACKAGE_VERSION);
	json_int(&w, "edition", (int64_t)x->view->catalogue->edition);
	json_string(&w, "published", x->view->catalogue->published);
	json_int(&w, "worker", (int64_t)getpid());
	json_close_object(&w);
	return true;
}

const struct service health_service = {
	.name = "health", .claims = claims_health, .serve = serve_health, .refuse = routes_refuse,
};

static bool below_ows(const char *path)
{
	return strcmp(path, "/ows") == 0 || strncmp(path, "/ows/", 5) == 0;
}

void routes_refuse(const struct exchange *x, const struct err *err, struct out *out)
{
	exception_draw(x, below_ows(x->request->path) ? DIALECT_OWS_110 : DIALECT_PROBLEM, err, out);
}

bool routes_explain(const struct exchange *x, struct err *err)
{
	const char *service = ows_get(x, "SERVICE");

	if (!below_ows(x->request->path))
		return err_set(err, x->ctx, ERR_NOT_FOUND, NULL,
		               "there is nothing at this address: the services are at /ows, /tjs and /api",
		               "il n'y a rien à cette adresse : les services sont à /ows, /tjs et /api");
	if (service != NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "SERVICE",
		               "there is no such service here: SERVICE is WMS, WFS or TJS",
		               "ce service n'existe pas ici : SERVICE vaut WMS, WFS ou TJS");
	if (x->request->method == METHOD_POST && x->request->body.n > 0 &&
	    strcmp(x->request->content_type, "application/x-www-form-urlencoded") != 0)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "service",
		               "the posted document names no service known here: its root element needs "
		               "service=\"WFS\"",
		               "le document envoyé ne nomme aucun service connu ici : sa racine doit porter "
		               "service=\"WFS\"");
	return err_set(err, x->ctx, ERR_MISSING_PARAMETER, "SERVICE",
	               "the parameter SERVICE is required: WMS, WFS or TJS",
	               "le paramètre SERVICE est obligatoire : WMS, WFS ou TJS");
}
