#include "joining/codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

static const char *const changes[] = {
	[CODE_MERGED] = "merged", [CODE_SPLIT] = "split", [CODE_RENAMED] = "renamed",
	[CODE_CREATED] = "created", [CODE_ALIAS] = "alias",
};

#define CHANGES (sizeof changes / sizeof *changes)

struct reading {
	const void *ctx;
	const struct table *table;
	struct code_list *list;
};

static const char *cell(const struct reading *r, int column, size_t row)
{
	char scratch[40];
	const char *s = column >= 0 ? table_written(r->table, (size_t)column, row, scratch) : NULL;

	return s != NULL ? mem_strdup(r->ctx, s) : "";
}

/* "2019-01-01" or "20190101" or "2019"; 0 where it is none. */
static int day_of(const char *s)
{
	int value = 0, digits = 0;

	for (; *s != '\0' && digits < 8; s++) {
		if (*s >= '0' && *s <= '9') {
			value = value * 10 + (*s - '0');
			digits++;
		} else if (*s != '-') {
			return 0;
		}
	}
	return digits == 8 ? value : digits == 4 ? value * 10000 + 101 : 0;
}

static void add(struct reading *r, struct code_line line)
{
	r->list->lines[r->list->n++] = line;
}

static bool refuse(const struct reading *r, size_t row, const char *column, struct err *err)
{
	return err_set(err, r->ctx, ERR_INVALID_PARAMETER, "codes",
	               "row %zu of the list of codes: \"%s\" is not what it should be",
	               "ligne %zu de la liste de codes : « %s » n'a pas la forme attendue", row + 1, column);
}

static bool read_ours(struct reading *r, struct err *err)
{
	const struct table *t = r->table;
	int code = table_find(t, "code"), successor = table_find(t, "successor"), date = table_find(t, "date");
	int kind = table_find(t, "kind"), label = table_find(t, "label");

	for (size_t row = 0; row < t->n_rows; row++) {
		const char *word = cell(r, kind, row), *day = cell(r, date, row);
		size_t change = 0;
		while (change < CHANGES && strcmp(changes[change], word) != 0)
			change++;
		if (*word != '\0' && change == CHANGES)
			return refuse(r, row, "kind", err);
		if (*day != '\0' && day_of(day) == 0)
			return refuse(r, row, "date", err);
		struct code_line line = {
			.code = cell(r, code, row), .successor = cell(r, successor, row),
			.date = day_of(day), .label = cell(r, label, row),
			.change = *word != '\0' ? (enum code_change)change : CODE_MERGED,
		};
		if (*line.code == '\0' || (line.change != CODE_MERGED && *line.successor == '\0'))
			return refuse(r, row, *line.code == '\0' ? "code" : "successor", err);
		add(r, line);
	}
	return true;
}

/* INSEE's kinds of events, as its documentation numbers them; those of names and of parts of communes have no say here. */
static bool insee_change(int event, enum code_change *change)
{
	static const struct { int event; enum code_change change; } events[] = {
		{ 20, CODE_CREATED }, { 21, CODE_CREATED }, { 30, CODE_SPLIT }, { 31, CODE_MERGED },
		{ 32, CODE_MERGED }, { 33, CODE_MERGED }, { 41, CODE_RENAMED }, { 50, CODE_RENAMED },
	};

	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (events[i].event == event) {
			*change = events[i].change;
			return true;
		}
	return false;
}

static bool read_insee(struct reading *r, struct err *err)
{
	const struct table *t = r->table;
	int mod = table_find(t, "MOD"), date = table_find(t, "DATE_EFF");
	int type_before = table_find(t, "TYPECOM_AV"), before = table_find(t, "COM_AV");
	int type_after = table_find(t, "TYPECOM_AP"), after = table_find(t, "COM_AP");
	int label_before = table_find(t, "LIBELLE_AV"), label_after = table_find(t, "LIBELLE_AP");

	for (size_t row = 0; row < t->n_rows; row++) {
		enum code_change change;
		int64_t event;
		const char *from = cell(r, before, row), *to = cell(r, after, row);
		if (!text_int(cell(r, mod, row), &event))
			return refuse(r, row, "MOD", err);
		if (day_of(cell(r, date, row)) == 0)
			return refuse(r, row, "DATE_EFF", err);
		bool communes = strcmp(cell(r, type_before, row), "COM") == 0 &&
		                strcmp(cell(r, type_after, row), "COM") == 0;
		if (!communes || strcmp(from, to) == 0 || !insee_change((int)event, &change))
			continue;
		struct code_line line = {
			.code = from, .successor = to, .date = day_of(cell(r, date, row)), .change = change,
			.label = cell(r, label_before, row),
		};
		if (change == CODE_CREATED) {
			line.code = to;
			line.successor = from;
			line.label = cell(r, label_after, row);
		}
		add(r, line);
	}
	return true;
}

