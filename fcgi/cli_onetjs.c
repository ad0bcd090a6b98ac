/* harvest onetjs: the tables of a OneTjs server, from its folder. */
#include "fcgi/cli_table.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "onetjs/onetjs.h"

#define LEAST "95"                    /* per cent */

/* What the command line says. */
struct said {
	struct publish_request request;
	struct cli_level level;
	struct cli_list frameworks, datasets;
	const char *least;
	bool successors, dry_run;
};

#define PLACE(member) offsetof(struct said, member)

static const struct cli_option onetjs_options[] = {
	{ "framework", CLI_LIST, PLACE(frameworks), "THEIRS=OURS[@VERSION]",
	  { "lequel de nos référentiels est le leur (son URI ou son nom), même d'une autre année ; répétable",
	    "which of our frameworks theirs is (its URI or name), also of another year; may be repeated" } },
	{ "dataset", CLI_LIST, PLACE(datasets), "NAME",
	  { "seulement ce jeu de données ; répétable", "this dataset only; may be repeated" } },
	{ "organisation", CLI_STRING, PLACE(request.organisation), "NAME",
	  { "à qui ce qui est pris appartient ici", "whose it is here" } },
	{ "theme", CLI_STRING, PLACE(request.theme), "NAME", { "le thème", "the theme" } },
	{ "level", CLI_LEVEL, PLACE(level), "LEVEL",
	  { "qui peut voir : public (sinon), professional ou internal",
	    "who may see: public (else), professional or internal" } },
	{ "licence-fr", CLI_STRING, PLACE(request.metadata.licence.fr), "TEXT",
	  { "la licence, en français", "the licence, in French" } },
	{ "licence-en", CLI_STRING, PLACE(request.metadata.licence.en), "TEXT",
	  { "la licence, en anglais", "the licence, in English" } },
	{ "licence-url", CLI_STRING, PLACE(request.metadata.licence_url), "URL",
	  { "le texte de la licence", "the text of the licence" } },
	{ "least", CLI_STRING, PLACE(least), "PERCENT",
	  { "la part des lignes qui doivent être d'un territoire ; sinon " LEAST,
	    "the share of rows that must be of a territory; else " LEAST } },
	{ "successors", CLI_FLAG, PLACE(successors), NULL,
	  { "les lignes de territoires fusionnés vont à leur successeur, et s'y ajoutent",
	    "rows of merged territories go to their successor, and add up" } },
	{ "dry-run", CLI_FLAG, PLACE(dry_run), NULL,
	  { "montre ce qui serait fait, n'écrit rien", "shows what would be done, writes nothing" } },
	CLI_END
};

struct taking {
	struct cli *cli;
	const struct said *said;
	const struct onetjs *all;
	double least;
	struct json *json;
	size_t taken, refused;
};

/* One dataset for one of its frameworks, and what becomes of it. */
struct task {
	const struct onetjs_dataset *dataset;
	const struct onetjs_link *link;       /* NULL: it names none */
	const char *name;                     /* here */
	const struct framework *ours;
	const char *rows, *matched;
	struct text refused;                  /* or empty: it was taken */
};

/* --- which of our frameworks --- */

/* "fr/commune_2016" or "commune_2016", as the option or the end of the URI has it. */
static bool is_named(const struct onetjs_link *link, const char *theirs)
{
	size_t n = strlen(link->uri), k = strlen(theirs);

	return strcmp(link->uri, theirs) == 0 || strcmp(link->name, theirs) == 0 ||
	       (n > k && link->uri[n - k - 1] == '/' && strcmp(link->uri + n - k, theirs) == 0);
}

/* What --framework says of it; *said tells that it does. NULL then: there is none such. */
static const struct framework *asked_framework(const struct taking *t, const struct onetjs_link *link, bool *said)
{
	const struct cli_list *list = &t->said->frameworks;

	*said = false;
	for (size_t i = 0; i < list->n; i++) {
		const char *equals = strrchr(list->items[i], '=');
		char *theirs = mem_strndup(t->cli->ctx, list->items[i], (size_t)(equals - list->items[i]));
		char *ours = mem_strdup(t->cli->ctx, equals + 1), *at = strchr(ours, '@');
		if (!is_named(link, theirs))
			continue;
		*said = true;
		if (at != NULL)
			*at = '\0';
		return catalogue_framework(t->cli->catalogue, ours, at != NULL ? at + 1 : NULL);
	}
	return NULL;
}

