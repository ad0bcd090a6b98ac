#include "doctor/evidence.h"

#include <string.h>

#include "doctor/tidy.h"

#define TRUSTED 0.9

void sample_of(struct sample *s, size_t n_rows)
{
	s->n = n_rows < SAMPLE_MOST ? n_rows : SAMPLE_MOST;
	for (size_t i = 0; i < s->n; i++)
		s->row[i] = (uint32_t)(i * n_rows / s->n);
}

static bool is_key(const struct reader *r, size_t column)
{
	return column == r->column[0] || (r->n_columns > 1 && column == r->column[1]);
}

/* How a column's texts go with the features that the rows were matched to. */
struct agreement {
	size_t n, agree; /* rows with a feature and a text; of these, its name */
	size_t names,
	    distinct; /* texts that are names of some feature; changes from one to the next */
};

static struct agreement label_agreement(const struct reader *r, const struct sample *s,
					const uint32_t *feature, size_t column)
{
	struct agreement a = {0};
	char scratch[40], folded[FOLD_ROOM], last[FOLD_ROOM] = "";

	for (size_t i = 0; i < s->n; i++) {
		const char *text = table_text(r->table, column, s->row[i], scratch);
		const struct name_entry *e;
		if (text == NULL || feature[i] == KEY_NONE)
			continue;
		fold_name(text, folded);
		a.n++;
		a.agree += lookup_bears(r->lookup, feature[i], folded);
		a.names += lookup_name(r->lookup, folded, &e) > 0;
		a.distinct += strcmp(folded, last) != 0;
		memcpy(last, folded, strlen(folded) + 1);
	}
	return a;
}

static void find_label(struct witnesses *w, struct reader *r, const struct sample *s,
		       const uint32_t *feature)
{
	double strangest = 0.5;

	for (size_t c = 0; c < r->table->n_columns; c++) {
		if (is_key(r, c) || r->table->columns[c].type != CELL_TEXT)
			continue;
		struct agreement a = label_agreement(r, s, feature, c);
		double share = a.n > 0 ? (double)a.agree / (double)a.n : 0;
		double names = a.n > 0 ? (double)a.names / (double)a.n : 0;
		if (share > w->label_agreement) {
			w->label_agreement = share;
			w->label_column = c;
		}
		if (names > strangest && share < 0.3 && a.distinct >= 5) {
			strangest = names;
			w->strange_column = c;
		}
	}
	if (w->label_agreement >= 0.5)
		w->strange_column = DOCTOR_NO_COLUMN;
	if (w->label_agreement >= TRUSTED)
		r->label_column = w->label_column;
}

/* Whether a cell tells the parent of the feature, or of one that bears the name where names are
 * read. */
static bool parent_agrees(const struct reader *r, uint32_t row, uint32_t feature, size_t column)
{
	char scratch[40], folded[FOLD_ROOM];
	const struct lookup *l = r->lookup;
	const struct name_entry *e;
	uint32_t parent = lookup_parent(l, table_text(r->table, column, row, scratch));

	if (parent == KEY_NONE)
		return false;
	if (r->reading != READING_NAMES)
		return l->parent_of[feature] == parent;
	const char *name = table_text(r->table, r->column[0], row, scratch);
	if (name == NULL)
		return false;
	fold_name(name, folded);
	size_t n = lookup_name(l, folded, &e);
	for (size_t i = 0; i < n; i++)
		if ((e[i].feature != KEY_NONE ? l->parent_of[e[i].feature]
					      : lookup_former_parent(l, e[i].former)) == parent)
			return true;
	return false;
}

static void find_parent(struct reader *r, const struct sample *s, const uint32_t *feature)
{
	double best = TRUSTED;

	for (size_t c = 0; r->lookup->parent_of != NULL && c < r->table->n_columns; c++) {
		size_t n = 0, agree = 0;
		if (is_key(r, c) || r->table->columns[c].type == CELL_REAL)
			continue;
		for (size_t i = 0; i < s->n; i++) {
			if (feature[i] == KEY_NONE)
				continue;
			n++;
			agree += parent_agrees(r, s->row[i], feature[i], c);
		}
		if (n > 0 && (double)agree / (double)n > best) {
			best = (double)agree / (double)n;
			r->parent_column = c;
		}
	}
}

void witnesses_find(struct witnesses *w, struct reader *r, const struct sample *s)
{
	uint32_t feature[SAMPLE_MOST];

	*w = (struct witnesses){.label_column = DOCTOR_NO_COLUMN,
				.strange_column = DOCTOR_NO_COLUMN};
	for (size_t i = 0; i < s->n; i++) {
		struct finding f;
		reader_row(r, s->row[i], &f);
		/* a name that several bear still has a parent */
		feature[i] =
		    f.feature != KEY_NONE || r->reading != READING_NAMES ? f.feature : f.hint;
	}
	find_parent(r, s, feature);
	if (r->reading != READING_NAMES && r->lookup->framework->labels != NULL)
		find_label(w, r, s, feature);
}

static bool name_has(const char *name, const char *const *words, size_t n)
{
	char folded[FOLD_ROOM];

	fold_name(name, folded);
	for (size_t i = 0; i < n; i++) {
		size_t length = strlen(words[i]);
		for (const char *at = strstr(folded, words[i]); at != NULL;
		     at = strstr(at + 1, words[i]))
			if (length > 3 || ((at == folded || at[-1] == ' ') &&
					   (at[length] == '\0' || at[length] == ' ')))
				return true;
	}
	return false;
}

