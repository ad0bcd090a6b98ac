#include "doctor/reader.h"

#include <stdio.h>
#include <string.h>

#include "doctor/tidy.h"

#define DIGITS    "0123456789"
#define PART_ROOM 32

static size_t widest(const struct table *t, size_t column)
{
	size_t most = 0;
	char scratch[40];

	for (size_t row = 0; row < t->n_rows; row++) {
		const char *s = table_text(t, column, row, scratch);
		size_t n = s != NULL ? strlen(s) : 0;
		most = n > most ? n : most;
	}
	return most;
}

struct reader reader_of(const struct lookup *l, const struct table *table,
			enum doctor_reading reading, const size_t *columns, size_t n_columns)
{
	struct reader r = {
	    .lookup = l,
	    .table = table,
	    .reading = reading,
	    .n_columns = n_columns,
	    .column = {columns[0], n_columns > 1 ? columns[1] : 0},
	    .label_column = DOCTOR_NO_COLUMN,
	    .parent_column = DOCTOR_NO_COLUMN,
	};

	if (n_columns > 1) {
		r.widths[1] = widest(table, columns[1]);
		r.widths[0] = l->shape.most > r.widths[1] ? l->shape.most - r.widths[1] : 0;
	}
	return r;
}

const char *reader_written(const struct reader *r, size_t row, char *room, size_t size)
{
	char a[40], b[40];
	const char *first = table_written(r->table, r->column[0], row, a);

	if (r->n_columns == 1) {
		if (first != NULL)
			snprintf(room, size, "%s", first);
		return first != NULL ? room : NULL;
	}
	const char *second = table_written(r->table, r->column[1], row, b);
	if (first == NULL && second == NULL)
		return NULL;
	snprintf(room, size, "%s + %s", first != NULL ? first : "", second != NULL ? second : "");
	return room;
}

/* What the columns that bear the key out say of this row. */
struct witness {
	char label[FOLD_ROOM]; /* folded; "" where there is none */
	uint32_t parent;
};

static struct witness hear(const struct reader *r, size_t row)
{
	struct witness w = {.label = "", .parent = KEY_NONE};
	char scratch[40];

	if (r->label_column != DOCTOR_NO_COLUMN) {
		const char *label = table_text(r->table, r->label_column, row, scratch);
		if (label != NULL)
			fold_name(label, w.label);
	}
	if (r->parent_column != DOCTOR_NO_COLUMN)
		w.parent =
		    lookup_parent(r->lookup, table_text(r->table, r->parent_column, row, scratch));
	return w;
}

static void matched(struct finding *f, uint32_t feature, uint32_t rules)
{
	f->feature = feature;
	f->rules |= rules;
	f->reason = ROW_MATCHED;
}

static void refused(struct finding *f, enum row_reason reason, uint32_t hint)
{
	f->feature = KEY_NONE;
	f->reason = reason;
	f->hint = hint;
}

static bool same_place(const struct lookup *l, uint32_t feature, uint32_t parent)
{
	return l->parent_of == NULL || parent == KEY_NONE || l->parent_of[feature] == parent;
}

/* A key of another year: followed where the territory is the same, told otherwise. */
static void follow(const struct reader *r, struct finding *f, uint32_t former)
{
	static const enum row_reason reasons[] = {
	    [FORMER_MERGED] = ROW_MERGED,
	    [FORMER_SPLIT] = ROW_SPLIT,
	    [FORMER_RENAMED] = ROW_RENAMED,
	    [FORMER_LATER] = ROW_LATER,
	};
	const struct doctor_former *was = &r->lookup->framework->formers[former];
	uint32_t successor =
	    was->n_successors == 1 ? lookup_key(r->lookup, was->successors[0]) : KEY_NONE;

	f->former = former;
	refused(f, reasons[was->reason], successor);
	if (successor != KEY_NONE && was->reason == FORMER_RENAMED)
		matched(f, successor, RULE_BIT(RULE_RENAMED));
	else if (successor != KEY_NONE && was->reason == FORMER_MERGED && r->successors)
		matched(f, successor, RULE_BIT(RULE_SUCCESSOR));
}

/* One key that the rules lead to, or several. */
struct candidates {
	uint32_t feature[RULES], former;
	uint32_t rules[RULES];
	size_t n;
	char code[RULES][RULE_ROOM];
	char former_code[RULE_ROOM];
};

