#include "tests/unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "conf/conf.h"

struct place {
	char folder[32], file[64];
};

static void place_make(struct place *p)
{
	snprintf(p->folder, sizeof p->folder, "conf-test-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->file, sizeof p->file, "%s/jointure.conf", p->folder);
}

static const struct conf *load(const struct place *p, const void *ctx, const char *text, struct err *err)
{
	FILE *f = fopen(p->file, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return conf_load(ctx, p->folder, err);
}

static void place_remove(const struct place *p)
{
	unlink(p->file);
	rmdir(p->folder);
}

static void settings_have_defaults_and_units(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct place p;
	struct err err = { 0 };
	place_make(&p);
	const struct conf *c = load(&p, ctx, "[server]\nbase_url = https://x.fr/geo\nlanguage = en\n[limits]\nmax_body = 2M\n", &err);
	assert_non_null(c);
	assert_string_equal(c->base_url, "https://x.fr/geo");
	assert_string_equal(c->base_path, "/geo");
	assert_int_equal(c->language, LANG_EN);
	assert_int_equal(c->max_body, 2 << 20);
	assert_int_equal(c->deadline, 30);
	place_remove(&p);
	talloc_free(ctx);
}

static void a_wrong_line_is_named(void **state)
{
	(void)state;
	static const struct { const char *text, *line, *locator; } bad[] = {
		{ "[server]\nbase_ulr = x\n", "line 2", "server.base_ulr" },
		{ "[limits]\n\nmax_pixels = many\n", "line 3", "limits.max_pixels" },
		{ "[limits]\nmax_pixels = 1\n", "line 2", "limits.max_pixels" },
		{ "[server]\nlanguage = de\n", "line 2", "server.language" },
		{ "[server]\nlanguage = fr\nlanguage = en\n", "line 3", "server.language" },
		{ "[server]\nbase_url = ftp://x\n", "base_url", "server.base_url" },
		{ "[server]\nbase_url = http://x/\n", "base_url", "server.base_url" },
		{ "[server]\nbase_url = http:///x\n", "base_url", "server.base_url" },
		{ "[joins]\nmay_join = everyone\n", "may_join", "joins.may_join" },
		{ "[workers]\nworkers = 4 ; four\n", "line 2", "workers.workers" },
		{ "[catalogue]\ngrace = 0\n", "line 2", "catalogue.grace" },
	};
	struct place p;
	place_make(&p);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		void *ctx = talloc_new(NULL);
		struct err err = { 0 };
		assert_null(load(&p, ctx, bad[i].text, &err));
		assert_non_null(strstr(err.message.en, bad[i].line));
		assert_string_equal(err.locator, bad[i].locator);
		talloc_free(ctx);
	}
	place_remove(&p);
}

static void values_may_be_long_and_hold_what_comments_begin_with(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct place p;
	struct err err = { 0 };
	char *long_one = mem_strdup(ctx, "");
	place_make(&p);
	for (int i = 0; i < 200; i++)
		long_one = mem_check(talloc_strdup_append(long_one, "Un résumé; "));
	long_one = mem_check(talloc_strdup_append(long_one, "fin"));
	const struct conf *c = load(&p, ctx, mem_printf(ctx, "\xef\xbb\xbf[server] ; une section\r\n"
		"  abstract_fr\t=  %s  \r\n\r\n\t# rien\r\ntitle_fr = a = b # c\r\ncors_origin=", long_one), &err);
	assert_non_null(c);
	assert_string_equal(c->abstract.fr, long_one);
	assert_string_equal(c->title.fr, "a = b # c");
	assert_string_equal(c->cors_origin, "");
	place_remove(&p);
	talloc_free(ctx);
}

static void a_line_that_is_none_is_named(void **state)
{
	(void)state;
	static const struct { const char *text, *line; } bad[] = {
		{ "[server]\nhello\n", "line 2" }, { "[server\n", "line 1" }, { "\n\n[server] x\n", "line 3" },
		{ "[server]\n= x\n", "line 2" },
	};
	struct place p;
	place_make(&p);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		void *ctx = talloc_new(NULL);
		struct err err = { 0 };
		assert_null(load(&p, ctx, bad[i].text, &err));
		assert_non_null(strstr(err.message.en, bad[i].line));
		talloc_free(ctx);
	}
	FILE *f = fopen(p.file, "wb");
	assert_non_null(f);
	fwrite("[server]\nlanguage = f\0r\n", 1, 24, f);
	fclose(f);
	void *ctx = talloc_new(NULL);
	struct err err = { 0 }, missing = { 0 };
	assert_null(conf_load(ctx, p.folder, &err));
	assert_non_null(strstr(err.message.en, "line 2"));
	place_remove(&p);
	assert_null(conf_load(ctx, p.folder, &missing));
	assert_int_equal(missing.code, ERR_NOT_FOUND);
	talloc_free(ctx);
}

static void the_template_is_read_back_as_the_defaults(void **state)
{
	(void)state;
	for (int lang = LANG_FR; lang <= LANG_EN; lang++) {
		void *ctx = talloc_new(NULL);
		struct place p;
		struct err err = { 0 };
		place_make(&p);
		struct out *out = out_new_buffer(ctx), *one = out_new_buffer(ctx), *two = out_new_buffer(ctx);
		conf_write_template(out, (enum lang)lang, "http://localhost:9");
		size_t n;
		const char *text = out_held(out, &n);
		const struct conf *c = load(&p, ctx, mem_strndup(ctx, text, n), &err);
		assert_non_null(c);
		assert_string_equal(c->base_url, "http://localhost:9");
		conf_print(c, one);
		conf_print(load(&p, ctx, "[server]\nbase_url = http://localhost:9\n", &err), two);
		size_t n1, n2;
		const char *t1 = out_held(one, &n1), *t2 = out_held(two, &n2);
		assert_int_equal(n1, n2);
		assert_memory_equal(t1, t2, n1);
		place_remove(&p);
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_have_defaults_and_units),
		cmocka_unit_test(a_wrong_line_is_named),
		cmocka_unit_test(values_may_be_long_and_hold_what_comments_begin_with),
		cmocka_unit_test(a_line_that_is_none_is_named),
		cmocka_unit_test(the_template_is_read_back_as_the_defaults),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
