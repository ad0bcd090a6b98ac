/* One Table Joining Service, read in. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "catalogue/random.h"
#include "fcgi/cli_harvest.h"
#include "fcgi/fetch_child.h"

#define DESCRIPTION_BYTES (INT64_C(32) << 20)   /* most that a description may weigh */

bool harvest_fetch(struct harvest *h, const struct harvest_ask *ask, const char *name, int64_t limit, const char **path)
{
	struct cli *cli = h->cli;
	const char *also = cli->conf->fetch_allow;
	struct fetch_result result;
	struct fetch_order order = {
		.url = harvest_href(cli->ctx, h->source.url, ask), .path = mem_printf(cli->ctx, "%s/%s", h->folder, name),
		.limit = limit, .seconds = h->seconds,
		.allow = mem_printf(cli->ctx, "%s%s%s", h->host, *also != '\0' ? "," : "", also),
	};

	*path = order.path;
	return fetch_child(&result, cli->ctx, &order, &cli->err);
}

/* "GetData: why". The error is dealt with. */
static struct text reason(struct harvest *h, const char *operation)
{
	struct cli *cli = h->cli;
	struct text why = {
		.en = mem_printf(cli->ctx, "%s: %s", operation, text_in(cli->err.message, LANG_EN)),
		.fr = mem_printf(cli->ctx, "%s : %s", operation, text_in(cli->err.message, LANG_FR)),
	};

	cli->err = (struct err){ 0 };
	return why;
}

static bool read_listing(struct harvest *h, struct listing *l, const struct harvest_ask *ask, const char *root)
{
	struct xml_source from = { .path = NULL };

	return harvest_fetch(h, ask, "listing", DESCRIPTION_BYTES, &from.path) &&
	       listing_read(l, h->cli->ctx, &from, DESCRIPTION_BYTES, root, &h->cli->err);
}

/* The same, where without it nothing can be done at all. */
static bool need_listing(struct harvest *h, struct listing *l, const struct harvest_ask *ask, const char *root)
{
	if (read_listing(h, l, ask, root))
		return true;
	struct err *err = &h->cli->err;
	enum err_code code = err->code;
	struct text why = reason(h, ask->operation);
	*err = (struct err){ .code = code, .locator = "URL", .message = why };
	return false;
}

/* --- what the service is --- */

/* French and English, if it has them, that of this service first; else the first that it has. */
static void choose_languages(struct harvest *h)
{
	const struct listing *l = &h->capabilities;
	const enum lang wanted[] = { h->cli->conf->language, h->cli->conf->language == LANG_FR ? LANG_EN : LANG_FR };
	enum lang lang;

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < l->n_languages; i++)
			if (lang_parse(&lang, l->languages[i]) && lang == wanted[k]) {
				h->languages[h->n_languages++] = l->languages[i];
				break;
			}
	if (h->n_languages == 0 && l->n_languages > 0)
		h->languages[h->n_languages++] = l->languages[0];
}

static bool learn(struct harvest *h)
{
	struct cli *cli = h->cli;

	if (!need_listing(h, &h->capabilities, &(struct harvest_ask){ .operation = "GetCapabilities" }, "Capabilities"))
		return false;
	if (h->capabilities.says_operations && !h->capabilities.gives_data)
		return err_set(&cli->err, cli->ctx, ERR_UPSTREAM, "URL",
		               "this service has no GetData: there is nothing that could be read in",
		               "ce service n'a pas de GetData : il n'y a rien à moissonner");
	h->source.title = h->capabilities.title;
	choose_languages(h);
	harvest_tell_service(h);
	return true;
}

static bool framework_wish(struct harvest *h, struct harvest_wish *w, const char *text)
{
	struct cli *cli = h->cli;
	const char *equals = strrchr(text, '=');

	if (equals == NULL || equals == text || equals[1] == '\0')
		return err_set(&cli->err, cli->ctx, ERR_INVALID_PARAMETER, "--framework",
		               "--framework reads THEIRS=OURS[@VERSION], not \"%s\".",
		               "--framework s'écrit LEUR=NÔTRE[@VERSION], et non « %s ».", text);
	w->theirs = mem_strndup(cli->ctx, text, (size_t)(equals - text));
	const char *at = strchr(equals, '@');
	w->series = at != NULL ? mem_strndup(cli->ctx, equals + 1, (size_t)(at - equals - 1)) : equals + 1;
	w->version = at != NULL ? at + 1 : NULL;
	return true;
}

