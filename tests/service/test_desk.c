#include "tests/unit.h"
#include "tests/scratch.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "service/desk.h"
#include "tests/service/unit_exchange.h"

struct state {
	struct fixture f;
	struct exchange *x;
	char *workspace;
	struct err err;
	enum desk_state answer;    /* of the desk below */
	struct desk desk;
};

static bool answer(const struct desk *desk, const char *folder, int milliseconds, bool again,
                   enum desk_state *state, const void *ctx, struct err *err)
{
	(void)folder, (void)milliseconds, (void)again, (void)ctx, (void)err;
	*state = ((const struct state *)desk->arg)->answer;
	return true;
}

static int set_up(void **state)
{
	struct state *s = mem_new(NULL, struct state);

	fixture_make(&s->f, s, "");
	s->x = &s->f.x;
	s->workspace = scratch_new(s);
	s->f.conf.workspace = s->workspace;
	s->f.conf.job_memory = 512 << 20;
	s->f.conf.job_seconds = 20;
	s->desk = (struct desk){ .run = answer, .arg = s };
	s->x->desk = &s->desk;
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static char *folder(struct state *s)
{
	char *name = desk_folder(s, s->x, &s->err);

	assert_non_null(name);
	return name;
}

static void put(struct state *s, const char *folder_name, const char *name, const char *text)
{
	int fd = open(desk_path(s, s->workspace, folder_name, name), O_WRONLY | O_CREAT, 0600);

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static bool there(struct state *s, const char *folder_name, const char *name)
{
	return access(desk_path(s, s->workspace, folder_name, name), F_OK) == 0;
}

static void a_folder_has_a_name_of_its_own_and_is_closed_to_others(void **state)
{
	struct state *s = *state;
	struct stat st;
	const char *one = folder(s), *other = folder(s);

	assert_true(desk_is_folder(one) && desk_is_folder(other));
	assert_string_not_equal(one, other);
	assert_int_equal(stat(desk_path(s, s->workspace, one, NULL), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
}

static void names_that_lead_elsewhere_are_none(void **state)
{
	static const char *const folders[] = { "", "..", "0123456789abcdef0123456789abcde",
		"0123456789abcdef0123456789abcdef0", "0123456789ABCDEF0123456789ABCDEF",
		"../../../../../../../../etc/pass", "0123456789abcdef/123456789abcdef" };
	static const char *const files[] = { "", ".", "..", "a/b", ".hidden", "a..b", "A.CSV", "a b",
		"a\n", "abcdefghijklmnopqrstuvwxyz0123456" };

	(void)state;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		assert_false(desk_is_folder(folders[i]));
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		assert_false(desk_is_file(files[i]));
	assert_true(desk_is_file("table"));
	assert_true(desk_is_file("table-1.tar.gz"));
}

static void an_outcome_is_read_as_it_was_left(void **state)
{
	struct state *s = *state;
	const char *name = folder(s);
	struct outcome o = { "abc", true, "{\"rows\":3}" }, read;

	assert_true(desk_leave_outcome(s, s->workspace, name, &o, NULL, &s->err));
	assert_true(desk_outcome(&read, s, s->x, name, &s->err));
	assert_string_equal(read.join, "abc");
	assert_true(read.created);
	assert_string_equal(read.text, "{\"join\":\"abc\",\"created\":true,\"report\":{\"rows\":3}}");
	assert_false(there(s, name, "outcome.json.part"));
}

static void the_error_of_a_job_is_the_error_of_its_reader(void **state)
{
	struct state *s = *state;
	const char *name = folder(s);
	struct err why = { 0 };
	struct outcome read;

	err_set(&why, s, ERR_NOT_ACCEPTABLE, "key", "100 %% wrong: \"%s\"", "100 %% faux : « %s »", "x");
	err_detail(&why, s, "line 3");
	assert_true(desk_leave_outcome(s, s->workspace, name, NULL, &why, &s->err));
	assert_false(desk_outcome(&read, s, s->x, name, &s->err));
	assert_int_equal(s->err.code, ERR_NOT_ACCEPTABLE);
	assert_string_equal(s->err.locator, "key");
	assert_string_equal(s->err.message.en, "100 % wrong: \"x\"");
	assert_string_equal(s->err.message.fr, "100 % faux : « x »");
	assert_string_equal(s->err.detail, "line 3");
}

static void every_code_comes_back(void **state)
{
	struct state *s = *state;
	const char *name = folder(s);

	for (int code = ERR_NONE + 1; code <= ERR_INTERNAL; code++) {
		struct err why = { 0 }, err = { 0 };
		struct outcome read;
		err_set(&why, s, (enum err_code)code, NULL, "a", "b");
		assert_true(desk_leave_outcome(s, s->workspace, name, NULL, &why, &err));
		desk_outcome(&read, s, s->x, name, &err);
		assert_int_equal(err.code, code);
	}
}

static void an_outcome_that_is_a_link_or_broken_is_not_followed(void **state)
{
	struct state *s = *state;
	const char *name = folder(s), *other = folder(s);
	struct outcome read;

	put(s, name, "real", "{\"join\":\"stolen\"}");
	assert_int_equal(symlink("real", desk_path(s, s->workspace, name, "outcome.json")), 0);
	assert_false(desk_outcome(&read, s, s->x, name, &s->err));
	s->err = (struct err){ 0 };
	put(s, other, "outcome.json", "{\"join\":");
	assert_false(desk_outcome(&read, s, s->x, other, &s->err));
	assert_int_equal(s->err.code, ERR_INTERNAL);
}

static void each_loss_has_its_reason_for_whoever_asks(void **state)
{
	static const struct { enum desk_loss loss; enum err_code code; const char *word; } cases[] = {
		{ LOSS_MEMORY, ERR_INVALID_PARAMETER, "512 MB" },
		{ LOSS_TIME, ERR_INVALID_PARAMETER, "20 seconds" },
		{ LOSS_SIZE, ERR_INVALID_PARAMETER, "files" },
		{ LOSS_CRASH, ERR_INTERNAL, "nothing was stored" },
		{ LOSS_RESTART, ERR_UNAVAILABLE, "again" },
	};
	struct state *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *name = folder(s);
		enum desk_state how;
		struct outcome read;
		desk_leave_loss(s->workspace, name, cases[i].loss);
		for (int k = 0; k < 3; k++) {
			s->err = (struct err){ 0 };
			s->answer = DESK_LOST;
			assert_false(k == 0   ? desk_run(s->x, name, 10, &how, &s->err)
			             : k == 1 ? desk_wait(s->x, name, 10, &how, &s->err)
			                      : desk_outcome(&read, s, s->x, name, &s->err));
			assert_int_equal(how, DESK_LOST);
			assert_int_equal(s->err.code, cases[i].code);
			assert_non_null(strstr(s->err.message.en, cases[i].word));
		}
	}
}

static void what_the_master_does_not_know_was_lost_at_a_restart(void **state)
{
	struct state *s = *state;
	const char *name = folder(s);
	enum desk_state how;

	s->answer = DESK_LOST;
	assert_false(desk_wait(s->x, name, 10, &how, &s->err));
	assert_int_equal(s->err.code, ERR_UNAVAILABLE);
}

static void an_order_that_ended_is_found_without_asking_anybody(void **state)
{
	struct state *s = *state;
	const char *name = folder(s);
	enum desk_state how;

	assert_true(desk_leave_outcome(s, s->workspace, name, &(struct outcome){ "a", true, NULL }, NULL, &s->err));
	s->x->desk = NULL;
	assert_true(desk_wait(s->x, name, 10, &how, &s->err));
	assert_int_equal(how, DESK_DONE);
}

static void nobody_knows_a_folder_that_there_is_not(void **state)
{
	static const char *const names[] = { "0123456789abcdef0123456789abcdef", "../../etc", "" };
	struct state *s = *state;
	enum desk_state how;

	for (size_t i = 0; i < 3; i++) {
		s->err = (struct err){ 0 };
		assert_false(desk_wait(s->x, names[i], 10, &how, &s->err));
		assert_int_equal(s->err.code, ERR_NOT_FOUND);
	}
}

static void a_worker_without_a_master_says_so(void **state)
{
	struct state *s = *state;
	const char *name = folder(s), *type;
	enum desk_state how;

	s->x->desk = NULL;
	assert_false(desk_run(s->x, name, 10, &how, &s->err));
	assert_int_equal(s->err.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(s->err.message.en, "jointure serve"));
	s->err = (struct err){ 0 };
	assert_false(desk_fetch(s->x, "http://x/", name, "table", 10, &type, &s->err));
	assert_int_equal(s->err.code, ERR_UNAVAILABLE);
}

static void of_a_folder_stripped_the_outcome_and_the_result_stay(void **state)
{
	struct state *s = *state;
	const char *name = folder(s);

	put(s, name, "table", "a;b");
	put(s, name, "order.json", "{}");
	put(s, name, "outcome.json", "{}");
	put(s, name, "joined.geojson", "{}");
	desk_strip(s->workspace, name);
	assert_false(there(s, name, "table") || there(s, name, "order.json"));
	assert_true(there(s, name, "outcome.json") && there(s, name, "joined.geojson"));
	desk_remove(s->x, name);
	assert_false(there(s, name, NULL));
	desk_remove(s->x, "..");
	assert_int_equal(access(mem_printf(s, "%s/joins/incoming", s->workspace), F_OK), 0);
}

static void the_sweep_takes_what_is_old_and_leaves_what_is_not(void **state)
{
	struct state *s = *state;
	const char *old = folder(s), *new = folder(s);
	const struct timespec past[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	size_t removed;

	put(s, old, "table", "a;b");
	put(s, "", "stray", "x");
	assert_int_equal(utimensat(AT_FDCWD, desk_path(s, s->workspace, old, NULL), past, 0), 0);
	assert_int_equal(utimensat(AT_FDCWD, desk_path(s, s->workspace, "", "stray"), past, 0), 0);
	assert_true(desk_sweep(s, s->workspace, 86400, &removed, &s->err));
	assert_int_equal(removed, 2);
	assert_false(there(s, old, NULL));
	assert_true(there(s, new, NULL));
	assert_true(desk_sweep(s, mem_printf(s, "%s/none", s->workspace), 1, &removed, &s->err));
	assert_int_equal(removed, 0);
}

static void our_own_addresses_are_known_and_no_others(void **state)
{
	static const struct { const char *url, *path; } cases[] = {
		{ "http://test/geo", "" },
		{ "http://test/geo/ows?SERVICE=TJS", "/ows?SERVICE=TJS" },
		{ "HTTP://TEST:80/geo?x=1#part", "?x=1" },
		{ "https://test/geo/ows", NULL },
		{ "http://test:81/geo/ows", NULL },
		{ "http://test/geography", NULL },
		{ "http://test/", NULL },
		{ "http://test@evil/geo/ows", NULL },
		{ "http://test.evil/geo/ows", NULL },
		{ "//test/geo", NULL },
		{ "", NULL },
	};
	struct state *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *path = NULL;
		assert_int_equal(desk_is_own(s->x, cases[i].url, &path), cases[i].path != NULL);
		if (cases[i].path != NULL)
			assert_string_equal(path, cases[i].path);
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_folder_has_a_name_of_its_own_and_is_closed_to_others),
		CASE(names_that_lead_elsewhere_are_none),
		CASE(an_outcome_is_read_as_it_was_left),
		CASE(the_error_of_a_job_is_the_error_of_its_reader),
		CASE(every_code_comes_back),
		CASE(an_outcome_that_is_a_link_or_broken_is_not_followed),
		CASE(each_loss_has_its_reason_for_whoever_asks),
		CASE(what_the_master_does_not_know_was_lost_at_a_restart),
		CASE(an_order_that_ended_is_found_without_asking_anybody),
		CASE(nobody_knows_a_folder_that_there_is_not),
		CASE(a_worker_without_a_master_says_so),
		CASE(of_a_folder_stripped_the_outcome_and_the_result_stay),
		CASE(the_sweep_takes_what_is_old_and_leaves_what_is_not),
		CASE(our_own_addresses_are_known_and_no_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
