/* A snapshot in the making: the readers of a row's columns from left to right, and what
   the parts of load share. Only for src/catalogue/load*.c. */
#ifndef JT_CATALOGUE_LOADING_H
#define JT_CATALOGUE_LOADING_H

#include "catalogue/catalogue.h"
#include "catalogue/intern.h"
#include "db/db.h"

struct by_id {
	int64_t id;
	const void *item;
};

struct load_index {
	struct by_id *items;
	size_t n;
};

struct load {
	struct catalogue *c;
	const void *scratch;
	struct db *db;
	struct err *err;
	struct intern *words;
	struct load_index organisations, themes;

	struct db_query *q;
	int column;      /* of the present row, the next to read */
	bool strange;    /* a row says what this program does not know */
};

/* Runs `sql` and hands each row to `take`. */
bool load_rows(struct load *l, void (*take)(struct load *l, void *arg), void *arg, const char *sql);

/* An error when something strange has been met; `where` is for the log. */
bool load_is_known(struct load *l, const char *where);

/* The next column, or the next few. */
const char *load_word(struct load *l);   /* never NULL */
int64_t load_number(struct load *l);
double load_real(struct load *l);
struct text load_both(struct load *l);
int load_choice(struct load *l, const char *const *names);
enum level load_level(struct load *l);
struct contact load_contact(struct load *l);
struct metadata load_metadata(struct load *l);
struct source load_source(struct load *l);
struct bbox load_bbox(struct load *l);

/* How much room an array that holds `n` of `room` items should have for one more. */
size_t load_room(size_t n, size_t room);
#define LOAD_GROW(ctx, array, type, n) \
	mem_grow((ctx), (array), type, load_room((n), talloc_array_length(array)))

void load_index_add(struct load *l, struct load_index *index, int64_t id, const void *item);
void load_index_sort(struct load_index *index);
const void *load_index_find(const struct load_index *index, int64_t id); /* or NULL */

void load_sort(void *items, size_t n, size_t size, int (*order)(const void *, const void *));

/* What is present: layers, frameworks, datasets and their parts (load_layers.c). */
bool load_present(struct load *l);

#endif
