#include "tests/catalogue/sample_dataset.h"

#include <time.h>
#include <unistd.h>

#include "catalogue/joins.h"
#include "gate/gateway.h"

struct gate {
	struct sample *sample;
	struct gateway *gw;
	struct err err;
	char *sent;                   /* the last answer: head and body */
	const char *body;
	const char *public_key, *key; /* of insee: professional */
	int64_t key_id;
	bool again;                   /* it was sent before */
};

struct asked {
	const char *method, *path, *query, *form, *language, *authorization, *encoding, *etag;
};

static bool gather(void *to, const void *data, size_t n)
{
	char **sent = to;
	*sent = mem_check(talloc_strndup_append_buffer(*sent, data, n));
	return true;
}

static const char *variable(void *from, const char *name)
{
	const struct asked *a = from;
	const struct { const char *name, *value; } all[] = {
		{ "REQUEST_METHOD", a->method != NULL ? a->method : a->form != NULL ? "POST" : "GET" },
		{ "PATH_INFO", a->path }, { "QUERY_STRING", a->query },
		{ "CONTENT_TYPE", a->form != NULL ? "application/x-www-form-urlencoded" : NULL },
		{ "HTTP_ACCEPT_LANGUAGE", a->language }, { "HTTP_AUTHORIZATION", a->authorization },
		{ "HTTP_ACCEPT_ENCODING", a->encoding }, { "HTTP_IF_NONE_MATCH", a->etag }, { "REMOTE_ADDR", "192.0.2.7" },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(all[i].name, name) == 0)
			return all[i].value;
	return NULL;
}

/* The status of the answer, which then stands in g->sent. */
static int ask(struct gate *g, struct asked a)
{
	void *ctx = talloc_new(g);
	struct request r;
	struct err err = { 0 };
	struct span body = { a.form != NULL ? a.form : "", a.form != NULL ? strlen(a.form) : 0 };

	TALLOC_FREE(g->sent);
	g->sent = mem_strdup(g, "");
	struct out *out = out_new(ctx, gather, &g->sent, 1 << 16);
	const char *name = request_name(ctx, variable, &a);
	g->again = name != NULL && gateway_answer_again(g->gw, name, "192.0.2.7", out);
	if (!g->again) {
		bool built = request_build(&r, ctx, variable, &a, body, "/geo", &err);
		r.name = name;
		assert_true(built ? gateway_answer(g->gw, &r, out) : gateway_refuse(g->gw, &r, &err, out));
	}
	assert_true(strncmp(g->sent, "Status: ", 8) == 0);
	int status = (int)strtol(g->sent + 8, NULL, 10);
	talloc_free(ctx);
	char *end = strstr(g->sent, "\r\n\r\n");
	assert_non_null(end);
	g->body = end + 4;
	return status;
}

static bool says(const struct gate *g, const char *words)
{
	return strcasestr(g->sent, words) != NULL;
}

/* What was written to a log since the last time. */
static char *logged(struct gate *g, const char *name)
{
	const char *path = mem_printf(g, "%s/%s", g->sample->workspace, name);
	FILE *f = fopen(path, "r");
	char *text = mem_array(g, char, 1 << 16);

	assert_non_null(f);
	assert_true(fread(text, 1, (1 << 16) - 1, f) < (1 << 16) - 1);
	fclose(f);
	assert_int_equal(truncate(path, 0), 0);
	return text;
}

static void settle(struct gate *g, const char *more)
{
	FILE *f = fopen(mem_printf(g, "%s/jointure.conf", g->sample->workspace), "w");

	assert_non_null(f);
	fprintf(f, "[server]\nbase_url = http://test/geo\n%s", more);
	fclose(f);
}

#define LOGS "access_log = access.log\nerror_log = error.log\n"
#define POLL "[catalogue]\npoll_milliseconds = 0\n"

