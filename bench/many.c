/* Fills a workspace with many layers for the benchmark: publishes `count` layers that are copies of one that is there
   already, with titles of their own and in the themes in turn, through the catalogue's own writing functions. They point
   to the same data file, as a catalogue of many views of few tables does.

   usage: bench-many WORKSPACE LAYER COUNT [PREFIX] */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "catalogue/edit.h"
#include "catalogue/load.h"

static int fail(const struct err *err)
{
	fprintf(stderr, "bench-many: %s (%s)\n", err->message.en, err->detail != NULL ? err->detail : "");
	return 1;
}

int main(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	int64_t count;

	if (argc < 4 || !text_int(argv[3], &count)) {
		fprintf(stderr, "usage: bench-many WORKSPACE LAYER COUNT [PREFIX]\n");
		return 2;
	}
	struct db *db = catalogue_open_write(ctx, argv[1], &err);
	const struct catalogue *all = db != NULL ? catalogue_load(ctx, (void *)db, &err) : NULL;
	const struct layer *model = all != NULL ? catalogue_layer(all, argv[2]) : NULL;
	if (model == NULL)
		return fail(&err);
	for (int64_t i = 0; i < count; i++) {
		void *scratch = talloc_new(ctx);
		uint64_t edition;
		struct publication p = {
			.layer = *model, .organisation = model->owner->name,
			.theme = all->n_themes > 0 ? all->themes[(size_t)i % all->n_themes].name : "",
			.series = "", .version = "", .parent_series = "", .parent_column = "",
		};
		p.layer.name = mem_printf(scratch, "%s%05lld", argc > 4 ? argv[4] : "copy_", (long long)i);
		p.layer.metadata.title.fr = mem_printf(scratch, "Couche numéro %lld", (long long)i);
		p.layer.metadata.title.en = mem_printf(scratch, "Layer number %lld", (long long)i);
		if (!edit_publish(db, scratch, &p, false, &edition, &err))
			return fail(&err);
		talloc_free(scratch);
	}
	talloc_free(ctx);
	return 0;
}
