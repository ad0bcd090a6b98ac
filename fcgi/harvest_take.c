/* One dataset of a Table Joining Service: fetched, checked against what was asked for, joined and published. */
#include <string.h>

#include "base/text.h"
#include "fcgi/cli_harvest.h"
#include "fcgi/cli_table.h"
#include "publish/valid.h"

#define DESCRIPTION_BYTES (INT64_C(32) << 20)
#define HREF_MOST         6000                  /* bytes of a list of attributes in an address */
#define MEMORY_LEAST      (INT64_C(2) << 30)
#define SECONDS           600

/* What is known of it on the way. */
struct taking {
	struct harvest *h;
	const struct harvest_task *t;
	struct gdas description, head;
	const char *attributes;       /* comma list for GetData, or NULL: all */
	const char *table, *translation;
	const char *url;
	const char *pivot;
	struct text note;
	struct table_work work;
	struct publish_request request;
	struct harvest_item item;
};

/* What goes wrong with a request is told with its operation. */
static bool about(struct taking *a, const char *operation)
{
	struct cli *cli = a->h->cli;

	cli->err.message = (struct text){
		.en = mem_printf(cli->ctx, "%s: %s", operation, text_in(cli->err.message, LANG_EN)),
		.fr = mem_printf(cli->ctx, "%s : %s", operation, text_in(cli->err.message, LANG_FR)),
	};
	return false;
}

static struct table_limits limits_of(const struct harvest *h)
{
	return (struct table_limits){ .cell = h->cli->conf->max_cell, .bytes = h->source.most_bytes };
}

/* A server may answer with anything: only what was asked for is taken. */
static bool is_asked(struct taking *a, const struct gdas *g)
{
	struct cli *cli = a->h->cli;

	if (strcmp(g->framework.uri, a->t->match->theirs->head.uri) != 0)
		return err_set(&cli->err, cli->ctx, ERR_UPSTREAM, "URL",
		               "the answer is of another framework than was asked for",
		               "la réponse est d'un autre référentiel que celui qui était demandé");
	return strcmp(g->dataset.uri != NULL ? g->dataset.uri : "", a->t->head->uri) == 0 ||
	       err_set(&cli->err, cli->ctx, ERR_UPSTREAM, "URL",
	               "the answer is of another dataset than was asked for",
	               "la réponse est d'un autre jeu de données que celui qui était demandé");
}

static bool describe(struct taking *a, struct gdas *g, const char *language, const char *name, const char **path)
{
	struct harvest *h = a->h;
	struct table_limits limits = limits_of(h);
	struct xml_source from = { .path = NULL };
	const struct harvest_ask ask = {
		.operation = "DescribeData", .language = language, .framework = a->t->match->theirs->head.uri,
		.dataset = a->t->head->uri,
	};

	if (!harvest_fetch(h, &ask, name, DESCRIPTION_BYTES, path))
		return false;
	from.path = *path;
	return gdas_describe(g, h->cli->ctx, &from, &limits, &h->cli->err) && is_asked(a, g);
}

/* The same in the second language; without it, the dataset has one. */
static void translate(struct taking *a)
{
	struct harvest *h = a->h;
	struct cli *cli = h->cli;
	struct gdas *g = mem_new(cli->ctx, struct gdas);

	if (h->n_languages < 2)
		return;
	if (describe(a, g, h->languages[1], "translation", &a->translation)) {
		if (strcmp(g->lang, a->description.lang) == 0)
			a->translation = NULL;
		return;
	}
	a->translation = NULL;
	a->note = (struct text){
		.en = mem_printf(cli->ctx, "without its words in %s: %s", h->languages[1],
		                 text_in(cli->err.message, LANG_EN)),
		.fr = mem_printf(cli->ctx, "sans ses textes en %s : %s", h->languages[1], text_in(cli->err.message, LANG_FR)),
	};
	cli->err = (struct err){ 0 };
}

static bool is_data(const struct gdas_column *c)
{
	return strcmp(c->purpose, "Attribute") == 0;
}

/* All attributes by name, as there are servers that give none otherwise. A name that cannot stand in such a list, or a list
   that is too long for an address: then without. */
