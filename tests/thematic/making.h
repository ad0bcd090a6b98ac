/* Small tables to make styles of. */
#ifndef JT_TESTS_THEMATIC_MAKING_H
#define JT_TESTS_THEMATIC_MAKING_H

#include <math.h>

#include "base/json.h"
#include "thematic/thematic.h"

static JT_UNUSED struct table *table_of(const void *ctx, size_t n_rows, size_t n_columns)
{
	struct table *t = mem_new(ctx, struct table);
	*t = (struct table){ n_rows, n_columns, mem_array(ctx, struct table_column, n_columns) };
	return t;
}

static JT_UNUSED struct table *reals(const void *ctx, const double *v, size_t n)
{
	struct table *t = table_of(ctx, n, 1);
	double *copy = mem_array(ctx, double, n);
	memcpy(copy, v, n * sizeof *v);
	t->columns[0] = (struct table_column){ .name = "v", .unit = "", .type = CELL_REAL, .reals = copy };
	return t;
}

static JT_UNUSED struct table *names(const void *ctx, const char *const *v, size_t n)
{
	struct table *t = table_of(ctx, n, 1);
	struct table_column *c = &t->columns[0];
	*c = (struct table_column){ .name = "v", .unit = "", .type = CELL_TEXT };
	c->text.offsets = mem_array(ctx, uint32_t, n);
	c->text.pool = mem_strdup(ctx, "");
	c->states = mem_array(ctx, uint8_t, n);
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		const char *s = v[i] != NULL ? v[i] : "";
		c->states[i] = v[i] != NULL ? VALUE_PRESENT : VALUE_MISSING;
		c->text.pool = mem_grow(ctx, c->text.pool, char, at + strlen(s) + 1);
		memcpy(c->text.pool + at, s, strlen(s) + 1);
		c->text.offsets[i] = (uint32_t)at;
		at += strlen(s) + 1;
	}
	return t;
}

static JT_UNUSED struct attribute attribute_of(enum attribute_kind kind)
{
	return (struct attribute){ .name = "v", .title = { "Valeur", "Value" }, .kind = kind, .unit = "" };
}

static JT_UNUSED struct thematic made(const void *ctx, const struct table *t, enum attribute_kind kind,
                                      const struct thematic_wish *wish)
{
	struct attribute a = attribute_of(kind);
	struct thematic style;
	struct err err = { 0 };
	bool done = thematic_make(&style, ctx, t, 0, &a, GEOMETRY_POLYGON, NULL, 0, wish, &err);
	if (!done)
		print_message("%s: %s\n", err.locator, err.message.en);
	assert_true(done);
	return style;
}

/* The locator of the refusal. */
static JT_UNUSED const char *refused(const void *ctx, const struct table *t, enum attribute_kind kind,
                                     const struct thematic_wish *wish)
{
	struct attribute a = attribute_of(kind);
	struct thematic style;
	struct err err = { 0 };
	assert_false(thematic_make(&style, ctx, t, 0, &a, GEOMETRY_POLYGON, NULL, 0, wish, &err));
	assert_true(*err.message.fr != '\0' && *err.message.en != '\0');
	return err.locator;
}

/* What the catalogue stores of it. */
static JT_UNUSED const char *stored(const void *ctx, const struct thematic *t)
{
	struct out *out = out_new_buffer(ctx);
	struct json w = json_writer(out);
	size_t n;

	thematic_write(t, &w);
	const char *held = out_held(out, &n);
	return mem_strndup(ctx, held, n);
}

#endif
