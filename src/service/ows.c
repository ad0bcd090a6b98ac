#include "service/ows.h"

#include <ctype.h>
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

/* The root element's tag of a posted document, found without a parse: routing only reads it. */
static struct span root_tag(struct span body)
{
	const char *p = body.at, *end = body.at + body.n;

	while (p < end) {
		p = memchr(p, '<', (size_t)(end - p));
		if (p == NULL || end - p < 2)
			break;
		if (p[1] != '?' && p[1] != '!') {
			const char *close = memchr(p, '>', (size_t)(end - p));
			return (struct span){ p + 1, (size_t)((close != NULL ? close : end) - p - 1) };
		}
		const char *stop = p[1] == '!' && end - p > 3 && p[2] == '-' ? "-->" : ">";
		const char *after = memmem(p, (size_t)(end - p), stop, strlen(stop));
		if (after == NULL)
			break;
		p = after + strlen(stop);
	}
	return (struct span){ "", 0 };
}

/* The value of an attribute of that tag, or an empty span. */
static struct span tag_attribute(struct span tag, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 1; i + len < tag.n; i++) {
		if (strncmp(tag.at + i, name, len) != 0 || !isspace((unsigned char)tag.at[i - 1]))
			continue;
		size_t at = i + len;
		while (at < tag.n && isspace((unsigned char)tag.at[at]))
			at++;
		if (at >= tag.n || tag.at[at] != '=')
			continue;
		do
			at++;
		while (at < tag.n && isspace((unsigned char)tag.at[at]));
		if (at >= tag.n)
			break;
		const char *open = tag.at + at;
		const char *close = memchr(open + 1, *open, tag.n - at - 1);
		if (close != NULL)
			return (struct span){ open + 1, (size_t)(close - open - 1) };
	}
	return (struct span){ "", 0 };
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
		struct span tag = root_tag(x->request->body);
		struct span named = tag_attribute(tag, "service");
		if (named.n > 0)
			return span_is(named, service);
		size_t n = 0;
		while (n < tag.n && !isspace((unsigned char)tag.at[n]) && tag.at[n] != '/')
			n++;
		const char *colon = memchr(tag.at, ':', n);
		const char *local = colon != NULL ? colon + 1 : tag.at;
		return listed(requests, mem_strndup(x->ctx, local, n - (size_t)(local - tag.at)));
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
