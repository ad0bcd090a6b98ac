#include "harvest/match.h"

#include <string.h>

#include "base/text.h"
#include "gdas/names.h"
#include "harvest/address.h"
#include "publish/valid.h"

struct listing_framework *harvest_listed(const struct listing *l, const char *uri)
{
	for (size_t i = 0; i < l->n_frameworks; i++)
		if (strcmp(l->frameworks[i].head.uri, uri) == 0)
			return &l->frameworks[i];
	return NULL;
}

bool harvest_meant(const char *theirs, const char *uri)
{
	size_t n = strlen(theirs), whole = strlen(uri);

	if (n > whole || strcmp(uri + whole - n, theirs) != 0 || n == 0)
		return false;
	return n == whole || strchr("/#=:", uri[whole - n - 1]) != NULL;
}

const char *harvest_date(const void *ctx, const struct gdas_head *h)
{
	char *date = mem_strndup(ctx, h->date, strcspn(h->date, "T"));
	const char *start = mem_strndup(ctx, h->start_date, strcspn(h->start_date, "T"));
	const char *period = *start != '\0' && strcmp(start, date) != 0 ? mem_printf(ctx, "%s/%s", start, date) : date;

	if (valid_time(ctx, period))
		return period;
	return valid_time(ctx, date) ? date : "";
}

/* --- frameworks --- */

static bool check_wish(const void *ctx, const struct catalogue *c, const struct listing *l, const struct harvest_wish *w,
                       struct err *err)
{
	size_t i = 0;

	if (catalogue_framework(c, w->series, w->version) == NULL)
		return err_set(err, ctx, ERR_NOT_FOUND, "--framework", "There is no framework %s%s%s here.",
		               "Il n'y a pas de référentiel %s%s%s ici.", w->series, w->version != NULL ? "@" : "",
		               w->version != NULL ? w->version : "");
	while (i < l->n_frameworks && !harvest_meant(w->theirs, l->frameworks[i].head.uri))
		i++;
	return i < l->n_frameworks || err_set(err, ctx, ERR_NOT_FOUND, "--framework",
	                                      "The server has no framework %s: without --framework its frameworks are told.",
	                                      "Le serveur n'a pas de référentiel %s : sans --framework, ses référentiels "
	                                      "sont donnés.", w->theirs);
}

static void by_uri(struct harvest_match *m, const void *ctx, const struct catalogue *c)
{
	const char *series, *version, *uri = m->theirs->head.uri;

	m->why = (struct text){
		.en = mem_printf(ctx, "it is none of ours by its URI: say which with --framework %s=SERIES", uri),
		.fr = mem_printf(ctx, "il n'est aucun des nôtres d'après son URI : dites lequel par --framework %s=SÉRIE", uri),
	};
	if (!tjs_framework_named(ctx, uri, &series, &version))
		return;
	m->ours = catalogue_framework(c, series, version);
	if (m->ours != NULL)
		m->how = HOW_URI;
	else if (catalogue_framework(c, series, NULL) != NULL)
		m->why = (struct text){
			.en = mem_printf(ctx, "there is no version %s of %s here: take another with --framework %s=%s", version,
			                 series, uri, series),
			.fr = mem_printf(ctx, "il n'y a pas ici de version %s de %s : prenez-en une autre par --framework %s=%s",
			                 version, series, uri, series),
		};
}

static struct harvest_match match_of(const void *ctx, const struct catalogue *c, const struct listing_framework *f,
                                     const struct harvest_wish *wishes, size_t n, const struct harvest_source *before)
{
	struct harvest_match m = { .theirs = f };

	for (size_t i = 0; i < n && m.ours == NULL; i++)
		if (harvest_meant(wishes[i].theirs, f->head.uri)) {
			m.ours = catalogue_framework(c, wishes[i].series, wishes[i].version);
			m.how = HOW_WISH;
		}
	for (size_t i = 0; before != NULL && i < before->n_frameworks && m.ours == NULL; i++)
		if (strcmp(before->frameworks[i].uri, f->head.uri) == 0) {
			m.ours = catalogue_framework(c, before->frameworks[i].series, before->frameworks[i].version);
			m.how = m.ours != NULL ? HOW_KEPT : HOW_NOT;
		}
	if (m.ours == NULL)
		by_uri(&m, ctx, c);
	if (m.ours != NULL)
		m.why = (struct text){ NULL, NULL };
	return m;
}

