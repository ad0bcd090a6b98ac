#include "fcgi/cli.h"

#include <stdio.h>
#include <string.h>

const struct cli_option cli_no_options[] = { CLI_END };

const struct cli_option cli_common_options[] = {
	{ "workspace", CLI_STRING, offsetof(struct cli_common, workspace), "DIR",
	  { "le dossier de l'espace de travail ; sinon $JOINTURE_WORKSPACE, sinon le dossier "
	    "courant",
	    "the folder of the workspace; else $JOINTURE_WORKSPACE, else the present folder" } },
	{ "lang", CLI_STRING, offsetof(struct cli_common, lang), "fr|en",
	  { "la langue des messages", "the language of messages" } },
	{ "json", CLI_FLAG, offsetof(struct cli_common, json), NULL,
	  { "répond par un document JSON", "answers with one JSON document" } },
	{ "quiet", CLI_FLAG, offsetof(struct cli_common, quiet), NULL,
	  { "ne dit que les erreurs", "says nothing but errors" } },
	{ "help", CLI_FLAG, offsetof(struct cli_common, help), NULL,
	  { "affiche cette aide", "shows this help" } },
	CLI_END
};

/* Columns that UTF-8 text takes on a terminal. */
static int width(const char *s)
{
	int n = 0;
	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* Words from column `indent` on, in lines of at most 80. */
static void wrap(const char *words, int indent)
{
	int at = indent;

	while (*words != '\0') {
		int n = (int)strcspn(words, " ");
		char *word = mem_strndup(NULL, words, (size_t)n);
		if (at > indent && at + 1 + width(word) > 80) {
			printf("\n%*s", indent, "");
			at = indent;
		}
		printf("%s%s", at > indent ? " " : "", word);
		at += width(word) + (at > indent);
		talloc_free(word);
		words += n;
		words += *words == ' ';
	}
	putchar('\n');
}

static void show_options(const struct cli_option *options, enum lang lang)
{
	enum { INDENT = 30 };

	for (const struct cli_option *o = options; o->name != NULL; o++) {
		int n = printf("  --%s%s%s", o->name, o->argument != NULL ? " " : "",
		               o->argument != NULL ? o->argument : "");
		if (n > INDENT - 2)
			printf("\n%*s", INDENT, "");
		else
			printf("%*s", INDENT - n, "");
		wrap(text_in(o->help, lang), INDENT);
	}
}

void cli_command_help(const struct cli *cli, const struct cli_option *options)
{
	bool fr = cli->lang == LANG_FR;
	const struct command *c = cli->command;

	printf("%s jointure %s %s\n\n", fr ? "Usage :" : "Usage:", c->words,
	       text_in(c->operands, cli->lang));
	wrap(text_in(c->summary, cli->lang), 0);
	if (options->name != NULL)
		puts(fr ? "\nOptions :" : "\nOptions:");
	show_options(options, cli->lang);
	puts(fr ? "\nOptions communes :" : "\nCommon options:");
	show_options(cli_common_options, cli->lang);
}

void cli_help(const struct cli *cli, const struct command *commands)
{
	bool fr = cli->lang == LANG_FR;

	puts(fr ? "Usage : jointure COMMANDE [OPTION]...\n\nPublie des données géographiques dans "
	          "un catalogue et les sert\n(WMS, WFS, OGC API).\n\nCommandes :" :
	          "Usage: jointure COMMAND [OPTION]...\n\nPublishes geographic data to a catalogue "
	          "and serves them\n(WMS, WFS, OGC API).\n\nCommands:");
	for (const struct command *c = commands; c->words != NULL; c++) {
		int n = printf("  %s", c->words);
		printf("%*s", 22 - n, "");
		wrap(text_in(c->summary, cli->lang), 22);
	}
	puts(fr ? "\nChaque commande a son aide : jointure COMMANDE --help\n\nOptions communes :" :
	          "\nEach command has its help: jointure COMMAND --help\n\nCommon options:");
	show_options(cli_common_options, cli->lang);
	puts(fr ? "  --version                   affiche la version" :
	          "  --version                   shows the version");
}
