#include "map/wms_operations.h"

#include <string.h>

#include "map/choropleth.h"
#include "service/document.h"
#include "service/ows.h"

enum exceptions { EXCEPTIONS_XML, EXCEPTIONS_INIMAGE, EXCEPTIONS_BLANK };

static bool read_exceptions(enum exceptions *e, const struct exchange *x)
{
	static const struct {
		const char *name;
		enum exceptions means;
	} names[] = {
		{ "XML", EXCEPTIONS_XML },
		{ "INIMAGE", EXCEPTIONS_INIMAGE },
		{ "BLANK", EXCEPTIONS_BLANK },
		{ "application/vnd.ogc.se_xml", EXCEPTIONS_XML },
		{ "application/vnd.ogc.se_inimage", EXCEPTIONS_INIMAGE },
		{ "application/vnd.ogc.se_blank", EXCEPTIONS_BLANK },
		{ "application/vnd.ogc.se xml", EXCEPTIONS_XML },
		{ "text/xml", EXCEPTIONS_XML },
	};
	const char *text = ows_get(x, "EXCEPTIONS");

	*e = EXCEPTIONS_XML;
	if (text == NULL)
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (text_same(names[i].name, text)) {
			*e = names[i].means;
			return true;
		}
	}
	return false;
}

struct drawing {
	const struct wms_map *map;
	const struct engine_picture *picture;
};

static bool draw(const struct exchange *x, struct out *out, void *arg, struct err *err)
{
	const struct drawing *d = arg;

	return choropleth_suits(x, &d->map->map, d->picture)
	     ? choropleth_draw(x, &d->map->map, d->picture, out, err)
	     : engine_draw(x->engine, x, &d->map->map, d->picture, out, err);
}

bool wms_getmap(const struct exchange *x, struct out *out, struct err *err)
{
	struct engine_picture picture;
	const struct wms_format *format;
	struct wms_map m;
	enum exceptions exceptions;

	if (!read_exceptions(&exceptions, x))
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "EXCEPTIONS",
		               "EXCEPTIONS expects XML, INIMAGE or BLANK",
		               "EXCEPTIONS attend XML, INIMAGE ou BLANK");
	if (!wms_read_map(&m, x, err) || !wms_read_picture(&picture, &format, x, err))
		return false;
	if (wms_current(x, out, &m.map, "map"))
		return true;
	out_header(out, "Content-Type", format->content_type);
	return document_keep(x, out, draw, &(struct drawing){ &m, &picture }, err);
}

/* What of the request can be kept for the picture of an error. */
bool wms_refuse_in_picture(const struct exchange *x, const struct err *err, struct out *out)
{
	enum exceptions exceptions;
	struct err ignored = { 0 };
	struct engine_picture picture;
	const struct wms_format *format;
	int64_t width, height;

	if (!read_exceptions(&exceptions, x) || exceptions == EXCEPTIONS_XML || x->engine == NULL)
		return false;
	if (!ows_get_int(x, "WIDTH", 1, 4096, 400, &width, &ignored) ||
	    !ows_get_int(x, "HEIGHT", 1, 4096, 300, &height, &ignored) ||
	    width * height > x->conf->max_pixels ||
	    !wms_read_picture(&picture, &format, x, &ignored))
		return false;
	out_header(out, "Content-Type", format->content_type);
	out_header(out, "Cache-Control", "no-store");
	const char *text = exceptions == EXCEPTIONS_BLANK ? NULL : text_in(err->message, x->lang);
	if (engine_draw_text(x->engine, x, (int)width, (int)height, &picture, text, out, &ignored))
		return true;
	out_restart(out);
	return false;
}