static void name_attributes(struct taking *a)
{
	const struct gdas *g = &a->description;
	char *list = mem_strdup(a->h->cli->ctx, "");

	for (size_t i = 0; i < g->n_columns; i++) {
		if (strchr(g->columns[i].name, ',') != NULL)
			return;
		list = mem_check(talloc_asprintf_append_buffer(list, "%s%s", i > 0 ? "," : "", g->columns[i].name));
	}
	if (strlen(list) < HREF_MOST)
		a->attributes = list;
}

static bool fetch_table(struct taking *a)
{
	struct harvest *h = a->h;
	struct table_limits limits = limits_of(h);
	struct xml_source from = { .path = NULL };
	const struct harvest_ask ask = {
		.operation = "GetData", .language = h->languages[0], .framework = a->t->match->theirs->head.uri,
		.dataset = a->t->head->uri, .attributes = a->attributes,
	};

	a->url = harvest_href(h->cli->ctx, h->source.url, &ask);
	if (!harvest_fetch(h, &ask, "table", h->source.most_bytes, &a->table))
		return false;
	from.path = a->table;
	return gdas_head(&a->head, h->cli->ctx, &from, &limits, &h->cli->err) && is_asked(a, &a->head);
}

/* --- what is made of it --- */

/* Several rows for a territory: one attribute per date where a column tells the dates and nothing else does, or as the
   operator says. */
static bool reduce(struct taking *a)
{
	struct cli *cli = a->h->cli;
	const struct gdas *g = &a->head;
	size_t others = 0;

	for (size_t i = 0; i < g->n_columns; i++) {
		bool time = strcmp(g->columns[i].purpose, "TemporalIdentifier") == 0 ||
		            strcmp(g->columns[i].purpose, "TemporalValue") == 0;
		others += !is_data(&g->columns[i]);
		if (time)
			a->pivot = mem_printf(cli->ctx, "#%zu", g->n_keys + i);
	}
	if (!g->many || others != 1)
		a->pivot = NULL;
	return !g->many || a->h->reduction >= 0 || a->pivot != NULL ||
	       err_set(&cli->err, cli->ctx, ERR_INVALID_PARAMETER, "--reduce",
	               "it has several rows for a territory: say with --reduce what becomes of them (first, sum, mean, "
	               "list)",
	               "il a plusieurs lignes par territoire : dites par --reduce ce qu'elles deviennent (first, sum, "
	               "mean, list)");
}

static struct text both(const struct taking *a, const char *words, const char *other)
{
	enum lang lang;

	if (other == NULL || a->h->n_languages < 2 || !lang_parse(&lang, a->h->languages[0]))
		return (struct text){ words, words };
	return lang == LANG_FR ? (struct text){ words, other } : (struct text){ other, words };
}

/* A constraint that is one. */
static const char *licence(const struct harvest *h)
{
	const char *s = h->capabilities.constraints;
	return text_same(s, "none") || text_same(s, "aucune") ? "" : s;
}

static void write_request(struct taking *a)
{
	const struct harvest *h = a->h;
	const struct gdas_head *d = a->t->head, *o = a->t->other;
	const struct listing *c = &h->capabilities;
	bool named = *d->organization == '\0' || strstr(d->abstract, d->organization) != NULL;

	a->request = (struct publish_request){
		.name = a->t->name, .organisation = *h->source.organisation != '\0' ? h->source.organisation : NULL,
		.theme = h->source.theme, .level_given = h->said->level.given || h->before == NULL, .level = h->source.level,
		.metadata = {
			.title = both(a, d->title, o != NULL ? o->title : NULL),
			.abstract = both(a, d->abstract, o != NULL ? o->abstract : NULL),
			.attribution = both(a, named ? "" : d->organization, o != NULL && !named ? o->organization : NULL),
			.licence = { licence(h), licence(h) },
			.documentation_url = valid_url(d->documentation) ? d->documentation : "",
			.reference_date = harvest_date(h->cli->ctx, d),
			.contact = { .person = "", .email = "", .organisation = c->provider,
			             .url = valid_url(c->site) ? c->site : "" },
		},
	};
	if (text_empty(a->request.metadata.title))
		a->request.metadata.title = (struct text){ a->t->name, a->t->name };
	a->item = (struct harvest_item){
		.url = h->source.url, .framework = a->t->match->theirs->head.uri, .dataset = d->uri, .version = d->version,
		.signature = a->t->signature,
	};
}

