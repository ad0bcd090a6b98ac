/* DescribeFrameworks, DescribeDatasets, DescribeData: one document, told in three depths. */
#include "gdas/blocks.h"
#include "tjs/operations.h"

struct description {
	enum tjs_operation operation;
	struct tjs_group *groups; size_t n;
	const char *attributes;       /* DescribeData: comma list, or NULL */
};

static bool dataset(const struct tjs_page *p, const struct description *d, const struct dataset *which,
                    struct err *err)
{
	struct tjs_data data;
	const size_t *columns;
	size_t n;

	tjs_start(p, "tjs:Dataset");
	tjs_dataset_head(p, which);
	if (d->operation == TJS_DESCRIBE_DATA) {
		if (!tjs_data_open(&data, p->x, which, err) ||
		    !tjs_columns_named(&columns, &n, p->x, &data, d->attributes, err))
			return false;
		tjs_columnset(p, &data, columns, n);
	}
	xml_end(p->w);
	return true;
}

static bool write_description(const struct tjs_page *p, void *arg, struct err *err)
{
	static const char *const roots[TJS_OPERATIONS] = {
		[TJS_DESCRIBE_FRAMEWORKS] = "tjs:FrameworkDescriptions",
		[TJS_DESCRIBE_DATASETS] = "tjs:DatasetDescriptions",
		[TJS_DESCRIBE_DATA] = "tjs:DataDescriptions",
	};
	const struct description *d = arg;

	tjs_open(p, roots[d->operation], NULL);
	for (size_t i = 0; i < d->n; i++) {
		const struct tjs_group *g = &d->groups[i];
		tjs_start(p, "tjs:Framework");
		if (!tjs_framework_head(p, g->framework, err))
			return false;
		tjs_datasets_link(p, g->framework);
		for (size_t j = 0; d->operation != TJS_DESCRIBE_FRAMEWORKS && j < g->n; j++)
			if (!dataset(p, d, g->datasets[j], err))
				return false;
		xml_end(p->w);
	}
	return true;
}

/* DescribeData of everything, which XML can ask for, opens every dataset. */
#define DESCRIBED_MOST 200

static bool describe(const struct tjs_request *r, const struct exchange *x, struct out *out,
                     struct err *err)
{
	const struct tjs_selection *s = &r->selection;
	struct description d = { .operation = r->operation, .attributes = s->attributes };
	size_t n_datasets = 0;

	if (!tjs_groups(&d.groups, &d.n, x, s->framework, s->dataset, err))
		return false;
	for (size_t i = 0; i < d.n; i++)
		n_datasets += d.groups[i].n;
	if (r->operation == TJS_DESCRIBE_DATA && n_datasets > DESCRIBED_MOST)
		return err_set(err, x->ctx, ERR_MISSING_PARAMETER, "DatasetURI",
		               "there are %zu datasets: name one",
		               "il y a %zu jeux de données : nommez-en un", n_datasets);
	struct tjs_document document = {
		.name = mem_printf(x->ctx, "%s %s %s %s", tjs_operation_name(r->operation),
		                   s->framework != NULL ? s->framework : "",
		                   s->dataset != NULL ? s->dataset : "", s->attributes != NULL ? s->attributes : "*"),
		.soap = r->soap, .write = write_description, .arg = &d,
	};
	return tjs_document_answer(x, out, &document, err);
}

bool tjs_describe_frameworks(const struct tjs_request *r, const struct exchange *x, struct out *out,
                             struct err *err)
{
	return describe(r, x, out, err);
}

bool tjs_describe_datasets(const struct tjs_request *r, const struct exchange *x, struct out *out,
                           struct err *err)
{
	return describe(r, x, out, err);
}

bool tjs_describe_data(const struct tjs_request *r, const struct exchange *x, struct out *out,
                       struct err *err)
{
	return describe(r, x, out, err);
}
