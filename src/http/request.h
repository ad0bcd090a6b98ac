/* One HTTP request as a plain value: parsed once, owned by its context. Nothing
   here comes from Host or X-Forwarded-*: URLs are built from the settings. */
#ifndef JT_HTTP_REQUEST_H
#define JT_HTTP_REQUEST_H

#include "base/lang.h"
#include "base/text.h"
#include "http/kvp.h"

enum http_method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_PUT, METHOD_DELETE, METHOD_OPTIONS,
                   METHOD_OTHER };

struct request {
	const char *name;            /* request_name, or NULL: set by who knows it */
	enum http_method method;
	const char *path;            /* below the mount point, decoded, begins with "/": "/ows/forest" */
	struct kvp query;            /* of the URL, then of a form body; see kvp.h */
	const char *content_type;    /* lower case, without parameters; "" if none */
	const char *content_parameters;  /* these, as they came: "charset=utf-8"; "" if none */
	struct span body;            /* whole, within its ceiling (body.h); a form's is in `query` already */
	const char *accept, *accept_language, *accept_encoding;     /* NULL if absent */
	const char *if_none_match, *if_modified_since;              /* NULL if absent */
	const char *authorization;   /* NULL if absent */
	const char *remote_user;     /* as the web server vouches for it, or NULL */
	const char *remote_address;  /* for the log */
};

/* Where a transport finds what CGI calls meta-variables (RFC 3875), e.g. "PATH_INFO". */
typedef const char *request_variable_fn(void *from, const char *name);

/* Builds the request. The path is PATH_INFO where it is set, else SCRIPT_NAME, with
   `prefix` (the path of the public base URL, without a final "/") taken off.
   A form body (application/x-www-form-urlencoded) joins the query; a parameter that
   comes twice with different values is refused (threats.md, rule 2), one that comes
   twice with the same value counts once. `body` is lent and must outlive the request. */
bool request_build(struct request *r, const void *ctx, request_variable_fn *variable, void *from,
                   struct span body, const char *prefix, struct err *err);

/* All that the answer to a request may depend on beside the catalogue, as one text: the same text, the same request. NULL for
   what is no simple GET by an anonymous caller: one with a body, a key in its head or an identity, or that is very long. (A key
   in the query is part of the text.) */
char *request_name(const void *ctx, request_variable_fn *variable, void *from);

/* What request_build makes of the path that CGI gives. */
char *request_path(const void *ctx, const char *path, const char *prefix);

/* The key that the caller sent: Bearer token, Basic password (or user, where the
   password is empty), or the `key` parameter; NULL when there is none.
   *in_query tells that it came as a parameter, so that hrefs must carry it on. */
const char *request_key(const void *ctx, const struct request *r, bool *in_query);

/* True when a media type is acceptable by Accept (RFC 9110, 12.5.1; absent accepts all);
   request_prefers returns the index of the best of `types` (NULL-ended), or -1. */
int request_prefers(const struct request *r, const char *const *types);

/* Whether the client takes a body in gzip by Accept-Encoding (RFC 9110, 12.5.3). */
bool request_takes_gzip(const struct request *r);

#endif
