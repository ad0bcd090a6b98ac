#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doctor/propose.h"
#include "doctor/tidy.h"

#define FULL_MOST  8  /* candidates whose rows are all read */
#define PAIRS_MOST 24 /* pairs of columns that are tried */
#define RATE_LEAST 0.5

static const char *const verdicts[] = {"certain", "likely", "doubtful", "refused"};
static const char *const readings[] = {"codes", "parts", "cadastre", "names"};

const char *doctor_verdict_name(enum doctor_verdict verdict)
{
	return verdicts[verdict];
}

const char *doctor_reading_name(enum doctor_reading reading)
{
	return readings[reading];
}

/* What the sample of a column looks like. */
struct profile {
	size_t n, distinct; /* values; changes from one to the next */
	size_t words;       /* with three letters at least */
	size_t five, six;   /* codes of so many letters and digits once tidied */
	size_t most;        /* bytes */
	bool whole;         /* no number with decimals */
};

struct examination {
	const void *ctx;
	void *scratch;
	const struct table *table;
	const struct doctor_framework *frameworks;
	size_t n_frameworks;
	struct lookup **lookups;
	struct profile *profiles;
	struct sample sample;
	struct candidate *list;
	size_t n, room;
};

/* Of a code of digits, or with one letter as in Corsica; 0 of anything else. */
static size_t code_length(const char *s)
{
	static const struct shape any = {.codes = CODES_COMMUNE, .upper = true};
	char code[RULE_ROOM];
	size_t n = 0;

	tidy(&any, s, code);
	for (; code[n] != '\0'; n++) {
		bool digit = code[n] >= '0' && code[n] <= '9';
		if (!digit && !(n == 1 && (code[n] == 'A' || code[n] == 'B')))
			return 0;
	}
	return n;
}

static struct profile profile_of(const struct examination *x, size_t column)
{
	struct profile p = {.whole = true};
	char scratch[40], last[40] = "";

