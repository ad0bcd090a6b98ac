/* harvest: what other services have, read in and kept up. */
#include "fcgi/cli_harvest.h"

#include <string.h>

#include "base/text.h"

#define PLACE(member) offsetof(struct harvest_said, member)

static const struct cli_option tjs_options[] = {
	{ "framework", CLI_LIST, PLACE(frameworks), "THEIRS=OURS[@VERSION]",
	  { "lequel de nos référentiels est le leur (son URI ou la fin de celle-ci) ; répétable",
	    "which of our frameworks theirs is (its URI, or the end of it); may be repeated" } },
	{ "dataset", CLI_LIST, PLACE(datasets), "URI[=NAME]",
	  { "seulement ce jeu de données (son URI ou la fin de celle-ci), sous ce nom ici ; répétable",
	    "this dataset only (its URI, or the end of it), by this name here; may be repeated" } },
	{ "prefix", CLI_STRING, PLACE(prefix), "TEXT",
	  { "par quoi leurs noms commencent ici", "what their names begin with here" } },
	{ "organisation", CLI_STRING, PLACE(organisation), "NAME",
	  { "à qui ce qui est pris appartient ici", "whose it is here" } },
	{ "theme", CLI_STRING, PLACE(theme), "NAME", { "le thème", "the theme" } },
	{ "level", CLI_LEVEL, PLACE(level), "LEVEL",
	  { "qui peut voir : public (sinon), professional ou internal",
	    "who may see: public (else), professional or internal" } },
	{ "reduce", CLI_STRING, PLACE(reduce), "HOW",
	  { "plusieurs lignes par territoire : first, sum, mean, list",
	    "several rows for a territory: first, sum, mean, list" } },
	{ "again", CLI_FLAG, PLACE(again), NULL,
	  { "prend aussi ce qui n'a pas changé", "takes also what has not changed" } },
	{ "megabytes", CLI_STRING, PLACE(megabytes), "N",
	  { "ce qu'un tableau peut peser au plus ; sinon max_upload",
	    "the most that a table may weigh; else max_upload" } },
	{ "seconds", CLI_STRING, PLACE(seconds), "N",
	  { "le temps qu'un document peut mettre à venir ; sinon fetch_seconds",
	    "how long a document may take to come; else fetch_seconds" } },
	{ "dry-run", CLI_FLAG, PLACE(dry_run), NULL,
	  { "prend et vérifie tout, n'écrit rien ; dit à quoi les clés inconnues ressemblent",
	    "takes and checks all, writes nothing; tells what unknown keys look like" } },
	CLI_END
};

/* What is known of harvests, read before the store is closed again: other processes open it. */
struct known {
	struct harvest_source *sources; size_t n_sources;
	struct harvest_item *items; size_t n_items;
};

static bool open_known(struct cli *cli, struct known *k)
{
	bool done = cli_open(cli, CLI_READ) &&
	            harvests_list(cli->db, cli->ctx, &k->sources, &k->n_sources, &cli->err) &&
	            harvests_items(cli->db, cli->ctx, NULL, &k->items, &k->n_items, &cli->err);

	TALLOC_FREE(cli->db);
	return done;
}

static bool wrong(struct cli *cli, const char *option, const char *value)
{
	return err_set(&cli->err, cli->ctx, ERR_INVALID_PARAMETER, option, "%s cannot be \"%s\".",
	               "%s ne peut valoir « %s ».", option, value);
}

static bool read_number(struct cli *cli, const char *option, const char *value, int64_t most, int64_t *to)
{
	return value == NULL || (text_int(value, to) && *to > 0 && *to <= most) || wrong(cli, option, value);
}

/* --- what is asked for --- */

