/* The parts of a join, timed one by one in one process; medians of ROUNDS, in milliseconds, as JSON.

   usage: bench-join run FEATURES ROWS COLUMNS ROUNDS     index of the keys, join from parsed columns
          bench-join csv FILE KEYS ROUNDS                 read, doctor, join; KEYS: a file with a key a line
          bench-join jenks VALUES CLASSES ROUNDS          natural breaks */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/text.h"
#include "doctor/account.h"
#include "join/join.h"
#include "statistics/classify.h"
#include "table/read.h"

#define KEY_ROOM 24
#define PARTS    4

struct clock_part {
	const char *name;
	double *ms;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int fail(const struct err *err)
{
	fprintf(stderr, "bench-join: %s (%s)\n", err->message.en, err->detail != NULL ? err->detail : "");
	return 1;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void report(const struct clock_part *parts, size_t n, size_t rounds)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	printf("{");
	for (size_t i = 0; i < n; i++) {
		qsort(parts[i].ms, rounds, sizeof(double), by_value);
		printf("\"%s\": %.3f, ", parts[i].name, parts[i].ms[rounds / 2]);
	}
	printf("\"peak_mb\": %.0f}\n", (double)use.ru_maxrss / 1024);
}

/* Numbers that are spread, and always the same. */
static uint64_t next(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 33;
}

static const char **make_keys(const void *ctx, size_t n)
{
	const char **keys = mem_array(ctx, const char *, n);
	char *text = mem_array(ctx, char, n * KEY_ROOM);

	for (size_t i = 0; i < n; i++) {
		char *key = text + i * KEY_ROOM;
		snprintf(key, KEY_ROOM, "%05zu", i);
		keys[i] = key;
	}
	return keys;
}

/* A column of keys in another order than the features', and columns of numbers. */
static struct table *make_table(const void *ctx, const char *const *keys, size_t n, size_t rows, size_t columns)
{
	struct table *t = mem_new(ctx, struct table);
	uint64_t state = 1;
	uint32_t at = 0;

	*t = (struct table){ rows, columns + 1, mem_array(t, struct table_column, columns + 1) };
	struct table_column *key = &t->columns[0];
	*key = (struct table_column){ .name = "code", .unit = "", .type = CELL_TEXT };
	key->text.offsets = mem_array(t, uint32_t, rows);
	key->text.pool = mem_array(t, char, rows * KEY_ROOM);
	for (size_t i = 0; i < rows; i++) {
		const char *text = keys[(i * 7919 + 13) % n];
		key->text.offsets[i] = at;
		memcpy(key->text.pool + at, text, strlen(text) + 1);
		at += (uint32_t)strlen(text) + 1;
	}
	for (size_t c = 1; c <= columns; c++) {
		struct table_column *column = &t->columns[c];
		*column = (struct table_column){ .name = mem_printf(t, "v%zu", c), .unit = "", .type = CELL_REAL };
		column->reals = mem_array(t, double, rows);
		for (size_t i = 0; i < rows; i++)
			column->reals[i] = (double)next(&state) / 1000;
	}
	return t;
}

static struct join_plan plan_all(const void *ctx, const struct table *t)
{
	struct join_plan plan = { .key = { 0 }, .n_key = 1, .n_attributes = t->n_columns - 1, .most_columns = 1000 };
	struct join_attribute *a = mem_array(ctx, struct join_attribute, t->n_columns);

	for (size_t i = 1; i < t->n_columns; i++)
		a[i - 1] = (struct join_attribute){ .column = i, .reduction = REDUCE_FIRST };
	plan.attributes = a;
	return plan;
}

static int run(const void *ctx, size_t features, size_t rows, size_t columns, size_t rounds)
{
	const char **keys = make_keys(ctx, features);
	struct table *t = make_table(ctx, keys, features, rows, columns);
	struct clock_part parts[] = { { "index", mem_array(ctx, double, rounds) }, { "join", mem_array(ctx, double, rounds) } };
	struct join_plan plan = plan_all(ctx, t);

	for (size_t i = 0; i < rounds; i++) {
		struct err err = { 0 };
		struct join join;
		void *scratch = talloc_new(ctx);
		double began = now();
		struct key_index *index = key_index_new(scratch, keys, features, &err);
		parts[0].ms[i] = now() - began;
		if (index == NULL || !join_run(&join, scratch, index, t, &plan, &err))
			return fail(&err);
		parts[1].ms[i] = now() - began - parts[0].ms[i];
		talloc_free(scratch);
	}
	report(parts, 2, rounds);
	return 0;
}

static const char **read_keys(const void *ctx, const char *path, size_t *n)
{
	const char **keys = NULL;
	char line[256];
	FILE *f = fopen(path, "r");

	*n = 0;
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (*n % 1024 == 0)
			keys = mem_grow(ctx, keys, const char *, *n + 1024);
		keys[(*n)++] = mem_strdup(ctx, line);
	}
	if (f != NULL)
		fclose(f);
	return keys;
}

