/* From a table to joined columns, and to a stored join: a small workspace with two vintages of one framework. */
#include "tests/publish/workspace.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "catalogue/access.h"
#include "catalogue/joins.h"
#include "joining/codes.h"
#include "joining/formers.h"
#include "joining/joining.h"
#include "joining/labels.h"
#include "service/desk.h"
#include "table/columns_file.h"

struct place {
	struct workspace *w;
	struct joining on;
	struct err err;
};

static void frameworks(struct workspace *w)
{
	/* in 2020, "01009" was a part of what is "01002" now, and "01003" had the key "02003" */
	char *old = source_geojson(w, w->folder, "old.geojson",
	                           FEATURE("\"code\":\"01001\",\"nom\":\"Ambérieu\",\"dep\":\"01\"", SQUARE(2, 46)) ","
	                           FEATURE("\"code\":\"01002\",\"nom\":\"Bourg\",\"dep\":\"01\"", SQUARE(4, 46)) ","
	                           FEATURE("\"code\":\"01009\",\"nom\":\"Péronnas\",\"dep\":\"01\"",
	                                   "{\"type\":\"Polygon\",\"coordinates\":[[[5,46],[5.5,46],[5.5,47],[5,47],[5,46]]]}") ","
	                           FEATURE("\"code\":\"02003\",\"nom\":\"Gex\",\"dep\":\"02\"", SQUARE(8, 46)));
	char *new = source_geojson(w, w->folder, "new.geojson",
	                           FEATURE("\"code\":\"01001\",\"nom\":\"Ambérieu\",\"dep\":\"01\"", SQUARE(2, 46)) ","
	                           FEATURE("\"code\":\"01002\",\"nom\":\"Bourg\",\"dep\":\"01\"",
	                                   "{\"type\":\"Polygon\",\"coordinates\":[[[4,46],[5.5,46],[5.5,47],[4,47],[4,46]]]}") ","
	                           FEATURE("\"code\":\"01003\",\"nom\":\"Gex\",\"dep\":\"01\"", SQUARE(8, 46)) ","
	                           FEATURE("\"code\":\"2A004\",\"nom\":\"Ajaccio\",\"dep\":\"2A\"", SQUARE(8, 41)));
	assert_true(workspace_publish(w, (struct publish_request){ .name = "communes", .is_framework = true,
	            .source = old, .version = "2020-01-01", .key = "code" }));
	assert_true(workspace_publish(w, (struct publish_request){ .name = "communes", .is_framework = true,
	            .source = new, .version = "2022-01-01", .key = "code" }));
}

static struct place place_of(void **state)
{
	struct place p = { .w = *state };

	frameworks(p.w);
	const struct catalogue *c = sample_load(p.w->sample);
	p.on = (struct joining){ .workspace = p.w->sample->workspace, .catalogue = c,
	                         .view = view_open(p.w, c, NULL, NULL), .most_attributes = 50 };
	return p;
}

static struct order order_of(struct place *p, const char *text)
{
	return (struct order){ .file = source_write(p->w, p->w->folder, "table.csv", text), .source = "table.csv",
	                       .reduction = -1, .series = "communes" };
}

#define TABLE "code;nom;population;taux;note\n01001;Ambérieu;100;5,5;s\n01002;Bourg;n.d.;6,5;2\n2A004;Ajaccio;300;7;3\n"

static bool run(struct place *p, const struct order *o, struct joined_result *r)
{
	p->err = (struct err){ 0 };
	return joining_run(r, p->w, &p->on, o, &p->err);
}

