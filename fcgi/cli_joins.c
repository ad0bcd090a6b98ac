/* joins, joins delete, codes. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "catalogue/joins.h"
#include "fcgi/cli_table.h"
#include "joining/codes.h"

static const char *owner_of(const struct cli *cli, const struct stored_join *j)
{
	for (size_t i = 0; i < cli->catalogue->n_organisations; i++)
		if (cli->catalogue->organisations[i].id == j->organisation)
			return cli->catalogue->organisations[i].name;
	return "-";
}

static void put_join(struct cli *cli, const struct stored_join *j)
{
	cli_put(cli, mem_printf(cli->ctx, "join_%s  %s@%s  %lld/%lld  %s  %s  %s  %s", j->id, j->series,
	                        j->framework_version, (long long)j->matched, (long long)j->rows,
	                        owner_of(cli, j), j->visibility == JOIN_PRIVATE ? "private" : "listed",
	                        *j->expires != '\0' ? j->expires : "-", text_in(j->title, cli->lang)));
}

static void write_join(const struct cli *cli, struct json *w, const struct stored_join *j)
{
	json_open_object(w, NULL);
	json_string(w, "join", j->id);
	json_string(w, "layer", mem_printf(cli->ctx, "join_%s", j->id));
	json_string(w, "version", j->version);
	json_string(w, "created", j->created);
	json_string(w, "refreshed", j->refreshed);
	json_string_if(w, "expires", j->expires);
	json_string(w, "organisation", j->organisation != 0 ? owner_of(cli, j) : NULL);
	json_string(w, "visibility", j->visibility == JOIN_PRIVATE ? "private" : "listed");
	json_string(w, "framework", j->series);
	json_string(w, "frameworkVersion", j->framework_version);
	json_string_if(w, "dataset", j->dataset);
	json_string_if(w, "source", j->source);
	json_string(w, "title", text_in(j->title, cli->lang));
	json_int(w, "rows", j->rows);
	json_int(w, "matched", j->matched);
	json_int(w, "bytes", j->bytes);
	json_close_object(w);
}

int cli_joins(struct cli *cli, struct cli_line line)
{
	const struct stored_join *joins;
	size_t n;
	int status = cli_arguments(cli, line, cli_no_options, NULL, NULL, 0, 0);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_READ) || !joins_list(cli->db, cli->ctx, &joins, &n, &cli->err))
		return cli_fail(cli);
	if (!cli->json) {
		for (size_t i = 0; i < n; i++)
			put_join(cli, &joins[i]);
		if (n == 0)
			cli_say(cli, "There is no join.", "Il n'y a aucune jointure.");
		return CLI_DONE;
	}
	struct json w = cli_json(cli);
	json_open_array(&w, "joins");
	for (size_t i = 0; i < n; i++)
		write_join(cli, &w, &joins[i]);
	json_close_array(&w);
	return cli_json_end(cli, &w, CLI_DONE);
}

int cli_joins_delete(struct cli *cli, struct cli_line line)
{
	const char *words[1];
	int status = cli_arguments(cli, line, cli_no_options, NULL, words, 1, 1);

	if (status >= 0)
		return status;
	const char *id = text_starts(words[0], "join_") ? words[0] + strlen("join_") : words[0];
	if (!cli_open(cli, CLI_WRITE) ||
	    !joins_delete(cli->db, cli->ctx, cli->workspace, id, 0, LEVEL_PUBLIC, true, &cli->err))
		return cli_fail(cli);
	if (cli->json) {
		struct json w = cli_json(cli);
		json_string(&w, "deleted", id);
		return cli_json_end(cli, &w, CLI_DONE);
	}
	cli_say(cli, "Join %s is gone.", "La jointure %s est supprimée.", id);
	return CLI_DONE;
}

/* A list of codes is read where it may do no harm, too. */
struct codes_work {
	const char *workspace, *series, *file;
};

static bool keep_codes(void *arg, const void *ctx, struct limited_reply *reply, struct err *err)
{
	const struct codes_work *w = arg;
	struct code_list list;

	if (!codes_read(&list, ctx, w->file, err) || !codes_keep(ctx, w->workspace, w->series, &list, err))
		return false;
	reply->part[0] = mem_printf(ctx, "%zu", list.n);
	return true;
}

int cli_codes(struct cli *cli, struct cli_line line)
{
	const char *words[2];
	struct limited_reply reply;
	int status = cli_arguments(cli, line, cli_no_options, NULL, words, 2, 2);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_GLANCE))
		return cli_fail(cli);
	if (catalogue_framework(cli->catalogue, words[0], NULL) == NULL) {
		err_set(&cli->err, cli->ctx, ERR_NOT_FOUND, "SERIES", "There is no framework %s.",
		        "Il n'y a pas de référentiel %s.", words[0]);
		return cli_fail(cli);
	}
	struct codes_work work = { cli->workspace, words[0], words[1] };
	if (!limited_run(&reply, cli->ctx, &(struct limited_plan){ .memory = cli->conf->job_memory * 4, .seconds = 120,
	                                                           .work = keep_codes, .arg = &work }, &cli->err))
		return cli_fail(cli);
	if (cli->json) {
		int64_t n = 0;
		struct json w = cli_json(cli);
		text_int(reply.part[0], &n);
		json_string(&w, "series", words[0]);
		json_int(&w, "changes", n);
		return cli_json_end(cli, &w, CLI_DONE);
	}
	cli_say(cli, "%s: %s changes of codes are known.", "%s : %s changements de codes sont connus.", words[0],
	        reply.part[0]);
	return CLI_DONE;
}
