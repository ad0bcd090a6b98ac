/* A path below /api, a line's end, a query: every parser of the API, up to the source, which is not there. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "api/api.h"
#include "service/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct column columns[] = {
	{ .name = "code", .type = COLUMN_STRING, .unit = "" },
	{ .name = "people", .type = COLUMN_INTEGER, .unit = "" },
	{ .name = "share", .type = COLUMN_REAL, .unit = "" },
	{ .name = "open", .type = COLUMN_BOOLEAN, .unit = "" },
	{ .name = "day", .type = COLUMN_DATE, .unit = "" },
};
static const struct dimension time = { "time", "day", "ISO8601", "2016-01-01/2018-01-01/P1Y", "" };
static const struct organisation owner = { .name = "o" };

static struct layer layer(void)
{
	return (struct layer){
		.name = "a", .owner = &owner, .geometry = GEOMETRY_POINT, .srs = 2154,
		.bbox = { 0, 6e6, 1e6, 7e6 }, .geographic = { -5, 41, 9, 51 }, .n_features = 5,
		.columns = columns, .n_columns = sizeof columns / sizeof *columns, .key = "code",
		.dimensions = &time, .n_dimensions = 1,
		.source = { .digest = "00", .extension = "gpkg", .uri = "", .table = "a",
		            .geometry_column = "geom", .id_column = "code" },
		.metadata = { .licence_url = "", .documentation_url = "", .reference_date = "",
		              .updated = "", .contact = { "", "", "", "" } },
	};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	char *text = mem_strndup(ctx, (const char *)data, size);
	char *query = strchr(text, '\n');
	struct err err = { 0 };

	if (query != NULL)
		*query++ = '\0';
	const struct layer one = layer();
	const struct catalogue all = { .edition = 1, .published = "2026-11-22T15:04:05Z",
	                               .layers = &one, .n_layers = 1 };
	const struct conf conf = { .base_url = "http://h", .base_path = "", .workspace = "/nowhere",
	                           .max_features = 10, .default_features = 5, .contact_person = "",
	                           .contact_organisation = "", .contact_email = "" };
	const struct view view = { .catalogue = &all, .grants = { { LEVEL_PUBLIC, NULL } },
	                           .n_grants = 1, .hash = "0" };
	struct request request = { .method = METHOD_GET, .content_type = "",
	                           .path = mem_printf(ctx, "/api/%s", text) };
	struct exchange x = { .ctx = ctx, .conf = &conf, .request = &request, .view = &view,
	                      .lang = LANG_EN, .documents = documents_new(ctx, 1 << 16) };
	struct out *out = out_new_buffer(ctx);

	if (kvp_parse(&request.query, ctx, query != NULL ? query : "", &err) &&
	    !api_service.serve(&x, out, &err)) {
		out_restart(out);
		api_service.refuse(&x, &err, out);
	}
	talloc_free(ctx);
	return 0;
}
