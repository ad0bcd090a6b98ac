#include "table/columns_file.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS "columns"
enum { COLUMNS_VERSION = 1 };

/* Section ":table", then ":columns", one a column. Texts are places in ":words". A column's own sections are
   ":3.values" (or offsets), ":3.pool" and ":3.states". Those of the rows begin with ";", and ";feature" has theirs. */
#define TABLE ':'
#define ROWS  ';'

struct head {
	uint64_t n_rows;
	uint32_t n_columns, reserved;
};

struct entry {
	uint32_t name, title_fr, title_en, unit;
	uint32_t type, has_states;
};

static const char *section_of(char name[PACK_NAME + 1], char mark, const char *what)
{
	int n = snprintf(name, PACK_NAME + 1, "%c%s", mark, what);

	assert(n > 0 && n <= PACK_NAME);
	return name;
}

static const char *section_name(char name[PACK_NAME + 1], char mark, size_t column, const char *what)
{
	int n = snprintf(name, PACK_NAME + 1, "%c%zu.%s", mark, column, what);

	assert(n > 0 && n <= PACK_NAME);
	return name;
}

/* A pool of texts as it grows. */
struct pool {
	const void *ctx;
	char *text;
	size_t used, room;
};

static bool pool_add(struct pool *p, const char *text, uint32_t *at, struct err *err)
{
	size_t n = strlen(text != NULL ? text : "") + 1;

	if (p->used + n > UINT32_MAX)
		return err_set(err, p->ctx, ERR_TOO_LARGE, "columns",
		               "the texts of a column are over 4 gigabytes",
		               "les textes d'une colonne dépassent 4 gigaoctets");
	if (p->used + n > p->room) {
		p->room = 2 * (p->used + n) + 4096;
		p->text = mem_grow(p->ctx, p->text, char, p->room);
	}
	memcpy(p->text + p->used, text != NULL ? text : "", n);
	*at = (uint32_t)p->used;
	p->used += n;
	return true;
}

struct writing {
	const void *ctx;
	struct pack_writer *pack;
	const struct table *table;
	char mark;                /* TABLE or ROWS */
	struct err *err;
};

static bool put(struct writing *w, size_t column, const char *what, const void *data, size_t size)
{
	char name[PACK_NAME + 1];
	return pack_write(w->pack, section_name(name, w->mark, column, what), data, size, w->err);
}

static bool is_present(const struct table_column *c, size_t row)
{
	return c->states == NULL || c->states[row] == VALUE_PRESENT;
}

/* What is not present is written as nothing: a value that was made secret does not stay in the file. */
static bool put_texts(struct writing *w, size_t i, const void *tmp)
{
	const struct table_column *c = &w->table->columns[i];
	size_t n = w->table->n_rows;
	uint32_t *offsets = mem_array(tmp, uint32_t, n + 1);
	struct pool pool = { .ctx = tmp };

	if (!pool_add(&pool, "", &offsets[0], w->err))
		return false;
	for (size_t row = 0; row < n; row++) {
		const char *text = is_present(c, row) ? c->text.pool + c->text.offsets[row] : "";
		if (*text != '\0' && !pool_add(&pool, text, &offsets[row], w->err))
			return false;
	}
	return put(w, i, "values", offsets, n * sizeof *offsets) && put(w, i, "pool", pool.text, pool.used);
}

static bool put_numbers(struct writing *w, size_t i, const void *tmp)
{
	const struct table_column *c = &w->table->columns[i];
	size_t n = w->table->n_rows;

	_Static_assert(sizeof *c->integers == sizeof *c->reals, "both kinds of numbers fill eight bytes");
	if (c->states == NULL)
		return put(w, i, "values", c->integers, n * sizeof *c->integers);
	int64_t *clean = mem_array(tmp, int64_t, n + 1);
	for (size_t row = 0; row < n; row++)
		if (is_present(c, row))
			memcpy(&clean[row], &c->integers[row], sizeof *clean);
	return put(w, i, "values", clean, n * sizeof *clean);
}

