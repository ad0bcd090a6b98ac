/* More than a hundred tables, broken as people break them, from real lists, with the truth kept: at least 99 of
   100 rows rightly joined, and none wrongly. */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/text.h"
#include "doctor/account.h"
#include "doctor/fold.h"
#include "table/build.h"
#include "tests/doctor/country.h"

static struct country *country;

static int setup(void **state)
{
	(void)state;
	country = country_load(NULL);
	/* one version of the communes will do: the other is test_joins' matter */
	if (country != NULL)
		country->f[COMMUNES_2018] = (struct doctor_framework){ .series = "none", .version = "" };
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	talloc_free(country);
	return 0;
}

/* A row of the truth, and what a fault makes of it. */
struct line {
	const char *key, *label, *parent, *parent_label;
	char code[160], name[200], part[40];
	bool may_refuse;       /* nothing in the table tells which territory is meant */
};

static uint32_t turn = 12345;

/* A linear congruence (Numerical Recipes): the same tables on every run. */
static uint32_t chance(uint32_t n)
{
	turn = turn * 1664525U + 1013904223U;
	return (turn >> 8) % n;
}

static bool digits(const char *s)
{
	return s[strspn(s, "0123456789")] == '\0';
}

static void as_is(struct line *l)
{
	(void)l;
}

static void lost_zero(struct line *l)
{
	const char *s = l->key;
	while (digits(l->key) && *s == '0' && s[1] != '\0')
		s++;
	snprintf(l->code, sizeof l->code, "%s", s);
}

