/* The real joins of the data pack: what the doctor proposes, finds and says of the rest. */
#include "tests/unit.h"

#include <time.h>

#include "doctor/account.h"
#include "tests/doctor/country.h"

static struct country *country;

static int setup(void **state)
{
	(void)state;
	country = country_load(NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	talloc_free(country);
	return 0;
}

struct treated {
	struct table *table;
	struct doctor_opinion opinion;
	struct doctor_account account;
};

static struct treated *treat(const char *file)
{
	struct treated *t = mem_new(NULL, struct treated);
	struct err err = { 0 };
	struct doctor_wishes wishes = { 0 };

	t->table = country_table(t, country, file);
	assert_non_null(t->table);
	assert_true(doctor_examine(&t->opinion, t, t->table, country->f, FRAMEWORKS, &err));
	assert_true(t->opinion.n > 0);
	assert_true(doctor_treat(&t->account, t, t->table, country->f, FRAMEWORKS, &t->opinion.proposals[0],
	                         &wishes, &err));
	return t;
}

/* Rows on a feature whose key is not what the row says, but for a zero in front. */
static size_t strangers(const struct treated *t)
{
	size_t n = 0;

	for (size_t row = 0; row < t->table->n_rows; row++) {
		uint32_t f = t->account.rows.feature[row];
		if (f == KEY_NONE)
			continue;
		const char *written = doctor_written(&t->account, t->table, row), *key = t->account.framework->keys[f];
		size_t k = strlen(key), w = strlen(written);
		n += w > k || strcmp(key + (k - w), written) != 0;
	}
	return n;
}

/* Counts of JOINS.txt: features matched, at least. Reasons count rows. */
static const struct {
	const char *file, *key;
	int framework;
	size_t features, rows_lost;        /* rows without a feature, at most */
	size_t later, arrondissements, collectivities, unknown;  /* at most; the rest merged or of another version */
} joins[] = {
	{ "population_communes_2016_2023.csv", "codgeo", COMMUNES_2022, 34955, 122, 10, 0, 94, 0 },
	{ "insee_comparateur_communes_2021.csv", "insee_com", COMMUNES_2022, 34928, 60, 5, 46, 0, 0 },
	{ "chomage_communes_2021_latin1.csv", "CODGEO", COMMUNES_2022, 34928, 3, 3, 0, 0, 0 },
	{ "insee_population_legale_2021_brut.csv", "COM", COMMUNES_2022, 34924, 46, 1, 45, 0, 0 },
	{ "onetjs/france_typologie_comm_aires_urbaines_2010.csv", "code_com", COMMUNES_2018, 35356, 529, 8, 0, 0, 0 },
	{ "onetjs/demandeurs_emploi_hommes_2011.csv", "code_com", COMMUNES_2018, 3808, 27, 0, 0, 0, 0 },
	{ "onetjs/familles_monoparentales_2012.csv", "code_com", COMMUNES_2018, 3808, 27, 0, 0, 0, 0 },
	{ "onetjs/communes_2016_normandie_capacite_touristique.csv", "code_com", COMMUNES_2018, 2708, 513, 3, 0, 0, 0 },
	{ "epci_population_2019_2026_long.csv", "siren_epci", EPCI, 1255, 28, 0, 0, 0, 28 },
	{ "onetjs/paca_devpt_durable_cc_2017.csv", "code_epci", EPCI, 52, 0, 0, 0, 0, 0 },
	{ "insee_pauvrete_departements_2013.csv", "Code géographique", DEPARTEMENTS, 96, 0, 0, 0, 0, 0 },
	{ "insee_devdurable_departements_long.csv", "dep", DEPARTEMENTS, 101, 0, 0, 0, 0, 0 },
	{ "onetjs/ara_cd_2016_action_sociale_8.csv", "code_dept", DEPARTEMENTS, 100, 0, 0, 0, 0, 0 },
	{ "insee_pauvrete_regions_2013.csv", "Code géographique", REGIONS, 13, 0, 0, 0, 0, 0 },
	{ "insee_population_iris_grandparis_2013.csv", "ID", IRIS, 2840, 0, 0, 0, 0, 0 },
	{ "us_unemployment_counties_2009.tsv", "id", COUNTIES, 3212, 6, 0, 0, 0, 6 },
};

static void check_reasons(const struct treated *t, size_t i)
{
	const size_t *by = t->account.by_reason;
	size_t gone = by[ROW_MERGED] + by[ROW_SPLIT] + by[ROW_OTHER_VERSION] + by[ROW_RENAMED];
	size_t lost = t->table->n_rows - by[ROW_MATCHED];
	size_t known = joins[i].later + joins[i].arrondissements + joins[i].collectivities + joins[i].unknown;

	if (!country->history)
		return;
	if (by[ROW_LATER] > joins[i].later || by[ROW_ARRONDISSEMENT] != joins[i].arrondissements ||
	    by[ROW_COLLECTIVITY] != joins[i].collectivities || by[ROW_UNKNOWN] != joins[i].unknown)
		fail_msg("%s: %zu later, %zu arrondissements, %zu collectivities, %zu unknown", joins[i].file,
		         by[ROW_LATER], by[ROW_ARRONDISSEMENT], by[ROW_COLLECTIVITY], by[ROW_UNKNOWN]);
	if (lost > known + gone + by[ROW_LABEL])
		fail_msg("%s: %zu rows are lost for other reasons", joins[i].file, lost - known - gone);
}

static void every_real_table_finds_its_framework_and_its_territories(void **state)
{
	(void)state;
	if (country == NULL)
		skip();
	for (size_t i = 0; i < sizeof joins / sizeof *joins; i++) {
		struct treated *t = treat(joins[i].file);
		const struct doctor_proposal *p = &t->opinion.proposals[0];
		if ((int)p->framework != joins[i].framework || p->reading != READING_CODES ||
		    strcmp(t->table->columns[p->column[0]].name, joins[i].key) != 0 || p->verdict > (country->history ? VERDICT_CERTAIN : VERDICT_LIKELY))
			fail_msg("%s: %s", joins[i].file, t->opinion.summary.en);
		size_t lost = t->table->n_rows - t->account.by_reason[ROW_MATCHED];
		if (p->n_features < joins[i].features || lost > joins[i].rows_lost)
			fail_msg("%s: %zu features, %zu rows lost", joins[i].file, p->n_features, lost);
		assert_int_equal(t->account.framework->n - t->account.n_keys_without_row, p->n_features);
		check_reasons(t, i);
		/* renumbered communes are the only ones whose key is not what was written, but for its zero */
		size_t strange = strangers(t);
		if (strange > t->account.by_rule[RULE_RENAMED])
			fail_msg("%s: %zu rows on another key than their own", joins[i].file, strange);
		talloc_free(t);
	}
}

static void a_large_table_is_examined_in_well_under_half_a_second(void **state)
{
	(void)state;
	if (country == NULL)
		skip();
	struct treated *t = treat("insee_comparateur_communes_2021.csv");
	struct doctor_opinion o;
	struct err err = { 0 };
	clock_t start = clock();
	assert_true(doctor_examine(&o, t, t->table, country->f, FRAMEWORKS, &err));
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	print_message("# 36,208 rows, 19 columns, 7 frameworks: %.3f s of processor\n", seconds);
	/* ten times slower under the sanitizers and valgrind */
	assert_true(seconds < 10);
	talloc_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_real_table_finds_its_framework_and_its_territories),
		cmocka_unit_test(a_large_table_is_examined_in_well_under_half_a_second),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
