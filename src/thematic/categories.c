#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "thematic/making.h"

#define REST_COLOR 0xc4c4c4

struct category {
	const char *value;
	size_t count, order;          /* over all of the series; in which they were met */
	const struct attribute_class *told;
	double number;
	UT_hash_handle hh;
};

struct categories {
	struct category *by_value;
	struct category **list; size_t n;
};

static const struct attribute_class *told_of(const struct attribute *a, const char *value)
{
	for (size_t i = 0; i < a->n_classes; i++)
		if (strcmp(a->classes[i].value, value) == 0)
			return &a->classes[i];
	return NULL;
}

static void gather(struct categories *all, const struct making *m, size_t column)
{
	bool text = m->table->columns[column].type == CELL_TEXT;
	char scratch[40];

	for (size_t row = 0; row < m->table->n_rows; row++) {
		const char *value = table_text(m->table, column, row, scratch);
		struct category *c = NULL;
		if (value == NULL)
			continue;
		HASH_FIND_STR(all->by_value, value, c);
		if (c == NULL) {
			c = mem_new(m->ctx, struct category);
			*c = (struct category){ .value = text ? value : mem_strdup(m->ctx, value),
				                .order = HASH_COUNT(all->by_value),
				                .number = table_number(m->table, column, row),
				                .told = told_of(m->attribute, value) };
			HASH_ADD_KEYPTR(hh, all->by_value, c->value, strlen(c->value), c);
		}
		c->count++;
	}
}

static int by_frequency(const void *a, const void *b)
{
	const struct category *x = *(const struct category *const *)a;
	const struct category *y = *(const struct category *const *)b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->value, y->value);
}

static int by_rank(const void *a, const void *b)
{
	const struct category *x = *(const struct category *const *)a;
	const struct category *y = *(const struct category *const *)b;
	int left = x->told != NULL && x->told->rank > 0 ? x->told->rank : INT32_MAX;
	int right = y->told != NULL && y->told->rank > 0 ? y->told->rank : INT32_MAX;

	if (left != right)
		return left < right ? -1 : 1;
	if (x->number != y->number && !isnan(x->number) && !isnan(y->number))
		return x->number < y->number ? -1 : 1;
	return strcmp(x->value, y->value);
}

/* The most frequent first `most`, and what is left over. */
static void list(struct categories *all, const struct making *m)
{
	size_t i = 0;

	all->n = HASH_COUNT(all->by_value);
	all->list = mem_array(m->ctx, struct category *, all->n);
	for (struct category *c = all->by_value; c != NULL; c = (struct category *)c->hh.next)
		all->list[i++] = c;
	HASH_CLEAR(hh, all->by_value);
	if (all->n > 0)
		qsort(all->list, all->n, sizeof *all->list, by_frequency);
}

static void set_colors(struct thematic *t, const struct making *m, size_t kept,
                       const struct ramp *ramp)
{
	uint32_t colors[RAMP_COLORS] = { 0 };

	t->ramp = ramp->name;
	if (kept > 0)
		ramp_colors(colors, ramp, kept, t->reversed);
	for (size_t i = 0; i < t->n_classes; i++) {
		const char *value = t->classes[i].value;
		const struct attribute_class *told = NULL;
		if (value != NULL)
			told = told_of(m->attribute, value);
		t->classes[i].color = value == NULL                     ? REST_COLOR
		                      : told != NULL && told->color >= 0 ? (uint32_t)told->color
		                                                         : colors[i];
	}
}

static struct text title_of(const struct category *c)
{
	if (c->told != NULL && !text_empty(c->told->title))
		return c->told->title;
	return (struct text){ c->value, c->value };
}

static void explain(struct thematic *t, const struct making *m, size_t rest, bool ranked)
{
	static const struct text frequent = {
		"Une couleur par valeur, de la plus fréquente à la plus rare",
		"A colour for each value, from the most frequent to the rarest" };
	static const struct text order = { "Une couleur par valeur, dans leur ordre",
		                           "A colour for each value, in their order" };
	static const struct text others = { " ; les autres valeurs, au nombre de ",
		                            "; the other values, " };
	static const struct text together = { ", sont réunies.", " of them, are put together." };
	static const struct text end = { ".", "." };
	struct text first = ranked ? order : frequent;

	if (rest == 0)
		t->explanation = words_join(m->ctx, (struct text[]){ first, end }, 2);
	else
		t->explanation = words_join(m->ctx, (struct text[]){ first, others,
			number_words(m->ctx, (double)rest, 0), together }, 4);
}

static bool how_many(size_t *most, const struct making *m, const struct ramp *ramp)
{
	size_t asked = m->wish->classes;

	if (asked == 1 || asked > CLASSES_MOST)
		return err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, "classes",
		               "expects a number from 2 to %d", "attend un nombre de 2 à %d",
		               CLASSES_MOST);
	if (asked > 0)
		*most = asked;
	if (*most > ramp_most(ramp) + 1)
		*most = ramp_most(ramp) + 1;
	return true;
}

static bool refuse_numbers(const struct making *m)
{
	const char *said = wish_of_classes(m->wish);

	return said == NULL ||
	       err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, said,
	               "categories have a colour for each value, without breaks: leave it out",
	               "les catégories ont une couleur par valeur, sans seuils : omettez-le");
}

static void set_classes(struct thematic *t, const struct making *m, const struct categories *all,
                        size_t kept)
{
	static const struct text others = { "Autres", "Other" };

	t->n_classes = kept + (kept < all->n);
	t->classes = mem_array(m->ctx, struct thematic_class, t->n_classes);
	for (size_t i = 0; i < t->n_classes; i++) {
		struct text title = i < kept ? title_of(all->list[i]) : others;
		title = words_join(m->ctx, &title, 1);
		t->classes[i] = (struct thematic_class){ .from = NAN, .to = NAN, .title = title,
			                                 .range = title, .size = make_size(t) };
		if (i < kept)
			t->classes[i].value = mem_strdup(m->ctx, all->list[i]->value);
	}
}

bool make_categories(struct thematic *t, const struct making *m)
{
	const int any = 1 << RAMP_SEQUENTIAL | 1 << RAMP_DIVERGING | 1 << RAMP_QUALITATIVE;
	bool ranked = m->attribute->kind != ATTRIBUTE_NOMINAL;
	struct categories all = { .n = 0 };
	const struct ramp *ramp;
	size_t most = CLASSES_MOST;

	for (size_t s = 0; s < m->n_series; s++)
		gather(&all, m, m->series[s]);
	list(&all, m);
	const char *usual = ranked ? "YlGnBu" : all.n <= 8 ? "Set2" : all.n <= 12 ? "Set3" : "Many";
	if (!refuse_numbers(m) || !make_ramp(&ramp, m, usual, any) || !how_many(&most, m, ramp))
		return false;
	size_t kept = all.n <= most && all.n <= ramp_most(ramp) ? all.n : most - 1;
	if (ranked && kept > 0)
		qsort(all.list, kept, sizeof *all.list, by_rank);
	set_classes(t, m, &all, kept);
	explain(t, m, all.n - kept, ranked);
	set_colors(t, m, kept, ramp);
	return true;
}
