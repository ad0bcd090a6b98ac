#include "tests/unit.h"

#include <arpa/inet.h>

#include "fcgi/fetch_guard.h"

struct form {
	const char *url;
	enum fetch_reason reason;
};

/* Every way to write an address that we know of: none of these leads anywhere but to its name's public place. */
static const struct form forms[] = {
	/* what is allowed */
	{ "https://data.example.org/table.csv", FETCH_DONE },
	{ "HTTPS://Data.Example.ORG/table.csv?x=1&y=%20#part", FETCH_DONE },
	{ "https://data.example.org", FETCH_DONE },
	{ "https://data.example.org?x", FETCH_DONE },
	{ "https://data.example.org:443/", FETCH_DONE },
	{ "https://data.example.org:80/", FETCH_DONE },
	{ "https://data.example.org./table.csv", FETCH_DONE },
	{ "https://xn--caf-dma.example/t", FETCH_DONE },
	{ "https://93.184.216.34/t", FETCH_DONE },
	{ "https://[2a00:1450:4007:80f::200e]/t", FETCH_DONE },
	/* schemes */
	{ "http://data.example.org/", FETCH_SCHEME },
	{ "ftp://data.example.org/", FETCH_SCHEME },
	{ "file:///etc/passwd", FETCH_SCHEME },
	{ "gopher://127.0.0.1:6379/_INFO", FETCH_SCHEME },
	{ "dict://127.0.0.1:11211/stat", FETCH_SCHEME },
	{ "ldap://localhost/", FETCH_SCHEME },
	{ "jar:https://x!/", FETCH_SCHEME },
	{ "https", FETCH_URL },
	{ "//data.example.org/", FETCH_URL },
	{ "/vsicurl/https://x/", FETCH_SCHEME },
	{ "", FETCH_URL },
	{ "https:/data.example.org/", FETCH_URL },
	{ "https:data.example.org/", FETCH_URL },
	/* who asks */
	{ "https://user@data.example.org/", FETCH_USER },
	{ "https://user:secret@data.example.org/", FETCH_USER },
	{ "https://data.example.org@127.0.0.1/", FETCH_USER },
	{ "https://@127.0.0.1/", FETCH_USER },
	/* two readings */
	{ "https://data.example.org\\@127.0.0.1/", FETCH_URL },
	{ "https://127.0.0.1\\.data.example.org/", FETCH_URL },
	{ "https://data.example.org /", FETCH_URL },
	{ "https://data.example.org\t/", FETCH_URL },
	{ "https://data.example.org\r\nHost:x/", FETCH_URL },
	{ "https://data.example.org%2f@x/", FETCH_USER },
	{ "https://127%2e0%2e0%2e1/", FETCH_URL },
	{ "https://%31%32%37.0.0.1/", FETCH_URL },
	{ "https://①②⑦.⓪.⓪.①/", FETCH_URL },
	{ "https://127。0。0。1/", FETCH_URL },
	{ "https://ⓛocalhost/", FETCH_URL },
	{ "https://café.example/", FETCH_URL },
	{ "https:///etc/passwd", FETCH_URL },
	{ "https://?x", FETCH_URL },
	{ "https://./", FETCH_URL },
	{ "https://a..b/", FETCH_URL },
	{ "https://.example.org/", FETCH_URL },
	{ "https://data.example.org../", FETCH_URL },
	/* ports */
	{ "https://data.example.org:22/", FETCH_PORT },
	{ "https://data.example.org:6379/", FETCH_PORT },
	{ "https://data.example.org:8443/", FETCH_PORT },
	{ "https://data.example.org:0/", FETCH_URL },
	{ "https://data.example.org:/", FETCH_URL },
	{ "https://data.example.org:65979/", FETCH_URL },
	{ "https://data.example.org:0443/", FETCH_URL },
	{ "https://data.example.org:-443/", FETCH_URL },
	{ "https://data.example.org:443:80/", FETCH_URL },
	{ "https://data.example.org:4e2/", FETCH_URL },
	/* IPv4 as it should be */
	{ "https://127.0.0.1/", FETCH_PRIVATE },
	{ "https://127.0.0.1./", FETCH_PRIVATE },
	{ "https://127.255.255.254/", FETCH_PRIVATE },
	{ "https://0.0.0.0/", FETCH_PRIVATE },
	{ "https://10.1.2.3/", FETCH_PRIVATE },
	{ "https://172.16.0.1/", FETCH_PRIVATE },
	{ "https://172.31.255.255/", FETCH_PRIVATE },
	{ "https://172.32.0.1/", FETCH_DONE },
	{ "https://192.168.1.1/", FETCH_PRIVATE },
	{ "https://100.64.0.1/", FETCH_PRIVATE },
	{ "https://100.127.255.255/", FETCH_PRIVATE },
	{ "https://100.128.0.1/", FETCH_DONE },
	{ "https://169.254.169.254/latest/meta-data/", FETCH_PRIVATE },
	{ "https://192.0.0.192/", FETCH_PRIVATE },
	{ "https://192.0.2.1/", FETCH_PRIVATE },
	{ "https://198.18.0.1/", FETCH_PRIVATE },
	{ "https://224.0.0.1/", FETCH_PRIVATE },
	{ "https://255.255.255.255/", FETCH_PRIVATE },
	/* and as it should not */
	{ "https://2130706433/", FETCH_URL },
	{ "https://0x7f000001/", FETCH_URL },
	{ "https://017700000001/", FETCH_URL },
	{ "https://0x7f.0.0.1/", FETCH_URL },
	{ "https://0x7f.0x0.0x0.0x1/", FETCH_URL },
	{ "https://0177.0.0.1/", FETCH_URL },
	{ "https://127.1/", FETCH_URL },
	{ "https://127.0.1/", FETCH_URL },
	{ "https://0/", FETCH_URL },
	{ "https://127.0.0.01/", FETCH_URL },
	{ "https://127.0.0.1.1/", FETCH_URL },
	{ "https://1.0.0.127.0x7f/", FETCH_URL },
	/* IPv6 */
	{ "https://[::1]/", FETCH_PRIVATE },
	{ "https://[0:0:0:0:0:0:0:1]/", FETCH_PRIVATE },
	{ "https://[::]/", FETCH_PRIVATE },
	{ "https://[::ffff:127.0.0.1]/", FETCH_PRIVATE },
	{ "https://[::ffff:7f00:1]/", FETCH_PRIVATE },
	{ "https://[::ffff:93.184.216.34]/", FETCH_PRIVATE },
	{ "https://[::127.0.0.1]/", FETCH_PRIVATE },
	{ "https://[64:ff9b::7f00:1]/", FETCH_PRIVATE },
	{ "https://[64:ff9b:1::a00:1]/", FETCH_PRIVATE },
	{ "https://[2002:7f00:1::]/", FETCH_PRIVATE },
	{ "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", FETCH_PRIVATE },
	{ "https://[2001:db8::1]/", FETCH_PRIVATE },
	{ "https://[fc00::1]/", FETCH_PRIVATE },
	{ "https://[fd12:3456::1]/", FETCH_PRIVATE },
	{ "https://[fe80::1]/", FETCH_PRIVATE },
	{ "https://[fe80::1%25eth0]/", FETCH_URL },
	{ "https://[fe80::1%eth0]/", FETCH_URL },
	{ "https://[ff02::1]/", FETCH_PRIVATE },
	{ "https://[::1/", FETCH_URL },
	{ "https://::1/", FETCH_URL },
	{ "https://[::1]x/", FETCH_URL },
	{ "https://[127.0.0.1]/", FETCH_URL },
	{ "https://[v1.x]/", FETCH_URL },
};