static int set_up(void **state)
{
	struct gate *g = mem_new(NULL, struct gate);
	void *sample;

	sample_set_up(&sample);
	g->sample = talloc_steal(g, sample);
	sample_publish(g->sample, "rivers", "data");
	sample_publish(g->sample, "wells", "more");
	assert_true(edit_level(g->sample->db, g, "wells", LEVEL_PROFESSIONAL, NULL, &g->sample->edition,
	                       &g->err));
	assert_true(edit_key_add(g->sample->db, g, "insee", LEVEL_PROFESSIONAL, "", &g->key, &g->key_id,
	                         &g->err));
	settle(g, LOGS POLL);
	g->gw = gateway_open(g, g->sample->workspace, &g->err);
	assert_non_null(g->gw);
	*state = g;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

#define CAPABILITIES "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities"

static void each_path_goes_to_its_service(void **state)
{
	struct gate *g = *state;
	static const struct { const char *path, *query, *service; int status; } cases[] = {
		{ "/geo/health", "", "health", 200 }, { "/health", "", "health", 200 },
		{ "/geo/ows", CAPABILITIES, "wms", 200 }, { "/geo/ows/territories", CAPABILITIES, "wms", 200 },
		{ "/geo/ows", "SERVICE=WFS&REQUEST=GetCapabilities", "wfs", 200 },
		{ "/geo/ows", "REQUEST=GetMap", "wms", 200 }, { "/geo/ows", "REQUEST=GetFeature", "wfs", 400 },
		{ "/geo/map/nothing", CAPABILITIES, "mapfile", 200 }, { "/geo/api", "f=json", "api", 200 },
		{ "/geo/", "", "portal", 200 }, { "/geo", "", "portal", 200 },
		{ "/geo/ows", "SERVICE=WCS&REQUEST=GetCapabilities", "-", 400 }, { "/geo/ows", "", "-", 400 },
		{ "/geo/nothing", "", "-", 404 }, { "/geo/owsx", CAPABILITIES, "-", 404 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int status = ask(g, (struct asked){ .path = cases[i].path, .query = cases[i].query });
		const char *line = logged(g, "access.log");
		if (status != cases[i].status ||
		    strstr(line, mem_printf(g, " service=%s ", cases[i].service)) == NULL)
			fail_msg("%s?%s: %d, %s", cases[i].path, cases[i].query, status, line);
	}
}

static void an_unknown_theme_is_told_in_the_form_of_its_service(void **state)
{
	struct gate *g = *state;

	assert_int_equal(ask(g, (struct asked){ .path = "/ows/nothing", .query = "" }), 404);
	assert_true(says(g, "ExceptionReport"));
	ask(g, (struct asked){ .path = "/ows/nothing", .query = CAPABILITIES });
	assert_true(says(g, "ServiceExceptionReport"));
	assert_true(says(g, "aucun th\xc3\xa8me"));
	assert_false(says(g, "rivers"));
	ask(g, (struct asked){ .path = "/ows/territories", .query = CAPABILITIES });
	assert_true(says(g, "rivers"));
}

static void a_key_opens_what_it_may_and_an_unknown_one_nothing(void **state)
{
	struct gate *g = *state;
	const char *bearer = mem_printf(g, "Bearer %s", g->key);

	assert_int_equal(ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES }), 200);
	assert_false(says(g, "wells"));
	assert_int_equal(ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES,
	                                        .authorization = bearer }), 200);
	assert_true(says(g, "wells") && says(g, "private") && !says(g, g->key));
	/* the answer that was made for the key is not the next one's */
	ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES });
	assert_false(says(g, "wells"));
	ask(g, (struct asked){ .path = "/ows", .query = mem_printf(g, CAPABILITIES "&key=%s", g->key) });
	assert_true(says(g, "wells") && says(g, mem_printf(g, "key=%s", g->key)));
	for (int i = 0; i < 2; i++) {
		struct asked a = { .path = i == 0 ? "/ows" : "/api", .query = i == 0 ? CAPABILITIES : "",
		                   .authorization = "Bearer nonesuch" };
		assert_int_equal(ask(g, a), 401);
		assert_true(says(g, "WWW-Authenticate: Basic") && says(g, "no-store"));
		assert_false(says(g, "rivers"));
	}
	assert_true(edit_key_revoke(g->sample->db, g, g->key_id, &g->err));
	assert_int_equal(ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES,
	                                        .authorization = bearer }), 401);
}