static void small_letters(struct line *l)
{
	for (char *c = l->code; *c != '\0'; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
}

static void between(struct line *l, const char *before, const char *after)
{
	char was[80];
	snprintf(was, sizeof was, "%.79s", l->code);
	snprintf(l->code, sizeof l->code, "%s%s%s", before, was, after);
}

static void spaces(struct line *l) { between(l, chance(2) ? " " : "", "  "); }
static void hard_spaces(struct line *l) { between(l, "\xc2\xa0", "\xc2\xa0"); }
static void apostrophe(struct line *l) { between(l, "'", ""); }
static void typographic(struct line *l) { between(l, "\xe2\x80\x99", ""); }
static void quoted(struct line *l) { between(l, "\"", "\""); }
static void formula(struct line *l) { between(l, "=\"", "\""); }
static void prefixed(struct line *l) { between(l, "FR_", ""); }
static void tabbed(struct line *l) { between(l, "", "\t"); }

static void split_at(struct line *l, size_t at, const char *mark)
{
	char was[80];
	snprintf(was, sizeof was, "%.79s", l->code);
	snprintf(l->code, sizeof l->code, "%.*s%s%s", (int)at, was, mark, was + at);
}

static void narrow_space(struct line *l) { split_at(l, strlen(l->code) - 3, "\xe2\x80\xaf"); }
static void plain_space(struct line *l) { split_at(l, strlen(l->code) - 3, " "); }
static void dashed(struct line *l) { split_at(l, 2, "-"); }

static void decimal(struct line *l)
{
	lost_zero(l);
	if (digits(l->code))
		between(l, "", ".0");
}

static void decimal_comma(struct line *l)
{
	lost_zero(l);
	if (digits(l->code))
		between(l, "", ",00");
}

static void thousands(struct line *l)
{
	lost_zero(l);
	if (digits(l->code) && strlen(l->code) > 3)
		split_at(l, strlen(l->code) - 3, ",");
}

static void scientific(struct line *l)
{
	lost_zero(l);
	size_t n = strlen(l->code);
	if (!digits(l->code) || n < 3)
		return;
	split_at(l, 1, ",");
	char power[8];
	snprintf(power, sizeof power, "E+%02u", (unsigned)n - 1);
	between(l, "", power);
}

/* As a spreadsheet shows them: two decimals, so that most codes are gone. */
static void scientific_short(struct line *l)
{
	scientific(l);
	char *e = strchr(l->code, 'E');
	if (e == NULL || e - l->code <= 4)
		return;
	memmove(l->code + 4, e, strlen(e) + 1);
	l->may_refuse = true;
}

static void letter_o(struct line *l)
{
	for (char *c = l->code; *c != '\0'; c++)
		*c = *c == '0' ? 'O' : *c;
}

static void corsica_20(struct line *l)
{
	if (l->code[1] == 'A' || l->code[1] == 'B')
		l->code[1] = '0';
}

static void cadastral(struct line *l)
{
	char direction[2] = { l->key[0] == '9' && l->key[1] == '7' ? l->key[2] : '0', '\0' };
	if (strncmp(l->key, "75", 2) == 0)
		direction[0] = '4';
	split_at(l, 2, direction);
}

static void cadastral_lost(struct line *l)
{
	cadastral(l);
	if (l->code[0] == '0' && digits(l->code))
		memmove(l->code, l->code + 1, strlen(l->code));
}

/* Overseas "971" and "101" share a digit. */
static void commune_part(struct line *l)
{
	snprintf(l->code, sizeof l->code, "%s", l->key + 2);
	snprintf(l->part, sizeof l->part, "%s", l->parent);
}

static void commune_part_lost(struct line *l)
{
	int64_t n = 0;
	commune_part(l);
	if (text_int(l->code, &n))
		snprintf(l->code, sizeof l->code, "%d", (int)n);
	if (l->part[0] == '0')
		memmove(l->part, l->part + 1, strlen(l->part));
}

static void extra_zero(struct line *l)
{
	if (strlen(l->code) == 2)
		between(l, "0", "");
}

static void siret(struct line *l) { between(l, "", "00017"); }

static void capitals(struct line *l)
{
	char *to = l->name;
	for (const unsigned char *s = (const unsigned char *)l->label; *s != '\0' && to < l->name + 190; s++) {
		if (s[0] == 0xc3 && s[1] >= 0xa0) {
			*to++ = (char)s[0];
			*to++ = (char)(s[1] - 0x20);
			s++;
		} else {
			*to++ = *s >= 'a' && *s <= 'z' ? (char)(*s - 32) : (char)*s;
		}
	}
	*to = '\0';
}

static void bare_capitals(struct line *l)
{
	char folded[FOLD_ROOM];
	fold_name(l->label, folded);
	snprintf(l->name, sizeof l->name, "%s", folded);
	for (char *c = l->name; *c != '\0'; c++)
		*c = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
}

static void article_behind(struct line *l)
{
	static const char *const articles[] = { "Le ", "La ", "Les ", "L'" };
	for (size_t i = 0; i < 4; i++) {
		size_t n = strlen(articles[i]);
		if (strncmp(l->label, articles[i], n) == 0)
			snprintf(l->name, sizeof l->name, "%s (%.*s)", l->label + n,
			         (int)(articles[i][n - 1] == ' ' ? n - 1 : n), articles[i]);
	}
}

static void replace(char *s, size_t room, const char *from, const char *to)
{
	char *at = strstr(s, from);
	if (at == NULL)
		return;
	char rest[200];
	snprintf(rest, sizeof rest, "%s", at + strlen(from));
	snprintf(at, room - (size_t)(at - s), "%s%s", to, rest);
}

static void shortened(struct line *l)
{
	replace(l->name, sizeof l->name, "Sainte-", "Ste ");
	replace(l->name, sizeof l->name, "Saint-", "St ");
	replace(l->name, sizeof l->name, "-sur-", " s/ ");
	replace(l->name, sizeof l->name, "CC ", "Communauté de communes ");
}

static void without_article(struct line *l)
{
	char folded[FOLD_ROOM];
	fold_name(l->label, folded);
	snprintf(l->name, sizeof l->name, "%s", fold_without_article(folded));
}

static void (*const any[])(struct line *) = {
	as_is, lost_zero, small_letters, spaces, hard_spaces, apostrophe, quoted, formula, decimal, scientific,
	letter_o, prefixed, dashed,
};

static void mixture(struct line *l)
{
	any[chance(sizeof any / sizeof *any)](l);
}

/* One row in two hundred has a wrong digit. */
static void slips(struct line *l)
{
	if (chance(200) != 0)
		return;
	size_t at = strlen(l->code) - 1 - chance(3);
	l->code[at] = (char)('0' + (l->code[at] - '0' + 1 + (int)chance(8)) % 10);
	l->may_refuse = true;
}

enum { WITH_LABEL = 1, WITH_PARENT = 2, PARENT_NAMES = 4, NAMES_ONLY = 8, PARTS = 16, TOTALS = 32, TWICE = 64 };

static const struct fault {
	const char *name;
	void (*apply)(struct line *);
	int what;
} commune_faults[] = {
	{ "as it is", as_is, WITH_LABEL }, { "as it is, bare", as_is, 0 },
	{ "lost zero", lost_zero, WITH_LABEL }, { "lost zero, bare", lost_zero, 0 },
	{ "small letters", small_letters, 0 }, { "spaces", spaces, WITH_LABEL | WITH_PARENT },
	{ "U+00A0", hard_spaces, 0 }, { "U+202F", narrow_space, WITH_LABEL }, { "space", plain_space, 0 },
	{ "apostrophe", apostrophe, WITH_LABEL }, { "typographic apostrophe", typographic, 0 },
	{ "quoted", quoted, 0 }, { "formula", formula, 0 }, { "tab", tabbed, WITH_LABEL },
	{ ".0", decimal, WITH_LABEL }, { ",00", decimal_comma, 0 }, { "thousands", thousands, WITH_LABEL },
	{ "scientific", scientific, WITH_LABEL }, { "scientific, bare", scientific, 0 },
	{ "scientific, digits lost", scientific_short, WITH_LABEL }, { "letter O", letter_o, WITH_LABEL },
	{ "dashes", dashed, 0 }, { "prefix", prefixed, WITH_LABEL }, { "20xxx", corsica_20, WITH_LABEL },
	{ "20xxx, bare", corsica_20, 0 }, { "cadastral", cadastral, WITH_LABEL }, { "cadastral, bare", cadastral, 0 },
	{ "cadastral, lost zero", cadastral_lost, WITH_LABEL }, { "two columns", commune_part, PARTS | WITH_LABEL },
	{ "two columns, lost zeros", commune_part_lost, PARTS | WITH_LABEL },
	{ "names and codes of the départements", as_is, NAMES_ONLY | WITH_PARENT },
	{ "capitals and names of the départements", capitals, NAMES_ONLY | PARENT_NAMES },
	{ "bare capitals", bare_capitals, NAMES_ONLY | WITH_PARENT },
	{ "article behind", article_behind, NAMES_ONLY | WITH_PARENT }, { "St, Ste, s/", shortened, NAMES_ONLY | WITH_PARENT },
	{ "without article", without_article, NAMES_ONLY | WITH_PARENT }, { "names alone", as_is, NAMES_ONLY },
	{ "mixture", mixture, WITH_LABEL }, { "mixture, bare", mixture, 0 }, { "slips", slips, WITH_LABEL | WITH_PARENT },
	{ "totals", lost_zero, WITH_LABEL | TOTALS }, { "each twice", as_is, WITH_LABEL | TWICE },
}, other_faults[] = {
	{ "as it is", as_is, WITH_LABEL }, { "lost zero", lost_zero, WITH_LABEL }, { "spaces", spaces, WITH_LABEL },
	{ "U+00A0", hard_spaces, WITH_LABEL }, { "apostrophe", apostrophe, WITH_LABEL }, { "formula", formula, WITH_LABEL },
	{ ".0", decimal, WITH_LABEL }, { "scientific", scientific, WITH_LABEL }, { "small letters", small_letters, WITH_LABEL },
	{ "totals", as_is, WITH_LABEL | TOTALS },
}, county_faults[] = {
	{ "capitals and the state", capitals, NAMES_ONLY | WITH_PARENT }, { "two columns", commune_part, PARTS | WITH_LABEL },
	{ "slips", slips, WITH_LABEL | WITH_PARENT }, { "20xxx stays", as_is, WITH_PARENT },
}, departement_faults[] = {
	{ "extra zero", extra_zero, WITH_LABEL }, { "extra zero, bare", extra_zero, 0 }, { "prefix", prefixed, WITH_LABEL },
	{ "capitals", capitals, NAMES_ONLY }, { "bare capitals", bare_capitals, NAMES_ONLY },
}, epci_faults[] = {
	{ "grouped", narrow_space, WITH_LABEL }, { "grouped, bare", plain_space, 0 }, { "SIRET", siret, WITH_LABEL },
	{ "capitals", capitals, NAMES_ONLY }, { "St, Ste, s/", shortened, NAMES_ONLY },
};

/* Which features of a framework a table has. */
static const struct slice {
	const char *name;
	int framework;
	const char *first, *last;      /* keys between */
	size_t step;
	const struct fault *faults; size_t n_faults;
} slices[] = {
#define FAULTS(list) list, sizeof list / sizeof *list
	{ "France", COMMUNES_2022, "0", "Z", 31, FAULTS(commune_faults) },
	{ "Aisne", COMMUNES_2022, "02", "03", 1, FAULTS(commune_faults) },
	{ "Corse et Côte-d'Or", COMMUNES_2022, "21", "2C", 4, FAULTS(commune_faults) },
	{ "outre-mer", COMMUNES_2022, "97", "98", 1, FAULTS(commune_faults) },
	{ "EPCI", EPCI, "0", "Z", 1, FAULTS(other_faults) },
	{ "EPCI", EPCI, "0", "Z", 2, FAULTS(epci_faults) },
	{ "départements", DEPARTEMENTS, "0", "Z", 1, FAULTS(other_faults) },
	{ "départements", DEPARTEMENTS, "0", "Z", 1, FAULTS(departement_faults) },
	{ "counties", COUNTIES, "0", "Z", 3, FAULTS(other_faults) },
	{ "counties", COUNTIES, "0", "Z", 3, FAULTS(county_faults) },
};

static const char *label_of(int framework, const char *key)
{
	const struct doctor_framework *f = &country->f[framework];
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->keys[i], key) == 0)
			return f->labels[i];
	return "";
}

