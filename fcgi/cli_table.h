/* Between the commands that read a table (cli_table.c) and what is done of it in a limited process (cli_table_work.c), with
   its words for people (cli_table_text.c). */
#ifndef JT_FCGI_CLI_TABLE_H
#define JT_FCGI_CLI_TABLE_H

#include "fcgi/cli.h"
#include "fcgi/limited.h"
#include "joining/joining.h"
#include "joining/publish.h"

enum table_act {
	TABLE_LOOK,                   /* what is in it, and what the doctor thinks */
	TABLE_PUBLISH, TABLE_JOIN, TABLE_OUT,
};

struct table_work {
	struct cli *cli;
	enum table_act act;
	struct order order;
	struct publish_dataset dataset;
	bool stored;                  /* a join that services show: of what its maker may see */
	const char *organisation;     /* its maker; NULL: anonymous */
	const char *out;              /* TABLE_OUT: the file */
	bool dry_run;
	struct table_limits limits;   /* of the table; an operator's own has none */
	double least;                 /* TABLE_PUBLISH: how many of its rows must be of a territory, 0 to 1; fewer: refused */
};

/* What the work replies: texts. */
enum table_part {
	PART_TEXT,                    /* for people */
	PART_JSON,                    /* a document for programs */
	PART_VERDICT,                 /* of TABLE_LOOK: doctor_verdict_name; NULL: nothing fits */
	PART_SERIES, PART_VERSION,    /* and of what */
	PART_ROWS, PART_MATCHED,      /* how many: of the table, and of these that are of a territory */
	PART_KEYS,                    /* columns; up to JOIN_KEY_PARTS parts from here */
};

/* Does it, in a limited process of its own. */
bool table_run(struct table_work *work, enum table_act act, struct limited_reply *reply);

/* A `work` of limited_plan; arg: struct table_work. */
bool table_work(void *arg, const void *ctx, struct limited_reply *reply, struct err *err);

/* The first rows; what the doctor proposes; what became of the rows. */
void table_text_preview(struct out *out, const void *ctx, const struct joined_result *r, enum lang lang);
void table_text_opinion(struct out *out, const void *ctx, const struct joined_result *r, enum lang lang);
void table_text_account(struct out *out, const void *ctx, const struct joined_result *r, enum lang lang);

#endif
