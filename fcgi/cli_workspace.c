/* init, settings, migrate, collect: the workspace as such. */
#include "fcgi/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "fcgi/jobs.h"

static bool make_folder(struct cli *cli, const char *path)
{
	struct stat st;

	if (mkdir(path, 0777) == 0 ||
	    (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)))
		return true;
	err_set(&cli->err, cli->ctx, ERR_INTERNAL, "DIR",
	        "A folder of the workspace cannot be made.",
	        "Un dossier de l'espace de travail ne peut être créé.");
	return err_detail(&cli->err, cli->ctx, "%s: %s", path, strerror(errno));
}

static bool write_settings(struct cli *cli, const char *path, const char *base_url)
{
	struct out *out = out_new_buffer(cli->ctx);
	bool ok = conf_write_template(out, cli->lang, base_url);
	FILE *f = ok ? fopen(path, "wx") : NULL;
	size_t n;
	const void *bytes = out_held(out, &n);

	ok = f != NULL && fwrite(bytes, 1, n, f) == n;
	if (f != NULL && fclose(f) != 0)
		ok = false;
	if (ok)
		return true;
	err_set(&cli->err, cli->ctx, ERR_INTERNAL, "DIR", "jointure.conf cannot be written.",
	        "jointure.conf ne peut être écrit.");
	return err_detail(&cli->err, cli->ctx, "%s: %s", path, strerror(errno));
}

static bool make_workspace(struct cli *cli, const char *dir, const char *base_url)
{
	static const char *const folders[] = { "data", "joins", "mapfiles", "cache" };
	const char *path = mem_printf(cli->ctx, "%s/jointure.conf", dir);

	if (access(path, F_OK) == 0)
		return err_set(&cli->err, cli->ctx, ERR_CONFLICT, "DIR",
		               "This folder is a workspace already.",
		               "Ce dossier est déjà un espace de travail.");
	if (!make_folder(cli, dir))
		return false;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (!make_folder(cli, mem_printf(cli->ctx, "%s/%s", dir, folders[i])))
			return false;
	return catalogue_create(cli->ctx, dir, &cli->err) && write_settings(cli, path, base_url);
}

int cli_init(struct cli *cli, struct cli_line line)
{
	static const struct cli_option options[] = {
		{ "base-url", CLI_STRING, 0, "URL",
		  { "l'adresse publique du service, sans « / » final",
		    "the public address of the service, without a final /" } },
		CLI_END
	};
	const char *base_url = NULL, *dir;
	int status = cli_arguments(cli, line, options, &base_url, &dir, 1, 1);

	if (status >= 0)
		return status;
	if (base_url != NULL &&
	    ((!text_starts(base_url, "http://") && !text_starts(base_url, "https://")) ||
	     text_ends(base_url, "/")))
		return cli_usage(cli, "--base-url is an address such as %s, without a final /.",
		                 "--base-url est une adresse comme %s, sans « / » final.",
		                 "https://cartes.example.fr");
	if (!make_workspace(cli, dir, base_url))
		return cli_fail(cli);
	if (cli->json) {
		struct json w = cli_json(cli);
		json_string(&w, "workspace", dir);
		return cli_json_end(cli, &w, CLI_DONE);
	}
	cli_say(cli, "The workspace %s is made.", "L'espace de travail %s est créé.", dir);
	return CLI_DONE;
}

/* "section.name = value" lines as members. */
static int settings_json(struct cli *cli, const char *text)
{
	struct json w = cli_json(cli);
	size_t n;
	char **lines = text_split(cli->ctx, text, '\n', 1000, &n);

	for (size_t i = 0; i < n; i++) {
		char *equals = strstr(lines[i], " = ");
		if (equals == NULL)
			continue;
		*equals = '\0';
		json_string(&w, lines[i], equals + 3);
	}
	return cli_json_end(cli, &w, CLI_DONE);
}

int cli_settings(struct cli *cli, struct cli_line line)
{
	int status = cli_arguments(cli, line, cli_no_options, NULL, NULL, 0, 0);
	struct out *out = out_new_buffer(cli->ctx);
	size_t n;

	if (status >= 0)
		return status;
	cli->conf = conf_load(cli->ctx, cli->workspace, &cli->err);
	if (cli->conf == NULL)
		return cli_fail(cli);
	conf_print(cli->conf, out);
	const char *text = out_held(out, &n);
	text = mem_strndup(cli->ctx, text, n);
	if (cli->json)
		return settings_json(cli, text);
	fputs(text, stdout);
	return CLI_DONE;
}

int cli_migrate(struct cli *cli, struct cli_line line)
{
	int status = cli_arguments(cli, line, cli_no_options, NULL, NULL, 0, 0);

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_WRITE))
		return cli_fail(cli);
	if (cli->json) {
		struct json w = cli_json(cli);
		json_int(&w, "schema", catalogue_schema_version);
		return cli_json_end(cli, &w, CLI_DONE);
	}
	cli_say(cli, "The catalogue has schema %d.", "Le catalogue a le schéma %d.",
	        catalogue_schema_version);
	return CLI_DONE;
}

int cli_collect(struct cli *cli, struct cli_line line)
{
	int status = cli_arguments(cli, line, cli_no_options, NULL, NULL, 0, 0);
	struct collected removed;

	if (status >= 0)
		return status;
	if (!cli_open(cli, CLI_WRITE) || !jobs_collect(&removed, cli->ctx, cli->db, cli->conf, &cli->err))
		return cli_fail(cli);
	if (cli->json) {
		struct json w = cli_json(cli);
		json_int(&w, "removed", (int64_t)removed.files);
		json_int(&w, "joins", (int64_t)removed.joins);
		json_int(&w, "orders", (int64_t)removed.orders);
		json_int(&w, "tiles", (int64_t)removed.tiles);
		return cli_json_end(cli, &w, CLI_DONE);
	}
	cli_say(cli, "Removed: %zu data files, %zu joins or files of joins, %zu orders that nobody fetched, %zu files of tiles.",
	        "Supprimés : %zu fichiers de données, %zu jointures ou fichiers de jointures, "
	        "%zu demandes que personne n'est venu chercher, %zu fichiers de tuiles.", removed.files, removed.joins,
	        removed.orders, removed.tiles);
	return CLI_DONE;
}