/* Whether the name alone tells the territory. */
static bool homonym(const struct doctor_framework *f, size_t which)
{
	for (size_t i = 0; i < f->n; i++)
		if (i != which && strcmp(f->labels[i], f->labels[which]) == 0)
			return true;
	return false;
}

static struct line *lines_of(void *ctx, const struct slice *s, const struct fault *fault, size_t *n)
{
	const struct doctor_framework *f = &country->f[s->framework];
	struct line *list = mem_array(ctx, struct line, f->n);
	size_t seen = 0;

	*n = 0;
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->keys[i], s->first) < 0 || strcmp(f->keys[i], s->last) >= 0 || seen++ % s->step != 0)
			continue;
		struct line *l = &list[(*n)++];
		l->key = f->keys[i];
		l->label = f->labels[i];
		l->parent = f->parents != NULL ? f->parents[i] : "";
		if ((fault->what & PARENT_NAMES) != 0)
			l->parent_label = label_of(DEPARTEMENTS, l->parent);
		snprintf(l->code, sizeof l->code, "%s", l->key);
		snprintf(l->name, sizeof l->name, "%s", l->label);
		snprintf(l->part, sizeof l->part, "%s",
		         l->parent_label != NULL ? l->parent_label : l->parent);
		fault->apply(l);
		l->may_refuse = l->may_refuse || ((fault->what & NAMES_ONLY) != 0 &&
		                                  (fault->what & (WITH_PARENT | PARENT_NAMES)) == 0 && homonym(f, i));
	}
	return list;
}