static void consider(const struct lookup *l, struct candidates *c, const char *code, uint32_t rules)
{
	uint32_t feature = lookup_key(l, code);

	if (feature == KEY_NONE)
		feature = lookup_alias(l, code),
		rules |= feature != KEY_NONE ? RULE_BIT(RULE_ALIAS) : 0;
	if (feature == KEY_NONE) {
		uint32_t former = lookup_former(l, code);
		if (former == KEY_NONE || c->former != KEY_NONE)
			return;
		c->former = former;
		snprintf(c->former_code, sizeof c->former_code, "%s", code);
		return;
	}
	for (size_t i = 0; i < c->n; i++)
		if (c->feature[i] == feature)
			return;
	c->feature[c->n] = feature;
	c->rules[c->n] = rules;
	snprintf(c->code[c->n++], RULE_ROOM, "%s", code);
}

static void gather(const struct reader *r, struct candidates *c, const char *code)
{
	const struct shape *shape = &r->lookup->shape;
	char room[RULE_ROOM], padded[RULE_ROOM];

	c->former = KEY_NONE;
	c->n = 0;
	if (r->reading == READING_CADASTRE) {
		/* the lost zero of "10001" makes it "010001", not a commune of the Aube */
		bool lost = strlen(code) == 5 && code[strspn(code, DIGITS)] == '\0';
		snprintf(padded, sizeof padded, "%s%s", lost ? "0" : "", code);
		const char *meant = rule_entry(RULE_CADASTRE)->apply(shape, padded, room);
		if (meant != NULL)
			consider(r->lookup, c, meant,
				 RULE_BIT(RULE_CADASTRE) |
				     (lost ? RULE_BIT(RULE_LEADING_ZERO) : 0));
		return;
	}
	consider(r->lookup, c, code, 0);
	for (int i = RULE_MARKS; c->n == 0 && c->former == KEY_NONE && i <= RULE_SIRET; i++) {
		const char *meant = rule_entry((enum rule)i)->apply(shape, code, room);
		if (meant != NULL)
			consider(r->lookup, c, meant, RULE_BIT(i));
		/* both halves of Corsica are asked before one is taken */
		if (meant != NULL && i == RULE_CORSICA_A) {
			meant = rule_entry(RULE_CORSICA_B)->apply(shape, code, room);
			consider(r->lookup, c, meant, RULE_BIT(RULE_CORSICA_B));
		}
	}
}

static bool is_total(const char *text)
{
	static const char *const words[] = {"total",
					    "totaux",
					    "ensemble",
					    "france",
					    "france entiere",
					    "france metropolitaine",
					    "metropole",
					    "sum",
					    "all",
					    "moyenne",
					    "dom",
					    "total general",
					    "grand total",
					    "somme",
					    "fr"};
	char folded[FOLD_ROOM];

	fold_name(text, folded);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(folded, words[i]) == 0)
			return true;
	return strncmp(folded, "total ", 6) == 0 || strncmp(folded, "ensemble ", 9) == 0;
}

static bool between(const char *code, const char *least, const char *most)
{
	return strlen(code) == 5 && strcmp(code, least) >= 0 && strcmp(code, most) <= 0;
}

/* The commune of a municipal arrondissement, by INSEE's numbers, which have not moved since 1960
   (Lyon's ninth came in 1964). */
static const char *arrondissement_of(const char *code)
{
	if (between(code, "75101", "75120"))
		return "75056";
	if (between(code, "69381", "69389"))
		return "69123";
	return between(code, "13201", "13216") ? "13055" : NULL;
}

/* Saint-Pierre-et-Miquelon, Saint-Barthélemy, Saint-Martin, and those of the Pacific. */
static bool is_collectivity(const struct shape *shape, const char *code)
{
	return shape->codes == CODES_COMMUNE &&
	       (between(code, "97500", "97599") || between(code, "97700", "97899") ||
		between(code, "98000", "98999"));
}

static bool formed(const struct shape *s, const char *code)
{
	size_t n = strlen(code);

	if (n < s->least || n > s->most)
		return false;
	size_t digits = 0;
	for (size_t i = 0; i < n; i++)
		digits += code[i] >= '0' && code[i] <= '9';
	if (s->codes == CODES_COMMUNE || s->codes == CODES_DEPARTEMENT)
		return digits == n || (digits == n - 1 && (code[1] == 'A' || code[1] == 'B'));
	return s->digits ? digits == n : true;
}

static bool has_letters(const char *s)
{
	size_t n = 0;
	for (; *s != '\0'; s++)
		n += (unsigned char)*s > 0x7f || (*s >= 'a' && *s <= 'z') ||
		     (*s >= 'A' && *s <= 'Z');
	return n >= 3;
}

