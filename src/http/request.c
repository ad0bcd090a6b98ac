#include "http/request.h"

#include <string.h>
#include <strings.h>

#define NAME_MOST 4096

static enum http_method method_parse(const char *name)
{
	static const struct { const char *name; enum http_method method; } methods[] = {
		{ "GET", METHOD_GET }, { "HEAD", METHOD_HEAD },
		{ "POST", METHOD_POST }, { "PUT", METHOD_PUT }, { "DELETE", METHOD_DELETE },
		{ "OPTIONS", METHOD_OPTIONS },
	};
	for (size_t i = 0; name != NULL && i < sizeof methods / sizeof *methods; i++)
		if (strcmp(methods[i].name, name) == 0)
			return methods[i].method;
	return METHOD_OTHER;
}

char *request_path(const void *ctx, const char *path, const char *prefix)
{
	size_t n = strlen(prefix);

	if (n > 0 && strncmp(path, prefix, n) == 0 && (path[n] == '/' || path[n] == '\0'))
		path += n;
	return TEXT_JOIN(ctx, *path == '/' ? "" : "/", path);
}

static char *media_type(const void *ctx, const char *content_type)
{
	if (content_type == NULL)
		return mem_strdup(ctx, "");
	char *type = mem_strndup(ctx, content_type, strcspn(content_type, "; \t"));
	for (char *p = type; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return type;
}

static bool add_form(struct request *r, const void *ctx, struct err *err)
{
	struct kvp *form = mem_new(ctx, struct kvp);

	if (memchr(r->body.at, '\0', r->body.n) != NULL)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, NULL, "the form holds a NUL byte",
		               "le formulaire contient un octet nul");
	if (!kvp_parse(form, ctx, mem_strndup(ctx, r->body.at, r->body.n), err))
		return false;
	if (r->query.n + form->n > KVP_MAX_PAIRS)
		return err_set(err, ctx, ERR_TOO_LARGE, NULL, "more than %d parameters",
		               "plus de %d paramètres", KVP_MAX_PAIRS);
	for (size_t i = 0; i < form->n; i++)
		r->query.pair[r->query.n++] = form->pair[i];
	return true;
}

static bool fold_repeated(struct request *r, const void *ctx, struct err *err)
{
	struct kvp *kvp = &r->query;
	size_t kept = 0;

	for (size_t i = 0; i < kvp->n; i++) {
		size_t j = 0;
		while (j < kept && strcasecmp(kvp->pair[j].name, kvp->pair[i].name) != 0)
			j++;
		if (j == kept)
			kvp->pair[kept++] = kvp->pair[i];
		else if (strcmp(kvp->pair[j].value, kvp->pair[i].value) != 0)
			return err_set(err, ctx, ERR_INVALID_PARAMETER, kvp->pair[i].name,
			               "the parameter comes twice with different values: send it once",
			               "le paramètre vient deux fois avec des valeurs différentes : "
			               "envoyez-le une seule fois");
	}
	kvp->n = kept;
	return true;
}

static bool check_text(const struct request *r, const void *ctx, struct err *err)
{
	for (size_t i = 0; i < r->query.n; i++) {
		const char *name = r->query.pair[i].name, *value = r->query.pair[i].value;
		if (!text_is_utf8(name, strlen(name)))
			return err_set(err, ctx, ERR_INVALID_PARAMETER, NULL,
			               "the name of a parameter is not valid UTF-8 text",
			               "le nom d'un paramètre n'est pas du texte UTF-8 valide");
		if (!text_is_utf8(value, strlen(value)))
			return err_set(err, ctx, ERR_INVALID_PARAMETER, name,
			               "the value is not valid UTF-8 text",
			               "la valeur n'est pas du texte UTF-8 valide");
	}
	return true;
}

static char *media_parameters(const void *ctx, const char *content_type)
{
	if (content_type == NULL)
		return mem_strdup(ctx, "");
	content_type += strcspn(content_type, "; \t");
	return mem_strdup(ctx, content_type + strspn(content_type, "; \t"));
}

bool request_build(struct request *r, const void *ctx, request_variable_fn *variable, void *from,
                   struct span body, const char *prefix, struct err *err)
{
	const char *path = variable(from, "PATH_INFO");
	const char *query = variable(from, "QUERY_STRING");

	if (path == NULL || *path == '\0')
		path = variable(from, "SCRIPT_NAME");
	*r = (struct request){
		.method = method_parse(variable(from, "REQUEST_METHOD")),
		.path = request_path(ctx, path != NULL ? path : "/", prefix),
		.content_type = media_type(ctx, variable(from, "CONTENT_TYPE")),
		.content_parameters = media_parameters(ctx, variable(from, "CONTENT_TYPE")),
		.body = body,
		.accept = variable(from, "HTTP_ACCEPT"),
		.accept_language = variable(from, "HTTP_ACCEPT_LANGUAGE"),
		.accept_encoding = variable(from, "HTTP_ACCEPT_ENCODING"),
		.if_none_match = variable(from, "HTTP_IF_NONE_MATCH"),
		.if_modified_since = variable(from, "HTTP_IF_MODIFIED_SINCE"),
		.authorization = variable(from, "HTTP_AUTHORIZATION"),
		.remote_user = variable(from, "REMOTE_USER"),
		.remote_address = variable(from, "REMOTE_ADDR"),
	};
	if (!text_is_utf8(r->path, strlen(r->path)))
		return err_set(err, ctx, ERR_NOT_FOUND, NULL, "the path is not valid UTF-8 text",
		               "le chemin n'est pas du texte UTF-8 valide");
	if (!kvp_parse(&r->query, ctx, query != NULL ? query : "", err))
		return false;
	if (r->method == METHOD_POST &&
	    strcmp(r->content_type, "application/x-www-form-urlencoded") == 0 &&
	    !add_form(r, ctx, err))
		return false;
	return check_text(r, ctx, err) && fold_repeated(r, ctx, err);
}