static void a_url_is_read_strictly(void **state)
{
	struct guard_target t;

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		enum fetch_reason reason = guard_url(&t, forms[i].url, "");
		if (reason != forms[i].reason)
			fail_msg("%s: %d", forms[i].url, (int)reason);
	}
}

static void what_is_read_is_what_is_asked_for(void **state)
{
	struct guard_target t;

	(void)state;
	assert_int_equal(guard_url(&t, "HTTPS://Data.Example.ORG.:443/A?b#c", ""), FETCH_DONE);
	assert_string_equal(t.host, "data.example.org");
	assert_int_equal(t.port, 443);
	assert_true(t.tls && !t.literal && !t.named);
	assert_memory_equal(t.rest, "/A?b#", t.rest_n + 1);
	assert_int_equal(guard_url(&t, "https://[2A00:1450:0:0::1]:80", ""), FETCH_DONE);
	assert_string_equal(t.host, "2a00:1450::1");
	assert_int_equal(t.port, 80);
	assert_int_equal(t.rest_n, 0);
}

static void a_host_that_the_operator_named_may_be_plain_and_private(void **state)
{
	static const struct { const char *url, *allow; enum fetch_reason reason; } cases[] = {
		{ "http://127.0.0.1:8000/", "127.0.0.1", FETCH_DONE },
		{ "http://127.0.0.1:8000/", "127.0.0.1:8000", FETCH_DONE },
		{ "http://127.0.0.1:8001/", "127.0.0.1:8000", FETCH_SCHEME },
		{ "http://127.0.0.2/", "127.0.0.1", FETCH_SCHEME },
		{ "http://intranet/", "x, Intranet ,y", FETCH_DONE },
		{ "http://intranet.evil/", "intranet", FETCH_SCHEME },
		{ "http://evil.intranet/", "intranet", FETCH_SCHEME },
		{ "https://intranet:8443/", "intranet", FETCH_DONE },
		{ "http://[::1]:80/", "[::1]", FETCH_DONE },
		{ "http://2130706433/", "127.0.0.1", FETCH_URL },
		{ "http://[::ffff:127.0.0.1]/", "127.0.0.1", FETCH_SCHEME },
		{ "http://u@127.0.0.1/", "127.0.0.1", FETCH_USER },
		{ "http://169.254.169.254/", "169.254.169.254", FETCH_PRIVATE },
		{ "http://0.0.0.0/", "0.0.0.0", FETCH_PRIVATE },
		{ "ftp://127.0.0.1/", "127.0.0.1", FETCH_SCHEME },
		{ "http://a/", ",, ,", FETCH_SCHEME },
	};
	struct guard_target t;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum fetch_reason reason = guard_url(&t, cases[i].url, cases[i].allow);
		if (reason != cases[i].reason)
			fail_msg("%s with %s: %d", cases[i].url, cases[i].allow, (int)reason);
	}
}

