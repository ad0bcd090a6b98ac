#include "http/kvp.h"

#include <string.h>
#include <strings.h>

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Decodes `n` bytes at `s`; NULL when an escape is cut short or stands for NUL. */
static const char *decode(const void *ctx, const char *s, size_t n)
{
	char *out = mem_array(ctx, char, n + 1);
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '+') {
			out[used++] = ' ';
		} else if (s[i] != '%') {
			out[used++] = s[i];
		} else {
			if (n - i < 3 || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
				return NULL;
			int byte = hex(s[i + 1]) * 16 + hex(s[i + 2]);
			if (byte == 0)
				return NULL;
			out[used++] = (char)byte;
			i += 2;
		}
	}
	return out;
}

bool kvp_parse(struct kvp *kvp, const void *ctx, const char *query, struct err *err)
{
	kvp->n = 0;
	while (*query != '\0') {
		size_t len = strcspn(query, "&");
		size_t name_len = strcspn(query, "=&");
		size_t value_at = name_len < len ? name_len + 1 : len;

		if (len > 0) {
			if (kvp->n == KVP_MAX_PAIRS)
				return err_set(err, ctx, ERR_TOO_LARGE, NULL,
				               "more than %d parameters", "plus de %d paramètres", KVP_MAX_PAIRS);
			const char *name = decode(ctx, query, name_len);
			const char *value = decode(ctx, query + value_at, len - value_at);
			if (name == NULL || value == NULL)
				return err_set(err, ctx, ERR_INVALID_PARAMETER, name,
				               "a percent escape is malformed", "un échappement en pour-cent est mal formé");
			kvp->pair[kvp->n].name = name;
			kvp->pair[kvp->n].value = value;
			kvp->n++;
		}
		query += len + (query[len] == '&');
	}
	return true;
}

const char *kvp_get(const struct kvp *kvp, const char *name)
{
	/* first letters that differ in more than their case settle nearly all: some dozens of names are asked for a request */
	for (size_t i = 0; i < kvp->n; i++)
		if (((kvp->pair[i].name[0] ^ name[0]) & ~0x20) == 0 && strcasecmp(kvp->pair[i].name, name) == 0)
			return kvp->pair[i].value;
	return NULL;
}
