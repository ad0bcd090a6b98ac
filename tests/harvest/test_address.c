#include "tests/unit.h"

#include "harvest/address.h"

static void what_tjs_says_is_taken_off_an_address_and_the_rest_stays(void **state)
{
	static const char *const cases[][2] = {
		{ "https://h.example/tjs", "https://h.example/tjs" },
		{ "https://h.example/tjs?", "https://h.example/tjs" },
		{ "https://h.example/tjs?SERVICE=TJS&Request=GetCapabilities", "https://h.example/tjs" },
		{ "https://h.example/cgi?map=a.map&service=TJS&&key=k%20&language=fr#top", "https://h.example/cgi?map=a.map&key=k%20" },
		{ "https://h.example/cgi?versions=2&FrameworkURI=x&version=1.0", "https://h.example/cgi?versions=2" },
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(harvest_base(ctx, cases[i][0]), cases[i][1]);
	talloc_free(ctx);
}

static void an_operation_is_asked_for_with_all_that_it_needs_encoded(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_string_equal(harvest_href(ctx, "https://h.example/tjs", &(struct harvest_ask){ .operation = "GetCapabilities" }),
	                    "https://h.example/tjs?service=TJS&AcceptVersions=1.0&request=GetCapabilities");
	assert_string_equal(harvest_href(ctx, "https://h.example/cgi?map=a",
	                                 &(struct harvest_ask){ .operation = "GetData", .language = "fr",
	                                                        .framework = "http://x/f?a=1&b", .dataset = "d é",
	                                                        .attributes = "pop,taux" }),
	                    "https://h.example/cgi?map=a&service=TJS&version=1.0&request=GetData&language=fr"
	                    "&FrameworkURI=http%3A%2F%2Fx%2Ff%3Fa%3D1%26b&DatasetURI=d%20%C3%A9&Attributes=pop%2Ctaux");
	talloc_free(ctx);
}

static void the_place_that_an_address_names_is_one_host(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_string_equal(harvest_host(ctx, "https://h.example:8080/tjs?x"), "h.example:8080");
	assert_string_equal(harvest_host(ctx, "https://h.example/tjs"), "h.example:443");
	assert_string_equal(harvest_host(ctx, "http://h.example"), "h.example:80");
	assert_string_equal(harvest_host(ctx, "http://[::1]:81/"), "[::1]:81");
	assert_string_equal(harvest_host(ctx, "http://[::1]/"), "[::1]:80");
	assert_null(harvest_host(ctx, "ftp://h.example/"));
	assert_null(harvest_host(ctx, "https://:443/"));
	assert_null(harvest_host(ctx, "https://user@h.example/"));
	assert_null(harvest_host(ctx, "https://a.example,b.example/"));
	assert_null(harvest_host(ctx, "https:///tjs"));
	assert_null(harvest_host(ctx, "h.example/tjs"));
	talloc_free(ctx);
}

static void people_call_a_thing_by_the_last_word_of_its_uri(void **state)
{
	(void)state;
	assert_string_equal(harvest_last_word("http://x/data/menages_2020"), "menages_2020");
	assert_string_equal(harvest_last_word("http://x/data/menages/"), "menages/");
	assert_string_equal(harvest_last_word("urn:stats:pop"), "pop");
	assert_string_equal(harvest_last_word("pop"), "pop");
	assert_string_equal(harvest_last_word(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_tjs_says_is_taken_off_an_address_and_the_rest_stays),
		cmocka_unit_test(an_operation_is_asked_for_with_all_that_it_needs_encoded),
		cmocka_unit_test(the_place_that_an_address_names_is_one_host),
		cmocka_unit_test(people_call_a_thing_by_the_last_word_of_its_uri),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
