/* publish layer, publish framework. */
#include "fcgi/cli.h"
#include "fcgi/cli_description.h"

#include <stdio.h>
#include <string.h>

#include "map/engine.h"
#include "publish/difference.h"
#include "publish/listing.h"
#include "publish/publish.h"

/* What the command line says, over what the metadata file said. */
struct said {
	struct publish_request request;
	const char *metadata_file;
	struct cli_level level;
	struct cli_scale min_scale, max_scale;
	struct cli_list styles, dimensions;
	bool dry_run;
};

#define PLACE(member) offsetof(struct said, member)

/* The first three are of frameworks only. */
enum { FRAMEWORK_OPTIONS = 3 };

static const struct cli_option publish_options[] = {
	{ "version", CLI_STRING, PLACE(request.version), "YYYY-MM-DD",
	  { "la date de la version", "the date of the version" } },
	{ "parent", CLI_STRING, PLACE(request.parent_series), "SERIES",
	  { "la série au-dessus", "the series above" } },
	{ "parent-column", CLI_STRING, PLACE(request.parent_column), "COLUMN",
	  { "la colonne des clés de la série au-dessus",
	    "the column with the keys of the series above" } },
	{ "key", CLI_STRING, PLACE(request.key), "COLUMN",
	  { "la colonne des clés : présente et unique dans chaque objet ; plusieurs, séparées par des virgules, font "
	    "ensemble la clé",
	    "the column of keys: present and unique in every feature; several, with commas between, make the key "
	    "together" } },
	{ "table", CLI_STRING, PLACE(request.table), "NAME",
	  { "la couche à prendre dans la source", "the layer to take of the source" } },
	{ "where", CLI_STRING, PLACE(request.where), "SQL",
	  { "n'importe que les objets qui remplissent la condition",
	    "imports only the features that meet the condition" } },
	{ "srs", CLI_CODE, PLACE(request.srs), "CODE",
	  { "le code EPSG, si la source ne le dit pas",
	    "the EPSG code, where the source does not say" } },
	{ "repair", CLI_FLAG, PLACE(request.repair), NULL,
	  { "répare les géométries invalides", "makes invalid geometries valid" } },
	{ "reference", CLI_FLAG, PLACE(request.reference), NULL,
	  { "ne copie pas : sert la source là où elle est",
	    "does not copy: serves the source where it is" } },
	CLI_METADATA_OPTIONS,
	CLI_TITLE_OPTIONS,
	{ "style", CLI_LIST, PLACE(styles), "[NAME=]FILE",
	  { "un style : .sld, ou des blocs CLASS de MapServer ; répétable. Le premier sans nom est "
	    "« default », le style par défaut",
	    "a style: .sld, or CLASS blocks of MapServer; may be repeated. The first without a "
	    "name is \"default\"" } },
	{ "time", CLI_STRING, PLACE(request.time), "COLUMN",
	  { "la colonne de la dimension TIME", "the column of dimension TIME" } },
	{ "dimension", CLI_LIST, PLACE(dimensions), "NAME=COLUMN[:UNITS]",
	  { "une autre dimension ; répétable", "another dimension; may be repeated" } },
	{ "min-scale", CLI_SCALE, PLACE(min_scale), "N",
	  { "n'est pas dessinée à une échelle plus grande que 1:N",
	    "is not drawn at scales larger than 1:N" } },
	{ "max-scale", CLI_SCALE, PLACE(max_scale), "N",
	  { "n'est pas dessinée à une échelle plus petite que 1:N",
	    "is not drawn at scales smaller than 1:N" } },
	{ "dry-run", CLI_FLAG, PLACE(dry_run), NULL,
	  { "montre ce qui changerait, n'écrit rien", "shows what would change, writes nothing" } },
	CLI_END
};

/* Members of the request that options say in a form of their own. */
static bool complete(struct cli *cli, struct said *s)
{
	struct publish_request *r = &s->request;

	if (s->level.given) {
		r->level_given = true;
		r->level = s->level.level;
	}
	if (s->min_scale.given)
		r->min_scale = s->min_scale.value;
	if (s->max_scale.given)
		r->max_scale = s->max_scale.value;
	r->scales_given |= s->min_scale.given || s->max_scale.given;
	if (s->styles.n > 0)
		r->n_styles = 0;
	for (size_t i = 0; i < s->styles.n; i++)
		if (!request_add_style(r, cli->ctx, s->styles.items[i], &cli->err))
			return false;
	if (s->dimensions.n > 0)
		r->n_dimensions = 0;
	for (size_t i = 0; i < s->dimensions.n; i++)
		if (!request_add_dimension(r, cli->ctx, s->dimensions.items[i], &cli->err))
			return false;
	return true;
}