static void rows_become_columns_in_the_order_of_the_features(void **state)
{
	struct place p = place_of(state);
	struct order o = order_of(&p, TABLE);
	struct joined_result r;

	assert_true(run(&p, &o, &r));
	assert_string_equal(r.framework->version, "2022-01-01");
	assert_int_equal(r.join.n_matched, 3);
	assert_int_equal(r.n_columns, 4);
	assert_string_equal(r.columns[0].name, "nom_2");
	assert_string_equal(r.columns[1].name, "population");
	assert_int_equal(r.attributes[1].kind, ATTRIBUTE_COUNT);
	assert_int_equal(r.attributes[2].kind, ATTRIBUTE_MEASURE);
	assert_string_equal(r.styles[0].name, "default");
	assert_int_equal(r.styles[0].kind, STYLE_THEMATIC);

	struct columns_file *f = columns_open(p.w, r.columns_file, &p.err);
	assert_non_null(f);
	assert_int_equal(f->table->n_rows, 4);
	assert_true(table_number(f->table, 1, 0) == 100);
	assert_int_equal(f->table->columns[1].states[1], VALUE_MISSING);
	assert_int_equal(f->table->columns[3].states[0], VALUE_SECRET);
	assert_int_equal(f->table->columns[1].states[2], VALUE_MISSING);
	assert_true(table_number(f->table, 1, 3) == 300);
	static const char *const texts[] = { "report.fr.json", "report.en.json", "report.fr.html", "report.en.html",
	                                     "report.fr.csv", "report.en.csv", "keys.json" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t n;
		assert_non_null(columns_text(f, texts[i], &n));
		assert_true(n > 10);
	}
	size_t n;
	const char *keys = columns_text(f, "keys.json", &n);
	keys = mem_strndup(p.w, keys, n);
	assert_null(strstr(keys, "numberOf"));  /* these are in the reports */
	assert_non_null(strstr(keys, "\"unmatchedCollectionKeys\":[\"01003\"]"));
}

static void keys_of_other_versions_are_followed_or_explained(void **state)
{
	struct place p = place_of(state);
	struct order o = order_of(&p, "code;population\n01001;1\n01002;2\n01009;3\n02003;4\n2A004;5\n");
	struct joined_result r;

	assert_true(run(&p, &o, &r));
	assert_int_equal(r.account.rows.reason[2], ROW_MERGED);
	assert_int_equal(r.account.by_rule[RULE_RENAMED], 1);
	assert_int_equal(r.join.n_matched, 4);
	assert_true(table_number(r.join.columns, 0, 2) == 4);
	o.successors = true;
	o.reduction = REDUCE_SUM;
	assert_true(run(&p, &o, &r));
	assert_true(table_number(r.join.columns, 0, 1) == 5);

	o.version = "2020-01-01";
	o.successors = false;
	assert_true(run(&p, &o, &r));
	assert_int_equal(r.account.rows.reason[4], ROW_LATER);
}

