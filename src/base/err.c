#include "base/err.h"

#include <assert.h>
#include <stdarg.h>

bool err_set(struct err *err, const void *ctx, enum err_code code, const char *locator,
             const char *en, const char *fr, ...)
{
	assert(err->code == ERR_NONE && code != ERR_NONE);

	va_list ap, again;
	va_start(ap, fr);
	va_copy(again, ap);
	err->message.en = mem_check(talloc_vasprintf(ctx, en, ap));
	err->message.fr = mem_check(talloc_vasprintf(ctx, fr, again));
	va_end(again);
	va_end(ap);
	err->code = code;
	err->locator = locator;
	return false;
}

bool err_detail(struct err *err, const void *ctx, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	err->detail = mem_check(talloc_vasprintf(ctx, fmt, ap));
	va_end(ap);
	return false;
}

bool err_keep(struct err *err, const void *ctx)
{
	err->message.en = mem_strdup(ctx, err->message.en);
	err->message.fr = mem_strdup(ctx, err->message.fr);
	if (err->detail != NULL)
		err->detail = mem_strdup(ctx, err->detail);
	return false;
}

int err_http_status(enum err_code code)
{
	switch (code) {
	case ERR_NONE:                    return 200;
	case ERR_UPDATE_SEQUENCE:
	case ERR_MISSING_PARAMETER:
	case ERR_INVALID_PARAMETER:
	case ERR_VERSION:
	case ERR_STYLE:
	case ERR_CRS:
	case ERR_FORMAT:
	case ERR_POINT:
	case ERR_TILE:
	case ERR_NOT_QUERYABLE:
	case ERR_DIMENSION:
	case ERR_DUPLICATE_QUERY:
	case ERR_ATTRIBUTE_NAME:
	case ERR_KEY:
	case ERR_LINKAGE:
	case ERR_UPDATE_SEQUENCE_INVALID: return 400;
	case ERR_UNAUTHORIZED:            return 401;
	case ERR_FORBIDDEN:               return 403;
	case ERR_LAYER:
	case ERR_NOT_FOUND:               return 404;
	case ERR_METHOD:                  return 405;
	case ERR_NOT_ACCEPTABLE:          return 406;
	case ERR_CONFLICT:                return 409;
	case ERR_TOO_LARGE:               return 413;
	case ERR_OPTION:
	case ERR_NOT_SUPPORTED:           return 501;
	case ERR_UPSTREAM:                return 502;
	case ERR_UNAVAILABLE:             return 503;
	case ERR_INTERNAL:                return 500;
	}
	return 500;
}
