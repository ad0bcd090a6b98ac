#include "harvest/address.h"

#include <string.h>

/* What requests of TJS say; all else in a query is the server's own. */
static bool is_ours(const char *parameter, size_t n)
{
	static const char *const names[] = {
		"service", "request", "version", "language", "acceptversions", "acceptlanguages", "acceptformats", "sections",
		"updatesequence", "frameworkuri", "dataseturi", "attributes", "linkagekeys", "filtercolumn", "filtervalue",
		"xsl", "aid",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == n && strncasecmp(names[i], parameter, n) == 0)
			return true;
	return false;
}

const char *harvest_base(const void *ctx, const char *url)
{
	char *whole = mem_strndup(ctx, url, strcspn(url, "#")), *query = strchr(whole, '?');
	size_t n = 0;

	if (query == NULL)
		return whole;
	char *base = mem_strndup(ctx, whole, (size_t)(query - whole));
	char **pairs = text_split(ctx, query + 1, '&', 1000, &n);
	bool first = true;
	for (size_t i = 0; pairs != NULL && i < n; i++) {
		if (*pairs[i] == '\0' || is_ours(pairs[i], strcspn(pairs[i], "=")))
			continue;
		base = mem_check(talloc_asprintf_append_buffer(base, "%c%s", first ? '?' : '&', pairs[i]));
		first = false;
	}
	return base;
}

static char *add(const void *ctx, char *url, const char *name, const char *value)
{
	if (value == NULL)
		return url;
	return mem_check(talloc_asprintf_append_buffer(url, "&%s=%s", name, text_url_encode(ctx, value)));
}

const char *harvest_href(const void *ctx, const char *base, const struct harvest_ask *ask)
{
	char *url = mem_printf(ctx, "%s%cservice=TJS", base, strchr(base, '?') != NULL ? '&' : '?');
	bool negotiates = strcmp(ask->operation, "GetCapabilities") == 0;

	/* some demand a version, which is optional, and know none but this one */
	url = add(ctx, url, negotiates ? "AcceptVersions" : "version", "1.0");
	url = add(ctx, url, "request", ask->operation);
	url = add(ctx, url, "language", ask->language);
	url = add(ctx, url, "FrameworkURI", ask->framework);
	url = add(ctx, url, "DatasetURI", ask->dataset);
	return add(ctx, url, "Attributes", ask->attributes);
}

const char *harvest_host(const void *ctx, const char *url)
{
	bool tls = text_starts(url, "https://");

	if (!tls && !text_starts(url, "http://"))
		return NULL;
	const char *host = strstr(url, "://") + 3;
	char *named = mem_strndup(ctx, host, strcspn(host, "/?#"));
	if (*named == '\0' || *named == ':' || strpbrk(named, "@,") != NULL)
		return NULL;
	const char *bracket = strrchr(named, ']'), *colon = strrchr(named, ':');
	bool has_port = colon != NULL && (bracket == NULL || colon > bracket);
	return has_port ? named : mem_printf(ctx, "%s:%s", named, tls ? "443" : "80");
}

const char *harvest_last_word(const char *uri)
{
	const char *word = uri;

	for (const char *p = uri; *p != '\0'; p++)
		if (strchr("/#=:", *p) != NULL && p[1] != '\0')
			word = p + 1;
	return word;
}
