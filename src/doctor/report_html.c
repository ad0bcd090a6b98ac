#include "base/xml.h"
#include "doctor/report.h"

struct page {
	xmlTextWriterPtr w;
	const struct report *r;
};

static const char *in(const struct page *p, const char *fr, const char *en)
{
	return p->r->lang == LANG_FR ? fr : en;
}

/* An element of HTML is never closed in its start tag, as XML may be. */
static void end(const struct page *p)
{
	xmlTextWriterFullEndElement(p->w);
}

static void element(const struct page *p, const char *tag, const char *text)
{
	xml_start(p->w, tag);
	xml_text(p->w, text);
	end(p);
}

static void count_row(const struct page *p, const char *title, size_t n)
{
	xml_start(p->w, "tr");
	xml_start(p->w, "th");
	xml_attribute(p->w, "scope", "row");
	xml_text(p->w, title);
	end(p);
	element(p, "td", mem_printf(p->r->ctx, "%zu", n));
	end(p);
}

static void open_table(const struct page *p, const char *caption, const char *const *headings,
		       size_t n)
{
	xml_start(p->w, "table");
	element(p, "caption", caption);
	if (n > 0) {
		xml_start(p->w, "thead");
		xml_start(p->w, "tr");
		for (size_t i = 0; i < n; i++) {
			xml_start(p->w, "th");
			xml_attribute(p->w, "scope", "col");
			xml_text(p->w, headings[i]);
			end(p);
		}
		end(p);
		end(p);
	}
	xml_start(p->w, "tbody");
}

static void close_table(const struct page *p)
{
	end(p);
	end(p);
}

static void row_cells(void *to, const struct report *r, size_t row)
{
	const struct page *p = to;
	bool found = r->account->rows.feature[row] != KEY_NONE;

	xml_start(p->w, "tr");
	element(p, "td", mem_printf(r->ctx, "%zu", row + 1));
	element(p, "td", doctor_written(r->account, r->ctx, row));
	element(p, "td",
		found ? report_key(r, row)
		      : text_in(doctor_row_advice(r->account, r->ctx, row), r->lang));
	end(p);
}

static void feature_cells(void *to, const struct report *r, size_t feature)
{
	const struct page *p = to;

	xml_start(p->w, "tr");
	element(p, "td", r->account->framework->keys[feature]);
	element(p, "td", report_label(r, feature));
	element(p, "td", text_in(doctor_feature_advice(r->account, r->ctx, feature), r->lang));
	end(p);
}

/* "leading zero restored (310, the first 20)" */
static const char *caption(const struct page *p, struct text title, size_t n)
{
	const char *words = text_in(title, p->r->lang);

	if (p->r->most == 0 || n <= p->r->most)
		return mem_printf(p->r->ctx, "%s (%zu)", words, n);
	return mem_printf(p->r->ctx, "%s (%zu%s %zu)", words, n,
			  in(p, ", dont voici", ", of which the first"), p->r->most);
}

static void counts(const struct page *p)
{
	const struct doctor_account *a = p->r->account;

	open_table(p, in(p, "En nombres", "In numbers"), NULL, 0);
	count_row(p, in(p, "Lignes de la table", "Rows of the table"), a->rows.n_rows);
	count_row(p, in(p, "Lignes trouvées telles quelles", "Rows found as written"),
		  a->rows.n_exact);
	count_row(p, in(p, "Lignes trouvées après réparation", "Rows found by repair"),
		  a->rows.n_repaired);
	count_row(p, in(p, "Lignes sans territoire", "Rows without a territory"),
		  a->rows.n_rows - a->by_reason[ROW_MATCHED]);
	count_row(p, in(p, "Territoires ayant une ligne", "Territories with a row"),
		  a->framework->n - a->n_keys_without_row);
	count_row(p, in(p, "Territoires sans ligne", "Territories without a row"),
		  a->n_keys_without_row);
	count_row(p, in(p, "Territoires ayant plusieurs lignes", "Territories with several rows"),
		  a->n_duplicated);
	close_table(p);
}

static void repairs(struct page *p)
{
	const struct doctor_account *a = p->r->account;
	const char *headings[] = {in(p, "Ligne", "Row"), in(p, "Écrit", "Written"),
				  in(p, "Lu", "Read as")};

	element(p, "h3", in(p, "Réparations", "Repairs"));
	for (int i = 0; i < RULES; i++) {
		if (a->by_rule[i] == 0)
			continue;
		open_table(p, caption(p, rule_entry((enum rule)i)->title, a->by_rule[i]), headings,
			   3);
		report_each_repaired(p->r, (enum rule)i, row_cells, p);
		close_table(p);
	}
	if (a->rows.n_repaired == 0)
		element(p, "p",
			in(p, "Aucune : les codes sont lus tels quels.",
			   "None: the codes are read as they stand."));
}

static void refused(struct page *p)
{
	const struct doctor_account *a = p->r->account;
	const char *headings[] = {in(p, "Ligne", "Row"), in(p, "Écrit", "Written"),
				  in(p, "Conseil", "Advice")};

	element(p, "h3", in(p, "Lignes sans territoire", "Rows without a territory"));
	for (int i = ROW_MATCHED + 1; i < ROW_REASONS; i++) {
		if (a->by_reason[i] == 0)
			continue;
		open_table(p, caption(p, row_reason_title((enum row_reason)i), a->by_reason[i]),
			   headings, 3);
		report_each_refused(p->r, (enum row_reason)i, row_cells, p);
		close_table(p);
	}
	if (a->by_reason[ROW_MATCHED] == a->rows.n_rows)
		element(p, "p", in(p, "Aucune.", "None."));
}

static void features(struct page *p)
{
	const struct doctor_account *a = p->r->account;
	const char *headings[] = {in(p, "Clé", "Key"), in(p, "Territoire", "Territory"),
				  in(p, "Conseil", "Advice")};

	element(p, "h3", in(p, "Territoires sans ligne", "Territories without a row"));
	for (int i = FEATURE_MATCHED + 1; i < FEATURE_REASONS; i++) {
		if (a->by_feature_reason[i] == 0)
			continue;
		open_table(p,
			   caption(p, feature_reason_title((enum feature_reason)i),
				   a->by_feature_reason[i]),
			   headings, 3);
		report_each_feature(p->r, (enum feature_reason)i, feature_cells, p);
		close_table(p);
	}
	if (a->n_keys_without_row == 0)
		element(p, "p", in(p, "Aucun.", "None."));
}

void report_html(const struct report *r, struct out *out)
{
	struct page p = {xml_writer(r->ctx, out), r};
	const struct doctor_proposal *proposal = &r->account->proposal;

	xml_start(p.w, "section");
	xml_attribute(p.w, "class", "join-report");
	xml_attribute(p.w, "lang", lang_tag(r->lang));
	element(&p, "h2", in(&p, "Compte rendu de la jointure", "Account of the join"));
	element(&p, "p", text_in(proposal->reason, r->lang));
	if (!text_empty(proposal->warning)) {
		xml_start(p.w, "p");
		xml_attribute(p.w, "role", "note");
		element(&p, "strong", in(&p, "Attention : ", "Beware: "));
		xml_text(p.w, text_in(proposal->warning, r->lang));
		end(&p);
	}
	counts(&p);
	repairs(&p);
	refused(&p);
	features(&p);
	end(&p);
	xmlTextWriterFlush(p.w);
}
