/* The account drawn: by readers of each form, not by comparison with a text. */
#include "tests/unit.h"

#include <jansson.h>

#include "base/xml.h"
#include "doctor/report.h"
#include "tests/doctor/small.h"

static struct doctor_account account(void *ctx)
{
	static const char *const cells[] = {
		"code", "v", "01002", "1", "1003", "2", "=cmd|'/c'!A1", "3", "01901", "4", "01003", "5", "<b>&\"", "6",
		"@SUM(1)", "7", "a;b,\"c", "8",
	};
	struct doctor_account a;
	struct doctor_framework *f = small_country(ctx);
	struct table *t = small_table(ctx, 8, 2, cells);
	struct doctor_proposal p = { .framework = SMALL_COMMUNES, .reading = READING_CODES, .n_columns = 1 };
	struct doctor_wishes wishes = { 0 };
	struct err err = { 0 };

	assert_true(doctor_consider(&p, ctx, t, f, 2, &err));
	assert_true(doctor_treat(&a, ctx, t, f, 2, &p, &wishes, &err));
	return a;
}

static char *drawn(void *ctx, const struct report *r, void (*draw)(const struct report *, struct out *))
{
	struct out *out = out_new_buffer(ctx);
	size_t n;
	draw(r, out);
	const char *held = out_held(out, &n);
	return mem_strndup(ctx, held, n);
}

static json_int_t number(json_t *o, const char *name)
{
	assert_true(json_is_integer(json_object_get(o, name)));
	return json_integer_value(json_object_get(o, name));
}

static void json_has_the_members_of_join_information_and_ours(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct doctor_account a = account(ctx);
	struct report r = { &a, LANG_EN, 20, ctx, false };
	json_t *o = json_loads(drawn(ctx, &r, small_json), 0, NULL);
	assert_non_null(o);
	assert_int_equal(number(o, "numberOfMatchedCollectionKeys"), 2);
	assert_int_equal(number(o, "numberOfUnmatchedCollectionKeys"), (json_int_t)a.framework->n - 2);
	assert_int_equal(number(o, "numberOfAdditionalAttributeKeys"), 5);
	assert_int_equal(number(o, "numberOfDuplicateAttributeKeys"), 1);
	assert_int_equal(json_array_size(json_object_get(o, "matchedCollectionKeys")), 2);
	assert_int_equal(json_array_size(json_object_get(o, "unmatchedCollectionKeys")), a.framework->n - 2);
	assert_int_equal(json_array_size(json_object_get(o, "additionalAttributeKeys")), 5);
	assert_string_equal(json_string_value(json_array_get(json_object_get(o, "duplicateAttributeKeys"), 0)), "01003");
	json_t *ours = json_object_get(o, "jointure"), *repairs = json_object_get(ours, "repairs");
	assert_int_equal(number(ours, "rows"), 8);
	assert_int_equal(number(ours, "rowsRepaired"), 1);
	assert_int_equal(number(ours, "rowsUnmatched"), 5);
	assert_string_equal(json_string_value(json_object_get(json_array_get(repairs, 0), "rule")), "leading-zero");
	json_t *lists = json_object_get(ours, "unmatchedRows");
	size_t i, n = 0;
	json_t *group;
	json_array_foreach(lists, i, group)
		n += (size_t)number(group, "count");
	assert_int_equal(n, 5);
	json_decref(o);
	talloc_free(ctx);
}

static void html_is_well_formed_escaped_and_in_the_language_asked(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct doctor_account a = account(ctx);
	struct report r = { &a, LANG_FR, 20, ctx, false };
	struct err err = { 0 };
	char *fr = drawn(ctx, &r, report_html);
	r.lang = LANG_EN;
	char *en = drawn(ctx, &r, report_html);
	xmlDocPtr doc = xml_parse(ctx, (struct span){ fr, strlen(fr) }, 1000000, 20, NULL, &err);
	if (doc == NULL)
		fail_msg("%s", err.message.en);
	assert_string_equal(xml_get(ctx, xmlDocGetRootElement(doc), "lang"), "fr");
	assert_non_null(strstr(fr, "&lt;b&gt;&amp;"));
	assert_null(strstr(fr, "<b>"));
	assert_null(strstr(fr, "/>"));
	assert_non_null(strstr(fr, "Lignes sans territoire"));
	assert_non_null(strstr(en, "Rows without a territory"));
	assert_non_null(strstr(en, "scope=\"col\""));
	assert_null(strstr(en, "Lignes"));
	talloc_free(ctx);
}

static void csv_is_safe_to_open_and_lists_everything(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct doctor_account a = account(ctx);
	struct report r = { &a, LANG_FR, 1, ctx, false };
	char *csv = drawn(ctx, &r, report_csv);
	size_t lines = 0;
	assert_int_equal(strncmp(csv, "\xef\xbb\xbf" "constat;ligne;", 17), 0);
	for (const char *s = csv; (s = strstr(s, "\r\n")) != NULL; s += 2)
		lines++;
	/* heading, 5 refused, 1 repaired, 2 of a territory with two rows, and the territories without a row */
	assert_int_equal(lines, 1 + 5 + 1 + 2 + a.n_keys_without_row);
	r.several_meant = true;
	assert_int_equal(strlen(csv) > strlen(drawn(ctx, &r, report_csv)), 1);
	assert_non_null(strstr(csv, ";\"'=cmd|'/c'!A1\";"));
	assert_non_null(strstr(csv, ";\"'@SUM(1)\";"));
	assert_non_null(strstr(csv, ";\"a;b,\"\"c\";"));
	for (const char *s = csv; s != NULL; s = strpbrk(s, ";\n"), s = s != NULL ? s + 1 : NULL)
		assert_true(*s == '\0' || strchr("=+-@\t", *s) == NULL);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_has_the_members_of_join_information_and_ours),
		cmocka_unit_test(html_is_well_formed_escaped_and_in_the_language_asked),
		cmocka_unit_test(csv_is_safe_to_open_and_lists_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