static void what_is_wrong_names_its_parameter_and_leaves_nothing(void **state)
{
	struct place p = place_of(state);
	static const struct { const char *text, *key, *locator; } cases[] = {
		{ "code;nom\n", NULL, "table" },
		{ "code\n01001\n01002\n", "code", "attributes" },
		{ "code;a\n01001;1\n01001;2\n", "code", "reduction" },
		{ "code;a\nx;1\ny;2\n", "code", "key" },
		{ TABLE, "insee", "key" },
		{ "a;b\n1;2\n", NULL, "key" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct order o = order_of(&p, cases[i].text);
		struct joined_result r;
		o.keys[0] = cases[i].key;
		o.n_keys = cases[i].key != NULL;
		assert_false(run(&p, &o, &r));
		if (strcmp(p.err.locator, cases[i].locator) != 0)
			fail_msg("%zu: %s, not %s: %s", i, p.err.locator, cases[i].locator, p.err.message.en);
		assert_null(r.columns_file);
	}
	struct order o = order_of(&p, TABLE);
	struct joined_result r;
	o.series = "cantons";
	assert_false(run(&p, &o, &r));
	assert_int_equal(p.err.code, ERR_NOT_FOUND);
}

static void a_look_tells_and_leaves_nothing(void **state)
{
	struct place p = place_of(state);
	struct order o = order_of(&p, TABLE);
	struct joined_result r;

	o.act = ORDER_LOOK;
	o.series = NULL;
	assert_true(run(&p, &o, &r));
	assert_true(r.opinion.n > 0);
	assert_null(r.columns_file);
	o = order_of(&p, "a;b\nx;y\nz;w\n");
	o.act = ORDER_LOOK;
	o.series = NULL;
	assert_true(run(&p, &o, &r));
	assert_null(r.framework);
}

static void names_are_kept_in_the_cache_once_read(void **state)
{
	struct place p = place_of(state);
	struct labels labels;
	const struct framework *f = view_framework(p.on.view, "communes", NULL);
	const struct geometry_store *s = geometry_store_open(p.w, p.on.workspace, f->layer, &p.err);

	for (int twice = 0; twice < 2; twice++) {
		assert_true(labels_open(&labels, p.w, p.on.workspace, f, s, &p.err));
		assert_string_equal(labels.names[0], "Ambérieu");
		assert_string_equal(labels.names[3], "Ajaccio");
		assert_null(labels.parents);
		/* the second time the data are not there to be read */
		unlink(mem_printf(p.w, "%s/data/%.2s/%s.gpkg", p.on.workspace, f->layer->source.digest, f->layer->source.digest));
	}
}

static void periods_of_one_indicator_share_a_series(void **state)
{
	struct place p = place_of(state);
	struct order o = order_of(&p, "code;pop_2016;pop_2020;P16_ACT;P20_ACT;taux_2016;an2\n"
	                              "01001;10;11;1;2;3;4\n01002;20;21;1;2;3;4\n2A004;30;31;1;2;3;4\n");
	struct joined_result r;

	assert_true(run(&p, &o, &r));
	assert_string_equal(r.attributes[0].series, "pop");
	assert_string_equal(r.attributes[0].period, "2016");
	assert_string_equal(r.attributes[1].period, "2020");
	assert_string_equal(r.attributes[3].series, "P_ACT");
	assert_string_equal(r.attributes[3].period, "2020");
	assert_string_equal(r.attributes[4].series, "");
	o = order_of(&p, "code;an;pop\n01001;2019;1\n01001;2020;2\n01002;2019;3\n2A004;2020;4\n");
	o.pivot = "an";
	assert_true(run(&p, &o, &r));
	assert_int_equal(r.n_columns, 2);
	assert_string_equal(r.columns[1].name, "pop_2020");
	assert_string_equal(r.attributes[1].series, "pop");
	assert_string_equal(r.attributes[1].period, "2020");
}

/* --- stored --- */

static void a_join_is_stored_refreshed_and_its_makers_alone(void **state)
{
	struct place p = place_of(state);
	struct order o = order_of(&p, TABLE);
	struct join_limits limits = { .most = 10 };
	const struct stored_join *one, *again;
	struct joined_result r;
	bool created;

	assert_true(run(&p, &o, &r));
	assert_true(joining_store(&one, &created, p.w, p.w->sample->db, &p.on, &o, &r, &limits, &p.err));
	assert_true(created);
	assert_string_equal(one->title.fr, "table");
	assert_int_not_equal(access(r.columns_file, F_OK), 0);
	assert_int_equal(access(mem_printf(p.w, "%s/%s", p.on.workspace, joins_columns_path(p.w, one->id, one->version)), F_OK), 0);
	struct order read;
	assert_true(order_read(&read, p.w, one->mapping, strlen(one->mapping), &p.err));

	assert_true(run(&p, &o, &r));
	assert_true(joining_store(&again, &created, p.w, p.w->sample->db, &p.on, &o, &r, &limits, &p.err));
	assert_false(created);
	assert_string_equal(one->id, again->id);

	o.join = one->id;
	o.organisation = 1;
	assert_true(run(&p, &o, &r));
	assert_false(joining_store(&again, &created, p.w, p.w->sample->db, &p.on, &o, &r, &limits, &p.err));
	assert_int_equal(p.err.code, ERR_NOT_FOUND);
	assert_int_not_equal(access(r.columns_file, F_OK), 0);
}

static const char *source_read(const void *ctx, const char *path)
{
	char *text = mem_array(ctx, char, 65536);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_true(fread(text, 1, 65535, f) > 0);
	fclose(f);
	return text;
}

static const char *hand_in(struct place *p, const struct order *o, const char *table)
{
	static const char folder[] = "0123456789abcdef0123456789abcdef";
	struct json w = json_writer(out_new_buffer(p->w));
	size_t n;

	mkdir(mem_printf(p->w, "%s/joins", p->on.workspace), 0777);
	mkdir(mem_printf(p->w, "%s/joins/incoming", p->on.workspace), 0777);
	const char *path = desk_path(p->w, p->on.workspace, folder, NULL);
	mkdir(path, 0777);
	unlink(desk_path(p->w, p->on.workspace, folder, "outcome.json"));
	order_write(o, &w);
	const char *json = out_held(w.out, &n);
	source_write(p->w, path, "order.json", mem_strndup(p->w, json, n));
	if (table != NULL)
		source_write(p->w, path, "table", table);
	assert_true(joining_run_folder(p->on.workspace, folder));
	return source_read(p->w, desk_path(p->w, p->on.workspace, folder, "outcome.json"));
}

static void an_order_in_a_folder_ends_with_its_outcome(void **state)
{
	struct place p = place_of(state);
	struct order o = { .file = "table", .source = "a.csv", .series = "communes", .reduction = -1 };

	source_write(p.w, p.on.workspace, "jointure.conf", "");
	const char *said = hand_in(&p, &o, TABLE);
	assert_non_null(strstr(said, "\"created\":true"));
	assert_non_null(strstr(said, "\"matched\":3"));
	const char *at = strstr(said, "\"join\":\"") + strlen("\"join\":\"");
	char *id = mem_strndup(p.w, at, 32);

	o.series = "cantons";
	assert_non_null(strstr(hand_in(&p, &o, TABLE), "\"code\":\"not-found\""));
	o = (struct order){ .file = "../../catalogue.sqlite", .reduction = -1 };
	assert_non_null(strstr(hand_in(&p, &o, TABLE), "\"locator\":\"file\""));
	o = (struct order){ .act = ORDER_LOOK, .file = "table", .reduction = -1 };
	assert_non_null(strstr(hand_in(&p, &o, TABLE), "\"proposals\""));
	o = (struct order){ .act = ORDER_DIRECT, .file = "table", .series = "communes", .reduction = -1 };
	assert_non_null(strstr(hand_in(&p, &o, TABLE), "\"matched\":3"));
	assert_int_equal(access(desk_path(p.w, p.on.workspace, "0123456789abcdef0123456789abcdef", "joined.columns"), F_OK), 0);
	o = (struct order){ .act = ORDER_DELETE, .join = id, .organisation = 1, .reduction = -1 };
	assert_non_null(strstr(hand_in(&p, &o, NULL), "\"not-found\""));
	o.organisation = 0;
	assert_non_null(strstr(hand_in(&p, &o, NULL), id));
}

/* --- lists of codes --- */

#define KEYS 4

static struct formers formers_of(void *ctx, const char *text, int day)
{
	static const char *const keys[KEYS] = { "A", "B", "C", "D" };
	static const struct doctor_framework framework = { .n = KEYS, .keys = keys };
	struct formers f = formers_new(ctx);
	struct code_list list;
	struct err err = { 0 };
	char *folder = scratch_new(ctx);
	struct version v = { .framework = &framework, .keys = key_index_new(ctx, keys, KEYS, &err) };

	assert_true(codes_read(&list, ctx, source_write(ctx, folder, "codes.csv", text), &err));
	formers_from_list(&f, &v, &list, day);
	return f;
}

static struct doctor_former former(const struct formers *f, const char *key)
{
	static const char *const none[] = { "", "" };

	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->list[i].key, key) == 0)
			return f->list[i];
	return (struct doctor_former){ .label = "", .successors = none, .n_successors = 99 };
}

