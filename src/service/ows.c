#include "service/ows.h"

#include <string.h>

const char *ows_get(const struct exchange *x, const char *name)
{
	const char *value = kvp_get(&x->request->query, name);
	return value != NULL && *value != '\0' ? value : NULL;
}

const char *ows_need(const struct exchange *x, const char *name, struct err *err)
{
	const char *value = ows_get(x, name);
	if (value == NULL)
		err_set(err, x->ctx, ERR_MISSING_PARAMETER, name, "the parameter %s is required",
		        "le paramètre %s est obligatoire", name);
	return value;
}

bool ows_get_int(const struct exchange *x, const char *name, int64_t least, int64_t most,
                 int64_t otherwise, int64_t *value, struct err *err)
{
	const char *text = ows_get(x, name);

	*value = otherwise;
	if (text == NULL)
		return true;
	if (!text_int(text, value) || *value < least || *value > most)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, name,
		               "%s expects a whole number from %lld to %lld",
		               "%s attend un nombre entier de %lld à %lld", name, (long long)least,
		               (long long)most);
	return true;
}

/* Where a run of such characters ends. */
static const char *past(const char *p, const char *end, bool (*such)(char c))
{
	while (p < end && such(*p))
		p++;
	return p;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_name(char c)
{
	return !is_space(c) && strchr("=/>\"'<", c) == NULL;
}

/* What comes before the root element is passed over: the declaration, comments, a DOCTYPE (the service
   refuses it). Behind the "<" of the root, or the end. */
static const char *find_root(const char *p, const char *end)
{
	while ((p = memchr(p, '<', (size_t)(end - p))) != NULL && end - p > 1) {
		if (p[1] != '?' && p[1] != '!')
			return p + 1;
		const char *stop = p[1] == '!' && end - p > 3 && p[2] == '-' ? "-->" : ">";
		p = memmem(p, (size_t)(end - p), stop, strlen(stop));
		if (p == NULL)
			break;
		p += strlen(stop);
	}
	return end;
}

/* The next attribute of a tag; NULL where there is no more, or what stands there is none. */
static const char *next_attribute(const char *p, const char *end, struct span *name,
                                  struct span *value)
{
	p = past(p, end, is_space);
	const char *name_end = past(p, end, is_name);
	*name = (struct span){ p, (size_t)(name_end - p) };
	p = past(name_end, end, is_space);
	if (name->n == 0 || p == end || *p != '=')
		return NULL;
	p = past(p + 1, end, is_space);
	if (p == end || (*p != '"' && *p != '\''))
		return NULL;
	const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));
	if (close == NULL)
		return NULL;
	*value = (struct span){ p + 1, (size_t)(close - p - 1) };
	return close + 1;
}

/* The root element's local name and its service attribute, found without a parse: routing only reads. */
static struct span read_root(struct span body, struct span *service)
{
	const char *end = body.at + body.n, *p = find_root(body.at, end);
	const char *tag_end = past(p, end, is_name);
	const char *colon = memchr(p, ':', (size_t)(tag_end - p));
	const char *local = colon != NULL ? colon + 1 : p;
	struct span name, value;

	*service = (struct span){ "", 0 };
	for (p = tag_end; service->n == 0 && (p = next_attribute(p, end, &name, &value)) != NULL;)
		if (name.n == 7 && strncmp(name.at, "service", 7) == 0)
			*service = value;
	return (struct span){ local, (size_t)(tag_end - local) };
}

static bool span_is(struct span s, const char *text)
{
	return s.n == strlen(text) && strncasecmp(s.at, text, s.n) == 0;
}

static bool posted(const struct exchange *x)
{
	return x->request->method == METHOD_POST && x->request->body.n > 0 &&
	       strcmp(x->request->content_type, "application/x-www-form-urlencoded") != 0;
}

static bool listed(const char *const *names, const char *name)
{
	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
		if (text_same(names[i], name))
			return true;
	return false;
}

static bool on_path(const struct exchange *x)
{
	const char *path = x->request->path;
	return strcmp(path, "/ows") == 0 || strcmp(path, "/ows/") == 0 || strncmp(path, "/ows/", 5) == 0;
}

bool ows_claims(const struct exchange *x, const char *service, const char *const *requests)
{
	if (!on_path(x))
		return false;
	if (posted(x)) {
		struct span named, root = read_root(x->request->body, &named);
		return named.n > 0 ? span_is(named, service)
		                   : listed(requests, mem_strndup(x->ctx, root.at, root.n));
	}
	const char *named = ows_get(x, "SERVICE");
	if (named != NULL)
		return text_same(named, service);
	const char *request = ows_get(x, "REQUEST");
	return request != NULL && listed(requests, request);
}

const char *ows_path(const struct exchange *x)
{
	return x->theme != NULL ? mem_printf(x->ctx, "/ows/%s", x->theme->name) : "/ows";
}
