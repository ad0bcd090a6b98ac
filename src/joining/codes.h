/* What became of keys: the lists that an operator has laid into the workspace (codes/<series>.csv), and what the versions
   of a series themselves tell. They become the former keys and the aliases of the doctor's frameworks. */
#ifndef JT_JOINING_CODES_H
#define JT_JOINING_CODES_H

#include "joining/joining.h"

/* What one line of a list says: on that day the territory of `code` went to `successor` with that of others
   (merged), to several (split), or got it as a new key (renamed); or `code` was made or restored out of it
   (created). Of an alias: `code` stands for `successor` in the list `label`. */
enum code_change { CODE_MERGED, CODE_SPLIT, CODE_RENAMED, CODE_CREATED, CODE_ALIAS };

struct code_line {
	const char *code, *successor;  /* successor "" for a territory that went without one */
	int date;                      /* 20190101; 0: not known */
	enum code_change change;
	const char *label;             /* of the code; of an alias its list */
};

struct code_list {
	struct code_line *lines; size_t n;   /* by date, then as in the file */
};

/* Reads a list: columns "code", "successor", "date", "kind", "label", in any order (kind: merged, split, renamed,
   created, alias); or INSEE's "mouvements de communes" (MOD, DATE_EFF, TYPECOM_AV, COM_AV, ..., COM_AP). Errors
   name the line. */
bool codes_read(struct code_list *list, const void *ctx, const char *path, struct err *err);

/* Keeps a list that was read as <workspace>/codes/<series>.csv, in our form; replaces the one there is. */
bool codes_keep(const void *ctx, const char *workspace, const char *series, const struct code_list *list,
                struct err *err);

/* Fills formers and aliases of each framework: from the list of its series, and from the other versions of it:
   a key that this one lacks whose territory has the same name and place (renamed), lies in another one that is
   there (merged), or has its own key in a newer version (later). */
bool codes_complete(struct doctor_framework *list, const struct framework *const *frameworks, size_t n,
                    const void *ctx, const struct joining *on, struct err *err);

#endif
