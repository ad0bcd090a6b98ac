#include "geometry/vector.h"

#include <string.h>

#include "base/text.h"
#include "base/xml.h"

static bool is_ncname(const char *name)
{
	return xmlValidateNCName(X(name), 0) == 0;
}

/* Bytes of the UTF-8 character at `s`. */
static size_t step(const char *s)
{
	size_t n = 1;
	while (((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static const char *made(const void *ctx, const char *name)
{
	if (is_ncname(name))
		return mem_strdup(ctx, name);
	char *out = mem_strdup(ctx, "_");
	for (const char *p = name; *p != '\0'; p += step(p)) {
		char *one = mem_printf(out, "_%.*s", (int)step(p), p);
		out = mem_check(talloc_strdup_append(out, is_ncname(one) ? one + 1 : "_"));
	}
	return out[1] != '\0' && is_ncname(out + 1) ? out + 1 : out;
}

static bool stands(const char *const *stored, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (text_same(stored[i], name))
			return true;
	return false;
}

void column_names(const char **stored, const void *ctx, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *base = made(ctx, names[i]);
		stored[i] = base;
		for (int k = 2; stands(stored, i, stored[i]); k++)
			stored[i] = mem_printf(ctx, "%s_%d", base, k);
	}
}
