/* withdraw, restore, check, backup: keeping what is published. */
#include "fcgi/cli.h"

#include <string.h>

#include "base/text.h"
#include "publish/backup.h"
#include "publish/check.h"

int cli_withdraw(struct cli *cli, struct cli_line line)
{
	const char *name;
	uint64_t edition;
	int status = cli_arguments(cli, line, cli_no_options, NULL, &name, 1, 1);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_WRITE) ||
	    !edit_withdraw(cli->db, cli->ctx, name, &edition, &cli->err))
		return cli_fail(cli);
	return cli_edition(cli, edition);
}

int cli_restore(struct cli *cli, struct cli_line line)
{
	const char *words[2];
	int64_t at;
	uint64_t edition;
	int status = cli_arguments(cli, line, cli_no_options, NULL, words, 2, 2);

	if (status >= 0)
		return status;
	if (!text_int(words[1], &at) || at < 1)
		return cli_usage(cli, "\"%s\" is not the number of an edition.",
		                 "« %s » n'est pas le numéro d'une édition.", words[1]);
	if (!cli_open(cli, CLI_WRITE) ||
	    !edit_restore(cli->db, cli->ctx, words[0], (uint64_t)at, &edition, &cli->err))
		return cli_fail(cli);
	return cli_edition(cli, edition);
}

static void put_notes(struct cli *cli, struct json *w, const char *key, const struct notes *notes)
{
	json_open_array(w, key);
	for (size_t i = 0; i < notes->n; i++)
		json_string(w, NULL, text_in(notes->items[i], cli->lang));
	json_close_array(w);
}

static void tell_check(struct cli *cli, struct json *w, const struct check_result *r)
{
	const struct notes *lists[] = { &r->problems, &r->remarks };

	cli_progress_end(cli);
	json_open_object(w, NULL);
	json_string(w, "name", r->layer->name);
	json_bool(w, "ok", r->problems.n == 0);
	put_notes(cli, w, "problems", &r->problems);
	put_notes(cli, w, "remarks", &r->remarks);
	json_close_object(w);
	cli_say(cli, r->problems.n == 0 ? "%s: all is well" : "%s: NOT WELL",
	        r->problems.n == 0 ? "%s : tout va bien" : "%s : PROBLÈME", r->layer->name);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < lists[k]->n; i++)
			cli_put(cli, mem_printf(cli->ctx, "  - %s",
			                        text_in(lists[k]->items[i], cli->lang)));
}

int cli_check(struct cli *cli, struct cli_line line)
{
	const char *name;
	int status = cli_arguments(cli, line, cli_no_options, NULL, &name, 0, 1);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_READ))
		return cli_fail(cli);
	const struct catalogue *c = cli->catalogue;
	if (name != NULL && catalogue_layer(c, name) == NULL) {
		err_set(&cli->err, cli->ctx, ERR_LAYER, "NAME", "There is no layer %s.",
		        "Il n'y a pas de couche %s.", name);
		return cli_fail(cli);
	}
	struct json w = cli_json(cli);
	json_open_array(&w, "layers");
	status = CLI_DONE;
	for (size_t i = 0; i < c->n_layers; i++) {
		struct check_result result;
		if (name != NULL && strcmp(c->layers[i].name, name) != 0)
			continue;
		void *tmp = talloc_new(cli->ctx);
		if (!check_layer(&result, tmp, cli->workspace, &c->layers[i], cli_progress, cli,
		                 &cli->err))
			return cli_fail(cli);
		tell_check(cli, &w, &result);
		if (result.problems.n > 0)
			status = CLI_REFUSED;
		talloc_free(tmp);
	}
	json_close_array(&w);
	return cli->json ? cli_json_end(cli, &w, status) : status;
}

int cli_backup(struct cli *cli, struct cli_line line)
{
	const char *to;
	struct backup_result result;
	int status = cli_arguments(cli, line, cli_no_options, NULL, &to, 1, 1);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_READ) || !backup_run(&result, cli->ctx, cli->db, cli->workspace, to,
	                                            cli_progress, cli, &cli->err))
		return cli_fail(cli);
	cli_progress_end(cli);
	if (cli->json) {
		struct json w = cli_json(cli);
		json_int(&w, "edition", (int64_t)cli->catalogue->edition);
		json_bool(&w, "data", result.whole);
		json_int(&w, "copied", (int64_t)result.copied);
		json_int(&w, "present", (int64_t)result.present);
		return cli_json_end(cli, &w, CLI_DONE);
	}
	if (result.whole)
		cli_say(cli, "The workspace is saved; data files copied: %zu, there already: %zu.",
		        "L'espace de travail est sauvegardé ; fichiers de données copiés : %zu, "
		        "déjà là : %zu.",
		        result.copied, result.present);
	else
		cli_say(cli, "The catalogue is saved, without its data files.",
		        "Le catalogue est sauvegardé, sans ses fichiers de données.");
	return CLI_DONE;
}