static void options_tell_methods_and_who_may_call(void **state)
{
	struct gate *g = *state;

	assert_int_equal(ask(g, (struct asked){ .method = "OPTIONS", .path = "/ows" }), 204);
	assert_true(says(g, "Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS\r\n"));
	assert_true(says(g, "Access-Control-Allow-Origin: *\r\n"));
	assert_true(says(g, "Access-Control-Allow-Headers: Authorization"));
	assert_string_equal(g->body, "");
	settle(g, LOGS "cors_origin =\n" POLL);
	assert_true(gateway_reload(g->gw, &g->err));
	ask(g, (struct asked){ .method = "OPTIONS", .path = "/ows" });
	assert_false(says(g, "Access-Control"));
	ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES });
	assert_false(says(g, "Access-Control"));
}

static void a_head_is_that_of_get(void **state)
{
	struct gate *g = *state;
	static const struct asked cases[] = {
		{ .path = "/ows", .query = CAPABILITIES }, { .path = "/api", .query = "f=json" },
		{ .path = "/ows", .query = CAPABILITIES, .encoding = "gzip" }, { .path = "/nothing" },
	};

	/* within the second of its publication an edition has no date, and that second may end meanwhile */
	nanosleep(&(struct timespec){ .tv_sec = 1, .tv_nsec = 100000000 }, NULL);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct asked a = cases[i];
		int status = ask(g, a);
		const char *head = mem_strndup(g, g->sent, (size_t)(g->body - g->sent));
		a.method = "HEAD";
		assert_int_equal(ask(g, a), status);
		assert_string_equal(g->sent, head);
	}
	assert_true(says(g, "Content-Length"));
}

static void other_methods_are_refused_with_those_there_are(void **state)
{
	struct gate *g = *state;
	static const char *const methods[] = { "DELETE", "PUT", "get", "TRACE", "" };

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		assert_int_equal(ask(g, (struct asked){ .method = methods[i], .path = "/api" }), 405);
		assert_true(says(g, "Allow: GET, HEAD, OPTIONS\r\n"));
		assert_true(says(g, "application/problem+json"));
	}
}

