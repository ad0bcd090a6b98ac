#include "join/key_index.h"

#include <stdint.h>
#include <string.h>

/* Open addressing with linear probing over feature numbers, half full at most; the hash beside each
   number spares most comparisons of text. */
struct key_index {
	const char *const *text;
	size_t n;
	uint32_t *slot;      /* feature number, or KEY_NONE */
	uint32_t *tag;       /* upper half of the hash */
	size_t mask;
};

/* FNV-1a (Fowler, Noll, Vo), 64 bits, its halves mixed once more. */
static uint64_t hash_of(const char *s, size_t n)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * UINT64_C(1099511628211);
	h ^= h >> 32;
	return h * UINT64_C(0x9e3779b97f4a7c15);
}

static bool same(const struct key_index *k, uint32_t feature, const char *s, size_t n)
{
	return strncmp(k->text[feature], s, n) == 0 && k->text[feature][n] == '\0';
}

struct key_index *key_index_new(const void *ctx, const char *const *text, size_t n, struct err *err)
{
	struct key_index *k = mem_new(ctx, struct key_index);
	size_t slots = 16;

	while (slots < n * 2)
		slots *= 2;
	*k = (struct key_index){ .text = text, .n = n, .mask = slots - 1 };
	k->slot = mem_array(k, uint32_t, slots);
	k->tag = mem_array(k, uint32_t, slots);
	memset(k->slot, 0xff, slots * sizeof *k->slot);
	for (size_t i = 0; i < n; i++) {
		if (text[i] == NULL)
			continue;
		size_t length = strlen(text[i]);
		uint64_t h = hash_of(text[i], length);
		size_t at = h & k->mask;
		while (k->slot[at] != KEY_NONE) {
			if (k->tag[at] == h >> 32 && same(k, k->slot[at], text[i], length)) {
				err_set(err, ctx, ERR_INVALID_PARAMETER, "key",
				        "two features have the key \"%s\"", "deux objets ont la clé « %s »",
				        text[i]);
				talloc_free(k);
				return NULL;
			}
			at = (at + 1) & k->mask;
		}
		k->slot[at] = (uint32_t)i;
		k->tag[at] = (uint32_t)(h >> 32);
	}
	return k;
}

uint32_t key_index_find(const struct key_index *k, const char *text, size_t length)
{
	uint64_t h = hash_of(text, length);

	for (size_t at = h & k->mask; k->slot[at] != KEY_NONE; at = (at + 1) & k->mask)
		if (k->tag[at] == h >> 32 && same(k, k->slot[at], text, length))
			return k->slot[at];
	return KEY_NONE;
}

size_t key_index_count(const struct key_index *k)
{
	return k->n;
}

const char *key_index_text(const struct key_index *k, uint32_t feature)
{
	return k->text[feature];
}