/* Whether a version of ours is of the days that theirs is of. */
static bool is_of_its_time(const struct framework *ours, const struct onetjs_framework *theirs)
{
	return *theirs->from != '\0' && strcmp(ours->version, theirs->from) >= 0 &&
	       strncmp(ours->version, theirs->to, strlen(theirs->to)) <= 0;
}

/* --- what is handed to the joining --- */

static const char *name_here(const void *ctx, const struct onetjs_dataset *d, const struct onetjs_link *link)
{
	char *name = link == NULL || link == d->links ? mem_strdup(ctx, d->name)
	                                              : mem_printf(ctx, "%s_%s", d->name, link->name);

	for (char *p = name; *p != '\0'; p++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-", *p) == NULL)
			*p = '_';
	return name;
}

static struct text in_its_language(const struct onetjs *all, const char *words)
{
	if (*words == '\0')
		return (struct text){ NULL, NULL };
	return all->lang == LANG_FR ? (struct text){ words, NULL } : (struct text){ NULL, words };
}

static struct publish_request request_of(const struct taking *t, const struct task *k)
{
	struct publish_request r = t->said->request;
	const struct onetjs_dataset *d = k->dataset;

	r.name = k->name;
	r.level_given = t->said->level.given;
	r.level = t->said->level.level;
	r.metadata.title = in_its_language(t->all, d->title);
	r.metadata.abstract = in_its_language(t->all, d->abstract);
	r.metadata.attribution = in_its_language(t->all, d->organisation);
	r.metadata.documentation_url = d->documentation;
	r.metadata.reference_date = d->period;
	return r;
}

static void fill_order(struct table_work *w, const struct taking *t, const struct task *k)
{
	const struct onetjs_dataset *d = k->dataset;
	const void *ctx = t->cli->ctx;
	struct order_attribute *attributes = mem_array(ctx, struct order_attribute, d->n_columns + 1);
	struct publish_described *described = mem_array(ctx, struct publish_described, d->n_columns + 1);
	bool add = t->said->successors;

	for (size_t i = 0; i < d->n_columns; i++) {
		const struct attribute *a = &d->columns[i].attribute;
		attributes[i] = (struct order_attribute){ .column = a->name, .kind = (int)a->kind, .reduction =
			add && a->kind == ATTRIBUTE_COUNT ? REDUCE_SUM : k->link->many ? REDUCE_FIRST : -1 };
		described[i] = (struct publish_described){ *a, d->columns[i].text };
	}
	w->dataset.described = described;
	w->dataset.n_described = d->n_columns;
	w->order.attributes = attributes;
	w->order.n_attributes = d->n_columns;
	w->order.keys[0] = k->link->framework->key;
	w->order.n_keys = 1;
	w->order.series = k->ours->series;
	w->order.version = k->ours->version;
}

static bool carry_out(const struct taking *t, struct task *k, enum table_act act, struct limited_reply *reply)
{
	struct publish_request request = request_of(t, k);
	struct table_work w = {
		.cli = t->cli, .dry_run = t->said->dry_run, .least = t->least,
		.dataset = { .request = &request, .dry_run = t->said->dry_run },
		.order = { .act = ORDER_DATASET, .file = k->dataset->file, .source = strrchr(k->dataset->file, '/') + 1,
		           .reduction = -1, .successors = t->said->successors, .title = request.metadata.title },
	};

	t->cli->err = (struct err){ 0 };
	w.order.publish = &w.dataset;
	fill_order(&w, t, k);
	*reply = (struct limited_reply){ .part = { NULL } };
	return table_run(&w, act, reply);
}

/* --- one dataset --- */

/* Published onto k->ours, or refused with the reason. */
static bool publish(struct taking *t, struct task *k)
{
	struct limited_reply reply;

	if (!carry_out(t, k, TABLE_PUBLISH, &reply)) {
		k->refused = t->cli->err.message;
		return false;
	}
	k->rows = reply.part[PART_ROWS];
	k->matched = reply.part[PART_MATCHED];
	k->refused = (struct text){ NULL, NULL };
	return true;
}

/* Where no framework of ours is of its time: one that most of its keys would be of, if there is one. */
static void suggest(struct taking *t, struct task *k)
{
	const struct catalogue *c = t->cli->catalogue;
	const struct onetjs_framework *f = k->link->framework;
	const void *ctx = t->cli->ctx;
	const struct framework *best = NULL;
	struct limited_reply reply;
	int64_t most = 0, n;
	const char *of = "";

	for (size_t i = 0; i < c->n_frameworks; i++) {
		k->ours = &c->frameworks[i];
		if (!carry_out(t, k, TABLE_LOOK, &reply) || reply.part[PART_MATCHED] == NULL ||
		    !text_int(reply.part[PART_MATCHED], &n) || n <= most)
			continue;
		best = k->ours;
		most = n;
		of = reply.part[PART_ROWS];
	}
	k->ours = NULL;
	const char *to = *f->from == '\0' ? "?" : *f->to != '\0' && strcmp(f->from, f->to) != 0 ?
		mem_printf(ctx, "%s/%s", f->from, f->to) : f->from;
	k->refused.en = mem_printf(ctx, "no framework here is of the time of %s (%s)", k->link->uri, to);
	k->refused.fr = mem_printf(ctx, "aucun référentiel n'est ici du temps de %s (%s)", k->link->uri, to);
	if (best == NULL)
		return;
	const char *en = mem_printf(ctx, "%s; %lld of its %s rows are of %s %s", k->refused.en, (long long)most, of,
	                            best->series, best->version);
	const char *fr = mem_printf(ctx, "%s ; %lld de ses %s lignes sont de %s %s", k->refused.fr, (long long)most, of,
	                            best->series, best->version);
	if (!text_int(of, &n) || (double)most < t->least * (double)n)
		k->refused = (struct text){ .fr = mem_printf(ctx, "%s, ce qui est trop peu", fr),
		                            .en = mem_printf(ctx, "%s, which is too few", en) };
	else
		k->refused = (struct text){
			.fr = mem_printf(ctx, "%s : --framework %s=%s@%s le prend", fr, k->link->uri, best->series, best->version),
			.en = mem_printf(ctx, "%s: --framework %s=%s@%s takes it", en, k->link->uri, best->series, best->version),
		};
}

static void take_link(struct taking *t, struct task *k)
{
	const struct catalogue *c = t->cli->catalogue;
	bool said;

	k->ours = asked_framework(t, k->link, &said);
	if (k->link->framework == NULL) {
		k->refused = (struct text){
			.fr = mem_printf(t->cli->ctx, "le dossier ne décrit pas son référentiel %s", k->link->uri),
			.en = mem_printf(t->cli->ctx, "the folder does not describe its framework %s", k->link->uri),
		};
		return;
	}
	if (said && k->ours == NULL)
		k->refused = (struct text){ "le référentiel que --framework lui donne n'est pas ici",
		                            "the framework that --framework gives it is not here" };
	if (said) {
		if (k->ours != NULL)
			publish(t, k);
		return;
	}
	struct text refused = { NULL, NULL };
	for (size_t i = 0; i < c->n_frameworks; i++) {
		k->ours = &c->frameworks[i];
		if (!is_of_its_time(k->ours, k->link->framework))
			continue;
		if (publish(t, k))
			return;
		refused = k->refused;
	}
	k->ours = NULL;
	if (text_empty(refused))
		suggest(t, k);
}

/* --- what is told of it --- */

static void tell(struct taking *t, const struct task *k)
{
	struct cli *cli = t->cli;
	bool fine = text_empty(k->refused);

	t->taken += fine;
	t->refused += !fine;
	if (fine)
		cli_say(cli, "%s: %s %s, %s of %s rows.%s%s", "%s : %s %s, %s lignes sur %s.%s%s", k->name, k->ours->series,
		        k->ours->version, k->matched, k->rows, text_empty(k->dataset->substitute) ? "" : " ",
		        text_empty(k->dataset->substitute) ? "" : text_in(k->dataset->substitute, cli->lang));
	else
		cli_say(cli, "%s: refused, %s.", "%s : refusé, %s.", k->name, text_in(k->refused, cli->lang));
	if (t->json == NULL)
		return;
	json_open_object(t->json, NULL);
	json_string(t->json, "dataset", k->name);
	json_string_if(t->json, "uri", k->dataset->uri);
	json_string_if(t->json, "framework", k->link != NULL ? k->link->uri : "");
	json_bool(t->json, "taken", fine);
	if (fine) {
		json_string(t->json, "series", k->ours->series);
		json_string(t->json, "version", k->ours->version);
		json_raw(t->json, "rows", k->rows);
		json_raw(t->json, "matched", k->matched);
	} else {
		json_string(t->json, "reason", text_in(k->refused, cli->lang));
	}
	json_close_object(t->json);
}

static bool is_wanted(const struct taking *t, const struct onetjs_dataset *d)
{
	const struct cli_list *list = &t->said->datasets;

	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], d->name) == 0)
			return true;
	return list->n == 0;
}