static void the_language_is_the_parameters_then_the_headers_then_the_settings(void **state)
{
	struct gate *g = *state;
	static const struct { const char *query, *header; bool french; } cases[] = {
		{ "", NULL, true }, { "", "en", false }, { "", "de", true }, { "", "fr;q=0.1, en;q=0.2", false },
		{ "LANGUAGE=fr", "en", true }, { "lang=en", "fr", false }, { "LANGUAGE=fre", "en", true },
		{ "LANGUAGE=xx", "en", false }, { "LANGUAGE=", NULL, true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		ask(g, (struct asked){ .path = "/ows", .query = mem_printf(g, "SERVICE=X&%s", cases[i].query),
		                       .language = cases[i].header });
		assert_true(says(g, cases[i].french ? "ce service n'existe pas" : "there is no such service"));
		assert_true(says(g, cases[i].french ? "Content-Language: fr" : "Content-Language: en"));
	}
	settle(g, LOGS "language = en\n" POLL);
	assert_true(gateway_reload(g->gw, &g->err));
	ask(g, (struct asked){ .path = "/ows", .query = "SERVICE=X" });
	assert_true(says(g, "there is no such service"));
}

static void a_log_line_tells_all_but_the_key(void **state)
{
	struct gate *g = *state;
	const char *secret = mem_printf(g, "KEY=%s", g->key);
	const struct asked cases[] = {
		{ .path = "/ows", .query = mem_printf(g, "%s&" CAPABILITIES, secret) },
		{ .path = "/ows", .query = "SERVICE=WMS", .form = mem_printf(g, "REQUEST=GetMap&%s", secret) },
		{ .path = "/ows", .query = CAPABILITIES, .authorization = mem_printf(g, "Bearer %s", g->key) },
		{ .path = "/ows", .query = mem_printf(g, "%s&SERVICE=WMS&REQUEST=%%zz", secret) },
	};

	for (size_t i = 0; i < 4; i++) {
		ask(g, cases[i]);
		char *line = logged(g, "access.log"), *errors = logged(g, "error.log");
		assert_null(strstr(line, g->key));
		assert_null(strstr(errors, g->key));
		assert_non_null(strstr(line, "SERVICE=WMS"));
		assert_non_null(strstr(line, "address=192.0.2.7"));
		if (i < 3)
			assert_non_null(strstr(line, mem_printf(g, "subject=%lld", (long long)g->key_id)));
	}
}

static void a_log_line_stays_a_short_line_of_text(void **state)
{
	struct gate *g = *state;
	char *long_name = mem_array(g, char, 20001);

	memset(long_name, 'x', 20000);
	ask(g, (struct asked){ .path = "/ows", .form = mem_printf(g, "%s=%s&b=%s", long_name, long_name, long_name) });
	char *line = logged(g, "access.log");
	assert_true(strlen(line) < 1000);
	/* a request that cannot be read is logged, too, and as text */
	ask(g, (struct asked){ .path = "/a\xff\n\x1b[31m b", .query = "c=%zz" });
	line = logged(g, "access.log");
	assert_non_null(strstr(line, "status=404"));
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	assert_null(strchr(line, '\x1b'));
	assert_true(text_is_utf8(line, strlen(line)));
	/* cut between characters */
	char *accents = mem_strdup(g, "SERVICE=a");
	for (int i = 0; i < 300; i++)
		accents = mem_check(talloc_strdup_append(accents, "%C3%A9"));
	ask(g, (struct asked){ .path = "/ows", .query = accents });
	line = logged(g, "access.log");
	assert_non_null(strstr(line, "\xc3\xa9\xc3\xa9\" "));
	assert_null(strstr(line, "\xef\xbf\xbd"));
}

static void what_cannot_be_read_is_told_in_the_form_of_its_service(void **state)
{
	struct gate *g = *state;

	assert_int_equal(ask(g, (struct asked){ .path = "/ows", .query = "SERVICE=WMS&REQUEST=GetMap&A=%zz" }), 200);
	assert_true(says(g, "ServiceExceptionReport"));
	ask(g, (struct asked){ .path = "/ows", .query = "SERVICE=WMS&\x01\xff=%zz" });
	assert_true(text_is_utf8(g->sent, strlen(g->sent)));
	assert_int_equal(ask(g, (struct asked){ .path = "/api", .query = "f=a&f=b" }), 400);
	assert_true(says(g, "application/problem+json") && says(g, "\"parameter\":\"f\""));
	char *many = mem_strdup(g, "a=1");
	for (int i = 0; i < 2000; i++)
		many = mem_check(talloc_strdup_append(many, "&a=1"));
	assert_int_equal(ask(g, (struct asked){ .path = "/ows", .query = many }), 413);
	assert_int_equal(ask(g, (struct asked){ .path = "/api", .query = mem_printf(g, "f=%020000d", 0) }), 413);
}

static void a_new_edition_is_seen_by_the_next_request(void **state)
{
	struct gate *g = *state;

	ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES });
	const char *etag = mem_strndup(g, strstr(g->sent, "ETag: "), 30);
	assert_true(edit_withdraw(g->sample->db, g, "rivers", &g->sample->edition, &g->err));
	ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES });
	assert_false(says(g, "rivers") || says(g, etag));
	ask(g, (struct asked){ .path = "/health" });
	assert_true(says(g, mem_printf(g, "\"edition\":%llu,", (unsigned long long)g->sample->edition)));
}

static const char *etag_of(struct gate *g, const char *query)
{
	ask(g, (struct asked){ .path = "/ows", .query = query });
	const char *at = strstr(g->sent, "ETag: ");
	assert_non_null(at);
	return mem_strndup(g, at, strcspn(at, "\r\n"));
}

static void what_is_about_one_layer_stays_current_while_another_is_published(void **state)
{
	struct gate *g = *state;
	static const char styles[] = "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetStyles&LAYERS=rivers";
	const char *before = etag_of(g, styles), *list = etag_of(g, CAPABILITIES);

	sample_publish(g->sample, "lakes", "data");
	assert_string_equal(etag_of(g, styles), before);
	assert_string_not_equal(etag_of(g, CAPABILITIES), list);
	sample_publish(g->sample, "rivers", "data");
	assert_string_not_equal(etag_of(g, styles), before);
	const char *again = etag_of(g, styles);
	settle(g, LOGS "title_fr = Autre titre\n" POLL);
	assert_true(gateway_reload(g->gw, &g->err));
	assert_string_not_equal(etag_of(g, styles), again);
}

