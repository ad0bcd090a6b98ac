/* The small readers of values: numbers, languages, moments, systems of coordinates, boxes, names. */
#include <math.h>

#include "api/moment.h"
#include "map/crs.h"
#include "map/filter.h"
#include "table/infer.h"
#include "tests/fuzz/fuzz.h"

static void numbers(const void *ctx, const char *s)
{
	double value, again;
	int64_t whole;
	bool is_whole;

	if (text_double(s, &value)) {
		assert(isfinite(value));
		assert(text_double(text_from_double(ctx, value), &again) && again == value);
	}
	if (text_int(s, &whole))
		assert(text_double(s, &value));
	if (number_parse(s, true, &value, &is_whole))
		assert(isfinite(value));
	if (number_parse(s, false, &value, &is_whole))
		assert(isfinite(value));
}

static void texts(const void *ctx, const char *s)
{
	enum lang lang;
	size_t n;
	char **pieces = text_split(ctx, s, ',', 16, &n);

	assert(pieces != NULL || n == 0);
	assert(strpbrk(text_html(ctx, s), "<>\"'") == NULL);
	assert(strspn(text_url_encode(ctx, s), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	              "0123456789-._~%") == strlen(text_url_encode(ctx, s)));
	lang_parse(&lang, s);
	lang_negotiate(s, LANG_EN);
	text_http_date(ctx, s);
	if (text_is_name(s))
		assert(strchr(s, '/') == NULL && *s != '.' && strlen(s) <= 64);
}

static void places(const void *ctx, const char *s)
{
	struct fuzz_world *w = fuzz_world(ctx);
	struct filter_scope scope = { ctx, &w->conf, &w->layer, wfs_crs_of(ctx, 2154, WFS_200) };
	struct crs_name name;
	struct wfs_crs crs;
	struct filter f;
	struct err err[4] = { 0 };
	struct moments m;

	if (crs_parse(&name, s))
		assert(name.code > 0);
	if (!wfs_crs_parse(&crs, ctx, s, "SRSNAME", &err[0]))
		fuzz_explained(&err[0]);
	if (!filter_box(&f, &scope, s, &err[1]))
		fuzz_explained(&err[1]);
	else
		assert(f.boxed && f.box.minx <= f.box.maxx && f.box.miny <= f.box.maxy);
	if (!moments_parse(&m, ctx, s, &err[2]))
		fuzz_explained(&err[2]);
}

/* An identifier of a feature is made so that it reads back. */
static void identifiers(const void *ctx, const char *s)
{
	const char *type, *id;

	wfs_feature_id_parse(ctx, s, &type, &id);
	if (!text_is_utf8(s, strlen(s)) || *s == '\0')
		return;
	struct wfs_ids ids = wfs_ids_of(ctx, "communes");
	assert(wfs_feature_id_parse(ctx, wfs_feature_id(&ids, s), &type, &id));
	assert(strcmp(type, "communes") == 0 && strcmp(id, s) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	const char *s = fuzz_text(ctx, data, size);

	numbers(ctx, s);
	texts(ctx, s);
	places(ctx, s);
	identifiers(ctx, s);
	talloc_free(ctx);
	return 0;
}
