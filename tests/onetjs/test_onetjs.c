#include <sys/stat.h>

#include "base/text.h"
#include "onetjs/onetjs.h"
#include "tests/scratch.h"
#include "tests/unit.h"

static void put(const char *folder, const char *name, const char *text)
{
	char *path = mem_printf(folder, "%s/%s", folder, name);
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

#define TABLE(more) \
	"---\nname: habitants\nuri: http://example.org/habitants\norganization: Insee\ntitle: Habitants\nabstract: >\n  Ce qui\n" \
	"  est dit\ndocumentation: http://example.org\nreference_date: 2011-01-01\nstart_date: 2011-12-31\n" more \
	"frameworks:\n  - name: commune_2011\n    uri: fr/commune_2011\n    relationship: one\n" \
	"  - name: dept\n    uri: fr/dept\n    relationship: many\n"
#define COLUMNS \
	"attributes:\n  - name: pop\n    title: Population\n    type: https://www.w3.org/TR/xmlschema-2/#integer\n" \
	"    purpose: Attribute\n    values: Count\n    uom_short_form: hab\n  - name: type\n    title: Type\n" \
	"    type: https://www.w3.org/TR/xmlschema-2/#integer\n    values: Ordinal\n    choices:\n" \
	"      - identifier: 01\n        title: Bas\n        rank: 1\n        color: 'F59c2b'\n" \
	"      - identifier: null\n        title: N/A\n        color: cccccc\n"
#define FRAMEWORKS \
	"commune_2011:\n  uri: fr/commune_2011\n  version: 2011\n  start_date: 2011-01-01\n  reference_date: 2011-12-31\n" \
	"  key_col:\n    name: code_com\n    length: 5\nnone:\n  uri: fr/none\n  key_col:\n    length: 3\n"

static struct onetjs read_folder(const char *folder)
{
	struct onetjs o;
	struct err err = { 0 };

	if (!onetjs_read(&o, folder, folder, &err))
		fail_msg("%s", err.message.en);
	return o;
}

static void a_table_is_described_by_its_document(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *folder = scratch_new(ctx);

	assert_int_equal(mkdir(mem_printf(ctx, "%s/misc", folder), 0700), 0);
	put(folder, "services.yml", "misc:\n  activated: yes\n  data_dir_path: misc\n  languages:\n    - en\n");
	put(folder, "misc/frameworks.yml", FRAMEWORKS);
	put(folder, "misc/habitants.yml", TABLE("data_source:\n  type: xls\n  path: habitants.xls\n") COLUMNS);
	put(folder, "misc/habitants.csv", "code_com,pop,type\n01001,1,01\n");
	const struct onetjs o = read_folder(folder);
	assert_int_equal(o.n_datasets, 1);
	assert_int_equal(o.n_frameworks, 1);
	const struct onetjs_dataset *d = &o.datasets[0];
	assert_true(text_empty(d->refused));
	assert_string_equal(d->name, "habitants");
	assert_string_equal(d->abstract, "Ce qui est dit\n");
	assert_string_equal(d->period, "2011-01-01/2011-12-31");
	assert_true(text_ends(d->file, "/misc/habitants.csv"));
	assert_non_null(strstr(d->substitute.en, "habitants.xls is not there"));
	assert_int_equal(d->n_links, 2);
	assert_string_equal(d->links[0].framework->key, "code_com");
	assert_string_equal(d->links[0].framework->to, "2011-12-31");
	assert_true(!d->links[0].many && d->links[1].many);
	assert_null(d->links[1].framework);
	assert_int_equal(d->n_columns, 2);
	assert_string_equal(d->columns[0].attribute.title.en, "Population");
	assert_int_equal(d->columns[0].attribute.kind, ATTRIBUTE_COUNT);
	assert_string_equal(d->columns[0].attribute.unit, "hab");
	assert_false(d->columns[0].text);
	const struct attribute *a = &d->columns[1].attribute;
	assert_true(d->columns[1].text);
	assert_int_equal(a->n_classes, 1);
	assert_string_equal(a->classes[0].value, "01");
	assert_int_equal(a->classes[0].color, 0xf59c2b);
	assert_int_equal(a->classes[0].rank, 1);
	talloc_free(ctx);
}

static void what_cannot_be_taken_says_why(void **state JT_UNUSED)
{
	static const struct { const char *document, *why; } cases[] = {
		{ TABLE("data_source:\n  type: sql\n") COLUMNS, "its data are in \"sql\"" },
		{ TABLE("data_source:\n  type: csv\n  path: ../secret.csv\n") COLUMNS, "not one below its folder" },
		{ TABLE("data_source:\n  type: csv\n  path: none.csv\n") COLUMNS, "is not in the folder" },
		{ TABLE("activated: no\ndata_source:\n  type: csv\n  path: t.csv\n") COLUMNS, "not activated" },
		{ TABLE("data_source:\n  type: csv\n  path: t.csv\n") "attributes:\n  - name: pop\n    values: Some\n", "line 23" },
		{ "name: [", "line" },
	};
	void *ctx = talloc_new(NULL);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *folder = scratch_new(ctx);
		put(folder, "frameworks.yml", FRAMEWORKS);
		put(folder, "t.csv", "code_com,pop\n01001,1\n");
		put(folder, "table.yml", cases[i].document);
		const struct onetjs o = read_folder(folder);
		assert_int_equal(o.n_datasets, 1);
		assert_false(text_empty(o.datasets[0].refused));
		if (strstr(o.datasets[0].refused.en, cases[i].why) == NULL)
			fail_msg("%s", o.datasets[0].refused.en);
		assert_non_null(o.datasets[0].refused.fr);
	}
	talloc_free(ctx);
}

static void a_folder_without_tables_is_an_error(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *folder = scratch_new(ctx);
	struct err err = { 0 };
	struct onetjs o;

	put(folder, "frameworks.yml", FRAMEWORKS);
	assert_false(onetjs_read(&o, ctx, folder, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	err = (struct err){ 0 };
	assert_false(onetjs_read(&o, ctx, mem_printf(ctx, "%s/none", folder), &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_is_described_by_its_document), cmocka_unit_test(what_cannot_be_taken_says_why),
		cmocka_unit_test(a_folder_without_tables_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