static void an_edition_is_taken_between_requests(void **state)
{
	struct gate *g = *state;

	settle(g, LOGS "[catalogue]\npoll_milliseconds = 60000\n");
	assert_true(gateway_reload(g->gw, &g->err));
	ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES });
	sample_publish(g->sample, "lakes", "data");
	ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES });
	assert_false(says(g, "lakes"));
	assert_true(gateway_look(g->gw));
	ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES });
	assert_true(says(g, "lakes"));
}

static void a_request_after_a_pause_sees_what_was_published_just_before(void **state)
{
	struct gate *g = *state;

	settle(g, LOGS "[catalogue]\npoll_milliseconds = 100\n");
	assert_true(gateway_reload(g->gw, &g->err));
	ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES });
	nanosleep(&(struct timespec){ .tv_nsec = 150 * 1000000 }, NULL);
	assert_true(gateway_look(g->gw));
	sample_publish(g->sample, "lakes", "data");
	ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES });
	assert_true(says(g, "lakes"));
}

/* Within the second of its publication an edition has no date, and nothing is sent again. */
static void let_the_second_pass(void)
{
	nanosleep(&(struct timespec){ .tv_sec = 1, .tv_nsec = 100000000 }, NULL);
}

static void the_same_question_gets_the_very_same_answer_and_line(void **state)
{
	struct gate *g = *state;
	static const struct asked cases[] = {
		{ .path = "/ows", .query = CAPABILITIES }, { .path = "/ows", .query = CAPABILITIES, .encoding = "gzip" },
		{ .path = "/geo/api/collections", .query = "f=json", .encoding = "gzip" },
		{ .path = "/ows/territories", .query = "SERVICE=WFS&REQUEST=GetCapabilities", .language = "en" },
		{ .path = "/ows", .query = CAPABILITIES, .etag = "*" },
	};

	let_the_second_pass();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		logged(g, "access.log");
		int status = ask(g, cases[i]);
		assert_int_equal(status, cases[i].etag != NULL ? 304 : 200);
		assert_false(g->again);
		const char *first = mem_strdup(g, g->sent), *line = logged(g, "access.log");
		for (int j = 0; j < 2; j++) {
			assert_int_equal(ask(g, cases[i]), status);
			assert_true(g->again);
			assert_string_equal(g->sent, first);
			const char *other = logged(g, "access.log"), *ms = strstr(line, " ms=");
			assert_int_equal(strncmp(line + 25, other + 25, (size_t)(ms - line) - 25), 0);
			assert_non_null(strstr(other, " address=192.0.2.7\n"));
		}
	}
}

static void what_was_answered_is_not_sent_again_once_it_may_have_changed(void **state)
{
	struct gate *g = *state;
	const struct asked a = { .path = "/ows", .query = CAPABILITIES };

	let_the_second_pass();
	ask(g, a);
	sample_publish(g->sample, "lakes", "data");
	ask(g, a);
	assert_true(!g->again && says(g, "lakes"));
	ask(g, a);
	assert_false(g->again);
	let_the_second_pass();
	ask(g, a);
	ask(g, a);
	assert_true(g->again && says(g, "lakes"));
	settle(g, LOGS "title_fr = Autre titre\n" POLL);
	assert_true(gateway_reload(g->gw, &g->err));
	ask(g, a);
	assert_true(!g->again && says(g, "Autre titre"));
	settle(g, LOGS "[workers]\nanswer_cache = 0\n" POLL);
	assert_true(gateway_reload(g->gw, &g->err));
	ask(g, a);
	ask(g, a);
	assert_false(g->again);
}