/* A code that leads nowhere: the likely reason. */
static void explain(const struct reader *r, struct finding *f, const char *written)
{
	const struct shape *shape = &r->lookup->shape;
	const char *commune = shape->codes == CODES_COMMUNE ? arrondissement_of(f->code) : NULL;
	uint32_t hint = commune != NULL ? lookup_key(r->lookup, commune) : KEY_NONE;

	if (commune != NULL && r->arrondissements && hint != KEY_NONE)
		matched(f, hint, RULE_BIT(RULE_ARRONDISSEMENT));
	else if (commune != NULL)
		refused(f, ROW_ARRONDISSEMENT, hint);
	else if (is_total(written))
		refused(f, ROW_TOTAL, KEY_NONE);
	else if (scientific_lost(f->code))
		refused(f, ROW_DIGITS_LOST, KEY_NONE);
	else if (is_collectivity(shape, f->code))
		refused(f, ROW_COLLECTIVITY, KEY_NONE);
	else if (shape->codes == CODES_COMMUNE && between(f->code, "99000", "99999"))
		refused(f, ROW_ABROAD, KEY_NONE);
	else if (shape->codes == CODES_DEPARTEMENT && strcmp(f->code, "20") == 0)
		refused(f, ROW_AMBIGUOUS, lookup_key(r->lookup, "2A"));
	else if (!formed(shape, f->code))
		refused(f, has_letters(f->code) ? ROW_IS_NAME : ROW_FORM, KEY_NONE);
	else
		refused(f, ROW_UNKNOWN, KEY_NONE);
}

/* Of several, the one that the label or the parent names. */
static size_t settle(const struct reader *r, const struct candidates *c, const struct witness *w)
{
	size_t chosen = c->n, n = 0;

	for (size_t i = 0; i < c->n; i++) {
		bool borne = *w->label != '\0' ? lookup_bears(r->lookup, c->feature[i], w->label)
					       : w->parent != KEY_NONE;
		if (borne && same_place(r->lookup, c->feature[i], w->parent)) {
			chosen = i;
			n++;
		}
	}
	return n == 1 ? chosen : c->n;
}

/* The feature that alone bears the label, in the parent where one is given; or KEY_NONE. */
static uint32_t label_names(const struct lookup *l, const char *label, uint32_t parent)
{
	const struct name_entry *e;
	size_t n = lookup_name(l, label, &e);

	if (n == 0)
		return KEY_NONE;
	uint32_t found = KEY_NONE;
	for (size_t i = 0; i < n; i++) {
		if (e[i].feature == KEY_NONE || !same_place(l, e[i].feature, parent))
			continue;
		if (found != KEY_NONE)
			return KEY_NONE;
		found = e[i].feature;
	}
	return found;
}

/* A label that belongs to another territory alone, and a parent that is another one, refuse a
   match. Where the code stands as it is, only a territory of the same parent does: a place that
   took another name leaves its old one to be borne elsewhere. */
static void examine_witness(const struct reader *r, struct finding *f, const struct witness *w)
{
	const struct lookup *l = r->lookup;
	uint32_t followed =
	    RULE_BIT(RULE_RENAMED) | RULE_BIT(RULE_SUCCESSOR) | RULE_BIT(RULE_ARRONDISSEMENT);

	if (f->feature == KEY_NONE || (f->rules & followed) != 0)
		return;
	if (*w->label != '\0' && !lookup_bears(l, f->feature, w->label)) {
		bool exact = (f->rules & ~RULE_BIT(RULE_PARTS)) == 0 && l->parent_of != NULL;
		uint32_t other =
		    label_names(l, w->label, exact ? l->parent_of[f->feature] : w->parent);
		if (other != KEY_NONE && other != f->feature)
			refused(f, ROW_LABEL, other);
	}
	if (f->rules != 0 && f->feature != KEY_NONE && !same_place(l, f->feature, w->parent))
		refused(f, ROW_PARENT, f->feature);
}

static void read_code(const struct reader *r, const char *written, const struct witness *w,
		      struct finding *f)
{
	struct candidates c;

	f->rules |= tidy(&r->lookup->shape, written, f->code);
	if (*f->code == '\0') {
		refused(f, ROW_EMPTY, KEY_NONE);
		return;
	}
	gather(r, &c, f->code);
	size_t chosen = c.n == 1 ? 0 : settle(r, &c, w);
	if (chosen < c.n) {
		matched(f, c.feature[chosen], c.rules[chosen]);
		snprintf(f->code, sizeof f->code, "%s", c.code[chosen]);
		examine_witness(r, f, w);
	} else if (c.n > 1) {
		refused(f, ROW_AMBIGUOUS, c.feature[0]);
	} else if (c.former != KEY_NONE && !is_collectivity(&r->lookup->shape, c.former_code)) {
		snprintf(f->code, sizeof f->code, "%s", c.former_code);
		follow(r, f, c.former);
	} else {
		char room[RULE_ROOM];
		const char *padded =
		    rule_entry(RULE_LEADING_ZERO)->apply(&r->lookup->shape, f->code, room);
		if (padded != NULL)
			snprintf(f->code, sizeof f->code, "%s", padded);
		explain(r, f, written);
		if (f->feature == KEY_NONE && f->hint == KEY_NONE && *w->label != '\0')
			f->hint = label_names(r->lookup, w->label, w->parent);
	}
}

