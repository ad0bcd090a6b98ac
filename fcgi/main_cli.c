/* jointure, the command line: init, publish, list, check, serve ... (jointure(1)). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fcgi/cli.h"
#include "fcgi/master.h"
#include "fcgi/operator.h"

#define NAME { .fr = "NOM", .en = "NAME" }

static int serve(struct cli *cli, struct cli_line line)
{
	return master_serve(line.argc, line.argv, cli->lang);
}

static const struct command commands[] = {
	{ "init", { .fr = "DOSSIER [OPTION]...", .en = "DIR [OPTION]..." },
	  { .fr = "Crée un espace de travail.", .en = "Makes a workspace." }, cli_init },
	{ "organisation", { .fr = "NOM [OPTION]...", .en = "NAME [OPTION]..." },
	  { .fr = "Crée ou modifie une organisation, à qui les couches appartiennent.",
	    .en = "Makes or changes an organisation, the owner of layers." }, cli_organisation },
	{ "theme", { .fr = "NOM [OPTION]...", .en = "NAME [OPTION]..." },
	  { .fr = "Crée ou modifie un thème, qui a ses propres adresses de services.",
	    .en = "Makes or changes a theme, which has service addresses of its own." },
	  cli_theme },
	{ "publish layer", { .fr = "NOM SOURCE [OPTION]...", .en = "NAME SOURCE [OPTION]..." },
	  { .fr = "Publie une couche (vecteur ou raster), ou remplace celle de ce nom.",
	    .en = "Publishes a layer (vector or raster), or replaces the one of that name." },
	  cli_publish_layer },
	{ "publish framework", { .fr = "SÉRIE SOURCE --version AAAA-MM-JJ --key COL [OPTION]...",
	                         .en = "SERIES SOURCE --version YYYY-MM-DD --key COL [OPTION]..." },
	  { .fr = "Publie la version datée d'un référentiel : une couche à clés uniques.",
	    .en = "Publishes the dated version of a framework: a layer whose features have keys." },
	  cli_publish_framework },
	{ "publish table", { .fr = "FICHIER [NOM] [OPTION]...", .en = "FILE [NAME] [OPTION]..." },
	  { .fr = "Publie un tableau, joint à un référentiel : un jeu de données, qui est aussi une couche.",
	    .en = "Publishes a table, joined to a framework: a dataset, which is a layer too." },
	  cli_publish_table },
	{ "join", { .fr = "TABLEAU [OPTION]...", .en = "TABLE [OPTION]..." },
	  { .fr = "Joint un tableau à un référentiel : une couche provisoire, ou un fichier.",
	    .en = "Joins a table to a framework: a layer for a while, or a file." }, cli_join },
	{ "joins delete", { .fr = "IDENTIFIANT", .en = "ID" },
	  { .fr = "Supprime une jointure.", .en = "Deletes a join." }, cli_joins_delete },
	{ "joins", { .fr = "", .en = "" },
	  { .fr = "Liste les jointures enregistrées.", .en = "Lists the stored joins." }, cli_joins },
	{ "harvest onetjs", { .fr = "DOSSIER [OPTION]...", .en = "FOLDER [OPTION]..." },
	  { .fr = "Publie les tableaux d'un serveur OneTjs, d'après son dossier et ses descriptions en YAML.",
	    .en = "Publishes the tables of a OneTjs server, by its folder and their descriptions in YAML." },
	  cli_harvest_onetjs },
	{ "harvest tjs", { .fr = "[URL] [OPTION]...", .en = "[URL] [OPTION]..." },
	  { .fr = "Prend les jeux de données d'un autre service de jointure (TJS), ou rafraîchit ceux qu'on en a.",
	    .en = "Reads in the datasets of another joining service (TJS), or refreshes those there are." },
	  cli_harvest_tjs },
	{ "harvest forget", { .fr = "URL", .en = "URL" },
	  { .fr = "Oublie un service moissonné ; ce qui en a été pris reste.",
	    .en = "Forgets a service that is harvested; what was read in from it stays." }, cli_harvest_forget },
	{ "harvest", { .fr = "", .en = "" },
	  { .fr = "Liste les services moissonnés, et ce qui en a été pris.",
	    .en = "Lists the services that are harvested, and what was read in from them." }, cli_harvest },
	{ "codes", { .fr = "SÉRIE FICHIER", .en = "SERIES FILE" },
	  { .fr = "Retient ce que sont devenus les codes d'un référentiel (fusions, changements).",
	    .en = "Keeps what became of the codes of a framework (mergers, changes)." }, cli_codes },
	{ "list", { .fr = "[OPTION]...", .en = "[OPTION]..." },
	  { .fr = "Liste ce qui est publié.", .en = "Lists what is published." }, cli_list },
	{ "show", NAME,
	  { .fr = "Montre tout d'une couche, d'un thème ou d'une organisation.",
	    .en = "Shows all of a layer, a theme or an organisation." }, cli_show },
	{ "check", { .fr = "[NOM]", .en = "[NAME]" },
	  { .fr = "Vérifie sources, clés et géométries.",
	    .en = "Checks sources, keys and geometries." },
	  cli_check },
	{ "history", { .fr = "[NOM]", .en = "[NAME]" },
	  { .fr = "Liste les changements, du plus récent au plus ancien.",
	    .en = "Lists the changes, newest first." }, cli_history },
	{ "restore", { .fr = "NOM ÉDITION", .en = "NAME EDITION" },
	  { .fr = "Publie à nouveau une couche telle qu'elle était dans une édition passée.",
	    .en = "Publishes a layer again as it was in a past edition." }, cli_restore },
	{ "withdraw", NAME,
	  { .fr = "Retire une couche du catalogue.", .en = "Takes a layer out of the catalogue." },
	  cli_withdraw },
	{ "level", { .fr = "NOM NIVEAU [OPTION]...", .en = "NAME LEVEL [OPTION]..." },
	  { .fr = "Change qui peut voir une couche : public, professional ou internal.",
	    .en = "Changes who may see a layer: public, professional or internal." }, cli_level },
	{ "key add", { .fr = "--organisation NOM --level NIVEAU [OPTION]...",
	               .en = "--organisation NAME --level LEVEL [OPTION]..." },
	  { .fr = "Crée une clé d'API et l'affiche, une seule fois.",
	    .en = "Makes an API key and shows it, once." }, cli_key_add },
	{ "key list", { .fr = "", .en = "" },
	  { .fr = "Liste les clés d'API.", .en = "Lists the API keys." }, cli_key_list },
	{ "key revoke", { .fr = "NUMÉRO", .en = "ID" },
	  { .fr = "Révoque une clé d'API.", .en = "Revokes an API key." }, cli_key_revoke },
	{ "serve", { .fr = "[OPTION]...", .en = "[OPTION]..." },
	  { .fr = "Sert le catalogue : les processus FastCGI et, au choix, un serveur web.",
	    .en = "Serves the catalogue: FastCGI workers and, if wanted, a web server." }, serve },
	{ "backup", { .fr = "FICHIER|DOSSIER", .en = "FILE|DIR" },
	  { .fr = "Copie le catalogue, et ses données si c'est un dossier.",
	    .en = "Copies the catalogue, and its data when it is a folder." }, cli_backup },
	{ "seed", { .fr = "NOM [OPTION]...", .en = "NAME [OPTION]..." },
	  { .fr = "Fait les tuiles d'une couche avant qu'on les demande.",
	    .en = "Makes the tiles of a layer before anybody asks for them." }, cli_seed },
	{ "collect", { .fr = "", .en = "" },
	  { .fr = "Supprime les fichiers de données et les tuiles qui ne servent plus.",
	    .en = "Removes data files and tiles that are no longer used." }, cli_collect },
	{ "settings", { .fr = "", .en = "" },
	  { .fr = "Affiche les réglages en vigueur.", .en = "Shows the settings in force." },
	  cli_settings },
	{ "migrate", { .fr = "", .en = "" },
	  { .fr = "Met le schéma du catalogue à jour.",
	    .en = "Brings the catalogue's schema up to date." }, cli_migrate },
	{ NULL, { NULL, NULL }, { NULL, NULL }, NULL },
};

/* The command that the first words name, and how many words that took. */
static const struct command *find(int argc, char **argv, int *words)
{
	for (const struct command *c = commands; c->words != NULL; c++) {
		size_t n = strcspn(c->words, " ");
		if (argc < 2 || strlen(argv[1]) != n || strncmp(argv[1], c->words, n) != 0)
			continue;
		*words = c->words[n] == ' ' ? 2 : 1;
		if (*words == 1 || (argc > 2 && strcmp(argv[2], c->words + n + 1) == 0))
			return c;
	}
	return NULL;
}