	for (size_t i = 0; i < x->sample.n; i++) {
		const char *s = table_written(x->table, column, x->sample.row[i], scratch);
		if (s == NULL)
			continue;
		size_t letters = 0, n = strlen(s), code = code_length(s);
		for (const char *c = s; *c != '\0'; c++)
			letters += (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
		p.n++;
		p.words += letters >= 3;
		p.five += code == 5;
		p.six += code == 6;
		p.most = n > p.most ? n : p.most;
		p.distinct += strncmp(s, last, sizeof last - 1) != 0;
		strncat(memset(last, 0, sizeof last), s, sizeof last - 1);
		if (x->table->columns[column].type == CELL_REAL) {
			double v = table_number(x->table, column, x->sample.row[i]);
			p.whole = p.whole && v == floor(v);
		}
	}
	return p;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

static size_t count_distinct(uint32_t *list, size_t n)
{
	size_t distinct = 0;

	if (n > 0)
		qsort(list, n, sizeof *list, by_number);
	for (size_t i = 0; i < n; i++)
		distinct += i == 0 || list[i] != list[i - 1];
	return distinct;
}

/* The share of the sample that a reading finds a feature for, or a reason of the code lists; and
   the order in which candidates are looked at: many different features are less likely a
   coincidence. */
static void rate_sample(const struct examination *x, struct candidate *c)
{
	uint32_t features[SAMPLE_MOST];
	size_t n = 0, found = 0, k = 0, n_explained = 0;

	for (size_t i = 0; i < x->sample.n; i++) {
		struct finding f;
		reader_row(&c->reader, x->sample.row[i], &f);
		n += f.reason != ROW_EMPTY && f.reason != ROW_TOTAL;
		/* names that several bear may be settled by a parent */
		found += f.feature != KEY_NONE || pass_is_explained(f.reason) ||
			 (c->reader.reading == READING_NAMES && f.reason == ROW_AMBIGUOUS);
		n_explained += f.feature == KEY_NONE && pass_is_explained(f.reason);
		if (f.feature != KEY_NONE)
			features[k++] = f.feature;
	}
	size_t distinct = count_distinct(features, k);
	const char *name = x->table->columns[c->reader.column[0]].name;
	c->rate = n > 0 ? (double)found / (double)n : 0;
	/* one territory for all rows is a constant, not a key */
	if (distinct < 2 && n >= 5 && n_explained == 0)
		c->rate = 0;
	c->score = c->rate + (n > 0 ? (double)distinct / (double)n : 0) +
		   0.3 * evidence_name(c->reader.lookup, name);
}

/* False where it leads to too few. */
static bool try_reading(struct examination *x, size_t framework, enum doctor_reading reading,
			const size_t *columns, size_t n_columns)
{
	struct candidate c = {.framework = framework};
	struct text warning;

	c.reader = reader_of(x->lookups[framework], x->table, reading, columns, n_columns);
	rate_sample(x, &c);
	/* postal codes are worth a word even where few of them are keys */
	if (c.rate < RATE_LEAST && !lookalike_postal(&c.reader, &x->sample, &warning))
		return false;
	if (x->n == x->room) {
		x->room = x->room == 0 ? 32 : x->room * 2;
		x->list = mem_grow(x->scratch, x->list, struct candidate, x->room);
	}
	x->list[x->n++] = c;
	return true;
}

static void try_column(struct examination *x, size_t column)
{
	const struct profile *p = &x->profiles[column];

	if (p->n == 0 || !p->whole)
		return;
	for (size_t f = 0; f < x->n_frameworks; f++) {
		struct lookup *l = x->lookups[f];
		if (l == NULL)
			continue;
		if (p->words * 10 >= p->n * 8 && x->frameworks[f].labels != NULL) {
			lookup_names(l);
			try_reading(x, f, READING_NAMES, &column, 1);
		}
		bool cadastre = l->shape.codes == CODES_COMMUNE && p->six * 2 >= p->n;
		/* where all have lost their zero, only the names tell which of the two it is */
		bool perhaps =
		    l->shape.codes == CODES_COMMUNE && (p->five + p->six) * 10 >= p->n * 9;
		if (!cadastre && !try_reading(x, f, READING_CODES, &column, 1) && perhaps)
			cadastre = true;
		if (cadastre)
			try_reading(x, f, READING_CADASTRE, &column, 1);
	}
}

/* Short codes that may be the two halves of a key of fixed length. */
static void try_pairs(struct examination *x)
{
	size_t tried = 0;

	for (size_t f = 0; f < x->n_frameworks; f++) {
		const struct shape *s = x->lookups[f] != NULL ? &x->lookups[f]->shape : NULL;
		if (s == NULL || s->least != s->most || s->most < 4 || s->most > 9)
			continue;
		for (size_t a = 0; a < x->table->n_columns && tried < PAIRS_MOST; a++) {
			for (size_t b = 0; b < x->table->n_columns && tried < PAIRS_MOST; b++) {
				const struct profile *p = &x->profiles[a], *q = &x->profiles[b];
				bool fit = a != b && p->n > 0 && q->n > 0 && p->whole && q->whole &&
					   p->words == 0 && q->words == 0 && q->most >= 2 &&
					   p->most + q->most >= s->most &&
					   p->most + q->most <= s->most + 1 && p->most < s->most &&
					   q->most < s->most;
				if (!fit)
					continue;
				tried++;
				try_reading(x, f, READING_PARTS, (const size_t[]){a, b}, 2);
			}
		}
	}
}

static int by_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	/* two versions that fit equally: the newer */
	return strcmp(y->reader.lookup->framework->version, x->reader.lookup->framework->version);
}

static bool same_rows(const struct candidate *a, const struct candidate *b, size_t n)
{
	size_t differ = 0;
	for (size_t row = 0; row < n; row++)
		differ += a->feature[row] != b->feature[row];
	return differ * 100 <= n;
}

/* Two candidates between which nothing decides: other territories, or other columns with other
 * rows. */
static bool rivals(const struct examination *x, const struct candidate *a,
		   const struct candidate *b)
{
	const struct doctor_proposal *p = &a->proposal, *q = &b->proposal;
	bool same_series =
	    strcmp(x->frameworks[a->framework].series, x->frameworks[b->framework].series) == 0;

	if (q->verdict == VERDICT_REFUSED || q->verdict == VERDICT_DOUBTFUL ||
	    fabs(a->score - b->score) > 0.05 || fabs(a->rate - b->rate) > 0.01 ||
	    fabs(p->label_agreement - q->label_agreement) > 0.05)
		return false;
	if (p->column[0] == q->column[0] && p->n_columns == q->n_columns &&
	    p->reading == q->reading)
		return !same_series && fabs(a->overlap - b->overlap) < 0.01;
	return a->framework == b->framework && p->reading == q->reading &&
	       p->n_columns == q->n_columns && !same_rows(a, b, x->table->n_rows);
}

static void refuse_rivals(struct examination *x, struct candidate *best, struct candidate *other)
{
	const struct doctor_framework *a = &x->frameworks[best->framework],
				      *b = &x->frameworks[other->framework];
	const char *c = x->table->columns[best->proposal.column[0]].name;
	const char *d = x->table->columns[other->proposal.column[0]].name;
	struct text w;

	if (a != b) {
		w.fr = mem_printf(x->ctx,
				  "deux référentiels conviennent également : « %s » (%s) et « %s » "
				  "(%s) ; il faut choisir",
				  text_in(a->title, LANG_FR), a->version,
				  text_in(b->title, LANG_FR), b->version);
		w.en = mem_printf(
		    x->ctx,
		    "two frameworks fit equally: \"%s\" (%s) and \"%s\" (%s); one is to be chosen",
		    text_in(a->title, LANG_EN), a->version, text_in(b->title, LANG_EN), b->version);
	} else {
		w.fr = mem_printf(
		    x->ctx,
		    "deux colonnes conviennent également : « %s » et « %s » ; il faut choisir", c,
		    d);
		w.en = mem_printf(x->ctx,
				  "two columns fit equally: \"%s\" and \"%s\"; one is to be chosen",
				  c, d);
	}
	best->proposal.warning = other->proposal.warning = w;
	best->proposal.verdict = other->proposal.verdict = VERDICT_REFUSED;
}

static struct text summary_of(const struct examination *x)
{
	const struct doctor_proposal *p = x->n > 0 ? &x->list[0].proposal : NULL;