bool lookalike_postal(const struct reader *r, const struct sample *s, struct text *warning)
{
	static const char *const words[] = {"postal", "cp", "zip", "postcode"};
	size_t n = 0, five = 0, round = 0, keys = 0;

	if (r->lookup->shape.codes != CODES_COMMUNE || r->n_columns > 1 ||
	    r->reading == READING_NAMES)
		return false;
	for (size_t i = 0; i < s->n; i++) {
		char scratch[40], code[RULE_ROOM], room[RULE_ROOM], departement[4];
		const char *text = table_written(r->table, r->column[0], s->row[i], scratch);
		if (text == NULL)
			continue;
		n++;
		tidy(&r->lookup->shape, text, code);
		const char *padded =
		    rule_entry(RULE_LEADING_ZERO)->apply(&r->lookup->shape, code, room);
		padded = padded != NULL ? padded : code;
		if (strlen(code) < 4 || !commune_departement(padded, departement) ||
		    (lookup_key(r->lookup->parent, departement) == KEY_NONE &&
		     strncmp(padded, "20", 2) != 0))
			continue;
		five++;
		round += padded[4] == '0';
		keys += lookup_key(r->lookup, padded) != KEY_NONE;
	}
	bool named =
	    name_has(r->table->columns[r->column[0]].name, words, sizeof words / sizeof *words);
	if (n < 5 || five * 10 < n * 8 || round * 10 < five * (named ? 3 : 5) ||
	    keys * 10 > five * 7)
		return false;
	*warning = (struct text){
	    "ce sont des codes postaux : un code postal couvre plusieurs communes, et une commune "
	    "en a "
	    "plusieurs ; il faut le code INSEE de la commune",
	    "these are postal codes: a postal code covers several communes, and a commune has "
	    "several; "
	    "the INSEE code of the commune is needed",
	};
	return true;
}

/* Constituencies are numbered from 1 in each département, which has 21 at most; communes go on to
 * hundreds. */
bool lookalike_constituency(const struct reader *r, struct text *warning)
{
	static const char *const words[] = {"circo", "circonscription", "legislative",
					    "constituency"};
	const struct lookup *l = r->lookup;
	size_t n = 0, low = 0, touched = 0;

	if (l->shape.codes != CODES_COMMUNE || l->parent == NULL || r->reading != READING_CODES)
		return false;
	uint8_t *seen = mem_array(NULL, uint8_t, l->parent->framework->n + 1);
	for (size_t row = 0; row < r->table->n_rows; row++) {
		struct finding f;
		char departement[4];
		reader_row(r, row, &f);
		if (!commune_departement(f.code, departement))
			continue;
		uint32_t parent = lookup_key(l->parent, departement);
		size_t number = (size_t)(f.code[3] - '0') * 10 + (size_t)(f.code[4] - '0');
		bool hundreds = f.code[2] != '0' && departement[2] == '\0';
		n++;
		low += !hundreds && number >= 1 && number <= 24;
		if (parent != KEY_NONE && !seen[parent])
			seen[parent] = 1, touched++;
	}
	talloc_free(seen);
	const char *column = r->table->columns[r->column[0]].name;
	bool named = name_has(column, words, sizeof words / sizeof *words);
	if (n < (named ? 1 : 20) || touched < (named ? 1 : 5) || low * 100 < n * (named ? 90 : 98))
		return false;
	*warning = (struct text){
	    "ces codes sont numérotés à partir de 1 dans chaque département : ce sont sans doute "
	    "des "
	    "circonscriptions législatives, dont beaucoup ont par hasard le code d'une commune",
	    "these codes count from 1 in each département: they are most likely legislative "
	    "constituencies, of which many happen to have the code of a commune",
	};
	return true;
}

double evidence_overlap(const struct reader *r, const struct pass *p)
{
	const struct lookup *l = r->lookup;
	size_t around = l->framework->n, rows = p->n_exact + p->n_repaired;

	if (p->n_matched == 0)
		return 0;
	if (l->parent_of != NULL) {
		uint8_t *seen = mem_array(NULL, uint8_t, l->parent->framework->n + 1);
		for (size_t i = 0; i < p->n_features; i++)
			if (p->feature_rows[i] > 0 && l->parent_of[i] != KEY_NONE)
				seen[l->parent_of[i]] = 1;
		around = 0;
		for (size_t i = 0; i < p->n_features; i++)
			around += p->feature_rows[i] > 0 ||
				  (l->parent_of[i] != KEY_NONE && seen[l->parent_of[i]]);
		talloc_free(seen);
	}
	double others = (double)(p->n_keyed - rows) * (double)p->n_matched / (double)rows;
	return (double)p->n_matched / ((double)around + others);
}

double evidence_name(const struct lookup *l, const char *column)
{
	static const char *const codes[] = {"code",  "insee", "codgeo", "id",    "cod",
					    "geoid", "key",   "cle",    "siren", "fips",
					    "geo",   "nuts",  "lau"};
	static const struct {
		enum doctor_codes codes;
		const char *words[6];
	} lists[] = {
	    {CODES_COMMUNE, {"com", "commune", "codgeo", "depcom", "insee", "codecommune"}},
	    {CODES_DEPARTEMENT, {"dep", "departement", "dept", "dpt", "departement", "dep"}},
	    {CODES_EPCI, {"epci", "siren", "interco", "intercommunalite", "epci", "siren"}},
	};
	double value = name_has(column, codes, sizeof codes / sizeof *codes) ? 0.5 : 0;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (lists[i].codes == l->shape.codes && name_has(column, lists[i].words, 6))
			return 0.5 + value;
	char series[4] = "";
	strncat(series, l->framework->series, 3);
	const char *start = series;
	return strlen(series) == 3 && name_has(column, &start, 1) ? 0.5 + value : value;
}
