#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "fcgi/master.h"

enum { EXIT_USAGE = 2 };

static const struct text help = {
	.en =
"usage: jointure serve [--workspace DIR] [options]\n"
"Serves a workspace: starts the workers, watches them and replaces them.\n"
"  --workspace DIR       folder that `jointure init` made (default: $JOINTURE_WORKSPACE,\n"
"                        else the present folder)\n"
"  --workers N           worker processes (default: the setting; 0: one per core)\n"
"  --socket PATH         FastCGI socket (default: run/worker.sock in the workspace)\n"
"  --socket-mode MODE    its permissions, in octal (default: 0660)\n"
"  --web lighttpd|nginx  also start this web server\n"
"  --address ADDRESS     numeric address that it listens on (default: 127.0.0.1)\n"
"  --port N              its port (default: 8080; 0: any free one)\n"
"  --port-file FILE      write the port there once requests are answered\n"
"  --print-config lighttpd|nginx  print a configuration for your own web server, and end\n"
"Signals: TERM and INT finish the requests in flight and end; HUP reads jointure.conf again.\n",
	.fr =
"usage : jointure serve [--workspace DOSSIER] [options]\n"
"Sert un espace de travail : lance les processus de travail, les surveille et les remplace.\n"
"  --workspace DOSSIER   dossier fait par `jointure init` (par défaut : $JOINTURE_WORKSPACE,\n"
"                        sinon le dossier courant)\n"
"  --workers N           processus de travail (par défaut : le réglage ; 0 : un par cœur)\n"
"  --socket CHEMIN       socket FastCGI (par défaut : run/worker.sock dans l'espace de travail)\n"
"  --socket-mode MODE    ses permissions, en octal (par défaut : 0660)\n"
"  --web lighttpd|nginx  lancer aussi ce serveur web\n"
"  --address ADRESSE     adresse numérique où il écoute (par défaut : 127.0.0.1)\n"
"  --port N              son port (par défaut : 8080 ; 0 : n'importe lequel de libre)\n"
"  --port-file FICHIER   y écrire le port dès que les requêtes ont une réponse\n"
"  --print-config lighttpd|nginx  écrire une configuration pour votre serveur web, et finir\n"
"Signaux : TERM et INT finissent les requêtes en cours puis arrêtent ; HUP relit jointure.conf.\n",
};

static const struct option names[] = {
	{ "workspace", required_argument, NULL, 'w' },
	{ "workers", required_argument, NULL, 'n' },
	{ "socket", required_argument, NULL, 's' },
	{ "socket-mode", required_argument, NULL, 'm' },
	{ "web", required_argument, NULL, 'W' },
	{ "address", required_argument, NULL, 'a' },
	{ "port", required_argument, NULL, 'p' },
	{ "port-file", required_argument, NULL, 'f' },
	{ "print-config", required_argument, NULL, 'P' },
	{ "lang", required_argument, NULL, 'l' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static bool number(int64_t *value, const char *text, int64_t most)
{
	return text_int(text, value) && *value >= 0 && *value <= most;
}

static bool octal(int *mode, const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 8);

	*mode = (int)value;
	return *text >= '0' && *text <= '7' && *end == '\0' && value <= 0777;
}

static bool take(struct master_options *o, int c, const char *value, enum lang *lang)
{
	int64_t n = o->port;
	bool good = true;

	if (c == 'w')
		o->workspace = value;
	else if (c == 'n')
		good = number(&o->workers, value, 256);
	else if (c == 's')
		o->socket = value;
	else if (c == 'm')
		good = octal(&o->socket_mode, value);
	else if (c == 'W')
		good = web_parse(&o->web, value);
	else if (c == 'a')
		o->address = value;
	else if (c == 'p')
		good = number(&n, value, 65535);
	else if (c == 'f')
		o->port_file = value;
	else if (c == 'P')
		good = web_parse(&o->print, value);
	else if (c == 'l')
		good = lang_parse(lang, value);
	else
		good = false;
	o->port = (int)n;
	return good;
}

static const char *long_name(int c)
{
	for (const struct option *o = names; o->name != NULL; o++)
		if (o->val == c)
			return o->name;
	return "";
}

int master_options_read(struct master_options *o, int argc, char **argv, enum lang lang)
{
	const char *workspace = getenv("JOINTURE_WORKSPACE");
	int c;

	*o = (struct master_options){
		.workspace = workspace != NULL && *workspace != '\0' ? workspace : ".",
		.socket_mode = 0660, .workers = -1, .address = "127.0.0.1", .port = 8080 };
	optind = 0;
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 'h') {
			fputs(text_in(help, lang), stdout);
			return EXIT_SUCCESS;
		}
		if (c == '?')
			break;
		if (!take(o, c, optarg, &lang)) {
			if (lang == LANG_FR)
				fprintf(stderr, "jointure serve : --%s n'admet pas « %s »\n",
				        long_name(c), optarg);
			else
				fprintf(stderr, "jointure serve: --%s does not take \"%s\"\n",
				        long_name(c), optarg);
			return EXIT_USAGE;
		}
	}
	if (c == -1 && optind == argc)
		return -1;
	fputs(text_in(help, lang), stderr);
	return EXIT_USAGE;
}
