/* Each rule on its own, names in one writing, and the tidying. */
#include "tests/unit.h"

#include "doctor/fold.h"
#include "doctor/tidy.h"

static const struct shape communes = { .codes = CODES_COMMUNE, .least = 5, .most = 5, .upper = true };
static const struct shape departements = { .codes = CODES_DEPARTEMENT, .least = 2, .most = 3, .upper = true };
static const struct shape epci = { .codes = CODES_EPCI, .least = 9, .most = 9, .digits = true, .upper = true };
static const struct shape counties = { .codes = CODES_OTHER, .least = 5, .most = 5, .digits = true, .upper = true };

static const struct {
	enum rule rule;
	const struct shape *shape;
	const char *written, *meant;       /* NULL: the rule has nothing to say */
} cases[] = {
	{ RULE_QUOTES, &communes, "'01001", "01001" },
	{ RULE_QUOTES, &communes, "=\"01001\"", "01001" },
	{ RULE_QUOTES, &communes, "\xe2\x80\x99" "01001", "01001" },
	{ RULE_QUOTES, &communes, "\xc2\xab" "01001\xc2\xbb", "01001" },
	{ RULE_QUOTES, &communes, "01001", NULL },
	{ RULE_SPACES, &communes, " 01001", "01001" },
	{ RULE_SPACES, &communes, "01\xc2\xa0" "001", "01001" },
	{ RULE_SPACES, &epci, "200\xe2\x80\xaf" "000\xe2\x80\xaf" "172", "200000172" },
	{ RULE_SPACES, &communes, "\xe2\x80\x8b" "01001", "01001" },
	{ RULE_CASE, &communes, "2a004", "2A004" },
	{ RULE_CASE, &communes, "2A004", NULL },
	{ RULE_DECIMALS, &communes, "1001.0", "1001" },
	{ RULE_DECIMALS, &communes, "1001,00", "1001" },
	{ RULE_DECIMALS, &communes, "1001.5", NULL },
	{ RULE_DECIMALS, &communes, "1.000", NULL },
	{ RULE_SCIENTIFIC, &communes, "1,001E+03", "1001" },
	{ RULE_SCIENTIFIC, &communes, "1.0010e+3", "1001" },
	{ RULE_SCIENTIFIC, &communes, "1E+03", NULL },
	{ RULE_SCIENTIFIC, &communes, "1,0015E+03", NULL },
	{ RULE_SCIENTIFIC, &epci, "2,00000172E+08", "200000172" },
	{ RULE_SCIENTIFIC, &epci, "2,00E+08", NULL },
	{ RULE_THOUSANDS, &communes, "1,001", "1001" },
	{ RULE_THOUSANDS, &communes, "75.056", "75056" },
	{ RULE_THOUSANDS, &epci, "200.000.172", "200000172" },
	{ RULE_THOUSANDS, &communes, "01.001", NULL },
	{ RULE_THOUSANDS, &communes, "1,0011", NULL },
	{ RULE_LETTER_O, &communes, "O1OO1", "01001" },
	{ RULE_LETTER_O, &communes, "2AO04", "2A004" },
	{ RULE_LETTER_O, &communes, "TOTO", NULL },
	{ RULE_MARKS, &communes, "01-001", "01001" },
	{ RULE_MARKS, &communes, "2A/004", "2A004" },
	{ RULE_MARKS, &communes, "01-01", NULL },
	{ RULE_PREFIX, &communes, "FR_01001", "01001" },
	{ RULE_PREFIX, &communes, "FR01001", "01001" },
	{ RULE_PREFIX, &departements, "FR-75", "75" },
	/* NUTS 2 of before 2016, not the Aube */
	{ RULE_PREFIX, &departements, "FR10", NULL },
	{ RULE_LEADING_ZERO, &communes, "1001", "01001" },
	{ RULE_LEADING_ZERO, &counties, "1001", "01001" },
	{ RULE_LEADING_ZERO, &departements, "1", "01" },
	{ RULE_LEADING_ZERO, &communes, "0101", NULL },
	{ RULE_LEADING_ZERO, &communes, "01001", NULL },
	{ RULE_LEADING_ZERO, &communes, "2A04", NULL },
	{ RULE_EXTRA_ZEROS, &departements, "001", "01" },
	{ RULE_EXTRA_ZEROS, &departements, "02A", "2A" },
	{ RULE_EXTRA_ZEROS, &departements, "0971", "971" },
	{ RULE_EXTRA_ZEROS, &departements, "971", NULL },
	{ RULE_EXTRA_ZEROS, &communes, "001001", "01001" },
	{ RULE_CORSICA_A, &communes, "20004", "2A004" },
	{ RULE_CORSICA_B, &communes, "20033", "2B033" },
	{ RULE_CORSICA_A, &counties, "20004", NULL },
	{ RULE_CADASTRE, &communes, "010001", "01001" },
	{ RULE_CADASTRE, &communes, "2A0004", "2A004" },
	{ RULE_CADASTRE, &communes, "971101", "97101" },
	{ RULE_CADASTRE, &communes, "972101", NULL },
	{ RULE_CADASTRE, &communes, "131055", "13055" },
	{ RULE_CADASTRE, &communes, "754056", "75056" },
	{ RULE_CADASTRE, &communes, "013001", NULL },
	{ RULE_MAYOTTE, &communes, "98511", "97611" },
	{ RULE_SIRET, &epci, "20000017200015", "200000172" },
};

