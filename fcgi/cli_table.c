/* publish table, join: tables become layers. */
#include "fcgi/cli_table.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "doctor/fold.h"
#include "fcgi/cli_description.h"
#include "joining/result_file.h"

#define MEMORY_LEAST (INT64_C(2) << 30)
#define SECONDS      600
#define MOST_PARTS   32

/* What the command line says of the table, and of what becomes of it. */
struct said {
	struct publish_request request;
	const char *metadata_file;
	struct cli_level level;
	const char *framework, *key, *reduce, *weight, *pivot, *sheet, *encoding, *separator, *header_row, *first_row;
	struct cli_list attributes, styles;
	const char *main, *out, *days;
	bool successors, arrondissements, private, yes, dry_run;
};

#define PLACE(member) offsetof(struct said, member)

/* The same for both commands. */
#define MAPPING_OPTIONS                                                                                          \
	{ "framework", CLI_STRING, PLACE(framework), "SERIES[@VERSION]",                                         \
	  { "le référentiel ; sinon il est cherché", "the framework; else it is looked for" } },                \
	{ "key", CLI_STRING, PLACE(key), "COL[,COL]",                                                            \
	  { "la colonne des clés, ou celles dont elle se compose ; sinon elle est cherchée",                     \
	    "the column of keys, or those that it is made of; else it is looked for" } },                        \
	{ "attribute", CLI_LIST, PLACE(attributes), "COL[=NAME][:KIND][:UNIT]",                                  \
	  { "une colonne à joindre (sinon toutes), son nom, sa nature (count, measure, ordinal, nominal) et son " \
	    "unité ; répétable",                                                                                 \
	    "a column to join (else all), its name, its kind (count, measure, ordinal, nominal) and unit; may be " \
	    "repeated" } },                                                                                      \
	{ "reduce", CLI_STRING, PLACE(reduce), "HOW",                                                            \
	  { "plusieurs lignes par clé : error (sinon), first, sum, mean, weighted-mean, list",                   \
	    "several rows for a key: error (else), first, sum, mean, weighted-mean, list" } },                   \
	{ "weight", CLI_STRING, PLACE(weight), "COL",                                                            \
	  { "la colonne des poids de weighted-mean", "the column of weights of weighted-mean" } },              \
	{ "pivot", CLI_STRING, PLACE(pivot), "COL",                                                              \
	  { "une colonne jointe par valeur de celle-ci (une année, un sexe)",                                    \
	    "a joined column for each value of this one (a year, a sex)" } },                                    \
	{ "successors", CLI_FLAG, PLACE(successors), NULL,                                                       \
	  { "les lignes de territoires fusionnés vont à leur successeur",                                        \
	    "rows of merged territories go to their successor" } },                                              \
	{ "arrondissements", CLI_FLAG, PLACE(arrondissements), NULL,                                             \
	  { "les lignes d'arrondissements vont à Paris, Lyon, Marseille",                                        \
	    "rows of arrondissements go to Paris, Lyon, Marseille" } },                                          \
	{ "style", CLI_LIST, PLACE(styles), "COL:NAME=VALUE[;...]",                                              \
	  { "comment une colonne est dessinée : method, classes, ramp, breaks, kind ... ; répétable",            \
	    "how a column is drawn: method, classes, ramp, breaks, kind ...; may be repeated" } },               \
	{ "main", CLI_STRING, PLACE(main), "NAME",                                                               \
	  { "l'attribut du style par défaut", "the attribute of the default style" } },                         \
	{ "sheet", CLI_STRING, PLACE(sheet), "NAME",                                                             \
	  { "la feuille, ou la table d'un GeoPackage", "the sheet, or table of a GeoPackage" } },               \
	{ "encoding", CLI_STRING, PLACE(encoding), "NAME",                                                       \
	  { "l'encodage du texte ; sinon il est reconnu", "the encoding of the text; else it is told" } },      \
	{ "separator", CLI_STRING, PLACE(separator), "C",                                                        \
	  { "le séparateur : ; , | tab space", "the separator: ; , | tab space" } },                            \
	{ "header-row", CLI_STRING, PLACE(header_row), "N",                                                      \
	  { "la ligne des noms de colonnes", "the row of column names" } },                                     \
	{ "first-row", CLI_STRING, PLACE(first_row), "N",                                                        \
	  { "la première ligne de données", "the first row of data" } },                                        \
	{ "yes", CLI_FLAG, PLACE(yes), NULL,                                                                     \
	  { "ne demande rien, et accepte une clé probable", "asks nothing, and accepts a likely key" } },       \
	{ "dry-run", CLI_FLAG, PLACE(dry_run), NULL,                                                             \
	  { "montre ce qui serait fait, n'écrit rien", "shows what would be done, writes nothing" } }