/* Room for one more variable of a name, ended by a line's end that none can hold; false where that is not so. Absent and empty
   are told apart. */
static bool add_part(char *to, size_t *n, size_t room, const char *value)
{
	size_t at = *n;

	if (value != NULL) {
		if (at < room)
			to[at++] = '=';
		for (; *value != '\0' && at < room; value++) {
			if ((unsigned char)*value < 0x20)
				return false;
			to[at++] = *value;
		}
	}
	if (at >= room)
		return false;
	to[at++] = '\n';
	*n = at;
	return true;
}

char *request_name(const void *ctx, request_variable_fn *variable, void *from)
{
	static const char *const parts[] = {
		"PATH_INFO", "SCRIPT_NAME", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING",
		"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE",
	};
	const char *method = variable(from, "REQUEST_METHOD"), *length = variable(from, "CONTENT_LENGTH");
	char name[NAME_MOST];
	size_t n = 0;

	if (method == NULL || strcmp(method, "GET") != 0 || (length != NULL && *length != '\0' && strcmp(length, "0") != 0) ||
	    variable(from, "HTTP_AUTHORIZATION") != NULL || variable(from, "REMOTE_USER") != NULL)
		return NULL;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (!add_part(name, &n, sizeof name, variable(from, parts[i])))
			return NULL;
	return mem_strndup(ctx, name, n);
}

/* RFC 4648, section 4; NULL when it is not base64 of text. */
static char *base64_text(const void *ctx, const char *s)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = mem_array(ctx, char, strlen(s) + 1);
	size_t n = 0;
	unsigned bits = 0, held = 0;

	for (; *s != '\0' && *s != '='; s++) {
		const char *digit = strchr(digits, *s);
		if (digit == NULL)
			return NULL;
		held = held << 6 | (unsigned)(digit - digits);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			text[n++] = (char)(held >> bits & 0xff);
		}
	}
	return memchr(text, '\0', n) == NULL ? text : NULL;
}

const char *request_key(const void *ctx, const struct request *r, bool *in_query)
{
	const char *a = r->authorization;

	*in_query = false;
	if (a != NULL && strncasecmp(a, "Bearer ", 7) == 0)
		return mem_strdup(ctx, a + 7 + strspn(a + 7, " "));
	if (a != NULL && strncasecmp(a, "Basic ", 6) == 0) {
		char *pair = base64_text(ctx, a + 6 + strspn(a + 6, " "));
		char *colon = pair != NULL ? strchr(pair, ':') : NULL;
		if (colon != NULL && colon[1] != '\0')
			return colon + 1;
		if (colon != NULL)
			*colon = '\0';
		return pair != NULL ? pair : "";
	}
	const char *key = kvp_get(&r->query, "key");
	*in_query = key != NULL && *key != '\0';
	return *in_query ? key : NULL;
}

/* How well `type` is served by one range of Accept: 0 not at all, 1 by any type, 2 by any subtype, 3 exactly. */
static int range_fits(const char *range, size_t n, const char *type)
{
	size_t main = strcspn(type, "/") + 1;

	if (n == 3 && strncmp(range, "*/*", 3) == 0)
		return 1;
	if (n == main + 1 && range[main] == '*' && strncasecmp(range, type, main) == 0)
		return 2;
	return n == strcspn(type, ";") && strncasecmp(range, type, n) == 0 ? 3 : 0;
}

static double weight_of(const char *accept, const char *type)
{
	int best = 0;
	double weight = 0;

	for (const char *p = accept; *p != '\0';) {
		p += strspn(p, " \t,");
		struct span entry = { p, strcspn(p, ",") };
		int fits = range_fits(p, strcspn(p, ",; \t"), type);
		if (fits > best) {
			best = fits;
			weight = text_weight(entry);
		}
		p += entry.n;
	}
	return weight;
}

int request_prefers(const struct request *r, const char *const *types)
{
	int best = -1;
	double best_weight = 0;

	for (int i = 0; types[i] != NULL; i++) {
		double weight = r->accept == NULL || *r->accept == '\0' ? 1 : weight_of(r->accept, types[i]);
		if (weight > best_weight) {
			best = i;
			best_weight = weight;
		}
	}
	return best;
}

bool request_takes_gzip(const struct request *r)
{
	const char *accepted = r->accept_encoding != NULL ? r->accept_encoding : "";
	double any = 0;

	for (const char *p = accepted + strspn(accepted, " \t,"); *p != '\0'; p += strspn(p, " \t,")) {
		struct span entry = { p, strcspn(p, ",") };
		size_t n = strcspn(p, ",; \t");
		if (n == 4 && strncasecmp(p, "gzip", n) == 0)
			return text_weight(entry) > 0;
		if (n == 1 && *p == '*')
			any = text_weight(entry);
		p += entry.n;
	}
	return any > 0;
}