/* The line is read to find the metadata file, and again over what that says. */
static int read_line(struct cli *cli, struct cli_line line, bool framework, struct said *said,
                     const char **words)
{
	const struct cli_option *options = publish_options + (framework ? 0 : FRAMEWORK_OPTIONS);
	int status = cli_arguments(cli, line, options, said, words, 2, 2);
	const char *file = said->metadata_file;

	if (status < 0 && file != NULL) {
		*said = (struct said){ .dry_run = false };
		if (!request_read(&said->request, cli->ctx, file, &cli->err))
			return cli_fail(cli);
		status = cli_arguments(cli, line, options, said, words, 2, 2);
	}
	if (status < 0 && !complete(cli, said))
		return cli_fail(cli);
	return status;
}

/* The map engine, started when the first style is to be checked. */
struct checker {
	struct cli *cli;
	struct engine *engine;
};

static bool check_style(void *arg, const struct layer *layer, const struct style *style,
                        struct err *err)
{
	struct checker *c = arg;

	if (c->engine == NULL)
		c->engine = engine_new(c->cli->ctx, c->cli->conf, NULL, err);
	return c->engine != NULL && engine_check_style(c->engine, c->cli->ctx, layer, style, err);
}

static int report_json(struct cli *cli, const struct publish_result *result, bool dry_run)
{
	const struct publication *p = &result->publication;
	struct json w = cli_json(cli);
	size_t n;
	struct difference *d = difference_find(cli->ctx, result, &n);

	json_bool(&w, "dry_run", dry_run);
	if (!dry_run)
		json_int(&w, "edition", (int64_t)result->edition);
	listing_layer(&w, "layer", &p->layer, p->organisation, p->theme);
	json_open_array(&w, "changes");
	for (size_t i = 0; i < n; i++) {
		json_open_object(&w, NULL);
		json_string(&w, "what", d[i].what);
		json_string_if(&w, "name", d[i].name);
		json_string_if(&w, "before", d[i].before);
		json_string_if(&w, "after", d[i].after);
		json_close_object(&w);
	}
	json_close_array(&w);
	json_open_array(&w, "notes");
	for (size_t i = 0; i < result->notes.n; i++)
		json_string(&w, NULL, text_in(result->notes.items[i], cli->lang));
	json_close_array(&w);
	return cli_json_end(cli, &w, CLI_DONE);
}

static int report(struct cli *cli, const struct publish_result *result, bool dry_run)
{
	const struct layer *l = &result->publication.layer;
	size_t n;
	struct difference *d = difference_find(cli->ctx, result, &n);

	if (cli->json)
		return report_json(cli, result, dry_run);
	for (size_t i = 0; i < result->notes.n; i++)
		cli_put(cli, mem_printf(cli->ctx, "- %s",
		                        text_in(result->notes.items[i], cli->lang)));
	for (size_t i = 0; i < n; i++)
		cli_put(cli, mem_printf(cli->ctx, "- %s",
		                        text_in(difference_text(cli->ctx, &d[i]), cli->lang)));
	if (dry_run && n == 0)
		cli_say(cli, "Nothing would change.", "Rien ne changerait.");
	char *features = l->n_features < 0 ? mem_strdup(cli->ctx, "") :
		mem_printf(cli->ctx, cli->lang == LANG_FR ? "%lld objets, " : "%lld features, ",
		           (long long)l->n_features);
	char *facts = mem_printf(cli->ctx, "%s%s, EPSG:%d, %s", features,
	                         listing_geometry(l->geometry), l->srs, level_name(l->level));
	if (*l->source.digest != '\0')
		facts = mem_check(talloc_asprintf_append(facts, ", %.12s", l->source.digest));
	if (dry_run)
		cli_say(cli, "%s: %s. Nothing was written.", "%s : %s. Rien n'a été écrit.",
		        l->name, facts);
	else
		cli_say(cli, "%s: %s. Edition %llu.", "%s : %s. Édition %llu.", l->name, facts,
		        (unsigned long long)result->edition);
	return CLI_DONE;
}

static int publish(struct cli *cli, struct cli_line line, bool framework)
{
	struct said said = { .dry_run = false };
	struct publish_request *r = &said.request;
	struct publish_result result;
	const char *words[2];
	int status = read_line(cli, line, framework, &said, words);

	if (status >= 0)
		return status;
	r->is_framework = framework;
	r->name = words[0];
	r->source = words[1];
	if (!cli_open(cli, said.dry_run ? CLI_READ : CLI_WRITE))
		return cli_fail(cli);
	struct checker checker = { .cli = cli };
	struct publisher publisher = {
		.workspace = cli->workspace, .db = cli->db, .catalogue = cli->catalogue,
		.check_style = check_style, .check_arg = &checker,
		.progress = cli_progress, .progress_arg = cli, .kept_srs = (int)cli->conf->kept_srs,
		.store_memory = cli->conf->store_memory,
	};
	bool ok = publish_run(&result, cli->ctx, &publisher, r, said.dry_run, &cli->err);
	cli_progress_end(cli);
	return ok ? report(cli, &result, said.dry_run) : cli_fail(cli);
}

int cli_publish_layer(struct cli *cli, struct cli_line line)
{
	return publish(cli, line, false);
}

int cli_publish_framework(struct cli *cli, struct cli_line line)
{
	return publish(cli, line, true);
}