static void a_list_of_codes_is_followed_to_the_version(void **state)
{
	void *ctx = talloc_new(NULL);
	struct formers f = formers_of(ctx,
		"code,successor,date,kind,label\n"
		"old,mid,2000-01-01,renamed,Old\nmid,A,2010-01-01,renamed,\n"      /* two steps, both renamed */
		"part,way,2001-01-01,merged,\nway,B,2011-01-01,renamed,\n"        /* merged on the way */
		"cut,A,2012-01-01,split,\ncut,B,2012-01-01,split,\n"
		"C,C2,2030-01-01,renamed,\n"                                      /* after the version */
		"A,AB,2031-01-01,merged,\nB,AB,2031-01-01,merged,\n"
		"new,D,2032-01-01,created,New\n"
		"lost,nowhere,1990-01-01,merged,\n"
		"FRX,A,,alias,NUTS\n", 20220101);

	(void)state;
	assert_int_equal(former(&f, "old").reason, FORMER_RENAMED);
	assert_string_equal(former(&f, "old").successors[0], "A");
	assert_int_equal(former(&f, "old").year, 2000);
	assert_string_equal(former(&f, "old").label, "Old");
	assert_int_equal(former(&f, "part").reason, FORMER_MERGED);
	assert_string_equal(former(&f, "part").successors[0], "B");
	assert_int_equal(former(&f, "cut").reason, FORMER_SPLIT);
	assert_int_equal(former(&f, "cut").n_successors, 2);
	assert_int_equal(former(&f, "C2").reason, FORMER_RENAMED);
	assert_string_equal(former(&f, "C2").successors[0], "C");
	assert_int_equal(former(&f, "AB").reason, FORMER_LATER);
	assert_int_equal(former(&f, "AB").n_successors, 2);
	assert_int_equal(former(&f, "new").reason, FORMER_LATER);
	assert_string_equal(former(&f, "new").successors[0], "D");
	assert_int_equal(former(&f, "lost").reason, FORMER_MERGED);
	assert_int_equal(former(&f, "lost").n_successors, 0);
	assert_null(former(&f, "A").key);
	assert_int_equal(f.n_aliases, 1);
	talloc_free(ctx);
}

