/* organisation, theme, level, key: who owns and who sees. */
#include "fcgi/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "publish/valid.h"

static bool check_name(struct cli *cli, const char *name)
{
	return text_is_name(name) ||
	       err_set(&cli->err, cli->ctx, ERR_INVALID_PARAMETER, "NAME",
	               "A name has up to %d letters of ASCII, digits, \"_\", \".\", \"-\", and "
	               "begins with none of the last two.",
	               "Un nom compte jusqu'à %d lettres ASCII, chiffres, « _ », « . », « - » et "
	               "ne commence par aucun des deux derniers.", 64);
}

int cli_organisation(struct cli *cli, struct cli_line line)
{
	static const struct cli_option options[] = {
		{ "title-fr", CLI_STRING, offsetof(struct organisation, title.fr), "TEXT",
		  { "le nom en français", "the name in French" } },
		{ "title-en", CLI_STRING, offsetof(struct organisation, title.en), "TEXT",
		  { "le nom en anglais", "the name in English" } },
		{ "person", CLI_STRING, offsetof(struct organisation, contact.person), "TEXT",
		  { "la personne à contacter", "whom to write to" } },
		{ "email", CLI_STRING, offsetof(struct organisation, contact.email), "ADDRESS",
		  { "son adresse électronique", "their e-mail address" } },
		{ "url", CLI_STRING, offsetof(struct organisation, contact.url), "URL",
		  { "le site", "the web site" } },
		CLI_END
	};
	struct organisation o = { 0 };
	uint64_t edition;
	int status = cli_arguments(cli, line, options, &o, &o.name, 1, 1);

	if (status >= 0)
		return status;
	if (!check_name(cli, o.name) || !valid_contact(&o.contact, cli->ctx, &cli->err) ||
	    !cli_open(cli, CLI_WRITE))
		return cli_fail(cli);
	if (catalogue_organisation(cli->catalogue, o.name) == NULL && text_empty(o.title))
		o.title = (struct text){ .fr = o.name, .en = o.name };
	if (!edit_organisation(cli->db, cli->ctx, &o, &edition, &cli->err))
		return cli_fail(cli);
	return cli_edition(cli, edition);
}

static bool check_theme_name(struct cli *cli, const char *name)
{
	if (!check_name(cli, name))
		return false;
	if (catalogue_layer(cli->catalogue, name) == NULL)
		return true;
	return err_set(&cli->err, cli->ctx, ERR_CONFLICT, "NAME",
	               "%s is the name of a layer; maps could not tell them apart.",
	               "%s est le nom d'une couche ; les cartes ne les distingueraient pas.", name);
}

#define PLACE(member) offsetof(struct theme, metadata.member)

static const struct cli_option theme_options[] = {
	{ "title-fr", CLI_STRING, PLACE(title.fr), "TEXT",
	  { "le titre en français", "the title in French" } },
	{ "title-en", CLI_STRING, PLACE(title.en), "TEXT",
	  { "le titre en anglais", "the title in English" } },
	{ "abstract-fr", CLI_STRING, PLACE(abstract.fr), "TEXT",
	  { "le résumé en français", "the abstract in French" } },
	{ "abstract-en", CLI_STRING, PLACE(abstract.en), "TEXT",
	  { "le résumé en anglais", "the abstract in English" } },
	{ "keywords-fr", CLI_STRING, PLACE(keywords.fr), "A,B",
	  { "les mots-clés en français", "the keywords in French" } },
	{ "keywords-en", CLI_STRING, PLACE(keywords.en), "A,B",
	  { "les mots-clés en anglais", "the keywords in English" } },
	{ "person", CLI_STRING, PLACE(contact.person), "TEXT",
	  { "la personne à contacter", "whom to write to" } },
	{ "contact-organisation", CLI_STRING, PLACE(contact.organisation), "TEXT",
	  { "l'organisation à contacter", "the organisation to write to" } },
	{ "email", CLI_STRING, PLACE(contact.email), "ADDRESS",
	  { "l'adresse électronique", "the e-mail address" } },
	{ "url", CLI_STRING, PLACE(contact.url), "URL", { "le site", "the web site" } },
	CLI_END
};

int cli_theme(struct cli *cli, struct cli_line line)
{
	struct theme t = { 0 };
	struct metadata *m = &t.metadata;
	uint64_t edition;
	int status = cli_arguments(cli, line, theme_options, &t, &t.name, 1, 1);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_WRITE) || !check_theme_name(cli, t.name) ||
	    !valid_metadata(m, cli->ctx, &cli->err))
		return cli_fail(cli);
	if (catalogue_theme(cli->catalogue, t.name) == NULL && text_empty(m->title))
		m->title = (struct text){ .fr = t.name, .en = t.name };
	if (!edit_theme(cli->db, cli->ctx, &t, &edition, &cli->err))
		return cli_fail(cli);
	return cli_edition(cli, edition);
}

