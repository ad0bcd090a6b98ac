/* The command line: what all commands share. A file cli_*.c holds a group of commands; the table of
   all of them is in main_cli.c. */
#ifndef JT_FCGI_CLI_H
#define JT_FCGI_CLI_H

#include "base/json.h"
#include "catalogue/edit.h"
#include "catalogue/load.h"
#include "conf/conf.h"
#include "db/db.h"

/* Exit statuses, as jointure(1) promises them. */
enum { CLI_DONE, CLI_FAILED, CLI_USAGE, CLI_REFUSED, CLI_NOT_FOUND };

/* One run. */
struct cli {
	const void *ctx;
	const struct command *command;
	enum lang lang;
	bool json, quiet;
	const char *workspace;
	struct err err;

	/* opened by cli_open */
	const struct conf *conf;
	struct db *db;
	const struct catalogue *catalogue;

	int shown;                    /* per cent that the progress bar stands at, or -1 */
};

/* The arguments of a command, as main got them. */
struct cli_line { int argc; char **argv; };

/* A command: the first word, or the first two ("publish layer"). It returns an exit status. */
struct command {
	const char *words;
	struct text operands;         /* "NAME SOURCE [OPTION]..." */
	struct text summary;
	int (*run)(struct cli *cli, struct cli_line line);
};

enum cli_kind {
	CLI_FLAG,                     /* bool */
	CLI_STRING,                   /* const char * */
	CLI_LEVEL,                    /* struct cli_level */
	CLI_CODE,                     /* int, an EPSG code */
	CLI_SCALE,                    /* struct cli_scale */
	CLI_LIST,                     /* struct cli_list, in the order given */
};

struct cli_level { bool given; enum level level; };
struct cli_scale { bool given; double value; };
struct cli_list { const char **items; size_t n; };

/* An option of a command; tables end with CLI_END. The common ones (--workspace, --lang, --json,
   --quiet, --help) are added to each. */
struct cli_option {
	const char *name;
	enum cli_kind kind;
	size_t to;                    /* offset in the struct that cli_arguments fills */
	const char *argument;         /* "FILE", NULL for a flag */
	struct text help;
};

#define CLI_END { NULL, CLI_FLAG, 0, NULL, { NULL, NULL } }
extern const struct cli_option cli_no_options[];
extern const struct cli_option cli_common_options[];   /* places are in struct cli_common */

struct cli_common { const char *workspace, *lang; bool json, quiet, help; };

/* Reads them: options into their places in `into`, the other words to `operands`, an array of
   `most` of which `least` must be there. -1 to go on, else the exit status: help was asked for, or
   an argument is wrong (said on stderr). Reading the same line again is fine. */
int cli_arguments(struct cli *cli, struct cli_line line, const struct cli_option *options,
                  void *into, const char **operands, int least, int most);

/* "jointure: ..." on stderr; the status that the error stands for. */
int cli_fail(struct cli *cli);

/* A usage error of our own, in words. Returns CLI_USAGE. */
int cli_usage(struct cli *cli, const char *en, const char *fr, ...) JT_PRINTF(2, 4) JT_PRINTF(3, 4);

/* Opens the workspace: the settings, the store, and its present edition; from now on files are its owner's (owner.h). With CLI_GLANCE the store is closed again, for who
   starts a process that opens it: SQLite's state does not outlive a fork. */
enum cli_access { CLI_READ, CLI_WRITE, CLI_GLANCE };
bool cli_open(struct cli *cli, enum cli_access access);

/* A line for people, on stdout; nothing with --json or --quiet. */
void cli_say(struct cli *cli, const char *en, const char *fr, ...) JT_PRINTF(2, 4) JT_PRINTF(3, 4);

/* The same for text that is no sentence. */
void cli_put(struct cli *cli, const char *text);

/* The answer of a command with --json: one document on stdout. Returns the exit status. */
struct json cli_json(struct cli *cli);
int cli_json_end(struct cli *cli, struct json *w, int status);

/* {"edition": n} or "Edition n." */
int cli_edition(struct cli *cli, uint64_t edition);

/* A progress_fn (arg: the cli): a bar on stderr when it is a terminal; false once Ctrl-C came. */
bool cli_progress(void *cli, double done);
void cli_progress_end(struct cli *cli);

/* The help of the program, and of one command. */
void cli_help(const struct cli *cli, const struct command *commands);
void cli_command_help(const struct cli *cli, const struct cli_option *options);

/* The commands. */
int cli_init(struct cli *cli, struct cli_line line);
int cli_settings(struct cli *cli, struct cli_line line);
int cli_migrate(struct cli *cli, struct cli_line line);
int cli_publish_layer(struct cli *cli, struct cli_line line);
int cli_publish_framework(struct cli *cli, struct cli_line line);
int cli_publish_table(struct cli *cli, struct cli_line line);
int cli_join(struct cli *cli, struct cli_line line);
int cli_joins(struct cli *cli, struct cli_line line);
int cli_joins_delete(struct cli *cli, struct cli_line line);
int cli_harvest(struct cli *cli, struct cli_line line);
int cli_harvest_tjs(struct cli *cli, struct cli_line line);
int cli_harvest_forget(struct cli *cli, struct cli_line line);
int cli_harvest_onetjs(struct cli *cli, struct cli_line line);
int cli_codes(struct cli *cli, struct cli_line line);
int cli_organisation(struct cli *cli, struct cli_line line);
int cli_theme(struct cli *cli, struct cli_line line);
int cli_level(struct cli *cli, struct cli_line line);
int cli_key_add(struct cli *cli, struct cli_line line);
int cli_key_list(struct cli *cli, struct cli_line line);
int cli_key_revoke(struct cli *cli, struct cli_line line);
int cli_list(struct cli *cli, struct cli_line line);
int cli_show(struct cli *cli, struct cli_line line);
int cli_history(struct cli *cli, struct cli_line line);
int cli_withdraw(struct cli *cli, struct cli_line line);
int cli_restore(struct cli *cli, struct cli_line line);
int cli_check(struct cli *cli, struct cli_line line);
int cli_backup(struct cli *cli, struct cli_line line);
int cli_seed(struct cli *cli, struct cli_line line);
int cli_collect(struct cli *cli, struct cli_line line);

#endif