static void no_answer_is_sent_again_to_or_from_somebody_with_a_key(void **state)
{
	struct gate *g = *state;
	const char *bearer = mem_printf(g, "Bearer %s", g->key);
	const struct asked plain = { .path = "/ows", .query = CAPABILITIES };
	const struct asked others[] = {
		{ .path = "/ows", .query = CAPABILITIES, .authorization = bearer },
		{ .path = "/ows", .query = mem_printf(g, CAPABILITIES "&key=%s", g->key) },
		{ .path = "/ows", .query = mem_printf(g, CAPABILITIES "&KEY=%s", g->key) },
	};

	let_the_second_pass();
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		for (int j = 0; j < 2; j++) {
			ask(g, others[i]);
			assert_true(!g->again && says(g, "wells"));
			ask(g, plain);
			assert_false(says(g, "wells"));
		}
		assert_true(g->again);
	}
	/* and what is an error is asked anew */
	for (int j = 0; j < 2; j++) {
		ask(g, (struct asked){ .path = "/ows", .query = "SERVICE=WMS&REQUEST=GetMap" });
		assert_false(g->again);
	}
}

static void settings_that_are_wrong_leave_the_old_ones(void **state)
{
	struct gate *g = *state;
	static const struct { const char *text, *words; } bad[] = {
		{ LOGS "nonsense = 1\n", "nonsense" }, { LOGS "hello\n", "line 5" },
		{ "access_log = no/such/folder/a.log\n", "log file" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		settle(g, bad[i].text);
		assert_false(gateway_reload(g->gw, &err));
		/* the words live until the next reload */
		assert_int_equal(ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES }), 200);
		assert_non_null(strstr(err.message.en, bad[i].words));
		assert_non_null(strstr(logged(g, "access.log"), "status=200"));
	}
	settle(g, LOGS "title_fr = Autre titre\n" POLL);
	assert_true(gateway_reload(g->gw, &g->err));
	ask(g, (struct asked){ .path = "/ows", .query = CAPABILITIES });
	assert_true(says(g, "Autre titre"));
}

static void without_a_workspace_there_is_no_gateway(void **state)
{
	struct gate *g = *state;
	struct err err = { 0 };
	const char *folder = scratch_new(g);

	assert_null(gateway_open(g, folder, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

#define GATE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void put_join(struct gate *g, const char *id, const char *version, enum join_visibility visibility,
                     int64_t organisation)
{
	const struct join_limits none = { 0 };
	const char *replaced;
	const struct stored_join j = {
		.id = id, .version = version, .expires = "", .visibility = visibility,
		.organisation = organisation, .level = organisation > 0 ? LEVEL_PROFESSIONAL : LEVEL_PUBLIC,
		.series = "communes", .framework_version = "2022", .dataset = "", .source = "rates.csv",
		.title = { "Taux", "Rates" }, .mapping = "", .rows = 4, .matched = 3, .bytes = 1,
		.columns = sample_joined, .n_columns = 2, .attributes = sample_attributes,
		.styles = sample_thematic, .n_styles = 1,
	};
	assert_true(joins_put(g->sample->db, g, &j, &none, &replaced, &g->err));
}

static void a_join_is_in_every_list_at_once_and_no_edition_comes_of_it(void **state)
{
	struct gate *g = *state;
	const char *lists[][2] = {
		{ "/api/collections", "f=json" },
		{ "/ows", "SERVICE=WFS&REQUEST=GetCapabilities" },
		{ "/ows", "SERVICE=WFS&VERSION=1.0.0&REQUEST=GetCapabilities" },
		{ "/ows", "SERVICE=WFS&REQUEST=DescribeFeatureType&VERSION=2.0.0" },
		{ "/ows", "SERVICE=WFS&REQUEST=ListStoredQueries&VERSION=2.0.0" },
	};

	sample_publish_framework(g->sample, "communes", "2022", "communes");
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		assert_int_equal(ask(g, (struct asked){ .path = lists[i][0], .query = lists[i][1] }), 200);
		assert_false(says(g, "join_aa"));
	}
	assert_int_equal(ask(g, (struct asked){ .path = "/health" }), 200);
	const char *health = mem_strdup(g, g->body);
	put_join(g, "aa", "v1", JOIN_LISTED, 0);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		assert_int_equal(ask(g, (struct asked){ .path = lists[i][0], .query = lists[i][1] }), 200);
		assert_true(says(g, "join_aa"));
		assert_false(says(g, "Last-Modified"));
	}
	assert_int_equal(ask(g, (struct asked){ .path = "/health" }), 200);
	assert_string_equal(g->body, health);
	assert_int_equal(ask(g, (struct asked){ .path = "/api/collections/join_aa", .query = "f=json&lang=en" }),
	                 200);
	assert_true(says(g, "\"joined\":{\"framework\":\"communes\",\"version\":\"2022\",\"join\":\"aa\""));
	assert_true(says(g, "\"title\":\"Unemployment\",\"kind\":\"measure\",\"unit\":\"%\""));
	assert_true(joins_delete(g->sample->db, g, g->sample->workspace, "aa", 0, LEVEL_PUBLIC, false, &g->err));
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		assert_int_equal(ask(g, (struct asked){ .path = lists[i][0], .query = lists[i][1] }), 200);
		assert_false(says(g, "join_aa"));
	}
	assert_int_equal(ask(g, (struct asked){ .path = "/api/collections/join_aa", .query = "f=json" }), 404);
}

