/* A request as a transport hands it over: lines of "VARIABLE=value", an empty line, the body. */
#include "service/ows.h"
#include "tests/fuzz/fuzz.h"

struct variables {
	char **lines;
	size_t n;
};

static const char *variable(void *from, const char *name)
{
	const struct variables *v = from;
	size_t n = strlen(name);

	for (size_t i = 0; i < v->n; i++)
		if (strncmp(v->lines[i], name, n) == 0 && v->lines[i][n] == '=')
			return v->lines[i] + n + 1;
	return NULL;
}

static void check_whole(const struct request *r)
{
	assert(*r->path == '/' && text_is_utf8(r->path, strlen(r->path)));
	for (size_t i = 0; i < r->query.n; i++) {
		assert(text_is_utf8(r->query.pair[i].name, strlen(r->query.pair[i].name)));
		assert(text_is_utf8(r->query.pair[i].value, strlen(r->query.pair[i].value)));
		for (size_t j = 0; j < i; j++)
			assert(!text_same(r->query.pair[i].name, r->query.pair[j].name));
	}
}

/* What is done with a request even where it was refused: routed, and logged. */
static void route(const void *ctx, struct request *r)
{
	static const char *const types[] = { "text/html", "application/geo+json", NULL };
	static const char *const requests[] = { "GetFeature", "GetMap", NULL };
	struct fuzz_world *w = fuzz_world(ctx);
	bool in_query;

	w->x.request = r;
	const char *key = request_key(ctx, r, &in_query);
	assert(!in_query || key != NULL);
	assert(request_prefers(r, types) < 2);
	lang_negotiate(r->accept_language, LANG_FR);
	bool wms = ows_claims(&w->x, "WMS", NULL), wfs = ows_claims(&w->x, "WFS", requests);
	assert(!wms || !wfs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	const uint8_t *end = memmem(data, size, "\n\n", 2);
	size_t head = end != NULL ? (size_t)(end - data) : size;
	struct variables v = { 0 };
	struct request r;
	struct err err = { 0 };
	struct span body = { "", 0 };

	if (end != NULL) {
		/* on the heap, with its own size, so that reading past it is seen */
		body.n = size - head - 2;
		char *copy = mem_array(ctx, char, body.n);
		memcpy(copy, data + head + 2, body.n);
		body.at = copy;
	}
	v.lines = text_split(ctx, fuzz_text(ctx, data, head), '\n', 200, &v.n);
	if (request_build(&r, ctx, variable, &v, body, "/geo", &err))
		check_whole(&r);
	else
		fuzz_explained(&err);
	const char *name = request_name(ctx, variable, &v);
	assert(name == NULL || (r.method == METHOD_GET && r.authorization == NULL));
	route(ctx, &r);
	talloc_free(ctx);
	return 0;
}