static void a_circle_of_codes_ends(void **state)
{
	void *ctx = talloc_new(NULL);
	struct formers f = formers_of(ctx, "code,successor,date,kind\nx,y,2000-01-01,merged\ny,x,2000-01-01,merged\n", 20220101);

	(void)state;
	assert_int_equal(former(&f, "x").n_successors, 0);
	talloc_free(ctx);
}

#define COLUMN_OF(title, class) \
	"<Columnset><FrameworkKey relationship=\"one\" complete=\"false\"><Column name=\"code\"/></FrameworkKey><Attributes>" \
	"<Column name=\"kind\" type=\"http://www.w3.org/TR/xmlschema-2/#string\" purpose=\"Attribute\"><Title>" title "</Title>" \
	"<Abstract>" title ".</Abstract><Values><Nominal><Classes><Value color=\"ff0000\"><Identifier>u</Identifier><Title>" class \
	"</Title></Value></Classes></Nominal></Values></Column></Attributes></Columnset>"
#define DATASET(root, lang, rest) \
	"<" root " xml:lang=\"" lang "\"><Framework><FrameworkURI>f</FrameworkURI><Dataset>" rest "</Dataset></Framework></" root ">"

static void a_gdas_is_told_in_both_languages_where_its_translation_is_there(void **state)
{
	struct place p = place_of(state);
	struct joined_result r;
	struct order o = {
		.series = "communes", .reduction = -1,
		.file = source_write(p.w, p.w->folder, "table.xml", DATASET("GDAS", "fr", COLUMN_OF("Genre", "Urbain")
			"<Rowset><Row><K>01001</K><V>u</V></Row></Rowset>")),
		.translation = source_write(p.w, p.w->folder, "other.xml",
			DATASET("DataDescriptions", "en", COLUMN_OF("Kind", "Urban"))),
	};

	if (!run(&p, &o, &r))
		fail_msg("%s", p.err.message.en);
	const struct attribute *a = &r.attributes[0];
	assert_string_equal(a->title.fr, "Genre");
	assert_string_equal(a->title.en, "Kind");
	assert_string_equal(a->abstract.en, "Kind.");
	assert_string_equal(a->classes[0].title.fr, "Urbain");
	assert_string_equal(a->classes[0].title.en, "Urban");
	assert_int_equal(a->classes[0].color, 0xff0000);
	o.translation = NULL;
	assert_true(run(&p, &o, &r));
	assert_null(r.attributes[0].title.en);
	o.translation = source_write(p.w, p.w->folder, "other.xml", "<html/>");
	assert_false(run(&p, &o, &r));
}

#define IN_WORKSPACE(test) cmocka_unit_test_setup_teardown(test, workspace_set_up, workspace_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_WORKSPACE(rows_become_columns_in_the_order_of_the_features),
		IN_WORKSPACE(keys_of_other_versions_are_followed_or_explained),
		IN_WORKSPACE(what_is_wrong_names_its_parameter_and_leaves_nothing),
		IN_WORKSPACE(a_look_tells_and_leaves_nothing),
		IN_WORKSPACE(names_are_kept_in_the_cache_once_read),
		IN_WORKSPACE(periods_of_one_indicator_share_a_series),
		IN_WORKSPACE(a_join_is_stored_refreshed_and_its_makers_alone),
		IN_WORKSPACE(an_order_in_a_folder_ends_with_its_outcome),
		IN_WORKSPACE(a_gdas_is_told_in_both_languages_where_its_translation_is_there),
		cmocka_unit_test(a_list_of_codes_is_followed_to_the_version),
		cmocka_unit_test(a_circle_of_codes_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