/* What a name leads to is judged as an address that was written out. */
static void a_name_that_leads_to_a_private_place_is_refused_unless_named(void **state)
{
	struct sockaddr_in loopback = { .sin_family = AF_INET }, meta = loopback, public = loopback;
	struct guard_target t;

	(void)state;
	inet_pton(AF_INET, "127.0.0.1", &loopback.sin_addr);
	inet_pton(AF_INET, "169.254.169.254", &meta.sin_addr);
	inet_pton(AF_INET, "93.184.216.34", &public.sin_addr);
	assert_int_equal(guard_url(&t, "https://rebind.example/", ""), FETCH_DONE);
	assert_int_equal(guard_reach(&t, (struct sockaddr *)&loopback), FETCH_PRIVATE);
	assert_int_equal(guard_reach(&t, (struct sockaddr *)&public), FETCH_DONE);
	assert_int_equal(guard_url(&t, "https://rebind.example/", "rebind.example"), FETCH_DONE);
	assert_int_equal(guard_reach(&t, (struct sockaddr *)&loopback), FETCH_DONE);
	assert_int_equal(guard_reach(&t, (struct sockaddr *)&meta), FETCH_PRIVATE);
	assert_int_equal(guard_address(&(struct sockaddr){ .sa_family = AF_UNIX }), PLACE_NEVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_is_read_strictly),
		cmocka_unit_test(what_is_read_is_what_is_asked_for),
		cmocka_unit_test(a_host_that_the_operator_named_may_be_plain_and_private),
		cmocka_unit_test(a_name_that_leads_to_a_private_place_is_refused_unless_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
