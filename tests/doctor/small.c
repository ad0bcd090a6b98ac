#include "tests/unit.h"

#include "base/json.h"
#include "table/build.h"
#include "tests/doctor/small.h"

#define PER_DEPARTEMENT 300

static const char *const departements[] = { "01", "02", "03", "04", "05", "13", "2A", "2B", "69", "75", "77", "971" };
#define N_DEPARTEMENTS (sizeof departements / sizeof *departements)

static void add_communes(const void *ctx, struct doctor_framework *f)
{
	size_t room = N_DEPARTEMENTS * PER_DEPARTEMENT;
	const char **keys = mem_array(ctx, const char *, room), **labels = mem_array(ctx, const char *, room);
	const char **parents = mem_array(ctx, const char *, room);
	size_t n = 0;

	for (size_t d = 0; d < N_DEPARTEMENTS; d++) {
		for (int i = 1; i <= (strlen(departements[d]) == 3 ? 34 : PER_DEPARTEMENT); i++) {
			keys[n] = mem_printf(ctx, "%s%0*d", departements[d], 5 - (int)strlen(departements[d]), i);
			labels[n] = mem_printf(ctx, "Lieu %s-%d", departements[d], i);
			if (i == 1 && d < 2)
				labels[n] = "Sainte-Homonymie";
			parents[n++] = departements[d];
		}
	}
	*f = (struct doctor_framework){
		.series = "communes", .version = "2022-01-01", .title = { "Communes", "Communes" }, .n = n, .keys = keys,
		.labels = labels, .parents = parents, .parent_series = "departements",
	};
}

struct doctor_framework *small_country(const void *ctx)
{
	static const char *const names[] = { "Ain", "Aisne", "Allier", "Alpes", "Hautes-Alpes", "Bouches-du-Rhône",
	                                     "Corse-du-Sud", "Haute-Corse", "Rhône", "Paris", "Seine-et-Marne",
	                                     "Guadeloupe" };
	static const char *const to_1[] = { "01001" }, *const to_2[] = { "01002" }, *const of_2[] = { "02002" };
	static const struct doctor_former formers[] = {
		{ "01901", "Ancien Un", to_1, 1, FORMER_MERGED, 2019 },
		{ "01902", "Lieu 05-9", to_1, 1, FORMER_MERGED, 2019 },
		{ "01903", "Lieu 01-2", to_2, 1, FORMER_RENAMED, 2020 },
		{ "02901", "Neuf", of_2, 1, FORMER_LATER, 2024 },
	};
	static const struct doctor_alias aliases[] = { { "FRK21", "01002", "NUTS" } };
	struct doctor_framework *f = mem_array(ctx, struct doctor_framework, SMALL);

	add_communes(f, &f[SMALL_COMMUNES]);
	f[SMALL_COMMUNES].formers = formers;
	f[SMALL_COMMUNES].n_formers = 4;
	f[SMALL_COMMUNES].aliases = aliases;
	f[SMALL_COMMUNES].n_aliases = 1;
	f[SMALL_DEPARTEMENTS] = (struct doctor_framework){
		.series = "departements", .version = "2022-01-01", .title = { "Départements", "Départements" },
		.n = N_DEPARTEMENTS, .keys = departements, .labels = names,
	};
	f[SMALL_CANTONS] = (struct doctor_framework){
		.series = "cantons", .version = "2020-01-01", .title = { "Cantons", "Cantons" },
		.n = N_DEPARTEMENTS, .keys = departements,
	};
	return f;
}

struct table *small_table(const void *ctx, size_t rows, size_t columns, const char *const *cells)
{
	struct err err = { 0 };
	struct table_limits limits = { 0 };
	struct table_builder *b = table_builder_new(ctx, cells, columns, &limits, &err);

	for (size_t i = 1; i <= rows; i++)
		assert_true(table_builder_row(b, cells + i * columns, columns, &err));
	return table_builder_end(b);
}

void small_json(const struct report *r, struct out *out)
{
	struct json w = json_writer(out);
	json_open_object(&w, NULL);
	report_json(r, &w);
	json_close_object(&w);
}
