#include "catalogue/loading.h"

#include <stdlib.h>
#include <string.h>

const char *load_word(struct load *l)
{
	return intern(l->words, db_text(l->q, l->column++));
}

int64_t load_number(struct load *l)
{
	return db_int(l->q, l->column++);
}

double load_real(struct load *l)
{
	return db_double(l->q, l->column++);
}

struct text load_both(struct load *l)
{
	const char *fr = load_word(l);
	return (struct text){ .fr = fr, .en = load_word(l) };
}

int load_choice(struct load *l, const char *const *names)
{
	const char *s = db_text(l->q, l->column++);

	for (int i = 0; s != NULL && names[i] != NULL; i++)
		if (strcmp(names[i], s) == 0)
			return i;
	l->strange = true;
	return 0;
}

enum level load_level(struct load *l)
{
	enum level level = LEVEL_INTERNAL;
	const char *s = db_text(l->q, l->column++);

	if (s == NULL || !level_parse(&level, s))
		l->strange = true;
	return level;
}

struct contact load_contact(struct load *l)
{
	struct contact c;
	c.person = load_word(l);
	c.organisation = load_word(l);
	c.email = load_word(l);
	c.url = load_word(l);
	return c;
}

struct metadata load_metadata(struct load *l)
{
	struct metadata m;
	m.title = load_both(l);
	m.abstract = load_both(l);
	m.keywords = load_both(l);
	m.licence = load_both(l);
	m.licence_url = load_word(l);
	m.attribution = load_both(l);
	m.contact = load_contact(l);
	m.documentation_url = load_word(l);
	m.reference_date = load_word(l);
	m.updated = load_word(l);
	return m;
}

struct source load_source(struct load *l)
{
	struct source s;
	s.referenced = load_number(l) != 0;
	s.digest = load_word(l);
	s.extension = load_word(l);
	s.uri = load_word(l);
	s.table = load_word(l);
	s.geometry_column = load_word(l);
	s.id_column = load_word(l);
	return s;
}

struct bbox load_bbox(struct load *l)
{
	struct bbox b;
	b.minx = load_real(l);
	b.miny = load_real(l);
	b.maxx = load_real(l);
	b.maxy = load_real(l);
	return b;
}

bool load_is_known(struct load *l, const char *where)
{
	if (!l->strange)
		return true;
	err_set(l->err, talloc_parent(l->c), ERR_INTERNAL, NULL,
	        "the catalogue holds a value that this program does not know: was it written by "
	        "another version?",
	        "le catalogue contient une valeur que ce programme ne connaît pas : a-t-il été "
	        "écrit par une autre version ?");
	return err_detail(l->err, talloc_parent(l->c), "%s", where);
}

bool load_rows(struct load *l, void (*take)(struct load *l, void *arg), void *arg, const char *sql)
{
	enum db_step step;

	l->q = db_prepare(l->db, l->scratch, sql, l->err);
	if (l->q == NULL)
		return false;
	while ((step = db_step(l->q, l->err)) == DB_ROW && !l->strange) {
		l->column = 0;
		take(l, arg);
	}
	talloc_free(l->q);
	return step != DB_FAILED && load_is_known(l, sql);
}

size_t load_room(size_t n, size_t room)
{
	return n < room ? room : n < 32 ? 64 : 2 * n;
}

static int order_ids(const void *a, const void *b)
{
	int64_t x = ((const struct by_id *)a)->id, y = ((const struct by_id *)b)->id;
	return (x > y) - (x < y);
}

void load_index_add(struct load *l, struct load_index *index, int64_t id, const void *item)
{
	index->items = LOAD_GROW(l->scratch, index->items, struct by_id, index->n);
	index->items[index->n++] = (struct by_id){ id, item };
}

void load_index_sort(struct load_index *index)
{
	load_sort(index->items, index->n, sizeof *index->items, order_ids);
}

const void *load_index_find(const struct load_index *index, int64_t id)
{
	const struct by_id key = { .id = id };
	const struct by_id *found = index->n == 0 ? NULL :
		bsearch(&key, index->items, index->n, sizeof key, order_ids);
	return found != NULL ? found->item : NULL;
}

void load_sort(void *items, size_t n, size_t size, int (*order)(const void *, const void *))
{
	if (n > 0)
		qsort(items, n, size, order);
}
