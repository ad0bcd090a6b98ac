#include "tests/geometry/sources.h"
#include "tests/service/unit_exchange.h"

#include <sys/stat.h>

#include "api/portal.h"

struct portal {
	struct fixture f;
	char *folder;
	struct out *out;
};

static int set_up(void **state)
{
	struct portal *p = mem_new(NULL, struct portal);
	fixture_make(&p->f, p, "");
	p->f.conf.title = (struct text){ "Un petit pays", "A small country" };
	p->folder = scratch_new(p);
	mkdir(mem_printf(p, "%s/portal", p->folder), 0700);
	p->f.conf.workspace = p->folder;
	p->f.conf.portal = mem_printf(p, "%s/portal", p->folder);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static void put(struct portal *p, const char *name, const char *text)
{
	source_write(p, p->f.conf.portal, name, text);
}

static int get(struct portal *p, const char *path, const char **body)
{
	struct err err = { 0 };
	size_t n;
	p->f.request.path = path;
	p->out = out_new_buffer(p);
	assert_true(portal_service.claims(&p->f.x));
	if (!portal_service.serve(&p->f.x, p->out, &err)) {
		out_restart(p->out);
		portal_service.refuse(&p->f.x, &err, p->out);
	}
	const char *held = out_held(p->out, &n);
	*body = mem_strndup(p, held, n);
	return out_status_get(p->out);
}

static void files_come_with_their_types_and_a_policy(void **state)
{
	struct portal *p = *state;
	const char *body;
	put(p, "index.html", "<!doctype html>");
	put(p, "app-SJUZI4CI.js", "run()");
	assert_int_equal(get(p, "/", &body), 200);
	assert_string_equal(body, "<!doctype html>");
	assert_string_equal(out_header_get(p->out, "Content-Type"), "text/html; charset=utf-8");
	assert_non_null(strstr(out_header_get(p->out, "Content-Security-Policy"), "default-src 'none'"));
	assert_non_null(strstr(out_header_get(p->out, "Content-Security-Policy"), "frame-ancestors 'self'"));
	assert_string_equal(out_header_get(p->out, "X-Content-Type-Options"), "nosniff");
	assert_int_equal(get(p, "/portal/app-SJUZI4CI.js", &body), 200);
	assert_string_equal(body, "run()");
	assert_string_equal(out_header_get(p->out, "Content-Type"), "text/javascript; charset=utf-8");
}

static void only_the_embedded_page_may_be_framed_anywhere(void **state)
{
	struct portal *p = *state;
	const char *body;
	put(p, "embed.html", "<!doctype html>");
	assert_int_equal(get(p, "/portal/embed.html", &body), 200);
	assert_non_null(strstr(out_header_get(p->out, "Content-Security-Policy"), "frame-ancestors *"));
}

static void a_name_with_a_hash_is_kept_for_ever(void **state)
{
	struct portal *p = *state;
	const char *body;
	put(p, "index.html", "a");
	put(p, "style-2Q62VOEY.css", "b");
	put(p, "not-hashed.css", "c");
	get(p, "/portal/style-2Q62VOEY.css", &body);
	assert_non_null(strstr(out_header_get(p->out, "Cache-Control"), "immutable"));
	get(p, "/portal/not-hashed.css", &body);
	assert_null(strstr(out_header_get(p->out, "Cache-Control"), "immutable"));
	get(p, "/", &body);
	assert_null(strstr(out_header_get(p->out, "Cache-Control"), "immutable"));
}

static void a_current_copy_is_not_sent_again_until_the_file_changes(void **state)
{
	struct portal *p = *state;
	const char *body;
	put(p, "index.html", "one");
	assert_int_equal(get(p, "/", &body), 200);
	p->f.request.if_none_match = mem_strdup(p, out_header_get(p->out, "ETag"));
	assert_int_equal(get(p, "/", &body), 304);
	assert_string_equal(body, "");
	put(p, "index.html", "another");
	assert_int_equal(get(p, "/", &body), 200);
	assert_string_equal(body, "another");
}

static void nothing_outside_of_the_folder_is_reached(void **state)
{
	struct portal *p = *state;
	const char *body;
	source_write(p, p->folder, "secret.txt", "secret");
	put(p, ".hidden.txt", "secret");
	put(p, "data.sqlite", "secret");
	assert_int_equal(symlink("../secret.txt", mem_printf(p, "%s/link.txt", p->f.conf.portal)), 0);
	mkdir(mem_printf(p, "%s/folder.txt", p->f.conf.portal), 0700);
	mkfifo(mem_printf(p, "%s/pipe.txt", p->f.conf.portal), 0600);
	const char *wrong[] = { "/portal/../secret.txt", "/portal/..", "/portal/./index.html",
	                        "/portal//etc/passwd", "/portal/.hidden.txt", "/portal/link.txt",
	                        "/portal/folder.txt", "/portal/pipe.txt", "/portal/data.sqlite",
	                        "/portal/a\\b.txt", "/portal/%2e%2e/secret.txt", "/portal/none.txt" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(get(p, wrong[i], &body), 404);
		assert_null(strstr(body, "secret"));
	}
}

static void the_portal_lives_at_the_root_only(void **state)
{
	struct portal *p = *state;
	const char *body, *also[] = { "/portal", "/portal/", "/portal/index.html" };
	put(p, "index.html", "a");
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(get(p, also[i], &body), 308);
		assert_string_equal(out_header_get(p->out, "Location"), "http://test/geo/");
	}
	p->f.request.path = "/portals";
	assert_false(portal_service.claims(&p->f.x));
}

static void without_a_built_portal_a_plain_page_leads_to_the_services(void **state)
{
	struct portal *p = *state;
	const char *body;
	assert_int_equal(get(p, "/", &body), 200);
	assert_non_null(strstr(body, "http://test/geo/ows?service=WMS"));
	assert_non_null(strstr(body, "Les cartes"));
	p->f.x.lang = LANG_EN;
	assert_int_equal(get(p, "/", &body), 200);
	assert_non_null(strstr(body, "The maps"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(files_come_with_their_types_and_a_policy),
		TEST(only_the_embedded_page_may_be_framed_anywhere),
		TEST(a_name_with_a_hash_is_kept_for_ever),
		TEST(a_current_copy_is_not_sent_again_until_the_file_changes),
		TEST(nothing_outside_of_the_folder_is_reached),
		TEST(the_portal_lives_at_the_root_only),
		TEST(without_a_built_portal_a_plain_page_leads_to_the_services),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