static bool put_column(struct writing *w, size_t i)
{
	const struct table_column *c = &w->table->columns[i];
	void *tmp = talloc_new(w->ctx);
	bool done = c->type == CELL_TEXT ? put_texts(w, i, tmp) : put_numbers(w, i, tmp);

	if (done && c->states != NULL)
		done = put(w, i, "states", c->states, w->table->n_rows);
	talloc_free(tmp);
	return done;
}

static bool put_columns(struct writing *w)
{
	const struct table *t = w->table;
	struct entry *entries = mem_array(w->pack, struct entry, t->n_columns + 1);
	struct pool words = { .ctx = w->pack };
	struct head head = { .n_rows = t->n_rows, .n_columns = (uint32_t)t->n_columns };
	char name[PACK_NAME + 1];

	for (size_t i = 0; i < t->n_columns; i++) {
		const struct table_column *c = &t->columns[i];
		entries[i].type = c->type;
		entries[i].has_states = c->states != NULL;
		if (!put_column(w, i) || !pool_add(&words, c->name, &entries[i].name, w->err) ||
		    !pool_add(&words, c->title.fr, &entries[i].title_fr, w->err) ||
		    !pool_add(&words, c->title.en, &entries[i].title_en, w->err) ||
		    !pool_add(&words, c->unit, &entries[i].unit, w->err))
			return false;
	}
	return pack_write(w->pack, section_of(name, w->mark, "table"), &head, sizeof head, w->err) &&
	       pack_write(w->pack, section_of(name, w->mark, "columns"), entries, t->n_columns * sizeof *entries, w->err) &&
	       pack_write(w->pack, section_of(name, w->mark, "words"), words.text, words.used, w->err);
}

static bool put_rows(struct writing *w, const struct columns_rows *rows)
{
	char name[PACK_NAME + 1];

	if (rows == NULL)
		return true;
	w->table = rows->table;
	w->mark = ROWS;
	return put_columns(w) && pack_write(w->pack, section_of(name, ROWS, "feature"), rows->feature,
	                                    rows->table->n_rows * sizeof *rows->feature, w->err);
}

bool columns_write(const void *ctx, const char *path, const struct table *table,
                   const struct columns_text *texts, size_t n_texts, struct err *err)
{
	return columns_write_rows(ctx, path, table, NULL, texts, n_texts, err);
}

bool columns_write_rows(const void *ctx, const char *path, const struct table *table, const struct columns_rows *rows,
                        const struct columns_text *texts, size_t n_texts, struct err *err)
{
	struct writing w = { .ctx = ctx, .table = table, .mark = TABLE, .err = err };

	w.pack = pack_writer_new(ctx, path, COLUMNS, COLUMNS_VERSION, err);
	if (w.pack == NULL)
		return false;
	bool done = put_columns(&w) && put_rows(&w, rows);
	for (size_t i = 0; done && i < n_texts; i++) {
		assert(*texts[i].name != TABLE && *texts[i].name != ROWS);
		done = pack_write(w.pack, texts[i].name, texts[i].body, texts[i].size, err);
	}
	if (done)
		return pack_writer_end(w.pack, err);
	talloc_free(w.pack);
	return false;
}

/* A mapped array is lent as what a table holds; that no one writes to it is the contract. */
static void *lent(const void *data)
{
	union { const void *from; void *to; } u = { .from = data };
	return u.to;
}

struct opening {
	const struct pack *pack;
	char mark;
	size_t n_rows;
	const char *words; size_t n_words;
};

static const char *word(const struct opening *o, uint32_t at)
{
	return at < o->n_words ? o->words + at : NULL;
}

/* Texts end at the latest with the pool. */
static bool is_pool(const char *pool, size_t n)
{
	return pool != NULL && n > 0 && pool[n - 1] == '\0';
}

static bool open_values(struct table_column *c, const struct opening *o, size_t i)
{
	char name[PACK_NAME + 1];
	const void *values;
	size_t n_pool, each = c->type == CELL_TEXT ? sizeof(uint32_t) : sizeof(int64_t);

	if (!pack_array(o->pack, section_name(name, o->mark, i, "values"), each, o->n_rows, &values))
		return false;
	if (c->type == CELL_INTEGER)
		c->integers = lent(values);
	else if (c->type == CELL_REAL)
		c->reals = lent(values);
	if (c->type != CELL_TEXT)
		return true;
	c->text.offsets = lent(values);
	c->text.pool = lent(pack_section(o->pack, section_name(name, o->mark, i, "pool"), &n_pool));
	if (!is_pool(c->text.pool, n_pool))
		return false;
	for (size_t row = 0; row < o->n_rows; row++)
		if (c->text.offsets[row] >= n_pool)
			return false;
	return true;
}