static void take(struct taking *t, const struct onetjs_dataset *d)
{
	struct task k = { .dataset = d, .name = name_here(t->cli->ctx, d, NULL), .refused = d->refused };

	if (!text_empty(d->refused)) {
		tell(t, &k);
		return;
	}
	for (size_t i = 0; i < d->n_links; i++) {
		k = (struct task){ .dataset = d, .link = &d->links[i], .name = name_here(t->cli->ctx, d, &d->links[i]) };
		take_link(t, &k);
		tell(t, &k);
	}
}

static bool read_said(struct taking *t)
{
	const struct said *s = t->said;
	struct cli *cli = t->cli;
	const char *least = s->least != NULL ? s->least : LEAST;

	if (!text_double(least, &t->least) || t->least < 0 || t->least > 100)
		return err_set(&cli->err, cli->ctx, ERR_INVALID_PARAMETER, "--least", "--least is a number of per cent, 0 to 100.",
		               "--least est un nombre de pour cent, de 0 à 100.");
	t->least /= 100;
	for (size_t i = 0; i < s->frameworks.n; i++)
		if (strrchr(s->frameworks.items[i], '=') == NULL)
			return err_set(&cli->err, cli->ctx, ERR_INVALID_PARAMETER, "--framework",
			               "--framework reads THEIRS=OURS, not \"%s\".",
			               "--framework s'écrit LEUR=NÔTRE, et non « %s ».", s->frameworks.items[i]);
	return true;
}