static bool read_address(struct harvest *h, const char *url)
{
	struct cli *cli = h->cli;
	const char *base = harvest_base(cli->ctx, url), *own = cli->conf->base_url;
	size_t n = strlen(own);

	h->host = harvest_host(cli->ctx, base);
	h->source.url = base;
	if (h->host == NULL)
		return err_set(&cli->err, cli->ctx, ERR_INVALID_PARAMETER, "URL",
		               "The address of a service reads https://host/path, not \"%s\".",
		               "L'adresse d'un service s'écrit https://hôte/chemin, et non « %s ».", url);
	if (strncmp(base, own, n) == 0 && (base[n] == '\0' || base[n] == '/' || base[n] == '?'))
		return err_set(&cli->err, cli->ctx, ERR_INVALID_PARAMETER, "URL",
		               "%s is this very service: what it has is here already.",
		               "%s est ce service même : ce qu'il a est déjà ici.", base);
	return true;
}

static void read_before(struct harvest *h, const struct known *k)
{
	for (size_t i = 0; i < k->n_sources; i++)
		if (strcmp(k->sources[i].url, h->source.url) == 0)
			h->before = &k->sources[i];
	h->items = mem_array(h->cli->ctx, struct harvest_item, k->n_items + 1);
	for (size_t i = 0; i < k->n_items; i++)
		if (strcmp(k->items[i].url, h->source.url) == 0)
			h->items[h->n_items++] = k->items[i];
}

static const char *chosen(const char *said, const char *before)
{
	return said != NULL ? said : before != NULL ? before : "";
}

static bool read_source(struct harvest *h)
{
	static const struct harvest_source none = { .kind = "tjs" };
	const struct harvest_said *s = h->said;
	const struct harvest_source *before = h->before != NULL ? h->before : &none;
	struct cli *cli = h->cli;
	int64_t megabytes = 0;

	h->source.kind = "tjs";
	h->source.organisation = chosen(s->organisation, before->organisation);
	h->source.theme = chosen(s->theme, before->theme);
	h->source.prefix = chosen(s->prefix, before->prefix);
	h->source.level = s->level.given ? s->level.level : before->level;
	h->source.picked = s->datasets.n > 0;
	h->source.most_bytes = before->most_bytes > 0 ? before->most_bytes : cli->conf->max_upload;
	h->seconds = cli->conf->fetch_seconds;
	if (!read_number(cli, "--megabytes", s->megabytes, 1 << 20, &megabytes) ||
	    !read_number(cli, "--seconds", s->seconds, 86400, &h->seconds))
		return false;
	if (megabytes > 0)
		h->source.most_bytes = megabytes << 20;
	return true;
}

static bool read_wishes(struct harvest *h)
{
	struct cli *cli = h->cli;
	const struct cli_list *list = &h->said->datasets;
	struct harvest_wish *wishes = mem_array(cli->ctx, struct harvest_wish, list->n + 1);
	enum reduction reduction;

	for (size_t i = 0; i < list->n; i++) {
		const char *equals = strrchr(list->items[i], '=');
		bool named = equals != NULL && text_is_name(equals + 1);
		wishes[i].name = named ? equals + 1 : NULL;
		wishes[i].theirs = named ? mem_strndup(cli->ctx, list->items[i], (size_t)(equals - list->items[i]))
		                         : list->items[i];
	}
	h->datasets = wishes;
	h->n_datasets = list->n;
	h->reduction = -1;
	if (h->said->reduce == NULL)
		return true;
	if (!reduction_parse(&reduction, h->said->reduce))
		return wrong(cli, "--reduce", h->said->reduce);
	h->reduction = (int)reduction;
	return true;
}