static void each_rule_repairs_its_fault_and_no_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char room[RULE_ROOM];
		const struct rule_entry *e = rule_entry(cases[i].rule);
		const char *meant = e->apply(cases[i].shape, cases[i].written, room);
		bool same = meant == NULL || cases[i].meant == NULL ? meant == cases[i].meant
		                                                     : strcmp(meant, cases[i].meant) == 0;
		if (!same)
			fail_msg("%s: \"%s\" became \"%s\", not \"%s\"", e->name, cases[i].written,
			         meant != NULL ? meant : "-", cases[i].meant != NULL ? cases[i].meant : "-");
	}
}

static void a_rule_has_nothing_to_say_of_very_long_text(void **state)
{
	(void)state;
	char text[1000], room[RULE_ROOM];
	static const char fills[] = "1 'OE.,a-";
	for (const char *fill = fills; *fill != '\0'; fill++) {
		memset(text, *fill, sizeof text - 1);
		text[sizeof text - 1] = '\0';
		for (int r = 0; r < RULES; r++) {
			const struct rule_entry *e = rule_entry((enum rule)r);
			if (e->apply == NULL)
				continue;
			e->apply(&communes, text, room);
			e->apply(&departements, text, room);
		}
		tidy(&communes, text, room);
	}
}

static void every_rule_has_a_name_and_words_of_its_own(void **state)
{
	(void)state;
	for (int r = 0; r < RULES; r++) {
		const struct rule_entry *e = rule_entry((enum rule)r);
		assert_true(e->name != NULL && e->title.fr != NULL && e->title.en != NULL);
		for (int s = 0; s < r; s++)
			assert_string_not_equal(e->name, rule_entry((enum rule)s)->name);
	}
}

static void faults_that_meet_are_all_tidied_and_told(void **state)
{
	(void)state;
	char code[RULE_ROOM];
	uint32_t rules = tidy(&communes, " '1001,0 ", code);
	assert_string_equal(code, "1001");
	assert_int_equal(rules, RULE_BIT(RULE_SPACES) | RULE_BIT(RULE_QUOTES) | RULE_BIT(RULE_DECIMALS));
}

static void names_are_brought_to_one_writing(void **state)
{
	(void)state;
	static const char *const same[][2] = {
		{ "L'Abergement-Clémenciat", "L ABERGEMENT CLEMENCIAT" },
		{ "Saint-Étienne", "St Etienne" }, { "Sainte-Mère-Église", "STE MERE EGLISE" },
		{ "Le Mans", "Mans (Le)" }, { "Le Mans", "Mans, Le" }, { "L'Haÿ-les-Roses", "Haÿ-les-Roses (L')" },
		{ "Bœurs-en-Othe", "BOEURS EN OTHE" }, { "Bar-sur-Aube", "Bar s/ Aube" },
		{ "Bar-sur-Aube", "Bar s/Aube" }, { "Côtes-d'Armor", "Co\xcc\x82tes d\xe2\x80\x99" "Armor" },
		{ "Val-d'Oise", "VAL D OISE" }, { "CC du Pays de Gex", "Communauté de communes du Pays de Gex" },
	};
	char a[FOLD_ROOM], b[FOLD_ROOM];
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		fold_name(same[i][0], a);
		fold_name(same[i][1], b);
		assert_string_equal(a, b);
	}
	fold_name("Les Andelys", a);
	assert_string_equal(fold_without_article(a), "andelys");
	fold_name("Lespinasse", a);
	assert_string_equal(fold_without_article(a), "lespinasse");
	fold_name("Le", a);
	assert_string_equal(fold_without_article(a), "le");
	fold_name("\xff\xc3", a);
	fold_name("", a);
	assert_string_equal(a, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_repairs_its_fault_and_no_other),
		cmocka_unit_test(a_rule_has_nothing_to_say_of_very_long_text),
		cmocka_unit_test(every_rule_has_a_name_and_words_of_its_own),
		cmocka_unit_test(faults_that_meet_are_all_tidied_and_told),
		cmocka_unit_test(names_are_brought_to_one_writing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
