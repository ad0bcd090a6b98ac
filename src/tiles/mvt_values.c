#include "tiles/mvt_values.h"

#include <string.h>

#include "base/mem.h"

/* Field numbers of the specification's .proto. */
enum { LAYER_VALUE = 4 };
enum { VALUE_STRING = 1, VALUE_DOUBLE = 3, VALUE_SINT = 6 };

/* Lengths of what stands around a value's own bytes. */
enum { DOUBLE_LONG = 9, TAG_LONG = 1 };

void mvt_values_open(struct mvt_values *v, const void *ctx)
{
	*v = (struct mvt_values){ .written = { .ctx = ctx }, .room = 512, .n_slots = 1024 };
	v->values = mem_array(ctx, struct mvt_value, v->room);
	v->slots = mem_array(ctx, uint32_t, v->n_slots);
}

static uint32_t hash_of(const uint8_t *bytes, size_t n)
{
	const uint64_t odd = 0x9E3779B97F4A7C15U;
	uint64_t h = n * odd, word = 0;

	for (; n >= sizeof word; n -= sizeof word, bytes += sizeof word) {
		memcpy(&word, bytes, sizeof word);
		h = (h ^ word) * odd;
		h ^= h >> 32;
	}
	word = 0;
	for (size_t i = 0; i < n; i++)
		word = word << 8 | bytes[i];
	h = (h ^ word) * odd;
	return (uint32_t)(h ^ h >> 32);
}

static size_t place(const struct mvt_values *v, uint32_t hash)
{
	return hash & (v->n_slots - 1);
}

static void grow(struct mvt_values *v)
{
	v->room *= 2;
	v->values = mem_grow(v->written.ctx, v->values, struct mvt_value, v->room);
	talloc_free(v->slots);
	v->n_slots *= 2;
	v->slots = mem_array(v->written.ctx, uint32_t, v->n_slots);
	for (uint32_t i = 0; i < v->n; i++) {
		size_t at = place(v, v->values[i].hash);
		while (v->slots[at] != 0)
			at = (at + 1) & (v->n_slots - 1);
		v->slots[at] = i + 1;
	}
}

/* The number of what was written last, from `first` on, which goes again where it was there before. */
static uint32_t number(struct mvt_values *v, size_t first)
{
	const uint8_t *bytes = v->written.bytes;
	size_t n = v->written.n - first;
	uint32_t hash = hash_of(bytes + first, n);
	size_t at = place(v, hash);

	for (; v->slots[at] != 0; at = (at + 1) & (v->n_slots - 1)) {
		const struct mvt_value *known = &v->values[v->slots[at] - 1];
		if (known->hash == hash && known->n == n && memcmp(bytes + known->first, bytes + first, n) == 0) {
			v->written.n = first;
			return v->slots[at] - 1;
		}
	}
	v->values[v->n] = (struct mvt_value){ hash, (uint32_t)first, (uint32_t)n };
	v->slots[at] = ++v->n;
	if (v->n == v->room)
		grow(v);
	return v->n - 1;
}

static size_t open_value(struct mvt_values *v, size_t n)
{
	size_t first = v->written.n;

	protobuf_length(&v->written, LAYER_VALUE, n);
	return first;
}

uint32_t mvt_values_text(struct mvt_values *v, const char *text)
{
	size_t n = strlen(text), first = open_value(v, TAG_LONG + protobuf_varint_long(n) + n);

	protobuf_bytes(&v->written, VALUE_STRING, text, n);
	return number(v, first);
}

uint32_t mvt_values_integer(struct mvt_values *v, int64_t value)
{
	size_t first = open_value(v, TAG_LONG + protobuf_varint_long(protobuf_zigzag(value)));

	protobuf_uint(&v->written, VALUE_SINT, protobuf_zigzag(value));
	return number(v, first);
}

uint32_t mvt_values_real(struct mvt_values *v, double value)
{
	size_t first = open_value(v, DOUBLE_LONG);

	protobuf_double(&v->written, VALUE_DOUBLE, value);
	return number(v, first);
}