static void find_lang(struct cli *cli, int argc, char **argv)
{
	cli->lang = operator_lang();
	for (int i = 1; i < argc; i++) {
		if (text_starts(argv[i], "--lang="))
			lang_parse(&cli->lang, argv[i] + strlen("--lang="));
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			lang_parse(&cli->lang, argv[i + 1]);
	}
}

/* What there is of a command that was named by its first word only: "publish", "key". */
static int unknown(struct cli *cli, const char *word)
{
	char *known = mem_strdup(cli->ctx, "");

	for (const struct command *c = commands; c->words != NULL; c++) {
		size_t n = strlen(word);
		if (strncmp(c->words, word, n) == 0 && c->words[n] == ' ')
			known = mem_check(talloc_asprintf_append(known, "%s%s",
			                                         *known != '\0' ? ", " : "",
			                                         c->words));
	}
	if (*known != '\0')
		return cli_usage(cli, "There are: %s.", "Il y a : %s.", known);
	return cli_usage(cli, "There is no command %s.", "Il n'y a pas de commande %s.", word);
}

/* Common options may stand before the command too: they are moved behind all else. */
static char **command_first(struct cli *cli, int argc, char **argv)
{
	char **all = mem_array(cli->ctx, char *, (size_t)argc + 1);
	int i = 1, n = 1;

	while (i < argc && text_starts(argv[i], "--"))
		i += strcmp(argv[i], "--workspace") == 0 || strcmp(argv[i], "--lang") == 0 ? 2 : 1;
	if (i >= argc)
		return argv;
	all[0] = argv[0];
	for (int k = i; k < argc; k++)
		all[n++] = argv[k];
	for (int k = 1; k < i; k++)
		all[n++] = argv[k];
	return all;
}