int cli_harvest_onetjs(struct cli *cli, struct cli_line line)
{
	struct said said = { .dry_run = false };
	struct taking t = { .cli = cli, .said = &said };
	struct onetjs all;
	const char *folder;
	int status = cli_arguments(cli, line, onetjs_options, &said, &folder, 1, 1);

	if (status >= 0)
		return status;
	if (!read_said(&t) || !cli_open(cli, CLI_GLANCE) || !onetjs_read(&all, cli->ctx, folder, &cli->err))
		return cli_fail(cli);
	struct json w = cli_json(cli);
	t.all = &all;
	t.json = cli->json ? &w : NULL;
	json_open_array(&w, "datasets");
	for (size_t i = 0; i < all.n_datasets; i++)
		if (is_wanted(&t, &all.datasets[i]))
			take(&t, &all.datasets[i]);
	json_close_array(&w);
	json_int(&w, "taken", (int64_t)t.taken);
	json_int(&w, "refused", (int64_t)t.refused);
	status = t.refused > 0 ? CLI_REFUSED : t.taken > 0 ? CLI_DONE : CLI_NOT_FOUND;
	if (cli->json)
		return cli_json_end(cli, &w, status);
	cli_say(cli, "%zu taken, %zu refused.", "%zu pris, %zu refusés.", t.taken, t.refused);
	return status;
}