static const struct cli_option table_options[] = {
	MAPPING_OPTIONS,
	CLI_TITLE_OPTIONS,
	CLI_METADATA_OPTIONS,
	CLI_END
};

static const struct cli_option join_options[] = {
	MAPPING_OPTIONS,
	CLI_TITLE_OPTIONS,
	{ "private", CLI_FLAG, PLACE(private), NULL,
	  { "hors des listes : pour son auteur, ou pour qui en connaît l'identifiant",
	    "in no list: for its maker, or for who knows the identifier" } },
	{ "days", CLI_STRING, PLACE(days), "N",
	  { "sa durée de vie en jours ; 0 : sans fin", "days that it lives; 0: for ever" } },
	{ "out", CLI_STRING, PLACE(out), "FILE",
	  { "écrit le résultat (.gpkg, .geojson, .csv, .xlsx, .shp.zip, .kml) et n'enregistre rien",
	    "writes the result (.gpkg, .geojson, .csv, .xlsx, .shp.zip, .kml) and stores nothing" } },
	CLI_END
};

static bool wrong(struct cli *cli, const char *option, const char *value)
{
	return err_set(&cli->err, cli->ctx, ERR_INVALID_PARAMETER, option, "%s cannot be \"%s\".",
	               "%s ne peut valoir « %s ».", option, value);
}

static bool read_number(struct cli *cli, const char *option, const char *value, int64_t *to)
{
	return value == NULL || (text_int(value, to) && *to >= 0) || wrong(cli, option, value);
}

static bool read_separator(struct cli *cli, const struct said *s, struct order *o)
{
	static const struct { const char *word; char c; } words[] = {
		{ ";", ';' }, { ",", ',' }, { "|", '|' }, { "tab", '\t' }, { "\t", '\t' }, { "\\t", '\t' },
		{ "space", ' ' }, { " ", ' ' },
	};

	for (size_t i = 0; s->separator != NULL && i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].word, s->separator) == 0)
			o->options.separator = words[i].c;
	return s->separator == NULL || o->options.separator != '\0' || wrong(cli, "--separator", s->separator);
}

static bool read_keys(struct cli *cli, const struct said *s, struct order *o)
{
	size_t n;
	char **keys = s->key != NULL ? text_split(cli->ctx, s->key, ',', JOIN_KEY_PARTS, &n) : NULL;

	if (s->key != NULL && keys == NULL)
		return wrong(cli, "--key", s->key);
	for (size_t i = 0; keys != NULL && i < n; i++)
		o->keys[o->n_keys++] = keys[i];
	return true;
}

/* "COL[=NAME][:KIND][:UNIT]" */
static bool read_attribute(struct cli *cli, const char *text, struct order_attribute *a)
{
	size_t n;
	char **parts = text_split(cli->ctx, text, ':', MOST_PARTS, &n);

	if (parts == NULL || n == 0 || *parts[0] == '\0')
		return wrong(cli, "--attribute", text);
	char *equals = strrchr(parts[0], '=');
	if (equals != NULL) {
		*equals = '\0';
		a->name = equals + 1;
	}
	a->column = parts[0];
	for (size_t i = 1; i < n; i++) {
		enum attribute_kind kind;
		if (a->kind < 0 && attribute_kind_parse(&kind, parts[i]))
			a->kind = (int)kind;
		else if (a->unit == NULL)
			a->unit = parts[i];
		else
			return wrong(cli, "--attribute", text);
	}
	return true;
}

/* "COL:NAME=VALUE[;...]" */
static bool read_style(struct cli *cli, const char *text, struct order_attribute *list, size_t n)
{
	const char *colon = strchr(text, ':');
	struct thematic_wish *wish = mem_new(cli->ctx, struct thematic_wish);
	size_t n_parts, i = 0;

	*wish = thematic_no_wish();
	if (colon == NULL)
		return wrong(cli, "--style", text);
	char *column = mem_strndup(cli->ctx, text, (size_t)(colon - text));
	char **parts = text_split(cli->ctx, colon + 1, ';', MOST_PARTS, &n_parts);
	while (i < n && strcmp(list[i].column, column) != 0)
		i++;
	if (i == n)
		return err_set(&cli->err, cli->ctx, ERR_INVALID_PARAMETER, "--style",
		               "--style draws a column that --attribute names; \"%s\" is none.",
		               "--style dessine une colonne nommée par --attribute ; « %s » n'en est pas une.",
		               column);
	list[i].wish = wish;
	for (size_t k = 0; parts != NULL && k < n_parts; k++) {
		char *equals = strchr(parts[k], '=');
		if (equals == NULL)
			return wrong(cli, "--style", text);
		*equals = '\0';
		if (!thematic_wish_set(wish, cli->ctx, parts[k], equals + 1, &cli->err))
			return false;
	}
	return parts != NULL || wrong(cli, "--style", text);
}

