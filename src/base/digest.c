#include "base/digest.h"

#include <string.h>

#include <nettle/sha2.h>

struct digest {
	struct sha256_ctx sha;
};

struct digest *digest_new(const void *ctx)
{
	struct digest *d = mem_new(ctx, struct digest);
	sha256_init(&d->sha);
	return d;
}

void digest_add(struct digest *d, const void *data, size_t n)
{
	sha256_update(&d->sha, n, data);
}

void digest_add_text(struct digest *d, const char *s)
{
	digest_add(d, s, strlen(s) + 1);
}

void digest_text(struct digest *d, char text[DIGEST_TEXT])
{
	static const char hex[] = "0123456789abcdef";
	unsigned char raw[SHA256_DIGEST_SIZE];

	sha256_digest(&d->sha, sizeof raw, raw);
	for (size_t i = 0; i < sizeof raw; i++) {
		text[2 * i] = hex[raw[i] >> 4];
		text[2 * i + 1] = hex[raw[i] & 15];
	}
	text[2 * sizeof raw] = '\0';
}

void digest_of(const char *s, char text[DIGEST_TEXT])
{
	struct digest d;

	sha256_init(&d.sha);
	digest_add(&d, s, strlen(s));
	digest_text(&d, text);
}