static void a_private_join_is_in_the_lists_of_its_maker_alone(void **state)
{
	struct gate *g = *state;
	const char *other;
	int64_t id;

	sample_publish_framework(g->sample, "communes", "2022", "communes");
	assert_true(edit_key_add(g->sample->db, g, "ign", LEVEL_PROFESSIONAL, "", &other, &id, &g->err));
	put_join(g, "aa", "v1", JOIN_PRIVATE, 1);
	put_join(g, "bb", "v1", JOIN_PRIVATE, 0);
	struct asked list = { .path = "/api/collections", .query = "f=json" };
	ask(g, list);
	assert_false(says(g, "join_aa") || says(g, "join_bb"));
	list.query = mem_printf(g, "f=json&key=%s", other);
	ask(g, list);
	assert_false(says(g, "join_aa") || says(g, "join_bb"));
	list.query = mem_printf(g, "f=json&key=%s", g->key);
	ask(g, list);
	assert_true(says(g, "join_aa"));
	assert_int_equal(ask(g, (struct asked){ .path = "/api/collections/join_aa", .query = "f=json" }), 404);
	/* of one without a key: for whoever has the identifier */
	assert_int_equal(ask(g, (struct asked){ .path = "/api/collections/join_bb", .query = "f=json" }), 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		GATE_TEST(each_path_goes_to_its_service),
		GATE_TEST(an_unknown_theme_is_told_in_the_form_of_its_service),
		GATE_TEST(a_key_opens_what_it_may_and_an_unknown_one_nothing),
		GATE_TEST(options_tell_methods_and_who_may_call),
		GATE_TEST(a_head_is_that_of_get),
		GATE_TEST(other_methods_are_refused_with_those_there_are),
		GATE_TEST(the_language_is_the_parameters_then_the_headers_then_the_settings),
		GATE_TEST(a_log_line_tells_all_but_the_key),
		GATE_TEST(a_log_line_stays_a_short_line_of_text),
		GATE_TEST(what_cannot_be_read_is_told_in_the_form_of_its_service),
		GATE_TEST(a_new_edition_is_seen_by_the_next_request),
		GATE_TEST(what_is_about_one_layer_stays_current_while_another_is_published),
		GATE_TEST(an_edition_is_taken_between_requests),
		GATE_TEST(a_request_after_a_pause_sees_what_was_published_just_before),
		GATE_TEST(a_join_is_in_every_list_at_once_and_no_edition_comes_of_it),
		GATE_TEST(a_private_join_is_in_the_lists_of_its_maker_alone),
		GATE_TEST(the_same_question_gets_the_very_same_answer_and_line),
		GATE_TEST(what_was_answered_is_not_sent_again_once_it_may_have_changed),
		GATE_TEST(no_answer_is_sent_again_to_or_from_somebody_with_a_key),
		GATE_TEST(settings_that_are_wrong_leave_the_old_ones),
		GATE_TEST(without_a_workspace_there_is_no_gateway),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