static bool match(struct harvest *h)
{
	struct cli *cli = h->cli;
	const struct harvest_said *s = h->said;
	struct harvest_wish *wishes = mem_array(cli->ctx, struct harvest_wish, s->frameworks.n + 1);
	struct harvest_ask ask = { .operation = "DescribeFrameworks", .language = h->languages[0] };

	for (size_t i = 0; i < s->frameworks.n; i++)
		if (!framework_wish(h, &wishes[i], s->frameworks.items[i]))
			return false;
	if (!need_listing(h, &h->frameworks, &ask, "FrameworkDescriptions"))
		return false;
	h->n_matches = h->frameworks.n_frameworks;
	return harvest_match(&h->matches, cli->ctx, cli->catalogue, &h->frameworks, wishes, s->frameworks.n, h->before,
	                     &cli->err);
}

/* --- what it has --- */

/* The datasets of a framework, in each language. */
static bool list_datasets(struct harvest *h, const struct harvest_match *m, struct listing listings[2],
                          const struct listing_framework *found[2])
{
	struct cli *cli = h->cli;
	struct harvest_ask ask = { .operation = "DescribeDatasets", .framework = m->theirs->head.uri };

	found[1] = NULL;
	for (size_t i = 0; i == 0 || i < h->n_languages; i++) {
		ask.language = h->languages[i];
		if (!read_listing(h, &listings[i], &ask, "DatasetDescriptions"))
			return false;
		found[i] = harvest_listed(&listings[i], m->theirs->head.uri);
		if (found[i] == NULL)
			return err_set(&cli->err, cli->ctx, ERR_UPSTREAM, "URL",
			               "the answer is of another framework than was asked for",
			               "la réponse est d'un autre référentiel que celui qui était demandé");
	}
	/* a server that does not mind the language says the same twice */
	if (h->n_languages > 1 && strcmp(listings[0].lang, listings[1].lang) == 0)
		found[1] = NULL;
	return true;
}

/* Of a framework that is none of ours: which its keys look like. */
static void guess(struct harvest *h, struct harvest_match *m, struct listing listings[2])
{
	const struct listing_framework *found[2];
	struct text words = { NULL, NULL };

	if (*m->theirs->head.uri == '\0')
		return;
	if (list_datasets(h, m, listings, found) && found[0]->n_datasets > 0)
		words = harvest_suggest(h, m, &found[0]->datasets[0]);
	h->cli->err = (struct err){ 0 };
	if (!text_empty(words))
		m->why = words;
}

static bool is_wanted(const struct harvest *h, const struct harvest_match *m)
{
	bool wanted = !h->known_only;

	for (size_t i = 0; i < h->n_items && !wanted; i++)
		wanted = strcmp(h->items[i].framework, m->theirs->head.uri) == 0;
	return wanted && m->ours != NULL;
}

static void list(struct harvest *h)
{
	const void *ctx = h->cli->ctx;
	struct harvest_plan plan = {
		.catalogue = h->cli->catalogue, .items = h->items, .n_items = h->n_items, .wishes = h->datasets,
		.n_wishes = h->n_datasets, .known_only = h->known_only, .again = h->said->again, .prefix = h->source.prefix,
	};

	for (size_t i = 0; i < h->n_matches; i++) {
		struct harvest_match *m = &h->matches[i];
		struct listing *listings = mem_array(ctx, struct listing, 2);
		const struct listing_framework *found[2];
		if (m->ours == NULL && h->said->dry_run)
			guess(h, m, listings);
		if (!is_wanted(h, m))
			continue;
		if (list_datasets(h, m, listings, found)) {
			harvest_tasks(&h->tasks, &h->n_tasks, ctx, &plan, m, found[0], found[1]);
		} else {
			m->why = reason(h, "DescribeDatasets");
		}
	}
	harvest_tell_frameworks(h);
}

/* --- what is taken --- */

static void take_all(struct harvest *h)
{
	for (size_t i = 0; i < h->n_tasks; i++) {
		struct harvest_task *t = &h->tasks[i];
		struct harvest_taken taken = { .rows = NULL };
		if (t->state == TASK_DUE && !harvest_take(h, t, &taken)) {
			t->state = TASK_REFUSED;
			t->why = h->cli->err.message;
			h->cli->err = (struct err){ 0 };
		}
		h->counts.taken += t->state == TASK_DUE;
		h->counts.same += t->state == TASK_SAME;
		h->counts.refused += t->state == TASK_REFUSED;
		harvest_tell_task(h, t, &taken);
	}
}

