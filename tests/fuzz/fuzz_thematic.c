/* Thematic styles: a stored body, or a column with its wishes. The first line of a column is its kind and its
   geometry ("measure 2"), the others are wishes ("ramp=Blues") and values; every style that comes of it is
   written in every form, stored and read again. */
#include <math.h>

#include "base/json.h"
#include "base/text.h"
#include "tests/fuzz/fuzz.h"
#include "thematic/forms.h"

#define LINES 400

static const char *stored(const void *ctx, const struct thematic *t)
{
	struct json w = json_writer(out_new_buffer(ctx));
	size_t n;

	thematic_write(t, &w);
	const char *bytes = out_held(w.out, &n);
	return mem_strndup(ctx, bytes, n);
}

static void in_every_form(const void *ctx, const struct thematic *t)
{
	struct thematic again;
	struct err err = { 0 };
	struct out *out = out_new_buffer(ctx);
	struct json w = json_writer(out);
	const char *body = stored(ctx, t);

	assert(thematic_read(&again, ctx, body, &err));
	assert(strcmp(stored(ctx, &again), body) == 0);
	thematic_legend_json(t, LANG_FR, &w);
	json_open_array(&w, NULL);
	thematic_maplibre(t, LANG_EN, "s", NULL, &w);
	json_close_array(&w);
	thematic_legend_html(t, LANG_EN, out_new_buffer(ctx));
	thematic_qml(t, LANG_FR, xml_writer(ctx, out_new_buffer(ctx)));
}

static void keeps_its_word(const struct thematic *t, const struct table *table)
{
	size_t sum = 0;

	for (size_t i = 0; i < t->n_classes; i++) {
		const struct thematic_class *c = &t->classes[i];
		assert(t->kind == THEMATIC_CATEGORIES || (c->from <= c->to && isfinite(c->from) && isfinite(c->to)));
		assert(t->kind == THEMATIC_CATEGORIES || i == 0 || c->from == t->classes[i - 1].to);
		assert(*text_in(c->title, LANG_FR) != '\0' || t->kind == THEMATIC_CATEGORIES);
		sum += c->count;
	}
	for (size_t i = 0; i < STATES; i++)
		sum += t->hatches[i].count;
	assert(sum == table->n_rows && t->n_classes <= CLASSES_MOST);
	for (size_t row = 0; row < table->n_rows; row++) {
		size_t at = thematic_place(t, table, 0, row);
		double v = table_number(table, 0, row);
		assert(at < t->n_classes + STATES);
		assert(thematic_size(t, v) >= 0 && thematic_size(t, v) <= t->largest_size * 1.000001);
		if (at < t->n_classes && t->kind == THEMATIC_CHOROPLETH)
			assert(v >= t->classes[at].from && v <= t->classes[at].to);
	}
}

/* Rows that are all numbers make a column of them, others of text. */
static struct table *column_of(const void *ctx, char *const *rows, size_t n)
{
	struct table *t = mem_new(ctx, struct table);
	struct table_column *c = mem_new(ctx, struct table_column);
	double *numbers = mem_array(ctx, double, n);
	size_t at = 0;

	*t = (struct table){ n, 1, c };
	*c = (struct table_column){ .name = "v", .unit = "%", .type = CELL_REAL };
	c->states = mem_array(ctx, uint8_t, n);
	for (size_t i = 0; i < n; i++) {
		c->states[i] = *rows[i] == '\0' ? VALUE_MISSING : strcmp(rows[i], "s") == 0 ? VALUE_SECRET : VALUE_PRESENT;
		if (c->states[i] == VALUE_PRESENT && !text_double(rows[i], &numbers[i]))
			c->type = CELL_TEXT;
		at += strlen(rows[i]) + 1;
	}
	if (c->type == CELL_REAL) {
		c->reals = numbers;
		return t;
	}
	c->text.pool = mem_array(ctx, char, at);
	c->text.offsets = mem_array(ctx, uint32_t, n);
	at = 0;
	for (size_t i = 0; i < n; i++) {
		c->text.offsets[i] = (uint32_t)at;
		memcpy(c->text.pool + at, rows[i], strlen(rows[i]) + 1);
		at += strlen(rows[i]) + 1;
	}
	return t;
}

static void make(const void *ctx, char **lines, size_t n)
{
	struct attribute a = { .name = "v", .title = { "Valeur", NULL }, .unit = "%" };
	struct thematic_wish wish = thematic_no_wish();
	size_t space = strcspn(lines[0], " "), first = 1;
	enum geometry_kind geometry = lines[0][space] == ' ' ? (enum geometry_kind)(lines[0][space + 1] & 3) : 0;
	struct thematic t;
	struct err err = { 0 };

	lines[0][space] = '\0';
	if (!attribute_kind_parse(&a.kind, lines[0]))
		return;
	for (; first < n && strchr(lines[first], '=') != NULL; first++) {
		char *value = strchr(lines[first], '=');
		struct err wrong = { 0 };
		*value = '\0';
		if (thematic_is_wish(lines[first]) &&
		    !thematic_wish_set(&wish, ctx, lines[first], value + 1, &wrong))
			fuzz_explained(&wrong);
	}
	struct table *table = column_of(ctx, lines + first, n - first);
	if (!thematic_make(&t, ctx, table, 0, &a, geometry, NULL, 0, &wish, &err)) {
		fuzz_explained(&err);
		return;
	}
	keeps_its_word(&t, table);
	in_every_form(ctx, &t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	const char *text = fuzz_text(ctx, data, size);
	struct thematic t;
	struct err err = { 0 };
	size_t n;

	if (*text == '{') {
		if (thematic_read(&t, ctx, text, &err))
			in_every_form(ctx, &t);
		else
			fuzz_explained(&err);
	} else {
		char **lines = text_split(ctx, text, '\n', LINES, &n);
		if (lines != NULL && n > 0)
			make(ctx, lines, n);
	}
	talloc_free(ctx);
	return 0;
}