int cli_level(struct cli *cli, struct cli_line line)
{
	static const struct cli_option options[] = {
		{ "organisation", CLI_STRING, 0, "NAME",
		  { "pour « mapfile:NOM » : à qui il appartient",
		    "for \"mapfile:NAME\": whose it is" } },
		CLI_END
	};
	const char *words[2], *organisation = NULL;
	enum level level;
	uint64_t edition;
	int status = cli_arguments(cli, line, options, &organisation, words, 2, 2);

	if (status >= 0)
		return status;
	if (!level_parse(&level, words[1]))
		return cli_usage(cli, "\"%s\" is not a level: public, professional or internal.",
		                 "« %s » n'est pas un niveau : public, professional ou internal.",
		                 words[1]);
	if (!cli_open(cli, CLI_WRITE) ||
	    !edit_level(cli->db, cli->ctx, words[0], level, organisation, &edition, &cli->err))
		return cli_fail(cli);
	return cli_edition(cli, edition);
}

static int show_key(struct cli *cli, const char *key, int64_t id)
{
	if (cli->json) {
		struct json w = cli_json(cli);
		json_int(&w, "id", id);
		json_string(&w, "key", key);
		return cli_json_end(cli, &w, CLI_DONE);
	}
	if (!cli->quiet)
		fprintf(stderr, cli->lang == LANG_FR ?
		        "Clé %lld, affichée cette seule fois ; seule son empreinte est gardée :\n" :
		        "Key %lld, shown this once; only its digest is kept:\n", (long long)id);
	puts(key);
	return CLI_DONE;
}

struct key_wanted {
	const char *organisation, *label;
	struct cli_level level;
};

int cli_key_add(struct cli *cli, struct cli_line line)
{
	static const struct cli_option options[] = {
		{ "organisation", CLI_STRING, offsetof(struct key_wanted, organisation), "NAME",
		  { "l'organisation que la clé représente",
		    "the organisation that the key stands for" } },
		{ "level", CLI_LEVEL, offsetof(struct key_wanted, level), "LEVEL",
		  { "ce qu'elle peut voir : public, professional ou internal",
		    "what it may see: public, professional or internal" } },
		{ "label", CLI_STRING, offsetof(struct key_wanted, label), "TEXT",
		  { "un mot pour la reconnaître", "a word to know it by" } },
		CLI_END
	};
	struct key_wanted k = { .label = "" };
	const char *key;
	int64_t id;
	int status = cli_arguments(cli, line, options, &k, NULL, 0, 0);

	if (status >= 0)
		return status;
	if (k.organisation == NULL || !k.level.given)
		return cli_usage(cli, "A key needs --organisation and --level.",
		                 "Une clé demande --organisation et --level.");
	if (!cli_open(cli, CLI_WRITE) ||
	    !edit_key_add(cli->db, cli->ctx, k.organisation, k.level.level, k.label, &key, &id,
	                  &cli->err))
		return cli_fail(cli);
	return show_key(cli, key, id);
}

int cli_key_list(struct cli *cli, struct cli_line line)
{
	struct key_line *keys;
	size_t n;
	int status = cli_arguments(cli, line, cli_no_options, NULL, NULL, 0, 0);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_READ) || !edit_keys(cli->db, cli->ctx, &keys, &n, &cli->err))
		return cli_fail(cli);
	struct json w = cli_json(cli);
	json_open_array(&w, "keys");
	for (size_t i = 0; i < n; i++) {
		const struct key_line *k = &keys[i];
		json_open_object(&w, NULL);
		json_int(&w, "id", k->id);
		json_string(&w, "organisation", k->organisation);
		json_string(&w, "level", level_name(k->level));
		json_string_if(&w, "label", k->label);
		json_string(&w, "created", k->created);
		json_string_if(&w, "revoked", k->revoked);
		json_close_object(&w);
		const char *end = *k->revoked == '\0' ? "" : cli->lang == LANG_FR ? "  révoquée " :
			"  revoked ";
		cli_put(cli, mem_printf(cli->ctx, "%6lld  %-12s  %s  %s  %s%s%s", (long long)k->id,
		                        level_name(k->level), k->created, k->organisation, k->label,
		                        end, k->revoked));
	}
	json_close_array(&w);
	return cli->json ? cli_json_end(cli, &w, CLI_DONE) : CLI_DONE;
}

int cli_key_revoke(struct cli *cli, struct cli_line line)
{
	const char *word;
	int64_t id;
	int status = cli_arguments(cli, line, cli_no_options, NULL, &word, 1, 1);

	if (status >= 0)
		return status;
	if (!text_int(word, &id))
		return cli_usage(cli, "\"%s\" is not the number of a key.",
		                 "« %s » n'est pas le numéro d'une clé.", word);
	if (!cli_open(cli, CLI_WRITE) || !edit_key_revoke(cli->db, cli->ctx, id, &cli->err))
		return cli_fail(cli);
	cli_say(cli, "Key %lld is revoked.", "La clé %lld est révoquée.", (long long)id);
	struct json w = cli_json(cli);
	json_int(&w, "revoked", id);
	return cli->json ? cli_json_end(cli, &w, CLI_DONE) : CLI_DONE;
}