static bool open_states(struct table_column *c, const struct opening *o, size_t i)
{
	char name[PACK_NAME + 1];
	const void *states;

	if (!pack_array(o->pack, section_name(name, o->mark, i, "states"), 1, o->n_rows, &states))
		return false;
	c->states = lent(states);
	for (size_t row = 0; row < o->n_rows; row++)
		if (c->states[row] > VALUE_NOT_APPLICABLE)
			return false;
	return true;
}

static bool open_column(struct table_column *c, const struct opening *o, const struct entry *e, size_t i)
{
	*c = (struct table_column){ .name = word(o, e->name), .unit = word(o, e->unit),
	                            .title = { word(o, e->title_fr), word(o, e->title_en) } };
	if (c->name == NULL || c->unit == NULL || c->title.fr == NULL || c->title.en == NULL ||
	    e->type > CELL_REAL || e->has_states > 1)
		return false;
	c->type = (enum cell_type)e->type;
	return open_values(c, o, i) && (e->has_states == 0 || open_states(c, o, i));
}

static struct table *open_table(struct columns_file *f, char mark)
{
	struct opening o = { .pack = f->pack, .mark = mark };
	char name[PACK_NAME + 1];
	const void *head, *entries;

	o.words = pack_section(f->pack, section_of(name, mark, "words"), &o.n_words);
	if (!pack_array(f->pack, section_of(name, mark, "table"), sizeof(struct head), 1, &head))
		return NULL;
	const struct head *h = head;
	if (!pack_array(f->pack, section_of(name, mark, "columns"), sizeof(struct entry), h->n_columns, &entries) ||
	    (h->n_columns > 0 && !is_pool(o.words, o.n_words)) || h->n_rows > SIZE_MAX / 8)
		return NULL;
	struct table *t = mem_new(f, struct table);
	t->columns = mem_array(t, struct table_column, h->n_columns);
	t->n_columns = h->n_columns;
	t->n_rows = o.n_rows = (size_t)h->n_rows;
	for (size_t i = 0; i < h->n_columns; i++)
		if (!open_column(&t->columns[i], &o, (const struct entry *)entries + i, i))
			return NULL;
	return t;
}

static bool open_rows(struct columns_file *f)
{
	char name[PACK_NAME + 1];
	const void *features;
	size_t n;

	if (pack_section(f->pack, section_of(name, ROWS, "table"), &n) == NULL)
		return true;
	const struct table *t = open_table(f, ROWS);
	if (t == NULL || !pack_array(f->pack, section_of(name, ROWS, "feature"), sizeof(uint32_t), t->n_rows, &features))
		return false;
	f->rows = (struct columns_rows){ t, features };
	for (size_t i = 0; i < t->n_rows; i++)
		if (f->rows.feature[i] >= f->table->n_rows)
			return false;
	return true;
}

struct columns_file *columns_open(const void *ctx, const char *path, struct err *err)
{
	struct columns_file *f = mem_new(ctx, struct columns_file);

	f->pack = pack_open(f, path, COLUMNS, COLUMNS_VERSION, true, err);
	if (f->pack != NULL && (f->table = open_table(f, TABLE)) != NULL && open_rows(f))
		return f;
	if (f->pack != NULL) {
		err_set(err, f, ERR_UNAVAILABLE, NULL,
		        "the stored columns cannot be used: the file is damaged",
		        "les colonnes enregistrées sont inutilisables : le fichier est endommagé");
		err_detail(err, f, "%s: what its sections say does not fit", path);
	}
	err_keep(err, ctx);
	talloc_free(f);
	return NULL;
}

const char *columns_text(const struct columns_file *f, const char *name, size_t *size)
{
	*size = 0;
	return *name != TABLE && *name != ROWS ? pack_section(f->pack, name, size) : NULL;
}
