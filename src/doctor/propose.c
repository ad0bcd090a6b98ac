#include "doctor/propose.h"

#include <stdio.h>

/* Rates that the verdicts ask for. */
#define RATE_CERTAIN 0.95
#define RATE_LIKELY  0.75

static double share(size_t part, size_t whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

static enum doctor_verdict judge(const struct candidate *c, double rate, double name, double unique)
{
	const struct doctor_proposal *p = &c->proposal;
	double label = p->label_agreement;
	/* keys of seven characters are not met by chance */
	bool wide = (c->overlap >= 0.5 && p->n_features >= 10) ||
		    (c->reader.lookup->shape.least >= 7 && p->n_features >= 5);
	/* a column with many rows a territory is a key only by more than coincidence */
	bool single = unique >= 0.5 || name > 0;

	if (p->reading == READING_NAMES)
		return rate >= RATE_CERTAIN && p->n_features >= 3 ? VERDICT_CERTAIN
		       : rate >= 0.6                              ? VERDICT_LIKELY
								  : VERDICT_DOUBTFUL;
	if (rate >= RATE_CERTAIN && (label >= 0.8 || (wide && single)))
		return VERDICT_CERTAIN;
	if (rate >= RATE_LIKELY &&
	    (label >= 0.5 || (wide && single) || name >= 1 || (name > 0 && rate >= RATE_CERTAIN)))
		return VERDICT_LIKELY;
	return VERDICT_DOUBTFUL;
}

static void warn(struct candidate *c, const void *ctx, const struct witnesses *w,
		 const struct sample *s)
{
	struct doctor_proposal *p = &c->proposal;
	const struct reader *r = &c->reader;
	bool borne = p->label_agreement >= 0.5;

	if (lookalike_postal(r, s, &p->warning) ||
	    (!borne && lookalike_constituency(r, &p->warning))) {
		p->verdict = VERDICT_REFUSED;
	} else if (!borne && w->strange_column != DOCTOR_NO_COLUMN) {
		const char *name = r->table->columns[w->strange_column].name;
		p->warning.fr =
		    mem_printf(ctx,
			       "les noms de « %s » sont ceux d'autres territoires que ceux "
			       "que désignent ces codes",
			       name);
		p->warning.en =
		    mem_printf(ctx,
			       "the names in \"%s\" are those of other territories than these "
			       "codes stand for",
			       name);
		p->verdict = VERDICT_REFUSED;
	} else if (p->verdict == VERDICT_DOUBTFUL) {
		p->warning = (struct text){
		    "la concordance peut être due au hasard : ni les noms, ni l'étendue ne la "
		    "confirment",
		    "the match may be a coincidence: neither names nor extent bear it out",
		};
	}
}

void propose(struct candidate *c, const void *ctx, const void *scratch, const struct sample *s)
{
	struct doctor_proposal *p = &c->proposal;
	struct reader *r = &c->reader;
	struct witnesses w;
	struct pass pass;

	witnesses_find(&w, r, s);
	pass_run(&pass, scratch, r);
	*p = (struct doctor_proposal){
	    .framework = c->framework,
	    .reading = r->reading,
	    .column = {r->column[0], r->column[1]},
	    .n_columns = r->n_columns,
	    .label_column = w.label_agreement >= 0.5 ? w.label_column : DOCTOR_NO_COLUMN,
	    .parent_column = r->parent_column,
	    .label_agreement = w.label_agreement,
	    .n_rows = pass.n_keyed,
	    .n_exact = pass.n_exact,
	    .n_repaired = pass.n_repaired,
	    .n_features = pass.n_matched,
	};
	size_t rows = pass.n_exact + pass.n_repaired;
	double name = evidence_name(r->lookup, r->table->columns[r->column[r->n_columns - 1]].name);
	double rate = share(rows, pass.n_keyed), unique = share(pass.n_matched, rows);
	c->overlap = evidence_overlap(r, &pass);
	c->feature = pass.feature;
	c->rate = rate;
	c->score = 0.35 * rate + 0.2 * unique + 0.15 * c->overlap + 0.2 * w.label_agreement +
		   0.1 * name - (r->reading == READING_NAMES ? 0.05 : 0) -
		   (r->n_columns > 1 ? 0.02 : 0);
	double explained = share(rows + pass.n_explained, pass.n_keyed);
	p->verdict = judge(c, explained, name, unique);
	double borne = w.label_agreement > c->overlap ? w.label_agreement : c->overlap;
	borne = name > 0 && borne < 0.6 ? 0.6 : borne;
	p->confidence = explained * (0.5 + 0.5 * (borne > 1 ? 1 : borne));
	warn(c, ctx, &w, s);
	if (p->verdict >= VERDICT_DOUBTFUL)
		c->score -= 0.5;
	if (p->verdict == VERDICT_REFUSED)
		p->confidence = 0;
}

static const char *columns_of(const struct candidate *c, const void *ctx, const char *and)
{
	const struct table_column *columns = c->reader.table->columns;
	const struct doctor_proposal *p = &c->proposal;

	return p->n_columns > 1 ? mem_printf(ctx, "%s%s%s", columns[p->column[0]].name, and,
					     columns[p->column[1]].name)
				: columns[p->column[0]].name;
}

void propose_reason(struct candidate *c, const void *ctx)
{
	static const struct text kinds[] = {
	    [READING_CODES] = {"les codes", "the codes"},
	    [READING_PARTS] = {"les codes, en deux parties,", "the codes, in two parts,"},
	    [READING_CADASTRE] = {"les codes cadastraux", "the cadastral codes"},
	    [READING_NAMES] = {"les noms", "the names"},
	};
	struct doctor_proposal *p = &c->proposal;
	const struct doctor_framework *f = c->reader.lookup->framework;
	const struct table_column *columns = c->reader.table->columns;
	bool borne = p->label_column != DOCTOR_NO_COLUMN && p->label_agreement >= 0.8;
	size_t rows = p->n_exact + p->n_repaired;
	const char *fr = borne ? mem_printf(ctx, " ; les noms de « %s » concordent",
					    columns[p->label_column].name)
			       : "";
	const char *en =
	    borne ? mem_printf(ctx, "; the names in \"%s\" agree", columns[p->label_column].name)
		  : "";

	p->reason.fr =
	    mem_printf(ctx,
		       "« %s » porte %s de « %s » (%s) : %zu lignes sur %zu trouvées (%.1f %%), "
		       "dont %zu après réparation, pour %zu territoires sur %zu%s",
		       columns_of(c, ctx, " » et « "), kinds[p->reading].fr,
		       text_in(f->title, LANG_FR), f->version, rows, p->n_rows,
		       100 * share(rows, p->n_rows), p->n_repaired, p->n_features, f->n, fr);
	p->reason.en = mem_printf(
	    ctx,
	    "\"%s\" holds %s of \"%s\" (%s): %zu of %zu rows found (%.1f%%), %zu of them "
	    "by repair, for %zu of %zu territories%s",
	    columns_of(c, ctx, "\" and \""), kinds[p->reading].en, text_in(f->title, LANG_EN),
	    f->version, rows, p->n_rows, 100 * share(rows, p->n_rows), p->n_repaired, p->n_features,
	    f->n, en);
}
