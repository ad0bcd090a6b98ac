/* What the doctor proposes, refuses and says, on a small country made for it. */
#include "tests/unit.h"

#include "tests/doctor/small.h"

struct visit {
	void *ctx;
	struct doctor_framework *f;
	struct table *table;
	struct doctor_opinion o;
	struct doctor_account a;
};

static struct visit visit(size_t rows, size_t columns, const char *const *cells, size_t n_frameworks)
{
	struct visit v = { .ctx = talloc_new(NULL) };
	struct err err = { 0 };

	v.f = small_country(v.ctx);
	v.table = small_table(v.ctx, rows, columns, cells);
	assert_true(doctor_examine(&v.o, v.ctx, v.table, v.f, n_frameworks, &err));
	return v;
}

/* With communes alone, whatever the verdict. */
static struct visit treat(size_t rows, size_t columns, const char *const *cells, size_t column,
                          enum doctor_reading reading, struct doctor_wishes wishes)
{
	struct visit v = { .ctx = talloc_new(NULL) };
	struct err err = { 0 };
	struct doctor_proposal p = { .framework = SMALL_COMMUNES, .reading = reading, .column = { column }, .n_columns = 1 };

	v.f = small_country(v.ctx);
	v.table = small_table(v.ctx, rows, columns, cells);
	assert_true(doctor_consider(&p, v.ctx, v.table, v.f, 2, &err));
	assert_true(doctor_treat(&v.a, v.ctx, v.table, v.f, 2, &p, &wishes, &err));
	return v;
}

static const char *key_of(const struct visit *v, size_t row)
{
	uint32_t f = v->a.rows.feature[row];
	return f != KEY_NONE ? v->a.framework->keys[f] : row_reason_name((enum row_reason)v->a.rows.reason[row]);
}

#define NO_WISH ((struct doctor_wishes){ 0 })

static void two_frameworks_that_fit_equally_are_both_named_and_refused(void **state)
{
	(void)state;
	const char *cells[] = { "code", "v", "01", "1", "02", "2", "03", "3", "04", "4", "05", "5", "13", "6",
	                        "2A", "7", "2B", "8", "69", "9", "75", "10", "77", "11", "971", "12" };
	struct visit v = visit(12, 2, cells, SMALL);
	assert_int_equal(v.o.proposals[0].verdict, VERDICT_REFUSED);
	assert_non_null(strstr(v.o.summary.fr, "« Départements » (2022-01-01)"));
	assert_non_null(strstr(v.o.summary.fr, "« Cantons » (2020-01-01)"));
	assert_non_null(strstr(v.o.summary.en, "\"Cantons\" (2020-01-01)"));
	talloc_free(v.ctx);
	v = visit(12, 2, cells, SMALL_CANTONS);
	assert_int_equal(v.o.proposals[0].verdict, VERDICT_CERTAIN);
	talloc_free(v.ctx);
}

/* A table of `n` rows whose first cell is as `make` has it. */
static struct visit visit_made(size_t n, const char *name, void (*make)(char *cell, size_t row))
{
	void *ctx = talloc_new(NULL);
	const char **cells = mem_array(ctx, const char *, (n + 1) * 2);
	cells[0] = name;
	cells[1] = "v";
	for (size_t i = 1; i <= n; i++) {
		char cell[40];
		make(cell, i - 1);
		cells[i * 2] = mem_strdup(ctx, cell);
		cells[i * 2 + 1] = "3";
	}
	struct visit v = visit(n, 2, cells, 2);
	talloc_free(ctx);
	return v;
}

/* 01100, 01110 ... 05290: five-digit codes that end in 0, a third of them keys of communes. */
static void postal(char *cell, size_t row)
{
	snprintf(cell, 40, "0%zu%03zu", 1 + row % 5, 100 + row / 5 * 10 % 900);
}

static void postal_codes_are_known_for_what_they_are(void **state)
{
	(void)state;
	struct visit v = visit_made(300, "localité", postal);
	assert_true(v.o.n > 0);
	assert_int_equal(v.o.proposals[0].verdict, VERDICT_REFUSED);
	assert_non_null(strstr(v.o.proposals[0].warning.fr, "codes postaux"));
	assert_non_null(strstr(v.o.proposals[0].warning.en, "postal codes"));
	talloc_free(v.ctx);
}

static void constituency(char *cell, size_t row)
{
	static const char *const d[] = { "01", "02", "03", "04", "05", "13", "69", "75", "77" };
	snprintf(cell, 40, "%s%03zu", d[row % 9], 1 + row / 9);
}

static void constituencies_are_not_taken_for_communes(void **state)
{
	(void)state;
	struct visit v = visit_made(9 * 12, "code", constituency);
	assert_true(v.o.n > 0);
	assert_int_equal(v.o.proposals[0].n_exact, 9 * 12);
	assert_int_equal(v.o.proposals[0].verdict, VERDICT_REFUSED);
	assert_non_null(strstr(v.o.proposals[0].warning.en, "constituencies"));
	talloc_free(v.ctx);
}

