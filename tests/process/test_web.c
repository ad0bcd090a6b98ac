#include "tests/unit.h"
#include "fcgi/web.h"

static const struct conf settings = { .max_body = 4 << 20, .max_url = 16 << 10, .deadline = 30 };

static char *config_of(const void *ctx, enum web_kind kind, const char *address)
{
	struct err err = { 0 };
	struct web_site site = { .kind = kind, .run = "/srv/w/run", .socket = "/srv/w/run/worker.sock",
	                         .address = address, .port = 8123 };
	char *text = web_config(ctx, &site, &settings, &err);
	assert_non_null(text);
	return text;
}

static void every_mark_of_a_template_is_filled_in(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	for (size_t kind = WEB_LIGHTTPD; kind <= WEB_NGINX; kind++) {
		char *text = config_of(ctx, (enum web_kind)kind, "127.0.0.1");
		assert_null(strchr(text, '@'));
		assert_non_null(strstr(text, "/srv/w/run/worker.sock"));
		assert_non_null(strstr(text, "8123"));
	}
	talloc_free(ctx);
}

static void the_limits_of_the_settings_are_those_of_the_web_server(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_non_null(strstr(config_of(ctx, WEB_LIGHTTPD, "127.0.0.1"),
	                       "server.max-request-size = 4096"));
	char *nginx = config_of(ctx, WEB_NGINX, "127.0.0.1");
	assert_non_null(strstr(nginx, "client_max_body_size 4194304;"));
	assert_non_null(strstr(nginx, "fastcgi_read_timeout 40s;"));
	assert_non_null(strstr(nginx, "large_client_header_buffers 4 24576;"));
	talloc_free(ctx);
}

static void an_ipv6_address_stands_in_brackets(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_non_null(strstr(config_of(ctx, WEB_LIGHTTPD, "::"), "server.bind = \"[::]\""));
	assert_non_null(strstr(config_of(ctx, WEB_NGINX, "::"), "listen [::]:8123 "));
	talloc_free(ctx);
}

static void a_path_cannot_break_out_of_its_quotes(void **state)
{
	(void)state;
	const char *const bad[] = { "/srv/a\"b", "/srv/a\\", "/srv/$host", "/srv/a\nb" };
	void *ctx = talloc_new(NULL);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		struct web_site site = { .kind = WEB_NGINX, .run = bad[i], .socket = "/s",
		                         .address = "127.0.0.1", .port = 1 };
		assert_null(web_config(ctx, &site, &settings, &err));
		assert_int_equal(err.code, ERR_INVALID_PARAMETER);
	}
	talloc_free(ctx);
}

static void only_the_two_web_servers_are_known(void **state)
{
	(void)state;
	enum web_kind kind;
	assert_true(web_parse(&kind, "nginx"));
	assert_int_equal(kind, WEB_NGINX);
	assert_false(web_parse(&kind, "apache"));
	assert_false(web_parse(&kind, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mark_of_a_template_is_filled_in),
		cmocka_unit_test(the_limits_of_the_settings_are_those_of_the_web_server),
		cmocka_unit_test(an_ipv6_address_stands_in_brackets),
		cmocka_unit_test(a_path_cannot_break_out_of_its_quotes),
		cmocka_unit_test(only_the_two_web_servers_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
