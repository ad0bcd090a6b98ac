/* What is at the addresses that TJS documents name things by: below /tjs, and the same below /tjs/geoclip. */
#include <string.h>

#include "gdas/names.h"
#include "tjs/operations.h"

const char *tjs_resource_name(const struct exchange *x)
{
	static const char *const roots[] = { "/tjs/geoclip/", "/tjs/" };

	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
		if (text_starts(x->request->path, roots[i]))
			return x->request->path + strlen(roots[i]) - 1;
	return "";
}

/* A framework is told by its datasets, or where it has none, by its keys. */
static bool framework(const struct exchange *x, struct out *out, struct err *err)
{
	const char *uri = mem_printf(x->ctx, "%s/tjs%s", x->conf->base_url, tjs_resource_name(x));
	struct tjs_request r = { .operation = TJS_DESCRIBE_DATASETS, .selection = { .framework = uri } };
	struct tjs_group *groups;
	struct err none = { 0 };
	size_t n;

	if (tjs_framework_of(x, uri) == NULL)
		return err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "there is no framework at this address",
		               "il n'y a pas de référentiel à cette adresse");
	if (tjs_groups(&groups, &n, x, uri, NULL, &none))
		return tjs_describe_datasets(&r, x, out, err);
	r.operation = TJS_DESCRIBE_KEY;
	return tjs_describe_key(&r, x, out, err);
}

static bool dataset(const struct exchange *x, struct out *out, struct err *err)
{
	const char *uri = mem_printf(x->ctx, "%s/tjs%s", x->conf->base_url, tjs_resource_name(x));
	const struct tjs_request r = { .operation = TJS_DESCRIBE_DATA, .selection = { .dataset = uri } };

	if (tjs_describe_data(&r, x, out, err))
		return true;
	if (err->code == ERR_INVALID_PARAMETER)
		err->code = ERR_NOT_FOUND;
	err->locator = NULL;
	return false;
}

static bool classification(const struct exchange *x, struct out *out, struct err *err)
{
	(void)err;
	out_header(out, "Content-Type", "application/xml; charset=UTF-8");
	return service_not_modified(x, out, NULL) || out_text(out, tjs_classification_schema);
}

bool tjs_resource(bool *done, const struct exchange *x, struct out *out, struct err *err)
{
	static const struct {
		const char *path;
		bool (*answer)(const struct exchange *x, struct out *out, struct err *err);
	} places[] = {
		{ "/frameworks/", framework }, { "/datasets/", dataset }, { "/joins/", tjs_join_status },
		{ "/jobs/", tjs_join_status }, { "/schemas/classification.xsd", classification },
	};

	const char *name = tjs_resource_name(x);

	*done = false;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (text_starts(name, places[i].path)) {
			*done = true;
			return places[i].answer(x, out, err);
		}
	return true;
}
