#include "draw/bins.h"

#include <string.h>

#define SLOTS        1024             /* a power of two above the colours of a palette */

struct bins *bins_new(const void *ctx)
{
	struct bins *b = mem_new(ctx, struct bins);

	b->places[0] = mem_array(b, uint32_t, BINS_COLORS);
	b->room = 1024;
	b->all = mem_grow(b, NULL, struct bin, b->room);
	return b;
}

uint32_t bins_make(struct bins *b, uint32_t code)
{
	if (b->n == b->room) {
		b->room *= 2;
		b->all = mem_grow(b, b->all, struct bin, b->room);
	}
	b->all[b->n++] = (struct bin){ .code = code };
	uint32_t **places = &b->places[code / BINS_COLORS];
	if (*places == NULL)
		*places = mem_array(b, uint32_t, BINS_COLORS);
	return (*places)[code % BINS_COLORS] = (uint32_t)b->n;
}

struct shared {
	uint32_t code;
	uint32_t color;               /* + 1; 0: the slot is free */
};

static void add_bin(struct bin *to, const struct bin *from)
{
	to->count += from->count;
	to->even += from->even;
	to->odd += from->odd;
}

/* Bins whose codes are equal under the mask share a colour. How many that takes, or `room` + 1 where it is more. */
static size_t share(struct bins *b, struct bin *sums, uint32_t mask, size_t first, size_t room)
{
	struct shared slots[SLOTS] = { { 0, 0 } };
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		uint32_t code = b->all[i].code & mask;
		uint32_t at = code * UINT32_C(2654435761) >> 22;
		while (slots[at].color != 0 && slots[at].code != code)
			at = (at + 1) % SLOTS;
		if (slots[at].color == 0) {
			if (n == room)
				return room + 1;
			sums[n++] = (struct bin){ .code = code };
			slots[at] = (struct shared){ code, (uint32_t)n };
		}
		add_bin(&sums[slots[at].color - 1], &b->all[i]);
		b->index[i] = (uint8_t)(first + slots[at].color - 1);
	}
	return n;
}

static uint64_t channel(uint64_t sums, int lane, uint32_t count)
{
	return ((sums >> lane & UINT32_MAX) + count / 2) / count;
}

static uint64_t mean(const struct bin *b)
{
	return channel(b->even, 0, b->count) | channel(b->odd, 0, b->count) << 16 |
	       channel(b->even, 32, b->count) << 32 | channel(b->odd, 32, b->count) << 48;
}

size_t bins_share_out(struct bins *b, uint64_t *lights, size_t first, size_t room)
{
	/* the lowest bits first: of blue, which is seen least, of red, of green; then of opacity; whether there is any last */
	static const uint32_t bits[] = { 1 << 10, 1, 1 << 5, 1 << 11, 1 << 1, 1 << 6, 1 << 15, 1 << 12, 1 << 2,
	                                 1 << 7, 1 << 13, 1 << 16, 1 << 3, 1 << 8, 1 << 14, 1 << 4, 1 << 9, 1 << 17, 1 << 18 };
	struct bin sums[256];
	uint32_t mask = UINT32_MAX;

	b->index = mem_array(b, uint8_t, b->n + 1);
	size_t n = share(b, sums, mask, first, room);
	for (size_t i = 0; n > room; i++) {
		mask &= ~bits[i];
		n = share(b, sums, mask, first, room);
	}
	for (size_t i = 0; i < n; i++)
		lights[i] = mean(&sums[i]);
	return n;
}
