/* A table and its join in words, for a terminal. */
#include <string.h>

#include "doctor/rules.h"
#include "fcgi/cli_table.h"

enum { ROWS = 5, COLUMNS = 8, WIDTH = 18, EXAMPLES = 5 };

/* Cut or filled to WIDTH letters. */
static void put_cell(struct out *out, const char *s)
{
	int letters = 0;

	for (; *s != '\0' && letters < WIDTH; s++) {
		size_t n = 1;
		while (((unsigned char)s[n] & 0xc0) == 0x80)
			n++;
		if ((unsigned char)*s < ' ')
			out_text(out, " ");
		else if (letters == WIDTH - 1 && s[n] != '\0')
			out_text(out, "…");
		else
			out_write(out, s, n);
		letters++;
		s += n - 1;
	}
	out_printf(out, "%*s  ", WIDTH - letters, "");
}

static const char *separator_name(char c)
{
	static const char *const names[] = { ";", ",", "tab", "|", "space" };
	const char *at = c != '\0' ? strchr(";,\t| ", c) : NULL;

	return at != NULL ? names[at - strchr(";,\t| ", ';')] : "";
}

void table_text_preview(struct out *out, const void *ctx, const struct joined_result *r, enum lang lang)
{
	const struct table *t = r->table;
	size_t columns = t->n_columns < COLUMNS ? t->n_columns : COLUMNS;
	char scratch[40];
	bool fr = lang == LANG_FR;

	out_text(out, r->origin.format);
	if (*r->origin.encoding != '\0')
		out_printf(out, ", %s", r->origin.encoding);
	if (r->origin.separator != '\0')
		out_printf(out, fr ? ", séparateur %s" : ", separator %s", separator_name(r->origin.separator));
	out_printf(out, fr ? ", %zu lignes, %zu colonnes\n\n" : ", %zu rows, %zu columns\n\n", t->n_rows, t->n_columns);
	for (size_t c = 0; c < columns; c++)
		put_cell(out, t->columns[c].name);
	out_text(out, columns < t->n_columns ? "...\n" : "\n");
	for (size_t row = 0; row < ROWS && row < t->n_rows; row++) {
		for (size_t c = 0; c < columns; c++) {
			const char *s = table_written(t, c, row, scratch);
			put_cell(out, s != NULL ? s : "-");
		}
		out_text(out, "\n");
	}
	out_text(out, "\n");
	(void)ctx;
}

static const char *verdict(enum doctor_verdict v, enum lang lang)
{
	static const struct text words[] = {
		[VERDICT_CERTAIN] = { "sûr", "certain" }, [VERDICT_LIKELY] = { "probable", "likely" },
		[VERDICT_DOUBTFUL] = { "douteux", "doubtful" }, [VERDICT_REFUSED] = { "refusé", "refused" },
	};
	return text_in(words[v], lang);
}

static void put_proposal(struct out *out, const struct doctor_proposal *p, enum lang lang)
{
	out_printf(out, "  [%s] %s\n", verdict(p->verdict, lang), text_in(p->reason, lang));
	if (!text_empty(p->warning))
		out_printf(out, "      %s\n", text_in(p->warning, lang));
}

void table_text_opinion(struct out *out, const void *ctx JT_UNUSED, const struct joined_result *r, enum lang lang)
{
	bool fr = lang == LANG_FR;

	if (r->framework != NULL && r->opinion.n == 0) {
		put_proposal(out, &r->account.proposal, lang);
	} else if (r->opinion.n > 0) {
		out_text(out, fr ? "Propositions :\n" : "Proposals:\n");
		for (size_t i = 0; i < r->opinion.n && i < 3; i++)
			put_proposal(out, &r->opinion.proposals[i], lang);
	} else {
		out_printf(out, fr ? "Aucune proposition : %s.\n" : "No proposal: %s.\n",
		           text_in(r->opinion.summary, lang));
	}
	out_text(out, "\n");
}

/* The first few that have a reason, "a, b, c ..." */
struct examples {
	char *list;
	int n;
};

static void add_example(struct examples *e, const char *s)
{
	if (e->n++ < EXAMPLES)
		e->list = mem_check(talloc_asprintf_append(e->list, "%s%s", e->n > 1 ? ", " : "", s));
}

static void example_row(void *to, const struct report *r, size_t row)
{
	add_example(to, doctor_written(r->account, r->ctx, row));
}

static void example_feature(void *to, const struct report *r, size_t feature)
{
	add_example(to, r->account->framework->keys[feature]);
}

static void put_group(struct out *out, size_t n, struct text title, const struct examples *e, enum lang lang)
{
	out_printf(out, "    %6zu  %s (%s%s)\n", n, text_in(title, lang), e->list, n > EXAMPLES ? " ..." : "");
}

static void put_repairs(struct out *out, const struct report *r)
{
	for (int i = 0; i < RULES; i++) {
		struct examples e = { .list = mem_strdup(r->ctx, "") };
		if (r->account->by_rule[i] == 0)
			continue;
		report_each_repaired(r, (enum rule)i, example_row, &e);
		put_group(out, r->account->by_rule[i], rule_entry((enum rule)i)->title, &e, r->lang);
	}
}

static void put_refused(struct out *out, const struct report *r)
{
	for (int i = ROW_MATCHED + 1; i < ROW_REASONS; i++) {
		struct examples e = { .list = mem_strdup(r->ctx, "") };
		if (r->account->by_reason[i] == 0)
			continue;
		report_each_refused(r, (enum row_reason)i, example_row, &e);
		put_group(out, r->account->by_reason[i], row_reason_title((enum row_reason)i), &e, r->lang);
	}
}

static void put_features(struct out *out, const struct report *r)
{
	for (int i = FEATURE_MATCHED + 1; i < FEATURE_REASONS; i++) {
		struct examples e = { .list = mem_strdup(r->ctx, "") };
		if (r->account->by_feature_reason[i] == 0)
			continue;
		report_each_feature(r, (enum feature_reason)i, example_feature, &e);
		put_group(out, r->account->by_feature_reason[i], feature_reason_title((enum feature_reason)i), &e,
		          r->lang);
	}
}

void table_text_account(struct out *out, const void *ctx, const struct joined_result *r, enum lang lang)
{
	const struct doctor_account *a = &r->account;
	struct report report = { .account = a, .lang = lang, .most = EXAMPLES, .ctx = ctx };
	size_t lost = a->rows.n_rows - a->by_reason[ROW_MATCHED];
	bool fr = lang == LANG_FR;

	out_printf(out, fr ? "%s (%s) : %zu territoires sur %zu ont une valeur.\n"
	                   : "%s (%s): %zu of %zu territories have a value.\n",
	           text_in(a->framework->title, lang), a->framework->version, a->framework->n - a->n_keys_without_row,
	           a->framework->n);
	if (a->rows.n_repaired > 0)
		out_printf(out, fr ? "  lignes réparées : %zu\n" : "  rows repaired: %zu\n", a->rows.n_repaired);
	put_repairs(out, &report);
	if (lost > 0)
		out_printf(out, fr ? "  lignes sans territoire : %zu\n" : "  rows without a territory: %zu\n", lost);
	put_refused(out, &report);
	if (a->n_rows_duplicated > 0)
		out_printf(out, fr ? "  lignes en plus pour le même territoire : %zu\n"
		                   : "  further rows for the same territory: %zu\n", a->n_rows_duplicated);
	if (a->n_keys_without_row > 0)
		out_printf(out, fr ? "  territoires sans ligne : %zu\n" : "  territories without a row: %zu\n",
		           a->n_keys_without_row);
	put_features(out, &report);
	out_text(out, "\n");
}
