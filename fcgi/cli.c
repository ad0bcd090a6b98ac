#include "fcgi/cli.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fcgi/owner.h"

/* Ctrl-C: looked at between pieces of long work. */
static volatile sig_atomic_t interrupted;

static void interrupt(int signal JT_UNUSED)
{
	interrupted = 1;
}

static int status_of(enum err_code code)
{
	switch (code) {
	case ERR_NONE:
		return CLI_DONE;
	case ERR_MISSING_PARAMETER:
		return CLI_USAGE;
	case ERR_NOT_FOUND:
	case ERR_LAYER:
		return CLI_NOT_FOUND;
	case ERR_INTERNAL:
	case ERR_UPSTREAM:
	case ERR_UNAVAILABLE:
	case ERR_VERSION:
		return CLI_FAILED;
	case ERR_INVALID_PARAMETER:
	case ERR_NOT_SUPPORTED:
	case ERR_OPTION:
	case ERR_STYLE:
	case ERR_CRS:
	case ERR_FORMAT:
	case ERR_POINT:
	case ERR_TILE:
	case ERR_NOT_QUERYABLE:
	case ERR_DIMENSION:
	case ERR_UPDATE_SEQUENCE:
	case ERR_UPDATE_SEQUENCE_INVALID:
	case ERR_DUPLICATE_QUERY:
	case ERR_ATTRIBUTE_NAME:
	case ERR_KEY:
	case ERR_LINKAGE:
	case ERR_UNAUTHORIZED:
	case ERR_FORBIDDEN:
	case ERR_METHOD:
	case ERR_NOT_ACCEPTABLE:
	case ERR_TOO_LARGE:
	case ERR_CONFLICT:
		return CLI_REFUSED;
	}
	return CLI_FAILED;
}

int cli_fail(struct cli *cli)
{
	int status = status_of(cli->err.code);

	cli_progress_end(cli);
	fprintf(stderr, "jointure: %s\n", text_in(cli->err.message, cli->lang));
	if (cli->err.detail != NULL) {
		size_t n = strlen(cli->err.detail);
		while (n > 0 && cli->err.detail[n - 1] == '\n')
			n--;
		fprintf(stderr, "  %.*s\n", (int)n, cli->err.detail);
	}
	if (!cli->json)
		return status;
	struct json w = cli_json(cli);
	json_open_object(&w, "error");
	json_string(&w, "message", text_in(cli->err.message, cli->lang));
	json_string_if(&w, "locator", cli->err.locator);
	json_string_if(&w, "detail", cli->err.detail);
	json_close_object(&w);
	return cli_json_end(cli, &w, status);
}

/* One of two formats, whichever the language is. */
static JT_PRINTF(2, 0) JT_PRINTF(3, 0)
char *sentence(const struct cli *cli, const char *en, const char *fr, va_list ap)
{
	if (cli->lang == LANG_FR)
		return mem_check(talloc_vasprintf(cli->ctx, fr, ap));
	return mem_check(talloc_vasprintf(cli->ctx, en, ap));
}

int cli_usage(struct cli *cli, const char *en, const char *fr, ...)
{
	va_list ap;

	va_start(ap, fr);
	char *words = sentence(cli, en, fr, ap);
	va_end(ap);
	fprintf(stderr, "jointure: %s\n", words);
	fprintf(stderr,
	        cli->lang == LANG_FR ? "  Voir : jointure %s%s--help\n" :
	                               "  See: jointure %s%s--help\n",
	        cli->command != NULL ? cli->command->words : "", cli->command != NULL ? " " : "");
	return CLI_USAGE;
}

void cli_put(struct cli *cli, const char *text)
{
	if (cli->json || cli->quiet)
		return;
	cli_progress_end(cli);
	puts(text);
}

void cli_say(struct cli *cli, const char *en, const char *fr, ...)
{
	va_list ap;

	va_start(ap, fr);
	char *words = sentence(cli, en, fr, ap);
	va_end(ap);
	cli_put(cli, words);
	talloc_free(words);
}

bool cli_open(struct cli *cli, enum cli_access access)
{
	cli->conf = conf_load(cli->ctx, cli->workspace, &cli->err);
	if (cli->conf == NULL)
		return false;
	cli->workspace = cli->conf->workspace;
	owner_adopt(cli->workspace);
	cli->db = access == CLI_WRITE ? catalogue_open_write(cli->ctx, cli->workspace, &cli->err) :
		catalogue_open(cli->ctx, cli->workspace, &cli->err);
	if (cli->db != NULL)
		cli->catalogue = catalogue_load(cli->ctx, cli->db, &cli->err);
	if (access == CLI_GLANCE)
		TALLOC_FREE(cli->db);
	return cli->catalogue != NULL;
}

struct json cli_json(struct cli *cli)
{
	struct json w = json_writer(out_new_buffer(cli->ctx));
	json_open_object(&w, NULL);
	return w;
}

int cli_json_end(struct cli *cli JT_UNUSED, struct json *w, int status)
{
	size_t n;

	json_close_object(w);
	out_text(w->out, "\n");
	const void *bytes = out_held(w->out, &n);
	if (fwrite(bytes, 1, n, stdout) != n || fflush(stdout) != 0)
		return CLI_FAILED;
	return status;
}

int cli_edition(struct cli *cli, uint64_t edition)
{
	if (cli->json) {
		struct json w = cli_json(cli);
		json_int(&w, "edition", (int64_t)edition);
		return cli_json_end(cli, &w, CLI_DONE);
	}
	cli_say(cli, "Edition %llu.", "Édition %llu.", (unsigned long long)edition);
	return CLI_DONE;
}

bool cli_progress(void *arg, double done)
{
	static const char full[] = "########################################";
	enum { WIDTH = sizeof full - 1 };
	struct cli *cli = arg;
	int per_cent = (int)(done * 100), bar = (int)(done * WIDTH);

	if (cli->shown < 0)
		signal(SIGINT, interrupt);
	if (!cli->quiet && per_cent != cli->shown && isatty(STDERR_FILENO))
		fprintf(stderr, "\r[%-*.*s] %3d %%", (int)WIDTH, bar, full, per_cent);
	cli->shown = per_cent;
	return !interrupted;
}

void cli_progress_end(struct cli *cli)
{
	if (cli->shown >= 0 && !cli->quiet && isatty(STDERR_FILENO))
		fprintf(stderr, "\r%*s\r", 60, "");
	if (cli->shown >= 0)
		signal(SIGINT, SIG_DFL);
	cli->shown = -1;
}