/* Said once for all, and not of each dataset. */
static bool check_owner(struct harvest *h)
{
	struct cli *cli = h->cli;
	const char *owner = h->source.organisation, *theme = h->source.theme;

	if (*owner == '\0' && cli->catalogue->n_organisations == 1)
		h->source.organisation = owner = cli->catalogue->organisations[0].name;
	if (*owner == '\0')
		return err_set(&cli->err, cli->ctx, ERR_MISSING_PARAMETER, "--organisation",
		               "Say with --organisation whose it is here.",
		               "Dites par --organisation à qui c'est ici.");
	if (catalogue_organisation(cli->catalogue, owner) == NULL)
		return err_set(&cli->err, cli->ctx, ERR_NOT_FOUND, "--organisation", "There is no organisation %s.",
		               "Il n'y a pas d'organisation %s.", owner);
	return *theme == '\0' || catalogue_theme(cli->catalogue, theme) != NULL ||
	       err_set(&cli->err, cli->ctx, ERR_NOT_FOUND, "--theme", "There is no theme %s.",
	               "Il n'y a pas de thème %s.", theme);
}

/* --- the command --- */

/* One service; its counts are added. With --json into an object of its own. */
static bool run(struct cli *cli, const struct harvest_said *said, const struct known *k, const char *url,
                bool known_only, struct json *json, struct harvest_counts *counts)
{
	struct harvest h = { .cli = cli, .said = said, .json = json };

	if (!read_address(&h, url))
		return false;
	read_before(&h, k);
	h.known_only = known_only && h.before != NULL && h.before->picked;
	if (!read_source(&h) || !read_wishes(&h) || !check_owner(&h))
		return false;
	h.source.picked = h.source.picked || h.known_only;
	bool done = harvest_tjs(&h);
	counts->taken += h.counts.taken;
	counts->same += h.counts.same;
	counts->refused += h.counts.refused;
	counts->gone += h.counts.gone;
	for (size_t i = 0; i < h.n_matches && !h.known_only && h.n_datasets == 0; i++)
		counts->refused += !text_empty(h.matches[i].why);
	return done;
}

/* All that is known, one after the other: one that fails does not keep the others from being read. */
static int refresh(struct cli *cli, const struct harvest_said *said, const struct known *k)
{
	struct harvest_counts counts = { .taken = 0 };
	int status = CLI_DONE;

	if (k->n_sources == 0)
		cli_say(cli, "Nothing is harvested yet: name a service.",
		        "Rien n'est encore moissonné : nommez un service.");
	for (size_t i = 0; i < k->n_sources; i++) {
		if (run(cli, said, k, k->sources[i].url, true, NULL, &counts))
			continue;
		status = cli_fail(cli);
		cli->err = (struct err){ 0 };
	}
	return status != CLI_DONE ? status : counts.refused > 0 ? CLI_REFUSED : CLI_DONE;
}

int cli_harvest_tjs(struct cli *cli, struct cli_line line)
{
	struct harvest_said said = { .again = false };
	struct harvest_counts counts = { .taken = 0 };
	struct known known;
	const char *words[1];
	int status = cli_arguments(cli, line, tjs_options, &said, words, 0, 1);

	if (status >= 0)
		return status;
	if (words[0] == NULL && (said.frameworks.n > 0 || said.datasets.n > 0 || said.prefix != NULL || cli->json))
		return cli_usage(cli, "This needs the URL of a service.", "Il y faut l'URL d'un service.");
	if (!open_known(cli, &known))
		return cli_fail(cli);
	if (words[0] == NULL)
		return refresh(cli, &said, &known);
	struct json w = cli_json(cli);
	if (!run(cli, &said, &known, words[0], false, cli->json ? &w : NULL, &counts))
		return cli_fail(cli);
	status = counts.refused > 0 ? CLI_REFUSED : CLI_DONE;
	return cli->json ? cli_json_end(cli, &w, status) : status;
}

static void put_source(struct cli *cli, const struct known *k, const struct harvest_source *s)
{
	const char *when = *s->harvested != '\0' ? s->harvested : "-";

	cli_put(cli, mem_printf(cli->ctx, "%s  %s  %s", s->url, when, s->title));
	for (size_t i = 0; i < s->n_frameworks; i++) {
		const struct harvest_framework *f = &s->frameworks[i];
		cli_put(cli, mem_printf(cli->ctx, "  %s  %s  %s = %s%s%s", f->uri, f->title, f->date,
		                        *f->series != '\0' ? f->series : "-", *f->series != '\0' ? "@" : "", f->version));
	}
	for (size_t i = 0; i < k->n_items; i++)
		if (strcmp(k->items[i].url, s->url) == 0)
			cli_put(cli, mem_printf(cli->ctx, "  %s  %s  %s  %s%s", k->items[i].name, k->items[i].version,
			                        k->items[i].harvested, k->items[i].dataset,
			                        k->items[i].present ? "" : cli->lang == LANG_FR ? "  (retiré)" : "  (withdrawn)"));
}