static void codes_that_miss_the_names_beside_them_are_refused(void **state)
{
	(void)state;
	const char *cells[42] = { "code", "nom" };
	void *ctx = talloc_new(NULL);
	for (int i = 1; i <= 20; i++) {
		cells[i * 2] = mem_printf(ctx, "02%03d", i + 1);
		cells[i * 2 + 1] = mem_printf(ctx, "Lieu 03-%d", i + 40);
	}
	struct visit v = visit(20, 2, cells, 1);
	size_t codes = 0;
	while (codes < v.o.n && v.o.proposals[codes].reading != READING_CODES)
		codes++;
	assert_true(codes < v.o.n);
	assert_int_equal(v.o.proposals[codes].verdict, VERDICT_REFUSED);
	assert_non_null(strstr(v.o.proposals[codes].warning.fr, "« nom »"));
	talloc_free(v.ctx);
	talloc_free(ctx);
}

static void keys_of_other_years_are_told_and_followed_only_where_it_is_the_same_place(void **state)
{
	(void)state;
	const char *cells[] = { "code", "v", "01001", "1", "01901", "2", "1902", "3", "01903", "4", "02901", "5", "01010", "6" };
	struct visit v = treat(6, 2, cells, 0, READING_CODES, NO_WISH);
	assert_string_equal(key_of(&v, 0), "01001");
	assert_string_equal(key_of(&v, 1), "merged");
	assert_string_equal(key_of(&v, 2), "merged");
	assert_string_equal(key_of(&v, 3), "01002");
	assert_string_equal(key_of(&v, 4), "later");
	assert_non_null(strstr(doctor_row_advice(&v.a, v.ctx, 1).fr, "(2019) dans 01001 Sainte-Homonymie"));
	assert_int_equal(v.a.by_rule[RULE_RENAMED], 1);
	assert_int_equal(v.a.n_duplicated, 0);
	talloc_free(v.ctx);
	v = treat(6, 2, cells, 0, READING_CODES, (struct doctor_wishes){ .successors = true });
	assert_string_equal(key_of(&v, 1), "01001");
	assert_string_equal(key_of(&v, 2), "01001");
	assert_int_equal(v.a.by_rule[RULE_SUCCESSOR], 2);
	assert_int_equal(v.a.n_duplicated, 1);
	assert_int_equal(v.a.n_rows_duplicated, 2);
	talloc_free(v.ctx);
}

static void an_old_code_beside_the_new_one_is_not_counted_twice(void **state)
{
	(void)state;
	const char *cells[] = { "code", "v", "01002", "1", "01903", "2", "01004", "3" };
	struct visit v = treat(3, 2, cells, 0, READING_CODES, NO_WISH);
	assert_string_equal(key_of(&v, 0), "01002");
	assert_string_equal(key_of(&v, 1), "renamed");
	talloc_free(v.ctx);
}

static void arrondissements_are_never_mixed_with_their_commune_unasked(void **state)
{
	(void)state;
	const char *cells[] = { "code", "v", "75056", "9", "75101", "1", "75120", "2", "69381", "3", "13216", "4", "01003", "5" };
	struct visit v = treat(6, 2, cells, 0, READING_CODES, NO_WISH);
	/* of the small country, 75101 and 75120 are communes themselves */
	assert_string_equal(key_of(&v, 1), "75101");
	assert_string_equal(key_of(&v, 3), "arrondissement");
	assert_string_equal(key_of(&v, 5), "01003");
	talloc_free(v.ctx);
	v = treat(6, 2, cells, 0, READING_CODES, (struct doctor_wishes){ .arrondissements = true });
	assert_string_equal(key_of(&v, 3), "69123");
	assert_int_equal(v.a.by_rule[RULE_ARRONDISSEMENT], 1);
	talloc_free(v.ctx);
}

static void what_is_no_territory_has_its_reason(void **state)
{
	(void)state;
	const char *cells[] = { "code", "v", "01003", "1", "Total", "2", NULL, "3", "99100", "4", "98735", "5", "1,2E+03", "6",
	                        "01999", "7", "Lieu 01-5", "8", "123456789", "9", "FRK21", "10", "20004", "11" };
	static const char *const told[] = { "01003", "total", "empty", "abroad", "collectivity", "digits-lost", "unknown",
	                                    "is-name", "form", "01002", "ambiguous" };
	struct visit v = treat(11, 2, cells, 0, READING_CODES, NO_WISH);
	for (size_t i = 0; i < 11; i++)
		assert_string_equal(key_of(&v, i), told[i]);
	assert_int_equal(v.a.by_rule[RULE_ALIAS], 1);
	talloc_free(v.ctx);
}

static void a_name_settles_between_the_two_halves_of_corsica(void **state)
{
	(void)state;
	const char *cells[] = { "code", "nom", "01003", "Lieu 01-3", "01004", "Lieu 01-4", "20004", "LIEU 2B 4",
	                        "20005", "Lieu 2A-5", "20006", "" };
	struct visit v = treat(5, 2, cells, 0, READING_CODES, NO_WISH);
	assert_string_equal(key_of(&v, 2), "2B004");
	assert_string_equal(key_of(&v, 3), "2A005");
	assert_string_equal(key_of(&v, 4), "ambiguous");
	talloc_free(v.ctx);
}

