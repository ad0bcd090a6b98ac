/* harvest: between the command (cli_harvest.c), the reading of one service (harvest_tjs.c), of one of its datasets
   (harvest_take.c), and what is told of it (harvest_tell.c). */
#ifndef JT_FCGI_CLI_HARVEST_H
#define JT_FCGI_CLI_HARVEST_H

#include "fcgi/cli.h"
#include "harvest/address.h"
#include "harvest/match.h"
#include "join/join.h"

/* What the command line says; what is not said is as it was the last time. */
struct harvest_said {
	const char *organisation, *theme, *prefix, *reduce, *megabytes, *seconds;
	struct cli_level level;
	struct cli_list frameworks, datasets;
	bool again, dry_run;
};

/* What became of it all, counted. */
struct harvest_counts {
	size_t taken, same, refused, gone;
};

/* The reading of one service. */
struct harvest {
	struct cli *cli;
	const struct harvest_said *said;
	int reduction;                /* enum reduction, or -1 */
	int64_t seconds;              /* that a document may take to come */
	struct harvest_source source; /* as it is to be remembered */
	const struct harvest_source *before;  /* or NULL */
	bool known_only;
	const struct harvest_wish *datasets; size_t n_datasets;

	char *folder;                 /* where documents lie until they are read */
	const char *host;             /* and what may be fetched from: the operator has named it */
	struct listing capabilities, frameworks;
	const char *languages[2]; size_t n_languages;   /* that it has and we do, in the order they are asked for */
	struct harvest_match *matches; size_t n_matches;
	struct harvest_item *items; size_t n_items;
	struct harvest_task *tasks; size_t n_tasks;
	struct json *json;            /* --json: into the object of the source; else NULL */
	struct harvest_counts counts;
};

/* Reads the service in: what can be taken is, what cannot is told. False only where nothing could be done at all. */
bool harvest_tjs(struct harvest *h);

/* Fetches what is asked for into the folder, under `name`; *path is where. */
bool harvest_fetch(struct harvest *h, const struct harvest_ask *ask, const char *name, int64_t limit, const char **path);

/* One dataset: fetched, checked, joined and published. */
struct harvest_taken {
	const char *rows, *matched;   /* how many, as text; NULL where nothing was taken */
	struct text note;             /* empty, or what went less than well */
};
bool harvest_take(struct harvest *h, const struct harvest_task *t, struct harvest_taken *taken);

/* Which of ours a framework's keys look like: one of its datasets is fetched and looked at. Empty where nothing is found. */
struct text harvest_suggest(struct harvest *h, const struct harvest_match *m, const struct gdas_head *dataset);

void harvest_tell_service(struct harvest *h);
void harvest_tell_frameworks(struct harvest *h);
void harvest_tell_task(struct harvest *h, const struct harvest_task *t, const struct harvest_taken *taken);
void harvest_tell_gone(struct harvest *h, const struct harvest_item *item);
void harvest_tell_counts(struct harvest *h);

#endif