static void write_framework(struct json *w, const struct harvest_framework *f)
{
	json_open_object(w, NULL);
	json_string(w, "uri", f->uri);
	json_string(w, "title", f->title);
	json_string_if(w, "organization", f->organization);
	json_string_if(w, "date", f->date);
	json_string_if(w, "theirVersion", f->their_version);
	json_string(w, "framework", *f->series != '\0' ? f->series : NULL);
	json_string_if(w, "version", f->version);
	json_close_object(w);
}

static void write_item(struct json *w, const struct harvest_item *item)
{
	json_open_object(w, NULL);
	json_string(w, "name", item->name);
	json_string(w, "uri", item->dataset);
	json_string(w, "framework", item->framework);
	json_string_if(w, "version", item->version);
	json_string(w, "harvested", item->harvested);
	json_bool(w, "present", item->present);
	json_close_object(w);
}

static void write_source(struct json *w, const struct known *k, const struct harvest_source *s)
{
	json_open_object(w, NULL);
	json_string(w, "kind", s->kind);
	json_string(w, "url", s->url);
	json_string(w, "title", s->title);
	json_string_if(w, "harvested", s->harvested);
	json_string_if(w, "organisation", s->organisation);
	json_string_if(w, "theme", s->theme);
	json_string(w, "level", level_name(s->level));
	json_open_array(w, "frameworks");
	for (size_t i = 0; i < s->n_frameworks; i++)
		write_framework(w, &s->frameworks[i]);
	json_close_array(w);
	json_open_array(w, "datasets");
	for (size_t i = 0; i < k->n_items; i++)
		if (strcmp(k->items[i].url, s->url) == 0)
			write_item(w, &k->items[i]);
	json_close_array(w);
	json_close_object(w);
}

int cli_harvest(struct cli *cli, struct cli_line line)
{
	struct known known;
	int status = cli_arguments(cli, line, cli_no_options, NULL, NULL, 0, 0);

	if (status >= 0)
		return status;
	if (!open_known(cli, &known))
		return cli_fail(cli);
	if (!cli->json) {
		for (size_t i = 0; i < known.n_sources; i++)
			put_source(cli, &known, &known.sources[i]);
		if (known.n_sources == 0)
			cli_say(cli, "Nothing is harvested.", "Rien n'est moissonné.");
		return CLI_DONE;
	}
	struct json w = cli_json(cli);
	json_open_array(&w, "sources");
	for (size_t i = 0; i < known.n_sources; i++)
		write_source(&w, &known, &known.sources[i]);
	json_close_array(&w);
	return cli_json_end(cli, &w, CLI_DONE);
}

int cli_harvest_forget(struct cli *cli, struct cli_line line)
{
	const char *words[1];
	int status = cli_arguments(cli, line, cli_no_options, NULL, words, 1, 1);

	if (status >= 0)
		return status;
	const char *url = harvest_base(cli->ctx, words[0]);
	if (!cli_open(cli, CLI_WRITE) || !harvests_forget(cli->db, cli->ctx, url, &cli->err))
		return cli_fail(cli);
	if (cli->json) {
		struct json w = cli_json(cli);
		json_string(&w, "forgotten", url);
		return cli_json_end(cli, &w, CLI_DONE);
	}
	cli_say(cli, "%s is forgotten; what was read in from it stays.", "%s est oublié ; ce qui en a été pris reste.", url);
	return CLI_DONE;
}