static int run(struct cli *cli, int argc, char **argv)
{
	int words;

	argv = command_first(cli, argc, argv);

	find_lang(cli, argc, argv);
	for (int i = 1; i < argc; i++)
		if (!text_is_utf8(argv[i], strlen(argv[i])))
			return cli_usage(cli, "Argument %d is not UTF-8 text.",
			                 "L'argument %d n'est pas du texte UTF-8.", i);
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		puts("jointure " PACKAGE_VERSION);
		return CLI_DONE;
	}
	if (argc > 1 && (strcmp(argv[1], "help") == 0 || text_starts(argv[1], "--"))) {
		cli_help(cli, commands);
		return CLI_DONE;
	}
	if (argc < 2)
		return cli_usage(cli, "Which command?", "Quelle commande ?");
	cli->command = find(argc, argv, &words);
	if (cli->command == NULL)
		return unknown(cli, argv[1]);
	return cli->command->run(cli, (struct cli_line){ argc - words, argv + words });
}

int main(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	const char *workspace = getenv("JOINTURE_WORKSPACE");
	struct cli cli = {
		.ctx = ctx,
		.workspace = workspace != NULL && *workspace != '\0' ? workspace : ".",
		.shown = -1,
	};
	int status = run(&cli, argc, argv);

	talloc_free(ctx);
	if (fflush(stdout) != 0 && status == CLI_DONE)
		status = CLI_FAILED;
	return status;
}