/* What was read in once, and is no longer there; of frameworks that could be listed. */
static void tell_gone(struct harvest *h)
{
	for (size_t i = 0; i < h->n_items; i++) {
		bool there = h->n_datasets > 0 || !h->items[i].present;
		for (size_t k = 0; k < h->n_tasks && !there; k++)
			there = h->tasks[k].known == &h->items[i];
		for (size_t k = 0; k < h->n_matches && !there; k++)
			there = !text_empty(h->matches[k].why) &&
			        strcmp(h->matches[k].theirs->head.uri, h->items[i].framework) == 0;
		if (there)
			continue;
		h->counts.gone++;
		harvest_tell_gone(h, &h->items[i]);
	}
}

static struct harvest_framework kept_framework(const void *ctx, const struct harvest_match *m)
{
	const struct gdas_head *f = &m->theirs->head;

	return (struct harvest_framework){
		.uri = f->uri, .title = f->title, .organization = f->organization, .date = harvest_date(ctx, f),
		.their_version = f->version, .series = m->ours != NULL ? m->ours->series : "",
		.version = m->ours != NULL ? m->ours->version : "",
	};
}

/* All frameworks that they have, each once; those of before that they do not list any more stay, as datasets may be of them. */
static void keep_frameworks(struct harvest *h)
{
	const void *ctx = h->cli->ctx;
	size_t before = h->before != NULL ? h->before->n_frameworks : 0, n = 0;
	struct harvest_framework *list = mem_array(ctx, struct harvest_framework, h->n_matches + before + 1);

	for (size_t i = 0; i < h->n_matches; i++)
		if (harvest_listed(&h->frameworks, h->matches[i].theirs->head.uri) == h->matches[i].theirs)
			list[n++] = kept_framework(ctx, &h->matches[i]);
	for (size_t i = 0; i < before; i++)
		if (harvest_listed(&h->frameworks, h->before->frameworks[i].uri) == NULL)
			list[n++] = h->before->frameworks[i];
	h->source.frameworks = list;
	h->source.n_frameworks = n;
}

static bool remember(struct harvest *h, const char *harvested)
{
	struct cli *cli = h->cli;

	if (h->said->dry_run)
		return true;
	struct db *db = catalogue_open_write(cli->ctx, cli->workspace, &cli->err);
	h->source.harvested = harvested;
	keep_frameworks(h);
	bool done = db != NULL && harvests_put(db, cli->ctx, &h->source, &cli->err);
	talloc_free(db);
	return done;
}

static bool make_folder(struct harvest *h)
{
	struct cli *cli = h->cli;
	char name[RANDOM_TEXT];

	random_text(name);
	mkdir(mem_printf(cli->ctx, "%s/joins", cli->workspace), 0777);
	mkdir(mem_printf(cli->ctx, "%s/joins/incoming", cli->workspace), 0777);
	h->folder = mem_printf(cli->ctx, "%s/joins/incoming/%s", cli->workspace, name);
	return mkdir(h->folder, 0700) == 0 ||
	       err_set(&cli->err, cli->ctx, ERR_UNAVAILABLE, NULL, "there is no room to keep what is fetched",
	               "il n'y a pas de place pour garder ce qui est pris");
}

static void remove_folder(struct harvest *h)
{
	static const char *const names[] = { "listing", "description", "translation", "table" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(mem_printf(h->cli->ctx, "%s/%s", h->folder, names[i]));
	rmdir(h->folder);
}

bool harvest_tjs(struct harvest *h)
{
	if (!make_folder(h))
		return false;
	bool known = learn(h) && match(h);
	if (known)
		list(h);
	/* before the first dataset, so that none is there without its source */
	bool done = known && (h->n_tasks == 0 || remember(h, h->before != NULL ? h->before->harvested : ""));
	if (done) {
		take_all(h);
		tell_gone(h);
		harvest_tell_counts(h);
		done = (h->n_tasks == 0 && h->before == NULL) || remember(h, text_now(h->cli->ctx));
	}
	remove_folder(h);
	return done;
}