static void refuse(struct harvest_match *m, const char *en, const char *fr)
{
	m->ours = NULL;
	m->how = HOW_NOT;
	m->why = (struct text){ .en = en, .fr = fr };
}

bool harvest_match(struct harvest_match **matches, const void *ctx, const struct catalogue *c, const struct listing *l,
                   const struct harvest_wish *wishes, size_t n_wishes, const struct harvest_source *before,
                   struct err *err)
{
	*matches = mem_array(ctx, struct harvest_match, l->n_frameworks + 1);
	for (size_t i = 0; i < n_wishes; i++)
		if (!check_wish(ctx, c, l, &wishes[i], err))
			return false;
	for (size_t i = 0; i < l->n_frameworks; i++) {
		const struct listing_framework *f = &l->frameworks[i];
		struct harvest_match *m = &(*matches)[i];
		*m = match_of(ctx, c, f, wishes, n_wishes, before);
		if (*f->head.uri == '\0')
			refuse(m, "it has no FrameworkURI", "il n'a pas de FrameworkURI");
		else if (harvest_listed(l, f->head.uri) != f)
			refuse(m, "its FrameworkURI is another one's, too", "son FrameworkURI est aussi celui d'un autre");
		else if (f->n_keys > GDAS_KEYS)
			refuse(m, "its key has too many columns", "sa clé a trop de colonnes");
	}
	return true;
}

/* --- datasets --- */

static void sign_head(struct digest *d, const struct gdas_head *h)
{
	const char *const texts[] = { h->uri, h->organization, h->title, h->abstract, h->date, h->start_date, h->version,
	                              h->documentation };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		digest_add_text(d, texts[i] != NULL ? texts[i] : "");
}

/* Of all that they say of it, and of what it is joined to here. Their Version changes with the data (OGC 10-070r2, 12.1). */
static void sign(struct harvest_task *t, const void *ctx)
{
	struct digest *d = digest_new(ctx);

	sign_head(d, t->head);
	if (t->other != NULL)
		sign_head(d, t->other);
	digest_add_text(d, t->match->theirs->head.uri);
	digest_add_text(d, t->match->ours->series);
	digest_add_text(d, t->match->ours->version);
	digest_text(d, t->signature);
}

static const struct harvest_item *known(const struct harvest_plan *p, const char *framework, const char *dataset)
{
	for (size_t i = 0; i < p->n_items; i++)
		if (strcmp(p->items[i].dataset, dataset) == 0 && strcmp(p->items[i].framework, framework) == 0)
			return &p->items[i];
	return NULL;
}

static const struct harvest_wish *wish_for(const struct harvest_plan *p, const char *uri)
{
	for (size_t i = 0; i < p->n_wishes; i++)
		if (harvest_meant(p->wishes[i].theirs, uri))
			return &p->wishes[i];
	return NULL;
}

/* "Chômage 2021" as "Ch_mage_2021": letters of ASCII, digits, "_" and "-". */
static const char *name_of(const void *ctx, const char *prefix, const char *word)
{
	char *name = mem_printf(ctx, "%s%s%s", prefix, *prefix == '\0' && *word >= '0' && *word <= '9' ? "t_" : "", word);

	for (char *p = name; *p != '\0'; p++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", *p) == NULL)
			*p = '_';
	if (strlen(name) > 60)
		name[60] = '\0';
	return *name == '-' || *name == '\0' ? mem_printf(ctx, "t%s", name) : name;
}

static bool taken(const struct harvest_plan *p, const struct harvest_task *tasks, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(tasks[i].name, name) == 0)
			return true;
	for (size_t i = 0; i < p->n_items; i++)
		if (strcmp(p->items[i].name, name) == 0)
			return true;
	return catalogue_layer(p->catalogue, name) != NULL || catalogue_theme(p->catalogue, name) != NULL;
}

