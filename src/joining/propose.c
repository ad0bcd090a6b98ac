#include "joining/parts.h"

#include <string.h>

/* Of the rows of a column that a person named, this share at least is to be keys. */
#define LEAST 0.5

/* An error whose words differ by language in more than their order. */
static bool refuse(struct work *w, const char *locator, struct text why)
{
	err_set(w->err, w->ctx, ERR_INVALID_PARAMETER, locator, "%s", "%s", text_in(why, LANG_EN));
	w->err->message.fr = mem_strdup(w->ctx, text_in(why, LANG_FR));
	return false;
}

static struct text with_warning(const struct work *w, const struct doctor_proposal *p)
{
	if (text_empty(p->warning))
		return p->reason;
	return (struct text){
		.fr = mem_printf(w->ctx, "%s. Attention : %s", text_in(p->reason, LANG_FR), text_in(p->warning, LANG_FR)),
		.en = mem_printf(w->ctx, "%s. Beware: %s", text_in(p->reason, LANG_EN), text_in(p->warning, LANG_EN)),
	};
}

/* What the doctor found by itself is taken where it is sure enough of it. */
static bool accept(struct work *w, const struct doctor_proposal *p)
{
	enum doctor_verdict least = w->o->certain_only ? VERDICT_CERTAIN : VERDICT_LIKELY;
	struct text why = with_warning(w, p);

	if (p->verdict <= least)
		return true;
	return refuse(w, "key", (struct text){
		.fr = mem_printf(w->ctx, "la clé n'est pas sûre : %s. Nommez la colonne de clés et le référentiel", why.fr),
		.en = mem_printf(w->ctx, "the key is not certain: %s. Name the key column and the framework", why.en),
	});
}

static double share(const struct doctor_proposal *p)
{
	return p->n_rows > 0 ? (double)(p->n_exact + p->n_repaired) / (double)p->n_rows : 0;
}

static size_t target_of(const struct work *w)
{
	size_t i = 0;
	while (i + 1 < w->n && w->list[i].relative)
		i++;
	return i;
}

static bool nothing_matches(struct work *w, const struct doctor_framework *f)
{
	const struct table *t = w->table;
	size_t column = w->read[0];
	char scratch[40];
	const char *one = NULL, *key = NULL;

	for (size_t row = 0; row < t->n_rows && one == NULL; row++)
		one = table_written(t, column, row, scratch);
	for (size_t i = 0; i < f->n && key == NULL; i++)
		key = f->keys[i];
	return err_set(w->err, w->ctx, ERR_INVALID_PARAMETER, "key",
	               "no row of column \"%s\" (as \"%s\") is a key of %s, whose keys are as \"%s\"",
	               "aucune ligne de la colonne « %s » (comme « %s ») n'est une clé de %s, dont les clés sont "
	               "comme « %s »",
	               t->columns[column].name, one != NULL ? one : "", f->series, key != NULL ? key : "");
}

/* Columns that were named, for a framework that was named: read in the way that finds most. */
static bool consider_named(struct work *w, struct doctor_proposal *p, size_t framework)
{
	static const enum doctor_reading readings[] = { READING_CODES, READING_CADASTRE, READING_NAMES };
	struct doctor_proposal best = { .n_rows = 0 };

	for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
		struct doctor_proposal one = {
			.framework = framework, .reading = readings[i], .column = { w->read[0], w->read[1] },
			.n_columns = w->n_read == 2 ? 2 : 1,
		};
		if (w->n_read == 2)
			one.reading = READING_PARTS;
		if (one.reading == READING_NAMES && w->list[framework].labels == NULL)
			continue;
		if (!doctor_consider(&one, w->ctx, w->table, w->list, w->n, w->err))
			return false;
		if (i == 0 || share(&one) > share(&best))
			best = one;
		if (w->n_read == 2 || share(&best) >= LEAST)
			break;
	}
	*p = best;
	if (w->o->act == ORDER_LOOK)
		return true;
	if (best.verdict == VERDICT_REFUSED)
		return refuse(w, "key", with_warning(w, p));
	return best.n_exact + best.n_repaired > 0 || nothing_matches(w, &w->list[framework]);
}

static bool has_columns(const struct work *w, const struct doctor_proposal *p)
{
	if (w->n_keys == 0)
		return true;
	if (p->n_columns != (w->n_read == 2 ? 2 : 1))
		return false;
	for (size_t i = 0; i < p->n_columns; i++)
		if (p->column[i] != w->read[i])
			return false;
	return true;
}

static bool examine(struct work *w, struct doctor_proposal *p, bool *found)
{
	struct doctor_opinion *opinion = &w->r->opinion;
	size_t i = 0;

	if (!doctor_examine(opinion, w->ctx, w->table, w->list, w->n, w->err))
		return false;
	while (i < opinion->n && !has_columns(w, &opinion->proposals[i]))
		i++;
	*found = i < opinion->n;
	if (*found)
		*p = opinion->proposals[i];
	if (w->o->act == ORDER_LOOK)
		return true;
	if (*found)
		return accept(w, p);
	if (w->n_keys > 0)
		return err_set(w->err, w->ctx, ERR_INVALID_PARAMETER, "framework",
		               "the values of \"%s\" are keys of no framework that is known: name it",
		               "les valeurs de « %s » ne sont les clés d'aucun référentiel connu : nommez-le",
		               w->table->columns[w->read[0]].name);
	return refuse(w, "key", opinion->summary);
}

bool work_propose(struct work *w, struct doctor_proposal *p, bool *found)
{
	size_t target = target_of(w);

	*found = w->n > 0;
	if (w->n == 0)
		return w->o->act == ORDER_LOOK ||
		       err_set(w->err, w->ctx, ERR_NOT_FOUND, "framework",
		               "there is no framework to join to yet: publish one",
		               "il n'y a encore aucun référentiel auquel joindre : publiez-en un");
	if (w->n_keys > 0 && (w->o->series != NULL || w->dataset != NULL))
		return consider_named(w, p, target);
	return examine(w, p, found);
}