static void write_order(struct taking *a)
{
	const struct harvest *h = a->h;
	const struct gdas *g = &a->head;
	struct order_attribute *list = mem_array(h->cli->ctx, struct order_attribute, g->n_columns + 1);
	size_t n = 0;

	for (size_t i = 0; i < g->n_columns; i++)
		if (is_data(&g->columns[i]))
			list[n++] = (struct order_attribute){
				.column = mem_printf(h->cli->ctx, "#%zu", g->n_keys + i), .kind = -1, .reduction = -1,
			};
	a->work = (struct table_work){
		.cli = h->cli, .act = TABLE_PUBLISH, .dry_run = h->said->dry_run, .limits = limits_of(h),
		.dataset = { .request = &a->request, .dry_run = h->said->dry_run, .harvest = &a->item },
		.order = {
			.act = ORDER_DATASET, .file = a->table, .source = a->url, .format = "gdas",
			.translation = a->translation, .series = a->t->match->ours->series,
			.version = a->t->match->ours->version, .attributes = list, .n_attributes = n,
			.reduction = h->reduction, .pivot = a->pivot, .title = a->request.metadata.title,
		},
	};
}

static bool carry_out(struct taking *a, struct limited_reply *reply)
{
	struct cli *cli = a->h->cli;
	int64_t memory = cli->conf->job_memory * 4;

	return limited_run(reply, cli->ctx, &(struct limited_plan){
		.memory = memory > MEMORY_LEAST ? memory : MEMORY_LEAST, .seconds = SECONDS, .work = table_work,
		.arg = &a->work }, &cli->err);
}

static bool fetch_all(struct taking *a)
{
	if (!describe(a, &a->description, a->h->languages[0], "description", &a->table))
		return about(a, "DescribeData");
	name_attributes(a);
	return fetch_table(a) || about(a, "GetData");
}

bool harvest_take(struct harvest *h, const struct harvest_task *t, struct harvest_taken *taken)
{
	struct taking a = { .h = h, .t = t };
	struct limited_reply reply;

	if (!fetch_all(&a) || !reduce(&a))
		return false;
	translate(&a);
	write_request(&a);
	write_order(&a);
	a.work.order.publish = &a.work.dataset;
	if (a.work.order.n_attributes == 0)
		return err_set(&h->cli->err, h->cli->ctx, ERR_INVALID_PARAMETER, "URL",
		               "no column of it is data (purpose=\"Attribute\")",
		               "aucune de ses colonnes n'est une donnée (purpose=\"Attribute\")");
	if (!carry_out(&a, &reply))
		return false;
	*taken = (struct harvest_taken){ reply.part[PART_ROWS], reply.part[PART_MATCHED], a.note };
	return true;
}

struct text harvest_suggest(struct harvest *h, const struct harvest_match *m, const struct gdas_head *dataset)
{
	const struct harvest_task task = { .match = m, .head = dataset, .name = "" };
	struct taking a = { .h = h, .t = &task };
	struct limited_reply reply;
	struct text guess = { NULL, NULL };
	const void *ctx = h->cli->ctx;

	if (fetch_all(&a)) {
		a.work = (struct table_work){
			.cli = h->cli, .act = TABLE_LOOK, .limits = limits_of(h),
			.order = { .act = ORDER_LOOK, .file = a.table, .format = "gdas", .reduction = -1 },
		};
		if (carry_out(&a, &reply) && reply.part[PART_SERIES] != NULL)
			guess = (struct text){
				.en = mem_printf(ctx, "its keys look like those of %1$s (%2$s): --framework %3$s=%1$s",
				                 reply.part[PART_SERIES], reply.part[PART_VERDICT], m->theirs->head.uri),
				.fr = mem_printf(ctx, "ses clés ressemblent à celles de %1$s (%2$s) : --framework %3$s=%1$s",
				                 reply.part[PART_SERIES], reply.part[PART_VERDICT], m->theirs->head.uri),
			};
	}
	h->cli->err = (struct err){ 0 };
	return guess;
}