static struct table *table_of(void *ctx, const struct line *lines, size_t n, const struct fault *fault)
{
	const char *names[6];
	size_t columns = 0;
	struct table_limits limits = { 0 };
	struct err err = { 0 };
	bool part = (fault->what & (PARTS | WITH_PARENT | PARENT_NAMES)) != 0;

	if (part)
		names[columns++] = "dep";
	if ((fault->what & NAMES_ONLY) == 0)
		names[columns++] = (fault->what & PARTS) != 0 ? "com" : "code";
	if ((fault->what & (NAMES_ONLY | WITH_LABEL)) != 0)
		names[columns++] = "nom";
	names[columns++] = "nombre";
	names[columns++] = "taux";
	struct table_builder *b = table_builder_new(ctx, names, columns, &limits, &err);
	for (size_t i = 0; i < n; i++) {
		const char *cells[6];
		char count[20], rate[20];
		size_t k = 0;
		if (part)
			cells[k++] = lines[i].part;
		if ((fault->what & NAMES_ONLY) == 0)
			cells[k++] = lines[i].code;
		if ((fault->what & (NAMES_ONLY | WITH_LABEL)) != 0)
			cells[k++] = lines[i].name;
		snprintf(count, sizeof count, "%u", chance(100000));
		snprintf(rate, sizeof rate, "%u,%u", chance(100), chance(10));
		cells[k++] = count;
		cells[k++] = rate;
		for (int times = (fault->what & TWICE) != 0 ? 2 : 1; times > 0; times--)
			assert_true(table_builder_row(b, cells, columns, &err));
	}
	const char *total[6] = { "Total", "France" };
	if ((fault->what & TOTALS) != 0)
		assert_true(table_builder_row(b, total, columns, &err));
	return table_builder_end(b);
}