static bool treat(double ms[PARTS], const void *ctx, const char *file, const struct doctor_framework *framework,
                  struct err *err)
{
	struct doctor_opinion opinion;
	struct doctor_account account;
	struct table_origin origin;
	struct join join;
	double began = now();
	struct table *t = table_read(ctx, file, &(struct table_options){ 0 }, &(struct table_limits){ 0 }, &origin, err);

	if (t == NULL)
		return false;
	ms[0] = now() - began;
	began = now();
	if (!doctor_examine(&opinion, ctx, t, framework, 1, err) || opinion.n == 0)
		return false;
	ms[1] = now() - began;
	began = now();
	if (!doctor_treat(&account, ctx, t, framework, 1, &opinion.proposals[0], &(struct doctor_wishes){ 0 }, err))
		return false;
	ms[2] = now() - began;
	began = now();
	struct key_index *index = key_index_new(ctx, framework->keys, framework->n, err);
	struct join_plan plan = plan_all(ctx, t);
	plan.matched = account.rows.feature;
	bool done = index != NULL && join_run(&join, ctx, index, t, &plan, err);
	ms[3] = now() - began;
	return done;
}

static int csv(const void *ctx, const char *file, const char *keys_file, size_t rounds)
{
	static const char *const names[PARTS] = { "read", "examine", "treat", "join" };
	struct clock_part parts[PARTS];
	struct doctor_framework framework = { .series = "communes", .version = "2022-01-01",
	                                      .title = { "Communes", "Communes" } };

	framework.keys = read_keys(ctx, keys_file, &framework.n);
	for (size_t p = 0; p < PARTS; p++)
		parts[p] = (struct clock_part){ names[p], mem_array(ctx, double, rounds) };
	for (size_t i = 0; i < rounds; i++) {
		struct err err = { 0 };
		double ms[PARTS];
		void *scratch = talloc_new(ctx);
		if (!treat(ms, scratch, file, &framework, &err))
			return fail(&err);
		for (size_t p = 0; p < PARTS; p++)
			parts[p].ms[i] = ms[p];
		talloc_free(scratch);
	}
	report(parts, PARTS, rounds);
	return 0;
}

static int jenks(const void *ctx, size_t n, size_t wanted, size_t rounds)
{
	struct clock_part part = { "jenks", mem_array(ctx, double, rounds) };
	double *values = mem_array(ctx, double, n);
	uint64_t state = 7;

	for (size_t i = 0; i < n; i++)
		values[i] = (double)next(&state) * (double)next(&state) / 1e9;
	for (size_t i = 0; i < rounds; i++) {
		struct err err = { 0 };
		struct distribution d;
		struct classes c;
		void *scratch = talloc_new(ctx);
		distribution_of(&d, scratch, values, n);
		double began = now();
		if (!classify(&c, scratch, &d, METHOD_JENKS, wanted, NULL, 0, &err))
			return fail(&err);
		part.ms[i] = now() - began;
		talloc_free(scratch);
	}
	report(&part, 1, rounds);
	return 0;
}

int main(int argc, char **argv)
{
	int64_t n[4] = { 0 };
	void *ctx = talloc_new(NULL);
	int status = 2;

	for (int i = 2; i < argc && i < 6; i++)
		text_int(argv[i], &n[i - 2]);
	if (argc == 6 && strcmp(argv[1], "run") == 0)
		status = run(ctx, (size_t)n[0], (size_t)n[1], (size_t)n[2], (size_t)n[3]);
	else if (argc == 5 && strcmp(argv[1], "csv") == 0)
		status = csv(ctx, argv[2], argv[3], (size_t)n[2]);
	else if (argc == 5 && strcmp(argv[1], "jenks") == 0)
		status = jenks(ctx, (size_t)n[0], (size_t)n[1], (size_t)n[2]);
	else
		fprintf(stderr, "usage: bench-join run FEATURES ROWS COLUMNS ROUNDS | csv FILE KEYS ROUNDS | "
		                "jenks VALUES CLASSES ROUNDS\n");
	talloc_free(ctx);
	return status;
}
