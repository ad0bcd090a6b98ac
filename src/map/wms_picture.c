#include "map/wms_request.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "service/ows.h"

const struct wms_format wms_formats[] = {
	{ "image/png", "image/png", "png", true, true },
	{ "image/png; mode=8bit", "image/png", "png8", true, true },
	{ "image/jpeg", "image/jpeg", "jpeg", false, true },
	{ "image/webp", "image/webp", "webp", true, true },
	{ "image/svg+xml", "image/svg+xml", "svg", true, true },
	{ "application/pdf", "application/pdf", "pdf", true, true },
	{ "image/png; mode=24bit", "image/png", "png", true, false },
	{ "image/png8", "image/png", "png8", true, false },
	{ "image/png24", "image/png", "png", true, false },
	{ "image/png32", "image/png", "png", true, false },
	{ "image/jpg", "image/jpeg", "jpeg", false, false },
	{ "image/svg xml", "image/svg+xml", "svg", true, false },  /* its + was not encoded */
	{ "image/svg", "image/svg+xml", "svg", true, false },
	{ "application/x-pdf", "application/pdf", "pdf", true, false },
	{ NULL, NULL, NULL, false, false },
};

/* Media types compare without case and without the spaces after a semicolon. */
static bool same_type(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		if (*a == ';' && *b == ';') {
			a += 1 + strspn(a + 1, " ");
			b += 1 + strspn(b + 1, " ");
		} else if (tolower((unsigned char)*a++) != tolower((unsigned char)*b++)) {
			return false;
		}
	}
	return *a == *b;
}

const struct wms_format *wms_format(const struct exchange *x, const char *type, struct err *err)
{
	for (const struct wms_format *f = wms_formats; f->type != NULL; f++)
		if (same_type(f->type, type) &&
		    (x->engine == NULL || engine_has_format(x->engine, f->engine)))
			return f;
	err_set(err, x->ctx, ERR_FORMAT, "FORMAT",
	        "the format %s is not offered; image/png, image/jpeg, image/svg+xml and application/pdf are",
	        "le format %s n'est pas proposé ; image/png, image/jpeg, image/svg+xml et application/pdf "
	        "le sont", type);
	return NULL;
}

static bool read_color(uint32_t *color, const struct exchange *x, struct err *err)
{
	const char *text = ows_get(x, "BGCOLOR");

	if (text == NULL)
		return true;
	const char *digits = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? text + 2 :
		text[0] == '#' ? text + 1 : "";
	if (strlen(digits) != 6 || strspn(digits, "0123456789abcdefABCDEF") != 6)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "BGCOLOR",
		               "BGCOLOR expects a colour as 0xRRGGBB", "BGCOLOR attend une couleur 0xRRVVBB");
	*color = (uint32_t)strtoul(digits, NULL, 16);
	return true;
}

static bool read_transparent(bool *transparent, const struct exchange *x, struct err *err)
{
	const char *text = ows_get(x, "TRANSPARENT");

	if (text == NULL || text_same(text, "false"))
		return true;
	*transparent = true;
	return text_same(text, "true") ||
	       err_set(err, x->ctx, ERR_INVALID_PARAMETER, "TRANSPARENT",
	               "TRANSPARENT expects TRUE or FALSE", "TRANSPARENT attend TRUE ou FALSE");
}

bool wms_read_picture(struct engine_picture *p, const struct wms_format **format,
                      const struct exchange *x, struct err *err)
{
	const char *type = ows_need(x, "FORMAT", err);

	*p = (struct engine_picture){ .background = 0xffffff };
	*format = type != NULL ? wms_format(x, type, err) : NULL;
	if (*format == NULL || !read_color(&p->background, x, err) ||
	    !read_transparent(&p->transparent, x, err))
		return false;
	p->format = (*format)->engine;
	p->transparent = p->transparent && (*format)->transparent;
	return true;
}
