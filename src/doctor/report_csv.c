#include "doctor/report.h"

#include "base/csv.h"
#include "doctor/tidy.h"

struct sheet {
	struct out *out;
	char separator;
	bool begun; /* the line has a cell */
};

static void cell(struct sheet *s, const char *text)
{
	if (s->begun)
		out_write(s->out, &s->separator, 1);
	s->begun = true;
	csv_cell(s->out, s->separator, text);
}

static void end_line(struct sheet *s)
{
	out_text(s->out, "\r\n");
	s->begun = false;
}

static void row_line(struct sheet *s, const struct report *r, size_t row, const struct text *kind,
		     const char *why, const char *advice)
{
	uint32_t feature = r->account->rows.feature[row];
	void *scratch = talloc_new(r->ctx);

	cell(s, text_in(*kind, r->lang));
	cell(s, mem_printf(scratch, "%zu", row + 1));
	cell(s, doctor_written(r->account, scratch, row));
	cell(s, report_key(r, row));
	cell(s, feature != KEY_NONE ? report_label(r, feature) : "");
	cell(s, why);
	cell(s, advice);
	end_line(s);
	talloc_free(scratch);
}

/* The rules that were applied to a row, in words. */
static const char *rules_text(const struct report *r, const void *ctx, size_t row)
{
	const char *all = "";

	for (int i = 0; i < RULES; i++)
		if ((r->account->rows.rules[row] & RULE_BIT(i)) != 0)
			all = mem_printf(ctx, "%s%s%s", all, *all != '\0' ? ", " : "",
					 text_in(rule_entry((enum rule)i)->title, r->lang));
	return all;
}

static void write_rows(struct sheet *s, const struct report *r)
{
	static const struct text refused = {"ligne sans territoire", "row without a territory"};
	static const struct text repaired = {"ligne réparée", "row repaired"};
	static const struct text several = {"plusieurs lignes pour un territoire",
					    "several rows for a territory"};
	const struct doctor_account *a = r->account;
	bool *told = mem_array(r->ctx, bool, a->framework->n + 1);

	for (size_t row = 0; row < a->rows.n_rows; row++) {
		void *scratch = talloc_new(r->ctx);
		uint32_t feature = a->rows.feature[row];
		if (feature == KEY_NONE)
			row_line(s, r, row, &refused,
				 text_in(row_reason_title((enum row_reason)a->rows.reason[row]),
					 r->lang),
				 text_in(doctor_row_advice(a, scratch, row), r->lang));
		else if (!pass_is_exact(a->rows.rules[row]))
			row_line(s, r, row, &repaired, rules_text(r, scratch, row), "");
		if (feature != KEY_NONE && a->rows.feature_rows[feature] > 1 && !(r->several_meant && told[feature])) {
			told[feature] = true;
			row_line(s, r, row, &several,
				 mem_printf(scratch, "%u", (unsigned)a->rows.feature_rows[feature]),
				 "");
		}
		talloc_free(scratch);
	}
	talloc_free(told);
}

static void feature_line(void *to, const struct report *r, size_t feature)
{
	static const struct text kind = {"territoire sans ligne", "territory without a row"};
	struct sheet *s = to;
	enum feature_reason reason = (enum feature_reason)r->account->feature_reason[feature];
	void *scratch = talloc_new(r->ctx);

	cell(s, text_in(kind, r->lang));
	cell(s, "");
	cell(s, "");
	cell(s, r->account->framework->keys[feature]);
	cell(s, report_label(r, feature));
	cell(s, text_in(feature_reason_title(reason), r->lang));
	cell(s, text_in(doctor_feature_advice(r->account, scratch, feature), r->lang));
	end_line(s);
	talloc_free(scratch);
}

void report_csv(const struct report *r, struct out *out)
{
	static const struct text headings[] = {
	    {"constat", "finding"},      {"ligne", "row"},
	    {"écrit", "written"},        {"clé", "key"},
	    {"territoire", "territory"}, {"raison", "reason"},
	    {"conseil", "advice"},
	};
	struct sheet s = {.out = out, .separator = r->lang == LANG_FR ? ';' : ','};
	struct report all = *r;

	all.most = 0;
	out_text(out, "\xef\xbb\xbf");
	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
		cell(&s, text_in(headings[i], r->lang));
	end_line(&s);
	write_rows(&s, &all);
	for (int i = FEATURE_MATCHED + 1; i < FEATURE_REASONS; i++)
		report_each_feature(&all, (enum feature_reason)i, feature_line, &s);
}