static void homonyms_are_refused_unless_the_departement_settles_them(void **state)
{
	(void)state;
	const char *alone[] = { "nom", "v", "STE HOMONYMIE", "1", "lieu 01-3", "2", "Lieu 05-9", "3", "Nulle part", "4" };
	struct visit v = treat(4, 2, alone, 0, READING_NAMES, NO_WISH);
	assert_string_equal(key_of(&v, 0), "ambiguous");
	assert_string_equal(key_of(&v, 1), "01003");
	/* a merged commune bore the same name */
	assert_string_equal(key_of(&v, 2), "ambiguous");
	assert_string_equal(key_of(&v, 3), "unknown");
	talloc_free(v.ctx);
	const char *settled[] = { "nom", "département", "STE HOMONYMIE", "Aisne", "lieu 01-3", "Ain", "Lieu 05-9", "HAUTES ALPES",
	                          "Lieu 05-9", "AIN", "Lieu 75-3", "paris", "Lieu 13-4", "Bouches du Rhone", "Lieu 01-9", "Ain",
	                          "Lieu 02-9", "Aisne", "Lieu 02-8", "Aisne", "Lieu 02-7", "Aisne", "Lieu 03-9", "Ain" };
	v = treat(11, 2, settled, 0, READING_NAMES, NO_WISH);
	assert_string_equal(key_of(&v, 0), "02001");
	assert_string_equal(key_of(&v, 2), "05009");
	assert_string_equal(key_of(&v, 3), "merged");
	assert_string_equal(key_of(&v, 10), "parent");
	assert_true(v.a.by_rule[RULE_NAME_IN_PARENT] > 0);
	talloc_free(v.ctx);
}

static void a_territory_without_a_row_has_its_reason_too(void **state)
{
	(void)state;
	const char *cells[] = { "code", "v", "01002", "1", "01901", "2", "01003", "3" };
	struct visit v = treat(3, 2, cells, 0, READING_CODES, NO_WISH);
	assert_int_equal(v.a.feature_reason[0], FEATURE_PARTS);
	assert_non_null(strstr(doctor_feature_advice(&v.a, v.ctx, 0).en, "row 2"));
	assert_int_equal(v.a.feature_reason[1], FEATURE_MATCHED);
	assert_int_equal(v.a.feature_reason[10], FEATURE_NO_ROW);
	assert_int_equal(v.a.feature_reason[400], FEATURE_PARENT);
	talloc_free(v.ctx);
}

static void what_undoes_a_repair_is_kept(void **state)
{
	(void)state;
	const char *cells[] = { "code", "v", "'1003", "1", "1004.0", "2", "2a005", "3" };
	struct visit v = treat(3, 2, cells, 0, READING_CODES, NO_WISH);
	assert_int_equal(v.a.rows.n_repaired, 3);
	assert_string_equal(doctor_written(&v.a, v.ctx, 0), "'1003");
	assert_string_equal(doctor_written(&v.a, v.ctx, 1), "1004.0");
	assert_int_equal(v.a.by_rule[RULE_LEADING_ZERO], 2);
	assert_int_equal(v.a.by_rule[RULE_CASE], 1);
	talloc_free(v.ctx);
}

static void an_empty_table_and_no_framework_have_no_proposal(void **state)
{
	(void)state;
	const char *cells[] = { "code", "v", "a", "b" };
	struct visit v = visit(0, 2, cells, SMALL);
	assert_int_equal(v.o.n, 0);
	assert_non_null(strstr(v.o.summary.fr, "aucune colonne"));
	talloc_free(v.ctx);
	v = visit(1, 2, cells, 0);
	assert_int_equal(v.o.n, 0);
	talloc_free(v.ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_frameworks_that_fit_equally_are_both_named_and_refused),
		cmocka_unit_test(postal_codes_are_known_for_what_they_are),
		cmocka_unit_test(constituencies_are_not_taken_for_communes),
		cmocka_unit_test(codes_that_miss_the_names_beside_them_are_refused),
		cmocka_unit_test(keys_of_other_years_are_told_and_followed_only_where_it_is_the_same_place),
		cmocka_unit_test(an_old_code_beside_the_new_one_is_not_counted_twice),
		cmocka_unit_test(arrondissements_are_never_mixed_with_their_commune_unasked),
		cmocka_unit_test(what_is_no_territory_has_its_reason),
		cmocka_unit_test(a_name_settles_between_the_two_halves_of_corsica),
		cmocka_unit_test(homonyms_are_refused_unless_the_departement_settles_them),
		cmocka_unit_test(a_territory_without_a_row_has_its_reason_too),
		cmocka_unit_test(what_undoes_a_repair_is_kept),
		cmocka_unit_test(an_empty_table_and_no_framework_have_no_proposal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