static int by_date(const void *a, const void *b)
{
	const struct code_line *x = a, *y = b;
	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	int order = strcmp(x->code, y->code);
	return order != 0 ? order : strcmp(x->successor, y->successor);
}

bool codes_read(struct code_list *list, const void *ctx, const char *path, struct err *err)
{
	struct table_options options = { .encoding = NULL };
	struct table_limits limits = { .rows = 2000000, .columns = 100, .bytes = INT64_C(512) << 20 };
	struct table_origin origin;
	struct table *t = table_read(ctx, path, &options, &limits, &origin, err);
	struct reading r = { .ctx = ctx, .table = t, .list = list };

	*list = (struct code_list){ .n = 0 };
	if (t == NULL)
		return false;
	list->lines = mem_array(ctx, struct code_line, t->n_rows + 1);
	bool ok;
	if (table_find(t, "MOD") >= 0 && table_find(t, "COM_AV") >= 0 && table_find(t, "COM_AP") >= 0)
		ok = read_insee(&r, err);
	else if (table_find(t, "code") >= 0 && table_find(t, "successor") >= 0)
		ok = read_ours(&r, err);
	else
		ok = err_set(err, ctx, ERR_INVALID_PARAMETER, "codes",
		             "a list of codes has the columns code, successor, date, kind, label, or is INSEE's "
		             "list of changes of communes (MOD, DATE_EFF, TYPECOM_AV, COM_AV ... COM_AP)",
		             "une liste de codes a les colonnes code, successor, date, kind, label, ou est la "
		             "liste des mouvements de communes de l'INSEE (MOD, DATE_EFF, TYPECOM_AV, COM_AV ... "
		             "COM_AP)");
	if (ok && list->n > 0)
		qsort(list->lines, list->n, sizeof *list->lines, by_date);
	return ok;
}

static void put_cell(struct out *out, const char *s, char end)
{
	out_text(out, "\"");
	for (; *s != '\0'; s++)
		out_printf(out, *s == '"' ? "\"%c" : "%c", *s);
	out_printf(out, "\"%c", end);
}

static bool write_whole(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wxb");

	if (f == NULL)
		return false;
	bool ok = fwrite(bytes, 1, n, f) == n && fflush(f) == 0 && fsync(fileno(f)) == 0;
	return fclose(f) == 0 && ok;
}

bool codes_keep(const void *ctx, const char *workspace, const char *series, const struct code_list *list,
                struct err *err)
{
	char *folder = mem_printf(ctx, "%s/codes", workspace);
	char *path = mem_printf(ctx, "%s/%s.csv", folder, series);
	char *part = mem_printf(ctx, "%s.%ld", path, (long)getpid());
	struct out *out = out_new_buffer(ctx);
	size_t n;

	out_text(out, "\"code\",\"successor\",\"date\",\"kind\",\"label\"\n");
	for (size_t i = 0; i < list->n; i++) {
		const struct code_line *l = &list->lines[i];
		put_cell(out, l->code, ',');
		put_cell(out, l->successor, ',');
		put_cell(out, l->date == 0 ? "" : mem_printf(ctx, "%04d-%02d-%02d", l->date / 10000,
		                                             l->date / 100 % 100, l->date % 100), ',');
		put_cell(out, changes[l->change], ',');
		put_cell(out, l->label, '\n');
	}
	const void *bytes = out_held(out, &n);
	mkdir(folder, 0777);
	unlink(part);
	if (write_whole(part, bytes, n) && rename(part, path) == 0)
		return true;
	unlink(part);
	err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the list of codes could not be written to the workspace",
	        "la liste de codes n'a pas pu être écrite dans l'espace de travail");
	return err_detail(err, ctx, "%s", path);
}
