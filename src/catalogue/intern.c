#include "catalogue/intern.h"

#include <stdint.h>
#include <string.h>

struct slot {
	uint64_t hash;
	const char *text;
};

struct intern {
	const void *keep;
	struct slot *slots;  /* open addressing; a power of two, at most half full */
	size_t n_slots, n;
};

struct intern *intern_new(const void *ctx, const void *keep)
{
	struct intern *t = mem_new(ctx, struct intern);
	t->keep = keep;
	t->n_slots = 1024;
	t->slots = mem_array(t, struct slot, t->n_slots);
	return t;
}

/* FNV-1a, 64 bits */
static uint64_t hash_of(const char *s)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3;
	return h;
}

static struct slot *find(struct slot *slots, size_t n_slots, uint64_t hash, const char *s)
{
	size_t i = hash & (n_slots - 1);

	while (slots[i].text != NULL && (slots[i].hash != hash || strcmp(slots[i].text, s) != 0))
		i = (i + 1) & (n_slots - 1);
	return &slots[i];
}

static void grow(struct intern *t)
{
	size_t n_slots = 2 * t->n_slots;
	struct slot *slots = mem_array(t, struct slot, n_slots);

	for (size_t i = 0; i < t->n_slots; i++)
		if (t->slots[i].text != NULL)
			*find(slots, n_slots, t->slots[i].hash, t->slots[i].text) = t->slots[i];
	talloc_free(t->slots);
	t->slots = slots;
	t->n_slots = n_slots;
}

const char *intern(struct intern *t, const char *s)
{
	if (s == NULL || *s == '\0')
		return "";
	uint64_t hash = hash_of(s);
	struct slot *slot = find(t->slots, t->n_slots, hash, s);
	if (slot->text != NULL)
		return slot->text;
	*slot = (struct slot){ hash, mem_strdup(t->keep, s) };
	const char *text = slot->text;
	if (2 * ++t->n > t->n_slots)
		grow(t);
	return text;
}