/* The name that it has had; else the one wished for; else its last word, and if another has that, with the series. */
static const char *choose_name(const struct harvest_task *t, const void *ctx, const struct harvest_plan *p,
                               const struct harvest_wish *wish, const struct harvest_task *tasks, size_t n)
{
	if (t->known != NULL)
		return t->known->name;
	if (wish != NULL && wish->name != NULL)
		return wish->name;
	const char *name = name_of(ctx, p->prefix, harvest_last_word(t->head->uri));
	for (size_t i = 0; i < n; i++)
		if (strcmp(tasks[i].name, name) == 0 && strcmp(tasks[i].head->uri, t->head->uri) == 0)
			return mem_printf(ctx, "%s_%s", name, t->match->ours->series);
	return name;
}

static void judge(struct harvest_task *t, const void *ctx, const struct harvest_plan *p, const struct harvest_wish *wish,
                  const struct harvest_task *tasks, size_t n)
{
	t->state = TASK_REFUSED;
	if (*t->head->uri == '\0')
		t->why = (struct text){ .en = "it has no DatasetURI", .fr = "il n'a pas de DatasetURI" };
	else if (t->known == NULL && taken(p, tasks, n, t->name))
		t->why = (struct text){
			.en = mem_printf(ctx, "the name %s is taken here: choose another with --dataset %s=NAME, or --prefix",
			                 t->name, t->head->uri),
			.fr = mem_printf(ctx, "le nom %s est déjà pris ici : choisissez-en un autre par --dataset %s=NOM, ou "
			                 "--prefix", t->name, t->head->uri),
		};
	else if (t->known != NULL && !t->known->present && wish == NULL)
		t->why = (struct text){
			.en = mem_printf(ctx, "it was withdrawn here: it comes back with --dataset %s", t->head->uri),
			.fr = mem_printf(ctx, "il a été retiré ici : il revient par --dataset %s", t->head->uri),
		};
	else if (t->known != NULL && t->known->present && !p->again && strcmp(t->known->signature, t->signature) == 0)
		t->state = TASK_SAME;
	else
		t->state = TASK_DUE;
}

static const struct gdas_head *same_dataset(const struct listing_framework *f, size_t at, const char *uri)
{
	if (f == NULL || (at < f->n_datasets && strcmp(f->datasets[at].uri, uri) == 0))
		return f != NULL ? &f->datasets[at] : NULL;
	for (size_t i = 0; i < f->n_datasets; i++)
		if (strcmp(f->datasets[i].uri, uri) == 0)
			return &f->datasets[i];
	return NULL;
}

void harvest_tasks(struct harvest_task **tasks, size_t *n, const void *ctx, const struct harvest_plan *plan,
                   const struct harvest_match *match, const struct listing_framework *datasets,
                   const struct listing_framework *other)
{
	*tasks = mem_grow(ctx, *tasks, struct harvest_task, *n + datasets->n_datasets + 1);
	for (size_t i = 0; i < datasets->n_datasets; i++) {
		struct harvest_task *t = &(*tasks)[*n];
		*t = (struct harvest_task){ .match = match, .head = &datasets->datasets[i] };
		const struct harvest_wish *wish = wish_for(plan, t->head->uri);
		t->known = known(plan, match->theirs->head.uri, t->head->uri);
		if ((plan->n_wishes > 0 && wish == NULL) || (plan->known_only && t->known == NULL))
			continue;
		t->other = same_dataset(other, i, t->head->uri);
		t->name = choose_name(t, ctx, plan, wish, *tasks, *n);
		sign(t, ctx);
		judge(t, ctx, plan, wish, *tasks, *n);
		(*n)++;
	}
}