/* A part padded to its width; false when it is too long or no part of a code. */
static bool pad(const struct reader *r, const char *part, size_t width, char to[PART_ROOM],
		uint32_t *rules)
{
	char code[RULE_ROOM];

	*rules |= tidy(&r->lookup->shape, part, code);
	size_t n = strlen(code);
	if (n == 0 || n >= PART_ROOM || width >= PART_ROOM)
		return false;
	if (n < width && code[strspn(code, DIGITS)] == '\0') {
		memset(to, '0', width - n);
		memcpy(to + width - n, code, n + 1);
		*rules |= RULE_BIT(RULE_LEADING_ZERO);
	} else {
		memcpy(to, code, n + 1);
	}
	return true;
}

static void read_parts(const struct reader *r, size_t row, struct finding *f)
{
	char a[40], b[40], first[PART_ROOM], second[PART_ROOM];
	const char *one = table_written(r->table, r->column[0], row, a);
	const char *two = table_written(r->table, r->column[1], row, b);

	if (one == NULL || two == NULL || !pad(r, one, r->widths[0], first, &f->rules) ||
	    !pad(r, two, r->widths[1], second, &f->rules)) {
		refused(f, one == NULL || two == NULL ? ROW_EMPTY : ROW_FORM, KEY_NONE);
		return;
	}
	/* "971" and "101": the last digit of the one is the first of the other */
	bool shared = strlen(first) == r->widths[0] + 1 && first[r->widths[0]] == second[0];
	snprintf(f->code, sizeof f->code, "%.*s%s", shared ? (int)r->widths[0] : PART_ROOM, first,
		 second);
	f->rules |= RULE_BIT(RULE_PARTS);
	uint32_t feature = lookup_key(r->lookup, f->code),
		 former = lookup_former(r->lookup, f->code);
	struct witness w = hear(r, row);
	if (feature != KEY_NONE) {
		matched(f, feature, 0);
		examine_witness(r, f, &w);
	} else if (former != KEY_NONE) {
		follow(r, f, former);
	} else {
		explain(r, f, f->code);
	}
}

static void read_name(const struct reader *r, const char *written, const struct witness *w,
		      struct finding *f)
{
	const struct lookup *l = r->lookup;
	char folded[FOLD_ROOM];
	const struct name_entry *e;
	uint32_t feature = KEY_NONE, former = KEY_NONE, elsewhere = KEY_NONE;
	size_t n_here = 0, n_past = 0;

	fold_name(written, folded);
	snprintf(f->code, sizeof f->code, "%.*s", RULE_ROOM - 1, folded);
	size_t n = lookup_name(l, folded, &e);
	for (size_t i = 0; i < n; i++) {
		bool past = e[i].feature == KEY_NONE;
		uint32_t parent = l->parent_of == NULL ? KEY_NONE
				  : past               ? lookup_former_parent(l, e[i].former)
						       : l->parent_of[e[i].feature];
		if (w->parent != KEY_NONE && parent != w->parent) {
			elsewhere = past ? elsewhere : e[i].feature;
		} else if (past) {
			former = e[i].former;
			n_past++;
		} else {
			feature = e[i].feature;
			n_here++;
		}
	}
	if (n_here == 1 && n_past == 0)
		matched(f, feature, RULE_BIT(n > 1 ? RULE_NAME_IN_PARENT : RULE_NAME));
	else if (n_here + n_past > 1)
		refused(f, ROW_AMBIGUOUS, feature);
	else if (n_past == 1)
		follow(r, f, former);
	else if (is_total(written))
		refused(f, ROW_TOTAL, KEY_NONE);
	else
		refused(f, n > 0 ? ROW_PARENT : ROW_UNKNOWN, elsewhere);
}

void reader_row(const struct reader *r, size_t row, struct finding *f)
{
	char scratch[40];
	const char *written;

	*f = (struct finding){.feature = KEY_NONE, .former = KEY_NONE, .hint = KEY_NONE};
	if (r->reading == READING_PARTS) {
		read_parts(r, row, f);
		return;
	}
	written = table_written(r->table, r->column[0], row, scratch);
	if (written == NULL) {
		refused(f, ROW_EMPTY, KEY_NONE);
		return;
	}
	bool names = r->reading == READING_NAMES;
	/* a key as it stands needs no witness but its label */
	struct witness w = names || r->label_column != DOCTOR_NO_COLUMN ||
				   lookup_key(r->lookup, written) == KEY_NONE
			       ? hear(r, row)
			       : (struct witness){.parent = KEY_NONE};
	if (names)
		read_name(r, written, &w, f);
	else
		read_code(r, written, &w, f);
}