	if (p == NULL)
		return (struct text){
		    "aucune colonne ne porte les codes ou les noms d'un référentiel connu",
		    "no column holds the codes or names of a framework that is known",
		};
	if (text_empty(p->warning))
		return p->reason;
	return (struct text){
	    mem_printf(x->ctx, "%s. Attention : %s", p->reason.fr, p->warning.fr),
	    mem_printf(x->ctx, "%s. Beware: %s", p->reason.en, p->warning.en),
	};
}

static bool prepare(struct examination *x, struct err *err)
{
	x->lookups = mem_array(x->scratch, struct lookup *, x->n_frameworks + 1);
	for (size_t i = 0; i < x->n_frameworks; i++) {
		if (x->frameworks[i].relative)
			continue;
		x->lookups[i] = lookup_new(x->scratch, x->frameworks, x->n_frameworks, i, err);
		if (x->lookups[i] == NULL)
			return false;
	}
	sample_of(&x->sample, x->table->n_rows);
	x->profiles = mem_array(x->scratch, struct profile, x->table->n_columns + 1);
	for (size_t c = 0; c < x->table->n_columns; c++)
		x->profiles[c] = profile_of(x, c);
	return true;
}

/* A column that only tells the parents of another's territories is not the key. */
static void prefer_finer(struct examination *x)
{
	for (size_t i = 0; i < x->n; i++) {
		struct candidate *fine = &x->list[i];
		for (size_t k = 0; k < x->n && fine->proposal.verdict <= VERDICT_LIKELY; k++) {
			const struct candidate *coarse = &x->list[k];
			bool parent = coarse->proposal.n_columns == 1 &&
				      coarse->proposal.column[0] == fine->proposal.parent_column;
			if (k != i && parent && fine->score <= coarse->score)
				fine->score = coarse->score + 0.001;
		}
	}
}

static void rank(struct examination *x)
{
	if (x->n > 0)
		qsort(x->list, x->n, sizeof *x->list, by_score);
	x->n = x->n < FULL_MOST ? x->n : FULL_MOST;
	for (size_t i = 0; i < x->n; i++) {
		lookup_names(x->lookups[x->list[i].framework]);
		propose(&x->list[i], x->ctx, x->scratch, &x->sample);
	}
	prefer_finer(x);
	if (x->n > 0)
		qsort(x->list, x->n, sizeof *x->list, by_score);
	for (size_t i = 1; i < x->n && x->list[0].proposal.verdict != VERDICT_REFUSED; i++)
		if (rivals(x, &x->list[0], &x->list[i]))
			refuse_rivals(x, &x->list[0], &x->list[i]);
	for (size_t i = 0; i < x->n; i++)
		propose_reason(&x->list[i], x->ctx);
}

bool doctor_examine(struct doctor_opinion *opinion, const void *ctx, const struct table *table,
		    const struct doctor_framework *frameworks, size_t n, struct err *err)
{
	struct examination x = {
	    .ctx = ctx,
	    .scratch = talloc_new(ctx),
	    .table = table,
	    .frameworks = frameworks,
	    .n_frameworks = n,
	};
	bool ok = prepare(&x, err);

	*opinion = (struct doctor_opinion){0};
	if (ok) {
		for (size_t c = 0; c < table->n_columns; c++)
			try_column(&x, c);
		try_pairs(&x);
		rank(&x);
		opinion->n = x.n;
		opinion->proposals = mem_array(ctx, struct doctor_proposal, x.n + 1);
		for (size_t i = 0; i < x.n; i++)
			opinion->proposals[i] = x.list[i].proposal;
		opinion->summary = summary_of(&x);
	}
	talloc_free(x.scratch);
	return ok;
}

bool doctor_consider(struct doctor_proposal *p, const void *ctx, const struct table *table,
		     const struct doctor_framework *frameworks, size_t n, struct err *err)
{
	void *scratch = talloc_new(ctx);
	struct candidate c = {.framework = p->framework};
	struct sample sample;
	struct lookup *l = lookup_new(scratch, frameworks, n, p->framework, err);

	if (l != NULL) {
		lookup_names(l);
		sample_of(&sample, table->n_rows);
		c.reader = reader_of(l, table, p->reading, p->column, p->n_columns);
		propose(&c, ctx, scratch, &sample);
		propose_reason(&c, ctx);
		*p = c.proposal;
	}
	talloc_free(scratch);
	return l != NULL;
}