static bool read_attributes(struct cli *cli, const struct said *s, struct order *o)
{
	struct order_attribute *list = mem_array(cli->ctx, struct order_attribute, s->attributes.n + 1);

	for (size_t i = 0; i < s->attributes.n; i++) {
		list[i].kind = list[i].reduction = -1;
		list[i].weight = s->weight;
		if (!read_attribute(cli, s->attributes.items[i], &list[i]))
			return false;
	}
	for (size_t i = 0; i < s->styles.n; i++)
		if (!read_style(cli, s->styles.items[i], list, s->attributes.n))
			return false;
	o->attributes = list;
	o->n_attributes = s->attributes.n;
	return true;
}

static bool read_framework(struct cli *cli, const struct said *s, struct order *o)
{
	const char *at = s->framework != NULL ? strchr(s->framework, '@') : NULL;

	o->series = at != NULL ? mem_strndup(cli->ctx, s->framework, (size_t)(at - s->framework)) : s->framework;
	o->version = at != NULL ? at + 1 : NULL;
	return true;
}

static bool read_order(struct cli *cli, const struct said *s, const char *file, struct order *o)
{
	enum reduction reduction;

	*o = (struct order){
		.file = file, .source = file, .reduction = -1, .pivot = s->pivot, .successors = s->successors,
		.arrondissements = s->arrondissements, .main_attribute = s->main, .title = s->request.metadata.title,
		.abstract = s->request.metadata.abstract, .level = s->level.level,
		.visibility = s->private ? JOIN_PRIVATE : JOIN_LISTED,
		.options = { .encoding = s->encoding, .sheet = s->sheet },
	};
	if (strrchr(file, '/') != NULL)
		o->source = strrchr(file, '/') + 1;
	if (s->reduce != NULL && !reduction_parse(&reduction, s->reduce))
		return wrong(cli, "--reduce", s->reduce);
	if (s->reduce != NULL)
		o->reduction = (int)reduction;
	return read_number(cli, "--header-row", s->header_row, &o->options.header_row) &&
	       read_number(cli, "--first-row", s->first_row, &o->options.first_row) &&
	       read_separator(cli, s, o) && read_keys(cli, s, o) && read_attributes(cli, s, o) &&
	       read_framework(cli, s, o);
}

bool table_run(struct table_work *work, enum table_act act, struct limited_reply *reply)
{
	struct cli *cli = work->cli;
	int64_t memory = cli->conf->job_memory * 4;
	struct limited_plan plan = {
		.memory = memory > MEMORY_LEAST ? memory : MEMORY_LEAST, .seconds = SECONDS, .work = table_work,
		.arg = work,
	};

	work->act = act;
	return limited_run(reply, cli->ctx, &plan, &cli->err);
}

static int show(struct cli *cli, const struct limited_reply *reply)
{
	if (cli->json && printf("%s\n", reply->part[PART_JSON]) < 0)
		return CLI_FAILED;
	/* the text ends its own last line */
	char *text = mem_strdup(cli->ctx, reply->part[PART_TEXT]);
	size_t n = strlen(text);
	if (n > 0 && text[n - 1] == '\n')
		text[n - 1] = '\0';
	cli_put(cli, text);
	return CLI_DONE;
}

static bool answer_is_yes(struct cli *cli)
{
	char line[16];

	fputs(cli->lang == LANG_FR ? "Continuer ? [o/N] " : "Go on? [y/N] ", stdout);
	fflush(stdout);
	return fgets(line, sizeof line, stdin) != NULL && strchr("yYoO", *line) != NULL;
}

/* What is proposed, and whether it is wanted. What was agreed to is then what the order says. */
static bool agree(struct table_work *work, bool *agreed)
{
	struct limited_reply reply;
	struct order *o = &work->order;
	enum table_act act = work->act;

	if (!table_run(work, TABLE_LOOK, &reply))
		return false;
	work->act = act;
	show(work->cli, &reply);
	if (reply.part[PART_VERDICT] == NULL)
		return err_set(&work->cli->err, work->cli->ctx, ERR_INVALID_PARAMETER, "--key",
		               "Nothing fits: name the key and the framework with --key and --framework.",
		               "Rien ne convient : nommez la clé et le référentiel par --key et --framework.");
	*agreed = answer_is_yes(work->cli);
	o->series = reply.part[PART_SERIES];
	o->version = reply.part[PART_VERSION];
	for (size_t i = 0; o->n_keys < JOIN_KEY_PARTS && i < 2 && reply.part[PART_KEYS + i] != NULL; i++) {
		if (i == 0)
			o->n_keys = 0;
		o->keys[o->n_keys++] = reply.part[PART_KEYS + i];
	}
	return true;
}