struct tally {
	size_t tables, rows, right, wrong;
};

static void try_table(const struct slice *s, const struct fault *fault, struct tally *all)
{
	void *ctx = talloc_new(NULL);
	size_t n, right = 0, wrong = 0, rows = 0;
	struct line *lines = lines_of(ctx, s, fault, &n);
	struct table *t = table_of(ctx, lines, n, fault);
	struct doctor_opinion o;
	struct doctor_account a;
	struct doctor_wishes wishes = { 0 };
	struct err err = { 0 };

	assert_true(doctor_examine(&o, ctx, t, country->f, FRAMEWORKS, &err));
	bool joined = o.n > 0 && o.proposals[0].verdict <= VERDICT_LIKELY;
	if (joined)
		assert_true(doctor_treat(&a, ctx, t, country->f, FRAMEWORKS, &o.proposals[0], &wishes, &err));
	for (size_t row = 0; row < t->n_rows; row++) {
		size_t at = (fault->what & TWICE) != 0 ? row / 2 : row;
		uint32_t f = joined ? a.rows.feature[row] : KEY_NONE;
		bool is_total = at >= n;
		const char *truth = is_total ? NULL : lines[at].key;
		rows++;
		if (f == KEY_NONE)
			right += is_total || lines[at].may_refuse;
		else if (truth != NULL && strcmp(a.framework->keys[f], truth) == 0)
			right++;
		else
			wrong++;
	}
	if (wrong > 0 || right * 100 < rows * 99)
		print_message("# %s, %s: %zu rows, %zu right, %zu wrong; %s\n", s->name, fault->name, rows, right,
		              wrong, text_in(o.summary, LANG_EN));
	all->tables++;
	all->rows += rows;
	all->right += right;
	all->wrong += wrong;
	talloc_free(ctx);
}

static void of_a_hundred_broken_tables_no_row_is_joined_wrongly(void **state)
{
	(void)state;
	struct tally all = { 0 };

	if (country == NULL)
		skip();
	for (size_t i = 0; i < sizeof slices / sizeof *slices; i++)
		for (size_t k = 0; k < slices[i].n_faults; k++)
			try_table(&slices[i], &slices[i].faults[k], &all);
	print_message("# %zu tables, %zu rows: %zu right, %zu wrong\n", all.tables, all.rows, all.right, all.wrong);
	assert_true(all.tables >= 100);
	assert_int_equal(all.wrong, 0);
	assert_true(all.right * 100 >= all.rows * 99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_hundred_broken_tables_no_row_is_joined_wrongly),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