static int carry_out(struct table_work *work, const struct said *s, enum table_act act)
{
	struct cli *cli = work->cli;
	bool ask = !s->yes && !s->dry_run && !cli->json && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	bool agreed = true;
	struct limited_reply reply;

	work->dry_run = work->dataset.dry_run = s->dry_run;
	work->order.certain_only = !s->yes;
	if (ask && !agree(work, &agreed))
		return cli_fail(cli);
	if (!agreed) {
		cli_say(cli, "Nothing was stored.", "Rien n'a été enregistré.");
		return CLI_REFUSED;
	}
	if (!table_run(work, act, &reply))
		return cli_fail(cli);
	return show(cli, &reply);
}

/* As metadata file, then options. */
static int read_line(struct cli *cli, struct cli_line line, const struct cli_option *options, struct said *said,
                     const char **words, int most)
{
	int status = cli_arguments(cli, line, options, said, words, 1, most);
	const char *file = said->metadata_file;

	if (status < 0 && file != NULL) {
		*said = (struct said){ .yes = false };
		if (!request_read(&said->request, cli->ctx, file, &cli->err))
			return cli_fail(cli);
		status = cli_arguments(cli, line, options, said, words, 1, most);
	}
	if (said->level.given) {
		said->request.level_given = true;
		said->request.level = said->level.level;
	}
	return status;
}

/* "Chômage 2021.csv" as "chomage_2021": what is no letter of ASCII or digit becomes "_". */
static const char *name_of(const void *ctx, const char *file)
{
	const char *slash = strrchr(file, '/'), *base = slash != NULL ? slash + 1 : file;
	const char *dot = strrchr(base, '.');
	char folded[FOLD_ROOM];

	fold_name(mem_strndup(ctx, base, dot != NULL && dot != base ? (size_t)(dot - base) : strlen(base)), folded);
	char *name = mem_printf(ctx, "%s%s", *folded >= '0' && *folded <= '9' ? "t_" : "", folded);
	for (char *p = name; *p != '\0'; p++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", *p) == NULL)
			*p = '_';
	if (strlen(name) > 60)
		name[60] = '\0';
	return *name != '\0' ? name : "table";
}

static bool can_read(struct cli *cli, const char *file)
{
	return access(file, R_OK) == 0 ||
	       err_set(&cli->err, cli->ctx, ERR_NOT_FOUND, "FILE", "The table \"%s\" cannot be opened: the file comes first.",
	               "La table « %s » ne peut pas être ouverte : le fichier vient en premier.", file);
}

int cli_publish_table(struct cli *cli, struct cli_line line)
{
	struct said said = { .yes = false };
	struct table_work work = { .cli = cli };
	const char *words[2];
	int status = read_line(cli, line, table_options, &said, words, 2);

	if (status >= 0)
		return status;
	said.request.name = words[1] != NULL ? words[1] : name_of(cli->ctx, words[0]);
	if (!can_read(cli, words[0]) || !read_order(cli, &said, words[0], &work.order) || !cli_open(cli, CLI_GLANCE))
		return cli_fail(cli);
	work.order.act = ORDER_DATASET;
	work.dataset.request = &said.request;
	work.order.publish = &work.dataset;
	return carry_out(&work, &said, TABLE_PUBLISH);
}

int cli_join(struct cli *cli, struct cli_line line)
{
	struct said said = { .yes = false };
	struct table_work work = { .cli = cli };
	const char *words[1];
	int64_t days;
	int status = read_line(cli, line, join_options, &said, words, 1);

	if (status >= 0)
		return status;
	if (said.out != NULL && !result_file_known(said.out))
		return cli_usage(cli, "--out ends in .gpkg, .geojson, .csv, .xlsx, .shp.zip or .kml.",
		                 "--out finit par .gpkg, .geojson, .csv, .xlsx, .shp.zip ou .kml.");
	if (!read_order(cli, &said, words[0], &work.order) || !cli_open(cli, CLI_GLANCE))
		return cli_fail(cli);
	days = cli->conf->join_days;
	if (!read_number(cli, "--days", said.days, &days))
		return cli_fail(cli);
	work.order.act = said.out != NULL ? ORDER_DIRECT : ORDER_JOIN;
	work.order.life = days * 86400;
	work.stored = said.out == NULL;
	work.organisation = said.request.organisation;
	work.out = said.out;
	/* the name of a dataset stands for its table */
	if (access(words[0], F_OK) != 0 && catalogue_dataset(cli->catalogue, words[0]) != NULL) {
		work.order.dataset = words[0];
		work.order.file = work.order.source = NULL;
	} else if (!can_read(cli, words[0])) {
		return cli_fail(cli);
	}
	return carry_out(&work, &said, said.out != NULL ? TABLE_OUT : TABLE_JOIN);
}
